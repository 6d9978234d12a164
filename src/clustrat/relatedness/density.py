r"""Relatedness density: how much of what is near an activity a region already has.

.. math:: \omega_{ri} = \frac{\sum_j M_{rj}\,\phi_{ij}}{\sum_j \phi_{ij}}

Whether the activity itself counts among what is near it is a convention with a name, ``density_self``: packages differ, and so
do their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.indicators.presence import known

__all__ = [
    "DensityMeans",
    "DensitySelf",
    "density_means",
    "nearest_density",
    "relatedness_density",
    "relative_relatedness",
]

FloatArray = NDArray[np.float64]
DensitySelf = Literal["inclusive", "exclusive"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DensityMeans:
    """Mean density of each region over what it has (``internal``) and over what it lacks (``external``), shape (n_regions,)."""

    internal: FloatArray
    external: FloatArray


def relatedness_density(
    presence: ArrayLike, relatedness: ArrayLike, *, density_self: DensitySelf = "inclusive"
) -> FloatArray:
    r"""Relatedness density of every region and activity.

    .. math:: \omega_{ri} = \frac{\sum_j M_{rj}\,\phi_{ij}}{\sum_j \phi_{ij}}

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros; a cell that is not known (``nan``) counts as not present.
    relatedness : array_like, shape (n_activities, n_activities)
        Proximity or another relatedness, not negative; its diagonal is not read; ``nan`` for activities that nobody has.
    density_self
        ``"inclusive"``: :math:`\phi_{ii} = 1` above and below; ``"exclusive"``: :math:`\phi_{ii} = 0`.

    Returns
    -------
    ndarray of float, shape (n_regions, n_activities)
        0 to 1 (times 100 only in the preset ``econgeo``); ``nan`` for an activity that is related to none, for a region of
        which nothing is known, and, if inclusive, in a cell whose own presence is not known.

    Raises
    ------
    EvidenceError
        The shapes do not fit, or a relatedness is negative or infinite.
    ParameterError
        ``density_self`` is neither.

    Notes
    -----
    Says how much of the neighbourhood of an activity a region has. It predicts entry weakly beside the present quotient, and
    it rises with diversity alone, so compare regions of like diversity. Inclusive density contains the answer for what is
    already there; use exclusive density to compare what is there with what is not (:cite:`hidalgo2007`).

    Examples
    --------
    The region has A of A, B; B is as near to A as 0.5: inclusive (1*0.5 + 0*1)/(0.5 + 1), exclusive 0.5/0.5.

    >>> phi = [[1.0, 0.5], [0.5, 1.0]]
    >>> relatedness_density([[1.0, 0.0]], phi).round(4).tolist()
    [[0.6667, 0.3333]]
    >>> relatedness_density([[1.0, 0.0]], phi, density_self="exclusive").tolist()
    [[0.0, 1.0]]
    """
    if density_self not in get_args(DensitySelf):
        raise ParameterError(f"There is no density_self '{density_self}'. Choose inclusive or exclusive.")
    have, phi = known(presence), _relatedness(relatedness)
    _fit(have, phi)
    exists = ~np.isnan(phi).all(axis=0)
    np.fill_diagonal(phi, 1.0 if density_self == "inclusive" else 0.0)
    phi[np.isnan(phi)] = 0.0
    weight = phi.sum(axis=0)
    unknown = np.isnan(np.asarray(presence, dtype=np.float64))
    null = unknown if density_self == "inclusive" else unknown.all(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((weight > 0) & exists & ~null, (have @ phi) / weight, np.nan)


def nearest_density(presence: ArrayLike, relatedness: ArrayLike, *, k_near: int = 10) -> FloatArray:
    r"""Density over the *k* activities nearest to each, :math:`\sum_{j \in N_k(i)} \phi_{ij} M_{rj} / \sum_{j \in N_k(i)} \phi_{ij}`.

    Parameters
    ----------
    presence, relatedness
        As in :func:`relatedness_density`; the activity itself is not among its nearest.
    k_near
        How many, at least 1; ties at the edge go to the activity that comes first.

    Returns
    -------
    ndarray of float, shape (n_regions, n_activities)
        0 to 1; ``nan`` where an activity is related to none.

    Notes
    -----
    Weighs the neighbourhood that matters, without the long tail of faint links. One package sums without weights and so
    reaches *k*; this one is a share (:cite:`hausmann2014`).

    Examples
    --------
    >>> nearest_density([[1.0, 0.0, 1.0]], [[1, 0.5, 0.2], [0.5, 1, 0.4], [0.2, 0.4, 1]], k_near=1).tolist()
    [[0.0, 1.0, 0.0]]
    """
    if k_near < 1:
        raise ParameterError(f"k_near={k_near} must be at least 1.")
    have, phi = known(presence), _relatedness(relatedness)
    _fit(have, phi)
    np.fill_diagonal(phi, 0.0)
    phi[np.isnan(phi)] = 0.0
    order = np.argsort(-phi, axis=0, kind="stable")[k_near:]
    np.put_along_axis(phi, order, 0.0, axis=0)
    weight = phi.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(weight > 0, (have @ phi) / weight, np.nan)


def density_means(density: ArrayLike, presence: ArrayLike) -> DensityMeans:
    r"""Mean density of each region over the activities it has, and over those it lacks; ``nan`` where there are none.

    Notes
    -----
    :math:`\bar\omega_r` over :math:`M_{ri} = 1` and over :math:`M_{ri} = 0`. Internal above external density says that
    what a region has hangs together. Both rise with diversity: compare regions of like diversity (:cite:`hidalgo2007`).

    Examples
    --------
    >>> means = density_means([[0.2, 0.4, 0.9]], [[0.0, 0.0, 1.0]])
    >>> means.internal.tolist(), means.external.round(6).tolist()
    ([0.9], [0.3])
    """
    omega, has = np.asarray(density, dtype=np.float64), np.asarray(presence, dtype=np.float64)
    if omega.shape != has.shape:
        raise EvidenceError(f"Density has shape {omega.shape} and presence {has.shape}. Give the same cells.")
    return DensityMeans(internal=_mean_where(omega, has == 1), external=_mean_where(omega, has == 0))


def relative_relatedness(density: ArrayLike, presence: ArrayLike) -> FloatArray:
    r"""Density of each cell beside what the region lacks, :math:`(\omega_{ri} - \bar\omega_r) / s_r` (Pinheiro et al. 2022).

    Mean and standard deviation (n - 1) are over the activities that the region lacks; a cell that is not known counts among them,
    so that it moves no other, and has no value itself.

    Parameters
    ----------
    density, presence : array_like, shape (n_regions, n_activities)
        Exclusive density is usual; presence as ones, zeros and ``nan``.

    Returns
    -------
    ndarray of float, shape (n_regions, n_activities)
        In standard deviations; ``nan`` for a region that lacks fewer than two activities, or all of one density.

    Notes
    -----
    Ranks the options *of one region*, so that diverse regions do not crowd the top. It cannot be compared between regions as
    a level: the best option of a poor neighbourhood can have a high value too (:cite:`pinheiro2022`).

    Examples
    --------
    >>> relative_relatedness([[0.9, 0.2, 0.4]], [[1.0, 0.0, 0.0]]).round(4).tolist()
    [[4.2426, -0.7071, 0.7071]]
    """
    omega, has = np.asarray(density, dtype=np.float64), np.asarray(presence, dtype=np.float64)
    if omega.shape != has.shape:
        raise EvidenceError(f"Density has shape {omega.shape} and presence {has.shape}. Give the same cells.")
    lacks = (has != 1) & ~np.isnan(omega)
    n = lacks.sum(axis=1)
    mean = _mean_where(omega, lacks)
    gaps = np.where(lacks, omega - mean[:, None], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt((gaps**2).sum(axis=1) / (n - 1))
        spread = np.where((n > 1) & (spread > 0), spread, np.nan)
        return np.where(np.isnan(has), np.nan, (omega - mean[:, None]) / spread[:, None])


def _mean_where(values: FloatArray, where: NDArray[np.bool_]) -> FloatArray:
    where = where & ~np.isnan(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(where, values, 0.0).sum(axis=1) / where.sum(axis=1))


def _relatedness(relatedness: ArrayLike) -> FloatArray:
    """A copy of the relatedness, checked."""
    phi = np.array(relatedness, dtype=np.float64)
    if phi.ndim != 2 or phi.shape[0] != phi.shape[1]:
        raise EvidenceError(f"The relatedness has shape {phi.shape}. Give one row and one column per activity.")
    off = ~np.eye(len(phi), dtype=bool)
    bad = (np.isinf(phi) | (phi < 0)) & off
    if bad.any():
        i, j = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"The relatedness of activities {i} and {j} is {phi[i, j]:g}; density needs values that are finite and not negative. "
            "Take a relatedness without sign, or cut it at its threshold first."
        )
    return phi


def _fit(have: NDArray[Any], phi: FloatArray) -> None:
    if have.shape[1] != len(phi):
        raise EvidenceError(
            f"Presence has {have.shape[1]} activities, the relatedness {len(phi)}. Give both for the same activities."
        )
