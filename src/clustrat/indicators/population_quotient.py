"""Quotients per head of the population: how much of an activity there is for the people who live in a region."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError

__all__ = ["population_quotient"]

FloatArray = NDArray[np.float64]


def population_quotient(counts: ArrayLike, population: ArrayLike) -> FloatArray:
    r"""Quotient per head of the population instead of per worker: RPOP.

    .. math:: RPOP_{ri} = \frac{x_{ri} / p_r}{x_{\cdot i} / p_\cdot}

    Parameters
    ----------
    counts : array_like, shape (n_regions, n_activities)
        Counts >= 0; ``nan`` where not known, which does not enter the totals.
    population : array_like, shape (n_regions,)
        Above 0.

    Returns
    -------
    ndarray of float, shape (n_regions, n_activities)
        Dimensionless, >= 0; ``nan`` where the cell is not known or the activity exists nowhere.

    Raises
    ------
    EvidenceError
        The shapes do not fit, a count is negative or infinite, or a population is not above 0.

    Notes
    -----
    Says that there is much of an activity for the people who live there. A region with few jobs has low quotients throughout,
    which the location quotient does not show. Presence by both rules: :func:`clustrat.indicators.presence.both_present`
    (:cite:`hausmann2014`).

    Examples
    --------
    Half of the people live in each region, three quarters of the activity are in the first.

    >>> population_quotient([[3.0, 1.0], [1.0, 1.0]], [10, 10]).round(9).tolist()
    [[1.5, 1.0], [0.5, 1.0]]
    """
    x, heads = np.asarray(counts, dtype=np.float64), np.asarray(population, dtype=np.float64)
    if x.ndim != 2 or heads.shape != x.shape[:1]:
        raise EvidenceError(
            f"Counts have shape {x.shape}, population {heads.shape}. Give one population per region (row)."
        )
    if (np.isinf(x) | (x < 0)).any():
        r, i = (int(n) for n in np.argwhere(np.isinf(x) | (x < 0))[0])
        raise EvidenceError(
            f"The count {x[r, i]:g} in row {r}, column {i} cannot be: counts are finite and not negative. "
            "Correct the source, or mark the cell as missing."
        )
    wrong = np.flatnonzero(~(np.isfinite(heads) & (heads > 0)))
    if len(wrong):
        raise EvidenceError(
            f"The population of row {wrong[0]} is {heads[wrong[0]]:g}; it must be above 0. Correct it, or leave the region out."
        )
    whole = np.nansum(x, axis=0)
    per_head = np.where(whole > 0, whole, np.nan) / heads.sum()
    return np.asarray(x / heads[:, None] / per_head)
