"""The named thresholds of matching, as one versioned set that every result carries."""

from __future__ import annotations

from dataclasses import dataclass

from clustrat.errors import ParameterError

__all__ = ["MATCHING_V1", "MatchingParameters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingParameters:
    """How partners and concepts are weighed; ``matching.v1`` unless a field is changed, then give a ``version`` of your own.

    Attributes
    ----------
    k_near
        How many nearest activities stand for the neighbourhood of a missing one, beside itself.
    n_random, seed
        Random additions that a partner is held against, and the seed of their draws.
    redundancy_weight
        How much of the score full redundancy takes, 0 to 1.
    level_diversity
        Whether the score is taken beside regions of like diversity.
    n_reasons
        At most so many reasons are told.
    beyond_chance
        From so many standard deviations above random additions a region is said to add more than chance.
    unknown_warn
        Share of activities without a figure from which a region is warned of.
    coverage_density
        Share of the near activities of a missing item that a concept must hold for the item to count as within reach.
    min_employment, scale_probability
        A cluster has regional scale from so many persons employed, and from that chance of a location quotient of 1.
    min_gain
        Each cluster of a concept found by search adds at least so much, 0 to 1.
    reach_worth
        In the search, what is within reach counts so much of what is there itself, 0 to 1.
    max_members, n_own, n_partners, n_each, n_concepts, n_same_partners
        Bounds of the search for concepts: clusters in one, own clusters tried, partner regions tried, clusters of each, answers, and
        answers with the same partner regions.
    """

    version: str = "matching.v1"
    k_near: int = 8
    n_random: int = 500
    seed: int = 20_141_127
    redundancy_weight: float = 0.5
    level_diversity: bool = True
    n_reasons: int = 5
    beyond_chance: float = 1.0
    unknown_warn: float = 0.5
    coverage_density: float = 0.5
    min_employment: float = 1000.0
    scale_probability: float = 0.5
    min_gain: float = 0.02
    reach_worth: float = 0.5
    max_members: int = 4
    n_own: int = 6
    n_partners: int = 5
    n_each: int = 3
    n_concepts: int = 5
    n_same_partners: int = 2

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name in ("k_near", "n_reasons", "n_own", "n_partners", "n_each", "n_concepts", "n_same_partners"):
            if getattr(self, name) < 1:
                raise ParameterError(f"{name}={getattr(self, name)} must be at least 1.")
        if self.n_random < 2:
            raise ParameterError(f"n_random={self.n_random} gives no spread; 500 is usual.")
        for name in (
            "redundancy_weight",
            "unknown_warn",
            "coverage_density",
            "scale_probability",
            "min_gain",
            "reach_worth",
        ):
            if not 0 <= getattr(self, name) <= 1:
                raise ParameterError(f"{name}={getattr(self, name):g} must lie between 0 and 1.")
        if not 2 <= self.max_members <= 4:
            raise ParameterError(f"max_members={self.max_members}: a concept has two to four clusters.")
        if not self.min_employment >= 0:
            raise ParameterError(f"min_employment={self.min_employment:g} must not be negative.")


#: The set in use.
MATCHING_V1 = MatchingParameters()
