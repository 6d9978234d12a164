"""Figures of a region in the tables that were added at a data desk: with unit, flag, source and edition, as published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustrat.codes.correspondence import predecessors, successors
from clustrat.codes.nace import label as industry_label
from clustrat.codes.nuts import regions
from clustrat.errors import CodeListError, ParameterError
from clustrat.evidence.flags import is_confidential
from clustrat.evidence.result import Column, ResultTable
from clustrat.study.added_tables import PREFIX
from clustrat.study.kept import kept
from clustrat.study.question import NUTS_VERSION

if TYPE_CHECKING:
    import polars as pl

    from clustrat.publish.language import Translator
    from clustrat.store.catalog import Edition, TableEntry

__all__ = ["AddedFigures", "added_figures", "names_of_added_tables"]

#: Ends of a code of a region by which a table holds it or what lies in it, one level down.
NUTS_3_LENGTH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFigures:
    """What added tables say of one region.

    ``tables`` has one table for each that says something, by name, newest year first; a hidden figure is empty, with the
    reason. ``left_out`` are titles of tables whose version of NUTS draws the region otherwise, with that version.
    """

    tables: tuple[ResultTable, ...]
    left_out: tuple[tuple[str, str], ...] = ()


def names_of_added_tables(edition: Edition) -> tuple[str, ...]:
    """Names of the tables of an edition that were added at a data desk."""
    return tuple(name for name in sorted(edition.tables) if name.startswith(PREFIX))


def added_figures(edition: Edition, region: str, *, say: Translator) -> AddedFigures:
    """What the added tables of an edition say of a region, and of the parts of it one level down.

    Parameters
    ----------
    edition
        The edition.
    region
        Code of NUTS 2013, levels 0 to 2.
    say
        Language of labels and reasons.

    Returns
    -------
    AddedFigures
        Nothing is converted between versions of NUTS: a table of another version counts only where the region stayed the same.
    """
    found, left_out = [], []
    for name in names_of_added_tables(edition):
        entry = edition.tables[name]
        version = _version_of(entry)
        if not _is_same_place(region, version):
            left_out.append((entry.title, version))
            continue
        table = _table(edition, name, region, version=version, say=say)
        if table.rows:
            found.append(table)
    return AddedFigures(tables=tuple(found), left_out=tuple(left_out))


def _version_of(entry: TableEntry) -> str:
    source = entry.sources[0] if entry.sources else {}
    return source.get("nuts_version") or NUTS_VERSION


def _is_same_place(region: str, version: str) -> bool:
    """Whether the code means the same place in a version; what no correspondence tells of is not."""
    if version == NUTS_VERSION:
        return True
    level = len(region) - 2
    if not level:
        return True
    work = successors if version > NUTS_VERSION else predecessors
    older, newer = sorted((version, NUTS_VERSION))
    try:
        parts = work(region, from_version=older, to_version=newer, level=level)
    except (CodeListError, ParameterError):
        return False
    return len(parts) == 1 and parts[0].code == region


def _table(edition: Edition, name: str, region: str, *, version: str, say: Translator) -> ResultTable:
    import polars as pl

    from clustrat.store.tables import read_table

    entry = edition.tables[name]
    frame: pl.DataFrame = kept(edition, name, lambda: read_table(edition, name))
    longest = len(region) + 1 if len(region) < NUTS_3_LENGTH else len(region)
    code = pl.col("nuts_code").cast(pl.String)
    part = frame.filter(code.str.starts_with(region) & (code.str.len_chars() <= longest)).sort(
        ["year", "nuts_code", "nace_code"], descending=[True, False, False]
    )
    names = {it.code: it.name for it in regions(version=version)}
    nace = (entry.sources[0].get("nace_version") if entry.sources else "") or "2"
    unit = entry.columns.get("value", "").rpartition("(")[2].rstrip(")")
    measure = next(iter(part["measure"].to_list()), "value")
    columns = (
        Column(name="nuts_code", words=say.text("Region code"), role="key"),
        Column(name="region", words=say.text("Region"), role="label"),
        Column(name="nace_code", words=say.text("Industry code"), role="key"),
        Column(name="label", words=say.text("Industry"), role="label"),
        Column(name="year", words=say.text("Year"), role="key"),
        Column(name="value", words=entry.title, unit=unit),
        Column(name="flag", words=say.text("Flag"), role="flag"),
        Column(name="reason", words=say.text("Why it is missing"), role="reason"),
    )
    rows = tuple(
        (
            str(row["nuts_code"]),
            names.get(str(row["nuts_code"]), str(row["nuts_code"])),
            str(row["nace_code"] or ""),
            _industry(str(row["nace_code"] or ""), nace, say),
            int(row["year"]),
            row["value"],
            row["flag"] or "",
            _reason(row["value"], row["flag"] or ""),
        )
        for row in part.iter_rows(named=True)
    )
    return ResultTable(
        name=name.removeprefix(PREFIX),
        title=entry.title,
        columns=columns,
        rows=rows,
        notes=tuple(entry.notes),
        sources=(edition.provenance(name).citation,),
        parameters={"edition": edition.id, "table": name, "measure": measure, "nuts_version": version},
    )


def _industry(code: str, version: str, say: Translator) -> str:
    if not code:
        return say.text("all industries")
    try:
        return industry_label(code, version=version, language=say.language).text
    except CodeListError:
        return code


def _reason(value: float | None, flag: str) -> str:
    if value is not None:
        return ""
    return "confidential_source" if is_confidential(flag) else "not_available"
