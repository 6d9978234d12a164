"""Tables in other shapes: as a grid of scores with word and confidence in every cell, and as bars where there is no room for bubbles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clustrat.evidence.result import ResultTable
from clustrat.publish.language import MISSING, Translator
from clustrat_platform.atlas.results import Section
from clustrat_platform.atlas.table_views import reason_words, sorted_rows

__all__ = ["Bar", "BarView", "HeatCell", "HeatRow", "HeatView", "bar_view", "heat_view", "score_word"]

#: The least score of each word, the highest first.
WORDS_FROM = (3.5, 3.0, 2.0, 1.0)
N_BARS = 14


def score_word(score: float) -> str:
    """A score from 0 to 4 as a word, by the classes of the maps."""
    words = (_("very high"), _("high"), _("middling"), _("low"))
    return next((word for bound, word in zip(WORDS_FROM, words, strict=True) if score >= bound), _("very low"))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """A cell: the head it stands under, the number, its word, its class, how much is known, and its parts (words, number)."""

    head: str
    text: str
    word: str
    level: str
    known: str
    beside: str
    parts: tuple[tuple[str, str], ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """A row: the words that name it, the first as its head, and its cells."""

    words: tuple[str, ...]
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatView:
    """A grid ready to be shown."""

    caption: str
    row_heads: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[HeatRow, ...]


def heat_view(table: ResultTable, section: Section, *, say: Translator) -> HeatView:
    """The rows of a section as a grid: one row per combination of its row columns, one column per value of its column."""
    heat = section.heat
    assert heat is not None
    words = {column.name: column.words for column in table.columns}
    records = table.as_records()
    chosen = [records[number] for number in (range(len(records)) if section.rows is None else section.rows)]
    heads = tuple(dict.fromkeys(str(row[heat.column]) for row in chosen))
    by_row: dict[tuple[str, ...], dict[str, HeatCell]] = {}
    for row in chosen:
        key = tuple(str(row[name]) for name in heat.rows)
        score, known = row[heat.value], row[heat.share]
        by_row.setdefault(key, {})[str(row[heat.column])] = HeatCell(
            head=str(row[heat.column]),
            text=MISSING if score is None else say.number(score, 1),
            word="" if score is None else score_word(score),
            level="none" if score is None else str(sum(score >= bound for bound in WORDS_FROM)),
            known="" if score is None else _("%(share)s known") % {"share": say.percent(known)},
            beside=str(row[heat.words] or ""),
            parts=tuple(
                (words[name], MISSING if row[name] is None else say.number(row[name], 1)) for name in heat.parts
            ),
            why=reason_words(str(row.get("reason") or "")) if score is None else "",
        )
    return HeatView(
        caption=table.title,
        row_heads=tuple(words[name] for name in heat.rows),
        heads=heads,
        rows=tuple(
            HeatRow(words=key, cells=tuple(cells[head] for head in heads if head in cells))
            for key, cells in by_row.items()
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar: its words, its number in words, where it begins and how long it is (of 100), and whether it is below zero."""

    words: str
    text: str
    start: float
    length: float
    is_less: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BarView:
    """Bars ready to be shown, with what they measure, and how many rows of the table they leave out."""

    label: str
    bars: tuple[Bar, ...]
    n_more: int


def bar_view(table: ResultTable, section: Section, *, say: Translator) -> BarView | None:
    """The largest values of a table as bars, where a section names their columns; nothing where none is known."""
    if section.bars is None:
        return None
    name, value, order = section.bars.words, section.bars.value, section.bars.order
    column = next(it for it in table.columns if it.name == value)
    records = table.as_records()
    rows = range(len(records)) if section.rows is None else section.rows
    numbers = sorted_rows(table, rows, f"-{order}") if order else rows
    known = [records[number] for number in numbers if records[number][value] is not None]
    if not known:
        return None
    shown = known[:N_BARS]
    low = min(0.0, *(float(row[value]) for row in shown))
    high = max(section.bars.most, *(float(row[value]) for row in shown))
    width = (high - low) or 1.0

    def bar(row: dict[str, Any]) -> Bar:
        number = float(row[value])
        text = say.signed(number, column.digits or 0) if low < 0 else say.number(number, column.digits or 0)
        return Bar(
            words=str(row[name]),
            text=text,
            start=round(100 * (min(number, 0.0) - low) / width, 2),
            length=round(100 * abs(number) / width, 2),
            is_less=number < 0,
        )

    return BarView(label=column.words, bars=tuple(bar(row) for row in shown), n_more=len(known) - len(shown))
