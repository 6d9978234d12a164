"""Kept answers: whole or not there, and never of another body."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clustrat.errors import NetworkError
from clustrat.sources.kept_answers import MAX_REFUSAL_BYTES, Place

URL = "https://ec.europa.eu/eurostat/t"


def place(tmp_path: Path, *chunks: bytes, **headers: str) -> Place:
    made = Place(tmp_path, URL)
    made.begin(headers, append=False)
    made.write(chunks, start=0, whole=None, max_bytes=100, progress=None)
    return made


def test_whole_body_is_found_again_with_its_hash(tmp_path: Path) -> None:
    answer = place(tmp_path, b"fig", b"ures").finish({"ETag": "v1"})
    again = Place(tmp_path, URL).kept()
    assert again is not None
    assert again.body() == b"figures"
    assert again.sha256 == answer.sha256
    assert again.headers["etag"] == "v1"


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"sha256": 1}', '{"sha256": "x", "headers": 5}', "\xff"])
def test_damaged_note_is_as_none(tmp_path: Path, note: str) -> None:
    made = place(tmp_path, b"figures")
    made.finish({})
    made.said.write_text(note, encoding="latin-1")
    assert made.kept() is None


def test_other_bytes_are_as_none(tmp_path: Path) -> None:
    made = place(tmp_path, b"figures")
    made.finish({})
    made.body.write_bytes(b"figure")
    assert made.kept() is None


def test_body_without_its_note_is_as_none(tmp_path: Path) -> None:
    made = place(tmp_path, b"figures")
    made.finish({})
    made.said.unlink()
    assert made.kept() is None


@pytest.mark.parametrize(
    ("headers", "validator"),
    [
        ({"etag": '"v1"'}, '"v1"'),
        ({"etag": 'W/"v1"'}, ""),
        ({"etag": 'W/"v1"', "last-modified": "Tue"}, "Tue"),
        ({"etag": '"v1"', "content-encoding": "gzip"}, ""),
        ({}, ""),
    ],
)
def test_only_what_is_surely_the_same_body_is_gone_on_with(
    tmp_path: Path, headers: dict[str, str], validator: str
) -> None:
    assert place(tmp_path, b"x", **headers).validator() == validator


def test_damaged_note_of_a_part_is_as_none(tmp_path: Path) -> None:
    made = place(tmp_path, b"x", etag='"v1"')
    made.part_said.write_text(json.dumps([1]))
    assert made.validator() == ""


def test_too_much_is_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="larger than 100 bytes"):
        place(tmp_path, b"x" * 60, b"x" * 60)
    assert Place(tmp_path, URL).partial_bytes() == 0


def test_refusal_is_cut_and_lies_apart(tmp_path: Path) -> None:
    made = Place(tmp_path, URL)
    answer = made.refused(iter(lambda: b"x" * 2**16, b""), 404, {})
    assert answer.n_bytes <= MAX_REFUSAL_BYTES + 2**16
    assert made.partial_bytes() == 0
    assert made.kept() is None


def test_forgotten_is_gone(tmp_path: Path) -> None:
    made = place(tmp_path, b"figures")
    made.finish({})
    made.forget()
    assert list(tmp_path.iterdir()) == []
