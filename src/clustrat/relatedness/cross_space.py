"""Cross-space relatedness: links between two classifications that are counted over the same regions.

Industries and technologies, or industries and fields of research: what a region can do in one opens ways in the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError
from clustrat.indicators.presence import known

__all__ = ["cross_density", "cross_proximity"]

FloatArray = NDArray[np.float64]


def cross_proximity(first: ArrayLike, second: ArrayLike) -> FloatArray:
    r"""Proximity of the activities of two classifications over the same regions.

    .. math:: \phi_{ab} = \frac{(M_A' M_B)_{ab}}{\max(u_a, u_b)}

    Parameters
    ----------
    first, second : array_like, shape (n_regions, n_a) and (n_regions, n_b)
        Presence in each classification, the regions in one order; ``nan`` counts as not present.

    Returns
    -------
    ndarray of float, shape (n_a, n_b)
        0 to 1; ``nan`` where no region has one of the two.

    Raises
    ------
    EvidenceError
        The numbers of regions differ, or a presence is neither 0, 1 nor missing.

    Notes
    -----
    Says that the same regions are strong in both. With different sources the same region may be drawn differently, and a
    headquarters that files patents is not where the plant stands (:cite:`catalan2020`).

    Examples
    --------
    One region has both the first activity, found in two, and that of the second classification, found in one: 1/2.

    >>> cross_proximity([[1.0, 0.0], [1.0, 1.0]], [[1.0], [0.0]]).tolist()
    [[0.5], [0.0]]
    """
    a, b = _two(first, second)
    u, v = a.sum(axis=0), b.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(
            np.where(np.minimum.outer(u, v) > 0, (a.T @ b) / np.maximum.outer(u, v), np.nan), dtype=np.float64
        )


def cross_density(first: ArrayLike, proximity: ArrayLike) -> FloatArray:
    r"""Density of a region around the activities of the second classification, from what it has in the first.

    .. math:: \omega_{rb} = \frac{\sum_a M_{ra}\,\phi_{ab}}{\sum_a \phi_{ab}}

    Parameters
    ----------
    first : array_like, shape (n_regions, n_a)
        Presence in the first classification.
    proximity : array_like, shape (n_a, n_b)
        Such as :func:`cross_proximity` gives; ``nan`` is read as no link.

    Returns
    -------
    ndarray of float, shape (n_regions, n_b)
        0 to 1; ``nan`` for an activity without any link, or a region of which nothing is known.

    Raises
    ------
    EvidenceError
        The proximity does not fit the presence, or is negative or infinite.

    Notes
    -----
    A reading of access: which technologies lie near the industries of a region. It is no forecast; see the backtest
    (:cite:`catalan2020`).

    Examples
    --------
    The region has the first activity only: 0.5 of 0.5 + 0.5, and 0.2 of 0.2 + 0.6.

    >>> cross_density([[1.0, 0.0]], [[0.5, 0.2], [0.5, 0.6]]).round(6).tolist()
    [[0.5, 0.25]]
    """
    have, phi = known(first), np.array(proximity, dtype=np.float64)
    if phi.ndim != 2 or len(phi) != have.shape[1]:
        raise EvidenceError(
            f"Presence has {have.shape[1]} activities, the proximity shape {phi.shape}. Give one row per activity."
        )
    if (phi < 0).any() or np.isinf(phi).any():
        raise EvidenceError("A cross-space proximity is negative or infinite. Give values from 0 to 1.")
    phi[np.isnan(phi)] = 0.0
    weight = phi.sum(axis=0)
    unknown = np.isnan(np.asarray(first, dtype=np.float64)).all(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((weight > 0) & ~unknown, (have @ phi) / weight, np.nan)


def _two(first: ArrayLike, second: ArrayLike) -> tuple[FloatArray, FloatArray]:
    a, b = known(first), known(second)
    if len(a) != len(b):
        raise EvidenceError(
            f"The first classification covers {len(a)} regions, the second {len(b)}. Give both for the same regions."
        )
    return a, b
