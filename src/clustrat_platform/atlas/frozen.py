"""What is frozen of a result when someone keeps, cites or shares it: its address, its hash, and the figures that were shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clustrat.evidence.result import ResultTable
from clustrat.publish.exchange import keys_of
from clustrat.publish.language import translator
from clustrat_platform.atlas.results import ScreenResult

__all__ = ["Kept", "figures_shown", "kept_of", "short_id_of", "value_now"]

#: Figures that are kept of a result, and of a table that has no headline.
N_SHOWN, N_FIRST = 6, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a result: the address that gives it again, its edition, its hash, what it was about, what was shown.

    ``figures`` are those of :func:`figures_shown`.
    """

    address: str
    edition: str
    result_hash: str
    subject: str
    title: str
    language: str
    sentence: str = ""
    figures: tuple[Mapping[str, Any], ...] = ()

    def as_fields(self) -> dict[str, Any]:
        """The fields of a record, ready for JSON."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return {**fields, "figures": [dict(it) for it in self.figures]}

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Kept:
        """What :meth:`as_fields` has written; fields that it did not know are left out."""
        words = {name: str(fields.get(name, "")) for name in cls.__slots__ if name != "figures"}
        return cls(**words, figures=tuple(it for it in fields.get("figures", ()) if isinstance(it, dict)))


def short_id_of(address: str) -> str:
    """A short hash of a canonical address, for ``/f/{id}``: the same address has the same id everywhere and for ever.

    >>> short_id_of("/region/ITH4/portfolio?v=2015.1")
    '2a0bec760941'
    """
    return hashlib.sha256(address.encode()).hexdigest()[:12]


def kept_of(result: ScreenResult, *, part: str = "") -> Kept:
    """What to keep of a result, or of one part of it: always with its edition.

    Of a result that does not last, such as what people judge, no figure is kept: one that is withdrawn must leave every basket too.
    """
    title = result.title
    if part:
        title = result.figure(part).title if part in result.sketches else result.tables[part].title
    return Kept(
        address=result.frozen_address.having(part=part).canonical,
        edition=result.ask.edition.id,
        result_hash=result.hash,
        subject=result.subject[:200],
        title=title[:300],
        language=result.ask.language,
        sentence=str(result.sentence) if result.is_lasting else "",
        figures=figures_shown(result, part=part) if result.is_lasting else (),
    )


def figures_shown(result: ScreenResult, *, part: str = "") -> tuple[Mapping[str, Any], ...]:
    """The figures that a reader of a result, or of one part of it, has seen first: its headlines, else the first rows shown.

    Each is a mapping with ``label``, ``shown`` (in the language of the result), ``value`` (exact), ``unit``, and where it
    stands: ``table``, ``column`` and ``keys`` (or ``row``), so that another edition can be asked for the same.
    """
    heads = [] if part else [it for it in result.headlines if it.table in result.tables and it.column]
    found = [
        _shown(result.tables[it.table], it.row, it.column, label=str(it.label), shown=str(it.value)) for it in heads
    ]
    if not found:
        named = (it for it in result.sections if it.table and (not part or part in (it.table, *it.figures)))
        section = next(named, None)
        table = result.tables[section.table] if section else result.table_of(part)
        rows = range(len(table.rows)) if section is None or section.rows is None else section.rows
        found = _first_rows(table, rows, section.columns if section else (), language=result.ask.language)
    return tuple(found[:N_SHOWN])


def _first_rows(
    table: ResultTable, rows: Iterable[int], names: tuple[str, ...], *, language: str
) -> list[dict[str, Any]]:
    columns = {column.name: column for column in table.columns}
    values = [name for name in names or tuple(columns) if name in columns and columns[name].role == "value"]
    labels = [column.name for column in table.columns if column.role == "label"]
    label = next((name for name in ("short_label", *labels) if name in columns), table.columns[0].name)
    say = translator(language)
    found = []
    for row in rows:
        record = dict(zip(columns, table.rows[row], strict=True))
        name = next((name for name in values if isinstance(record[name], int | float)), "")
        if name:
            shown = say.number(record[name], columns[name].digits or 0)
            words = f"{record[label]} · {columns[name].words}"
            found.append(_shown(table, row, name, label=words, shown=shown))
        if len(found) == N_FIRST:
            break
    return found


def _shown(table: ResultTable, row: int, name: str, *, label: str, shown: str) -> dict[str, Any]:
    column = next(it for it in table.columns if it.name == name)
    record = dict(zip((it.name for it in table.columns), table.rows[row], strict=True))
    keys = {it.name: record[it.name] for it in keys_of(table)}
    value = record[name]
    return {
        "label": label,
        "shown": shown,
        "value": value if isinstance(value, int | float) and not isinstance(value, bool) else None,
        "unit": column.unit or str(record.get("unit") or ""),
        "table": table.name,
        "column": name,
        **({"keys": keys} if keys else {"row": row}),
    }


def value_now(result: ScreenResult, figure: Mapping[str, Any]) -> float | None:
    """What a result says of a figure that was kept: found by its table, keys and column; ``None`` where it says nothing."""
    table = result.tables.get(str(figure.get("table")))
    if table is None or figure.get("column") not in [column.name for column in table.columns]:
        return None
    keys = figure.get("keys")
    if not keys:
        row = figure.get("row")
        records = table.as_records()[row : row + 1] if isinstance(row, int) else []
    else:
        records = [it for it in table.as_records() if all(it.get(name) == value for name, value in keys.items())]
    value = records[0][figure["column"]] if len(records) == 1 else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
