"""Withdrawing an edition, and giving it out again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clustrat_platform.atlas.editions import current_edition, known_editions
from clustrat_platform.atlas.models import EditionWithdrawal
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid, NotFound

__all__ = ["reinstate_edition", "withdraw_edition"]


@action(verb="atlas.withdraw_edition", permission="atlas.withdraw_edition")
def withdraw_edition(*, by: User | None, edition: str, reason: str, successor: str = "") -> EditionWithdrawal:
    """Withdraw an edition: every address that names it answers from now on with the reason and what took its place.

    Raises
    ------
    NotFound
        There is no edition of that name.
    Conflict
        It is the one in use, or it is withdrawn already.
    Invalid
        No reason is given, or the successor is no edition that is given out.
    """
    if not reason.strip():
        raise Invalid(detail=_("Say why the edition is withdrawn."), parameter="reason")
    editions = known_editions()
    if edition not in editions:
        raise NotFound(detail=_("There is no edition '%(name)s' here.") % {"name": edition[:40]}, near=list(editions))
    if edition == current_edition().id:
        raise Conflict(detail=_("This edition is in use; switch to another one before you withdraw it."))
    gone = set(EditionWithdrawal.objects.values_list("edition", flat=True))
    if edition in gone:
        raise Conflict(detail=_("This edition is withdrawn already."))
    allowed = [name for name in editions if name != edition and name not in gone]
    if successor and successor not in allowed:
        raise Invalid(
            detail=_("'%(name)s' is no edition that is given out.") % {"name": successor[:40]},
            parameter="successor",
            value=successor[:40],
            allowed=allowed,
        )
    return checked(EditionWithdrawal(edition=edition, reason=reason.strip(), successor=successor))


@action(verb="atlas.reinstate_edition", permission="atlas.withdraw_edition")
def reinstate_edition(*, by: User | None, edition: str, reason: str) -> None:
    """Give a withdrawn edition out again; the chain keeps that it was withdrawn.

    Raises
    ------
    NotFound
        No edition of that name is withdrawn.
    Invalid
        No reason is given.
    """
    if not reason.strip():
        raise Invalid(detail=_("Say why the edition is given out again."), parameter="reason")
    found = EditionWithdrawal.objects.filter(edition=edition).first()
    if found is None:
        raise NotFound(detail=_("No edition '%(name)s' is withdrawn.") % {"name": edition[:40]})
    found.delete()
