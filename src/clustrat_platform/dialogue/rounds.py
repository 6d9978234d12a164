"""Rounds of ratings: the middle half of the group as it was shown, and whether a reason is due outside of it."""

from __future__ import annotations

from dataclasses import dataclass

from clustrat.decision.delphi import quantile
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.models import DelphiItem, Phase
from clustrat_platform.dialogue.rule_sets import parameters_of

__all__ = ["MiddleHalf", "middle_half", "reason_is_due"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MiddleHalf:
    """Between the quartiles lies half of the group; how many had answered on which day."""

    q1: float
    median: float
    q3: float
    n: int
    on: str


def middle_half(phase: Phase, item: DelphiItem) -> MiddleHalf | None:
    """The picture of an earlier day's snapshot, if the rules show it and enough had answered.

    Only whole days are shown: a picture after every answer would tell the answer.
    """
    rules = phase.dialogue.rules
    if rules.get("results") != "interim_to_participants":
        return None
    earlier = phase.delphi_snapshots.filter(on_date__lt=moment().date())
    if phase.counted_from:
        earlier = earlier.filter(on_date__gte=phase.counted_from.date())
    snapshot = earlier.order_by("-on_date").first()
    if snapshot is None:
        return None
    ratings = list(snapshot.document.get(f"{item.proposal.number}/{item.dimension}", {}).values())
    if len(ratings) < parameters_of(rules).k_anon:
        return None
    q1, median, q3 = (quantile(ratings, it) for it in (0.25, 0.5, 0.75))
    return MiddleHalf(q1=q1, median=median, q3=q3, n=len(ratings), on=snapshot.on_date.isoformat())


def reason_is_due(rating: int, shown: MiddleHalf | None) -> bool:
    """Whether a rating lies outside the middle half that was shown.

    >>> reason_is_due(2, MiddleHalf(q1=5, median=6, q3=7, n=9, on="2026-03-01")), reason_is_due(2, None)
    (True, False)
    """
    return shown is not None and not shown.q1 <= rating <= shown.q3
