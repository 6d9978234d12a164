"""Snapshots: bytes as published, in a file named by their hash, with a note of where and when they came from."""

from __future__ import annotations

import datetime
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from clustrat.errors import SourceError, StorageError
from clustrat.sources.raw_table import sha256_of

__all__ = ["Snapshot", "latest_snapshot", "take_snapshot", "write_whole"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One fetched file: what it is, where it came from, when, under which terms."""

    table_code: str
    publisher: str
    url: str
    licence: str
    fetched_at: str
    sha256: str
    n_bytes: int
    file: str


def take_snapshot(
    data: bytes,
    *,
    folder: Path,
    table_code: str,
    url: str,
    suffix: str,
    publisher: str = "Eurostat",
    licence: str = "Commission Decision 2011/833/EU",
    now: datetime.datetime | None = None,
) -> Snapshot:
    """Keep bytes as published: first the file under its hash, whole, then the note that names it.

    Raises
    ------
    StorageError
        The disk is full or refuses; the former snapshot stays the latest.
    """
    sha256 = sha256_of(data)
    moment = (now or datetime.datetime.now(datetime.UTC)).astimezone(datetime.UTC)
    snapshot = Snapshot(
        table_code=table_code,
        publisher=publisher,
        url=url,
        licence=licence,
        fetched_at=moment.isoformat(timespec="seconds"),
        sha256=sha256,
        n_bytes=len(data),
        file=f"{sha256}{suffix}",
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / snapshot.file
        if not target.exists() or sha256_of(target.read_bytes()) != sha256:
            write_whole(target, data)
        note = json.dumps(asdict(snapshot), ensure_ascii=False, indent=1) + "\n"
        write_whole(folder / f"{table_code}.json", note.encode("utf-8"))
    except OSError as error:
        raise StorageError(
            f"{table_code} could not be kept in {folder} ({error.strerror or error}). Make room, or choose another --out; the former "
            "file stays."
        ) from error
    return snapshot


def latest_snapshot(table_code: str, *, folder: Path) -> Snapshot | None:
    """The latest snapshot of a table, with its bytes checked; ``None`` where there is none.

    Raises
    ------
    SourceError
        The note or the file is damaged.
    """
    note = folder / f"{table_code}.json"
    if not note.exists():
        return None
    try:
        snapshot = Snapshot(**json.loads(note.read_text(encoding="utf-8")))
        data = (folder / snapshot.file).read_bytes()
    except (OSError, ValueError, TypeError) as error:
        raise SourceError(
            f"The note {note.name} or its file is damaged ({error}). Remove both and fetch again."
        ) from None
    if sha256_of(data) != snapshot.sha256:
        raise SourceError(f"{snapshot.file} is not what was fetched: its hash differs. Remove it and fetch again.")
    return snapshot


def write_whole(path: Path, data: bytes) -> None:
    """Temporary name, sync, rename, sync of the folder: after a kill the file is whole or not there."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
