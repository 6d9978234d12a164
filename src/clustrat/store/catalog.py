"""The catalogue of an edition: which tables it holds, where each comes from, and which edition is in use."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from clustrat.errors import EditionError, StorageError
from clustrat.evidence.provenance import Provenance
from clustrat.store import durable

__all__ = [
    "CATALOG_FILE",
    "Edition",
    "TableEntry",
    "catalog_bytes",
    "editions_folder",
    "in_use_since",
    "open_edition",
    "point_to",
    "verify_edition",
]

FORMAT = "clustrat edition 1"
CATALOG_FILE = "edition.json"
POINTER_FILE = "current"
ENVIRONMENT = "CLUSTRAT_EDITION"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """One table of an edition, with the origin of its figures.

    Attributes
    ----------
    name, title
        Name such as ``core_eurostat__sbs_regional``, and what it holds in words.
    file, sha256, n_bytes, n_rows
        Parquet file in the folder of the edition, the hash of its bytes, their number, and its number of rows.
    publisher, table_code, vintage, licence, attribution
        Where the figures come from and under which terms.
    sources
        The raw files: mappings with ``file`` and ``sha256``.
    row_account
        ``read`` = ``kept`` + sum of ``rejected`` (by reason), in cells of the raw files; the same ``by_flag``; ``merged``
        cells were added to another when codes were joined, so that ``n_rows`` = ``kept`` - ``merged``.
    columns
        Name -> what stands in the column, with its unit.
    notes
        What a reader of the figures should know.
    """

    name: str
    title: str
    file: str
    sha256: str
    n_bytes: int
    n_rows: int
    publisher: str
    table_code: str
    vintage: str
    licence: str
    attribution: str
    sources: tuple[Mapping[str, str], ...] = ()
    row_account: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def provenance(self, edition: str) -> Provenance:
        """The origin to print beside a figure of this table."""
        return Provenance(
            publisher=self.publisher,
            table_code=self.table_code,
            vintage=self.vintage,
            licence=self.licence,
            edition=edition,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An immutable set of tables under one id.

    ``folder`` holds the catalogue and the Parquet files; ``nuts_version`` and ``nace_version`` are those of the codes of
    the business statistics; ``built_by`` is the version of clustrat that made it.
    """

    id: str
    folder: Path
    built_by: str
    nuts_version: str
    nace_version: str
    tables: Mapping[str, TableEntry] = field(repr=False)

    def table(self, name: str) -> TableEntry:
        """The entry of one table; refused with the names there are."""
        if name not in self.tables:
            raise EditionError(
                f"Edition {self.id} has no table '{name}'. Its tables are: {', '.join(sorted(self.tables))}."
            )
        return self.tables[name]

    def provenance(self, name: str) -> Provenance:
        """The origin to print beside a figure of one table."""
        return self.table(name).provenance(self.id)


def editions_folder() -> Path:
    """The folder in which this user's own editions are built, unless told otherwise."""
    from platformdirs import user_data_path

    return user_data_path("clustrat", appauthor=False) / "editions"


def open_edition(folder: Path | None = None) -> Edition:
    """Open an edition; its tables are not read, and their hashes not recomputed (see :func:`verify_edition`).

    Parameters
    ----------
    folder
        Folder of an edition, or of several with a pointer ``current``. ``None``: the folder that the environment
        variable CLUSTRAT_EDITION names, else the edition this user has built last, else the one inside the package.

    Returns
    -------
    Edition
        The catalogue, read and checked; every table file is there with the stated number of bytes.

    Raises
    ------
    EditionError
        There is no edition, its catalogue is damaged, or a table file is missing or cut off.

    Examples
    --------
    >>> edition = open_edition()
    >>> "core_eurostat__sbs_regional" in edition.tables
    True
    """
    if folder is not None:
        return _open(Path(folder))
    if named := os.environ.get(ENVIRONMENT):
        return _open(Path(named))
    own = editions_folder()
    if (own / POINTER_FILE).exists():
        return _open(own)
    return _open(Path(str(files("clustrat") / "data" / "edition")))


def verify_edition(edition: Edition) -> None:
    """Recompute the hash of every table file and compare it with the catalogue.

    Raises
    ------
    EditionError
        A file is missing or its bytes are not those that were built.
    """
    for name, entry in edition.tables.items():
        data = _read(edition.folder / entry.file)
        found = hashlib.sha256(data).hexdigest()
        if found != entry.sha256:
            raise EditionError(
                f"Table '{name}' of edition {edition.id} is damaged: {edition.folder / entry.file} has the hash "
                f"{found[:12]}..., the catalogue says {entry.sha256[:12]}... . Build the edition again, or restore it."
            )


