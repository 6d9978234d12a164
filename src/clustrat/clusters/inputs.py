"""What a cluster map is made of: matrices of one year, and what published sums leave for hidden cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError
from clustrat.evidence.matrix import RegionIndustryMatrix

__all__ = ["ClusterInputs"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterInputs:
    """Matrices of one year over the same regions and industries, and what published sums leave for hidden persons.

    ``lower``, ``upper`` and ``estimate`` (shape of the matrices) hold bounds and residual allocation of hidden cells,
    ``nan`` elsewhere; they serve calculation only. ``base_persons`` is the matrix growth is counted from.

    Raises
    ------
    EvidenceError
        The matrices are not of the same regions, industries and versions, or an array has another shape.
    """

    persons: RegionIndustryMatrix
    local_units: RegionIndustryMatrix
    wages: RegionIndustryMatrix
    base_persons: RegionIndustryMatrix | None = None
    lower: FloatArray | None = None
    upper: FloatArray | None = None
    estimate: FloatArray | None = None

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        axes = (self.persons.regions, self.persons.industries, self.persons.nuts_version, self.persons.nace_version)
        for name in ("local_units", "wages", "base_persons"):
            matrix = getattr(self, name)
            if matrix is not None and axes != (
                matrix.regions,
                matrix.industries,
                matrix.nuts_version,
                matrix.nace_version,
            ):
                raise EvidenceError(
                    f"The matrix '{name}' and the persons differ in regions, industries or versions. "
                    "Give the same ones, in the same order, of one version."
                )
        for name in ("lower", "upper", "estimate"):
            values = getattr(self, name)
            if values is not None and values.shape != self.persons.shape:
                raise EvidenceError(
                    f"'{name}' has shape {values.shape}, the persons {self.persons.shape}. Give one value per cell."
                )

    @property
    def filled_persons(self) -> FloatArray:
        """Persons with the residual allocation in the hidden cells, for calculation only."""
        if self.estimate is None:
            return self.persons.values.copy()
        return np.where(self.persons.is_suppressed, self.estimate, self.persons.values)
