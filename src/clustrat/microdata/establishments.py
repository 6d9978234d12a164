"""From records of firms, plants or patents to cells of region, activity and year: one expression for every engine.

Amounts are added as decimals, so that the order in which an engine adds them cannot change a digit: DuckDB and Spark give the
same table, cell for cell.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from clustrat.errors import EvidenceError, ParameterError
from clustrat.microdata.engine import engine_name, kept_once

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Cells", "RecordColumns", "activity_mapping", "aggregate_records", "region_mapping"]

#: Decimal places that amounts are added with, after weighting.
DIGITS = 3
REASONS = ("no region", "no activity", "no year", "no amount", "negative amount", "no unit", "region not in the mapping",
           "activity not in the mapping")  # fmt: skip
Policy = Literal["refuse", "reject"]
#: Source code -> (target code, weight) of a conversion; the weights of a source sum to 1.
Mapped = Mapping[str, Sequence[tuple[str, float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordColumns:
    """Names of the columns of the records.

    ``unit`` is who contributes (the enterprise group, so that its plants count once); without it each record is one. ``value``
    without a name counts records. ``weight`` multiplies the value (a sampling weight). ``sums`` are further amounts to add up.
    """

    region: str = "region"
    activity: str = "activity"
    year: str = "year"
    value: str | None = None
    unit: str | None = None
    weight: str | None = None
    sums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Cells of region, activity and year, not yet released, and the account of the records.

    ``frame`` is sorted by year, region, activity, with columns ``n_records``, ``n_units``, ``value``, ``largest``, ``second``
    (largest and second largest contribution; 0 if there is none), ``sum_squares``, ``herfindahl``, ``is_modelled`` (a split by
    weights went into it), and the further sums. ``n_read = n_kept + sum(rejected)``.
    """

    frame: pl.DataFrame
    n_read: int
    n_kept: int
    rejected: Mapping[str, int]
    engine: str
    digits: int = DIGITS
    mappings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def aggregate_records(
    connection: Any,
    records: Any,
    *,
    columns: RecordColumns,
    bad_records: Policy = "refuse",
    regions: Mapped | None = None,
    activities: Mapped | None = None,
    mappings: Mapping[str, str] | None = None,
) -> Cells:
    r"""Cells of region, activity and year with what disclosure control and concentration need.

    .. math:: x = \sum_u c_u, \qquad H = \sum_u \Bigl(\frac{c_u}{x}\Bigr)^2, \qquad c_u = \sum_{\text{records of } u} w v

    Parameters
    ----------
    connection
        The engine, see :func:`clustrat.microdata.engine.open_engine`.
    records
        An Ibis table of it, see :func:`clustrat.microdata.engine.read_records`.
    columns
        Names of its columns.
    bad_records
        What happens to records without region, activity, year, amount or unit, with a negative amount, or with a code that a
        mapping does not know: ``"refuse"`` all, or ``"reject"`` and count them by reason.
    regions, activities
        Conversions joined inside the query; the value of a split record is shared out by weight, and its cells are marked.
    mappings
        What the conversions are, in words, for the account.

    Returns
    -------
    Cells

    Raises
    ------
    EvidenceError
        A column is not there, there is no record, or a record is bad and ``bad_records`` is ``"refuse"``.
    ParameterError
        There is no such policy, or the weights of a conversion do not sum to 1.

    Notes
    -----
    Herfindahl, largest and second are of contributors *within the cell*. Cells are exact sums, not yet fit to leave the house: see
    :mod:`clustrat.microdata.release`.
    """
    import ibis

    if bad_records not in get_args(Policy):
        raise ParameterError(f"There is no bad_records '{bad_records}'. Choose refuse or reject.")
    _require(records, columns)
    amount = ibis.literal(1.0) if columns.value is None else records[columns.value].cast("float64")
    if columns.weight:
        amount = amount * records[columns.weight].cast("float64")
    t = records.select(
        region=records[columns.region].cast("string"),
        activity=records[columns.activity].cast("string"),
        year=records[columns.year].cast("int64"),
        unit=ibis.literal("") if columns.unit is None else records[columns.unit].cast("string"),
        amount=amount,
        **{f"sum_{name}": records[name].cast("float64") for name in columns.sums},
    )
    t = t.mutate(reason=_reason(t))
    t = _mapped(_mapped(t, "region", regions), "activity", activities)
    is_split = any(
        w != 1.0 for mapping in (regions, activities) if mapping for parts in mapping.values() for _, w in parts
    )
    account = _account(t)
    n_read = sum(account.values())
    rejected = {reason: n for reason, n in account.items() if reason}
    if not n_read:
        raise EvidenceError("There are no records. Check the file, or the pattern of files.")
    if rejected and bad_records == "refuse":
        told = ", ".join(f"{n} with {reason}" for reason, n in rejected.items())
        raise EvidenceError(
            f"{sum(rejected.values())} of {n_read} records cannot be counted: {told}. Correct them, or say bad_records='reject' "
            "to leave them out and count them."
        )
    kept = t.filter(t.reason == "")
    frame = _cells(connection, kept, by_unit=columns.unit is not None, sums=columns.sums, is_split=is_split)
    return Cells(
        frame=frame,
        n_read=n_read,
        n_kept=account.get("", 0),
        rejected=MappingProxyType(rejected),
        engine=engine_name(connection),
        mappings=MappingProxyType(dict(mappings or {})),
    )


