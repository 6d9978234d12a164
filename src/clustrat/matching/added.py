r"""Added relatedness: how much of what a region lacks for a theme another region has, and how much chance would give.

.. math:: C_{r \leftarrow s} = \sum_j v_{rj}\,M_{sj}, \qquad
   v_{rj} = (1 - M_{rj})\,\frac{\sum_{i:\,M_{ri}=0} w_i\,\kappa_{ij}}{\sum_{i:\,M_{ri}=0} w_i}

:math:`\kappa_{ij}` is the share of activity *j* in the neighbourhood of *i*: the activity itself and its nearest ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.ranks import average_ranks

__all__ = ["cluster_weights", "density_kernel", "level_by_diversity", "near_kernel", "needs", "random_additions"]

FloatArray = NDArray[np.float64]
N_BISECTIONS = 40


def near_kernel(relatedness: ArrayLike, *, k_near: int = 8) -> FloatArray:
    r"""Neighbourhood of each activity: itself and its ``k_near`` nearest, as shares.

    .. math:: \kappa_{ij} = \frac{\phi_{ij}}{\sum_{l \in N(i)} \phi_{il}}, \qquad \phi_{ii} = 1,\; N(i) = \{i\} \cup \text{nearest}

    Parameters
    ----------
    relatedness : array_like, shape (n_activities, n_activities)
        Not negative; its diagonal is not read; ``nan`` (activities that nobody has) counts as unrelated.
    k_near
        How many, at least 1; ties at the edge go to the activity that comes first.

    Returns
    -------
    ndarray of float, shape (n_activities, n_activities)
        0 to 1; rows sum to 1.

    Raises
    ------
    ParameterError
        ``k_near`` is below 1.
    EvidenceError
        The matrix is not square, or a relatedness is negative or infinite.

    Examples
    --------
    >>> near_kernel([[1, 0.5, 0.2], [0.5, 1, 0.25], [0.2, 0.25, 1]], k_near=1).round(3).tolist()
    [[0.667, 0.333, 0.0], [0.333, 0.667, 0.0], [0.0, 0.2, 0.8]]
    """
    if k_near < 1:
        raise ParameterError(f"k_near={k_near} must be at least 1.")
    phi = _links(relatedness)
    order = np.argsort(-phi, axis=1, kind="stable")
    np.put_along_axis(phi, order[:, k_near:], 0.0, axis=1)
    np.fill_diagonal(phi, 1.0)
    return np.asarray(phi / phi.sum(axis=1, keepdims=True))


def density_kernel(relatedness: ArrayLike) -> FloatArray:
    r"""All other activities as shares, :math:`\phi_{ij} / \sum_{l \ne i} \phi_{il}`: the neighbourhood of exclusive density.

    Rows of zeros for activities that are related to none. Kept as a column for comparison: it favours diverse partners.

    Examples
    --------
    >>> density_kernel([[1, 0.5, 0.5], [0.5, 1, 0], [0.5, 0, 1]]).tolist()
    [[0.0, 0.5, 0.5], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]
    """
    phi = _links(relatedness)
    total = phi.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(phi, total, out=np.zeros_like(phi), where=total > 0))


def cluster_weights(kernel: ArrayLike, places: ArrayLike) -> FloatArray:
    """Weights of a question about a cluster: its activities and what is near them, shape (n_activities,), summing to 1.

    Parameters
    ----------
    kernel
        As from :func:`near_kernel`.
    places
        Numbers of the activities of the cluster.

    Examples
    --------
    >>> cluster_weights([[0.8, 0.2, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]], [0]).tolist()
    [0.8, 0.2, 0.0]
    """
    rows = np.atleast_1d(np.asarray(places, dtype=np.intp))
    if not rows.size:
        raise ParameterError("A cluster without activities has no neighbourhood. Name at least one activity.")
    return np.asarray(np.asarray(kernel, dtype=np.float64)[rows].mean(axis=0))


def needs(presence: ArrayLike, weights: ArrayLike, kernel: ArrayLike) -> FloatArray:
    r"""What each activity would add to each region for a theme, :math:`v_{rj}`.

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        1, 0, or ``nan`` where not known; what is not known counts neither as had nor as lacking.
    weights : array_like, shape (n_activities,)
        Weights of the theme, not negative.
    kernel : array_like, shape (n_activities, n_activities)
        As from :func:`near_kernel`.

    Returns
    -------
    ndarray of float, shape (n_regions, n_activities)
        0 to 1, summing to at most 1 over activities; a row of ``nan`` for a region that lacks nothing of the theme.

    Examples
    --------
    The region lacks B, of which A, which it has, makes 0.5 of the neighbourhood: B itself adds the other half.

    >>> needs([[1.0, 0.0]], [0.0, 1.0], [[0.5, 0.5], [0.5, 0.5]]).tolist()
    [[0.0, 0.5]]
    """
    lacks = (np.asarray(presence, dtype=np.float64) == 0).astype(np.float64)
    gap = lacks * np.asarray(weights, dtype=np.float64)
    total = gap.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, lacks * (gap @ np.asarray(kernel, dtype=np.float64)) / total, np.nan)


def random_additions(
    values: ArrayLike, prevalence: ArrayLike, *, n_random: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of what 0, 1, 2, ... random activities would add.

    Activities are drawn one after another, without return, in proportion to prevalence. One order of all gives an addition of every
    number, so that the same ``n_random`` orders serve all partners.

    Parameters
    ----------
    values : array_like, shape (n,)
        What each activity that could be added would add.
    prevalence : array_like, shape (n,)
        In how many regions it is found; what is found nowhere is drawn last.
    n_random
        Orders drawn.
    rng
        Source of chance.

    Returns
    -------
    mean, sd : ndarray of float, shape (n + 1,)
        Over the orders, for 0 to n additions; ``sd`` with n - 1.

    Examples
    --------
    >>> mean, sd = random_additions([0.5, 0.5], [1, 3], n_random=10, rng=np.random.default_rng(1))
    >>> mean.tolist(), sd.tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.0, 0.0])
    """
    v, u = np.asarray(values, dtype=np.float64), np.asarray(prevalence, dtype=np.float64)
    with np.errstate(divide="ignore"):
        # The order of log weight + Gumbel noise is an order of draws without return (Gumbel-max).
        keys = np.maximum(np.log(u), -1e6) + rng.gumbel(size=(n_random, len(v)))
    sums = np.zeros((n_random, len(v) + 1))
    np.cumsum(v[np.argsort(-keys, axis=1)], axis=1, out=sums[:, 1:])
    return sums.mean(axis=0), sums.std(axis=0, ddof=1)


