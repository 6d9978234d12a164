"""Tables as they are read: cells in words and numbers of the language, flags and reasons spelled out; nothing is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clustrat.evidence.flags import FLAG_MEANINGS
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import MISSING, EnglishText, Translator
from clustrat_platform.atlas.addresses import Address
from clustrat_platform.atlas.results import Section

__all__ = ["INTERVAL", "Cell", "Head", "TableView", "reason_words", "sorted_rows", "table_view"]

#: Both ends of an interval in one column.
INTERVAL = "interval"
#: Columns of chances, shown as per cent, and of shares of 1.
CHANCES = {"probability", "probability_specialised", "scale_probability", "first_share", "first_ten_share"}
SHARES = {
    "coverage", "imputed_share", "identified_share", "reference_known_share", "known_share", "added", "confidence",
    "coverage_high", "share", "confidence_weighted",
}  # fmt: skip
SIGNED = {
    "moved",
    "change",
    "gain",
    "growth_pct",
    "change_persons",
    "national_persons",
    "mix_persons",
    "regional_persons",
}
#: Column -> the columns that hold its flag and the reason why it is missing.
BESIDE = {
    "employment_persons": ("flag", "reason"),
    "growth_pct": ("", "growth_reason"),
    "value": ("flag", "reason"),
    "country_value": ("country_value_flag", ""),
    "lq": ("", "reason"),
    "raw": ("", "reason"),
    "score": ("", "reason"),
    "place": ("", "place_reason"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column: its words, whether it holds numbers, and where a click sorts to."""

    words: str
    is_number: bool
    sort: str = ""
    order: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: its text, the words of its flag or reason, its language where it is not the page's, and a link."""

    text: str
    is_number: bool
    mark: str = ""
    mark_words: str = ""
    why: str = ""
    lang: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table ready to be shown; ``n_rows`` counts all rows of the table, of which ``rows`` shows some."""

    name: str
    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    n_rows: int
    here: int | None
    marks: tuple[tuple[str, str], ...]


def reason_words(reason: str) -> str:
    """Why a figure is missing or limited, in the words of the vocabulary (screens.md 6)."""
    words = {
        "confidential_source": _("hidden to protect firms"),
        "confidential_derived": _("hidden to protect firms"),
        "not_available": _("not available"),
        "not_collected": _("not collected"),
        "not_computable": _("cannot be computed: nothing in the first year"),
        "no_base_year": _("no earlier year to compare with"),
        "jump": _("the country's figures jump between the years"),
        "break": _("the series is broken between the years"),
        "shared_divisions": _("its industries are shared with other categories"),
        "imputed": _("rests in part on allocated hidden figures"),
        "too_few_members": _("fewer than five regions have a figure"),
        "too_little_coverage": _("too many regions have no figure"),
        "no_figure": _("no figure"),
        "not_given": _("not given"),
        "too_few_peers": _("too few regions have a figure"),
        "substituted": _("of another year or place"),
    }
    return words.get(reason, reason.replace("_", " "))


def flag_in_words(flag: str) -> str:
    """The letters of a flag in words, in the language of the page."""
    words = {
        "b": _("break in the series"),
        "c": _("hidden to protect firms"),
        "d": _("definition differs"),
        "e": _("estimated"),
        "f": _("forecast"),
        "i": _("imputed by the source"),
        "n": _("not significant"),
        "p": _("provisional"),
        "r": _("revised"),
        "s": _("estimate of Eurostat"),
        "u": _("low reliability"),
    }
    return ", ".join(words.get(letter, FLAG_MEANINGS.get(letter, letter)) for letter in flag)


def sorted_rows(table: ResultTable, rows: Sequence[int], by: str) -> list[int]:
    """Row numbers in the order of a column, ``-`` before its name for the largest first; missing cells come last.

    Hidden cells are all alike missing, so that the order gives nothing of them back.
    """
    name = by.removeprefix("-")
    cells = table.column(name)
    known = [number for number in rows if cells[number] is not None and cells[number] != ""]
    missing = [number for number in rows if cells[number] is None or cells[number] == ""]
    return sorted(known, key=lambda number: cells[number], reverse=by.startswith("-")) + missing


def table_view(
    table: ResultTable, section: Section, *, say: Translator, address: Address | None = None, sort: str = ""
) -> TableView:
    """A table as a section shows it.

    Parameters
    ----------
    table
        The table, whole.
    section
        Which columns and rows are shown, and in which address a row can be opened.
    say
        Numbers in the language of the page.
    address
        The screen; heads of columns then link to the same screen in another order.
    sort
        Name of the column that orders the rows, with ``-`` before it for the largest first.
    """
    columns = {column.name: column for column in table.columns}
    names = section.columns or _readable(table)
    names = tuple(name for name in names if name == INTERVAL or name in columns)
    numbers = list(range(len(table.rows)) if section.rows is None else section.rows)
    if sort.removeprefix("-") in columns and section.sortable:
        numbers = sorted_rows(table, numbers, sort)
    records = table.as_records()
    marks: dict[str, str] = {}
    rows = tuple(
        tuple(_cell(name, columns.get(name), records[number], say, section, marks) for name in names)
        for number in numbers
    )
    can_sort = section.sortable and address is not None and "sort" in address.state.names
    return TableView(
        name=table.name,
        caption=table.title,
        heads=tuple(_head(name, columns.get(name), sort, can_sort=can_sort, address=address) for name in names),
        rows=rows,
        n_rows=len(table.rows),
        here=_own_row(records, numbers, address),
        marks=tuple(marks.items()),
    )


def _own_row(records: Sequence[dict[str, Any]], numbers: Sequence[int], address: Address | None) -> int | None:
    """The place of the row of the region that the screen is about, where it stands among others."""
    if address is None or address.noun != "region" or len(numbers) < 2:
        return None
    own = [place for place, number in enumerate(numbers) if records[number].get("nuts_code") == address.code]
    return own[0] if len(own) == 1 else None


def _readable(table: ResultTable) -> tuple[str, ...]:
    """Columns of words and figures; a code gives way to the label of the same words."""
    labels = {column.words for column in table.columns if column.role == "label"}
    return tuple(
        column.name
        for column in table.columns
        if column.role not in ("flag", "reason") and not (column.role == "key" and column.words in labels)
    )


def _is_number(name: str, column: Column | None) -> bool:
    return name == INTERVAL or (column is not None and column.role in ("value", "low", "high") and name != "stars")


def _head(name: str, column: Column | None, sort: str, *, can_sort: bool, address: Address | None) -> Head:
    words = _("Interval") if column is None else _plain_words(column.words).get(name) or column.words
    is_number = _is_number(name, column)
    if column is None or not can_sort or address is None:
        return Head(words=words, is_number=is_number)
    order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    following = f"-{name}" if (is_number and not order) or order == "ascending" else name
    query = address.having(sort=following).state.query
    return Head(words=words, is_number=is_number, sort=f"?{query}", order=order)


def _plain_words(words: str) -> dict[str, str]:
    """Plain words for columns in pages, where files carry the term."""
    return {
        "short_label": _("Industry"),
        "label": _("Industry") if words == "Division" else words,
        "lq": _("Relative presence"),
        "probability_specialised": _("How sure"),
    }


def _cell(
    name: str, column: Column | None, row: dict[str, Any], say: Translator, section: Section, marks: dict[str, str]
) -> Cell:
    if column is None:
        low, high = row.get("lq_low"), row.get("lq_high")
        text = MISSING if low is None or high is None else f"{say.number(low, 1)}–{say.number(high, 1)}"
        return Cell(text=text, is_number=True)
    value = row[name]
    flag_name, reason_name = BESIDE.get(name, ("", ""))
    if name == "value" and "value_flag" in row:
        flag_name = "value_flag"
    flag = str(row.get(flag_name) or "") if flag_name else ""
    reason = str(row.get(reason_name) or "") if reason_name else ""
    text = _text(name, column, value, row, say)
    is_linked = bool(section.link_column) and name == section.columns[0] and bool(row.get(section.link_column))
    target = section.row_address.replace("{code}", str(row[section.link_column])) if is_linked else ""
    if value is None:
        shown = "confidential_source" if "c" in flag else reason
        return Cell(text=MISSING, is_number=True, why=reason_words(shown) if shown else "", address=target)
    mark = flag if flag else "b" if reason == "break" else ""
    if mark:
        marks.setdefault(mark, flag_in_words(mark))
    return Cell(
        text=text,
        is_number=_is_number(name, column),
        mark=mark,
        mark_words=flag_in_words(mark) if mark else "",
        lang="en" if isinstance(value, EnglishText) and say.language != "en" else "",
        address=target,
    )


def _text(name: str, column: Column, value: Any, row: dict[str, Any], say: Translator) -> str:
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return reason_words(value) if column.role == "reason" and value else value
    if name in CHANCES:
        return say.chance(value)
    if name in SHARES and (column.unit == "" and 0 <= value <= 1):
        return say.percent(value)
    if name in ("year", "nearest_year"):
        return str(int(value))
    digits = (
        row["digits"] if name in ("value", "country_value") and isinstance(row.get("digits"), int) else column.digits
    )
    if name in SIGNED:
        return say.signed(value, digits or 0)
    if digits is None:
        digits = 0 if float(value).is_integer() else 2
    return say.number(value, digits)
