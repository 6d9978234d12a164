"""Frozen results: a table with typed columns, its diagnostics, and a hash that says whether two are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

__all__ = ["Column", "Diagnostic", "ResultTable", "canonical_json"]

Severity = Literal["info", "warning", "refused"]


def canonical_json(value: Any) -> str:
    """JSON with one spelling only: sorted keys, no NaN, shortest exact numbers, one line feed at the end.

    >>> canonical_json({"b": 1, "a": [0.1, None]})
    '{\\n "a": [\\n  0.1,\\n  null\\n ],\\n "b": 1\\n}\\n'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """What someone should know of a result, as data (see ``docs/explanation/diagnostics.md``).

    ``keys`` lists at most twenty of the ``n`` places concerned; ``sentence`` is what a reader sees.
    """

    code: str
    severity: Severity
    sentence: str
    axis: str = ""
    keys: tuple[str, ...] = ()
    n: int = 0
    share: float | None = None
    parameter: str = ""
    value: float | str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The record as plain data."""
        return {**asdict(self), "keys": list(self.keys)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a result: its name, unit, role and what it says.

    ``role`` is ``key`` (a code), ``label`` (words), ``value`` (a figure), ``low`` or ``high`` (of an interval),
    ``flag`` (as published), or ``reason`` (why a figure is missing or limited).
    """

    name: str
    words: str
    role: Literal["key", "label", "value", "low", "high", "flag", "reason"] = "value"
    unit: str = ""
    digits: int | None = None


@dataclass(frozen=True, kw_only=True)
class ResultTable:
    """One table of a result, from which page, file, chart and report are drawn; nothing is rounded here.

    Rows are tuples in the order of ``columns``; ``None`` is missing, and a column of role ``reason`` says why.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the columns."""
        width = len(self.columns)
        for number, row in enumerate(self.rows):
            if len(row) != width:
                raise ValueError(f"Row {number} of table '{self.name}' has {len(row)} cells for {width} columns.")

    def column(self, name: str) -> list[Any]:
        """The cells of one column, in row order."""
        place = [column.name for column in self.columns].index(name)
        return [row[place] for row in self.rows]

    def as_records(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def as_dict(self) -> dict[str, Any]:
        """The whole table as plain data, ready for :func:`canonical_json`."""
        return {
            "name": self.name,
            "title": self.title,
            "columns": [asdict(column) for column in self.columns],
            "rows": [list(row) for row in self.rows],
            "notes": list(self.notes),
            "sources": list(self.sources),
            "parameters": dict(self.parameters),
        }

    @cached_property
    def sha256(self) -> str:
        """The hash of the whole table; equal tables have equal hashes on every machine.

        >>> table = ResultTable(name="t", title="T", columns=(Column(name="lq", words="LQ"),), rows=((1.5,),))
        >>> table.sha256[:8] == ResultTable(name="t", title="T", columns=table.columns, rows=((1.5,),)).sha256[:8]
        True
        """
        return hashlib.sha256(canonical_json(self.as_dict()).encode()).hexdigest()

    @classmethod
    def from_records(
        cls,
        name: str,
        title: str,
        columns: Sequence[Column],
        records: Sequence[Mapping[str, Any]],
        **rest: Any,
    ) -> ResultTable:
        """A table from dictionaries, one per row, with a key for each column."""
        rows = tuple(tuple(record[column.name] for column in columns) for record in records)
        return cls(name=name, title=title, columns=tuple(columns), rows=rows, **rest)
