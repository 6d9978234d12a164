"""One indicator by region: its values, the year and status of each, and what to do where a region has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError

__all__ = ["IndicatorSeries", "SeriesStatus", "share_of", "substitute_national"]

FloatArray = NDArray[np.float64]
#: ``known``: the region's own figure; ``substituted``: that of its country; ``modelled``: worked out; ``missing``: none.
SeriesStatus = Literal["known", "substituted", "modelled", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSeries:
    """One indicator of all regions that have it, latest usable year each.

    Rooms above fill it from an edition or from a user's file; nothing here reads one.

    Attributes
    ----------
    name
        Its name in code, such as ``rd_expenditure_pct_gdp``.
    words
        Its name for readers, such as ``R&D expenditure, % of GDP``.
    unit
        Unit of the values.
    regions
        Codes of one NUTS version, each once; a region may be left out.
    values
        One value >= 0 per region, ``nan`` where there is none: never 0 for what is not known.
    years
        The year of each value; 0 where there is none.
    statuses
        What each value is; ``missing`` exactly where it is ``nan``.
    flags
        Flags as published, one per region, or nothing.
    nuts_version
        Version of the codes.
    source
        Citation to print beside a figure.

    Raises
    ------
    EvidenceError
        Lengths differ, a region stands twice, a value is negative or infinite, or a status does not fit its value.

    Examples
    --------
    >>> series = IndicatorSeries(name="rd_expenditure_pct_gdp", words="R&D expenditure, % of GDP", unit="%",
    ...     regions=("AT11", "AT12"), values=(1.5, float("nan")), years=(2013, 0), statuses=("known", "missing"),
    ...     nuts_version="2013")
    >>> series.aligned(("AT12", "AT11", "AT13")).tolist()
    [nan, 1.5, nan]
    """

    name: str
    words: str
    unit: str
    regions: tuple[str, ...]
    values: tuple[float, ...]
    years: tuple[int, ...]
    statuses: tuple[SeriesStatus, ...]
    nuts_version: str
    flags: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        n = len(self.regions)
        for name in ("values", "years", "statuses"):
            if len(getattr(self, name)) != n:
                raise EvidenceError(
                    f"'{self.name}' has {n} regions and {len(getattr(self, name))} {name}. Give one each."
                )
        if self.flags and len(self.flags) != n:
            raise EvidenceError(f"'{self.name}' has {n} regions and {len(self.flags)} flags. Give one each, or none.")
        if len(set(self.regions)) < n:
            twice = next(code for code in self.regions if self.regions.count(code) > 1)
            raise EvidenceError(f"'{self.name}' holds {twice} more than once. Give each region one value.")
        if not self.nuts_version:
            raise EvidenceError(f"'{self.name}' does not say the version of its codes. Give nuts_version=.")
        for region, value, status in zip(self.regions, self.values, self.statuses, strict=True):
            if value < 0 or value == float("inf"):
                raise EvidenceError(
                    f"'{self.name}' is {value:g} in {region}; it must be known and not negative, or nan."
                )
            if status not in get_args(SeriesStatus) or (status == "missing") != np.isnan(value):
                raise EvidenceError(
                    f"'{self.name}' is {value:g} in {region} with the status '{status}'. "
                    f"Give one of {', '.join(get_args(SeriesStatus))}: missing exactly where the value is nan."
                )

    def aligned(self, regions: Sequence[str]) -> FloatArray:
        """Values in the order of these regions, ``nan`` where the series has none, shape (n_regions,)."""
        found = dict(zip(self.regions, self.values, strict=True))
        return np.array([found.get(region, np.nan) for region in regions], dtype=np.float64)

    def status_of(self, region: str) -> SeriesStatus:
        """What the value of a region is."""
        return self.statuses[self.regions.index(region)] if region in self.regions else "missing"

    def year_of(self, region: str) -> int | None:
        """The year of the value of a region; ``None`` where there is none."""
        return (self.years[self.regions.index(region)] or None) if region in self.regions else None

    def flag_of(self, region: str) -> str:
        """The flag as published; empty where there is none."""
        return self.flags[self.regions.index(region)] if self.flags and region in self.regions else ""

    def own_values(self, regions: Sequence[str]) -> FloatArray:
        """As :meth:`aligned`, with ``nan`` where the value is not the region's own: what percentiles are taken among."""
        own = np.array([self.status_of(region) in ("known", "modelled") for region in regions], dtype=bool)
        return np.where(own, self.aligned(regions), np.nan)


