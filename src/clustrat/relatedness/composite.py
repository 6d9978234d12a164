r"""Composite relatedness: the mean of several standardised matrices, and the links of clusters made of it.

.. math:: R_{ij} = \frac{1}{n} \sum_k \frac{m_{k,ij} - \bar m_k}{s_k}

Mean and standard deviation of each matrix are over all pairs of different industries (:cite:`delgado2016`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.result import Diagnostic

__all__ = ["ClusterLinks", "Composite", "cluster_links", "colocation", "composite_relatedness", "related_share"]

FloatArray = NDArray[np.float64]
#: Of the published scheme: percentile of a strong link, and the related-industry share it needs in both directions.
STRONG_PERCENTILE, STRONG_SHARE = 90.0, 0.20
#: Percentile of a weak link, of all and of co-location alone.
WEAK_PERCENTILE, WEAK_COLOCATION_PERCENTILE = 50.0, 25.0
#: From this percentile of industry pairs on, two industries count as related.
RELATED_PERCENTILE = 90.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Composite:
    """Composite relatedness of industries, shape (n, n), diagonal ``nan``; ``used`` with mean and deviation of each matrix."""

    relatedness: FloatArray
    used: Mapping[str, tuple[float, float]]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterLinks:
    """Relatedness of clusters (mean over their pairs of industries) and the links between them.

    Shape (n_clusters, n_clusters): ``relatedness`` (its diagonal is that within), ``share`` of related industries (mean of both
    directions), ``share_min`` (the smaller one), ``is_strong``, ``is_weak``. ``within_above_between``: how many clusters hang
    together more than they do with any other.
    """

    clusters: tuple[str, ...]
    relatedness: FloatArray
    share: FloatArray
    share_min: FloatArray
    is_strong: NDArray[np.bool_]
    is_weak: NDArray[np.bool_]
    within_above_between: int


def colocation(counts: ArrayLike) -> FloatArray:
    """Co-location of industries: the correlation of their counts over regions.

    Parameters
    ----------
    counts : array_like, shape (n_regions, n_industries)
        Persons, or establishments; regions in which one of two is not known are left out of their correlation.

    Returns
    -------
    ndarray of float, shape (n_industries, n_industries)
        -1 to 1, diagonal 1; ``nan`` where one does not vary or fewer than three regions have both.

    Notes
    -----
    Large regions have more of everything, so that nearly all industries correlate; the composite standardises that away, but
    not the pull of single large cities (:cite:`delgado2016`).

    Examples
    --------
    >>> colocation([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]).round(6).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or len(table) < 3:
        raise EvidenceError(f"A correlation over regions needs three of them: the counts have shape {table.shape}.")
    is_known = ~np.isnan(table)
    w, x = is_known.astype(np.float64), np.where(is_known, table, 0.0)
    n = w.T @ w
    with np.errstate(divide="ignore", invalid="ignore"):
        mean, square = (x.T @ w) / n, ((x**2).T @ w) / n
        covariance, variance = (x.T @ x) / n - mean * mean.T, square - mean**2
        variance = np.where(variance > 1e-12 * square, variance, np.nan)
        found = np.clip(np.where(n >= 3, covariance / np.sqrt(variance * variance.T), np.nan), -1.0, 1.0)
    place = np.arange(len(found))
    found[place, place] = np.where(np.isnan(found[place, place]), np.nan, 1.0)
    return np.asarray(found)


def composite_relatedness(matrices: Mapping[str, ArrayLike | None]) -> Composite:
    r"""The mean of standardised relatedness matrices.

    .. math:: R_{ij} = \frac{1}{n} \sum_k \frac{m_{k,ij} - \bar m_k}{s_k}

    Parameters
    ----------
    matrices
        Square matrices of one size by name, such as co-location of employment and of establishments, input-output linkage and
        occupation; ``None`` for one that is not there: it drops out with the diagnostic ``matrix_missing``.

    Returns
    -------
    Composite
        In standard deviations; ``nan`` on the diagonal and where a matrix has no value for a pair.

    Raises
    ------
    EvidenceError
        No matrix is there, sizes differ, or one does not vary over the pairs.

    Notes
    -----
    Each matrix weighs the same; with two of four about co-location, co-location weighs half. A number above 0 is above the mean
    of *these* industries: it cannot be compared between classifications (:cite:`delgado2016`).

    Examples
    --------
    >>> io = [[0, 1, 3], [1, 0, 2], [3, 2, 0]]
    >>> composite_relatedness({"io": io, "occupation": None}).relatedness.round(4)[0].tolist()
    [nan, -1.2247, 1.2247]
    """
    given = {name: np.asarray(m, dtype=np.float64) for name, m in matrices.items() if m is not None}
    absent = [name for name, m in matrices.items() if m is None]
    if not given:
        raise EvidenceError("None of the matrices is there. Give at least one, such as the co-location of employment.")
    shapes = {m.shape for m in given.values()}
    if len(shapes) > 1 or any(m.ndim != 2 or m.shape[0] != m.shape[1] for m in given.values()):
        raise EvidenceError(f"The matrices have shapes {sorted(shapes)}. Give square ones for the same industries.")
    (n, _) = next(iter(shapes))
    off = ~np.eye(n, dtype=bool)
    total, used = np.zeros((n, n)), {}
    for name, m in given.items():
        mean, spread = float(np.nanmean(m[off])), float(np.nanstd(m[off]))
        if not spread > 0:
            raise EvidenceError(f"The matrix '{name}' is the same for all pairs: it says nothing. Leave it out.")
        used[name] = (mean, spread)
        total += (m - mean) / spread
    total[~off] = np.nan
    return Composite(
        relatedness=total / len(given), used=MappingProxyType(used), diagnostics=tuple(map(_missing, absent))
    )


