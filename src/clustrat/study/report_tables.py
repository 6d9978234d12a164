"""Tables of a study as a report shows them: chosen columns, numbers in the language, both ends of an interval in one cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from clustrat.evidence.result import ResultTable
from clustrat.publish.language import MISSING, Translator
from clustrat.publish.reports import ReportTable
from clustrat.study.table_words import source_words

__all__ = ["MARK", "Layout", "shown_table"]

#: Beside a number that rests on few figures; the note below the table says so.
MARK = "\u2009*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How columns are written.

    Attributes
    ----------
    percent, chance, signed, years
        Columns written as percent, as a chance (never 0 or 100 %), with their sign, as a year; other figures by their digits.
    intervals
        Name of a column made of two: the columns of its low and high end; its heading is "Interval".
    heads
        Headings other than the words of the column.
    marked
        Columns that get a mark where the row says ``is_marked``.
    digits
        Digits other than those of the column.
    """

    percent: tuple[str, ...] = ()
    chance: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    years: tuple[str, ...] = ("year",)
    intervals: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    heads: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    marked: tuple[str, ...] = ()
    digits: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def shown_table(
    table: ResultTable,
    names: Sequence[str],
    *,
    say: Translator,
    rows: Sequence[Mapping[str, Any]] | None = None,
    layout: Layout | None = None,
    caption: str | None = None,
    widths: tuple[float, ...] = (),
    note: str = "",
    after: str = "",
) -> ReportTable:
    """A table as it is read; a figure that is missing is a dash.

    Parameters
    ----------
    table
        The table of the study.
    names
        Columns in their order, and names of intervals.
    say
        Words and numbers.
    rows
        Rows to show; default: all.
    layout
        How columns are written.
    caption, widths, note, after
        See :class:`clustrat.publish.reports.ReportTable`.

    Raises
    ------
    KeyError
        The table has no such column.
    """
    how = Layout() if layout is None else layout
    columns = {column.name: column for column in table.columns}

    def writer(name: str) -> Callable[[Mapping[str, Any]], str]:
        if name in how.intervals:
            low, high = how.intervals[name]
            digits = columns[low].digits or 0
            return lambda row: (
                MISSING
                if row[low] is None or row[high] is None
                else f"{say.number(row[low], digits)}–{say.number(row[high], digits)}"
            )
        column = columns[name]
        if name in how.percent:
            return lambda row: say.percent(row[name])
        if name in how.chance:
            return lambda row: say.chance(row[name])
        if name in how.signed:
            return lambda row: say.signed(row[name], column.digits or 0)
        if name in how.years:
            return lambda row: MISSING if row[name] is None else str(row[name])
        if column.digits is not None:
            digits = how.digits.get(name, column.digits)
            return lambda row: say.number(row[name], digits)
        return lambda row: row[name] if isinstance(row[name], str) else "" if row[name] is None else str(row[name])

    writers = {name: writer(name) for name in names}

    def cell(name: str, row: Mapping[str, Any]) -> str:
        words = writers[name](row)
        is_marked = name in how.marked and bool(row.get("is_marked")) and words != MISSING
        return words + MARK if is_marked else words

    numeric = tuple(name in how.intervals or name in how.years or columns[name].digits is not None for name in names)
    heads = {
        **{name: say.text("Interval") for name in how.intervals},
        "short_label": say.text("Industry"),
        **how.heads,
    }
    return ReportTable(
        caption=caption or table.title,
        columns=tuple(heads.get(name) or columns[name].words for name in names),
        numeric=numeric,
        rows=tuple(tuple(cell(name, row) for name in names) for row in (table.as_records() if rows is None else rows)),
        widths=widths,
        note=note,
        source=source_words(table.sources, say),
        after=after,
    )
