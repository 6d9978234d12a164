r"""GENEPY: complexity from two eigenvectors, which reconciles ECI and fitness.

Formula and order of the eigenvalues are those of the function that its authors published beside the paper; the numbers printed
in the paper have yet to be reproduced here (to verify).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.complexity.links import there_and_back
from clustrat.complexity.spectrum import DEGENERATE_GAP, DENSE_UP_TO, ComponentChoice, largest_component
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.presence import known

__all__ = ["Genepy", "genepy"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Genepy:
    """GENEPY of regions (n_regions,) and activities (n_activities,), > 0; ``nan`` where it is not determined.

    ``region_eigenvalues`` and ``activity_eigenvalues`` are the two behind each, in the first part used.
    """

    region: FloatArray
    activity: FloatArray
    region_eigenvalues: tuple[float, float]
    activity_eigenvalues: tuple[float, float]
    diagnostics: tuple[Diagnostic, ...]
    conventions: dict[str, Any]


def genepy(
    presence: ArrayLike,
    *,
    components: ComponentChoice = "largest",
    sizes: ArrayLike | None = None,
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
) -> Genepy:
    r"""GENEPY of regions and of activities, from the two largest eigenvalues of their similarity.

    .. math:: W_{ri} = \frac{M_{ri}}{k_r u'_i},\; u'_i = \sum_r \frac{M_{ri}}{k_r}; \quad N = W W' \text{ with zero diagonal};
       \quad \Bigl(\sum_{k=1,2} \lambda_k x_{rk}^2\Bigr)^2 + 2 \sum_{k=1,2} \lambda_k^2 x_{rk}^2

    with the eigenvalues of largest magnitude; for activities the same with :math:`W'W`.

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros; ``nan`` counts as not present.
    components, sizes, regions, activities
        As in :func:`clustrat.complexity.eci.economic_complexity`.

    Returns
    -------
    Genepy
        Without unit; only the order has a meaning. It is free of the sign of the eigenvectors. ``nan`` where the second and
        third eigenvalue are of one magnitude (diagnostic ``degenerate_eigenvalue``).

    Notes
    -----
    Blends diversity (first vector) and ECI (second vector) by a fixed rule; two regions can meet at one value by very
    different mixes. It depends on how many regions and activities there are, so years and samples do not compare
    (:cite:`sciarra2020`).

    Examples
    --------
    W has the rows 1, 2/5, 2/11; 0, 3/5, 3/11; 0, 0, 6/11; the tests follow it from there.

    >>> result = genepy([[1, 1, 1], [0, 1, 1], [0, 0, 1]])
    >>> result.region.round(4).tolist()
    [0.1856, 0.2115, 0.0581]
    """
    have = known(presence)
    parts = largest_component(have, sizes=sizes, components=components, regions=regions, activities=activities)
    of_region, of_activity = np.full(have.shape[0], np.nan), np.full(have.shape[1], np.nan)
    pairs = [(float("nan"), float("nan"))] * 2
    found = list(parts.diagnostics)
    for part in np.unique(parts.region_of[parts.kept_regions]).tolist():
        rows, columns = parts.region_of == part, parts.activity_of == part
        own = have[np.ix_(rows, columns)]
        k = own.sum(axis=1)
        over = 1 / (own / k[:, None]).sum(axis=0)
        for side, (out, place, matrix, of_row, of_column) in enumerate(
            ((of_region, rows, own, 1 / k, over), (of_activity, columns, own.T, over, 1 / k))
        ):
            out[place], values = _index(np.ascontiguousarray(matrix), of_row, of_column)
            if np.isnan(pairs[side][0]):
                pairs[side] = float(values[0]), float(values[1])
            if np.isnan(out[place]).any():
                found.append(_degenerate("region" if side == 0 else "activity", values))
    return Genepy(
        region=of_region,
        activity=of_activity,
        region_eigenvalues=pairs[0],
        activity_eigenvalues=pairs[1],
        diagnostics=tuple(found),
        conventions={"components": components},
    )


def _index(have: FloatArray, of_row: FloatArray, of_column: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The index of the rows, and the three eigenvalues of largest magnitude."""
    values, vectors = (_dense if len(have) <= DENSE_UP_TO else _lanczos)(have, of_row, of_column)
    if abs(values[1]) - abs(values[2]) <= DEGENERATE_GAP * abs(values[0]):
        return np.full(len(have), np.nan), values
    squares, two = vectors[:, :2] ** 2, values[:2]
    return np.asarray((squares @ two) ** 2 + 2 * (squares @ two**2)), values


def _dense(have: FloatArray, of_row: FloatArray, of_column: FloatArray) -> tuple[FloatArray, FloatArray]:
    weights = of_row[:, None] * have * of_column
    similar = weights @ weights.T
    np.fill_diagonal(similar, 0.0)
    values, vectors = np.linalg.eigh(similar)
    order = np.argsort(-np.abs(values), kind="stable")[:3]
    return values[order], vectors[:, order]


def _lanczos(have: FloatArray, of_row: FloatArray, of_column: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same by matrix-vector products; the third in a run of its own, because one run cannot see a twin."""
    from scipy.sparse.linalg import LinearOperator, eigsh

    there, back = there_and_back(have)
    diagonal = of_row**2 * (there @ of_column**2)
    start = np.cos(np.arange(1, len(have) + 1, dtype=np.float64)) + 1.5

    def step(v: FloatArray) -> FloatArray:
        return np.asarray(of_row * (there @ (of_column**2 * (back @ (of_row * v)))) - diagonal * v)

    def without(v: FloatArray) -> FloatArray:
        v = v - two @ (two.T @ v)
        w = step(v)
        return np.asarray(w - two @ (two.T @ w))

    shape = (len(have), len(have))
    values, vectors = eigsh(LinearOperator(shape, matvec=step, dtype=np.float64), k=2, which="LM", v0=start)
    order = np.argsort(-np.abs(values))
    values, two = values[order], vectors[:, order]
    third, _ = eigsh(LinearOperator(shape, matvec=without, dtype=np.float64), k=1, which="LM", v0=without(start))
    return np.append(values, third), two


def _degenerate(axis: str, values: FloatArray) -> Diagnostic:
    return Diagnostic(
        code="degenerate_eigenvalue",
        severity="warning",
        axis=axis,
        parameter="eigenvalue",
        value=float(values[1]),
        sentence=(
            f"The second and third eigenvalue ({values[1]:.4f} and {values[2]:.4f}) are of one magnitude: GENEPY is not determined."
        ),
    )
