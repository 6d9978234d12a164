"""Editions with a table added: staged beside, verified, switched to in one step, and switched back from."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import clustrat
from clustrat.errors import EditionError, SourceError
from clustrat.store import durable
from clustrat.store.catalog import (
    CATALOG_FILE,
    Edition,
    TableEntry,
    catalog_bytes,
    in_use_since,
    open_edition,
    point_to,
    verify_edition,
)
from clustrat.store.tables import read_table, write_table
from clustrat.study.edition_checks import MAX_ROW_DROP_SHARE, check_table

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "KEYS",
    "PREFIX",
    "AddedTable",
    "TableDifference",
    "compare_editions",
    "compare_frames",
    "folder_in_use",
    "keep_edition",
    "stage_edition",
    "switch_edition",
]

#: Tables that come from a data desk are named so, and never take the place of one built from raw files.
PREFIX = "core_desk__"
KEYS = ("measure", "nuts_code", "nace_code", "year")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "measure": "name of the quantity",
        "nuts_code": "region",
        "nace_code": "industry; empty for all industries",
        "year": "calendar year",
        "value": "the figure, in the unit of the table; empty where it is missing",
        "flag": "flags as published",
    }
)
STAGING = ".desk-staging"
N_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AddedTable:
    """A table to be added to an edition: its rows, and what its entry in the catalogue says.

    ``frame`` has the columns of :data:`COLUMNS`; ``account`` has ``read`` = ``kept`` + ``rejected``.
    """

    name: str
    title: str
    unit: str
    publisher: str
    licence: str
    vintage: str
    frame: pl.DataFrame
    account: Mapping[str, Any]
    source_name: str
    source_sha256: str
    notes: tuple[str, ...] = ()
    #: Versions of the codes; empty means those of the edition.
    nuts_version: str = ""
    nace_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDifference:
    """How a table differs between two editions: counts, and the first rows that changed (key, before, after)."""

    table: str
    n_before: int
    n_after: int
    n_added: int
    n_removed: int
    n_changed: int
    examples: tuple[tuple[tuple[Any, ...], str, str], ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not (self.n_added or self.n_removed or self.n_changed)


def stage_edition(edition: Edition, added: AddedTable, *, root: Path, accept_fewer_rows: str = "") -> str:
    """Write an edition that holds all tables of another and one more, verify it, and leave it unused.

    Parameters
    ----------
    edition
        The edition to depart from; it stays as it is.
    added
        The table; one of the same name is replaced.
    root
        Folder of editions.
    accept_fewer_rows
        Name of the person who accepts that the table has lost more rows than ``max_row_drop_share`` against the edition.

    Returns
    -------
    str
        Name of the folder in ``root``; equal content gives the same name.

    Raises
    ------
    SourceError
        The table does not pass the checks of an edition, or has lost too many rows.
    StorageError
        The disk refuses. In both cases nothing has changed.
    """
    if not added.name.startswith(PREFIX):
        raise SourceError(f"A table from the desk is named '{PREFIX}...', not '{added.name}'. Give another name.")
    former = edition.tables.get(added.name)
    lost = 0 if former is None else former.n_rows - added.frame.height
    if former is not None and lost > MAX_ROW_DROP_SHARE * former.n_rows and not accept_fewer_rows:
        raise SourceError(
            f"The table would have {added.frame.height:,} rows, {lost:,} fewer than in the edition in use ({former.n_rows:,}); up "
            f"to {MAX_ROW_DROP_SHARE:.0%} are accepted. Complete the file, or let a named person accept the loss."
        )
    with durable.exclusive_use(root):
        staging = root / STAGING
        durable.remove_folder(staging)
        durable.make_folder(staging)
        try:
            for entry in edition.tables.values():
                if entry.name != added.name:
                    durable.write_file(staging / entry.file, (edition.folder / entry.file).read_bytes())
            notes = added.notes
            if accept_fewer_rows:
                notes = (*notes, f"Rows that are missing or were rejected are accepted by {accept_fewer_rows}.")
            staged = _with_entry(edition, staging, replace(added, notes=notes))
            durable.write_file(staging / CATALOG_FILE, catalog_bytes(staged))
            verify_edition(open_edition(staging))
            return _in_place(staging, root, staged)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise


def _with_entry(edition: Edition, staging: Path, added: AddedTable) -> Edition:
    check_table(added.name, added.frame, columns=COLUMNS, n_kept=int(added.account["kept"]))
    written = write_table(added.frame, staging / f"{added.name}.parquet", sort_by=KEYS)
    entry = TableEntry(
        name=added.name,
        title=added.title,
        file=written.file,
        sha256=written.sha256,
        n_bytes=written.n_bytes,
        n_rows=written.n_rows,
        publisher=added.publisher,
        table_code=added.name.removeprefix(PREFIX),
        vintage=added.vintage,
        licence=added.licence,
        attribution=f"Source: {added.publisher}",
        sources=(
            {
                "file": added.source_name,
                "sha256": added.source_sha256,
                "nuts_version": added.nuts_version or edition.nuts_version,
                "nace_version": added.nace_version or edition.nace_version,
            },
        ),
        row_account=added.account,
        columns={**COLUMNS, "value": f"{COLUMNS['value']} ({added.unit})"},
        notes=added.notes,
    )
    tables = {**edition.tables, added.name: entry}
    desk = {name: it.sha256 for name, it in sorted(tables.items()) if name.startswith(PREFIX)}
    number = hashlib.sha256(repr(desk).encode()).hexdigest()[:8]
    return replace(
        edition,
        id=f"{edition.id.partition('-d')[0]}-d{number}",
        folder=staging,
        built_by=f"clustrat {clustrat.__version__}",
        tables=MappingProxyType(tables),
    )


def _in_place(staging: Path, root: Path, edition: Edition) -> str:
    name = f"{edition.id}-{hashlib.sha256(catalog_bytes(edition)).hexdigest()[:12]}"
    final = root / name
    if final.is_dir():
        try:
            verify_edition(open_edition(final))
        except EditionError:
            durable.remove_folder(final)
        else:
            durable.remove_folder(staging)
            return name
    durable.rename(staging, final)
    return name


def keep_edition(edition: Edition, *, root: Path) -> str:
    """Make sure that an edition lies in ``root``, so that one can switch back to it; returns the name of its folder."""
    if edition.folder.parent == root:
        return edition.folder.name
    with durable.exclusive_use(root):
        staging = root / STAGING
        durable.remove_folder(staging)
        durable.make_folder(staging)
        for entry in edition.tables.values():
            durable.write_file(staging / entry.file, (edition.folder / entry.file).read_bytes())
        durable.write_file(staging / CATALOG_FILE, catalog_bytes(edition))
        verify_edition(open_edition(staging))
        return _in_place(staging, root, edition)


def folder_in_use(root: Path) -> str:
    """The folder of the edition in use in ``root``; empty where none is pointed to."""
    found = in_use_since(root)
    return "" if found is None else found[0]


def switch_edition(root: Path, name: str) -> None:
    """Make a staged edition the one in use, after verifying it once more: one pointer, one atomic step.

    Raises
    ------
    EditionError
        It is not there, or damaged; the edition in use stays.
    """
    if not name or "/" in name or "\\" in name or name.startswith("."):
        raise EditionError(f"'{name[:40]}' is no folder of an edition. Name one beside the pointer.")
    verify_edition(open_edition(root / name))
    point_to(root, name)


def compare_frames(table: str, before: pl.DataFrame | None, after: pl.DataFrame | None) -> TableDifference:
    """How rows differ, by their key: added, removed, changed in value or flag; a missing value is a value of its own.

    Examples
    --------
    >>> import polars as pl
    >>> before = pl.DataFrame({"measure": ["m"], "nuts_code": ["ITH4"], "nace_code": [""], "year": [2014], "value": [1.0], "flag": [""]})
    >>> found = compare_frames("t", before, before.with_columns(value=pl.lit(2.0)))
    >>> found.n_changed, found.examples
    (1, ((('m', 'ITH4', '', 2014), '1', '2'),))
    """
    old, new = (_by_key(frame) for frame in (before, after))
    changed = sorted(key for key in old.keys() & new.keys() if old[key] != new[key])
    return TableDifference(
        table=table,
        n_before=len(old),
        n_after=len(new),
        n_added=len(new.keys() - old.keys()),
        n_removed=len(old.keys() - new.keys()),
        n_changed=len(changed),
        examples=tuple((key, _cell(old[key]), _cell(new[key])) for key in changed[:N_SHOWN]),
    )


def compare_editions(before: Edition, after: Edition, *, names: Sequence[str] = ()) -> list[TableDifference]:
    """Tables that differ between two editions; those with equal bytes are left out.

    Rows are compared by key for tables with the columns of the desk; of others their numbers of rows are told.
    """
    found = []
    for name in sorted({*before.tables, *after.tables}):
        old, new = before.tables.get(name), after.tables.get(name)
        if (names and name not in names) or (old and new and old.sha256 == new.sha256):
            continue
        if name.startswith(PREFIX):
            frames = [read_table(it, name) if name in it.tables else None for it in (before, after)]
            found.append(compare_frames(name, *frames))
        else:
            n_before, n_after = (0 if it is None else it.n_rows for it in (old, new))
            found.append(
                TableDifference(
                    table=name,
                    n_before=n_before,
                    n_after=n_after,
                    n_added=max(0, n_after - n_before),
                    n_removed=max(0, n_before - n_after),
                    n_changed=min(n_before, n_after),
                )
            )
    return found


def _by_key(frame: pl.DataFrame | None) -> dict[tuple[Any, ...], tuple[float | None, str]]:
    if frame is None:
        return {}
    rows = frame.select([*KEYS, "value", "flag"]).iter_rows()
    return {row[:4]: (row[4], row[5]) for row in rows}


def _cell(cell: tuple[float | None, str]) -> str:
    value, flag = cell
    return f"{':' if value is None else format(value, 'g')} {flag}".strip()
