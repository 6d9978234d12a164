"""Similarity of regions by what they are specialised in."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError

__all__ = ["quotient_similarity"]

FloatArray = NDArray[np.float64]


def quotient_similarity(lq: ArrayLike, *, epsilon: float = 0.1) -> FloatArray:
    r"""Correlation of two regions over the activities, of :math:`\ln(LQ + \varepsilon)`.

    Parameters
    ----------
    lq : array_like, shape (n_regions, n_activities)
        Location quotients; activities not known in one of two regions are left out of their correlation.
    epsilon
        Keeps the logarithm of a quotient of 0 finite, above 0; small values let the zeros decide.

    Returns
    -------
    ndarray of float, shape (n_regions, n_regions)
        -1 to 1, 1 on the diagonal; ``nan`` where a region does not vary, or fewer than three activities are known in both.

    Raises
    ------
    ParameterError
        ``epsilon`` is not above 0.
    EvidenceError
        A quotient is negative or infinite, or there are fewer than three activities.

    Notes
    -----
    Alike in specialisation, whatever their size. It says nothing of whether two regions compete or complement each other
    (:cite:`bahar2014`).

    Examples
    --------
    >>> quotient_similarity([[0.9, 1.9, 3.9], [3.9, 1.9, 0.9]]).round(6).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    quotients = np.asarray(lq, dtype=np.float64)
    if not epsilon > 0:
        raise ParameterError(f"epsilon={epsilon:g} must be above 0; 0.1 is usual.")
    if quotients.ndim != 2 or quotients.shape[1] < 3:
        raise EvidenceError(
            f"A correlation over activities needs at least three: the quotients have shape {quotients.shape}."
        )
    bad = np.isinf(quotients) | (quotients < 0)
    if bad.any():
        r, i = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"The quotient in row {r}, column {i} is {quotients[r, i]:g}; it must be finite and not negative. Correct the counts."
        )
    is_known = ~np.isnan(quotients)
    w = is_known.astype(np.float64)
    x = np.where(is_known, np.log(np.where(is_known, quotients, 1.0) + epsilon), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        n = w @ w.T
        mean = (x @ w.T) / n
        square = (x**2) @ w.T / n - mean**2
        covariance = (x @ x.T) / n - mean * mean.T
        variance = np.where(square > 1e-14, square, np.nan)
        found = np.where(n >= 3, covariance / np.sqrt(variance * variance.T), np.nan)
    place = np.arange(len(found))
    found[place, place] = np.where(np.isnan(found[place, place]), np.nan, 1.0)
    return np.clip(found, -1.0, 1.0)
