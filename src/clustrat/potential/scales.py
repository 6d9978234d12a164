r"""The scale from 0 to 4 and the rule that joins components: a weighted geometric mean over what is known.

.. math:: P = \Bigl(\prod_{k\ \mathrm{known}} x_k^{w_k}\Bigr)^{1 / \sum_{k\ \mathrm{known}} w_k}

The scale, its knots and the rule are this project's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError

__all__ = [
    "HIGHEST",
    "Joined",
    "join_components",
    "like_mask",
    "log_contributions",
    "percentile_among",
    "percentile_score",
    "stepped_score",
]

FloatArray = NDArray[np.float64]
#: The highest score of a component and of a rating.
HIGHEST = 4.0
#: Values this near to each other, relative, are one value: the order of a sum must not decide a tie.
TIE_RTOL = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Joined:
    """What :func:`join_components` gives, shape (n_cases,) each.

    ``potential`` is 0 to 4, ``nan`` where no component is known; ``confidence`` is the known share of all weight, 0 to 1.
    """

    potential: FloatArray
    confidence: FloatArray


def stepped_score(values: ArrayLike, *, knots: Sequence[float]) -> FloatArray:
    """Score 0 to 4: at the knots 0, 1, 2, 3, 4, linear between them, 4 above the last; ``nan`` stays ``nan``.

    >>> stepped_score([0.0, 0.25, 1.0, 1.5, 9.0, float("nan")], knots=(0, 0.5, 1, 2, 4)).tolist()
    [0.0, 0.5, 2.0, 2.5, 4.0, nan]
    """
    given = np.asarray(values, dtype=np.float64)
    return np.asarray(np.where(np.isnan(given), np.nan, np.interp(given, knots, range(len(knots)))))


def percentile_among(values: ArrayLike, among: ArrayLike, *, mask: NDArray[np.bool_] | None = None) -> FloatArray:
    r"""Percentile of each value among others, :math:`100\,(n_< + n_= / 2) / n`; ties share their place.

    Parameters
    ----------
    values : array_like, shape (n_cases,)
        Values to place, >= 0; ``nan`` stays ``nan``.
    among : array_like, shape (n_peers,)
        The values of the peers; ``nan`` is left out and does not count in *n*. With a mask also one row for each case, shape
        (n_cases, n_peers), where the peers' values differ from case to case.
    mask : ndarray of bool, shape (n_cases, n_peers), optional
        Which peers each case is compared with; all of them if not given.

    Returns
    -------
    ndarray of float, shape (n_cases,)
        0 to 100; ``nan`` where no peer has a value.

    Examples
    --------
    >>> percentile_among([1.0, 2.0, 9.0], [1.0, 2.0, 2.0, 4.0]).tolist()
    [12.5, 50.0, 100.0]
    """
    given, peers = np.asarray(values, dtype=np.float64), np.asarray(among, dtype=np.float64)
    lower, upper = given * (1 - TIE_RTOL), given * (1 + TIE_RTOL)
    if mask is None:
        ordered = np.sort(peers[~np.isnan(peers)])
        n: NDArray[np.int64] | int = ordered.size
        place = np.searchsorted(ordered, lower, side="left") + np.searchsorted(ordered, upper, side="right")
    else:
        n = (mask & ~np.isnan(peers)).sum(axis=1)
        below = np.count_nonzero(mask & (peers < lower[:, None]), axis=1)
        place = below + np.count_nonzero(mask & (peers <= upper[:, None]), axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(np.isnan(given) | (np.asarray(n) == 0), np.nan, 50.0 * place / n))


def like_mask(sizes: ArrayLike, peers: ArrayLike, *, n_like: int) -> NDArray[np.bool_]:
    """Which peers are most like each case in one number, such as the number of industries present.

    Parameters
    ----------
    sizes, peers : array_like, shape (n_cases,) and (n_peers,) or (n_cases, n_peers)
        The number of each case and peer; of two dimensions where the peers' numbers differ from case to case.
    n_like
        At least so many peers, and all that are as near as the last of them: order decides nothing.

    Returns
    -------
    ndarray of bool, shape (n_cases, n_peers)

    Examples
    --------
    >>> like_mask([10.0], [9.0, 11.0, 12.0, 30.0], n_like=1).tolist()
    [[True, True, False, False]]
    """
    gap = np.abs(np.asarray(sizes, dtype=np.float64)[:, None] - np.asarray(peers, dtype=np.float64))
    if gap.shape[1] <= n_like:
        return np.ones(gap.shape, dtype=bool)
    return np.asarray(gap <= np.partition(gap, n_like - 1, axis=1)[:, n_like - 1 : n_like])


def percentile_score(
    values: ArrayLike,
    among: ArrayLike,
    *,
    knots: Sequence[float],
    min_peers: int = 1,
    mask: NDArray[np.bool_] | None = None,
) -> FloatArray:
    """Score 0 to 4 by percentile among peers; a true zero scores 0 whatever its percentile.

    Parameters
    ----------
    values, among, mask
        As in :func:`percentile_among`; values >= 0.
    knots
        Percentiles that score 0, 1, 2, 3 and 4.
    min_peers
        With fewer known values among the peers nothing is scored.

    Returns
    -------
    ndarray of float, shape (n_cases,)
        ``nan`` where the value is not known, or too few peers are.

    Notes
    -----
    A percentile says where a region stands, not how far it is from the next; the lowest of many scores just above 0.

    Examples
    --------
    >>> percentile_score([0.0, 3.0], [0.0, 1.0, 3.0, 5.0], knots=(0, 25, 50, 75, 90)).tolist()
    [0.0, 2.5]
    """
    given, peers = np.asarray(values, dtype=np.float64), np.asarray(among, dtype=np.float64)
    is_known = ~np.isnan(peers)
    enough = np.count_nonzero(is_known if mask is None else mask & is_known, axis=-1) >= min_peers
    scores = stepped_score(percentile_among(given, peers, mask=mask), knots=knots)
    return np.asarray(np.where(enough, np.where(given == 0, 0.0, scores), np.nan))


def join_components(scores: ArrayLike, weights: ArrayLike) -> Joined:
    r"""Weighted geometric mean of the known components, and which share of the weight they have.

    .. math:: P = \exp\frac{\sum_k w_k \ln x_k}{\sum_k w_k}, \quad \mathrm{confidence} = \frac{\sum_{k\ \mathrm{known}} w_k}{\sum_k w_k}

    Parameters
    ----------
    scores : array_like, shape (n_cases, n_components)
        0 to 4; ``nan`` where not known.
    weights : array_like, shape (n_components,)
        >= 0, not all 0.

    Returns
    -------
    Joined
        A missing component lowers the confidence and nothing else; a true 0 gives 0.

    Raises
    ------
    EvidenceError
        A score lies outside 0 to 4.
    ParameterError
        A weight is negative or not known, all are 0, or their number is not that of the components.

    Notes
    -----
    A geometric mean lets no strength make up for nothing at all: four components at 4 and one at 0 give 0.

    Examples
    --------
    Equal weights, 4, 2, 1, missing, 2: the fourth root of 16, from four of five.

    >>> joined = join_components([[4, 2, 1, float("nan"), 2]], [1, 1, 1, 1, 1])
    >>> joined.potential.round(12).tolist(), joined.confidence.tolist()
    ([2.0], [0.8])
    """
    x, w = _checked(scores, weights)
    parts = log_contributions(x, w)
    is_known = ~np.isnan(x) & (w > 0)
    total = np.where(is_known, parts, 0.0).sum(axis=1)
    return Joined(
        potential=np.where(is_known.any(axis=1), np.exp(total), np.nan),
        confidence=np.asarray((is_known * w).sum(axis=1) / w.sum()),
    )


def log_contributions(scores: ArrayLike, weights: ArrayLike) -> FloatArray:
    r"""What each known component adds to :math:`\ln P`: :math:`w_k \ln x_k / \sum w`, which sum to :math:`\ln P`.

    Returns
    -------
    ndarray of float, shape (n_cases, n_components)
        ``nan`` where a component is not known or has no weight; minus infinity for a true 0.

    Examples
    --------
    >>> log_contributions([[4.0, 1.0]], [1.0, 1.0]).round(4).tolist()
    [[0.6931, 0.0]]
    """
    x, w = _checked(scores, weights)
    is_known = ~np.isnan(x) & (w > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        known_weight = (is_known * w).sum(axis=1, keepdims=True)
        return np.asarray(np.where(is_known, w * np.log(x) / known_weight, np.nan))


def _checked(scores: ArrayLike, weights: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x, w = np.asarray(scores, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if x.ndim != 2 or w.shape != x.shape[1:]:
        raise ParameterError(f"There are {w.size} weights for components of shape {x.shape}. Give one weight for each.")
    if not (np.isfinite(w) & (w >= 0)).all() or not w.sum() > 0:
        raise ParameterError(f"The weights {w.tolist()} cannot be. Give numbers of 0 or more, one of them above 0.")
    bad = (x < 0) | (x > HIGHEST)
    if bad.any():
        case, k = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(f"Component {k} of case {case} is {x[case, k]:g}; components go from 0 to {HIGHEST:g}.")
    return x, w
