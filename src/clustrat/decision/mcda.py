"""The main model of prioritisation: additive value with frozen anchors, and weights by swing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError

__all__ = ["AdditiveValue", "Anchor", "Direction", "additive_value", "partial_values", "ranks", "swing_weights"]

FloatArray = NDArray[np.float64]
Direction = Literal["max", "min"]
#: Weights must add up to 1 within this.
SUM_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What counts as worst and best on a criterion: ``lo`` < ``hi`` in its unit, frozen before the alternatives are known.

    For direction ``max`` ``lo`` is worth 0 and ``hi`` 1; for ``min`` the reverse.
    """

    lo: float
    hi: float
    direction: Direction = "max"

    def __post_init__(self) -> None:
        """Refuse anchors that are not apart."""
        if not (np.isfinite(self.lo) and np.isfinite(self.hi) and self.lo < self.hi):
            raise ParameterError(f"Anchors lo={self.lo:g} and hi={self.hi:g} must be finite, the lower one first.")
        if self.direction not in ("max", "min"):
            raise ParameterError(f"There is no direction '{self.direction}'. Choose max or min.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AdditiveValue:
    """Values (n_alternatives,), 0 to 1, and the parts (n_alternatives, n_criteria) that add up to them.

    ``clipped`` lists (alternative, criterion), from 0, whose figure lies outside the anchors. ``nan`` where a figure is missing.
    """

    value: FloatArray
    parts: FloatArray
    clipped: tuple[tuple[int, int], ...]


def swing_weights(swings: ArrayLike) -> FloatArray:
    """Weights from points given to the swing of each criterion from worst to best, :math:`w_k = s_k / \\sum s`.

    >>> swing_weights([100, 60, 40]).tolist()
    [0.5, 0.3, 0.2]
    """
    points = np.asarray(swings, dtype=np.float64)
    if points.ndim != 1 or not len(points) or not np.isfinite(points).all() or (points < 0).any() or points.sum() <= 0:
        raise EvidenceError(f"Swing points {points.tolist()} must be numbers from 0, not all of them 0.")
    return np.asarray(points / points.sum())


def partial_values(matrix: ArrayLike, anchors: Sequence[Anchor]) -> tuple[FloatArray, tuple[tuple[int, int], ...]]:
    """Figures as values between 0 and 1, and the places that had to be clipped.

    Parameters
    ----------
    matrix : array_like, shape (n_alternatives, n_criteria)
        Figures in the units of the anchors; ``nan`` is missing and stays so.
    anchors
        One per criterion.

    Examples
    --------
    >>> partial_values([[130.0]], [Anchor(lo=0, hi=120)])
    (array([[1.]]), ((0, 0),))
    """
    table = np.asarray(matrix, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(anchors) or not table.size:
        raise EvidenceError(
            f"Figures have shape {table.shape} for {len(anchors)} anchors. Give one anchor per criterion."
        )
    if np.isinf(table).any():
        i, k = (int(n) for n in np.argwhere(np.isinf(table))[0])
        raise EvidenceError(f"Alternative {i} is infinite on criterion {k}. Give a finite figure, or leave it out.")
    low = np.array([anchor.lo for anchor in anchors], dtype=np.float64)
    high = np.array([anchor.hi for anchor in anchors], dtype=np.float64)
    is_min = np.array([anchor.direction == "min" for anchor in anchors])
    outside = (table < low) | (table > high)
    values = np.clip((table - low) / (high - low), 0.0, 1.0)
    return np.where(is_min, 1 - values, values), tuple((int(i), int(k)) for i, k in np.argwhere(outside))


def additive_value(matrix: ArrayLike, *, weights: ArrayLike, anchors: Sequence[Anchor]) -> AdditiveValue:
    r"""Weighed sum of partial values between frozen anchors.

    .. math:: u_i = \sum_k w_k v_k(x_{ik}), \quad v_k(x) = \frac{x - lo_k}{hi_k - lo_k} \; (\text{for min: } 1 - v)

    Parameters
    ----------
    matrix : array_like, shape (n_alternatives, n_criteria)
        Figures; ``nan`` where missing.
    weights : array_like, shape (n_criteria,)
        Not negative, sum 1.
    anchors
        One per criterion; never the least and greatest of the alternatives present, so that no alternative changes another's value.

    Returns
    -------
    AdditiveValue
        The value of an alternative with a missing figure is ``nan``, unless the weight there is 0.

    Raises
    ------
    EvidenceError, ParameterError
        Shapes do not fit, a figure is infinite, or the weights do not add up to 1.

    Notes
    -----
    A weight says what the whole swing between the anchors is worth, not how important a criterion is in itself: with
    other anchors other weights are right (:cite:`keeney1976`).

    Examples
    --------
    >>> result = additive_value([[60, 12]], weights=[0.5, 0.5], anchors=[Anchor(lo=0, hi=120), Anchor(lo=5, hi=25, direction="min")])
    >>> result.parts.round(3).tolist(), result.value.round(3).tolist()
    ([[0.25, 0.325]], [0.575])
    """
    values, clipped = partial_values(matrix, anchors)
    w = checked_weights(weights, len(anchors))
    parts = np.where(w > 0, values * w, 0.0)
    return AdditiveValue(value=parts.sum(axis=1), parts=parts, clipped=clipped)


def checked_weights(weights: ArrayLike, n_criteria: int) -> FloatArray:
    """Weights of the criteria as an array: not negative, sum 1."""
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (n_criteria,) or not np.isfinite(w).all() or (w < 0).any():
        raise ParameterError(f"weights={w.tolist()} must be {n_criteria} numbers from 0, one per criterion.")
    if abs(w.sum() - 1) > SUM_TOLERANCE:
        raise ParameterError(f"The weights add up to {w.sum():g}. Divide each by that sum, so that they add up to 1.")
    return w


def ranks(values: ArrayLike, *, tolerance: float = 1e-12) -> list[int | None]:
    """Ranks from 1 (highest); values within ``tolerance`` share the better rank, and ``nan`` has none.

    >>> ranks([0.5, 0.7, 0.7, float("nan")])
    [3, 1, 1, None]
    """
    v = np.asarray(values, dtype=np.float64)
    return [None if np.isnan(x) else 1 + int((v > x + tolerance).sum()) for x in v]
