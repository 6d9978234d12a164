"""Records as they come: which columns they have, which of them can be counted, and why the others cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clustrat.errors import EvidenceError, ParameterError

__all__ = ["DIGITS", "LARGEST", "RecordColumns", "checked_records"]

#: Decimal places of an amount that count; what lies beyond is rounded, half up.
DIGITS = 3
#: An amount above this is a fault of the file, and would not fit into exact sums.
LARGEST = 1e12
#: How a number may be written in a CSV: engines would differ on ``1.0d``, ``0x10`` or ``inf``.
NUMBER = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"
YEAR = r"^\s*[0-9]{4}\s*$"
#: Columns of the cells, which a further sum cannot be named like.
RESERVED = frozenset(
    {"year", "region", "activity", "n_records", "n_units", "value", "largest", "second", "sum_squares", "herfindahl", "is_modelled",
     "top2_band", "flag"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordColumns:
    """Names of the columns of the records.

    Attributes
    ----------
    region, activity, year
        Text (or whole numbers) for the codes; a year is a whole number from 1000 to 9999.
    value
        The amount, 0 or more; without it records are counted.
    unit
        Who contributes: the enterprise group, so that its plants count once. Without it each record is one.
    weight
        Multiplies the amount (a sampling weight), 0 or more.
    record
        The key of a record; one that comes twice in a year is found. Without it no record is taken for another's copy.
    sums
        Further amounts to add up.
    """

    region: str = "region"
    activity: str = "activity"
    year: str = "year"
    value: str | None = None
    unit: str | None = None
    weight: str | None = None
    record: str | None = None
    sums: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse names of sums that would hide a column of the result."""
        taken = RESERVED | {f"{part}_{name}" for part in ("largest", "second") for name in self.sums}
        for place, name in enumerate(self.sums):
            if name in taken or name in self.sums[:place]:
                raise ParameterError(
                    f"The further sum '{name}' is named like another column of the result. Rename the column of the records."
                )


def checked_records(records: Any, columns: RecordColumns) -> Any:
    """The records in a common form, each with the reason why it cannot be counted (empty where it can).

    Parameters
    ----------
    records
        An Ibis table.
    columns
        Names of its columns.

    Returns
    -------
    Ibis table
        ``region``, ``activity`` (text), ``year``, ``unit``, ``m0`` (the value) and ``m1``, ``m2``, ... (further sums) as whole
        numbers of thousandths, ``reason``. Amounts of a record that cannot be counted are 0 here.

    Raises
    ------
    EvidenceError
        A column is not there, or of a kind that cannot be what it should.
    """
    import ibis

    _require(records, columns)
    weight = None if columns.weight is None else _number(records, columns.weight)
    value = ibis.literal(1.0) if columns.value is None else _number(records, columns.value)
    amounts = {columns.value or "": value} | {name: _number(records, name) for name in columns.sums}
    region, activity = _code(records, columns.region), _code(records, columns.activity)
    year, unit = (
        _year(records, columns.year),
        None if columns.unit is None else _code(records, columns.unit, text=False),
    )
    reasons = [
        (region.isnull(), "no region"),
        (activity.isnull(), "no activity"),
        (year.isnull(), "no year"),
    ]
    if unit is not None:
        reasons.append((unit.isnull(), "no unit"))
    if columns.record is not None:
        key = _code(records, columns.record, text=False)
        reasons += [
            (key.isnull(), "no key"),
            (records.count().over(ibis.window(group_by=[key, year])) > 1, "a key that comes twice in a year"),
        ]
    if columns.weight is not None and weight is not None:
        reasons += _faults(weight, columns.weight)
    if columns.value is not None:
        reasons += _faults(value, columns.value)
    for name in columns.sums:
        reasons += _faults(amounts[name], name)
    # What is weighted can only now be too large; a weight does not make an amount of 0 or more negative.
    weighted = {name: amount if weight is None else amount * weight for name, amount in amounts.items()}
    if weight is not None:
        reasons += [(amount > LARGEST, "an amount too large by its weight") for amount in weighted.values()]
    reason = ibis.cases(*reasons, else_="")
    thousandths = {
        f"m{place}": ibis.ifelse(reason == "", (amount * 10.0**DIGITS + 0.5).floor(), 0.0).cast("int64")
        for place, amount in enumerate(weighted.values())
    }
    return records.select(
        year=year, region=region, activity=activity, unit=ibis.literal(0) if unit is None else unit, reason=reason,
        **thousandths,
    )  # fmt: skip


def _require(records: Any, columns: RecordColumns) -> None:
    wanted = [
        columns.region,
        columns.activity,
        columns.year,
        columns.value,
        columns.unit,
        columns.weight,
        columns.record,
    ]
    have = list(records.columns)
    if absent := [name for name in (*wanted, *columns.sums) if name is not None and name not in have]:
        raise EvidenceError(
            f"There is no column '{absent[0]}' in the records, which have: {', '.join(have)}. Name the right one."
        )


def _faults(amount: Any, name: str) -> list[tuple[Any, str]]:
    """What an amount can suffer from. (Engines differ on ``isinf``; an infinite amount is one above the largest, or below 0.)"""
    return [
        (amount.isnull() | amount.isnan(), f"no number in '{name}'"),
        (amount < 0, f"less than 0 in '{name}'"),
        (amount > LARGEST, f"more than {LARGEST:.0e} in '{name}'"),
    ]


def _number(records: Any, name: str) -> Any:
    """A column as numbers; null where a text is none."""
    import ibis

    column = records[name]
    kind = column.type()
    if kind.is_numeric():
        return column.cast("float64")
    if kind.is_string():
        return ibis.ifelse(column.re_search(NUMBER), column.try_cast("float64"), ibis.null("float64"))
    raise EvidenceError(f"The column '{name}' is of kind {kind}, not a number. Convert it first.")


def _code(records: Any, name: str, *, text: bool = True) -> Any:
    """A column of codes, null where it is empty; whole numbers stay numbers where the text is not needed."""
    column = records[name]
    kind = column.type()
    if kind.is_string():
        return column.nullif("")
    if kind.is_integer():
        return column.cast("string") if text else column
    raise EvidenceError(f"The column '{name}' is of kind {kind}; a code is text or a whole number. Convert it first.")


def _year(records: Any, name: str) -> Any:
    """A column of years, null where it is none."""
    import ibis

    column = records[name]
    kind = column.type()
    nothing = ibis.null("int64")
    if kind.is_string():
        column = ibis.ifelse(column.re_search(YEAR), column.try_cast("int64"), nothing)
    elif not kind.is_integer():
        raise EvidenceError(f"The column '{name}' is of kind {kind}; a year is a whole number. Convert it first.")
    column = column.cast("int64")
    return ibis.ifelse((column >= 1000) & (column <= 9999), column, nothing)
