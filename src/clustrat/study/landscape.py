"""The landscape of an edition: all regions of one level by division and year, read once for many studies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.nuts import CENTRAL_EUROPE, is_pseudo_region
from clustrat.errors import EditionError
from clustrat.evidence.checks import refuse_mixed_versions
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.evidence.provenance import Provenance
from clustrat.evidence.units import MEASURES
from clustrat.store.tables import read_table
from clustrat.study.breaks import crosses_jump, unflagged_jumps
from clustrat.study.question import NACE_VERSION, NUTS_VERSION

if TYPE_CHECKING:
    import polars as pl

    from clustrat.store.catalog import Edition

__all__ = ["Bounds", "Landscape", "read_landscape"]

FloatArray = NDArray[np.float64]
TABLE = "core_eurostat__sbs_regional"
BOUNDS_TABLE = "core_eurostat__sbs_bounds"
#: Lengths of section, division and group codes in the business tables: "C", "C31", "G451".
DIVISION_LENGTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What published sums leave for hidden cells, for calculation only; shape (n_regions, n_industries) each.

    ``nan`` where a cell is published, or where the sums say nothing.
    """

    lower: FloatArray
    upper: FloatArray
    estimate: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Landscape:
    """Figures of all regions of one NUTS level, by division and year.

    ``values`` and ``status`` map each measure to an array of shape (n_years, n_regions, n_industries), ``flags`` to
    the flags as published; ``nan`` where no figure is known. ``country_values`` are the table's own national rows, shape
    (n_years, n_countries, n_industries), and ``national`` their sums over countries, shape (n_years, n_industries).
    """

    edition: Edition
    level: int
    years: tuple[int, ...]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    values: dict[str, FloatArray]
    status: dict[str, NDArray[np.uint8]]
    flags: dict[str, NDArray[np.str_]]
    national: dict[str, FloatArray]
    countries: tuple[str, ...]
    country_values: dict[str, FloatArray]
    bounds: dict[str, dict[int, Bounds]]
    provenance: Provenance

    def year_index(self, year: int, *, option: str = "--year") -> int:
        """The place of a year; refused with the years there are and the option that takes one."""
        if year not in self.years:
            raise EditionError(
                f"Edition {self.edition.id} has no business statistics for {year}. "
                f"It has {self.years[0]} to {self.years[-1]}: choose one with {option}."
            )
        return self.years.index(year)

    def region_index(self, region: str) -> int:
        """The row of a region; refused where the edition knows the code but holds no figures for it."""
        if region not in self.regions:
            beside = [code for code in self.regions if code[:2] == region[:2]]
            there = f"In {region[:2]} it has {', '.join(beside)}" if beside else f"It has no region of {region[:2]}"
            raise EditionError(
                f"Edition {self.edition.id} holds no business statistics for {region} at level {self.level}. {there}; "
                "'clustrat data show' lists all regions."
            )
        return self.regions.index(region)

    def matrix(self, measure: str, year: int) -> RegionIndustryMatrix:
        """The matrix of one measure in one year, with the national margins as industry totals."""
        place = self.year_index(year)
        return RegionIndustryMatrix(
            values=self.values[measure][place].copy(),
            status=self.status[measure][place].copy(),
            regions=self.regions,
            industries=self.industries,
            nuts_version=NUTS_VERSION,
            nace_version=NACE_VERSION,
            year=year,
            measure=measure,
            unit=MEASURES[measure].unit,
            industry_totals=self.national[measure][place].copy(),
            provenance=self.provenance,
        )

    @cached_property
    def years_with_figures(self) -> dict[str, tuple[int, ...]]:
        """For each region, the years in which persons employed are published for some division."""
        known: NDArray[np.bool_] = np.any(~np.isnan(self.values["employment_persons"]), axis=2)
        return {
            region: tuple(year for y, year in enumerate(self.years) if known[y, r])
            for r, region in enumerate(self.regions)
        }

    @cached_property
    def map_year(self) -> int:
        """The latest year in which every Central European country has figures; else the latest year."""
        with_figures = self.years_with_figures
        for year in reversed(self.years):
            countries = {region[:2] for region, years in with_figures.items() if year in years}
            if countries.issuperset(CENTRAL_EUROPE):
                return year
        return self.years[-1]

    def unreliable_growth(self, *, base_year: int, year: int) -> NDArray[np.bool_]:
        """Cells whose growth leads over a break, flagged or not, shape (n_regions, n_industries)."""
        y0, y1 = self.year_index(base_year), self.year_index(year)
        flagged = np.any(np.char.find(self.flags["employment_persons"][y0 + 1 : y1 + 1], "b") >= 0, axis=0)
        return np.asarray(flagged | self.jumped(base_year=base_year, year=year))

    def jumped(self, *, base_year: int, year: int) -> NDArray[np.bool_]:
        """Cells whose country jumps between two years without a flag, shape (n_regions, n_industries)."""
        values = self.country_values["employment_persons"]
        crosses = crosses_jump(values, base=self.year_index(base_year), end=self.year_index(year))
        places = [self.countries.index(region[:2]) for region in self.regions]
        return np.asarray(crosses[places])

    @cached_property
    def national_jumps(self) -> NDArray[np.bool_]:
        """Years at which a country's figure jumps without a flag, shape (n_years, n_countries, n_industries)."""
        return unflagged_jumps(self.country_values["employment_persons"])

    def choose_year(self, region: str, year: int | None) -> int:
        """The year of a map: the one asked for, which must have figures for the region, or the default one."""
        with_figures = self.years_with_figures[self.regions[self.region_index(region)]]
        if year is None:
            if self.map_year in with_figures or not with_figures:
                return self.map_year
            return with_figures[-1]
        self.year_index(year)
        if year not in with_figures:
            there = ", ".join(str(y) for y in with_figures) or "none"
            raise EditionError(
                f"Edition {self.edition.id} has no business statistics for {region} in {year}. "
                f"Years with figures for {region}: {there}. Choose one with --year."
            )
        return year

    def choose_base_year(self, base_year: int | None, *, year: int) -> int | None:
        """The year growth is counted from, one for all regions; ``None`` where the map is of the first year."""
        if base_year is None:
            return self.years[0] if self.years[0] < year else None
        self.year_index(base_year, option="--base-year")
        if base_year >= year:
            raise EditionError(
                f"Growth cannot be counted from {base_year} to {year}. Choose a --base-year before {year}; "
                f"the edition begins in {self.years[0]}."
            )
        return base_year


