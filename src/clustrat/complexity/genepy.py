r"""GENEPY: complexity from two eigenvectors, which reconciles ECI and fitness (to verify against the original paper)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.complexity.spectrum import ComponentChoice, largest_component
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.presence import known

__all__ = ["Genepy", "genepy"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Genepy:
    """GENEPY of regions (n_regions,), >= 0; ``nan`` outside the part used; ``eigenvalues`` are the two behind it."""

    region: FloatArray
    eigenvalues: tuple[float, float]
    diagnostics: tuple[Diagnostic, ...]


def genepy(presence: ArrayLike, *, components: ComponentChoice = "largest", sizes: ArrayLike | None = None) -> Genepy:
    r"""GENEPY of regions, from the two largest eigenvalues of the similarity of regions.

    .. math:: W_{ri} = \frac{M_{ri}}{k_r u'_i},\; u'_i = \sum_r \frac{M_{ri}}{k_r}; \quad N = W W' \text{ with zero diagonal};
       \quad \Bigl(\sum_{k=1,2} \lambda_k x_{rk}^2\Bigr)^2 + 2 \sum_{k=1,2} \lambda_k^2 x_{rk}^2

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros; ``nan`` counts as not present.
    components, sizes
        As in :func:`clustrat.complexity.eci.economic_complexity`.

    Returns
    -------
    Genepy
        Without unit; only the order has a meaning. It is free of the sign of the eigenvectors.

    Notes
    -----
    Blends diversity (first vector) and ECI (second vector) by a fixed rule; two regions can meet at one value by very
    different mixes. Built from the formula in the literature, not yet checked against published numbers
    (:cite:`sciarra2020`).

    Examples
    --------
    Three regions that all have the same three activities: W = 1/3, N = 1/3 off the diagonal, all alike.

    >>> genepy([[1, 1, 1], [1, 1, 1], [1, 1, 1]]).eigenvalues
    (0.666667, -0.333333)
    """
    have = known(presence)
    parts = largest_component(have, sizes=sizes, components=components)
    found, pair = np.full(len(have), np.nan), (float("nan"), float("nan"))
    for part in np.unique(parts.region_of[parts.kept_regions]).tolist():
        rows, columns = parts.region_of == part, parts.activity_of == part
        own = have[np.ix_(rows, columns)]
        k = own.sum(axis=1, keepdims=True)
        weights = own / k / (own / k).sum(axis=0)
        similar = weights @ weights.T
        np.fill_diagonal(similar, 0.0)
        values, vectors = np.linalg.eigh(similar)
        top, squares = values[-2:], vectors[:, -2:] ** 2
        found[rows] = (squares @ top) ** 2 + 2 * (squares @ top**2)
        if part == 0:
            pair = (round(float(top[1]), 6), round(float(top[0]), 6))
    return Genepy(region=found, eigenvalues=pair, diagnostics=parts.diagnostics)
