"""What the ratings of the clusters of one region were made from, to open them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ClusterBasis", "industry_mix"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterBasis:
    """The clusters of a region.

    ``shares`` (part of each industry in each cluster) and ``mix`` (part of each industry in the cluster's persons, columns sum to 1)
    have shape (n_industries, n_clusters); ``unit``, ``rate`` (of the posterior of the quotient) and ``is_lone`` (rests on one
    hidden figure alone) have shape (n_clusters,).
    """

    region: str
    shares: FloatArray
    mix: FloatArray
    unit: FloatArray
    rate: FloatArray
    is_lone: NDArray[np.bool_]


def industry_mix(size: FloatArray, shares: FloatArray, *, exists: NDArray[np.bool_]) -> FloatArray:
    """The mix of industries of each cluster, by published size; by share alone where no size is published.

    Parameters
    ----------
    size : ndarray, shape (n_industries,)
        Persons; ``nan`` where not published.
    shares : ndarray, shape (n_industries, n_clusters)
        Part of each industry in each cluster.
    exists : ndarray of bool, shape (n_industries,)
        Industries of which a relatedness is known.

    Returns
    -------
    ndarray of float, shape (n_industries, n_clusters)
        Columns sum to 1, or to 0 for a cluster of which nothing is known.

    Examples
    --------
    >>> industry_mix(np.array([30.0, 10.0]), np.array([[1.0], [1.0]]), exists=np.array([True, True])).ravel().tolist()
    [0.75, 0.25]
    """
    weight = np.where(exists & (size > 0), size, 0.0)[:, None] * shares
    weight = np.where(weight.sum(axis=0) > 0, weight, exists[:, None] * shares)
    total = weight.sum(axis=0)
    return np.asarray(weight / np.where(total > 0, total, 1.0))
