"""Reads for a person: what awaits one's input, invitations, notices, the own votes, and everything that names the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clustrat_platform.base.models import User
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.models import (
    Argument,
    DelphiAnswer,
    DelphiItem,
    Dialogue,
    DialogueSeat,
    InterestDeclaration,
    Notice,
    Participation,
    Phase,
    Proposal,
    Statement,
    StatementVote,
    VotingRight,
    WeightSet,
)
from clustrat_platform.dialogue.permissions import open_phase_with

__all__ = ["Task", "awaiting", "invitations_of", "notices_of", "open_statements", "own_data", "voting_phase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that awaits a person's input, and until when."""

    dialogue: Dialogue
    sentence: str
    phase: Phase
    is_soon: bool


def invitations_of(user: User) -> QuerySet[Participation]:
    """Invitations that wait for an answer."""
    return Participation.objects.filter(user=user, state=Participation.State.INVITED).select_related("dialogue")


def notices_of(user: User) -> QuerySet[Notice]:
    """The newest notices."""
    return Notice.objects.filter(user=user).select_related("dialogue")[:50]


def voting_phase(dialogue: Dialogue) -> Phase | None:
    """The phase in which one votes, rates, weighs or casts a ballot now."""
    for feature in ("vote_statement", "rate", "weigh"):
        found = open_phase_with(dialogue, feature)
        if found is not None:
            return found
    return None


def open_statements(participation: Participation) -> list[Statement]:
    """Statements on which someone has not voted, in an order of the person's own, so that none is always first."""
    from clustrat_platform.dialogue.rule_sets import sha256_of

    dialogue = participation.dialogue
    phase = voting_phase(dialogue)
    held = StatementVote.objects.filter(participation=participation, superseded_at__isnull=True)
    if phase is not None and phase.counted_from:
        held = held.filter(at__gte=phase.counted_from)
    rows = dialogue.statements.filter(state=Statement.State.ACCEPTED).exclude(pk__in=held.values("statement_id"))
    return sorted(rows, key=lambda it: sha256_of([participation.pk, it.number]))


def awaiting(user: User) -> list[Task]:
    """What awaits a person's input; who has answered is not asked again."""
    tasks = []
    for own in Participation.objects.filter(user=user, state=Participation.State.ACCEPTED).select_related("dialogue"):
        if not own.may_vote:
            continue
        phase = voting_phase(own.dialogue)
        sentence = "" if phase is None else _missing(own, phase)
        if phase is not None and sentence:
            soon = (phase.closes_at - moment()).days < 3
            tasks.append(Task(dialogue=own.dialogue, sentence=sentence, phase=phase, is_soon=soon))
    return sorted(tasks, key=lambda it: it.phase.closes_at)


def _missing(own: Participation, phase: Phase) -> str:
    if phase.type == "deliberate":
        n = len(open_statements(own))
        return _("%(n)s statements wait for your vote.") % {"n": n} if n else ""
    since: dict[str, Any] = {"at__gte": phase.counted_from} if phase.counted_from else {}
    if phase.type == "rate":
        items = DelphiItem.objects.filter(dialogue=own.dialogue)
        answered = DelphiAnswer.objects.filter(participation=own, superseded_at__isnull=True, **since)
        n = items.exclude(pk__in=answered.values("item_id")).count()
        return _("%(n)s items wait for your rating.") % {"n": n} if n else ""
    if own.dialogue.rules.get("priority_method") == "budget":
        rules = own.dialogue.rule_set
        cast = VotingRight.objects.filter(
            phase=phase, participation=own, cast_on__isnull=False, rule_set_sha256=rules.sha256 if rules else ""
        )
        return "" if cast.exists() else _("Your ballot is not cast yet.")
    weighed = WeightSet.objects.filter(phase=phase, participation=own, superseded_at__isnull=True, **since)
    return "" if weighed.exists() else _("You have not weighed the criteria yet.")


def own_data(user: User) -> dict[str, Any]:
    """Every row of the dialogues that names a person or was written by one (GDPR, articles 15 and 20)."""
    own = Participation.objects.filter(user=user).select_related("dialogue", "region")
    return {
        "participations": [
            {
                "dialogue": it.dialogue.title,
                "pseudonym": it.pseudonym,
                "state": it.state,
                "helix": it.helix,
                "region": it.region.code,
                "expertise": {one.topic: one.level for one in it.expertise.all()},
            }
            for it in own
        ],
        "seats": [
            {"dialogue": it.dialogue.title, "role": it.role}
            for it in DialogueSeat.objects.filter(user=user).select_related("dialogue")
        ],
        "declarations": [
            {"dialogue": it.dialogue.title, "text": it.text, "has_conflict": it.has_conflict}
            for it in InterestDeclaration.objects.filter(user=user).select_related("dialogue")
        ],
        "proposals": [
            {"number": it.number, "dialogue": it.dialogue.title, "versions": [one.title for one in it.versions.all()]}
            for it in Proposal.objects.filter(author__user=user).select_related("dialogue")
        ],
        "arguments": [
            {"kind": it.kind, "text": it.text, "said_at": it.said_at.isoformat()}
            for it in Argument.objects.filter(author__user=user)
        ],
        "statements": [{"text": it.text} for it in Statement.objects.filter(author__user=user)],
        "votes": [
            {"statement": it.statement.text, "value": it.value, "at": it.at.isoformat()}
            for it in StatementVote.objects.filter(participation__user=user).select_related("statement")
        ],
        "ratings": [
            {"item": str(it.item), "rating": it.rating, "reason": it.reason, "at": it.at.isoformat()}
            for it in DelphiAnswer.objects.filter(participation__user=user).select_related("item__proposal")
        ],
        "weights": [
            {"points": it.points, "at": it.at.isoformat()} for it in WeightSet.objects.filter(participation__user=user)
        ],
        "ballots_cast_on": [
            it.cast_on.isoformat()
            for it in VotingRight.objects.filter(participation__user=user, cast_on__isnull=False)
            if it.cast_on
        ],
        "notices": [
            {"event": it.event, "sentence": it.sentence, "at": it.created_at.isoformat()}
            for it in Notice.objects.filter(user=user)
        ],
    }
