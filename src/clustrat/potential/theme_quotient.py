r"""How specialised a region is in a theme: the shrunken location quotient of a weighted sum of industries.

.. math:: T_{rt} = \sum_i w_{it} x_{ri}, \quad \mu_{rt} = \sum_i w_{it} \frac{x_{r\cdot} x_{\cdot i}}{x_{\cdot\cdot}}, \quad
   \widehat{LQ}_{rt} = \frac{T_{rt}/e_t + \alpha_t}{\mu_{rt}/e_t + \alpha_t}

Both sums run over the industries of the theme of which the region has a figure: what is not known is left out above and below,
and never counts as zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustrat.indicators.shrinkage import fit_alpha

__all__ = ["QuotientScale", "ThemeQuotients", "quotient_scale", "theme_quotients"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QuotientScale:
    """What the quotients of one theme are measured by, held while figures are drawn or withheld.

    ``weights`` and ``reference`` (totals of the reference area) have shape (n_industries,); ``unit`` is persons that count as one
    (>= 1), ``alpha`` the prior: near 0 every region speaks for itself, large says that all are alike. ``at_bound``: the best
    prior lies at the end of its range, so that chance alone explains all differences, or none.
    """

    weights: FloatArray
    reference: FloatArray
    unit: float
    alpha: float
    at_bound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThemeQuotients:
    """Posterior of the quotients, shape (n_rows,) each; ``nan`` where nothing of the theme is known.

    ``persons`` is T, ``expected`` is mu, ``lq`` = shape / rate, 0 where T is; ``seen`` is the part of the theme, by size in the reference area,
    of which the region has a figure, 0 to 1.
    """

    persons: FloatArray
    expected: FloatArray
    lq: FloatArray
    shape: FloatArray
    rate: FloatArray
    seen: FloatArray


def quotient_scale(
    values: FloatArray,
    expected: FloatArray,
    *,
    weights: FloatArray,
    reference: FloatArray,
    local_units: FloatArray | None = None,
) -> QuotientScale:
    """Fit the scale of a theme over all regions.

    Parameters
    ----------
    values, expected : ndarray, shape (n_regions, n_industries)
        Persons, ``nan`` where not known, and their expectation from the margins.
    weights, reference : ndarray, shape (n_industries,)
        Weights of the theme, and totals of the reference area.
    local_units : ndarray, shape (n_regions, n_industries), optional
        Without them every person counts as independent.
    """
    unit = 1.0
    if local_units is not None:
        both = ~(np.isnan(values) | np.isnan(local_units))
        persons = float((np.where(both, values, 0.0) @ weights).sum())
        units = float((np.where(both, local_units, 0.0) @ weights).sum())
        unit = max(persons / units, 1.0) if units > 0 else 1.0
    first = QuotientScale(weights=weights, reference=reference, unit=unit, alpha=1.0)
    found = theme_quotients(values, expected, first)
    alpha, at_bound = fit_alpha((found.persons / unit)[:, None], (found.expected / unit)[:, None])
    return QuotientScale(
        weights=weights, reference=reference, unit=unit, alpha=float(alpha[0]), at_bound=bool(at_bound[0])
    )


def theme_quotients(values: FloatArray, expected: FloatArray, scale: QuotientScale) -> ThemeQuotients:
    """Quotients of a theme from figures by industry, see the head of this module.

    Parameters
    ----------
    values, expected : ndarray, shape (n_rows, n_industries)
        Rows are regions, or draws of one.
    scale
        From :func:`quotient_scale`.

    Returns
    -------
    ThemeQuotients
        >= 0, dimensionless.

    Examples
    --------
    One industry with weight 1, 30 persons where 20 are expected, and a prior worth 10: 40 / 30.

    >>> scale = QuotientScale(weights=np.array([1.0, 0.0]), reference=np.array([50.0, 50.0]), unit=1.0, alpha=10.0)
    >>> theme_quotients(np.array([[30.0, 10.0]]), np.array([[20.0, 20.0]]), scale).lq.round(3).tolist()
    [1.333]
    """
    known = ~(np.isnan(values) | np.isnan(expected))
    persons = np.where(known, values, 0.0) @ scale.weights
    means = np.where(known, expected, 0.0) @ scale.weights
    size = np.where(scale.reference > 0, scale.reference, 0.0) * scale.weights
    seen = known @ size / size.sum() if size.sum() > 0 else np.zeros(len(values))
    is_there = (seen > 0) & (means > 0)
    persons, means = np.where(is_there, persons, np.nan), np.where(is_there, means, np.nan)
    shape, rate = persons / scale.unit + scale.alpha, means / scale.unit + scale.alpha
    # Nobody at all is a true zero; the prior only speaks where somebody is.
    lq = np.where(persons == 0, 0.0, shape / rate)
    return ThemeQuotients(persons=persons, expected=means, lq=lq, shape=shape, rate=rate, seen=seen)
