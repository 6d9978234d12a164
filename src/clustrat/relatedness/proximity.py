r"""Relatedness of activities by common presence: how often two activities are found in the same regions.

Every measure starts from the co-occurrence :math:`C = M'M`; they differ in what they hold it against: the ubiquity
:math:`u` of the two activities, or the row sums :math:`S_i = \sum_{j \ne i} C_{ij}` with :math:`T = \sum_i S_i`. Forms with
*u* and forms with *S* give other numbers and have other names here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.indicators.presence import known
from clustrat.relatedness.products import common_counts

__all__ = [
    "RELATEDNESS",
    "association_strength",
    "asymmetric_proximity",
    "continuous_proximity",
    "cooccurrence",
    "cosine_relatedness",
    "jaccard_relatedness",
    "jaccard_similarity",
    "probability_relatedness",
    "proximity",
    "relatedness",
    "sqrt_proximity",
    "zscore_relatedness",
]

FloatArray = NDArray[np.float64]
Diagonal = Literal["in", "out"]


def cooccurrence(presence: ArrayLike, *, diagonal: Diagonal = "out") -> FloatArray:
    r"""In how many regions two activities are present together, :math:`C_{ij} = \sum_r M_{ri} M_{rj}`.

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros; a cell that is not known (``nan``) counts as not present.
    diagonal
        ``"in"``: the diagonal is the ubiquity; ``"out"``: it is 0.

    Returns
    -------
    ndarray of float, shape (n_activities, n_activities)
        Whole numbers >= 0, symmetric.

    Notes
    -----
    A count of regions, not of firms or trade: two activities can share regions because both need people, ports or low rents.
    Common activities co-occur most, which is why the count is never used as it is (:cite:`hidalgo2007`).

    Examples
    --------
    >>> cooccurrence([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]).tolist()
    [[0.0, 2.0, 1.0], [2.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    counts = common_counts(known(presence))
    if not _keeps_diagonal(diagonal):
        np.fill_diagonal(counts, 0.0)
    return counts


def proximity(presence: ArrayLike, *, diagonal: Diagonal = "in") -> FloatArray:
    r"""Proximity of two activities: the smaller of the two conditional probabilities of having one, given the other.

    .. math:: \phi_{ij} = \frac{C_{ij}}{\max(u_i, u_j)}

    Parameters
    ----------
    presence
        As in :func:`cooccurrence`. Give its transpose for the proximity of regions.
    diagonal
        ``"in"``: 1 on the diagonal; ``"out"``: 0.

    Returns
    -------
    ndarray of float, shape (n_activities, n_activities)
        0 to 1, symmetric; ``nan`` for an activity that no region has.

    Notes
    -----
    Says that the same regions do both. It does not say why, nor that one leads to the other; rare activities that share a
    single region reach 1 by chance, so read it beside the z-score (:cite:`hidalgo2007`).

    Examples
    --------
    Both are in 1 region together, the commoner one in 2: 1/2.

    >>> proximity([[1.0, 1.0], [0.0, 1.0]]).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    counts, u = _counts(presence)
    found = counts / np.maximum.outer(u, u)
    _set_diagonal(found, 1.0 if _keeps_diagonal(diagonal) else 0.0)
    return found


def sqrt_proximity(presence: ArrayLike, *, diagonal: Diagonal = "out") -> FloatArray:
    r"""Proximity by the geometric mean of the ubiquities, :math:`C_{ij} / \sqrt{u_i u_j}`: the cosine of two presence columns.

    Parameters and missing values as in :func:`proximity`.

    Notes
    -----
    Never below :func:`proximity`, and equal to it where both activities are equally common. The textbook cosine; that of
    :func:`cosine_relatedness` has other denominators and other numbers (:cite:`vaneck2009`).

    Examples
    --------
    >>> sqrt_proximity([[1.0, 1.0], [0.0, 1.0]]).round(4).tolist()
    [[0.0, 0.7071], [0.7071, 0.0]]
    """
    counts, u = _counts(presence)
    found = counts / np.sqrt(np.outer(u, u))
    _set_diagonal(found, 1.0 if _keeps_diagonal(diagonal) else 0.0)
    return found


def asymmetric_proximity(presence: ArrayLike, *, diagonal: Diagonal = "in") -> FloatArray:
    r"""Conditional probability of having activity *i*, given *j*: :math:`C_{ij} / u_j`, not symmetric.

    Parameters and missing values as in :func:`proximity`.

    Notes
    -----
    Row *i*, column *j* reads "of the regions that have j, this share has i". The smaller of the two directions is the
    proximity; the two differ widely where one activity is common and the other rare (:cite:`hidalgo2007`).

    Examples
    --------
    >>> asymmetric_proximity([[1.0, 1.0], [0.0, 1.0]]).tolist()
    [[1.0, 0.5], [1.0, 1.0]]
    """
    counts, u = _counts(presence)
    found = np.where(np.isnan(u)[:, None], np.nan, counts / u)
    _set_diagonal(found, 1.0 if _keeps_diagonal(diagonal) else 0.0)
    return found


def continuous_proximity(lq: ArrayLike, *, diagonal: Diagonal = "in") -> FloatArray:
    r"""Proximity without a threshold, :math:`(1 + \mathrm{corr}_r(LQ_{ri}, LQ_{rj})) / 2`.

    Parameters
    ----------
    lq : array_like, shape (n_regions, n_activities)
        Location quotients; regions in which one of two activities is not known are left out of their correlation.
    diagonal
        As in :func:`proximity`.

    Returns
    -------
    ndarray of float, shape (n_activities, n_activities)
        0 to 1; 0.5 says unrelated; ``nan`` where one of the two does not vary, or fewer than three regions have both.

    Notes
    -----
    Uses how specialised regions are and not only whether, and needs no cut. A few very large quotients dominate it. A form that
    packages offer beside the proximity of :cite:`hidalgo2007`.

    Examples
    --------
    >>> continuous_proximity([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]]).round(6).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    quotients = np.asarray(lq, dtype=np.float64)
    if quotients.ndim != 2 or quotients.shape[0] < 3:
        raise EvidenceError(
            f"A correlation over regions needs at least three: the quotients have shape {quotients.shape}. Give more regions."
        )
    is_known = ~np.isnan(quotients)
    x, w = np.where(is_known, quotients, 0.0), is_known.astype(np.float64)
    n = w.T @ w
    with np.errstate(divide="ignore", invalid="ignore"):
        # Column means over the regions known in both, one pair at a time.
        mean, cross = (x.T @ w) / n, (x.T @ x) / n
        square = (x**2).T @ w / n
        covariance = cross - mean * mean.T
        variance = np.where(square - mean**2 > 1e-12 * square, square - mean**2, np.nan)
        correlation = covariance / np.sqrt(variance * variance.T)
    found = np.clip((1 + np.where(n >= 3, correlation, np.nan)) / 2, 0.0, 1.0)
    _set_diagonal(found, 1.0 if _keeps_diagonal(diagonal) else 0.0)
    return found


def association_strength(presence: ArrayLike) -> FloatArray:
    r"""Association strength, :math:`C_{ij} T / (S_i S_j)` with zero diagonal: observed over expected co-occurrence.

    Parameters
    ----------
    presence
        As in :func:`cooccurrence`.

    Returns
    -------
    ndarray of float, shape (n_activities, n_activities)
        >= 0; above 1: together more often than by chance; diagonal 0; ``nan`` for an activity that co-occurs with none.

    Notes
    -----
    Corrects for how common both are. The expectation lets an activity meet itself, which is wrong by a little in small
    tables; :func:`probability_relatedness` mends that (:cite:`vaneck2009`, :cite:`steijn2021`).

    Examples
    --------
    Three activities, C = 2, 1, 1 off the diagonal: S = 3, 3, 2, T = 8; the first pair 2 * 8 / 9.

    >>> association_strength([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]).round(4).tolist()
    [[0.0, 1.7778, 1.3333], [1.7778, 0.0, 1.3333], [1.3333, 1.3333, 0.0]]
    """
    counts, s, t = _sums(presence)
    return np.asarray(counts * t / np.outer(s, s))


def probability_relatedness(presence: ArrayLike) -> FloatArray:
    r"""Association strength with Steijn's correction: an activity is not drawn together with itself.

    .. math:: \frac{C_{ij}}{\tfrac T2 \Bigl(\tfrac{S_i}{T}\tfrac{S_j}{T - S_i} + \tfrac{S_j}{T}\tfrac{S_i}{T - S_j}\Bigr)}

    Parameters and missing values as in :func:`association_strength`.

    Notes
    -----
    Two activities are related iff the value is above 1. The default of the R package EconGeo (``prob``) (:cite:`steijn2021`).

    Examples
    --------
    >>> probability_relatedness([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]).round(4).tolist()
    [[0.0, 1.1111, 0.9091], [1.1111, 0.0, 0.9091], [0.9091, 0.9091, 0.0]]
    """
    counts, s, t = _sums(presence)
    with np.errstate(divide="ignore", invalid="ignore"):
        one_way = np.outer(s, s) / (t * (t - s))[:, None]
        expected = t / 2 * (one_way + one_way.T)
        return np.asarray(np.where(expected > 0, counts / expected, np.nan))


def cosine_relatedness(presence: ArrayLike) -> FloatArray:
    r"""Cosine in the form of EconGeo, :math:`C_{ij} / \sqrt{S_i S_j}` with zero diagonal.

    Parameters and missing values as in :func:`association_strength`.

    Notes
    -----
    Its denominators are row sums of the co-occurrence, not ubiquities: other numbers than :func:`sqrt_proximity`
    (:cite:`balland2017`).

    Examples
    --------
    >>> cosine_relatedness([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]).round(4)[0].tolist()
    [0.0, 0.6667, 0.4082]
    """
    counts, s, _ = _sums(presence)
    return np.asarray(counts / np.sqrt(np.outer(s, s)))


def jaccard_relatedness(presence: ArrayLike) -> FloatArray:
    r"""Jaccard in the form of EconGeo, :math:`C_{ij} / (S_i + S_j - C_{ij})` with zero diagonal.

    Parameters and missing values as in :func:`association_strength`; other numbers than :func:`jaccard_similarity`.

    Notes
    -----
    With row sums in the denominator even two activities of the same regions stay below 1 (:cite:`balland2017`).

    Examples
    --------
    >>> jaccard_relatedness([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]).round(4)[0].tolist()
    [0.0, 0.5, 0.25]
    """
    counts, s, _ = _sums(presence)
    return np.asarray(counts / (np.add.outer(s, s) - counts))


def jaccard_similarity(presence: ArrayLike, *, diagonal: Diagonal = "out") -> FloatArray:
    r"""Jaccard's textbook index of two presence columns, :math:`C_{ij} / (u_i + u_j - C_{ij})`, 0 to 1.

    Parameters and missing values as in :func:`proximity`.

    Notes
    -----
    The share of the regions with either that have both; 1 only if the two are in exactly the same regions
    (:cite:`vaneck2009`).

    Examples
    --------
    >>> jaccard_similarity([[1.0, 1.0], [0.0, 1.0]]).tolist()
    [[0.0, 0.5], [0.5, 0.0]]
    """
    counts, u = _counts(presence)
    found = counts / (np.add.outer(u, u) - counts)
    _set_diagonal(found, 1.0 if _keeps_diagonal(diagonal) else 0.0)
    return found


def zscore_relatedness(presence: ArrayLike) -> FloatArray:
    r"""By how many standard deviations two activities co-occur more than by chance (hypergeometric), diagonal 0.

    .. math:: z_{ij} = \frac{C_{ij} - \mu_{ij}}{\sigma_{ij}}, \quad \mu_{ij} = \frac{u_i u_j}{R}, \quad
       \sigma_{ij}^2 = \mu_{ij} \Bigl(1 - \frac{u_i}{R}\Bigr) \frac{R - u_j}{R - 1}

    Parameters
    ----------
    presence
        As in :func:`cooccurrence`; R counts the regions that have any activity.

    Returns
    -------
    ndarray of float, shape (n_activities, n_activities)
        Negative: avoid each other. ``nan`` for an activity that no region or every region has.

    Notes
    -----
    Tells a shared region by chance from a pattern, with ubiquities taken as given. With many pairs some pass any cut, and
    neighbouring regions are not independent draws (:cite:`teece1994`).

    Examples
    --------
    Each in 1 of 2 regions, the same: mean 1/2, variance 1/4, so z = 1.

    >>> zscore_relatedness([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]).tolist()
    [[0.0, 1.0, -1.0], [1.0, 0.0, -1.0], [-1.0, -1.0, 0.0]]
    """
    matrix = known(presence)
    n = float(matrix.any(axis=1).sum())
    counts, u = _counts(presence)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.outer(u, u) / n
        variance = mean * (1 - u / n)[:, None] * (n - u) / (n - 1)
        found = np.where(variance > 0, (counts - mean) / np.sqrt(variance), np.nan)
    _set_diagonal(found, 0.0)
    return np.asarray(found)


#: Every relatedness of a presence matrix by the name that options and results carry.
RELATEDNESS: dict[str, Callable[[ArrayLike], FloatArray]] = {
    "proximity": proximity,
    "sqrt_proximity": sqrt_proximity,
    "asymmetric_proximity": asymmetric_proximity,
    "association": association_strength,
    "prob": probability_relatedness,
    "cosine": cosine_relatedness,
    "jaccard": jaccard_relatedness,
    "jaccard_similarity": jaccard_similarity,
    "zscore": zscore_relatedness,
}


def relatedness(presence: ArrayLike, *, method: str = "proximity") -> FloatArray:
    """Relatedness of activities by a named method, see ``RELATEDNESS``; each function says its formula.

    >>> relatedness([[1.0, 1.0], [0.0, 1.0]], method="jaccard_similarity").tolist()
    [[0.0, 0.5], [0.5, 0.0]]
    """
    if method not in RELATEDNESS:
        raise ParameterError(f"There is no relatedness '{method}'. Choose one of: {', '.join(RELATEDNESS)}.")
    return RELATEDNESS[method](presence)


def _keeps_diagonal(diagonal: str) -> bool:
    if diagonal not in get_args(Diagonal):
        raise ParameterError(f"There is no diagonal '{diagonal}'. Choose in (1) or out (0).")
    return diagonal == "in"


def _set_diagonal(matrix: FloatArray, value: float) -> None:
    """Set the diagonal where the activity exists; an activity that nobody has stays missing."""
    place = np.arange(len(matrix))
    matrix[place, place] = np.where(np.isnan(matrix[place, place]), np.nan, value)


def _counts(presence: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Co-occurrence with its diagonal, and ubiquity; both ``nan`` for activities that no region has."""
    counts = common_counts(known(presence))
    u = np.diag(counts).copy()
    u[u == 0] = np.nan
    return counts, u


def _sums(presence: ArrayLike) -> tuple[FloatArray, FloatArray, float]:
    """Co-occurrence with zero diagonal, its row sums (``nan`` for 0) and their total."""
    counts = cooccurrence(presence)
    s = counts.sum(axis=1)
    total = float(s.sum())
    return counts, np.where(s > 0, s, np.nan), total
