"""Fetching whole tables and parts: waiting, checking, keeping, and what a failed refresh leaves."""

from __future__ import annotations

import errno
import gzip
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from clustrat.errors import ClustratError, CodeListError, NetworkError, SourceError, StorageError
from clustrat.sources.fetch import fetch_boundaries, fetch_table, keep_boundaries
from clustrat.sources.http import Door
from clustrat.sources.snapshot import latest_snapshot

TSV = gzip.compress(b"geo\\time\t2014 \nITH4\t13613 \n", mtime=0)
KEYED = b"<e><queued><id>k1</id><status>SUBMITTED</status></queued></e>"


def state(word: str) -> bytes:
    return f"<e><a><status><key>k1</key><status>{word}</status></status></a></e>".encode()


def json_stat(*codes: str) -> bytes:
    index = {code: n for n, code in enumerate(codes)}
    content = {
        "version": "2.0", "class": "dataset", "id": ["geo", "time"], "size": [len(codes), 1],
        "value": list(range(len(codes))),
        "dimension": {"geo": {"category": {"index": index}}, "time": {"category": {"index": ["2014"]}}},
    }  # fmt: skip
    return json.dumps(content).encode()


def door(tmp_path: Path, *answers: Any) -> Door:
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        given = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(given, Exception):
            raise given
        return given if isinstance(given, httpx.Response) else httpx.Response(200, content=given)

    return Door(
        tmp_path / "answers",
        transport=httpx.MockTransport(answer),
        sleep=lambda _: None,
        resolve=lambda _: ["158.169.1.1"],
    )


def fetch(tmp_path: Path, *answers: Any, **options: Any) -> Any:
    return fetch_table(
        "sbs_r_nuts2021", folder=tmp_path, door=door(tmp_path, *answers), sleep=lambda _: None, **options
    )


def test_whole_table_is_kept_as_it_came(tmp_path: Path) -> None:
    taken = fetch(tmp_path, TSV)
    assert (tmp_path / taken.file).read_bytes() == TSV
    assert taken.publisher == "Eurostat"


def test_part_is_kept_as_json_stat(tmp_path: Path) -> None:
    taken = fetch(tmp_path, json_stat("ITH4", "AT31"), filters={"geo": ["ITH4", "AT31"]})
    assert taken.table_code.startswith("sbs_r_nuts2021--")
    assert taken.file.endswith(".json")


def test_dropped_code_is_refused_and_nothing_kept(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="left out geo ITD4 without a word"):
        fetch(tmp_path, json_stat("ITH4"), filters={"geo": ["ITH4", "ITD4"]})
    assert not list(tmp_path.glob("*.json"))


def test_asynchronous_answer_is_waited_for(tmp_path: Path) -> None:
    taken = fetch(tmp_path, KEYED, state("DATA_NOT_YET_AVAILABLE"), state("AVAILABLE"), TSV)
    assert (tmp_path / taken.file).read_bytes() == TSV


def test_service_that_asks_to_come_again_is_asked_again(tmp_path: Path) -> None:
    again = b'{"warning":{"status":413,"label":"ASYNCHRONOUS_RESPONSE. Your request will be treated later."}}'
    assert fetch(tmp_path, again, again, json_stat("ITH4"), filters={"geo": ["ITH4"]}).n_bytes > 0


def test_service_that_never_ends_is_left(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="still working on sbs_r_nuts2021 after 40 looks"):
        fetch(tmp_path, KEYED, state("PROCESSING"))


@pytest.mark.parametrize("word", ["EXPIRED", "UNKNOWN_REQUEST", "ERROR", "NO_RESULTS"])
def test_request_that_was_dropped_is_said(tmp_path: Path, word: str) -> None:
    with pytest.raises(NetworkError, match=rf"has dropped the request .* \({word}\)"):
        fetch(tmp_path, KEYED, state(word))


def test_state_that_is_refused_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"refused sbs_r_nuts2021 \(400\): Invalid key"):
        fetch(tmp_path, KEYED, httpx.Response(400, content=b'{"error":[{"status":400,"label":"Invalid key"}]}'))


def test_two_parts_of_a_table_lie_beside_each_other(tmp_path: Path) -> None:
    first = fetch(tmp_path, json_stat("ITH4"), filters={"geo": ["ITH4"]})
    second = fetch(tmp_path, json_stat("AT31"), filters={"geo": ["AT31"]})
    assert latest_snapshot(first.table_code, folder=tmp_path) == first
    assert latest_snapshot(second.table_code, folder=tmp_path) == second


def test_failed_refresh_of_a_part_says_the_date_of_that_part(tmp_path: Path) -> None:
    former = fetch(tmp_path, json_stat("ITH4"), filters={"geo": ["ITH4"]})
    with pytest.raises(ClustratError, match=rf"The former file of {former.fetched_at[:10]} stays in use"):
        fetch(tmp_path, httpx.Response(500), filters={"geo": ["ITH4"]})
    with pytest.raises(ClustratError) as other:
        fetch(tmp_path / "other", httpx.Response(500), filters={"geo": ["AT31"]})
    assert "former file" not in str(other.value)


