"""How stable a ranking is: under all weights of the components, and beside the intervals of the ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.decision.sampling import simplex_weights
from clustrat.decision.smaa import RankAcceptability, acceptability_of_scores
from clustrat.errors import EvidenceError
from clustrat.potential.rating_parameters import COMPONENTS, POTENTIAL_RATING_V1, RatingParameters
from clustrat.potential.scales import join_components
from clustrat.potential.score import PotentialRating

__all__ = ["RankStability", "rank_components", "rank_stability"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankStability:
    """A ranking and how far it depends on weights and on chance; arrays in the order of ``cases``, best first.

    ``first`` and ``first_three`` are the shares of weightings in which a case is there. ``is_clear`` says of each case but the last
    whether its interval lies wholly above that of the next: where it does not, there is no clear order. ``overlapping`` names for
    each case all whose intervals overlap its own. ``acceptability`` holds the shares of every rank.
    """

    cases: tuple[str, ...]
    potential: FloatArray
    low: FloatArray
    high: FloatArray
    first: FloatArray
    first_three: FloatArray
    is_clear: NDArray[np.bool_]
    overlapping: tuple[tuple[str, ...], ...]
    acceptability: RankAcceptability
    n_weight_draws: int


def rank_components(
    components: ArrayLike,
    *,
    labels: Sequence[str],
    low: ArrayLike,
    high: ArrayLike,
    rng: np.random.Generator,
    parameters: RatingParameters = POTENTIAL_RATING_V1,
) -> RankStability:
    """Rank cases by their components, and see what other weights would make of it.

    Parameters
    ----------
    components : array_like, shape (n_cases, 5)
        0 to 4, ``nan`` where not known: of regions, of clusters, or of one region in several themes.
    labels
        Code of each case, each once.
    low, high : array_like, shape (n_cases,)
        Intervals of the ratings; without them (``nan``) no order is clear.
    rng
        Where chance comes from.
    parameters
        Weights of the ranking, and how many others are drawn, evenly from all that add to 1.

    Returns
    -------
    RankStability
        Cases below ``min_confidence`` are left out: they are shown, not ranked.

    Raises
    ------
    EvidenceError
        Shapes do not fit, a label stands twice, or no case can be ranked.

    Notes
    -----
    A component that nobody has takes no part. Where one case lacks a component that another has, each is weighed over its own
    (:cite:`tervonen2007`).

    Examples
    --------
    The first is better in everything, so it is first under all weights; without intervals the order is not called clear.

    >>> found = rank_components([[3, 3, 3, 3, np.nan], [2, 1, 2, 2, np.nan]], labels=["SI04", "ITH4"],
    ...     low=[np.nan] * 2, high=[np.nan] * 2, rng=np.random.default_rng(1))
    >>> found.cases, found.first.tolist(), found.is_clear.tolist()
    (('SI04', 'ITH4'), [1.0, 0.0], [False])
    """
    x = np.asarray(components, dtype=np.float64)
    lower, upper = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    if x.shape != (len(labels), len(COMPONENTS)) or lower.shape != upper.shape or lower.shape != (len(labels),):
        raise EvidenceError(
            f"There are {len(labels)} labels, components of shape {x.shape} and {lower.size} intervals. Give one each, with "
            f"{len(COMPONENTS)} components."
        )
    if len(set(labels)) < len(labels):
        raise EvidenceError("A label stands twice. Give each case once.")
    joined = join_components(x, np.array([parameters.weights[name] for name in COMPONENTS]))
    can = (joined.confidence >= parameters.min_confidence) & ~np.isnan(joined.potential)
    if not can.any():
        raise EvidenceError(
            f"None of {len(labels)} cases has the {100 * parameters.min_confidence:.0f} % of the weights known that a ranking "
            "needs. Show the ratings without ranks, or give more components."
        )
    places = sorted(np.flatnonzero(can).tolist(), key=lambda i: (-joined.potential[i], labels[i]))
    counted = acceptability_of_scores(_under_all_weights(x[places], parameters, rng))
    cases = tuple(labels[i] for i in places)
    lower, upper = lower[places], upper[places]
    overlap = (upper[:, None] >= lower) & (lower[:, None] <= upper)
    return RankStability(
        cases=cases,
        potential=joined.potential[places],
        low=lower,
        high=upper,
        first=counted.first,
        first_three=counted.first_three,
        is_clear=np.asarray(lower[:-1] > upper[1:]),
        overlapping=tuple(
            tuple(other for j, other in enumerate(cases) if j != i and overlap[i, j]) for i in range(len(cases))
        ),
        acceptability=counted,
        n_weight_draws=parameters.n_weight_draws,
    )


def rank_stability(
    rating: PotentialRating, *, rng: np.random.Generator, cases: Sequence[str] | None = None
) -> RankStability:
    """The ranking of a rating's cases, or of some of them, see :func:`rank_components`."""
    chosen = rating.cases if cases is None else tuple(cases)
    places = [rating.index(case) for case in chosen]
    return rank_components(
        rating.components[places],
        labels=chosen,
        low=rating.low[places],
        high=rating.high[places],
        rng=rng,
        parameters=rating.parameters,
    )


def _under_all_weights(x: FloatArray, parameters: RatingParameters, rng: np.random.Generator) -> FloatArray:
    """Ratings under each draw of weights, shape (n_weight_draws, n_cases)."""
    matters = (~np.isnan(x)).any(axis=0) & np.array([parameters.weights[name] > 0 for name in COMPONENTS])
    part = x[:, matters]
    weights = simplex_weights(part.shape[1], n_draws=parameters.n_weight_draws, rng=rng)
    is_known = ~np.isnan(part)
    logs = np.log(np.where(is_known & (part > 0), part, 1.0))
    found = np.exp(weights @ logs.T / (weights @ is_known.T.astype(np.float64)))
    found[:, (part == 0).any(axis=1)] = 0.0
    return np.asarray(found)
