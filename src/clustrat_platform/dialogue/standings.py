"""Where a person stands in a dialogue: the participation, the roles held there, and those that follow from the platform's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from clustrat_platform.base.models import Region
from clustrat_platform.dialogue.models import Dialogue, DialogueSeat, Participation
from clustrat_platform.organisations.models import Role
from clustrat_platform.organisations.permissions import assignments_of

__all__ = ["NOBODY", "Standing", "dialogue_of", "remembered", "standing_of"]

#: Roles of the platform that bring one in each dialogue of their territory; those who take part are always invited.
BROUGHT_ALONG: dict[str, str] = {
    Role.MODERATOR: "facilitator",
    Role.STEERING: "decider",
    Role.SECRETARIAT: "owner",
    Role.ANALYST: "steward",
    Role.INTERVIEWER: "rapporteur",
    Role.EDITOR: "observer",
}
#: Roles that need to reach one of the regions only; the others must reach all of them.
WITHIN_REACH = ("steward", "rapporteur", "observer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The roles of a person in a dialogue, and the regions that a rapporteur or steward reaches."""

    user_id: int | None
    roles: frozenset[str]
    participation: Participation | None = None
    reach: tuple[Region | None, ...] = ()

    def reaches(self, region: Region | None) -> bool:
        """Whether a region lies within reach; without a region the whole dialogue is meant."""
        return region is None or any(it is None or it.contains(region) for it in self.reach)


NOBODY = Standing(user_id=None, roles=frozenset({"anonymous"}))
_REMEMBERED: ContextVar[dict[tuple[int, int], Standing] | None] = ContextVar("dialogue_standings", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Look each standing up once inside; for pages, which only read."""
    token = _REMEMBERED.set({})
    try:
        yield
    finally:
        _REMEMBERED.reset(token)


def dialogue_of(subject: Any) -> Dialogue | None:
    """The dialogue that a thing belongs to."""
    if subject is None or isinstance(subject, Dialogue):
        return subject
    for name in (
        "dialogue",
        "phase",
        "proposal",
        "statement",
        "argument",
        "decision",
        "batch",
        "link",
        "item",
        "request",
        "source",
    ):
        below = getattr(subject, name, None)
        if below is not None and not callable(below):
            return dialogue_of(below)
    return None


def standing_of(user: Any, dialogue: Dialogue | None) -> Standing:
    """Where a person stands; one without an account, or that may not sign in, is anyone."""
    if dialogue is None or not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    known = _REMEMBERED.get()
    key = (user.pk, dialogue.pk)
    if known is not None and key in known:
        return known[key]
    found = _look(user, dialogue)
    if known is not None:
        known[key] = found
    return found


def _look(user: Any, dialogue: Dialogue) -> Standing:
    roles = {"anonymous"}
    reach: list[Region | None] = []
    participation = Participation.objects.select_related("region").filter(dialogue=dialogue, user=user).first()
    if participation is not None and participation.state in (
        Participation.State.ACCEPTED,
        Participation.State.SUSPENDED,
    ):
        roles.add("participant")
    for seat in DialogueSeat.objects.filter(dialogue=dialogue, user=user).select_related("region"):
        roles.add(seat.role)
        reach.append(seat.region)
    regions = [it.region for it in dialogue.territories.select_related("region")]
    for assignment in assignments_of(user):
        role = BROUGHT_ALONG.get(assignment.role)
        if role is None or not regions:
            continue
        covered = [assignment.covers(region) for region in regions]
        if any(covered) if role in WITHIN_REACH else all(covered):
            roles.add(role)
            reach.append(assignment.region)
    if user.is_superuser:
        roles.add("administrator")
    return Standing(user_id=user.pk, roles=frozenset(roles), participation=participation, reach=tuple(reach))
