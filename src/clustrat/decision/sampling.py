"""Draws for SMAA: weights from all that are possible, and performances that are not known for certain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import ParameterError

__all__ = ["draw_performance", "simplex_weights"]

FloatArray = NDArray[np.float64]
#: Cells handled at once, so that memory stays small whatever the number of draws.
CHUNK_CELLS = 4_000_000
#: Rejection stops after so many tries for each draw that is wanted, and not before ``MIN_TRIES``.
TRIES_PER_DRAW = 2_000
MIN_TRIES = 1_000_000
#: Room for rounding where bounds of weights have to add up to 1.
SUM_TOLERANCE = 1e-9


def simplex_weights(
    n_criteria: int,
    *,
    n_draws: int,
    rng: np.random.Generator,
    order: Sequence[int] | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
) -> FloatArray:
    """Weights drawn uniformly from all that are not negative and add up to 1.

    Parameters
    ----------
    n_criteria
        Number of criteria, at least 1.
    n_draws
        Number of draws, at least 1.
    rng
        Source of chance.
    order
        Indices of criteria (from 0), the most important first; all of them or some. Draws are sorted, which keeps them uniform.
    lower, upper : array_like, shape (n_criteria,)
        Bounds of each weight, 0 to 1; draws outside are rejected.

    Returns
    -------
    ndarray of float, shape (n_draws, n_criteria)
        Each row sums to 1.

    Raises
    ------
    ParameterError
        An option cannot be, the bounds contradict each other, or (almost) no draw lies within them.

    Notes
    -----
    Exponential draws divided by their sum are uniform on the simplex (:cite:`tervonen2007`).

    Examples
    --------
    >>> draws = simplex_weights(3, n_draws=1000, rng=np.random.default_rng(1), order=[2, 0, 1])
    >>> bool((draws[:, 2] >= draws[:, 0]).all() and (draws[:, 0] >= draws[:, 1]).all())
    True
    """
    if n_criteria < 1:
        raise ParameterError(f"n_criteria={n_criteria} must be at least 1.")
    if n_draws < 1:
        raise ParameterError(f"n_draws={n_draws} must be at least 1; 10,000 is usual.")
    places = _order(order, n_criteria)
    low, high = _bounds(lower, upper, n_criteria)
    spare = 1.0 - low.sum()
    is_free = not low.any() and bool((high >= 1.0).all())
    # Without an order, shifted draws keep every lower bound by themselves, and fewer are rejected.
    shift = low if places is None else np.zeros(n_criteria)
    scale = spare if places is None else 1.0
    found: list[FloatArray] = []
    n_found = n_tried = 0
    while n_found < n_draws:
        n = n_draws if is_free else min(max(2 * n_draws, 1_000), max(CHUNK_CELLS // n_criteria, 1))
        batch = rng.standard_exponential((n, n_criteria))
        batch = shift + scale * batch / batch.sum(axis=1, keepdims=True)
        if places is not None:
            batch[:, places] = -np.sort(-batch[:, places], axis=1)
        if not is_free:
            batch = batch[
                ((batch >= low - SUM_TOLERANCE) & (batch <= high + SUM_TOLERANCE)).all(axis=1)
                & _in_order(batch, places)
            ]
        found.append(batch[: n_draws - n_found])
        n_found, n_tried = n_found + len(found[-1]), n_tried + n
        if n_found < n_draws and n_tried >= max(MIN_TRIES, TRIES_PER_DRAW * n_draws):
            raise ParameterError(
                f"Of {n_tried:,} draws of weights only {n_found:,} keep the bounds (lower {low.tolist()}, upper {high.tolist()}"
                f"{'' if places is None else f', order {places.tolist()}'}), but {n_draws:,} are wanted. Widen the bounds."
            )
    return np.concatenate(found)


def draw_performance(
    matrix: ArrayLike,
    *,
    n_draws: int,
    rng: np.random.Generator,
    sd: ArrayLike | None = None,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
) -> FloatArray:
    """Draw uncertain performances: normal where ``sd`` is given, even between ``low`` and ``high``, else fixed.

    Parameters
    ----------
    matrix : array_like, shape (n_alternatives, n_criteria)
        The values, or their means, in the units of the criteria.
    n_draws
        Number of draws, at least 1.
    rng
        Source of chance.
    sd, low, high : array_like, shape (n_alternatives, n_criteria), optional
        ``nan`` where a cell is not uncertain in that way.

    Returns
    -------
    ndarray of float, shape (n_draws, n_alternatives, n_criteria)

    Raises
    ------
    ParameterError
        A standard deviation is negative, an interval is reversed or half open, or a cell has both.

    Examples
    --------
    >>> drawn = draw_performance([[5.0, 2.0]], n_draws=4, rng=np.random.default_rng(0), low=[[np.nan, 1]], high=[[np.nan, 3]])
    >>> drawn.shape, bool((drawn[:, 0, 0] == 5).all()), bool(((drawn[:, 0, 1] >= 1) & (drawn[:, 0, 1] <= 3)).all())
    ((4, 1, 2), True, True)
    """
    mean = np.asarray(matrix, dtype=np.float64)
    if mean.ndim != 2 or n_draws < 1:
        raise ParameterError(
            f"Give a table of alternatives by criteria and n_draws >= 1, not {mean.shape} and {n_draws}."
        )
    spread, lowest, highest = (_like(name, part, mean) for name, part in (("sd", sd), ("low", low), ("high", high)))
    if (spread < 0).any():
        raise ParameterError(f"A standard deviation of {np.nanmin(spread):g} cannot be; give sd >= 0.")
    is_interval, is_normal = ~np.isnan(lowest), ~np.isnan(spread)
    if (is_interval != ~np.isnan(highest)).any() or (lowest > highest).any():
        raise ParameterError("An interval needs both ends, the lower one first.")
    if (is_interval & is_normal).any():
        raise ParameterError("A performance has both sd and an interval. Give one of them.")
    shape = (n_draws, *mean.shape)
    drawn = np.broadcast_to(mean, shape).copy()
    if is_normal.any():
        drawn[:, is_normal] += rng.standard_normal((n_draws, int(is_normal.sum()))) * spread[is_normal]
    if is_interval.any():
        part = rng.random((n_draws, int(is_interval.sum())))
        drawn[:, is_interval] = lowest[is_interval] + part * (highest - lowest)[is_interval]
    return drawn


def _like(name: str, part: ArrayLike | None, mean: FloatArray) -> FloatArray:
    if part is None:
        return np.full(mean.shape, np.nan)
    table = np.asarray(part, dtype=np.float64)
    if table.shape != mean.shape:
        raise ParameterError(
            f"'{name}' has shape {table.shape}, the performances {mean.shape}. Give one for each cell."
        )
    return table


def _order(order: Sequence[int] | None, n_criteria: int) -> NDArray[np.int64] | None:
    if order is None:
        return None
    places = np.asarray(order, dtype=np.int64)
    if len(set(places.tolist())) != len(places) or ((places < 0) | (places >= n_criteria)).any():
        raise ParameterError(f"order={list(order)} must name criteria from 0 to {n_criteria - 1}, each once.")
    return places


def _in_order(batch: FloatArray, places: NDArray[np.int64] | None) -> NDArray[np.bool_]:
    if places is None:
        return np.ones(len(batch), dtype=bool)
    return np.asarray((np.diff(batch[:, places], axis=1) <= SUM_TOLERANCE).all(axis=1))


def _bounds(lower: ArrayLike | None, upper: ArrayLike | None, n: int) -> tuple[FloatArray, FloatArray]:
    low = np.zeros(n) if lower is None else np.asarray(lower, dtype=np.float64)
    high = np.ones(n) if upper is None else np.asarray(upper, dtype=np.float64)
    for name, bound in (("lower", low), ("upper", high)):
        if bound.shape != (n,) or not ((bound >= 0) & (bound <= 1)).all():
            raise ParameterError(f"'{name}' is {bound.tolist()}; give {n} numbers between 0 and 1, one per criterion.")
    if (low > high).any():
        k = int(np.flatnonzero(low > high)[0])
        raise ParameterError(f"Criterion {k} has the lower bound {low[k]:g} above its upper bound {high[k]:g}.")
    if low.sum() > 1 + SUM_TOLERANCE or high.sum() < 1 - SUM_TOLERANCE:
        raise ParameterError(
            f"The lower bounds add up to {low.sum():g} and the upper ones to {high.sum():g}; weights that sum to 1 do not fit."
        )
    return low, high
