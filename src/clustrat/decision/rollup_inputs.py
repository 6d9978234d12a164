"""What a region brings to a roll-up: its score from votes, ratings or an acceptability, with how many took part."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from clustrat.decision.parameters import DECISION_V1, DecisionParameters
from clustrat.errors import EvidenceError, ParameterError

__all__ = ["RegionScore", "checked_regions", "score_from_ratings", "score_from_votes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionScore:
    """A declared region: ``score`` 0 to 1 or ``None`` if it gave none, ``n`` participants, ``population`` in any one unit.

    ``variance`` of the score, ``low`` and ``high`` of its interval where they are known.
    """

    region: str
    nation: str
    score: float | None = None
    n: int | None = None
    population: float | None = None
    variance: float | None = None
    low: float | None = None
    high: float | None = None


def score_from_votes(
    region: str,
    nation: str,
    *,
    agree: int,
    seen: int,
    population: float | None = None,
    parameters: DecisionParameters = DECISION_V1,
) -> RegionScore:
    r"""The smoothed share of agreement, :math:`(A+1)/(S+2)`, with the interval of Beta(A+1, S-A+1).

    Nobody voted: the region has no score, rather than one half.

    >>> unit = score_from_votes("ITH4", "IT", agree=8, seen=10)
    >>> round(unit.score, 4), round(unit.low, 3), round(unit.high, 3)
    (0.75, 0.53, 0.921)
    """
    from scipy.stats import beta

    if not 0 <= agree <= seen:
        raise EvidenceError(
            f"Region {region} has {agree} agreements among {seen} votes. Agreements cannot exceed votes."
        )
    if seen == 0:
        return RegionScore(region=region, nation=nation, n=0, population=population)
    a, b = agree + 1, seen - agree + 1
    tail = (1 - parameters.interval_probability) / 2
    return RegionScore(
        region=region,
        nation=nation,
        score=a / (a + b),
        n=seen,
        population=population,
        variance=a * b / ((a + b) ** 2 * (a + b + 1)),
        low=float(beta.ppf(tail, a, b)),
        high=float(beta.ppf(1 - tail, a, b)),
    )


def score_from_ratings(
    region: str, nation: str, *, median: float | None, n: int, scale_max: int, population: float | None = None
) -> RegionScore:
    """The median of a scale from 1 to K as a score, :math:`(median - 1)/(K - 1)`.

    >>> score_from_ratings("AT22", "AT", median=5, n=9, scale_max=9).score
    0.5
    """
    if scale_max < 2 or (median is not None and not 1 <= median <= scale_max):
        raise EvidenceError(
            f"Region {region} has a median of {median} on a scale from 1 to {scale_max}. Correct one of them."
        )
    score = None if median is None else (median - 1) / (scale_max - 1)
    return RegionScore(region=region, nation=nation, score=score, n=n, population=population)


def checked_regions(regions: Sequence[RegionScore]) -> list[RegionScore]:
    """The declared regions, each checked; refuses none, twice the same, and figures that cannot be."""
    units = list(regions)
    if not units:
        raise EvidenceError("There are no regions to roll up. Declare at least one.")
    names: set[str] = set()
    for unit in units:
        if unit.region in names:
            raise EvidenceError(f"The region {unit.region} is declared twice. Keep one of the entries.")
        names.add(unit.region)
        if unit.score is not None and not 0 <= unit.score <= 1:
            raise EvidenceError(f"The score of {unit.region} is {unit.score:g}; scores lie between 0 and 1.")
        if unit.n is not None and unit.n < 0:
            raise EvidenceError(f"{unit.region} has {unit.n} participants; give 0 or more.")
        if unit.population is not None and not (math.isfinite(unit.population) and unit.population > 0):
            raise ParameterError(
                f"The population of {unit.region} is {unit.population:g}; give a number above 0, or none."
            )
        if unit.variance is not None and not unit.variance >= 0:
            raise EvidenceError(f"The variance of {unit.region} is {unit.variance:g}; it cannot be negative.")
    return units
