r"""Quadrants of a region: how near each industry is that it lacks, against how much know-how the industry asks for.

The plane is that of :cite:`balland2019`; the names of its quadrants are ours and say what they show, no advice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError

__all__ = ["QUADRANTS", "Quadrant", "Quadrants", "quadrants"]

FloatArray = NDArray[np.float64]
Quadrant = Literal["near_complex", "near_simple", "far_complex", "far_simple"]
QUADRANTS: tuple[Quadrant, ...] = ("near_complex", "near_simple", "far_complex", "far_simple")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quadrants:
    """The industries that one region lacks, placed; arrays of shape (n_industries,), ``nan`` and ``None`` where not placed.

    ``density_percentile`` and ``complexity_percentile`` (0 to 100) are taken among the industries placed; ``density_cut`` and
    ``complexity_cut`` are the medians that part the quadrants.
    """

    is_placed: NDArray[np.bool_]
    density: FloatArray
    complexity: FloatArray
    density_percentile: FloatArray
    complexity_percentile: FloatArray
    density_cut: float
    complexity_cut: float
    quadrant: tuple[Quadrant | None, ...]


def quadrants(presence: ArrayLike, density: ArrayLike, complexity: ArrayLike) -> Quadrants:
    """Place every industry that a region lacks.

    Parameters
    ----------
    presence : array_like, shape (n_industries,)
        Of the region: 1 present, 0 known to be absent, ``nan`` not known. Only what is known to be absent is placed.
    density : array_like, shape (n_industries,)
        Relatedness density, exclusive.
    complexity : array_like, shape (n_industries,)
        PCI; its level means nothing, its order does.

    Returns
    -------
    Quadrants
        Cut at the medians over the industries placed; on the cut counts as above it.

    Raises
    ------
    EvidenceError
        Shapes differ, or a value is infinite.

    Notes
    -----
    Says which absent industries stand close to what is there, and which ask for rare know-how. It cannot say that any will come: see
    the backtest, in which density alone predicts entry weakly. PCI of some 60 divisions is fragile; read the order, not the level.

    Examples
    --------
    The first industry is present; of the other three, the second is the nearest and the third the most complex.

    >>> placed = quadrants([1, 0, 0, 0], [0.9, 0.5, 0.2, 0.1], [0, -1, 2, 1])
    >>> placed.quadrant
    (None, 'near_simple', 'near_complex', 'far_complex')
    >>> placed.density_cut, placed.density_percentile.round(0).tolist()
    (0.2, [nan, 83.0, 50.0, 17.0])
    """
    has, near, pci = (np.asarray(values, dtype=np.float64) for values in (presence, density, complexity))
    if not has.ndim == 1 or not has.shape == near.shape == pci.shape:
        raise EvidenceError(
            f"Presence, density and complexity have shapes {has.shape}, {near.shape} and {pci.shape}. "
            "Give one value each per industry of one region."
        )
    for name, values in (("density", near), ("complexity", pci)):
        if np.isinf(values).any():
            raise EvidenceError(f"A {name} is infinite. Give finite values, or nan where it is not known.")
    placed = (has == 0) & ~np.isnan(near) & ~np.isnan(pci)
    near_cut, pci_cut = (float(np.median(v[placed])) if placed.any() else float("nan") for v in (near, pci))
    names = tuple(
        QUADRANTS[2 * (near[i] < near_cut) + (pci[i] < pci_cut)] if placed[i] else None for i in range(len(has))
    )
    return Quadrants(
        is_placed=placed,
        density=np.where(placed, near, np.nan),
        complexity=np.where(placed, pci, np.nan),
        density_percentile=_percentiles(near, placed),
        complexity_percentile=_percentiles(pci, placed),
        density_cut=near_cut,
        complexity_cut=pci_cut,
        quadrant=names,
    )


def _percentiles(values: FloatArray, placed: NDArray[np.bool_]) -> FloatArray:
    """Share of the placed that lie below, ties counted by half, in percent; ``nan`` elsewhere."""
    among = values[placed]
    found = np.full(values.shape, np.nan)
    if len(among):
        below = (among[None, :] < among[:, None]).sum(axis=1) + 0.5 * (among[None, :] == among[:, None]).sum(axis=1)
        found[placed] = 100 * below / len(among)
    return found
