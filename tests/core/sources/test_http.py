"""The door: listed hosts, patience, resume, cache, and what is refused; the network is a function here."""

from __future__ import annotations

import errno
import gzip
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
        "https://ec.europa.eu@example.org/t",
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


@pytest.mark.parametrize("url", ["https://ec.europa.eu:99999/t", "https://[ec.europa.eu/t"])
def test_what_is_no_address_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ParameterError, match="is not an address"):
        door(tmp_path, Network(httpx.Response(200))).get(url)


@pytest.mark.parametrize("target", ["https://[x/t", "http://ec.europa.eu/t", "https://127.0.0.1/t", "//example.org/t"])
def test_redirect_to_an_address_that_may_not_be_asked_is_refused(tmp_path: Path, target: str) -> None:
    network = Network(httpx.Response(302, headers={"Location": target}))
    with pytest.raises(NetworkError, match="leads on to"):
        door(tmp_path, network).get(URL)
    assert len(network.asked) == 1


def test_redirect_into_a_private_network_is_refused(tmp_path: Path) -> None:
    network = Network(httpx.Response(302, headers={"Location": "https://gisco-services.ec.europa.eu/t"}))
    with pytest.raises(NetworkError, match=r"leads to the private address 10\.0\.0\.8"):
        door(tmp_path, network, resolve=lambda host: ["10.0.0.8"] if "gisco" in host else PUBLIC).get(URL)


def test_behind_a_proxy_nobody_else_need_know_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise OSError("Name or service not known")

    monkeypatch.setattr("clustrat.sources.http.socket.getaddrinfo", unknown)
    monkeypatch.setattr("clustrat.sources.http.getproxies", dict)
    with pytest.raises(NetworkError, match="could not be found .* Is there a network"):
        door(tmp_path, Network(httpx.Response(200, content=b"x")), resolve=None).get(URL)
    monkeypatch.setattr("clustrat.sources.http.getproxies", lambda: {"https": "http://proxy.invalid:3128"})
    assert door(tmp_path, Network(httpx.Response(200, content=b"x")), resolve=None).get(URL).body() == b"x"


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
            headers={
                "ETag": '"v1"',
                "Content-Length": str(len(whole) - int(request.headers["Range"][6:-1])),
                "Content-Range": f"bytes {request.headers['Range'][6:]}{len(whole) - 1}/{len(whole)}",
            },
            stream=_Bytes(whole[int(request.headers["Range"][6:-1]) :]),
        ),
    )
    answer = door(tmp_path, network).get(URL)
    assert answer.body() == whole
    assert network.asked[1].headers["If-Range"] == '"v1"'
    assert network.asked[1].headers["Accept-Encoding"] == "identity"


WHOLE = bytes(range(256)) * 20


def cut_off(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, headers={"ETag": '"v1"', "Content-Length": str(len(WHOLE))}, stream=_Bytes(WHOLE[:1000]))


@pytest.mark.parametrize(
    "second",
    [
        lambda _: httpx.Response(416),
        lambda _: httpx.Response(206, headers={"Content-Range": "bytes 900-5119/5120"}, stream=_Bytes(WHOLE[900:])),
        lambda _: httpx.Response(206, stream=_Bytes(WHOLE[1000:])),
    ],
    ids=["not satisfiable", "from another place", "place unsaid"],
)
def test_part_that_does_not_fit_is_fetched_anew(tmp_path: Path, second: Callable[..., httpx.Response]) -> None:
    network = Network(cut_off, second, httpx.Response(200, content=WHOLE))
    assert door(tmp_path, network).get(URL).body() == WHOLE
    assert "Range" not in network.asked[2].headers


def test_host_that_starts_again_is_followed(tmp_path: Path) -> None:
    network = Network(cut_off, httpx.Response(200, content=WHOLE))
    assert door(tmp_path, network).get(URL).body() == WHOLE


def test_packed_on_the_way_is_never_resumed(tmp_path: Path) -> None:
    packed = gzip.compress(WHOLE)
    said = {"ETag": '"v1"', "Content-Encoding": "gzip"}
    network = Network(
        lambda _: httpx.Response(200, headers=said, stream=_Broken(packed[:200])),
        lambda _: httpx.Response(200, headers=said, stream=_Bytes(packed)),
    )
    assert door(tmp_path, network).get(URL).body() == WHOLE
    assert "Range" not in network.asked[1].headers


def test_refusal_is_never_gone_on_from(tmp_path: Path) -> None:
    said = {"ETag": '"v1"', "Last-Modified": "Tue, 01 Sep 2026 00:00:00 GMT"}
    network = Network(httpx.Response(404, content=b"no such table", headers=said), httpx.Response(200, content=WHOLE))
    opened = door(tmp_path, network)
    assert opened.get(URL).body() == b"no such table"
    assert opened.get(URL).body() == WHOLE
    assert "Range" not in network.asked[1].headers


def test_forgotten_answer_is_asked_for_whole(tmp_path: Path) -> None:
    network = Network(httpx.Response(200, content=b"bad", headers={"ETag": '"v1"'}), httpx.Response(200, content=b"ok"))
    opened = door(tmp_path, network)
    opened.get(URL)
    opened.forget(URL)
    assert opened.get(URL).body() == b"ok"
    assert "If-None-Match" not in network.asked[1].headers


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

    monkeypatch.setattr("clustrat.sources.kept_answers.os.fsync", full)
    with pytest.raises(StorageError, match="No space left on device"):
        door(tmp_path, Network(httpx.Response(200, content=b"x"))).get(URL)


@pytest.mark.parametrize("step", ["mkdir", "write_text", "replace", "open"])
def test_disk_that_refuses_is_said_at_every_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    opened = door(tmp_path / "new", Network(httpx.Response(200, content=b"x")))

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, step, full)
    with pytest.raises(StorageError, match="could not be kept in .* No space left on device|No space left on device"):
        opened.get(URL)


class _Broken(httpx.SyncByteStream):
    """A body whose connection breaks after its first bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __iter__(self) -> Any:
        yield self.data
        raise httpx.ReadError("connection reset")


class _Bytes(httpx.SyncByteStream):
    """A body without a length of its own."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __iter__(self) -> Any:
        yield self.data