def read_landscape(edition: Edition, *, level: int) -> Landscape:
    """Read the regional business statistics of an edition for all regions of one NUTS level.

    Parameters
    ----------
    edition
        An open edition.
    level
        NUTS level 0, 1 or 2. Pseudo-regions (``..ZZ``) are left out: they are in national totals only.

    Returns
    -------
    Landscape
        Arrays over years, regions and divisions; ``nan`` where no figure is published.

    Raises
    ------
    EditionError
        The edition holds no regions of that level.
    EvidenceError
        The edition is of other versions of NUTS or NACE than this study.
    """
    import polars as pl

    refuse_mixed_versions((edition.nuts_version, NUTS_VERSION), axis="NUTS")
    refuse_mixed_versions((edition.nace_version, NACE_VERSION), axis="NACE")
    frame = read_table(edition, TABLE).with_columns(
        pl.col("nuts_code").cast(pl.String), pl.col("nace_code").cast(pl.String), pl.col("measure").cast(pl.String)
    )
    divisions = frame.filter(pl.col("nace_code").str.len_chars() == DIVISION_LENGTH)
    at_level = divisions.filter(pl.col("nuts_code").str.len_chars() == level + 2)
    codes = sorted(code for code in at_level["nuts_code"].unique() if not is_pseudo_region(code))
    if not codes:
        raise EditionError(f"Edition {edition.id} holds no regions of NUTS level {level}. Choose level 0, 1 or 2.")
    industries = sorted(at_level["nace_code"].unique())
    years = sorted(divisions["year"].unique())
    axes = _Axes(years=years, regions=codes, industries=industries)
    countries = _Axes(
        years=years,
        regions=sorted(code for code in divisions["nuts_code"].unique() if len(code) == len("AT")),
        industries=industries,
    )
    values, status, flags, national, country_values = {}, {}, {}, {}, {}
    for measure in MEASURES:
        of_measure = pl.col("measure") == measure
        values[measure], status[measure], flags[measure] = axes.fill(at_level.filter(of_measure))
        rows = divisions.filter(of_measure & (pl.col("nuts_code").str.len_chars() == len("AT")))
        margins = country_values[measure] = countries.fill(rows)[0]
        total = np.nansum(margins, axis=1)
        national[measure] = np.where(np.isnan(margins).all(axis=1), np.nan, total)
    entry = edition.tables[TABLE]
    return Landscape(
        edition=edition,
        level=level,
        years=tuple(years),
        regions=tuple(codes),
        industries=tuple(industries),
        values=values,
        status=status,
        flags=flags,
        national=national,
        countries=tuple(countries.regions),
        country_values=country_values,
        bounds=_read_bounds(edition, axes),
        provenance=Provenance(
            publisher=entry.publisher,
            table_code=entry.table_code,
            vintage=entry.vintage,
            licence=entry.licence,
            edition=edition.id,
        ),
    )