def region_mapping(*, from_version: str, to_version: str, level: int, basis: str = "population_2011") -> Mapped:
    """The conversion of NUTS regions of one level, as :func:`aggregate_records` takes it; see ``clustrat.codes.correspondence``.

    >>> region_mapping(from_version="2013", to_version="2016", level=2)["HU10"][0][0]
    'HU11'
    """
    from clustrat.codes import nuts
    from clustrat.codes.correspondence import weights

    changed = weights(from_version=from_version, to_version=to_version, level=level, basis=basis)
    stayed = {r.code: ((r.code, 1.0),) for r in nuts.regions(version=from_version, level=level)}
    return stayed | {code: tuple((p.code, p.weight) for p in parts) for code, parts in changed.items()}


def activity_mapping(path: Path) -> Mapped:
    """A conversion of activities out of a CSV file with columns source, target, weight.

    Raises
    ------
    ParameterError
        The file or a column is not there, or a weight is no number.
    """
    if not path.is_file():
        raise ParameterError(f"There is no file {path}. Name a CSV with columns source, target, weight.")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or not {"source", "target", "weight"} <= set(rows[0]):
        raise ParameterError(f"{path.name} has no columns source, target, weight, or no rows. Add them.")
    found: dict[str, list[tuple[str, float]]] = {}
    for number, row in enumerate(rows, start=2):
        try:
            found.setdefault(row["source"], []).append((row["target"], float(row["weight"])))
        except ValueError:
            raise ParameterError(
                f"{path.name}, line {number}: the weight '{row['weight']}' is no number. Correct it."
            ) from None
    return found


def _require(records: Any, columns: RecordColumns) -> None:
    wanted = [
        columns.region,
        columns.activity,
        columns.year,
        columns.value,
        columns.unit,
        columns.weight,
        *columns.sums,
    ]
    have = list(records.columns)
    if absent := [name for name in wanted if name is not None and name not in have]:
        raise EvidenceError(
            f"There is no column '{absent[0]}' in the records, which have: {', '.join(have)}. Name the right one."
        )


def _reason(t: Any) -> Any:
    """Why a record cannot be counted; empty where it can."""
    import ibis

    return ibis.cases(
        (t.region.isnull() | (t.region == ""), REASONS[0]),
        (t.activity.isnull() | (t.activity == ""), REASONS[1]),
        (t.year.isnull(), REASONS[2]),
        (t.amount.isnull() | t.amount.isnan() | t.amount.isinf(), REASONS[3]),
        (t.amount < 0, REASONS[4]),
        (t.unit.isnull(), REASONS[5]),
        else_="",
    )


