"""A panel of counts by year, region and industry, and the candidates for entry that a backtest asks about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.checks import refuse_duplicates
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.location_quotient import location_quotient
from clustrat.indicators.presence import presence

__all__ = ["Candidates", "RegionPanel", "candidates"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class RegionPanel:
    """Counts of the same regions and industries over years.

    Attributes
    ----------
    years
        Years in ascending order; gaps are allowed.
    regions, industries
        Codes, each once; the first two letters of a region are its country.
    persons, local_units, wages : ndarray of float, shape (n_years, n_regions, n_industries)
        Persons employed, local units, wages (any one currency unit); >= 0, ``nan`` where no figure is known. ``wages`` may be
        ``None``: then what rests on wages is missing everywhere.
    nuts_version, nace_version
        Versions of the two code lists.

    Raises
    ------
    EvidenceError
        Shapes, years or codes cannot be.
    """

    years: tuple[int, ...]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    persons: FloatArray
    local_units: FloatArray
    wages: FloatArray | None = None
    nuts_version: str = "2013"
    nace_version: str = "2"
    _quotients: dict[int, FloatArray] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if list(self.years) != sorted(set(self.years)):
            raise EvidenceError(f"The years {self.years} do not ascend. Give each year once, in order.")
        refuse_duplicates(self.regions, axis="region")
        refuse_duplicates(self.industries, axis="industry")
        shape = (len(self.years), len(self.regions), len(self.industries))
        for name, values in self._measures().items():
            if values.shape != shape:
                raise EvidenceError(
                    f"{name} has shape {values.shape} for {shape[0]} years, {shape[1]} regions and {shape[2]} industries. "
                    "Give one cell for each."
                )

    def _measures(self) -> Mapping[str, FloatArray]:
        found = {"persons": self.persons, "local_units": self.local_units}
        return found if self.wages is None else {**found, "wages": self.wages}

    def year_index(self, year: int) -> int:
        """The place of a year; refused with the years there are."""
        if year not in self.years:
            raise ParameterError(
                f"The panel has no year {year}. It has {', '.join(map(str, self.years))}: choose one of them."
            )
        return self.years.index(year)

    def until(self, year: int) -> RegionPanel:
        """The panel as it could be known in a year: later years are cut off, not masked."""
        n = self.year_index(year) + 1
        return replace(
            self,
            years=self.years[:n],
            persons=self.persons[:n],
            local_units=self.local_units[:n],
            wages=None if self.wages is None else self.wages[:n],
        )

    def matrix(self, year: int, *, measure: str = "persons") -> RegionIndustryMatrix:
        """The matrix of one measure in one year."""
        return RegionIndustryMatrix.from_values(
            self._measures()[measure][self.year_index(year)],
            regions=self.regions,
            industries=self.industries,
            nuts_version=self.nuts_version,
            nace_version=self.nace_version,
            year=year,
            measure=measure,
        )

    def quotients(self, year: int) -> FloatArray:
        """Location quotients of persons employed under ``totals="known"``, shape (n_regions, n_industries)."""
        if year not in self._quotients:
            self._quotients[year] = location_quotient(self.matrix(year)).lq
        return self._quotients[year]

    def countries(self) -> tuple[str, ...]:
        """The country of each region."""
        return tuple(region[:2] for region in self.regions)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """Cells absent in the base year and known in both years, and which of them entered; arrays of shape (n_regions, n_industries).

    ``is_distant`` marks candidates whose quotient in the base year is below ``distant_below``.
    """

    base_year: int
    target_year: int
    is_candidate: BoolArray
    entered: BoolArray
    is_distant: BoolArray

    @property
    def n(self) -> int:
        """How many candidates there are."""
        return int(self.is_candidate.sum())

    @property
    def n_entries(self) -> int:
        """How many of them are present in the target year."""
        return int(self.entered.sum())


def candidates(
    panel: RegionPanel,
    *,
    base_year: int,
    target_year: int,
    presence_threshold: float = 1.0,
    distant_below: float = 0.5,
    regions: Sequence[str] | None = None,
) -> Candidates:
    """Cells that a region could enter between two years.

    Parameters
    ----------
    panel
        Counts; only persons employed are read.
    base_year, target_year
        Absent in the first, known in both; ``base_year < target_year``.
    presence_threshold
        Present where the quotient reaches it.
    distant_below
        Quotient below which an absent cell is far from presence.
    regions
        Only these; default: all.

    Returns
    -------
    Candidates

    Raises
    ------
    ParameterError
        A year is not in the panel, or the years are not in order.

    Examples
    --------
    >>> panel = RegionPanel(years=(2010, 2014), regions=("R1", "R2"), industries=("C10", "C31"),
    ...     persons=np.array([[[10.0, 30.0], [30.0, 30.0]], [[90.0, 30.0], [30.0, 30.0]]]), local_units=np.ones((2, 2, 2)))
    >>> found = candidates(panel, base_year=2010, target_year=2014)
    >>> found.is_candidate.tolist(), found.entered.tolist()
    ([[True, False], [False, True]], [[True, False], [False, True]])
    """
    if not base_year < target_year:
        raise ParameterError(
            f"The target year {target_year} does not follow the base year {base_year}. Choose a later one."
        )
    before, after = panel.quotients(base_year), panel.quotients(target_year)
    absent = presence(before, threshold=presence_threshold) == 0
    there = presence(after, threshold=presence_threshold)
    is_candidate = absent & ~np.isnan(there)
    if regions is not None:
        is_candidate &= np.isin(np.array(panel.regions), list(regions))[:, None]
    return Candidates(
        base_year=base_year,
        target_year=target_year,
        is_candidate=is_candidate,
        entered=is_candidate & (there == 1),
        is_distant=is_candidate & (np.nan_to_num(before, nan=np.inf) < distant_below),
    )