def related_share(relatedness: ArrayLike, members: Mapping[str, Sequence[int]]) -> FloatArray:
    """Share of the industries of cluster *i* that are related to cluster *j*, not symmetric.

    An industry is related to a cluster if its mean relatedness to the cluster's industries is at or above the 90th percentile of
    all pairs of industries.

    Parameters
    ----------
    relatedness : array_like, shape (n, n)
        Composite relatedness.
    members
        Industries (places) of each cluster; an industry belongs to one.

    Returns
    -------
    ndarray of float, shape (n_clusters, n_clusters), 0 to 1; the diagonal is ``nan``.
    """
    r = np.asarray(relatedness, dtype=np.float64)
    _check_members(r, members)
    cut = float(np.nanpercentile(r[~np.eye(len(r), dtype=bool)], RELATED_PERCENTILE))
    found = np.full((len(members), len(members)), np.nan)
    for i, own in enumerate(members.values()):
        for j, others in enumerate(members.values()):
            if i != j:
                found[i, j] = float(np.mean(np.nanmean(r[np.ix_(own, others)], axis=1) >= cut))
    return found


def cluster_links(
    relatedness: ArrayLike, members: Mapping[str, Sequence[int]], *, colocation: ArrayLike | None = None
) -> ClusterLinks:
    """Relatedness of clusters, and which of them are linked strongly or weakly.

    Strong: at or above the 90th percentile of all pairs of clusters, and at least a fifth of the industries related in both
    directions. Weak: above the median, and (if ``colocation`` is given) at or above the 25th percentile of co-location; a cluster
    without a strong link keeps only its two best weak ones.

    Parameters
    ----------
    relatedness : array_like, shape (n, n)
        Composite relatedness of industries.
    members
        Industries (places) of each cluster.
    colocation : array_like, shape (n, n), optional
        Co-location of industries alone.

    Raises
    ------
    EvidenceError
        Fewer than two clusters, an empty one, or an industry that is not there or in two.
    """
    r = np.asarray(relatedness, dtype=np.float64)
    _check_members(r, members)
    mean = _cluster_means(r, members)
    n = len(members)
    off = ~np.eye(n, dtype=bool)
    shares = related_share(r, members)
    share, share_min = (shares + shares.T) / 2, np.minimum(shares, shares.T)
    is_strong = off & (mean >= np.nanpercentile(mean[off], STRONG_PERCENTILE)) & (share_min >= STRONG_SHARE)
    is_weak = off & ~is_strong & (mean > np.nanpercentile(mean[off], WEAK_PERCENTILE))
    if colocation is not None:
        near = _cluster_means(np.asarray(colocation, dtype=np.float64), members)
        is_weak &= near >= np.nanpercentile(near[off], WEAK_COLOCATION_PERCENTILE)
    for i in range(n):
        if not is_strong[i].any():
            order = np.argsort(-np.where(is_weak[i], mean[i], -np.inf), kind="stable")
            is_weak[i, order[2:]] = False
    best = np.where(off, mean, -np.inf).max(axis=1)
    return ClusterLinks(
        clusters=tuple(members),
        relatedness=mean,
        share=share,
        share_min=share_min,
        is_strong=is_strong,
        is_weak=is_weak,
        within_above_between=int((np.diag(mean) > best).sum()),
    )


def _cluster_means(r: FloatArray, members: Mapping[str, Sequence[int]]) -> FloatArray:
    """Mean over pairs of industries; within a cluster of one industry ``nan``."""
    found = np.full((len(members), len(members)), np.nan)
    r = r.copy()
    np.fill_diagonal(r, np.nan)
    for i, own in enumerate(members.values()):
        for j, others in enumerate(members.values()):
            block = r[np.ix_(own, others)]
            if not np.isnan(block).all():
                found[i, j] = float(np.nanmean(block))
    return found


def _check_members(r: FloatArray, members: Mapping[str, Sequence[int]]) -> None:
    if r.ndim != 2 or r.shape[0] != r.shape[1]:
        raise EvidenceError(f"The relatedness has shape {r.shape}. Give one row and one column per industry.")
    if len(members) < 2:
        raise ParameterError("Links need at least two clusters. Give the industries of each.")
    places = [place for own in members.values() for place in own]
    if empty := [name for name, own in members.items() if not len(own)]:
        raise EvidenceError(f"The cluster '{empty[0]}' has no industry. Leave it out.")
    if len(set(places)) < len(places) or not all(0 <= place < len(r) for place in places):
        raise EvidenceError("An industry is not in the relatedness, or stands in two clusters. Give each once.")


def _missing(name: str) -> Diagnostic:
    return Diagnostic(
        code="matrix_missing",
        severity="warning",
        axis="matrix",
        keys=(name,),
        n=1,
        sentence=f"There is no matrix '{name}': the composite is the mean of the others.",
    )
