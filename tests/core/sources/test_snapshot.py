"""Snapshots: whole or not there, checked when read, the former one kept when the disk is full."""

from __future__ import annotations

import datetime
import errno
from pathlib import Path
from typing import Any

import pytest

from clustrat.errors import SourceError, StorageError
from clustrat.sources import snapshot
from clustrat.sources.snapshot import latest_snapshot, take_snapshot

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


def take(folder: Path, data: bytes = b"figures") -> snapshot.Snapshot:
    return take_snapshot(
        data, folder=folder, table_code="t", url="https://example.invalid/t", suffix=".tsv.gz", now=NOW
    )


def test_bytes_lie_under_their_hash(tmp_path: Path) -> None:
    taken = take(tmp_path)
    assert (tmp_path / taken.file).read_bytes() == b"figures"
    assert taken.file == f"{taken.sha256}.tsv.gz"
    assert latest_snapshot("t", folder=tmp_path) == taken
    assert taken.fetched_at == "2026-01-02T03:04:05+00:00"


def test_there_is_none_before_the_first(tmp_path: Path) -> None:
    assert latest_snapshot("t", folder=tmp_path) is None


def test_damaged_file_is_refused(tmp_path: Path) -> None:
    taken = take(tmp_path)
    (tmp_path / taken.file).write_bytes(b"other")
    with pytest.raises(SourceError, match="is not what was fetched: its hash differs"):
        latest_snapshot("t", folder=tmp_path)


def test_damaged_file_is_mended_by_the_same_bytes(tmp_path: Path) -> None:
    taken = take(tmp_path)
    (tmp_path / taken.file).write_bytes(b"other")
    assert take(tmp_path) == taken
    assert latest_snapshot("t", folder=tmp_path) == taken


@pytest.mark.parametrize("note", ["{", "{}", '{"file": 1}'])
def test_damaged_note_is_refused(tmp_path: Path, note: str) -> None:
    take(tmp_path)
    (tmp_path / "t.json").write_text(note)
    with pytest.raises(SourceError, match="is damaged"):
        latest_snapshot("t", folder=tmp_path)


def test_full_disk_leaves_the_former_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    former = take(tmp_path)

    def full(_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(snapshot.os, "fsync", full)
    with pytest.raises(StorageError, match=r"t could not be kept .*No space left on device.* the former file stays"):
        take(tmp_path, b"newer figures")
    monkeypatch.undo()
    assert latest_snapshot("t", folder=tmp_path) == former
    assert not list(tmp_path.glob(".*"))