def share_of(part: IndicatorSeries, whole: IndicatorSeries, *, name: str, words: str) -> IndicatorSeries:
    """Part in percent of the whole, region by region, where both are of the same year.

    Parameters
    ----------
    part, whole
        Counts of one unit, such as women and all persons in R&D.
    name, words
        Of the share.

    Returns
    -------
    IndicatorSeries
        Percent, 0 to 100; missing where one of the two is, where their years differ, and where the whole is 0.

    Raises
    ------
    EvidenceError
        Units or versions differ, or a part is larger than its whole.

    Examples
    --------
    >>> women = IndicatorSeries(name="f", words="Women", unit="HC", regions=("AT11",), values=(30.0,), years=(2013,),
    ...     statuses=("known",), nuts_version="2013")
    >>> share_of(women, replace(women, values=(120.0,)), name="women_pct", words="Women, %").values
    (25.0,)
    """
    if (part.unit, part.nuts_version) != (whole.unit, whole.nuts_version):
        raise EvidenceError(
            f"'{part.name}' is in {part.unit}, NUTS {part.nuts_version}; '{whole.name}' in {whole.unit}, NUTS "
            f"{whole.nuts_version}. A share needs one unit and one version."
        )
    values, statuses, years = [], [], []
    for region, value, year in zip(part.regions, part.values, part.years, strict=True):
        all_of_it = float(whole.aligned((region,))[0])
        is_there = year == whole.year_of(region) and not np.isnan(value) and all_of_it > 0
        if is_there and value > all_of_it * (1 + 1e-9):
            raise EvidenceError(f"In {region}, '{part.name}' is {value:g} of only {all_of_it:g}. Check which is which.")
        values.append(100 * value / all_of_it if is_there else float("nan"))
        statuses.append(part.status_of(region) if is_there else "missing")
        years.append(year if is_there else 0)
    return replace(
        part,
        name=name,
        words=words,
        unit="%",
        values=tuple(values),
        years=tuple(years),
        statuses=tuple(statuses),
    )


def substitute_national(
    series: IndicatorSeries, national: Mapping[str, tuple[float, int]], *, regions: Sequence[str]
) -> IndicatorSeries:
    """The national value, marked ``substituted``, in regions that have none of their own.

    Parameters
    ----------
    series
        Shares or rates: never counts, which a region does not share with its country.
    national
        Value and year by country code, the first two letters of a region.
    regions
        The regions wanted.

    Returns
    -------
    IndicatorSeries
        Regions of a country without a national value stay missing.

    Examples
    --------
    >>> series = IndicatorSeries(name="women_pct", words="Women, %", unit="%", regions=("AT11",), values=(25.0,),
    ...     years=(2013,), statuses=("known",), nuts_version="2013")
    >>> both = substitute_national(series, {"DE": (26.0, 2013)}, regions=("AT11", "DE11", "PL21"))
    >>> both.values, both.statuses
    ((25.0, 26.0, nan), ('known', 'substituted', 'missing'))
    """
    values, years, statuses, flags = [], [], [], []
    for region, own in zip(regions, series.aligned(regions).tolist(), strict=True):
        value, year = national.get(region[:2], (float("nan"), 0))
        stands_in = np.isnan(own) and not np.isnan(value)
        values.append(value if stands_in else own)
        years.append(year if stands_in else series.year_of(region) or 0)
        statuses.append("substituted" if stands_in else series.status_of(region))
        flags.append("" if stands_in else series.flag_of(region))
    return replace(
        series,
        regions=tuple(regions),
        values=tuple(values),
        years=tuple(years),
        statuses=tuple(statuses),
        flags=tuple(flags),
    )
