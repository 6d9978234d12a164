"""Cross-checks of an order of priorities: PROMETHEE II and TOPSIS beside the additive value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.decision.mcda import Direction, checked_weights, ranks
from clustrat.errors import EvidenceError, ParameterError

__all__ = ["Preference", "Promethee", "Topsis", "orders_that_differ", "promethee", "topsis"]

FloatArray = NDArray[np.float64]
Normalisation = Literal["vector", "min-max", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """How a difference on a criterion becomes a preference between 0 and 1.

    ``usual``: 1 for any advantage. ``linear``: 0 up to ``q``, 1 from ``p`` on, straight between; with ``q`` = 0 the V-shape.
    """

    kind: Literal["usual", "linear"] = "usual"
    q: float = 0.0
    p: float = 0.0

    def __post_init__(self) -> None:
        """Refuse thresholds that cross."""
        if self.kind not in ("usual", "linear"):
            raise ParameterError(f"There is no preference function '{self.kind}'. Choose usual or linear.")
        if self.kind == "linear" and not 0 <= self.q < self.p:
            raise ParameterError(f"A linear preference needs 0 <= q < p, not q={self.q:g} and p={self.p:g}.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Promethee:
    """Flows (n_alternatives,): ``phi_plus``, ``phi_minus`` from 0 to 1, ``phi`` their difference; ``preference`` (n, n)."""

    phi_plus: FloatArray
    phi_minus: FloatArray
    phi: FloatArray
    preference: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Topsis:
    """Closeness (n_alternatives,), 0 to 1 with 1 the ideal, ``nan`` where all alternatives coincide; its normalisation by name."""

    closeness: FloatArray
    ideal: FloatArray
    anti_ideal: FloatArray
    normalisation: Normalisation


def promethee(
    matrix: ArrayLike, *, weights: ArrayLike, directions: Sequence[Direction], preferences: Sequence[Preference]
) -> Promethee:
    r"""PROMETHEE II: net flow of preference over all pairs (:cite:`brans1985`).

    .. math:: \pi(a, b) = \sum_k w_k P_k(a, b), \quad
       \phi^+(a) = \frac{1}{n-1} \sum_b \pi(a, b), \quad \phi = \phi^+ - \phi^-

    Parameters
    ----------
    matrix : array_like, shape (n_alternatives, n_criteria)
        All known; at least two alternatives.
    weights : array_like, shape (n_criteria,)
        Sum 1.
    directions
        ``max`` or ``min`` of each criterion.
    preferences
        One per criterion, thresholds in its unit.

    Returns
    -------
    Promethee
        The flows of all alternatives add up to 0. Ranks can change when an alternative joins.

    Examples
    --------
    >>> result = promethee([[3, 10], [5, 20], [4, 40]], weights=[0.6, 0.4], directions=["max", "min"],
    ...     preferences=[Preference(kind="linear", p=2), Preference()])
    >>> result.phi.round(6).tolist()
    [-0.05, 0.45, -0.4]
    """
    table, signs = _matrix(matrix, directions)
    n, k = table.shape
    if n < 2:
        raise EvidenceError("PROMETHEE compares pairs, and there is only one alternative. Give at least two.")
    w = checked_weights(weights, k)
    if len(preferences) != k:
        raise ParameterError(
            f"There are {k} criteria and {len(preferences)} preference functions. Give one per criterion."
        )
    pi = np.zeros((n, n))
    for c, preference in enumerate(preferences):
        gap = (table[:, None, c] - table[None, :, c]) * signs[c]
        if preference.kind == "usual":
            pi += w[c] * (gap > 0)
        else:
            pi += w[c] * np.clip((gap - preference.q) / (preference.p - preference.q), 0.0, 1.0)
    plus, minus = pi.sum(axis=1) / (n - 1), pi.sum(axis=0) / (n - 1)
    return Promethee(phi_plus=plus, phi_minus=minus, phi=plus - minus, preference=pi)


def topsis(
    matrix: ArrayLike, *, weights: ArrayLike, directions: Sequence[Direction], normalisation: Normalisation = "vector"
) -> Topsis:
    r"""TOPSIS: nearness to the best and distance from the worst of each criterion (:cite:`hwang1981`).

    .. math:: C_i = \frac{d_i^-}{d_i^+ + d_i^-}

    Parameters
    ----------
    matrix : array_like, shape (n_alternatives, n_criteria)
        All known.
    weights : array_like, shape (n_criteria,)
        Not negative; they need not add up to 1.
    directions
        ``max`` or ``min`` of each criterion.
    normalisation
        ``vector`` divides by the Euclidean norm of the column, ``min-max`` maps it to 0..1, ``none`` leaves it. They give other
        numbers, sometimes other ranks: it is named in the result.

    Returns
    -------
    Topsis

    Examples
    --------
    >>> topsis([[1, 0, 3], [0, 5, 6]], weights=[1, 1, 1], directions=["max"] * 3, normalisation="none").closeness.round(6).tolist()
    [0.146392, 0.853608]
    """
    table, signs = _matrix(matrix, directions)
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (table.shape[1],) or not np.isfinite(w).all() or (w < 0).any() or not w.any():
        raise ParameterError(f"weights={w.tolist()} must be {table.shape[1]} numbers from 0, not all of them 0.")
    if normalisation == "vector":
        norm = np.sqrt((table**2).sum(axis=0))
        table = table / np.where(norm > 0, norm, 1.0)
    elif normalisation == "min-max":
        low, width = table.min(axis=0), np.ptp(table, axis=0)
        table = (table - low) / np.where(width > 0, width, 1.0)
    elif normalisation != "none":
        raise ParameterError(f"There is no normalisation '{normalisation}'. Choose vector, min-max or none.")
    table = table * w
    best = np.where(signs > 0, table.max(axis=0), table.min(axis=0))
    worst = np.where(signs > 0, table.min(axis=0), table.max(axis=0))
    to_best = np.sqrt(((table - best) ** 2).sum(axis=1))
    to_worst = np.sqrt(((table - worst) ** 2).sum(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        closeness = to_worst / (to_best + to_worst)
    return Topsis(closeness=closeness, ideal=best, anti_ideal=worst, normalisation=normalisation)


def orders_that_differ(scores: Mapping[str, ArrayLike]) -> tuple[int, ...]:
    """Alternatives (from 0) that do not have the same rank in every method.

    >>> orders_that_differ({"additive": [0.9, 0.5, 0.1], "topsis": [0.6, 0.7, 0.2]})
    (0, 1)
    """
    lists = [ranks(values) for values in scores.values()]
    if len({len(row) for row in lists}) > 1:
        raise EvidenceError("The methods rank different numbers of alternatives. Give scores for the same ones.")
    return tuple(n for n, places in enumerate(zip(*lists, strict=True)) if len(set(places)) > 1)


def _matrix(matrix: ArrayLike, directions: Sequence[Direction]) -> tuple[FloatArray, FloatArray]:
    table = np.asarray(matrix, dtype=np.float64)
    if table.ndim != 2 or not table.size or table.shape[1] != len(directions):
        raise EvidenceError(
            f"Figures have shape {table.shape} for {len(directions)} directions. Give one per criterion."
        )
    if not np.isfinite(table).all():
        i, k = (int(n) for n in np.argwhere(~np.isfinite(table))[0])
        raise EvidenceError(
            f"Alternative {i} has no finite figure on criterion {k}. This method needs all; the additive value can leave gaps."
        )
    bad = [d for d in directions if d not in ("max", "min")]
    if bad:
        raise ParameterError(f"There is no direction '{bad[0]}'. Choose max or min.")
    return table, np.array([1.0 if d == "max" else -1.0 for d in directions])
