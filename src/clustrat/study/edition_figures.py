"""Single figures of an edition beside the business statistics: of the year asked for or the nearest earlier one, with flag or reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustrat.evidence.flags import is_confidential
from clustrat.store.tables import read_table
from clustrat.study.kept import kept

if TYPE_CHECKING:
    import polars as pl

    from clustrat.store.catalog import Edition

__all__ = ["MAX_AGE_YEARS", "EditionIndicator", "figure_of"]

#: A figure up to so many years older stands in for a missing one, and says so.
MAX_AGE_YEARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionIndicator:
    """One indicator: the table and cells it is read from; with ``part`` it is the share of that part, in percent."""

    name: str
    words: str
    table: str
    where: Mapping[str, str]
    unit: str
    digits: int = 0
    part: Mapping[str, str] | None = None


def figure_of(
    edition: Edition, indicator: EditionIndicator, code: str, year: int, *, max_age: int = MAX_AGE_YEARS
) -> dict[str, Any]:
    """The figure of the year or the nearest earlier one, with its flag, or the reason why there is none.

    Returns
    -------
    dict
        ``value`` (``None`` where there is none), ``flag`` as published, ``reason`` (empty where there is a value) and ``year``
        (``None`` where there is no value).
    """
    whole = _series(edition, indicator.table, indicator.where, code)
    part = whole if indicator.part is None else _series(edition, indicator.table, indicator.part, code)
    for age in range(max_age + 1):
        (top, top_flag), (bottom, flag) = part.get(year - age, (None, "")), whole.get(year - age, (None, ""))
        if top is None or bottom is None:
            continue
        if indicator.part is None:
            return {"value": top, "flag": top_flag, "reason": "", "year": year - age}
        if bottom > 0:
            flags = "".join(sorted(set(top_flag) | set(flag)))
            return {"value": 100 * top / bottom, "flag": flags, "reason": "", "year": year - age}
    flag = whole.get(year, (None, ""))[1]
    reason = "confidential_source" if is_confidential(flag) else "not_available"
    return {"value": None, "flag": flag, "reason": reason, "year": None}


def _series(edition: Edition, table: str, where: Mapping[str, str], code: str) -> dict[int, tuple[float | None, str]]:
    key = (table, tuple(sorted(where.items())))
    return kept(edition, key, lambda: _indexed(kept(edition, table, lambda: read_table(edition, table)), where)).get(
        code, {}
    )


def _indexed(frame: pl.DataFrame, where: Mapping[str, str]) -> dict[str, dict[int, tuple[float | None, str]]]:
    import polars as pl

    for column, wanted in where.items():
        frame = frame.filter(pl.col(column).cast(pl.String) == wanted)
    found: dict[str, dict[int, tuple[float | None, str]]] = {}
    rows = frame.select(pl.col("nuts_code").cast(pl.String), "year", "value", pl.col("flag").cast(pl.String))
    for code, year, value, flag in rows.iter_rows():
        found.setdefault(code, {})[year] = (value, flag)
    return found
