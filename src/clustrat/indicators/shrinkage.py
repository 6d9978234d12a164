"""Shrunken location quotients: an estimate, an interval and a probability where counts are small."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammainc, gammaincinv, gammaln

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.location_quotient import Totals, expected_counts, reference_totals

__all__ = ["ShrunkenQuotients", "fit_alpha", "probability_at_least", "shrunken_location_quotient"]

FloatArray = NDArray[np.float64]
#: Search range of alpha, on a log scale: 1e-3 lets every cell speak for itself, 1e6 says that all regions are alike.
LN_ALPHA = (np.log(1e-3), np.log(1e6))
N_BISECTIONS = 60
N_GRID = 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShrunkenQuotients:
    """Posterior of the location quotients; arrays of shape (n_regions, n_industries), ``nan`` where the cell is not known.

    ``shape`` and ``rate`` are the parameters of the Gamma posterior; ``low`` and ``high`` enclose ``interval`` of it. ``alpha``
    (the prior) and ``unit`` (persons that count as one, >= 1) have shape (n_industries,): shape = count / unit + alpha.
    """

    lq: FloatArray
    low: FloatArray
    high: FloatArray
    shape: FloatArray
    rate: FloatArray
    alpha: FloatArray
    unit: FloatArray
    interval: float
    diagnostics: tuple[Diagnostic, ...]

    def probability_at_least(self, cut: float | FloatArray) -> FloatArray:
        """P(LQ >= cut) of every cell, between 0 and 1."""
        return probability_at_least(self.shape, self.rate, cut)


def probability_at_least(shape: FloatArray, rate: FloatArray, cut: float | FloatArray) -> FloatArray:
    """P(X >= cut) of a Gamma distribution; ``nan`` where shape or rate are.

    >>> round(float(probability_at_least(np.array(1.0), np.array(1.0), 1.0)), 4)
    0.3679
    """
    return np.asarray(1 - gammainc(shape, rate * cut))


def shrunken_location_quotient(
    matrix: RegionIndustryMatrix,
    *,
    local_units: RegionIndustryMatrix | None = None,
    totals: Totals = "known",
    interval: float = 0.90,
) -> ShrunkenQuotients:
    r"""Location quotients drawn towards 1 as far as the counts are small (Gamma-Poisson).

    .. math:: x \sim \mathrm{Poisson}(\mu\theta),\quad \theta \sim \Gamma(\alpha_i, \alpha_i)
       \;\Rightarrow\; E[\theta \mid x] = \frac{x + \alpha_i}{\mu + \alpha_i}

    :math:`\alpha_i` maximises the marginal likelihood over the regions. Persons in one plant come and go together: counts are
    first divided by the persons per local unit of the industry, so that the unit of chance is the plant.

    Parameters
    ----------
    matrix
        Persons employed (or any additive count).
    local_units
        Local units of the same regions and industries; without them the interval is marked ``interval_optimistic``.
    totals
        Convention of the margins.
    interval
        Probability inside ``low`` .. ``high``, between 0 and 1.

    Returns
    -------
    ShrunkenQuotients
        Dimensionless, > 0; ``nan`` where the cell is not known.

    Raises
    ------
    ParameterError
        ``interval`` or ``totals`` cannot be.
    EvidenceError
        The local units are of other regions or industries, or there is nothing to compare.

    Notes
    -----
    A small count says little, so its quotient moves towards 1, the more the less the industry varies elsewhere. The
    interval is of chance in the counts alone, not of definition or of the year (:cite:`clayton1987`).

    Examples
    --------
    >>> matrix = RegionIndustryMatrix.from_values([[1, 300], [40, 300], [900, 300]], regions=["R1", "R2", "R3"],
    ...     industries=["C10", "C31"], nuts_version="2013", nace_version="2", year=2014)
    >>> result = shrunken_location_quotient(matrix)
    >>> bool(result.low[0, 0] < result.lq[0, 0] < result.high[0, 0])
    True
    """
    if not 0 < interval < 1:
        raise ParameterError(f"interval={interval:g} must lie between 0 and 1; 0.9 is usual.")
    margins = reference_totals(matrix, totals=totals)
    expected = expected_counts(margins)
    unit, optimistic = _effective_units(matrix, local_units)
    x, mu = matrix.values / unit, expected / unit
    mu = np.where(mu > 0, mu, np.nan)
    alpha, at_bound = fit_alpha(x, mu)
    shape, rate = x + alpha, mu + alpha
    shape = np.where(np.isnan(rate), np.nan, shape)
    tail = (1 - interval) / 2
    return ShrunkenQuotients(
        lq=shape / rate,
        low=gammaincinv(shape, tail) / rate,
        high=gammaincinv(shape, 1 - tail) / rate,
        shape=shape,
        rate=rate,
        alpha=alpha,
        unit=unit,
        interval=interval,
        diagnostics=tuple(_diagnostics(matrix, at_bound, optimistic=optimistic)),
    )


def fit_alpha(x: FloatArray, mu: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    r"""The prior of each industry, by marginal likelihood.

    Maximises :math:`\sum_r [\ln\Gamma(x+a) - \ln\Gamma(a) + a\ln\frac{a}{\mu+a} + x\ln\frac{\mu}{\mu+a}]` over
    :math:`\ln a`, for all industries at once: a grid finds the best cell, bisection of the slope the place within it.

    Parameters
    ----------
    x, mu : ndarray, shape (n_regions, n_industries)
        Counts in effective units and their expectations; ``nan`` pairs are left out.

    Returns
    -------
    alpha : ndarray, shape (n_industries,)
        ``nan`` where no region has a figure.
    at_bound : ndarray of bool, shape (n_industries,)
        Whether the best alpha lies at an end of the range.
    """
    is_there = ~(np.isnan(x) | np.isnan(mu))
    counts, means = np.where(is_there, x, 0.0), np.where(is_there, mu, 1.0)
    grid = np.linspace(*LN_ALPHA, N_GRID)
    scores = np.array([_log_likelihood(np.exp(t), counts, means, is_there) for t in grid])
    best = scores.argmax(axis=0)
    low, high = grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, N_GRID - 1)]
    for _ in range(N_BISECTIONS):
        middle = (low + high) / 2
        rising = _slope(np.exp(middle), counts, means, is_there) > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    found = (low + high) / 2
    near = 1e-3
    at_bound = (found - LN_ALPHA[0] < near) | (LN_ALPHA[1] - found < near)
    alpha = np.where(is_there.any(axis=0), np.exp(found), np.nan)
    return alpha, at_bound & is_there.any(axis=0)


def _log_likelihood(
    alpha: float | FloatArray, x: FloatArray, mu: FloatArray, is_there: NDArray[np.bool_]
) -> FloatArray:
    terms = gammaln(x + alpha) - gammaln(alpha) + alpha * np.log(alpha / (mu + alpha)) + x * np.log(mu / (mu + alpha))
    return np.asarray(np.where(is_there, terms, 0.0).sum(axis=0))


def _slope(alpha: FloatArray, x: FloatArray, mu: FloatArray, is_there: NDArray[np.bool_]) -> FloatArray:
    terms = digamma(x + alpha) - digamma(alpha) + np.log(alpha / (mu + alpha)) + 1 - (x + alpha) / (mu + alpha)
    return np.asarray(np.where(is_there, terms, 0.0).sum(axis=0))


def _effective_units(matrix: RegionIndustryMatrix, local_units: RegionIndustryMatrix | None) -> tuple[FloatArray, bool]:
    """Persons per local unit of each industry, over the cells where both are known; 1 where they are not."""
    if local_units is None:
        return np.ones(len(matrix.industries)), True
    if (local_units.regions, local_units.industries) != (matrix.regions, matrix.industries):
        raise EvidenceError(
            f"The local units cover {local_units.shape[0]} regions and {local_units.shape[1]} industries that are not those of "
            "the counts, or stand in another order. Select the same regions and industries."
        )
    both = ~(np.isnan(matrix.values) | np.isnan(local_units.values))
    persons = np.where(both, matrix.values, 0.0).sum(axis=0)
    units = np.where(both, local_units.values, 0.0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = persons / units
    return np.where(np.isfinite(ratio) & (ratio > 0), np.maximum(ratio, 1.0), 1.0), False


def _diagnostics(matrix: RegionIndustryMatrix, at_bound: NDArray[np.bool_], *, optimistic: bool) -> list[Diagnostic]:
    found = []
    names = [industry for industry, is_at in zip(matrix.industries, at_bound, strict=True) if is_at]
    if names:
        found.append(
            Diagnostic(
                code="alpha_at_bound",
                severity="info",
                axis="industry",
                keys=tuple(names[:20]),
                n=len(names),
                sentence=f"In {len(names)} industries the prior lies at the end of its range: {', '.join(names[:5])}.",
            )
        )
    if optimistic:
        found.append(
            Diagnostic(
                code="interval_optimistic",
                severity="warning",
                sentence="Without local units persons count as independent: the intervals are too narrow.",
            )
        )
    return found
