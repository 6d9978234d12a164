r"""Complexity outlook: what a region could gain from what it lacks, weighed by how near it is.

.. math:: COI_r = \sum_i \omega_{ri} (1 - M_{ri}) PCI_i, \qquad
   COG_{ri} = (1 - M_{ri}) \sum_j (1 - M_{rj}) \frac{\phi_{ij}}{\sum_l \phi_{jl}} PCI_j
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.complexity.eci import EconomicComplexity, standardise
from clustrat.errors import EvidenceError
from clustrat.indicators.presence import known
from clustrat.relatedness.density import relatedness_density

__all__ = ["complexity_outlook_gain", "complexity_outlook_index", "opportunity_gain"]

FloatArray = NDArray[np.float64]


def complexity_outlook_index(
    presence: ArrayLike, relatedness: ArrayLike, complexity: EconomicComplexity, *, ddof: int = 0
) -> FloatArray:
    r"""Complexity outlook index of each region: how much complexity lies near what it has, standardised.

    .. math:: COI_r = \sum_i \omega_{ri} (1 - M_{ri}) PCI_i

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros; ``nan`` counts as not present, so that one hidden cell moves no other region.
    relatedness : array_like, shape (n_activities, n_activities)
        Proximity; density is inclusive here, whatever density is given out.
    complexity
        Result of :func:`clustrat.complexity.eci.economic_complexity`; its raw PCI enters (ubiquity-weighted mean 0).
    ddof
        Of the standardisation.

    Returns
    -------
    ndarray of float, shape (n_regions,)
        Standard deviations from the mean; ``nan`` where the region has no complexity.

    Notes
    -----
    High where many complex activities are near and not yet there. A region that has nearly everything has little left to
    gain and a low outlook: low can mean finished as well as stuck (:cite:`hausmann2014`).

    Examples
    --------
    >>> from clustrat.complexity.eci import economic_complexity
    >>> from clustrat.relatedness.proximity import proximity
    >>> m = np.array([[1, 1, 1], [0, 1, 1], [0, 0, 1.0]])
    >>> complexity_outlook_index(m, proximity(m), economic_complexity(m)).round(3).tolist()
    [-1.277, 1.165, 0.113]
    """
    have, lacks, pci = _parts(presence, complexity)
    omega = relatedness_density(have, relatedness)
    gains = np.where(np.isnan(omega) | np.isnan(pci), 0.0, omega * np.nan_to_num(pci)) * lacks
    total = np.where(np.isnan(complexity.eci_raw), np.nan, gains.sum(axis=1))
    return standardise(total, ddof=ddof)


def complexity_outlook_gain(
    presence: ArrayLike, relatedness: ArrayLike, complexity: EconomicComplexity, *, ddof: int = 0
) -> FloatArray:
    r"""Complexity outlook gain of each cell: how much outlook a region would win by an activity that it lacks.

    .. math:: COG_{ri} = \frac{1 - M_{ri}}{\mathrm{sd}(ECI^{raw})} \sum_j (1 - M_{rj}) \frac{PCI_j}{\sum_l \phi_{jl}} \phi_{ij}

    Parameters
    ----------
    presence, relatedness, complexity, ddof
        As in :func:`complexity_outlook_index`; the diagonal of the relatedness counts as 1.

    Returns
    -------
    ndarray of float, shape (n_regions, n_activities)
        In standard deviations of ECI; 0 where the activity is present; ``nan`` where region or activity have no complexity, or
        presence is not known.

    Notes
    -----
    Says which step opens the most further steps. It is blind to whether the step itself is feasible: read it beside density
    (:cite:`hausmann2014`).

    Examples
    --------
    >>> from clustrat.complexity.eci import economic_complexity
    >>> from clustrat.relatedness.proximity import proximity
    >>> m = np.array([[1, 1, 1], [0, 1, 1], [0, 0, 1.0]])
    >>> complexity_outlook_gain(m, proximity(m), economic_complexity(m)).round(3)[1].tolist()
    [1.781, 0.0, 0.0]
    """
    _, lacks, pci = _parts(presence, complexity)
    phi = np.array(relatedness, dtype=np.float64)
    np.fill_diagonal(phi, 1.0)
    phi[np.isnan(phi)] = 0.0
    weighted = lacks * (np.nan_to_num(pci) / phi.sum(axis=0))
    found = lacks * (weighted @ phi) / np.nanstd(complexity.eci_raw, ddof=ddof)
    null = np.isnan(complexity.eci_raw)[:, None] | np.isnan(pci) | np.isnan(np.asarray(presence, dtype=np.float64))
    return np.where(null, np.nan, found)


def opportunity_gain(presence: ArrayLike, relatedness: ArrayLike, activity_complexity: ArrayLike) -> FloatArray:
    r"""Opportunity gain in the form of the Datawheel package, with exclusive proximity and any activity complexity.

    With :math:`q_{ij} = \phi_{ij} / \sum_l \phi_{lj}` (zero diagonal) and complexity *p*:

    .. math:: \bigl[(1 - M) \circ p\bigr] q - \bigl(1 - (1 - M) q\bigr) \circ p

    Parameters
    ----------
    presence, relatedness
        As in :func:`complexity_outlook_index`; the diagonal counts as 0.
    activity_complexity : array_like, shape (n_activities,)
        Such as the reflections after 19 steps.

    Returns
    -------
    ndarray of float, shape (n_regions, n_activities)
        Also defined where the activity is present; ``nan`` where complexity or relatedness is missing.

    Notes
    -----
    Another formula than :func:`complexity_outlook_gain` under a like name; the two must not be compared. The package's own form
    of the idea of :cite:`hausmann2014`.

    Examples
    --------
    >>> opportunity_gain([[1.0, 0.0]], [[1.0, 0.5], [0.5, 1.0]], [-1.0, 1.0]).tolist()
    [[1.0, -1.0]]
    """
    lacks = 1 - known(presence)
    phi = np.array(relatedness, dtype=np.float64)
    np.fill_diagonal(phi, 0.0)
    phi[np.isnan(phi)] = 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        near = phi / phi.sum(axis=0)
    near = np.where(np.isfinite(near), near, 0.0)
    p = np.asarray(activity_complexity, dtype=np.float64)
    gain = (lacks * np.nan_to_num(p)) @ near - (1 - lacks @ near) * p
    return np.where(np.isnan(p) | np.isnan(np.asarray(presence, dtype=np.float64)), np.nan, gain)


def _parts(presence: ArrayLike, complexity: EconomicComplexity) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Presence, absence (a cell that is not known counts as not present) and raw PCI."""
    have = known(presence)
    if complexity.pci_raw.shape != have.shape[1:] or complexity.eci_raw.shape != have.shape[:1]:
        raise EvidenceError(
            f"The complexity is of {complexity.eci_raw.size} regions and {complexity.pci_raw.size} activities, presence of "
            f"{have.shape[0]} and {have.shape[1]}. Compute it from the same presence matrix."
        )
    return have, 1 - have, complexity.pci_raw
