r"""Sophistication: the income that goes with an activity (PRODY), and with what a region does (EXPY)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError

__all__ = ["expy", "prody"]

FloatArray = NDArray[np.float64]


def prody(counts: ArrayLike, income: ArrayLike) -> FloatArray:
    r"""Income level of each activity: the mean income of the regions, weighted by how specialised they are in it.

    .. math:: PRODY_i = \frac{\sum_r s_{ri}\, y_r}{\sum_r s_{ri}}, \qquad s_{ri} = \frac{x_{ri}}{x_{r\cdot}}

    Parameters
    ----------
    counts : array_like, shape (n_regions, n_activities)
        Counts >= 0; a cell that is not known (``nan``) leaves its region out of that activity.
    income : array_like, shape (n_regions,)
        Income per person, above 0; ``nan`` leaves the region out.

    Returns
    -------
    ndarray of float, shape (n_activities,)
        In the unit of income, between its lowest and highest value; ``nan`` where no region with an income has the activity.

    Raises
    ------
    EvidenceError
        Shapes do not fit, a count is negative or infinite, or an income is not above 0.

    Notes
    -----
    Says what sort of region does an activity, not what the activity pays: a rich region lends its income to everything it does.
    Put into a regression of growth on income it is close to circular (:cite:`hausmann2007`).

    Examples
    --------
    Shares of activity A are 1/2 and 1/4: (20 * 1/2 + 40 * 1/4) / (3/4).

    >>> prody([[1.0, 1.0], [1.0, 3.0]], [20.0, 40.0]).round(3).tolist()
    [26.667, 32.0]
    """
    shares, y = _shares(counts, income)
    use = ~np.isnan(shares) & ~np.isnan(y)[:, None]
    weight = np.where(use, shares, 0.0)
    total = weight.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(total > 0, weight.T @ np.where(np.isnan(y), 0.0, y) / total, np.nan))


def expy(counts: ArrayLike, income: ArrayLike) -> FloatArray:
    r"""Income level of what each region does, :math:`EXPY_r = \sum_i s_{ri}\, PRODY_i`.

    Parameters, errors and unit as in :func:`prody`.

    Returns
    -------
    ndarray of float, shape (n_regions,)
        ``nan`` where the region has no activity, or a cell that is not known.

    Notes
    -----
    A region that does what rich regions do scores high, whatever it earns with it; its own income enters its EXPY through
    PRODY (:cite:`hausmann2007`).

    Examples
    --------
    >>> expy([[1.0, 1.0], [1.0, 3.0]], [20.0, 40.0]).round(3).tolist()
    [29.333, 30.667]
    """
    shares, _ = _shares(counts, income)
    levels = prody(counts, income)
    terms = np.where(shares == 0, 0.0, shares * levels)
    is_hidden = np.isnan(np.asarray(counts, dtype=np.float64)).any(axis=1)
    return np.asarray(np.where(is_hidden, np.nan, terms.sum(axis=1)))


def _shares(counts: ArrayLike, income: ArrayLike) -> tuple[FloatArray, FloatArray]:
    table, y = np.asarray(counts, dtype=np.float64), np.asarray(income, dtype=np.float64)
    if table.ndim != 2 or y.shape != table.shape[:1]:
        raise EvidenceError(f"Counts have shape {table.shape}, income {y.shape}. Give one income per region (row).")
    bad = np.isinf(table) | (table < 0)
    if bad.any():
        r, i = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"The count {table[r, i]:g} in row {r}, column {i} cannot be: counts are finite and not negative. "
            "Correct the source, or mark the cell as missing."
        )
    wrong = np.flatnonzero(np.isinf(y) | (y <= 0))
    if len(wrong):
        raise EvidenceError(
            f"The income of row {wrong[0]} is {y[wrong[0]]:g}; it must be above 0. Correct it, or mark it missing."
        )
    totals = np.nansum(table, axis=1, keepdims=True)
    return np.asarray(table / np.where(totals > 0, totals, np.nan)), y
