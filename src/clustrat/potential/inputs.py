"""What a rating is made of: matrices of one year, relatedness of industries, and indicator series, all with their labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.theme_weights import ThemeWeights
from clustrat.errors import EvidenceError
from clustrat.evidence.disclosure import SDC_V1
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.potential.indicator_series import IndicatorSeries

__all__ = ["PotentialInputs", "Technologies", "refuse_other_industries"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Technologies:
    """A second classification over the same regions, such as technologies of patents, for cross-space density.

    ``presence`` has shape (n_regions, n_technologies), ones and zeros, ``nan`` where not known; ``weights`` (n_technologies,)
    says how much each belongs to what enables the theme.
    """

    codes: tuple[str, ...]
    presence: FloatArray
    weights: FloatArray
    words: str
    year: int


@dataclass(frozen=True, kw_only=True, eq=False)
class PotentialInputs:
    """All figures of a rating; what is not given is missing, which lowers confidence and is told.

    Attributes
    ----------
    persons
        Persons employed by region and industry in one year.
    local_units
        Local units of the same cells: the unit of chance; without them intervals are too narrow.
    flags
        Flags as published, shape of the matrix.
    lower, upper, estimate
        Bounds and residual allocation of hidden cells, shape of the matrix, ``nan`` elsewhere; for calculation only.
    proximity : ndarray, shape (n_industries, n_industries)
        Relatedness of industries; measured from ``persons`` if not given.
    linkage : ndarray, shape (n_industries, n_industries)
        Input-output linkage of the same industries, from a user's file (:mod:`clustrat.relatedness.linkage`).
    enabling
        Weights of key enabling technologies, one or several; an industry counts with its largest weight.
    technologies
        A second classification for cross-space density.
    actors
        Enabling actors (laboratories, certification centres) per million inhabitants, from a directory.
    research
        R&D strength, from an edition the latest year up to that of the persons: expenditure in % of GDP (``rd_expenditure``,
        all sectors, PC_GDP), researchers (``rd_personnel``, RSE, both sexes) in % of persons employed, patent applications per
        million inhabitants (``patents``, P_MHAB, without truncated years). Rates, never counts, which only measure size.
    peers : ndarray of bool, shape (n_regions,)
        Among whom percentiles are taken; all regions if not given.

    Raises
    ------
    EvidenceError
        Shapes, labels or versions do not fit, a relatedness is negative or infinite, or a series is given twice.
    """

    persons: RegionIndustryMatrix
    local_units: RegionIndustryMatrix | None = None
    flags: NDArray[np.str_] | None = None
    lower: FloatArray | None = None
    upper: FloatArray | None = None
    estimate: FloatArray | None = None
    proximity: FloatArray | None = None
    linkage: FloatArray | None = None
    enabling: tuple[ThemeWeights, ...] = ()
    technologies: Technologies | None = None
    actors: IndicatorSeries | None = None
    research: tuple[IndicatorSeries, ...] = ()
    peers: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        n_regions, n_industries = self.persons.shape
        units = self.local_units
        if units is not None and (units.regions, units.industries) != (self.persons.regions, self.persons.industries):
            raise EvidenceError(
                "The local units are of other regions or industries than the persons. Give the same ones."
            )
        for name, shape in (
            ("flags", (n_regions, n_industries)),
            ("lower", (n_regions, n_industries)),
            ("upper", (n_regions, n_industries)),
            ("estimate", (n_regions, n_industries)),
            ("proximity", (n_industries, n_industries)),
            ("linkage", (n_industries, n_industries)),
            ("peers", (n_regions,)),
        ):
            array = getattr(self, name)
            if array is not None and array.shape != shape:
                raise EvidenceError(
                    f"'{name}' has shape {array.shape}; {shape} is needed. Give the labels of the persons."
                )
        for name in ("proximity", "linkage"):
            matrix = getattr(self, name)
            if matrix is not None and ((matrix < 0) | np.isinf(matrix)).any():
                raise EvidenceError(f"'{name}' holds a negative or infinite value. Give values of 0 or more, or nan.")
        second = self.technologies
        if second is not None and (
            second.presence.shape != (n_regions, len(second.codes)) or second.weights.shape != (len(second.codes),)
        ):
            raise EvidenceError(
                f"The second classification has {len(second.codes)} codes, presence {second.presence.shape} and weights "
                f"{second.weights.shape}. Give one row per region, one column and one weight per code."
            )
        for weights in self.enabling:
            refuse_other_industries(weights, self.persons)
        names = [series.name for series in (*self.research, *([self.actors] if self.actors else []))]
        if twice := [name for name in names if names.count(name) > 1]:
            raise EvidenceError(f"The series '{twice[0]}' is given twice. Give each once, or name them apart.")
        for series in (*self.research, *([self.actors] if self.actors else [])):
            if series.nuts_version != self.persons.nuts_version:
                raise EvidenceError(
                    f"'{series.name}' is of NUTS {series.nuts_version}, the persons of NUTS {self.persons.nuts_version}. "
                    "Convert one of them first."
                )

    @cached_property
    def peer_mask(self) -> NDArray[np.bool_]:
        """Among whom percentiles are taken, shape (n_regions,)."""
        return (
            np.ones(len(self.persons.regions), dtype=bool) if self.peers is None else np.asarray(self.peers, dtype=bool)
        )

    @cached_property
    def is_bounded(self) -> NDArray[np.bool_]:
        """Hidden cells that published sums limit from both sides."""
        if self.lower is None or self.upper is None:
            return np.zeros(self.persons.shape, dtype=bool)
        return self.persons.is_suppressed & np.isfinite(self.lower) & np.isfinite(self.upper)

    @cached_property
    def filled(self) -> FloatArray:
        """Persons with the allocation in hidden cells, else the middle of their bounds; ``nan`` where neither is there."""
        found = self.persons.values.copy()
        found[self.is_bounded] = self._middle[self.is_bounded]
        if self.estimate is not None:
            has = self.persons.is_suppressed & np.isfinite(self.estimate)
            found[has] = self.estimate[has]
        return found

    @cached_property
    def _middle(self) -> FloatArray:
        if self.lower is None or self.upper is None:
            return np.full(self.persons.shape, np.nan)
        return np.asarray((self.lower + self.upper) / 2)

    def lone_hidden(self, weights: FloatArray) -> NDArray[np.bool_]:
        """Hidden cells that enter a weighted sum of their region alone: the sum would give them back."""
        enters = self.persons.is_suppressed & (weights > 0)
        return np.asarray(enters & (enters.sum(axis=1, keepdims=True) == 1))

    def values_for(self, weights: FloatArray) -> FloatArray:
        """Persons for a sum with these weights, shape (n_regions, n_industries).

        A hidden cell that enters alone counts with the middle of its bounds, never with its allocation; and not at all where
        the bounds are narrower than what may be shown of a hidden figure.
        """
        found = self.filled.copy()
        alone = self.lone_hidden(weights)
        found[alone] = np.nan
        if self.lower is not None and self.upper is not None:
            wide = self.upper - self.lower >= SDC_V1.inherit_width_rel * self._middle
            usable = alone & self.is_bounded & wide & (self.upper > self.lower)
            found[usable] = self._middle[usable]
        return found


def refuse_other_industries(weights: ThemeWeights, persons: RegionIndustryMatrix) -> None:
    """Refuse weights that are not of the industries and version of the matrix, or that cannot be."""
    if weights.theme.nace_version != persons.nace_version:
        raise EvidenceError(
            f"The theme '{weights.theme.code}' is written in NACE Rev. {weights.theme.nace_version}, the figures in NACE Rev. "
            f"{persons.nace_version}. A list of one version is never applied to another."
        )
    if weights.industries != persons.industries:
        raise EvidenceError(
            f"The weights of '{weights.theme.code}' are for {len(weights.industries)} industries that are not those of the "
            f"matrix ({len(persons.industries)}), or stand in another order. Make them by theme_weights(theme, matrix.industries)."
        )
    values = weights.values
    if not (np.isfinite(values) & (values >= 0)).all() or not values.sum() > 0:
        raise EvidenceError(
            f"The weights of '{weights.theme.code}' are negative, not known, or all zero. Give at least one weight above 0."
        )