def level_by_diversity(scores: ArrayLike, diversity: ArrayLike) -> FloatArray:
    r"""What must be taken from each score so that its rank no longer goes with the rank of diversity, :math:`b\,d_s`.

    :math:`d_s` is the rank of diversity, standardised, and *b* the slope at which the rank correlation of the rest with
    diversity is nearest to 0, found by bisection. So a region is seen beside regions of like diversity.

    Parameters
    ----------
    scores, diversity : array_like, shape (n_regions,)
        ``nan`` scores are left out.

    Returns
    -------
    ndarray of float, shape (n_regions,)
        In the unit of the scores; zeros where fewer than three scores are known, or all regions are equally diverse.

    Examples
    --------
    >>> (np.array([1.0, 2.0, 3.0]) - level_by_diversity([1.0, 2.0, 3.0], [10, 20, 30])).round(6).tolist()
    [2.0, 2.0, 2.0]
    """
    s, k = np.asarray(scores, dtype=np.float64), np.asarray(diversity, dtype=np.float64)
    ok = ~np.isnan(s)
    ranks = average_ranks(k)
    spread = ranks[ok].std() if ok.any() else 0.0
    if ok.sum() < 3 or not spread > 0:
        return np.zeros(len(s))
    d = (ranks - ranks[ok].mean()) / spread
    reach = 2 * np.ptp(s[ok]) / max(np.diff(np.unique(d[ok])).min(), 1e-12)
    low, high = -reach, reach
    for _ in range(N_BISECTIONS):
        middle = (low + high) / 2
        # Rounding, so that scores equal but for the last bit are ties.
        if average_ranks(np.round(s[ok] - middle * d[ok], 12)) @ d[ok] > 1e-9:
            low = middle
        else:
            high = middle
    return np.asarray((low + high) / 2 * d)


def _links(relatedness: ArrayLike) -> FloatArray:
    """A copy of the relatedness without its diagonal; what is unknown is 0."""
    phi = np.array(relatedness, dtype=np.float64)
    if phi.ndim != 2 or phi.shape[0] != phi.shape[1] or not phi.size:
        raise EvidenceError(f"The relatedness has shape {phi.shape}. Give one row and one column per activity.")
    np.fill_diagonal(phi, 0.0)
    bad = np.isinf(phi) | (phi < 0)
    if bad.any():
        i, j = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"The relatedness of activities {i} and {j} is {phi[i, j]:g}; matching needs values that are finite and not negative. "
            "Take a relatedness without sign, or cut it at its threshold first."
        )
    phi[np.isnan(phi)] = 0.0
    return phi
