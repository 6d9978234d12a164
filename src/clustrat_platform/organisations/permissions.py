"""Who may what with organisations: roles with their territory, membership, and the state of the record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.permissions import (
    forbid,
    grant,
    is_anyone,
    is_signed_in,
    predicate,
    require_second_factor_of,
)
from clustrat_platform.organisations.models import Membership, Organisation, Role, RoleAssignment

__all__ = ["assignments_of", "edits", "has_role", "has_role_anywhere", "holds", "register", "works_on_the_site"]

#: Roles that change what others read, or read what people have said in confidence, and hence need a second factor.
WORKING_ROLES = (
    Role.ANALYST,
    Role.EDITOR,
    Role.EXPERT,
    Role.INTERVIEWER,
    Role.SECRETARIAT,
    Role.MODERATOR,
    Role.ADMINISTRATOR,
)
#: Roles that may keep the entries of organisations in their territory.
KEEPERS = (Role.EDITOR, Role.ANALYST, Role.SECRETARIAT, Role.ADMINISTRATOR)


def assignments_of(user: Any) -> list[RoleAssignment]:
    """The roles that a person holds today; read once for each request's user object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    known = getattr(user, "_assignments_today", None)
    if known is None:
        today = datetime.now(UTC).date()
        known = list(RoleAssignment.objects.filter(user=user).hold_on(today).select_related("region"))
        user._assignments_today = known
    return list(known)


def holds(user: Any, roles: Iterable[str], region: Any) -> bool:
    """Whether the person holds one of ``roles`` in a territory that reaches ``region``."""
    wanted = set(roles)
    return any(it.role in wanted and it.covers(region) for it in assignments_of(user))


def has_role(*roles: str) -> Any:
    """A predicate: holds one of ``roles`` where the subject's ``region`` lies.

    A subject without a region is reached only by assignments without one.
    """

    @predicate
    def test(user: Any, subject: Any) -> bool:
        return holds(user, roles, getattr(subject, "region", None))

    return test


def has_role_anywhere(*roles: str) -> Any:
    """A predicate: holds one of ``roles`` in any territory; for verbs that have no subject yet."""

    @predicate
    def test(user: Any) -> bool:
        return any(it.role in roles for it in assignments_of(user))

    return test


@predicate
def edits(user: Any, organisation: Any) -> bool:
    """The person belongs to the organisation and may edit its entry."""
    if not getattr(user, "is_authenticated", False) or organisation is None:
        return False
    today = datetime.now(UTC).date()
    return Membership.objects.filter(user=user, organisation=organisation, may_edit=True).hold_on(today).exists()


@predicate
def is_published(user: Any, organisation: Any) -> bool:
    """Everyone may see the record: it is published, or was withdrawn and leaves its tombstone."""
    return organisation is not None and organisation.state in (
        Organisation.State.PUBLISHED,
        Organisation.State.WITHDRAWN,
    )


@predicate
def is_withdrawn(user: Any, organisation: Any) -> bool:
    """The record was withdrawn."""
    return organisation is not None and organisation.state == Organisation.State.WITHDRAWN


def works_on_the_site(user: Any) -> bool:
    """Whether a role of the person needs a second factor."""
    return any(it.role in WORKING_ROLES for it in assignments_of(user))


def register() -> None:
    """Tell the permissions of this app."""
    keeps = has_role(*KEEPERS)
    administers = has_role(Role.ADMINISTRATOR, Role.SECRETARIAT)
    grant("organisations.see", is_published, who=_("everyone, once it is published"))
    grant("organisations.see", keeps | edits, who=_("editors and analysts of the region, and its own editors"))
    grant("organisations.list", is_anyone, who=_("everyone"))
    grant("organisations.propose", is_signed_in, who=_("everyone with an account"))
    grant("organisations.change", keeps | edits, who=_("editors and analysts of the region, and its own editors"))
    forbid("organisations.change", is_withdrawn, why=_("The organisation was withdrawn; it can no longer be changed."))
    grant("organisations.publish", keeps, who=_("editors and analysts of the region"))
    forbid("organisations.publish", is_withdrawn, why=_("The organisation was withdrawn; it can no longer be changed."))
    grant("organisations.withdraw", keeps, who=_("editors and analysts of the region"))
    grant("organisations.record_succession", keeps, who=_("editors and analysts of the region"))
    grant("organisations.add_member", keeps | edits, who=_("editors and analysts of the region, and its own editors"))
    grant("organisations.assign_role", administers, who=_("the programme secretariat of the territory"))
    require_second_factor_of(works_on_the_site)
