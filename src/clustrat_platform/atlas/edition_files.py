"""An edition as files: its tables as they were built, and all of them in one ZIP with a README that needs no other page."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from clustrat.errors import StorageError
from clustrat.evidence.flags import FLAG_MEANINGS
from clustrat_platform.atlas.archives import packed
from clustrat_platform.atlas.listings import NOT_GIVEN
from clustrat_platform.base.problems import NotFound

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition, TableEntry

__all__ = ["edition_zip", "given_tables", "table_bytes"]

WIDTH = 100


def given_tables(edition: Edition) -> dict[str, TableEntry]:
    """The tables of an edition that are given out, by name; those for calculation only are left out."""
    return {name: entry for name, entry in sorted(edition.tables.items()) if name not in NOT_GIVEN}


def table_bytes(edition: Edition, name: str) -> bytes:
    """A table as it was built (Parquet); its hash is the one that the catalogue of the edition states.

    Raises
    ------
    NotFound
        The edition gives out no such table.
    """
    tables = given_tables(edition)
    if name not in tables:
        raise NotFound(detail=_("This edition gives out no table '%(name)s'.") % {"name": name[:80]}, near=list(tables))
    try:
        return (edition.folder / tables[name].file).read_bytes()
    except OSError as error:
        raise StorageError(f"Table '{name}' of edition {edition.id} could not be read ({error.strerror}).") from error


def edition_zip(edition: Edition) -> bytes:
    """Every table that is given out, as it was built, with a README; equal for equal editions."""
    tables = given_tables(edition)
    files = [("README.txt", _readme(edition, tables).encode("utf-8"))]
    files += [(entry.file, table_bytes(edition, name)) for name, entry in tables.items()]
    return packed(files)


def _readme(edition: Edition, tables: dict[str, TableEntry]) -> str:
    """In English, as the data themselves: what is here, where it comes from, how to read and how to cite it."""
    origin = settings.SITE_ORIGIN
    lines = [
        f"clustrat, edition {edition.id}",
        "",
        *_paragraph(
            "Regional statistics by industry as published, with every flag. Each table is a Parquet file; a missing figure is "
            "null, never 0. Columns, sources and terms of each table stand below; the hash is that of the file."
        ),
        "",
        f"Page of this edition:  {origin}/en/edition/{edition.id}/data",
        f"One table by itself:   {origin}/en/edition/{edition.id}/table/<name>.parquet",
        f"Figures by programs:   {origin}/api/v1/observations?table=<name>&v={edition.id}",
        f"Built by:              clustrat {edition.built_by}; NUTS {edition.nuts_version}, NACE Rev. {edition.nace_version}",
        f"Cite as:               clustrat, edition {edition.id}, {origin}/en/edition/{edition.id}/data",
        "",
        "Read a table in Python:  import polars; polars.read_parquet('<file>')",
        "",
    ]
    for name, entry in tables.items():
        lines += _of_table(name, entry)
    lines += ["Flags, as published", *(f"  {letter}  {words}" for letter, words in sorted(FLAG_MEANINGS.items())), ""]
    left_out = [name for name in NOT_GIVEN if name in edition.tables]
    if left_out:
        lines += _paragraph(
            f"Not given out: {', '.join(left_out)}. It holds what published sums leave for hidden figures and serves calculation only."
        )
    return "\n".join([*lines, ""])


def _of_table(name: str, entry: TableEntry) -> list[str]:
    account: dict[str, Any] = dict(entry.row_account)
    facts = [
        ("File", f"{entry.file}, {entry.n_rows:,} rows, SHA-256 {entry.sha256}"),
        ("Source", f"{entry.publisher}, {entry.table_code}, {entry.vintage}"),
        ("Licence", entry.licence),
        ("Credit", entry.attribution),
        ("Cells", f"read {account['read']:,}, kept {account['kept']:,}" if {"read", "kept"} <= set(account) else ""),
        *((f"  {column}", words) for column, words in entry.columns.items()),
        *(("Note", note) for note in entry.notes),
    ]
    lines = [name, "-" * len(name), entry.title]
    for head, words in facts:
        if words:
            lines += textwrap.wrap(f"{head}: {words}", WIDTH, subsequent_indent="    ", initial_indent="  ")
    return [*lines, ""]


def _paragraph(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH)
