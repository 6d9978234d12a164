"""Changes of accreditations: recording one, and that one was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clustrat_platform.actors.actions.entries import set_due_dates
from clustrat_platform.actors.actions.indexing import index_actors
from clustrat_platform.actors.models import Accreditation, Actor, ActorKind
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid

__all__ = ["record_accreditation", "withdraw_accreditation"]


@action(verb="actors.record_accreditation", permission="actors.accredit", on="actor")
def record_accreditation(
    *, by: User | None, actor: Actor, scope: str, facts: Mapping[str, Any] | None = None
) -> Accreditation:
    """Write down what an accreditation body has confirmed; the entry is due at the latest when the certificate ends.

    ``facts`` are other fields of :class:`~clustrat_platform.actors.models.Accreditation` by name.

    Raises
    ------
    Invalid
        The entry is not that of a certification centre.
    """
    if actor.kind != ActorKind.CERTIFICATION:
        raise Invalid(detail=_("Only a certification centre has accreditations."), parameter="kind", value=actor.kind)
    found = checked(Accreditation(actor=actor, scope=scope, **(facts or {})))
    _carry(actor)
    return found


@action(verb="actors.withdraw_accreditation", permission="actors.accredit", on="actor")
def withdraw_accreditation(
    *, by: User | None, actor: Actor, accreditation: Accreditation, withdrawn_on: date, reason: str = ""
) -> Accreditation:
    """Record that an accreditation was withdrawn; it stays in sight, with that word, and its number is not given again.

    Raises
    ------
    Invalid
        It belongs to another entry.
    Conflict
        It was withdrawn already.
    """
    if accreditation.actor_id != actor.pk:
        raise Invalid(detail=_("This accreditation belongs to another entry."), parameter="accreditation")
    if accreditation.withdrawn_on is not None:
        raise Conflict(detail=_("This accreditation was withdrawn already."))
    accreditation.withdrawn_on = withdrawn_on
    checked(accreditation)
    _carry(actor)
    return accreditation


def _carry(actor: Actor) -> None:
    set_due_dates(actor)
    checked(actor, fields=["due_on", "stale_on", "changed_at"])
    index_actors([actor.pk])
