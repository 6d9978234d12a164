"""Judged ratings: joined by the same rule as computed ones, held beside them, never averaged with them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from clustrat.errors import EvidenceError, ParameterError
from clustrat.potential.rating_parameters import COMPONENTS, POTENTIAL_RATING_V1, RatingParameters
from clustrat.potential.scales import HIGHEST, join_components

__all__ = [
    "COMPONENTS",
    "DISAGREEMENT_V1",
    "JUDGED_V1",
    "Disagreement",
    "DisagreementParameters",
    "JudgedParameters",
    "JudgedRating",
    "disagreement",
    "interview_score",
    "judged_rating",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedParameters:
    """When interviews may speak together: a score of fewer would give single answers back."""

    version: str = "judged.v1"
    min_interviews: int = 3

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.min_interviews < 1:
            raise ParameterError(f"min_interviews={self.min_interviews} must be 1 or more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisagreementParameters:
    """From which distance on a scale of 0 to 4 a computed and a judged rating are said to disagree."""

    version: str = "disagreement.v1"
    threshold: float = 2.0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 0 < self.threshold <= HIGHEST:
            raise ParameterError(f"threshold={self.threshold} must be above 0 and at most {HIGHEST:g}.")


JUDGED_V1 = JudgedParameters()
DISAGREEMENT_V1 = DisagreementParameters()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRating:
    """A judged rating: its total 0 to 4 (``None`` where no component is known), the known share of weight, its rule."""

    total: float | None
    confidence: float
    parameters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A computed and a judged rating side by side.

    ``distance`` is judged less computed, ``None`` where one is not known; ``is_marked`` says that they disagree.
    """

    computed: float | None
    judged: float | None
    distance: float | None
    is_marked: bool
    parameters: str


def judged_rating(
    components: Mapping[str, float | None], *, parameters: RatingParameters = POTENTIAL_RATING_V1
) -> JudgedRating:
    r"""Join judged components into a rating by the rule of the computed one.

    .. math:: P = \Bigl(\prod_{k\ \mathrm{known}} x_k^{w_k}\Bigr)^{1 / \sum_{k\ \mathrm{known}} w_k}

    Parameters
    ----------
    components
        Score 0 to 4 by name of the component; ``None``, or not named, where nobody judged it.
    parameters
        Versioned set whose weights are taken.

    Raises
    ------
    EvidenceError
        A name is none of the five components, or a score is not 0 to 4.

    Examples
    --------
    Four, two, one, not known, two: the fourth root of 16, with four fifths of the weight known.

    >>> found = judged_rating(dict(zip(COMPONENTS, (4, 2, 1, None, 2))))
    >>> found.total, found.confidence, found.parameters
    (2.0, 0.8, 'potential_rating.v1')
    >>> judged_rating({"relatedness": 0, "enabling": 4}).total, judged_rating({}).total
    (0.0, None)
    """
    if unknown := sorted(set(components) - set(COMPONENTS)):
        raise EvidenceError(f"There is no part '{unknown[0]}' of a rating. Judge some of: {', '.join(COMPONENTS)}.")
    scores = np.full((1, len(COMPONENTS)), np.nan)
    for number, name in enumerate(COMPONENTS):
        score = components.get(name)
        if score is not None:
            scores[0, number] = _score(score, name)
    joined = join_components(scores, [parameters.weights[name] for name in COMPONENTS])
    total = float(joined.potential[0])
    return JudgedRating(
        total=None if math.isnan(total) else round(total, 10),
        confidence=round(float(joined.confidence[0]), 10),
        parameters=parameters.version,
    )


def interview_score(scores: Sequence[float], *, parameters: JudgedParameters = JUDGED_V1) -> float | None:
    """What coded interviews say together about one component: their median, since the steps of the scale are an order.

    Parameters
    ----------
    scores
        The score of each interview, 0 to 4.
    parameters
        From how many interviews on they may speak.

    Returns
    -------
    float or None
        ``None`` where there are too few: unknown, never 0.

    Raises
    ------
    EvidenceError
        A score is not 0 to 4.

    Examples
    --------
    >>> interview_score([3, 4, 1]), interview_score([3, 4])
    (3.0, None)
    """
    checked = [_score(score, "interview") for score in scores]
    return float(median(checked)) if len(checked) >= parameters.min_interviews else None


def disagreement(
    computed: float | None, judged: float | None, *, parameters: DisagreementParameters = DISAGREEMENT_V1
) -> Disagreement:
    """Hold a computed rating and a judged one side by side; they are never averaged.

    Parameters
    ----------
    computed, judged
        Ratings 0 to 4; ``None`` where not known. An unknown rating disagrees with nothing.

    Examples
    --------
    >>> disagreement(1.2, 3.5).is_marked, disagreement(2.0, 3.5).is_marked, disagreement(None, 4.0).is_marked
    (True, False, False)
    """
    distance = None if computed is None or judged is None else _score(judged, "judged") - _score(computed, "computed")
    return Disagreement(
        computed=computed,
        judged=judged,
        distance=None if distance is None else round(distance, 10),
        is_marked=distance is not None and round(abs(distance), 10) >= parameters.threshold,
        parameters=parameters.version,
    )


def _score(value: float, name: str) -> float:
    number = float(value)
    if not 0 <= number <= HIGHEST:
        raise EvidenceError(f"The score of {name} is {number:g}; scores go from 0 to {HIGHEST:g}.")
    return number