def _mapped(t: Any, axis: str, mapping: Mapped | None) -> Any:
    """Join a conversion: the target code and its weight; a record whose code is not in it gets a reason."""
    import ibis

    share = f"{axis}_share"
    if mapping is None:
        return t.mutate(**{share: ibis.literal(1.0)})
    rows = []
    for source, parts in mapping.items():
        if abs(sum(weight for _, weight in parts) - 1) > 1e-9 or any(weight <= 0 for _, weight in parts):
            raise ParameterError(
                f"The weights of {axis} '{source}' do not sum to 1, or one is not above 0. Correct them."
            )
        rows += [{"source": source, "target": target, "share": float(weight)} for target, weight in parts]
    import polars as pl

    # A frame of the caller's becomes a table of the engine, and the join runs where the records are.
    table = ibis.memtable(pl.DataFrame(rows))
    joined = t.left_join(table, t[axis] == table.source)
    number = REASONS[6] if axis == "region" else REASONS[7]
    return joined.select(
        *[t[name] for name in t.columns if name not in (axis, "reason")],
        **{
            axis: ibis.coalesce(table.target, t[axis]),
            share: ibis.coalesce(table.share, 1.0),
            "reason": ibis.cases((t.reason != "", t.reason), (table.target.isnull(), number), else_=""),
        },
    )


def _account(t: Any) -> dict[str, int]:
    """Number of records by reason; a record that a conversion splits counts once."""
    found = (
        t.group_by("reason")
        .aggregate(n=(t.region_share * t.activity_share).sum().round(0).cast("int64"))
        .to_polars()
        .sort("reason")
    )
    return dict(zip(found["reason"].to_list(), found["n"].to_list(), strict=True))


def _cells(connection: Any, t: Any, *, by_unit: bool, sums: tuple[str, ...], is_split: bool) -> pl.DataFrame:
    """The cells, with exact sums of decimals."""
    import ibis

    keys = ["year", "region", "activity"]
    decimal = f"decimal(18, {DIGITS})"
    share = t.region_share * t.activity_share
    t = t.mutate(
        amount=(t.amount * share).cast(decimal) if is_split else t.amount.cast(decimal),
        is_part=(share != 1.0),
        **{f"sum_{name}": (t[f"sum_{name}"] * share).cast(decimal) for name in sums},
    )
    extra = {f"sum_{name}": t[f"sum_{name}"].sum() for name in sums}
    if by_unit:
        units = t.group_by([*keys, "unit"]).aggregate(
            n=t.count(), amount=t.amount.sum().cast(decimal), is_part=t.is_part.any(), **extra
        )
    else:
        units = t.select(*keys, "amount", "is_part", *[f"sum_{name}" for name in sums], n=ibis.literal(1).cast("int64"))
    return _from_contributions(kept_once(connection, units), keys, sums)


def _from_contributions(units: Any, keys: list[str], sums: tuple[str, ...]) -> pl.DataFrame:
    """Cells of contributions, each unit once in a cell."""
    import ibis
    import polars as pl

    decimal = f"decimal(18, {DIGITS})"
    largest = units.group_by(keys).aggregate(largest=units.amount.max())
    joined = units.join(largest, keys)
    square = (joined.amount * joined.amount).cast(f"decimal(38, {2 * DIGITS})")
    cells = joined.group_by(keys).aggregate(
        n_records=joined.n.sum().cast("int64"),
        n_units=joined.count().cast("int64"),
        value=joined.amount.sum(),
        largest=joined.largest.max(),
        n_largest=(joined.amount == joined.largest).cast("int64").sum(),
        below=ibis.ifelse(joined.amount < joined.largest, joined.amount, ibis.null(decimal)).max(),
        sum_squares=square.sum(),
        is_modelled=joined.is_part.any(),
        **{f"sum_{name}": joined[f"sum_{name}"].sum() for name in sums},
    )
    frame: pl.DataFrame = cells.to_polars().sort(keys)
    numbers = [pl.col(name).cast(pl.Float64) for name in ("value", "largest", "below", "sum_squares")]
    numbers += [pl.col(f"sum_{name}").cast(pl.Float64).alias(name) for name in sums]
    frame = frame.with_columns(numbers)
    second = pl.when(pl.col("n_largest") > 1).then("largest").otherwise(pl.col("below").fill_null(0.0))
    herfindahl = pl.when(pl.col("value") > 0).then(pl.col("sum_squares") / pl.col("value") ** 2)
    return frame.with_columns(
        second=second, herfindahl=herfindahl, year=pl.col("year").cast(pl.Int32), is_modelled=pl.col("is_modelled")
    ).select(
        *keys, "n_records", "n_units", "value", "largest", "second", "sum_squares", "herfindahl", "is_modelled", *sums
    )