def _read_bounds(edition: Edition, axes: _Axes) -> dict[str, dict[int, Bounds]]:
    import polars as pl

    if BOUNDS_TABLE not in edition.tables:
        return {}
    frame = read_table(edition, BOUNDS_TABLE).with_columns(
        pl.col("nuts_code").cast(pl.String), pl.col("nace_code").cast(pl.String), pl.col("measure").cast(pl.String)
    )
    frame = frame.filter(pl.col("nuts_code").is_in(axes.regions) & pl.col("nace_code").is_in(axes.industries))
    found: dict[str, dict[int, Bounds]] = {}
    for measure in MEASURES:
        rows = frame.filter(pl.col("measure") == measure)
        parts = {name: axes.numbers(rows, name) for name in ("lower", "upper", "estimate")}
        found[measure] = {
            year: Bounds(lower=parts["lower"][y], upper=parts["upper"][y], estimate=parts["estimate"][y])
            for y, year in enumerate(axes.years)
        }
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axes:
    """Places of codes on the three axes of an array."""

    years: list[int]
    regions: list[str]
    industries: list[str]

    def _places(self, frame: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        return (
            np.searchsorted(np.array(self.years), frame["year"].to_numpy()),
            np.searchsorted(np.array(self.regions), frame["nuts_code"].to_numpy().astype(str)),
            np.searchsorted(np.array(self.industries), frame["nace_code"].to_numpy().astype(str)),
        )

    @property
    def shape(self) -> tuple[int, int, int]:
        """Lengths of the axes."""
        return len(self.years), len(self.regions), len(self.industries)

    def numbers(self, frame: pl.DataFrame, name: str) -> FloatArray:
        """One column as an array; ``nan`` where the frame has no row or no value."""
        array = np.full(self.shape, np.nan)
        array[self._places(frame)] = frame[name].cast(float).to_numpy()
        return array

    def fill(self, frame: pl.DataFrame) -> tuple[FloatArray, NDArray[np.uint8], NDArray[np.str_]]:
        """Values, status and published flags; a cell without a row was not collected."""
        import polars as pl

        frame = frame.filter(pl.col("nuts_code").is_in(self.regions) & pl.col("nace_code").is_in(self.industries))
        places = self._places(frame)
        values = self.numbers(frame, "value")
        flags = np.full(self.shape, "", dtype="U3")
        flags[places] = frame["flag"].cast(pl.String).to_numpy().astype(str)
        status = np.full(self.shape, CellStatus.NOT_COLLECTED, dtype=np.uint8)
        status[places] = CellStatus.NOT_AVAILABLE
        status[np.isnan(values) & (np.char.find(flags, "c") >= 0)] = CellStatus.SUPPRESSED
        status[~np.isnan(values)] = CellStatus.KNOWN
        status[values == 0] = CellStatus.TRUE_ZERO
        return values, status, flags
