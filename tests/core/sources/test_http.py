"""The door: listed hosts, patience, resume, cache, and what is refused; the network is a function here."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from clustrat.errors import NetworkError, ParameterError, StorageError
from clustrat.sources.http import N_ATTEMPTS, Door

URL = "https://ec.europa.eu/eurostat/t"
PUBLIC = ["158.169.1.1"]


class Network:
    """Answers in turn; remembers what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer


def door(tmp_path: Path, network: Callable[..., httpx.Response], **options: Any) -> Door:
    options.setdefault("resolve", lambda _: PUBLIC)
    options.setdefault("sleep", lambda _: None)
    return Door(tmp_path, transport=httpx.MockTransport(network), **options)


def test_body_checksum_name_and_progress(tmp_path: Path) -> None:
    network, seen = Network(httpx.Response(200, content=b"figures")), []
    answer = door(tmp_path, network).get(URL, progress=lambda n, whole: seen.append((n, whole)))
    assert answer.body() == b"figures"
    assert answer.n_bytes == 7
    assert seen == [(7, 7)]
    assert network.asked[0].headers["User-Agent"].startswith("clustrat/")


@pytest.mark.parametrize(
    "url",
    [
        "http://ec.europa.eu/t",
        "https://example.org/t",
        "https://ec.europa.eu.example.org/t",
        "https://user@ec.europa.eu/t",
        "https://ec.europa.eu:8443/t",
        "file:///etc/passwd",
        "https://127.0.0.1/t",
    ],
)
def test_other_addresses_are_refused_before_anything_is_asked(tmp_path: Path, url: str) -> None:
    network = Network(httpx.Response(200))
    with pytest.raises(ParameterError, match="is not https on a listed host"):
        door(tmp_path, network).get(url)
    assert network.asked == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "::1", "fd00::1"])
def test_listed_host_that_leads_into_a_private_network_is_refused(tmp_path: Path, address: str) -> None:
    network = Network(httpx.Response(200))
    with pytest.raises(NetworkError, match="leads to the private address"):
        door(tmp_path, network, resolve=lambda _: [address]).get(URL)
    assert network.asked == []


def test_redirect_to_another_host_is_refused(tmp_path: Path) -> None:
    network = Network(httpx.Response(302, headers={"Location": "https://example.org/t"}))
    with pytest.raises(NetworkError, match=r"leads on to https://example.org/t, which is not listed"):
        door(tmp_path, network).get(URL)


def test_redirect_on_the_same_host_is_followed_but_not_for_ever(tmp_path: Path) -> None:
    network = Network(httpx.Response(302, headers={"Location": "/eurostat/other"}), httpx.Response(200, content=b"x"))
    assert door(tmp_path, network).get(URL).body() == b"x"
    circle = Network(httpx.Response(302, headers={"Location": "/eurostat/t"}))
    with pytest.raises(NetworkError, match="leads from one address to the next"):
        door(tmp_path / "circle", circle).get(URL)


def test_failures_are_repeated_with_the_wait_that_is_asked_for(tmp_path: Path) -> None:
    waits: list[float] = []
    network = Network(
        httpx.Response(503, headers={"Retry-After": "7"}),
        httpx.ReadTimeout("slow"),
        httpx.Response(429, headers={"Retry-After": "100000"}),
        httpx.Response(200, content=b"x"),
    )
    assert door(tmp_path, network, sleep=waits.append).get(URL).body() == b"x"
    assert waits[0] == 7
    assert waits[2] == 60


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (httpx.Response(500), "answered 500. After 5 attempts"),
        (httpx.ConnectTimeout("slow"), "did not answer within 60 seconds"),
        (httpx.ConnectError("refused"), "could not be read"),
    ],
)
def test_what_keeps_failing_is_said(tmp_path: Path, failure: Any, sentence: str) -> None:
    network = Network(failure)
    with pytest.raises(NetworkError, match=sentence):
        door(tmp_path, network).get(URL)
    assert len(network.asked) == N_ATTEMPTS


def test_refusals_of_the_service_are_not_repeated(tmp_path: Path) -> None:
    network = Network(httpx.Response(413, content=b"too big"))
    answer = door(tmp_path, network).get(URL)
    assert (answer.status, answer.body(), len(network.asked)) == (413, b"too big", 1)


def test_cut_off_body_is_resumed(tmp_path: Path) -> None:
    whole = bytes(range(256)) * 20
    network = Network(
        lambda _: httpx.Response(
            200, headers={"ETag": '"v1"', "Content-Length": str(len(whole))}, stream=_Bytes(whole[:1000])
        ),
        lambda request: httpx.Response(
            206,
            headers={"ETag": '"v1"', "Content-Length": str(len(whole) - int(request.headers["Range"][6:-1]))},
            stream=_Bytes(whole[int(request.headers["Range"][6:-1]) :]),
        ),
    )
    answer = door(tmp_path, network).get(URL)
    assert answer.body() == whole
    assert network.asked[1].headers["If-Range"] == '"v1"'


def test_body_that_stays_cut_off_is_refused(tmp_path: Path) -> None:
    network = Network(lambda _: httpx.Response(200, headers={"Content-Length": "500"}, stream=_Bytes(b"short")))
    with pytest.raises(NetworkError, match="sent 5 of 500 bytes"):
        door(tmp_path, network).get(URL)


def test_kept_answer_is_used_while_it_is_good(tmp_path: Path) -> None:
    network = Network(httpx.Response(200, content=b"figures", headers={"ETag": '"v1"'}), httpx.Response(304))
    opened = door(tmp_path, network)
    opened.get(URL)
    again = opened.get(URL)
    assert again.from_cache
    assert again.body() == b"figures"
    assert network.asked[1].headers["If-None-Match"] == '"v1"'


def test_damaged_cache_is_not_used(tmp_path: Path) -> None:
    network = Network(httpx.Response(200, content=b"figures", headers={"ETag": '"v1"'}))
    opened = door(tmp_path, network)
    opened.get(URL).path.write_bytes(b"other")
    assert opened.get(URL).body() == b"figures"
    assert "If-None-Match" not in network.asked[1].headers


def test_too_large_answer_is_refused_by_its_header_and_while_it_comes(tmp_path: Path) -> None:
    said = Network(httpx.Response(200, content=b"x" * 200))
    with pytest.raises(NetworkError, match="holds 200 bytes, more than 100"):
        door(tmp_path, said, max_bytes=100).get(URL)
    unsaid = Network(lambda _: httpx.Response(200, stream=_Bytes(b"x" * 200)))
    with pytest.raises(NetworkError, match="larger than 100 bytes"):
        door(tmp_path / "unsaid", unsaid, max_bytes=100).get(URL)


def test_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("clustrat.sources.http.os.fsync", full)
    with pytest.raises(StorageError, match="No space left on device"):
        door(tmp_path, Network(httpx.Response(200, content=b"x"))).get(URL)


class _Bytes(httpx.SyncByteStream):
    """A body without a length of its own."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __iter__(self) -> Any:
        yield self.data
