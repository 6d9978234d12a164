"""Labelled matrices of regions and industries: values, the status of each cell, and the versions of the codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError
from clustrat.evidence.checks import refuse_duplicates, refuse_infinite, refuse_negative
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.provenance import Provenance

__all__ = ["RegionIndustryMatrix"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegionIndustryMatrix:
    """Additive counts by region and industry in one year, with what is known of each cell.

    Attributes
    ----------
    values : ndarray of float, shape (n_regions, n_industries)
        Counts >= 0; ``nan`` where no figure is known.
    status : ndarray of uint8, shape (n_regions, n_industries)
        :class:`~clustrat.evidence.flags.CellStatus` of each cell.
    regions, industries
        Codes, in order, each once.
    nuts_version, nace_version
        Versions of the two code lists, such as ``"2013"`` and ``"2"``.
    year, measure, unit
        What is counted, when and in which unit.
    industry_totals : ndarray of float, shape (n_industries,), optional
        Published margins of the reference area, for ``totals="published"``; ``nan`` where not published.
    provenance
        Where the figures come from.

    Raises
    ------
    EvidenceError
        A value is negative or infinite, a code stands twice, a version is missing, or shapes do not fit.

    Examples
    --------
    >>> matrix = RegionIndustryMatrix.from_values([[10, 0], [30, float("nan")]], regions=["R1", "R2"],
    ...     industries=["C10", "C31"], nuts_version="2013", nace_version="2", year=2014)
    >>> matrix.status_at("R2", "C31").name, matrix.value_at("R1", "C31")
    ('NOT_AVAILABLE', 0.0)
    """

    values: FloatArray
    status: NDArray[np.uint8]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    nuts_version: str
    nace_version: str
    year: int
    measure: str
    unit: str
    industry_totals: FloatArray | None = None
    provenance: Provenance | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be, and close the arrays against writing."""
        shape = (len(self.regions), len(self.industries))
        if self.values.shape != shape or self.status.shape != shape:
            raise EvidenceError(
                f"The matrix has shape {self.values.shape} and status {self.status.shape} for {shape[0]} regions "
                f"and {shape[1]} industries. Give one row per region and one column per industry."
            )
        if not self.nuts_version or not self.nace_version:
            raise EvidenceError("A matrix needs the versions of its codes. Give nuts_version= and nace_version=.")
        refuse_duplicates(self.regions, axis="region")
        refuse_duplicates(self.industries, axis="industry")
        refuse_negative(self.values, self.regions, self.industries)
        refuse_infinite(self.values, self.regions, self.industries)
        self.values.setflags(write=False)
        self.status.setflags(write=False)

    @classmethod
    def from_values(
        cls,
        values: Any,
        *,
        regions: Sequence[str],
        industries: Sequence[str],
        nuts_version: str,
        nace_version: str,
        year: int,
        status: NDArray[np.uint8] | None = None,
        measure: str = "employment_persons",
        unit: str = "persons",
        industry_totals: FloatArray | None = None,
        provenance: Provenance | None = None,
    ) -> RegionIndustryMatrix:
        """A matrix from plain numbers; without ``status``, a ``nan`` cell is not available and 0 is a true zero."""
        array = np.array(values, dtype=np.float64)
        if status is None:
            status = np.full(array.shape, CellStatus.KNOWN, dtype=np.uint8)
            status[array == 0] = CellStatus.TRUE_ZERO
            status[np.isnan(array)] = CellStatus.NOT_AVAILABLE
        return cls(
            values=array,
            status=np.array(status, dtype=np.uint8),
            regions=tuple(regions),
            industries=tuple(industries),
            nuts_version=nuts_version,
            nace_version=nace_version,
            year=year,
            measure=measure,
            unit=unit,
            industry_totals=industry_totals,
            provenance=provenance,
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Number of regions and of industries."""
        return len(self.regions), len(self.industries)

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """Where a figure is published (not imputed, not modelled), shape (n_regions, n_industries)."""
        return np.isin(self.status, (CellStatus.KNOWN, CellStatus.TRUE_ZERO))

    @property
    def is_suppressed(self) -> NDArray[np.bool_]:
        """Where the source hides the figure and nothing has been imputed."""
        return np.asarray(self.status == CellStatus.SUPPRESSED)

    def region_index(self, region: str) -> int:
        """The row of a region; refused with a sentence if it is not in the matrix."""
        return _place(self.regions, region, "region", self.nuts_version)

    def industry_index(self, industry: str) -> int:
        """The column of an industry; refused with a sentence if it is not in the matrix."""
        return _place(self.industries, industry, "industry", self.nace_version)

    def value_at(self, region: str, industry: str) -> float:
        """One value; ``nan`` where no figure is known."""
        return float(self.values[self.region_index(region), self.industry_index(industry)])

    def status_at(self, region: str, industry: str) -> CellStatus:
        """The status of one cell."""
        return CellStatus(int(self.status[self.region_index(region), self.industry_index(industry)]))

    def select(
        self, *, regions: Iterable[str] | None = None, industries: Iterable[str] | None = None
    ) -> RegionIndustryMatrix:
        """The same matrix with these regions and industries only, in the order given."""
        kept_regions = self.regions if regions is None else tuple(regions)
        kept_industries = self.industries if industries is None else tuple(industries)
        rows = [self.region_index(region) for region in kept_regions]
        columns = [self.industry_index(industry) for industry in kept_industries]
        return replace(
            self,
            values=self.values[np.ix_(rows, columns)],
            status=self.status[np.ix_(rows, columns)],
            regions=kept_regions,
            industries=kept_industries,
            industry_totals=None if self.industry_totals is None else self.industry_totals[columns],
        )


def _place(codes: tuple[str, ...], code: str, axis: str, version: str) -> int:
    try:
        return codes.index(code)
    except ValueError:
        raise EvidenceError(
            f"The {axis} '{code}' is not in this matrix of {len(codes)} (version {version}), "
            f"which begins {', '.join(codes[:5])}. Check the code and its version."
        ) from None
