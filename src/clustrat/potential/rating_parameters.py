"""The named parameters of a rating: scales, weights, and when a number is marked or not ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from clustrat.errors import ParameterError

__all__ = ["COMPONENTS", "POTENTIAL_RATING_V1", "RatingParameters"]

#: The five components in their order; the last is judged in interviews and never computed.
COMPONENTS = ("specialisation", "relatedness", "enabling", "rd_strength", "will_and_demand")


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingParameters:
    """A versioned set of parameters; every rating carries the set it was made with.

    Attributes
    ----------
    version
        The name of the set; a changed number is another version.
    quotient_knots
        Quotients that score 0, 1, 2, 3 and 4, linear between them.
    percentile_knots
        Percentiles among peers that score 0, 1, 2, 3 and 4, linear between them.
    weights
        Weight of each component, >= 0.
    min_confidence
        Below this share of known weight a rating is shown, but not ranked.
    coverage_warn
        Below this coverage of the theme every number is marked.
    known_share_warn
        Below this share of industries with figures a region's numbers are marked.
    min_peers
        Percentiles are taken among at least so many known values; else the indicator is missing.
    n_like
        Densities, which rise with diversity alone, are placed among so many regions of like diversity.
    presence_threshold
        Location quotient from which an industry counts as present.
    interval
        Probability inside ``low`` .. ``high``.
    n_draws
        Draws of the figures behind an interval.
    n_weight_draws
        Draws of weights behind rank stability.

    Raises
    ------
    ParameterError
        A parameter has a value that it cannot have.

    Examples
    --------
    >>> POTENTIAL_RATING_V1.version, POTENTIAL_RATING_V1.weights["relatedness"]
    ('potential_rating.v1', 1.0)
    """

    version: str = "potential_rating.v1"
    quotient_knots: tuple[float, ...] = (0.0, 0.5, 1.0, 2.0, 4.0)
    percentile_knots: tuple[float, ...] = (0.0, 25.0, 50.0, 75.0, 90.0)
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(dict.fromkeys(COMPONENTS, 1.0)))
    min_confidence: float = 0.5
    coverage_warn: float = 0.5
    known_share_warn: float = 0.5
    min_peers: int = 5
    n_like: int = 60
    presence_threshold: float = 1.0
    interval: float = 0.90
    n_draws: int = 200
    n_weight_draws: int = 10_000

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name in ("quotient_knots", "percentile_knots"):
            knots = getattr(self, name)
            if len(knots) != 5 or knots[0] != 0 or any(b <= a for a, b in pairwise(knots)):
                raise ParameterError(
                    f"{name}={knots} must be five rising numbers that begin with 0, for scores 0 to 4."
                )
        if set(self.weights) != set(COMPONENTS):
            raise ParameterError(
                f"The weights name {', '.join(self.weights) or 'nothing'}. Give one for each of: {', '.join(COMPONENTS)}."
            )
        for name, weight in self.weights.items():
            if not 0 <= weight < float("inf"):
                raise ParameterError(f"The weight of {name} is {weight:g}; it must be a number of 0 or more.")
        if not sum(self.weights.values()) > 0:
            raise ParameterError("All weights are 0: nothing would be rated. Give one component a weight above 0.")
        for name in ("min_confidence", "coverage_warn", "known_share_warn"):
            if not 0 <= getattr(self, name) <= 1:
                raise ParameterError(f"{name}={getattr(self, name):g} must lie between 0 and 1; 0.5 is usual.")
        if not 0 < self.interval < 1:
            raise ParameterError(f"interval={self.interval:g} must lie between 0 and 1; 0.9 is usual.")
        for name, least, usual in (
            ("min_peers", 2, 5),
            ("n_like", 2, 60),
            ("n_draws", 1, 200),
            ("n_weight_draws", 1, 10_000),
        ):
            if getattr(self, name) < least:
                raise ParameterError(f"{name}={getattr(self, name)} must be at least {least}; {usual} is usual.")
        if not self.presence_threshold > 0:
            raise ParameterError(f"presence_threshold={self.presence_threshold:g} must be above 0; 1 is usual.")
        object.__setattr__(self, "weights", MappingProxyType(dict(self.weights)))

    def as_dict(self) -> dict[str, Any]:
        """The set as plain data, for tables and files."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {**plain, "weights": dict(self.weights)}


POTENTIAL_RATING_V1 = RatingParameters()
