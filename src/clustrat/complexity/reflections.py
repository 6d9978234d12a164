r"""The method of reflections: diversity and ubiquity, each refined by the mean of the other.

.. math:: k_{r,N} = \frac{1}{k_{r,0}} \sum_i M_{ri} k_{i,N-1}, \qquad k_{i,N} = \frac{1}{k_{i,0}} \sum_r M_{ri} k_{r,N-1}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.complexity.eci import standardise
from clustrat.complexity.links import there_and_back
from clustrat.complexity.spectrum import ZERO_EIGENVALUE, ComponentChoice, largest_component
from clustrat.errors import ParameterError
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.presence import known

__all__ = ["Reflections", "method_of_reflections"]

FloatArray = NDArray[np.float64]
Scale = Literal["z", "0-100", "raw"]
#: A step that leaves less than this of the differences leaves rounding: two steps shrink them by the second eigenvalue at most.
NOTHING_LEFT = ZERO_EIGENVALUE**0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reflections:
    """Reflections of regions (n_regions,) and activities (n_activities,), on the scale asked for; ``nan`` outside the part used."""

    region: FloatArray
    activity: FloatArray
    diagnostics: tuple[Diagnostic, ...]
    conventions: dict[str, Any]


def method_of_reflections(
    presence: ArrayLike,
    *,
    n_region: int = 18,
    n_activity: int = 19,
    scale: Scale = "z",
    ddof: int = 1,
    components: ComponentChoice = "largest",
    sizes: ArrayLike | None = None,
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
) -> Reflections:
    r"""Reflections of regions after ``n_region`` steps and of activities after ``n_activity``.

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros; ``nan`` counts as not present.
    n_region, n_activity
        Number of steps, 0 or more; even ones for regions (they start from diversity), odd ones for activities.
    scale
        ``"z"``: standard deviations from the mean; ``"0-100"``: the lowest 0, the highest 100; ``"raw"``.
    ddof
        Of the standard deviation, 0 or 1.
    components, sizes, regions, activities
        As in :func:`clustrat.complexity.eci.economic_complexity`.

    Returns
    -------
    Reflections
        ``nan`` where a region or activity is empty or outside the part used, and, on a scale, where all have one value
        (diagnostic ``no_differences``).

    Raises
    ------
    ParameterError
        A number of steps is negative, ``ddof`` is neither 0 nor 1, or there is no such scale.

    Notes
    -----
    Each step mixes the table once more and the values draw together: after some twenty the order is nearly that of the
    eigenvector, of which this is the slow form, and what is left is divided by ever smaller differences. They are followed
    here apart from the level they share, so that rounding does not grow into them. Even steps of an activity start from
    ubiquity and run the other way (:cite:`hidalgo2009`).

    Examples
    --------
    Step 1 of an activity is the mean diversity of the regions that have it: 3; (3 + 2)/2; (3 + 2 + 1)/3.

    >>> m = [[1, 1, 1], [0, 1, 1], [0, 0, 1]]
    >>> method_of_reflections(m, n_region=0, n_activity=1, scale="raw").activity.round(12).tolist()
    [3.0, 2.5, 2.0]
    """
    if min(n_region, n_activity) < 0:
        raise ParameterError(f"n_region={n_region} and n_activity={n_activity} must be 0 or more; 18 and 19 are usual.")
    if scale not in get_args(Scale):
        raise ParameterError(f"There is no scale '{scale}'. Choose one of: {', '.join(get_args(Scale))}.")
    if ddof not in (0, 1):
        raise ParameterError(f"There is no ddof {ddof}. Choose 0 (all regions there are) or 1 (a sample of them).")
    have = known(presence)
    parts = largest_component(have, sizes=sizes, components=components, regions=regions, activities=activities)
    of_region, of_activity = np.full(have.shape[0], np.nan), np.full(have.shape[1], np.nan)
    found = list(parts.diagnostics)
    for part in np.unique(parts.region_of[parts.kept_regions]).tolist():
        rows, columns = parts.region_of == part, parts.activity_of == part
        steps = _steps(have[np.ix_(rows, columns)], n_region, n_activity)
        for name, n, place, out, (level, apart) in zip(
            ("regions", "activities"), (n_region, n_activity), (rows, columns), (of_region, of_activity), steps, strict=True
        ):  # fmt: skip
            out[place] = level + apart if scale == "raw" else _scaled(apart, scale, ddof)
            if scale != "raw" and not apart.any():
                found.append(_no_differences(name, n))
    chosen = {"n_region": n_region, "n_activity": n_activity, "scale": scale, "ddof": ddof, "components": components}
    return Reflections(region=of_region, activity=of_activity, diagnostics=tuple(found), conventions=chosen)


def _steps(
    have: FloatArray, n_region: int, n_activity: int
) -> tuple[tuple[float, FloatArray], tuple[float, FloatArray]]:
    """Level and differences of regions after ``n_region`` steps, and of activities after ``n_activity``.

    Averaging keeps the mean weighted by diversity (ubiquity) for ever; the differences from it shrink with every step.
    """
    there, back = there_and_back(have)
    k, u = have.sum(axis=1), have.sum(axis=0)
    # What starts from diversity stands at the regions after even steps and at the activities after odd ones.
    levels = float(k @ k / k.sum()), float(u @ u / u.sum())
    region, activity = k - levels[0], u - levels[1]
    after_region, after_activity = (levels[n_region % 2], region), (levels[1 - n_activity % 2], activity)
    for step in range(1, max(n_region, n_activity) + 1):
        region, activity = _left(there @ activity / k, k, activity, u), _left(back @ region / u, u, region, k)
        if step == n_region:
            after_region = levels[step % 2], region
        if step == n_activity:
            after_activity = levels[1 - step % 2], activity
    return after_region, after_activity


def _left(values: FloatArray, weight: FloatArray, before: FloatArray, weight_before: FloatArray) -> FloatArray:
    """What a step leaves of the differences, without the drift of their mean; exactly zero where it is only rounding."""
    values = values - weight @ values / weight.sum()
    if weight @ values**2 <= NOTHING_LEFT**2 * (weight_before @ before**2):
        return np.zeros_like(values)
    return values


def _scaled(values: FloatArray, scale: str, ddof: int) -> FloatArray:
    largest = float(np.abs(values).max())
    if largest == 0:
        return np.full(len(values), np.nan)
    # After many steps the differences are so small that their squares would vanish.
    values = values / largest
    if scale == "z":
        return standardise(values, ddof=ddof)
    return np.asarray(100 * (values - values.min()) / np.ptp(values))


def _no_differences(name: str, n: int) -> Diagnostic:
    return Diagnostic(
        code="no_differences",
        severity="warning",
        axis="region" if name == "regions" else "activity",
        parameter="n_region" if name == "regions" else "n_activity",
        value=n,
        sentence=f"After {n} reflections all {name} have one value: there is no order among them.",
    )
