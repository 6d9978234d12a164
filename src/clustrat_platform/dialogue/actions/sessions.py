"""What changes sessions and translations: agenda, attendance as counts, minutes; texts in other languages and their review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from clustrat_platform.base.audit import checked
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.dialogue.actions.pen import dialogue_action, in_state, reasoned
from clustrat_platform.dialogue.models import Argument, Origin, Session, SessionAttendance, Statement, Translation

__all__ = ["approve_minutes", "hold_session", "plan_session", "review_translation", "translate"]


@dialogue_action(verb="dialogue.plan_session", permission="dialogue.keep_sessions", on="session")
def plan_session(*, by: User | None, session: Session) -> Session:
    """Plan a meeting with its agenda."""
    session.state = Session.State.PLANNED
    return checked(session)


@dialogue_action(verb="dialogue.hold_session", permission="dialogue.keep_sessions", on="session")
def hold_session(
    *, by: User | None, session: Session, minutes: str, attendance: Mapping[tuple[str, str], int]
) -> Session:
    """Write the minutes of a meeting, and how many came by part of society and gender: counts, never names."""
    now = in_state(session, Session.State.PLANNED)
    now.minutes = reasoned(minutes, parameter="minutes")
    now.state = Session.State.HELD
    for (helix, gender), n in attendance.items():
        if n:
            checked(SessionAttendance(session=now, helix=helix, gender=gender, n=n))
    return checked(now)


@dialogue_action(verb="dialogue.approve_minutes", permission="dialogue.keep_sessions", on="session")
def approve_minutes(*, by: User | None, session: Session) -> Session:
    """Record that the minutes were approved; they are not changed any more."""
    now = in_state(session, Session.State.HELD)
    now.state = Session.State.MINUTES_APPROVED
    return checked(now)


@dialogue_action(verb="dialogue.translate", permission="dialogue.translate", on="target")
def translate(
    *, by: User | None, target: Statement | Argument, language: str, text: str, origin: str = Origin.HUMAN
) -> Translation:
    """Add a text in another language; votes belong to the statement, whatever the language.

    Raises
    ------
    Invalid
        It is the language of the original.
    """
    if language == target.language:
        raise Invalid(detail=_("This is the language of the original."), parameter="language", value=language)
    name: dict[str, Any] = {"statement" if isinstance(target, Statement) else "argument": target}
    found = Translation.objects.filter(**name, language=language).first() or Translation(**name, language=language)
    if found.is_reviewed and origin == Origin.MACHINE:
        raise Conflict(detail=_("A person has reviewed this translation; a machine does not replace it."))
    found.text, found.origin, found.is_reviewed, found.reviewed_by = (
        reasoned(text, parameter="text"),
        origin,
        False,
        None,
    )
    return checked(found)


@dialogue_action(verb="dialogue.review_translation", permission="dialogue.review_translation", on="translation")
def review_translation(*, by: User | None, translation: Translation) -> Translation:
    """Confirm a translation; a machine's is shown as a person's from now on."""
    translation.is_reviewed, translation.reviewed_by = True, by
    if translation.origin == Origin.MACHINE:
        translation.origin = Origin.HUMAN
    return checked(translation)
