"""All measures of a table: a long table or an array in, one table per measure of the same kind out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clustrat.complexity.chain import Precision
from clustrat.complexity.presets import Conventions, preset
from clustrat.errors import EvidenceError
from clustrat.evidence.frames import FrameKind, as_polars, require_columns, to_kind
from clustrat.evidence.observations import Policies, read_observations
from clustrat.evidence.result import Diagnostic
from clustrat.study.measures import MEASURES, Measure, SideTables, YearOfTable, choose_measures

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Analysis", "analyse", "measure_frame", "side_tables", "year_diagnostics", "years_of"]

FloatArray = NDArray[np.float64]
NO_SIDE = SideTables()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysis:
    """Tables by the name of their measure, with the conventions behind them and what someone should know.

    From a frame: frames of that kind with columns year, k1, (k2,) value, where a row that is not there is missing. From an array:
    arrays by region, activity or both, with the years as first axis if they were given, ``nan`` where missing.
    """

    tables: Mapping[str, Any]
    conventions: dict[str, Any]
    diagnostics: tuple[Diagnostic, ...]
    left_out: Mapping[str, str]


def analyse(
    table: Any,
    *,
    measures: Sequence[str] | None = None,
    conventions: Conventions | str = "growthlab",
    precision: Precision = "float64",
    regions: Any = None,
    groups: Any = None,
    plants: Any = None,
    region: str = "region",
    activity: str = "activity",
    year: str | None = "year",
    value: str = "value",
    policies: Policies | None = None,
) -> Analysis:
    """Compute measures of a table of counts by region, activity and year.

    Parameters
    ----------
    table
        A Polars, pandas or Arrow table, one row per region, activity and year; or an array of shape (n_regions, n_activities) or
        (n_years, n_regions, n_activities).
    measures
        Names from ``clustrat.study.measures.MEASURES``; all that the tables allow if not given.
    conventions
        A preset by name, or conventions made with ``clustrat.preset``.
    precision
        Of presence and relatedness in the fast chain: ``float64`` or ``float32``.
    regions, groups, plants
        Tables beside the counts, of any frame kind: (region, population, gdp_pc), (activity, group), (plant, region, employment).
    region, activity, year, value
        Names of the columns of the table.
    policies
        What to do with awkward cells.

    Raises
    ------
    EvidenceError
        The table cannot be read as counts, or a table beside it lacks a region or activity.
    ParameterError
        A measure, preset or precision does not exist, or a measure asked for by name lacks its table.

    Examples
    --------
    >>> result = analyse(np.array([[10.0, 30.0], [30.0, 30.0]]), measures=["lq", "herfindahl"])
    >>> result.tables["lq"].round(3).tolist(), result.tables["herfindahl"].tolist()
    ([[0.625, 1.25], [1.25, 0.833]], [0.625, 0.5])
    """
    rules = preset(conventions) if isinstance(conventions, str) else conventions
    is_array = isinstance(table, np.ndarray)
    kind: FrameKind = "polars"
    if not is_array:
        table, kind = as_polars(table)
    seen = read_observations(table, region=region, activity=activity, year=year, value=value, policies=policies)
    names = tuple(map(str, seen.regions.to_list())), tuple(map(str, seen.activities.to_list()))
    side = side_tables(*names, regions=regions, groups=groups, plants=plants)
    chosen = choose_measures(measures, side=side, shape=seen.shape[1:])
    found: list[Diagnostic] = list(seen.diagnostics)
    parts: dict[str, list[Any]] = {measure.name: [] for measure in chosen}
    years = years_of(
        seen.matrices(), len(seen.years), names=names, rules=rules, precision=precision, side=side, chosen=chosen
    )
    for current in years:
        for measure in chosen:
            values = _values(measure, current)
            if is_array:
                parts[measure.name].append(values)
            elif values is not None:
                parts[measure.name].append(_frame(measure, current, values))
        found += year_diagnostics(current, chosen)
    return Analysis(
        tables=MappingProxyType(
            {
                name: _stacked(some, np.ndim(table) == 3) if is_array else to_kind(_joined(some, MEASURES[name]), kind)
                for name, some in parts.items()
            }
        ),
        conventions=rules.as_dict(),
        diagnostics=tuple(found),
        left_out=MappingProxyType(left_out(chosen, side)),
    )


def years_of(
    matrices: Iterator[tuple[int, FloatArray]], n_years: int, *, names: tuple[tuple[str, ...], tuple[str, ...]],
    rules: Conventions, precision: Precision, side: SideTables = NO_SIDE, chosen: Sequence[Measure] = (),
) -> Iterator[YearOfTable]:  # fmt: skip
    """One year after the other; each knows the one before, if a measure needs it, which forgets its own predecessor."""
    looks_back = rules.sign_rule == "anchor" or any(measure.from_second_year for measure in chosen)
    before = None
    for number, (year, counts) in enumerate(matrices, start=1):
        current = YearOfTable(
            year=year, counts=counts, regions=names[0], activities=names[1], conventions=rules, precision=precision,
            before=before, is_first=number == 1, is_last=number == n_years, side=side,
        )  # fmt: skip
        yield current
        if before is not None:
            before.before = None
        before = current if looks_back else None
        del current, counts


def measure_frame(measure: Measure, current: YearOfTable) -> pl.DataFrame | None:
    """One measure of one year as a long Polars table (year, k1, k2, value); ``None`` where the measure has no value that year."""
    values = _values(measure, current)
    return None if values is None else _frame(measure, current, values)


def year_diagnostics(current: YearOfTable, chosen: Sequence[Measure] = ()) -> list[Diagnostic]:
    """What someone should know of a year: of those parts that were computed, and of the measures chosen."""
    found: list[Diagnostic] = []
    for name in ("chain", "preset_fitness"):
        if name in vars(current):
            found += [d for d in getattr(current, name).diagnostics if d not in found]
    for measure in chosen:
        if measure.has_year(current):
            found += measure.about(current)
    return [replace(d, sentence=f"{current.year}: {d.sentence}") for d in found]


def left_out(chosen: Sequence[Measure], side: SideTables) -> dict[str, str]:
    """Why the other measures are not there."""
    from clustrat.study.measures import TABLES_OF

    reasons = {}
    for name, measure in MEASURES.items():
        if measure in chosen:
            continue
        lacking = [TABLES_OF[need] for need in measure.needs if not side.has(need)]
        reasons[name] = f"needs {lacking[0]}" if lacking else "not asked for, or too many pairs to compute unasked"
    return reasons


def side_tables(
    regions_of: tuple[str, ...], activities_of: tuple[str, ...], *, regions: Any = None, groups: Any = None,
    plants: Any = None,
) -> SideTables:  # fmt: skip
    """The tables beside the counts, brought into the order of their regions and activities.

    Raises
    ------
    EvidenceError
        A column, region or activity is missing, or stands twice.
    """
    population = income = names = works = None
    if regions is not None:
        frame = as_polars(regions)[0]
        require_columns(frame, ["region"], what="the table of regions")
        if "population" in frame.columns:
            population = _in_order(frame, "region", "population", regions_of)
        if "gdp_pc" in frame.columns:
            income = _in_order(frame, "region", "gdp_pc", regions_of)
        if population is None and income is None:
            raise EvidenceError(
                "The table of regions has neither population nor gdp_pc. Add a column, or leave it out."
            )
    if groups is not None:
        frame = as_polars(groups)[0]
        require_columns(frame, ["activity", "group"], what="the table of groups")
        names = tuple(map(str, _matched(frame, "activity", "group", activities_of)))
    if plants is not None:
        frame = as_polars(plants)[0]
        require_columns(frame, ["region", "employment"], what="the table of plants")
        works = tuple(zip(map(str, frame["region"].to_list()), map(float, frame["employment"].to_list()), strict=True))
    return SideTables(population=population, income=income, groups=names, plants=works)


def _matched(frame: pl.DataFrame, key: str, column: str, wanted: tuple[str, ...]) -> list[Any]:
    keys = [str(k) for k in frame[key].to_list()]
    if len(set(keys)) < len(keys):
        twice = next(k for k in keys if keys.count(k) > 1)
        raise EvidenceError(f"The {key} '{twice}' stands twice in the table of its {column}. Leave one.")
    by_key = dict(zip(keys, frame[column].to_list(), strict=True))
    if lacking := [k for k in wanted if by_key.get(k) is None]:
        raise EvidenceError(
            f"{len(lacking)} of {len(wanted)} have no {column}, first {key} '{lacking[0]}'. Add them to the table."
        )
    return [by_key[k] for k in wanted]


def _in_order(frame: pl.DataFrame, key: str, column: str, wanted: tuple[str, ...]) -> FloatArray:
    try:
        return np.array([float(v) for v in _matched(frame, key, column, wanted)])
    except ValueError as error:
        raise EvidenceError(f"Column '{column}' holds something that is no number ({error}). Correct it.") from error


def _values(measure: Measure, current: YearOfTable) -> Any:
    """The values of a measure, or ``None`` where it has none that year."""
    return measure.of(current) if measure.has_year(current) else None


#: The keys of each kind of measure: rows, and columns where there are two.
_AXES: Mapping[str, Callable[[YearOfTable], tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "region": lambda y: (y.regions, ()),
    "activity": lambda y: (y.activities, ()),
    "cell": lambda y: (y.regions, y.activities),
    "activity_pair": lambda y: (y.activities, y.activities),
    "region_pair": lambda y: (y.regions, y.regions),
    "split_pair": lambda y: (
        y.activities[: len(y.activities) // 2],
        y.activities[len(y.activities) // 2 :],
    ),
}


def _frame(measure: Measure, current: YearOfTable, values: Any) -> pl.DataFrame:
    import polars as pl

    if measure.kind == "named":
        columns = {"k1": pl.Series(list(values), dtype=pl.String), "value": pl.Series(list(values.values()))}
    else:
        rows, others = _AXES[measure.kind](current)
        columns = {"k1": _keys(rows, each=max(len(others), 1))}
        if others:
            columns["k2"] = _keys(others, times=len(rows))
        columns["value"] = pl.Series(np.ascontiguousarray(values).reshape(-1))
    number = pl.col("value") if columns["value"].dtype == pl.Float32 else pl.col("value").cast(pl.Float64)
    frame = pl.DataFrame(columns).with_columns(number.fill_nan(None)).drop_nulls("value")
    return frame.select(pl.lit(current.year, dtype=pl.Int32).alias("year"), pl.all())


def _keys(names: tuple[str, ...], *, each: int = 1, times: int = 1) -> pl.Series:
    import polars as pl

    dtype = np.uint8 if len(names) < 256 else np.uint16 if len(names) < 65_536 else np.uint32
    place = np.tile(np.repeat(np.arange(len(names), dtype=dtype), each), times)
    return pl.Series(place).cat.to(pl.Enum(names))


def _joined(parts: list[pl.DataFrame], measure: Measure) -> pl.DataFrame:
    import polars as pl

    keys = ["k1"] if measure.kind in ("region", "activity", "named") else ["k1", "k2"]
    if parts:
        return pl.concat(parts).with_columns(pl.col(keys).cast(pl.String), pl.col("value").cast(pl.Float64))
    return pl.DataFrame(schema={"year": pl.Int32, **dict.fromkeys(keys, pl.String), "value": pl.Float64})


def _stacked(parts: list[Any], with_years: bool) -> Any:
    """Arrays of all years; a year without a value is ``nan`` throughout."""
    if isinstance(parts[-1], Mapping):
        return parts if with_years else parts[-1]
    if not with_years:
        return parts[0]
    shape = next((np.shape(p) for p in parts if p is not None), ())
    return np.stack([np.full(shape, np.nan) if p is None else np.asarray(p, dtype=np.float64) for p in parts])