def test_damaged_note_does_not_hide_what_went_wrong(tmp_path: Path) -> None:
    fetch(tmp_path, TSV)
    (tmp_path / "sbs_r_nuts2021.json").write_text("{")
    with pytest.raises(ClustratError, match=r"answered 500.* The note sbs_r_nuts2021\.json or its file is damaged"):
        fetch(tmp_path, httpx.Response(500))


def test_bad_body_is_not_asked_for_again_as_unchanged(tmp_path: Path) -> None:
    asked: list[httpx.Request] = []

    def host(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.headers.get("If-None-Match"):
            return httpx.Response(304)
        return httpx.Response(200, content=TSV[:-9] if len(asked) == 1 else TSV, headers={"ETag": '"v1"'})

    opened = Door(
        tmp_path / "answers", transport=httpx.MockTransport(host), sleep=lambda _: None, resolve=lambda _: ["8.8.8.8"]
    )
    with pytest.raises(SourceError, match="Eurostat's answer for sbs_r_nuts2021 is cut off or damaged"):
        fetch_table("sbs_r_nuts2021", folder=tmp_path, door=opened)
    assert fetch_table("sbs_r_nuts2021", folder=tmp_path, door=opened).n_bytes == len(TSV)


@pytest.mark.parametrize(
    "bad",
    [
        httpx.Response(500),
        httpx.ReadTimeout("slow"),
        httpx.Response(404, content=b'{"error":[{"status":404,"label":"NOT_FOUND"}]}'),
        b"<html>maintenance</html>",
        TSV[:-9],
        b"",
        gzip.compress(b"geo\\time\t2014 \n", mtime=0),
    ],
    ids=["500", "time-out", "404", "page", "truncated", "empty", "no-rows"],
)
def test_failed_refresh_leaves_the_former_file_and_says_its_date(tmp_path: Path, bad: Any) -> None:
    former = fetch(tmp_path, TSV)
    with pytest.raises(ClustratError, match=rf"The former file of {former.fetched_at[:10]} stays in use\."):
        fetch(tmp_path, bad)
    assert latest_snapshot("sbs_r_nuts2021", folder=tmp_path) == former


def test_boundaries_of_another_version_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.geojson"
    path.write_text(json.dumps({"features": [square(code) for code in ("XX01", "XX02")]}))
    with pytest.raises(SourceError, match="is not of NUTS 2013: 2 of its 2 codes are not in it"):
        keep_boundaries(path, version="2013", folder=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_boundaries_are_fetched_and_kept(tmp_path: Path) -> None:
    body = json.dumps({"features": [square("ITH4"), square("AT31")]}).encode()
    kept = fetch_boundaries(version="2013", door=door(tmp_path, body), folder=tmp_path / "kept")
    assert kept.name == "nuts_2013.geojson.gz"
    assert json.loads(gzip.decompress(kept.read_bytes()))["features"]
    with pytest.raises(SourceError, match=r"no boundaries of NUTS 2006 \(404\)"):
        fetch_boundaries(version="2006", door=door(tmp_path / "x", httpx.Response(404)), folder=tmp_path / "kept")


def test_version_that_there_is_not_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(CodeListError, match="1999"):
        fetch_boundaries(version="1999", door=door(tmp_path, AssertionError("asked")), folder=tmp_path)


@pytest.mark.parametrize("bad", [httpx.Response(500), b"<html></html>", b"", httpx.ReadTimeout("slow")])
def test_failed_refresh_of_boundaries_leaves_the_former_file(tmp_path: Path, bad: Any) -> None:
    body = json.dumps({"features": [square("ITH4")]}).encode()
    kept = fetch_boundaries(version="2013", door=door(tmp_path, body), folder=tmp_path / "kept")
    before = kept.read_bytes()
    with pytest.raises(ClustratError, match=r"The former file of \d{4}-\d\d-\d\d stays in use"):
        fetch_boundaries(version="2013", door=door(tmp_path / "x", bad), folder=tmp_path / "kept")
    assert kept.read_bytes() == before


def test_full_disk_leaves_the_former_boundaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b.geojson"
    path.write_text(json.dumps({"features": [square("ITH4")]}))
    kept = keep_boundaries(path, version="2013", folder=tmp_path / "kept")
    before = kept.read_bytes()
    path.write_text(json.dumps({"features": [square("ITH4"), square("AT31")]}))

    def full(_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("clustrat.sources.snapshot.os.fsync", full)
    with pytest.raises(StorageError, match="boundaries could not be kept in .*No space left on device"):
        keep_boundaries(path, version="2013", folder=tmp_path / "kept")
    assert kept.read_bytes() == before
    assert [entry.name for entry in (tmp_path / "kept").iterdir()] == [kept.name]


def square(code: str) -> dict[str, Any]:
    ring = [[13.0, 46.0], [13.5, 46.0], [13.5, 46.5], [13.0, 46.5], [13.0, 46.0]]
    return {"properties": {"NUTS_ID": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.mark.live
def test_the_real_service_answers() -> None:
    import tempfile

    taken = fetch_table(
        "nama_10r_2gdp", filters={"geo": ["ITH4"], "unit": ["EUR_HAB"]}, folder=Path(tempfile.mkdtemp())
    )
    assert taken.n_bytes > 0
