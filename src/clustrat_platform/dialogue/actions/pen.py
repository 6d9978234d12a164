"""What the actions of this room share: one moment for each, the state from which a change begins, who acts, and who is told."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar

from django.core.mail import EmailMessage
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from clustrat_platform.base.audit import action
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed, TooMany
from clustrat_platform.dialogue.clock import fixed, moment
from clustrat_platform.dialogue.models import Dialogue, Notice, NoticePreference, Participation, Phase, RuleSet
from clustrat_platform.dialogue.permissions import open_phase_with

__all__ = [
    "dialogue_action",
    "frozen_rules",
    "in_state",
    "limited",
    "next_number",
    "open_phase",
    "participant",
    "people_of",
    "reasoned",
    "tell",
]

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)


def dialogue_action(*, verb: str, permission: str, on: str | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """An action (:func:`clustrat_platform.base.audit.action`) for which the time is taken once, before its permission."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        acted = action(verb=verb, permission=permission, on=on)(function)

        @functools.wraps(function)
        def at_once(*args: P.args, **kwargs: P.kwargs) -> R:
            with fixed():
                return acted(*args, **kwargs)

        return at_once

    return decorate


def in_state(record: M, *states: str) -> M:
    """The thing as it is now in the database, locked where the database can, and in one of the states.

    Raises
    ------
    Conflict
        Someone else has brought it into another state.
    """
    now = type(record)._default_manager.select_for_update().filter(pk=record.pk).first()
    state = getattr(now, "state", None)
    if now is None or state not in states:
        names = dict(type(record)._meta.get_field("state").choices or ())  # type: ignore[union-attr]
        raise Conflict(
            detail=_("This is '%(state)s' now; the change begins from: %(states)s.")
            % {"state": names.get(state, state), "states": ", ".join(str(names.get(it, it)) for it in states)},
            difference={"state": state},
        )
    return now


def reasoned(text: str, *, parameter: str = "reason") -> str:
    """A reason that says something.

    Raises
    ------
    Invalid
        There is none.
    """
    if not text.strip():
        raise Invalid(detail=_("Say why: nothing of this kind is done without a reason."), parameter=parameter)
    return text.strip()


def participant(by: User | None, dialogue: Dialogue, *, locks: bool = False) -> Participation:
    """The participation of whoever acts, locked for what is done once; not even the system itself acts for a person.

    Raises
    ------
    NotAllowed
        Whoever acts does not take part.
    """
    rows = Participation.objects.select_for_update() if locks else Participation.objects.all()
    found = None
    if by is not None:
        found = rows.filter(dialogue=dialogue, user=by, state=Participation.State.ACCEPTED).first()
    if found is None:
        raise NotAllowed(
            detail=_("Only those who take part in the dialogue do this."), who_may=[str(_("those who take part"))]
        )
    return found


def open_phase(dialogue: Dialogue, feature: str) -> Phase:
    """The phase in which something is done now.

    Raises
    ------
    NotAllowed
        None is open.
    """
    found = open_phase_with(dialogue, feature)
    if found is None:
        raise NotAllowed(detail=_("No phase is open in which this is done."))
    return found


def frozen_rules(dialogue: Dialogue) -> RuleSet:
    """The rules that were frozen at the opening, or newer ones frozen since.

    Raises
    ------
    Conflict
        The rules are not frozen yet.
    """
    found = dialogue.rule_sets.filter(frozen_at__isnull=False).order_by("-version").first()
    if found is None:
        raise Conflict(detail=_("The rules of the dialogue are not frozen yet; open it first."))
    return found


def next_number(rows: models.QuerySet[Any]) -> int:
    """The number after the highest given; the caller holds the lock of the dialogue."""
    highest = rows.aggregate(highest=models.Max("number"))["highest"]
    return int(highest or 0) + 1


def limited(n: int, at_most: int, *, sentence: str, retry_after_s: int) -> None:
    """Refuse what comes too often.

    Raises
    ------
    TooMany
        The limit of the rules is reached.
    """
    if n >= at_most:
        raise TooMany(detail=sentence, retry_after_s=retry_after_s)


def people_of(dialogue: Dialogue) -> list[User]:
    """The people who take part, and those who hold a seat."""
    keys = set(
        Participation.objects.filter(
            dialogue=dialogue, state=Participation.State.ACCEPTED, user__isnull=False
        ).values_list("user_id", flat=True)
    ) | set(dialogue.seats.values_list("user_id", flat=True))
    return list(User.objects.filter(pk__in=keys, is_active=True).order_by("pk"))


def tell(people: Iterable[User], *, dialogue: Dialogue, event: str, sentence: Callable[[], str]) -> int:
    """Tell people, each in the own language: in the site, and by mail to those who want it at once; returns how many.

    ``sentence`` names no result and no vote: a notice is a way out, too.
    """
    n = 0
    for person in people:
        with override(person.language):
            text = sentence()[:500]
        notice = Notice.objects.create(user=person, dialogue=dialogue, event=event, sentence=text, created_at=moment())
        n += 1
        if NoticePreference.objects.filter(user=person, channel=NoticePreference.Channel.AT_ONCE).exists():
            EmailMessage(subject=dialogue.title, body=text, to=[person.email]).send()
            notice.mailed_at = moment()
            notice.save(update_fields=["mailed_at"])
    return n