def point_to(root: Path, name: str) -> None:
    """Make the edition in ``root/name`` the one in use, in one atomic step."""
    durable.replace_file(root / POINTER_FILE, f"{name}\n".encode())


def in_use_since(root: Path) -> tuple[str, date] | None:
    """The folder name of the edition in use in ``root`` and the day it was switched to; ``None`` where there is none."""
    pointer = root / POINTER_FILE
    if not pointer.is_file():
        return None
    name = _read(pointer).decode("utf-8", errors="replace").strip()
    return name, datetime.fromtimestamp(pointer.stat().st_mtime, tz=UTC).date()


def catalog_bytes(edition: Edition) -> bytes:
    """The catalogue as it is written: one spelling only, no dates, so that equal editions have equal bytes."""
    tables = {}
    for name, entry in sorted(edition.tables.items()):
        record = {key: getattr(entry, key) for key in TableEntry.__dataclass_fields__ if key != "name"}
        tables[name] = _plain(record)
    record = {
        "format": FORMAT,
        "id": edition.id,
        "built_by": edition.built_by,
        "nuts_version": edition.nuts_version,
        "nace_version": edition.nace_version,
        "tables": tables,
    }
    return (json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise EditionError(f"There is no file {path}. Build the edition again with 'clustrat data build'.") from None
    except OSError as error:
        raise StorageError(f"{path} could not be read ({error.strerror or error}). Check the disk.") from error


def _open(folder: Path) -> Edition:
    if not folder.is_dir():
        raise EditionError(
            f"There is no edition in {folder}: the folder does not exist. "
            "Give the folder of an edition, or make one with 'clustrat data build'."
        )
    if (folder / POINTER_FILE).is_file() and not (folder / CATALOG_FILE).is_file():
        name = _read(folder / POINTER_FILE).decode("utf-8", errors="replace").strip()
        if not name or "/" in name or "\\" in name or name.startswith("."):
            raise EditionError(
                f"{folder / POINTER_FILE} names no edition ('{name[:40]}'). "
                "Write the name of a folder beside it, or build again with 'clustrat data build'."
            )
        folder = folder / name
    if not (folder / CATALOG_FILE).is_file():
        raise EditionError(
            f"There is no edition in {folder}: {CATALOG_FILE} is missing. "
            "Give the folder of an edition, or make one with 'clustrat data build'."
        )
    return _parse(folder, _read(folder / CATALOG_FILE))


def _parse(folder: Path, data: bytes) -> Edition:
    place = folder / CATALOG_FILE
    try:
        record = json.loads(data)
    except ValueError as error:
        raise EditionError(f"{place} is damaged ({error}). Build the edition again, or restore the file.") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise EditionError(f"{place} is not a catalogue of the format '{FORMAT}'. Give the folder of an edition.")
    try:
        tables = {name: _entry(name, entry) for name, entry in record["tables"].items()}
        edition = Edition(
            id=record["id"],
            folder=folder,
            built_by=record["built_by"],
            nuts_version=record["nuts_version"],
            nace_version=record["nace_version"],
            tables=MappingProxyType(tables),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise EditionError(f"{place} is damaged: {error} is missing or wrong. Build the edition again.") from None
    for entry in tables.values():
        if not (folder / entry.file).is_file():
            raise EditionError(
                f"Table '{entry.name}' of edition {edition.id} is missing: there is no file {folder / entry.file}. "
                "Build the edition again, or restore the file."
            )
        if (n_bytes := (folder / entry.file).stat().st_size) != entry.n_bytes:
            raise EditionError(
                f"Table '{entry.name}' of edition {edition.id} is damaged: {folder / entry.file} has {n_bytes:,} bytes, "
                f"the catalogue says {entry.n_bytes:,}. Build the edition again, or restore the file."
            )
    return edition


def _entry(name: str, record: dict[str, Any]) -> TableEntry:
    if "/" in record["file"] or "\\" in record["file"]:
        raise TypeError(f"the file name '{record['file']}' of table '{name}'")
    return TableEntry(
        name=name,
        title=record["title"],
        file=record["file"],
        sha256=record["sha256"],
        n_bytes=record["n_bytes"],
        n_rows=record["n_rows"],
        publisher=record["publisher"],
        table_code=record["table_code"],
        vintage=record["vintage"],
        licence=record["licence"],
        attribution=record["attribution"],
        sources=tuple(MappingProxyType(source) for source in record["sources"]),
        row_account=MappingProxyType(record["row_account"]),
        columns=MappingProxyType(record["columns"]),
        notes=tuple(record["notes"]),
    )
