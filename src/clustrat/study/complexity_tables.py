"""Complexity of a table of years: a long table in, three narrow tables out, one year in memory at a time.

Regions, activities and cells have tables of their own, because a wide table repeats what belongs to a region in every cell.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clustrat.complexity.chain import Chain, Precision, chain
from clustrat.complexity.presets import Conventions, preset
from clustrat.evidence.frames import FrameKind, as_polars, to_kind
from clustrat.evidence.observations import Observations, Policies, read_observations
from clustrat.evidence.result import Diagnostic
from clustrat.relatedness.products import one_thread

if TYPE_CHECKING:
    import polars as pl

#: Between these numbers of cells a year the years run side by side: below, threads cost more; above, memory would.
SIDE_BY_SIDE = (100_000, 3_000_000)

__all__ = ["ComplexityTables", "complexity_by_year", "complexity_tables"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComplexityTables:
    """Three tables of the kind that came in, with the conventions behind them and what someone should know.

    ``by_region``: year, region, diversity, eci, coi. ``by_activity``: year, activity, ubiquity, pci. ``by_cell``: year, region,
    activity, lq, presence, density, cog, for every region and activity; missing where not determined.
    """

    by_region: Any
    by_activity: Any
    by_cell: Any
    conventions: dict[str, Any]
    diagnostics: tuple[Diagnostic, ...]


def complexity_tables(
    table: Any,
    *,
    region: str = "region",
    activity: str = "activity",
    year: str | None = "year",
    value: str = "value",
    conventions: Conventions | str = "growthlab",
    precision: Precision = "float64",
    policies: Policies | None = None,
) -> ComplexityTables:
    """Location quotients, presence, complexity, density and outlook of every year of a long table.

    Parameters
    ----------
    table
        A Polars, pandas or Arrow table with one row per region, activity and year; or an array of shape (n_regions,
        n_activities) or (n_years, n_regions, n_activities), whose rows and columns are then numbered.
    region, activity, year, value
        Names of the columns; ``year=None`` for a table without years.
    conventions
        A preset by name, or conventions made with :func:`clustrat.complexity.presets.preset`.
    precision
        ``float32`` halves the memory of presence and relatedness and is exact to 1e-5; quotients stay float64.
    policies
        What to do with awkward cells.

    Returns
    -------
    ComplexityTables
        Tables of the kind that came in (Polars for an array).

    Raises
    ------
    EvidenceError
        The table cannot be read as counts; the sentence says where and what to do.
    ParameterError
        There is no such preset or precision.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [(2014, r, a, v) for r, vs in zip("RST", [(4, 4, 4), (1, 4, 5), (0, 1, 9)]) for a, v in zip("abc", vs)]
    >>> result = complexity_tables(pl.DataFrame(rows, schema=["year", "region", "activity", "value"], orient="row"))
    >>> result.by_region["diversity"].to_list(), result.conventions["name"]
    ([2.0, 1.0, 1.0], 'growthlab')
    """
    import polars as pl

    rules = preset(conventions) if isinstance(conventions, str) else conventions
    kind: FrameKind = "polars"
    if not isinstance(table, np.ndarray):
        table, kind = as_polars(table)
    seen = read_observations(table, region=region, activity=activity, year=year, value=value, policies=policies)
    n_years, n_regions, n_activities = seen.shape
    cells = _CellColumns(n_years, n_regions * n_activities, precision)
    tops = []
    for number, result in enumerate(_chains(seen, rules, precision, cells=cells)):
        cells.keep(number, result)
        tops.append((seen.years[number], _without_cells(result)))
    by_cell = cells.frame(seen, year=year, region=region, activity=activity)
    by_region = pl.concat([_region_frame(y, r, seen, year, region) for y, r in tops])
    by_activity = pl.concat([_activity_frame(y, r, seen, year, activity) for y, r in tops])
    return ComplexityTables(
        by_region=to_kind(by_region, kind),
        by_activity=to_kind(by_activity, kind),
        by_cell=to_kind(by_cell, kind),
        conventions=rules.as_dict(),
        diagnostics=(*seen.diagnostics, *_by_year(tops)),
    )


def complexity_by_year(
    seen: Observations, *, conventions: Conventions, precision: Precision = "float64"
) -> Iterator[tuple[int, Chain, ComplexityTables]]:
    """The chain of each year and its three Polars tables, one after the other, for streams that write as they go."""
    _, n_regions, n_activities = seen.shape
    for number, result in enumerate(_chains(seen, conventions, precision)):
        year = seen.years[number]
        cells = _CellColumns(1, n_regions * n_activities, precision)
        cells.density, cells.cog = result.density.reshape(-1), result.cog.reshape(-1)
        cells.keep(0, result)
        one = replace(seen, years=(year,))
        yield (
            year,
            result,
            ComplexityTables(
                by_region=_region_frame(year, result, seen, "year", "region"),
                by_activity=_activity_frame(year, result, seen, "year", "activity"),
                by_cell=cells.frame(one, year="year", region="region", activity="activity"),
                conventions=result.conventions,
                diagnostics=result.diagnostics,
            ),
        )


def _chains(
    seen: Observations, rules: Conventions, precision: Precision, *, cells: _CellColumns | None = None
) -> Iterator[Chain]:
    """The chain of each year; with ``anchor``, each year takes its sign from the one before, the first from diversity."""
    regions = [str(label) for label in seen.regions.to_list()]
    activities = [str(label) for label in seen.activities.to_list()]

    def of_year(number: int, before: NDArray[np.float64] | None = None) -> Chain:
        counts = seen.matrix(seen.years[number])
        own, anchor = rules, before
        if rules.sign_rule == "anchor" and (before is None or not np.isfinite(before).any()):
            own, anchor = rules.changed(sign_rule="diversity"), None
        return chain(
            counts, conventions=own, precision=precision, anchor=anchor, regions=regions, activities=activities,
            overwrite=True, out=None if cells is None else cells.matrices(number, counts.shape),
        )  # fmt: skip

    n_years, n_regions, n_activities = seen.shape
    if rules.sign_rule == "anchor":
        result = None
        for number in range(n_years):
            result = of_year(number, None if result is None else result.eci)
            yield result
    elif cells is None or n_years == 1 or not SIDE_BY_SIDE[0] < n_regions * n_activities < SIDE_BY_SIDE[1]:
        for number in range(n_years):
            yield of_year(number)
    else:
        with one_thread(), ThreadPoolExecutor(os.cpu_count()) as pool:
            yield from pool.map(of_year, range(n_years))


class _CellColumns:
    """The columns of the table of cells, made once and filled year by year."""

    def __init__(self, n_years: int, n_cells: int, precision: Precision) -> None:
        self.n_cells = n_cells
        self.lq = np.empty(n_years * n_cells) if n_years > 1 else np.empty(0)
        self.presence = np.empty(n_years * n_cells, dtype=np.bool_) if n_years > 1 else np.empty(0, dtype=np.bool_)
        self.density: NDArray[Any] = np.empty(n_years * n_cells if n_years > 1 else 0, dtype=precision)
        self.cog: NDArray[Any] = np.empty_like(self.density)
        self.has_unknown = False

    def matrices(self, number: int, shape: tuple[int, ...]) -> tuple[NDArray[Any], NDArray[Any]] | None:
        """Where the chain of a year writes density and outlook gain."""
        if not len(self.density):
            return None
        rows = slice(number * self.n_cells, (number + 1) * self.n_cells)
        return self.density[rows].reshape(shape), self.cog[rows].reshape(shape)

    def keep(self, number: int, result: Chain) -> None:
        """Take over what the chain of a year has made."""
        if len(self.lq):
            rows = slice(number * self.n_cells, (number + 1) * self.n_cells)
            self.lq[rows], self.presence[rows] = result.lq.reshape(-1), result.presence.reshape(-1)
        else:
            self.lq, self.presence = result.lq.reshape(-1), result.presence.reshape(-1)
            self.density, self.cog = result.density.reshape(-1), result.cog.reshape(-1)
        self.has_unknown |= bool(np.isnan(result.lq).any())

    def frame(self, seen: Observations, *, year: str | None, region: str, activity: str) -> pl.DataFrame:
        """The table; figures that are not determined become missing."""
        import polars as pl

        n_years, n_regions, n_activities = len(seen.years), len(seen.regions), len(seen.activities)
        n = len(self.lq)
        columns = [] if year is None else [_repeat(list(seen.years), self.n_cells, year)]
        columns += [
            _label(seen.regions, region, each=n_activities, times=n_years),
            _label(seen.activities, activity, times=n_years * n_regions),
            pl.Series("lq", self.lq, nan_to_null=True),
            pl.Series("presence", self.presence),
            pl.Series("density", self.density, nan_to_null=True),
            pl.Series("cog", self.cog, nan_to_null=True),
        ]
        frame = pl.DataFrame(columns)
        if self.has_unknown:
            frame = frame.with_columns(presence=pl.when(pl.col("lq").is_not_null()).then(pl.col("presence")))
        assert frame.height == n
        return frame


def _repeat(years: list[int], each: int, name: str) -> pl.Series:
    import polars as pl

    return pl.concat([pl.repeat(y, each, dtype=pl.Int32, eager=True) for y in years]).alias(name)


def _label(labels: pl.Series, name: str, *, each: int = 1, times: int = 1) -> pl.Series:
    """Every label ``each`` times, all of it ``times``: numbers as they are, words as an enumeration of one or two bytes a cell."""
    import polars as pl

    if labels.dtype.is_integer():
        return pl.Series(name, np.tile(np.repeat(labels.to_numpy(), each), times))
    dtype = np.uint8 if len(labels) < 256 else np.uint16 if len(labels) < 65_536 else np.uint32
    place = np.tile(np.repeat(np.arange(len(labels), dtype=dtype), each), times)
    return pl.Series(name, place).cat.to(pl.Enum(labels))


def _without_cells(result: Chain) -> Chain:
    empty = np.empty((0, 0))
    return replace(result, lq=empty, presence=empty.astype(bool), density=empty, cog=empty)


def _region_frame(number: int, result: Chain, seen: Observations, year: str | None, region: str) -> pl.DataFrame:
    import polars as pl

    columns = [] if year is None else [pl.repeat(number, len(result.eci), dtype=pl.Int32, eager=True).alias(year)]
    columns += [
        _label(seen.regions, region),
        *(pl.Series(name, getattr(result, name), nan_to_null=True) for name in ("diversity", "eci", "coi")),
    ]
    return pl.DataFrame(columns)


def _activity_frame(number: int, result: Chain, seen: Observations, year: str | None, activity: str) -> pl.DataFrame:
    import polars as pl

    columns = [] if year is None else [pl.repeat(number, len(result.pci), dtype=pl.Int32, eager=True).alias(year)]
    columns += [
        _label(seen.activities, activity),
        *(pl.Series(name, getattr(result, name), nan_to_null=True) for name in ("ubiquity", "pci")),
    ]
    return pl.DataFrame(columns)


def _by_year(tops: list[tuple[int, Chain]]) -> Iterator[Diagnostic]:
    """Each year's diagnostics with the year in front of the sentence."""
    for year, result in tops:
        for found in result.diagnostics:
            yield replace(found, sentence=f"{year}: {found.sentence}")
