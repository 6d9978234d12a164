r"""The method of reflections: diversity and ubiquity, each refined by the mean of the other.

.. math:: k_{r,N} = \frac{1}{k_{r,0}} \sum_i M_{ri} k_{i,N-1}, \qquad k_{i,N} = \frac{1}{k_{i,0}} \sum_r M_{ri} k_{r,N-1}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.complexity.eci import standardise
from clustrat.complexity.spectrum import ComponentChoice, largest_component
from clustrat.errors import ParameterError
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.presence import known

__all__ = ["Reflections", "method_of_reflections"]

FloatArray = NDArray[np.float64]
Scale = Literal["z", "0-100", "raw"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reflections:
    """Reflections of regions (n_regions,) and activities (n_activities,), on the scale asked for; ``nan`` outside the part used."""

    region: FloatArray
    activity: FloatArray
    diagnostics: tuple[Diagnostic, ...]


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
    components, sizes, regions
        As in :func:`clustrat.complexity.eci.economic_complexity`.

    Raises
    ------
    ParameterError
        A number of steps is negative, or there is no such scale.

    Notes
    -----
    Each step mixes the table once more and the values draw together: after some twenty the order is nearly that of the
    eigenvector, of which this is the slow form, and what is left is divided by ever smaller differences
    (:cite:`hidalgo2009`).

    Examples
    --------
    Step 1 of an activity is the mean diversity of the regions that have it: 3; (3 + 2)/2; (3 + 2 + 1)/3.

    >>> m = [[1, 1, 1], [0, 1, 1], [0, 0, 1]]
    >>> method_of_reflections(m, n_region=0, n_activity=1, scale="raw").activity.tolist()
    [3.0, 2.5, 2.0]
    """
    if min(n_region, n_activity) < 0:
        raise ParameterError(f"n_region={n_region} and n_activity={n_activity} must be 0 or more; 18 and 19 are usual.")
    if scale not in get_args(Scale):
        raise ParameterError(f"There is no scale '{scale}'. Choose one of: {', '.join(get_args(Scale))}.")
    have = known(presence)
    parts = largest_component(have, sizes=sizes, components=components, regions=regions)
    of_region, of_activity = np.full(have.shape[0], np.nan), np.full(have.shape[1], np.nan)
    for part in np.unique(parts.region_of[parts.kept_regions]).tolist():
        rows, columns = parts.region_of == part, parts.activity_of == part
        own = have[np.ix_(rows, columns)]
        k, u = own.sum(axis=1), own.sum(axis=0)
        region, activity = k, u
        for step in range(max(n_region, n_activity) + 1):
            if step == n_region:
                of_region[rows] = _scaled(region, scale, ddof)
            if step == n_activity:
                of_activity[columns] = _scaled(activity, scale, ddof)
            region, activity = own @ activity / k, own.T @ region / u
    return Reflections(region=of_region, activity=of_activity, diagnostics=parts.diagnostics)


def _scaled(values: FloatArray, scale: str, ddof: int) -> FloatArray:
    if scale == "raw":
        return values
    if scale == "z":
        return standardise(values, ddof=ddof)
    width = float(np.ptp(values))
    return np.asarray(100 * (values - values.min()) / width if width > 0 else np.full(len(values), np.nan))
