"""Breaks that no flag marks: national figures that jump from one year to the next, for all regions of a country alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["JUMP_V1", "JumpRule", "crosses_jump", "unflagged_jumps"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpRule:
    """When a change from one year to the next is no development but a break.

    ``factor``: of one industry of a country. ``median_factor``: of the median industry, which makes all industries of the
    country and year a break. Industries with fewer than ``min_persons`` persons in the country may move freely.
    """

    version: str
    factor: float
    median_factor: float
    min_persons: float


JUMP_V1 = JumpRule(version="jump.v1", factor=1.5, median_factor=1.25, min_persons=2000)


def unflagged_jumps(values: FloatArray, *, rule: JumpRule = JUMP_V1) -> BoolArray:
    """Years at which a country's figure of an industry jumps against the last year before that counts.

    Parameters
    ----------
    values : ndarray of float, shape (n_years, n_countries, n_industries)
        National persons employed; ``nan`` where not published.

    Returns
    -------
    ndarray of bool, same shape
        True at the first year after the jump. A single year that stands apart from both its neighbours, which agree with each
        other, is marked itself and passed over.

    Examples
    --------
    A threshold falls away between the second and the third year; in the fourth series one year is out of place.

    >>> series = np.array([[[100_000.0]], [[98_000.0]], [[900_000.0]], [[910_000.0]]])
    >>> unflagged_jumps(series).ravel().tolist()
    [False, False, True, False]
    >>> unflagged_jumps(np.array([[[100_000.0]], [[2_000.0]], [[99_000.0]]])).ravel().tolist()
    [False, True, False]
    """
    n_years = values.shape[0]
    jumps = np.zeros(values.shape, dtype=bool)
    last = values[0].copy()
    for y in range(1, n_years):
        following = values[y + 1] if y + 1 < n_years else np.full_like(last, np.nan)
        step = _is_jump(last, values[y], rule)
        returns = step & _is_jump(values[y], following, rule) & ~_is_jump(last, following, rule) & ~np.isnan(following)
        jumps[y] = step
        is_level = ~np.isnan(values[y]) & ~returns
        last = np.where(is_level, values[y], last)
    return jumps | _country_jumps(values, rule)


def crosses_jump(values: FloatArray, *, base: int, end: int, rule: JumpRule = JUMP_V1) -> BoolArray:
    """Whether the way from one year to another leads over a break, shape (n_countries, n_industries).

    A year out of place between the two does no harm; one at either end does.

    Parameters
    ----------
    values : ndarray of float, shape (n_years, n_countries, n_industries)
        National persons employed.
    base, end
        Places of the two years, ``base < end``.
    """
    jumps = unflagged_jumps(values, rule=rule)
    out_of_place = np.zeros(values.shape, dtype=bool)
    for y in range(1, values.shape[0] - 1):
        back = ~_is_jump(values[y - 1], values[y + 1], rule) & ~np.isnan(values[y - 1]) & ~np.isnan(values[y + 1])
        out_of_place[y] = _is_jump(values[y - 1], values[y], rule) & _is_jump(values[y], values[y + 1], rule) & back
    between = jumps[base + 1 : end + 1] & ~out_of_place[base + 1 : end + 1]
    return np.asarray(np.any(between, axis=0) | out_of_place[base] | out_of_place[end])


def _is_jump(before: FloatArray, after: FloatArray, rule: JumpRule) -> BoolArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.maximum(after / before, before / after)
    large = np.fmax(before, after) >= rule.min_persons
    return np.asarray((ratio >= rule.factor) & large & ~np.isnan(before) & ~np.isnan(after))


def _country_jumps(values: FloatArray, rule: JumpRule) -> BoolArray:
    """Years in which the median industry of a country jumps: then all of them have."""
    jumps = np.zeros(values.shape, dtype=bool)
    for y in range(1, values.shape[0]):
        before, after = values[y - 1], values[y]
        known = ~np.isnan(before) & ~np.isnan(after) & (before >= rule.min_persons)
        for c in np.flatnonzero(np.sum(known, axis=1) >= 5):
            median = float(np.median(after[c, known[c]] / before[c, known[c]]))
            if median >= rule.median_factor or median <= 1 / rule.median_factor:
                jumps[y, c] = True
    return jumps
