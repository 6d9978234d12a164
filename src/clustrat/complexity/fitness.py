r"""Fitness of regions and complexity of activities, by joint updates that punish what weak regions also have.

.. math:: F_r = \sum_i M_{ri} Q_i, \qquad Q_i = \Bigl(\sum_r M_{ri} \tfrac{1}{F_r}\Bigr)^{-1},

each divided by its mean after every update, both from the values of the update before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.complexity.links import there_and_back
from clustrat.complexity.spectrum import ComponentChoice, largest_component
from clustrat.errors import ParameterError
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.presence import known

__all__ = ["EconomicFitness", "economic_fitness"]

FloatArray = NDArray[np.float64]
#: A fitness below this falls with every update: only the number of updates says how far it has come.
VANISHING = 1e-12
#: Nothing falls below this in the updates, so that one over it stays a number; it is given out as 0.
FLOOR = 1e-280


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EconomicFitness:
    """Fitness (n_regions,) and activity complexity ``q`` (n_activities,), both with mean 1; ``nan`` outside the part used.

    ``n_updates`` were made; ``last_change`` is the largest move of a fitness in the last one.
    """

    fitness: FloatArray
    q: FloatArray
    n_updates: int
    last_change: float
    diagnostics: tuple[Diagnostic, ...]
    conventions: dict[str, Any]


def economic_fitness(
    presence: ArrayLike,
    *,
    n_updates: int = 199,
    tolerance: float = 0.0,
    components: ComponentChoice = "largest",
    sizes: ArrayLike | None = None,
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
) -> EconomicFitness:
    r"""Fitness and complexity by joint (Jacobi) updates from ones.

    Parameters
    ----------
    presence : array_like, shape (n_regions, n_activities)
        Ones and zeros; ``nan`` counts as not present.
    n_updates
        How many updates, at least 1; with a ``tolerance`` the most of them.
    tolerance
        If above 0, the updates end once no fitness moves by more than this; reached too late or never, the value stands with
        the diagnostic ``not_converged``.
    components, sizes, regions, activities
        As in :func:`clustrat.complexity.eci.economic_complexity`.

    Returns
    -------
    EconomicFitness
        0 or more, mean 1 over the regions (activities) used; 0 where it has fallen below what a float can hold.

    Raises
    ------
    ParameterError
        ``n_updates`` is below 1, or ``tolerance`` negative.

    Notes
    -----
    An activity counts as complex only if no weak region has it, so one exception pulls it down: errors in the data matter more
    than in ECI. In some tables the updates do not converge but let the weakest values fall for ever (diagnostic
    ``fitness_vanishes``); the number of updates is then part of the result (:cite:`tacchella2012`, :cite:`pugliese2016`).

    Examples
    --------
    One update from ones: F = 3, 2, 1 and Q = 1, 1/2, 1/3, each over its mean (2 and 11/18).

    >>> result = economic_fitness([[1, 1, 1], [0, 1, 1], [0, 0, 1]], n_updates=1)
    >>> result.fitness.round(4).tolist(), result.q.round(4).tolist()
    ([1.5, 1.0, 0.5], [1.6364, 0.8182, 0.5455])
    """
    if n_updates < 1:
        raise ParameterError(f"n_updates={n_updates} must be at least 1; 199 is usual.")
    if not 0 <= tolerance < float("inf"):
        raise ParameterError(f"tolerance={tolerance:g} must be a number from 0; 1e-10 is usual.")
    have = known(presence)
    parts = largest_component(have, sizes=sizes, components=components, regions=regions, activities=activities)
    fitness, q = np.full(have.shape[0], np.nan), np.full(have.shape[1], np.nan)
    found = list(parts.diagnostics)
    made, moved = 0, 0.0
    for part in np.unique(parts.region_of[parts.kept_regions]).tolist():
        rows, columns = parts.region_of == part, parts.activity_of == part
        fitness[rows], q[columns], n, change = _updates(have[np.ix_(rows, columns)], n_updates, tolerance)
        made, moved = max(made, n), max(moved, change)
        if tolerance and change > tolerance:
            found.append(_not_converged(n, change, tolerance))
    found += _vanishing(fitness, made, regions)
    return EconomicFitness(
        fitness=fitness,
        q=q,
        n_updates=made,
        last_change=moved,
        diagnostics=tuple(found),
        conventions={"fitness_updates": n_updates, "fitness_tolerance": tolerance, "components": components},
    )


def _updates(have: FloatArray, most: int, tolerance: float) -> tuple[FloatArray, FloatArray, int, float]:
    """Fitness and complexity of one connected part, the number of updates and the last change."""
    there, back = there_and_back(have)
    f, q = np.ones(have.shape[0]), np.ones(have.shape[1])
    change, made = float("inf"), 0
    while made < most and not (tolerance and change <= tolerance):
        made += 1
        next_f, next_q = there @ q, 1 / (back @ (1 / f))
        next_f, next_q = np.maximum(next_f / next_f.mean(), FLOOR), np.maximum(next_q / next_q.mean(), FLOOR)
        change = float(np.abs(next_f - f).max())
        f, q = next_f, next_q
    return np.where(f > FLOOR, f, 0.0), np.where(q > FLOOR, q, 0.0), made, change


def _not_converged(n: int, change: float, tolerance: float) -> Diagnostic:
    return Diagnostic(
        code="not_converged",
        severity="warning",
        n=n,
        parameter="fitness_tolerance",
        value=change,
        sentence=(
            f"After {n} updates a fitness still moved by {change:.1e}, more than {tolerance:g}: the values stand, but more "
            "updates would change them."
        ),
    )


def _vanishing(fitness: FloatArray, n: int, regions: Sequence[str] | None) -> list[Diagnostic]:
    low = np.flatnonzero(fitness < VANISHING)
    if not len(low):
        return []
    keys = tuple(regions[r] if regions else str(r) for r in low[:20].tolist())
    return [
        Diagnostic(
            code="fitness_vanishes",
            severity="warning",
            axis="region",
            keys=keys,
            n=len(low),
            share=len(low) / int(np.isfinite(fitness).sum()),
            parameter="n_updates",
            value=n,
            sentence=(
                f"The fitness of {len(low)} regions ({', '.join(keys[:5])}) is below {VANISHING:g} and falls with every update: "
                "read their order, not their distance."
            ),
        )
    ]
