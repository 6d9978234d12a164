"""Signs that votes are not honest: many joins at once from one organisation, the same votes as someone else on many statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from clustrat_platform.dialogue.models import Dialogue, Flag, Participation, StatementVote

__all__ = ["BURST_N", "IDENTICAL_N", "Sign", "signs_in"]

#: Joins from one organisation within ``BURST_WITHIN`` that are a burst.
BURST_N = 5
BURST_WITHIN = timedelta(hours=1)
#: Statements on which the same votes are a sign.
IDENTICAL_N = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign, about one participation."""

    participation: Participation
    kind: str
    note: str


def signs_in(dialogue: Dialogue) -> list[Sign]:
    """All signs in a dialogue; a person judges each."""
    people = list(
        Participation.objects.filter(dialogue=dialogue, state=Participation.State.ACCEPTED).order_by("joined_at", "pk")
    )
    return [*_bursts(people), *_twins(people)]


def _bursts(people: list[Participation]) -> list[Sign]:
    by_organisation: dict[int, list[Participation]] = defaultdict(list)
    for person in people:
        if person.organisation_id is not None and person.joined_at is not None:
            by_organisation[person.organisation_id].append(person)
    found: dict[int, Sign] = {}
    for members in by_organisation.values():
        for first, last in zip(members, members[BURST_N - 1 :], strict=False):
            assert first.joined_at is not None and last.joined_at is not None
            if last.joined_at - first.joined_at <= BURST_WITHIN:
                start = members.index(first)
                for person in members[start : start + BURST_N]:
                    note = _("%(n)s joined from one organisation within an hour.") % {"n": BURST_N}
                    found[person.pk] = Sign(participation=person, kind=Flag.Kind.BURST, note=note)
    return list(found.values())


def _twins(people: list[Participation]) -> list[Sign]:
    votes: dict[int, dict[int, int]] = defaultdict(dict)
    rows = StatementVote.objects.filter(participation__in=people, superseded_at__isnull=True)
    for person, statement, value in rows.values_list("participation_id", "statement_id", "value"):
        votes[person][statement] = value
    same: dict[tuple[tuple[int, int], ...], list[int]] = defaultdict(list)
    for person, given in votes.items():
        if len(given) >= IDENTICAL_N and len(set(given.values())) > 1:
            same[tuple(sorted(given.items()))].append(person)
    by_key = {it.pk: it for it in people}
    return [
        Sign(
            participation=by_key[person],
            kind=Flag.Kind.IDENTICAL,
            note=_("%(n)s people gave the same votes on all of %(statements)s statements.")
            % {"n": len(group), "statements": len(votes[person])},
        )
        for group in same.values()
        if len(group) > 1
        for person in group
    ]
