"""Links of clusters: which of them belong together, from the relatedness of their industries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError

__all__ = ["ClusterLinks", "cluster_links", "related_share"]

FloatArray = NDArray[np.float64]
#: Of the published scheme: percentile of a strong link, and the related-industry share it needs in both directions.
STRONG_PERCENTILE, STRONG_SHARE = 90.0, 0.20
#: Percentile of a weak link, of all and of co-location alone.
WEAK_PERCENTILE, WEAK_COLOCATION_PERCENTILE = 50.0, 25.0
#: An industry is related to another cluster from this percentile of all pairs of an industry and another cluster on.
RELATED_PERCENTILE = 90.0
#: How many weak links a cluster without a strong one shows.
N_WEAK_SHOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterLinks:
    """Relatedness of clusters (mean over their pairs of industries) and the links between them.

    Shape (n_clusters, n_clusters), symmetric: ``relatedness`` (its diagonal is that within, ``nan`` for a cluster of one
    industry), ``share`` of related industries (mean of both directions), ``share_min`` (the smaller one), ``is_strong``,
    ``is_weak``. ``is_shown`` is not symmetric: row *i* holds the strong links of cluster *i*, or, if it has none, its two best
    weak ones. ``holds_together``: whether a cluster is more related within than to any other, of ``n_comparable`` clusters for
    which both are known.
    """

    clusters: tuple[str, ...]
    relatedness: FloatArray
    share: FloatArray
    share_min: FloatArray
    is_strong: NDArray[np.bool_]
    is_weak: NDArray[np.bool_]
    is_shown: NDArray[np.bool_]
    holds_together: NDArray[np.bool_]
    n_comparable: int


def related_share(relatedness: ArrayLike, members: Mapping[str, Sequence[int]]) -> FloatArray:
    r"""Share of the industries of one cluster that are related to another, not symmetric.

    .. math:: a_{ij} = \frac{1}{n_i} \bigl|\{ p \in i : \bar R_{pj} \ge P_{90} \}\bigr|, \qquad
       \bar R_{pj} = \frac{1}{n_j} \sum_{q \in j} R_{pq}

    :math:`P_{90}` is the 90th percentile of :math:`\bar R_{pj}` over all industries and all clusters but their own.

    Parameters
    ----------
    relatedness : array_like, shape (n, n)
        Composite relatedness; the diagonal is not read.
    members
        Industries (places) of each cluster; an industry belongs to one.

    Returns
    -------
    ndarray of float, shape (n_clusters, n_clusters)
        0 to 1, on the mean 0.1; ``nan`` on the diagonal and where no industry of a cluster can be compared. Industries for which
        nothing is known are not counted.

    Raises
    ------
    EvidenceError
        As :func:`cluster_links`.

    Notes
    -----
    Relative to the clusters compared: a tenth of the relations count as close by construction, however close they are. A share
    of 0.2 in both directions is twice what chance would give (:cite:`delgado2016`).

    Examples
    --------
    Of the eight relations of an industry to another cluster only the one of 3 is in the top tenth: half of the industries of
    food are related to packing.

    >>> r = [[0, 1, 3, 1], [1, 0, 1, 1], [3, 1, 0, 1], [1, 1, 1, 0]]
    >>> related_share(r, {"food": [0, 1], "packing": [2], "toys": [3]}).tolist()
    [[nan, 0.5, 0.0], [0.0, nan, 0.0], [0.0, 0.0, nan]]
    """
    r = _checked(relatedness, members)
    to_cluster = np.column_stack([_mean_of_known(r[:, list(others)], axis=1) for others in members.values()])
    for number, own in enumerate(members.values()):
        to_cluster[list(own), number] = np.nan
    counted = to_cluster[[place for own in members.values() for place in own]]
    cut = _percentile(counted, RELATED_PERCENTILE)
    is_close = np.where(np.isnan(to_cluster), np.nan, to_cluster >= cut)
    return np.vstack([_mean_of_known(is_close[list(own)], axis=0) for own in members.values()])


def cluster_links(
    relatedness: ArrayLike, members: Mapping[str, Sequence[int]], *, colocation: ArrayLike | None = None
) -> ClusterLinks:
    r"""Relatedness of clusters, and which of them are linked strongly or weakly.

    .. math:: R_{IJ} = \frac{1}{n_I n_J} \sum_{p \in I} \sum_{q \in J} R_{pq}

    Strong: at or above the 90th percentile of all pairs of clusters, and at least a fifth of the industries related in both
    directions (:func:`related_share`). Weak: not strong, above the median, and, if ``colocation`` is given, at or above the 25th
    percentile of the co-location of clusters.

    Parameters
    ----------
    relatedness : array_like, shape (n, n)
        Composite relatedness of industries; pairs that are not known (``nan``) are left out of the means.
    members
        Industries (places) of each cluster.
    colocation : array_like, shape (n, n), optional
        Co-location of industries alone.

    Returns
    -------
    ClusterLinks
        ``nan`` for a pair of clusters of which no pair of industries is known; it has no link.

    Raises
    ------
    EvidenceError
        A matrix is not square or infinite, no two clusters can be compared, a cluster is empty, or an industry is not there or
        in two clusters.
    ParameterError
        There are fewer than two clusters.

    Notes
    -----
    Percentiles rank the clusters of one scheme among themselves: there is always a top tenth, in a scheme without any close
    clusters too. That clusters are more related within than between (in the published scheme 46 of 51) checks the scheme, not
    the regions (:cite:`delgado2016`).

    Examples
    --------
    Between food and packing the mean of 3 and 1 is 2, the highest of three; half of food is related to it, but not the other
    way round, so that the link is weak.

    >>> r = [[0, 4, 3, 1], [4, 0, 1, 1], [3, 1, 0, 0], [1, 1, 0, 0]]
    >>> links = cluster_links(r, {"food": [0, 1], "packing": [2], "toys": [3]})
    >>> links.relatedness[0].tolist(), links.is_strong.any().item(), links.is_weak[0].tolist()
    ([4.0, 2.0, 1.0], False, [False, True, False])
    """
    r = _checked(relatedness, members)
    mean = _cluster_means(r, members)
    pair = np.triu_indices(len(members), 1)
    off = ~np.eye(len(members), dtype=bool)
    shares = related_share(r, members)
    share, share_min = (shares + shares.T) / 2, np.minimum(shares, shares.T)
    is_strong = off & (mean >= _percentile(mean[pair], STRONG_PERCENTILE)) & (share_min >= STRONG_SHARE)
    is_weak = off & ~is_strong & (mean > _percentile(mean[pair], WEAK_PERCENTILE))
    if colocation is not None:
        near = _cluster_means(_checked(colocation, members), members)
        if near.shape != mean.shape or np.shape(colocation) != r.shape:
            raise EvidenceError(
                f"Relatedness has shape {r.shape}, co-location {np.shape(colocation)}. Give both for the same industries."
            )
        is_weak &= near >= _percentile(near[pair], WEAK_COLOCATION_PERCENTILE)
    is_shown = is_strong.copy()
    for i in np.flatnonzero(~is_strong.any(axis=1)):
        best = np.argsort(-np.where(is_weak[i], mean[i], -np.inf), kind="stable")[:N_WEAK_SHOWN]
        is_shown[i, best] = is_weak[i, best]
    between = np.where(off & ~np.isnan(mean), mean, -np.inf).max(axis=1)
    is_comparable = ~np.isnan(np.diag(mean)) & (between > -np.inf)
    return ClusterLinks(
        clusters=tuple(members),
        relatedness=mean,
        share=share,
        share_min=share_min,
        is_strong=is_strong,
        is_weak=is_weak,
        is_shown=is_shown,
        holds_together=is_comparable & (np.diag(mean) > between),
        n_comparable=int(is_comparable.sum()),
    )


def _cluster_means(r: FloatArray, members: Mapping[str, Sequence[int]]) -> FloatArray:
    """Mean over pairs of different industries, shape (n_clusters, n_clusters); within a cluster of one industry ``nan``."""
    belongs = np.zeros((len(members), len(r)))
    for number, own in enumerate(members.values()):
        belongs[number, list(own)] = 1.0
    is_known = ~np.isnan(r)
    total = belongs @ np.where(is_known, r, 0.0) @ belongs.T
    n = belongs @ is_known.astype(np.float64) @ belongs.T
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(n > 0, total / n, np.nan))


def _mean_of_known(values: FloatArray, *, axis: int) -> FloatArray:
    is_known = ~np.isnan(values)
    n = is_known.sum(axis=axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(n > 0, np.where(is_known, values, 0.0).sum(axis=axis) / n, np.nan))


def _percentile(values: FloatArray, percentile: float) -> float:
    known = values[~np.isnan(values)]
    if not len(known):
        raise EvidenceError("No two clusters can be compared: no relatedness between their industries is known.")
    return float(np.percentile(known, percentile))


def _checked(relatedness: ArrayLike, members: Mapping[str, Sequence[int]]) -> FloatArray:
    """The matrix with a diagonal of ``nan``, once it fits the clusters."""
    r = np.array(relatedness, dtype=np.float64)
    if r.ndim != 2 or r.shape[0] != r.shape[1]:
        raise EvidenceError(f"The relatedness has shape {r.shape}. Give one row and one column per industry.")
    np.fill_diagonal(r, np.nan)
    if np.isinf(r).any():
        raise EvidenceError("The relatedness is infinite for a pair of industries. Correct it.")
    if len(members) < 2:
        raise ParameterError(f"Links need two clusters, but there are {len(members)}. Give the industries of each.")
    if empty := [name for name, own in members.items() if not len(own)]:
        raise EvidenceError(f"The cluster '{empty[0]}' has no industry. Leave it out.")
    seen: set[int] = set()
    for name, own in members.items():
        for place in own:
            if not 0 <= place < len(r):
                raise EvidenceError(f"Industry {place} of cluster '{name}' is not one of the {len(r)} in the matrix.")
            if place in seen:
                raise EvidenceError(f"Industry {place} stands in cluster '{name}' and once before. Give each once.")
            seen.add(place)
    return r
