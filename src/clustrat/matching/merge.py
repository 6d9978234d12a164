"""A merged area: several regions as one, counts added and everything recomputed, beside its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.shrinkage import ShrunkenQuotients, probability_at_least

__all__ = ["MergedArea", "merge_regions"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MergedArea:
    """Specialisation of a merged area and of its parts.

    The first row of each array is the merged area, the others its parts in order; shape (1 + n_parts, n_industries), ``nan`` where a
    figure is missing: one missing part makes the sum missing. ``lq`` is the plain quotient, ``shrunken`` with ``low`` and ``high`` its
    shrunken form, ``probability`` the chance of a quotient of ``cut`` or more. ``imputed_share`` (n_industries,) is the share of the merged
    count that is imputed or modelled. ``only_merged`` names the industries that reach ``claim_probability`` together and in no part.
    """

    parts: tuple[str, ...]
    industries: tuple[str, ...]
    persons: FloatArray
    lq: FloatArray
    shrunken: FloatArray
    low: FloatArray
    high: FloatArray
    probability: FloatArray
    imputed_share: FloatArray
    cut: float
    claim_probability: float
    only_merged: tuple[str, ...]

    def industry_index(self, industry: str) -> int:
        """The column of an industry; refused with a sentence if there is none."""
        if industry not in self.industries:
            raise EvidenceError(f"The industry '{industry}' is not in the merged area of {', '.join(self.parts)}.")
        return self.industries.index(industry)


def merge_regions(
    matrix: RegionIndustryMatrix,
    quotients: ShrunkenQuotients,
    parts: Sequence[str],
    *,
    cut: float = 1.0,
    claim_probability: float = 0.9,
) -> MergedArea:
    r"""Merge regions: add counts and totals, recompute quotient, interval and chance.

    .. math:: LQ = \frac{\sum_a x_{ai}}{\sum_a \mu_{ai}}, \qquad
       \theta \mid x \sim \Gamma\Bigl(\sum_a \frac{x_{ai}}{e_i} + \alpha_i,\; \sum_a \frac{\mu_{ai}}{e_i} + \alpha_i\Bigr)

    Expected counts :math:`\mu_{ai} = x_a x_i / x` add as counts do, since merging changes no margin of the industries. The prior
    :math:`\alpha_i` and the persons that count as one, :math:`e_i`, stay those of the landscape of single regions.

    Parameters
    ----------
    matrix
        Persons employed, as given to :func:`clustrat.indicators.shrinkage.shrunken_location_quotient`.
    quotients
        What it returned.
    parts
        Two or more regions; any set, also across borders and not touching.
    cut, claim_probability
        The chance told is that of a quotient of ``cut``; claims need ``claim_probability``.

    Returns
    -------
    MergedArea
        Beside both parts, what only the merged area has.

    Raises
    ------
    ParameterError
        There are fewer than two parts, one stands twice, or a threshold cannot be.
    EvidenceError
        A region is not in the matrix, or matrix and quotients are of other shapes.

    Notes
    -----
    Quotients are recomputed, never averaged. A merged area is specialised only in what its parts are specialised in or near; what it
    gains is certainty, since two small counts together say more than each (:cite:`clayton1987`).

    Examples
    --------
    >>> from clustrat.indicators.shrinkage import shrunken_location_quotient
    >>> matrix = RegionIndustryMatrix.from_values([[10, 90], [20, 80], [30, 770]], regions=["R1", "R2", "R3"],
    ...     industries=["C10", "C31"], nuts_version="2013", nace_version="2", year=2014)
    >>> merged = merge_regions(matrix, shrunken_location_quotient(matrix), ["R1", "R2"])
    >>> merged.persons[0].tolist(), merged.lq[:, 0].round(3).tolist()
    ([30.0, 170.0], [2.5, 1.667, 3.333])
    """
    if len(parts) < 2 or len(set(parts)) < len(parts):
        raise ParameterError(f"A merged area has two or more different regions; given: {', '.join(parts) or 'none'}.")
    if not cut > 0 or not 0 < claim_probability < 1:
        raise ParameterError(
            f"cut={cut:g} must be above 0 and claim_probability={claim_probability:g} between 0 and 1; 1 and 0.9 are usual."
        )
    if quotients.shape.shape != matrix.shape:
        raise EvidenceError(
            f"The quotients have shape {quotients.shape.shape}, the counts {matrix.shape}. Give those computed from these counts."
        )
    rows = [matrix.region_index(part) for part in parts]
    x, n_effective = matrix.values[rows], quotients.shape[rows] - quotients.alpha
    expected = quotients.rate[rows] - quotients.alpha
    persons, shape, rate = (np.vstack([a.sum(axis=0), a]) for a in (x, n_effective, expected))
    with np.errstate(divide="ignore", invalid="ignore"):
        lq = np.where(rate > 0, shape / rate, np.nan)
    shape, rate = shape + quotients.alpha, rate + quotients.alpha
    tail = (1 - quotients.interval) / 2
    probability = probability_at_least(shape, rate, cut)
    made_up = np.isin(matrix.status[rows], (CellStatus.IMPUTED, CellStatus.MODELLED))
    with np.errstate(divide="ignore", invalid="ignore"):
        imputed = np.where(persons[0] > 0, np.where(made_up, x, 0.0).sum(axis=0) / persons[0], np.nan)
    gained = (probability[0] >= claim_probability) & ~(probability[1:] >= claim_probability).any(axis=0)
    return MergedArea(
        parts=tuple(parts),
        industries=matrix.industries,
        persons=persons,
        lq=lq,
        shrunken=shape / rate,
        low=gammaincinv(shape, tail) / rate,
        high=gammaincinv(shape, 1 - tail) / rate,
        probability=probability,
        imputed_share=imputed,
        cut=cut,
        claim_probability=claim_probability,
        only_merged=tuple(code for code, is_new in zip(matrix.industries, gained, strict=True) if is_new),
    )
