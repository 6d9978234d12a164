"""What changes evidence items, and what marks the judgements that rest on them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clustrat_platform.atlas.actions.states import in_state, known_theme
from clustrat_platform.atlas.models import EvidenceItem, Interview, PotentialAssessment
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Invalid

__all__ = ["EVIDENCE_CHANGED", "accept_evidence", "enter_evidence", "mark_what_rests_on", "reject_evidence"]

#: What is written into the mark of a judgement whose evidence no longer holds.
EVIDENCE_CHANGED = "evidence changed"
State = EvidenceItem.State


@action(verb="atlas.enter_evidence", permission="atlas.enter_evidence", on="item")
def enter_evidence(*, by: User | None, item: EvidenceItem) -> EvidenceItem:
    """Enter a piece of evidence; it counts once somebody accepts it.

    Raises
    ------
    Invalid
        There is no such theme, or the interview is not done, was withdrawn, or is of another region.
    """
    known_theme(item.theme)
    if item.interview is not None:
        if item.interview.state in (Interview.State.PLANNED, Interview.State.WITHDRAWN):
            raise Invalid(detail=_("The interview is not done, or was withdrawn."), parameter="interview")
        if not item.region.contains(item.interview.region) and not item.interview.region.contains(item.region):
            raise Invalid(detail=_("The interview is of another region."), parameter="interview")
    item.state = State.OPEN
    item.state_reason = ""
    item.quote = item.quote.strip()
    item.entered_by = by
    return checked(item)


@action(verb="atlas.accept_evidence", permission="atlas.judge_evidence", on="item")
def accept_evidence(*, by: User | None, item: EvidenceItem, reason: str = "") -> EvidenceItem:
    """Let a piece of evidence count."""
    now = in_state(item, State.OPEN)
    now.state = State.ACCEPTED
    now.state_reason = reason
    return checked(now)


@action(verb="atlas.reject_evidence", permission="atlas.judge_evidence", on="item")
def reject_evidence(*, by: User | None, item: EvidenceItem, reason: str) -> EvidenceItem:
    """Let a piece of evidence no longer count, with a reason; judgements that rest on it are marked."""
    now = in_state(item, State.OPEN, State.ACCEPTED)
    now.state = State.REJECTED
    now.state_reason = reason.strip()
    checked(now)
    mark_what_rests_on(now)
    return now


def mark_what_rests_on(item: EvidenceItem) -> list[str]:
    """Mark the present judgements that rest on an item, without altering them; inside an action. Returns their names."""
    marked = []
    for assessment in PotentialAssessment.objects.filter(basis__evidence=item).exclude(
        state=PotentialAssessment.State.SUPERSEDED
    ):
        assessment.mark = EVIDENCE_CHANGED
        checked(assessment, fields=["mark", "changed_at"])
        marked.append(str(assessment))
    return marked
