r"""How near a region or a cluster stands to a theme: densities and closeness, weighted by the theme.

With presence *M*, relatedness :math:`\phi` and weights *w* of the theme, exclusive density
:math:`\omega_{ri} = \sum_{j \ne i} M_{rj} \phi_{ij} / \sum_{j \ne i} \phi_{ij}`:

.. math:: \text{of what is lacked: } \frac{\sum_i w_i (1 - M_{ri})\,\omega_{ri}}{\sum_i w_i (1 - M_{ri})}, \qquad
   \text{of all: } \frac{\sum_i w_i\,\omega_{ri}}{\sum_i w_i}, \qquad
   \text{closeness: } \frac{\sum_j w_j \phi_{ij}}{\sum_j w_j},\ \phi_{ii} = 1
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["closeness", "closeness_terms", "density_of_all", "density_of_lacked", "lacked_terms", "near_shares"]

FloatArray = NDArray[np.float64]


def near_shares(relatedness: ArrayLike) -> FloatArray:
    r"""Shares of the neighbourhood, :math:`\phi_{ij} / \sum_{j \ne i} \phi_{ij}`: what densities are sums of.

    Parameters
    ----------
    relatedness : array_like, shape (n_industries, n_industries)
        Proximity or linkage, symmetric, >= 0; its diagonal is not read; ``nan`` for an industry that no region has.

    Returns
    -------
    ndarray of float, shape (n_industries, n_industries)
        Rows sum to 1, zero on the diagonal; a row of ``nan`` for an industry that is related to none.

    Examples
    --------
    >>> near_shares([[1, 0.2, 0.6], [0.2, 1, 0.0], [0.6, 0.0, 1]])[0].round(4).tolist()
    [0.0, 0.25, 0.75]
    """
    phi = np.array(relatedness, dtype=np.float64)
    exists = ~np.isnan(phi).all(axis=1)
    np.fill_diagonal(phi, 0.0)
    phi[np.isnan(phi)] = 0.0
    total = phi.sum(axis=1)
    is_near = exists & (total > 0)
    return np.asarray(np.where(is_near[:, None], phi / np.where(is_near, total, 1.0)[:, None], np.nan))


def density_of_lacked(presence: ArrayLike, near: ArrayLike, weights: ArrayLike) -> FloatArray:
    """Weighted density around the items of a theme that each region lacks.

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_industries)
        Ones and zeros; an item that is not known (``nan``) is neither had nor lacked.
    near : array_like, shape (n_industries, n_industries)
        From :func:`near_shares`.
    weights : array_like, shape (n_industries,)
        Weights of the theme.

    Returns
    -------
    ndarray of float, shape (n_regions,)
        0 to 1; ``nan`` where nothing is known to be lacked.

    Examples
    --------
    The region has the first of three; the third is the theme's, and near the first as 0.5, near the second as 0.5.

    >>> near = near_shares([[1, 0.2, 0.5], [0.2, 1, 0.5], [0.5, 0.5, 1]])
    >>> density_of_lacked([[1, 0, 0]], near, [0, 0, 1]).tolist()
    [0.5]
    """
    has, shares, w = (np.asarray(a, dtype=np.float64) for a in (presence, near, weights))
    items = np.flatnonzero((w > 0) & ~np.isnan(shares).any(axis=1))
    omega = (has == 1).astype(np.float64) @ shares[items].T
    weight = w[items] * (has[:, items] == 0)
    total = weight.sum(axis=1)
    return np.asarray(np.where(total > 0, (omega * weight).sum(axis=1) / np.where(total > 0, total, 1.0), np.nan))


def density_of_all(presence: ArrayLike, near: ArrayLike, weights: ArrayLike) -> FloatArray:
    """Weighted density around all items of a theme, had or lacked; parameters and range as in :func:`density_of_lacked`.

    ``nan`` for a region of which nothing is known.

    >>> density_of_all([[1, 0]], near_shares([[1, 0.5], [0.5, 1]]), [1, 1]).tolist()
    [0.5]
    """
    has, shares, w = (np.asarray(a, dtype=np.float64) for a in (presence, near, weights))
    items = np.flatnonzero((w > 0) & ~np.isnan(shares).any(axis=1))
    if not items.size:
        return np.full(len(has), np.nan)
    mean = w[items] @ shares[items] / w[items].sum()
    return np.asarray(np.where(np.isnan(has).all(axis=1), np.nan, (has == 1).astype(np.float64) @ mean))


def lacked_terms(presence: ArrayLike, near: ArrayLike, weights: ArrayLike) -> FloatArray:
    r"""The terms that :func:`density_of_lacked` of one region is the sum of.

    .. math:: t_{ij} = \frac{w_i (1 - M_i)}{\sum_i w_i (1 - M_i)} \cdot \frac{M_j \phi_{ij}}{\sum_{j \ne i} \phi_{ij}}

    Parameters
    ----------
    presence : array_like, shape (n_industries,)
        Of one region.

    Returns
    -------
    ndarray of float, shape (n_industries, n_industries)
        Rows are items lacked, columns industries that the region has; 0 elsewhere.

    Examples
    --------
    >>> near = near_shares([[1, 0.2, 0.5], [0.2, 1, 0.5], [0.5, 0.5, 1]])
    >>> lacked_terms([1, 0, 0], near, [0, 0, 1])[2].tolist()
    [0.5, 0.0, 0.0]
    """
    has, shares, w = (np.asarray(a, dtype=np.float64) for a in (presence, near, weights))
    lacks = np.where((has == 0) & ~np.isnan(shares).any(axis=1), w, 0.0)
    if not lacks.sum() > 0:
        return np.zeros(shares.shape)
    return np.asarray((lacks / lacks.sum())[:, None] * np.nan_to_num(shares) * (has == 1))


def closeness(relatedness: ArrayLike, weights: ArrayLike) -> FloatArray:
    """How near each industry stands to the items of a theme; an item of the theme is wholly near to itself.

    Returns
    -------
    ndarray of float, shape (n_industries,)
        0 to 1 for a proximity; ``nan`` for an industry without any relatedness, such as one that no region has.

    Examples
    --------
    >>> closeness([[1, 0.5], [0.5, 1]], [1, 1]).tolist()
    [0.75, 0.75]
    """
    return np.asarray(closeness_terms(relatedness, weights).sum(axis=1))


def closeness_terms(relatedness: ArrayLike, weights: ArrayLike) -> FloatArray:
    r"""The terms :math:`w_j \phi_{ij} / \sum_j w_j` that :func:`closeness` is the sum of, shape (n_industries, n_industries).

    >>> closeness_terms([[1, 0.5], [0.5, 1]], [1, 1])[0].tolist()
    [0.5, 0.25]
    """
    phi, w = np.array(relatedness, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    exists = ~np.isnan(phi).all(axis=1)
    np.fill_diagonal(phi, 1.0)
    known = ~np.isnan(phi)
    weight = known @ w
    is_near = exists & (weight > 0)
    terms = np.where(known, phi, 0.0) * w / np.where(is_near, weight, 1.0)[:, None]
    return np.asarray(np.where(is_near[:, None], terms, np.nan))
