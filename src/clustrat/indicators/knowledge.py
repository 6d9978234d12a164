"""Knowledge complexity by recombination: how freely activities combine, and what that says of a region."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.indicators.presence import known

__all__ = ["ease_of_recombination", "modular_complexity"]

FloatArray = NDArray[np.float64]


def ease_of_recombination(presence: ArrayLike) -> FloatArray:
    r"""Ease of recombination of each activity: with how many others it is found, for each region that has it.

    .. math:: E_i = \frac{\#\{j \ne i : C_{ij} > 0\}}{u_i}, \qquad C = M'M

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros (regions, or patents, by activity or technology class); ``nan`` counts as not present.

    Returns
    -------
    ndarray of float, shape (n_activities,)
        >= 0; ``nan`` for an activity that nobody has.

    Notes
    -----
    High: combines with much although rare. Made for patents, each of which lists few classes; over regions, which have many
    activities, nearly everything meets everything and only rarity is left (:cite:`fleming2001`).

    Examples
    --------
    >>> ease_of_recombination([[1, 1, 0], [0, 1, 1]]).tolist()
    [1.0, 1.0, 1.0]
    """
    have = known(presence)
    together = have.T @ have
    u = np.diag(together).copy()
    np.fill_diagonal(together, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(u > 0, (together > 0).sum(axis=1) / u, np.nan))


def modular_complexity(presence: ArrayLike) -> FloatArray:
    r"""Modular complexity of each region: its diversity over the summed ease of recombination of what it has.

    .. math:: K_r = \frac{k_r}{\sum_i M_{ri} E_i}

    Parameters and missing cells as in :func:`ease_of_recombination`.

    Returns
    -------
    ndarray of float, shape (n_regions,)
        > 0; ``nan`` where the region has nothing, or nothing that combines.

    Notes
    -----
    High where a region has what combines with little. See the warning at :func:`ease_of_recombination`
    (:cite:`fleming2001`).

    Examples
    --------
    >>> modular_complexity([[1, 1, 0], [0, 1, 1]]).tolist()
    [1.0, 1.0]
    """
    have = known(presence)
    ease = ease_of_recombination(have)
    total = have @ np.where(np.isnan(ease), 0.0, ease)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(total > 0, have.sum(axis=1) / total, np.nan))
