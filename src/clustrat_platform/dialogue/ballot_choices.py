"""What may stand on a ballot: the proposals with their costs, in their frozen order, and a check of what was chosen."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.dialogue.models import Phase, Proposal

__all__ = ["BALLOT_STATES", "ballot_list", "checked_choice"]

#: States in which a proposal stands on a ballot, is rated and prioritised; what was decided since stays in the count.
BALLOT_STATES = (
    Proposal.State.ADMITTED,
    Proposal.State.DELIBERATING,
    Proposal.State.RATED,
    Proposal.State.SHORTLISTED,
    Proposal.State.ADOPTED,
    Proposal.State.ADOPTED_CHANGED,
    Proposal.State.DEFERRED,
    Proposal.State.REJECTED,
    Proposal.State.SENT_UP,
    Proposal.State.IMPLEMENTING,
    Proposal.State.DONE,
    Proposal.State.STOPPED,
)


def ballot_list(phase: Phase) -> list[Proposal]:
    """The proposals with a cost, by number."""
    return list(phase.dialogue.proposals.filter(state__in=BALLOT_STATES, cost_eur__isnull=False).order_by("number"))


def checked_choice(phase: Phase, choice: Sequence[int]) -> list[int]:
    """The numbers of the proposals approved, in order, each once; an empty ballot is a ballot.

    Raises
    ------
    Invalid
        A proposal does not stand on the ballot, or stands twice.
    Conflict
        This phase has no ballot.
    """
    if phase.dialogue.rules.get("priority_method") != "budget":
        raise Conflict(detail=_("In this dialogue criteria are weighed; there is no ballot."))
    there = [it.number for it in ballot_list(phase)]
    chosen = sorted(int(it) for it in choice)
    wrong = next((it for it in chosen if it not in there or chosen.count(it) > 1), None)
    if wrong is not None:
        raise Invalid(
            detail=_("The proposal %(n)s is not on the ballot, or is chosen twice.") % {"n": wrong},
            parameter="choice",
            value=str(wrong),
            allowed=there,
        )
    return chosen
