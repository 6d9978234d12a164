"""Who may what: predicates that grant and predicates that forbid, under one name; a denial wins over every grant.

An app registers in its ``permissions.py``::

    grant("organisations.change", is_editor_of_region, who=_("editors of the region"))
    forbid("organisations.change", is_closed, why=_("The organisation is closed."))

Pages, the API, actions, exports and mail all ask :func:`may`; what nobody granted is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils.translation import gettext_lazy as _
from rules.predicates import predicate as _rules_predicate

from clustrat_platform.base.problems import NotAllowed

__all__ = [
    "Permission",
    "PermissionBackend",
    "forbid",
    "grant",
    "is_administrator",
    "is_anyone",
    "is_known",
    "is_signed_in",
    "may",
    "needs_second_factor",
    "permissions",
    "predicate",
    "require",
    "require_second_factor_of",
    "who_may",
]

Predicate = Any  # rules.Predicate; the package has no types


@dataclass(slots=True)
class Permission:
    """One name, what grants it and what forbids it; ``without_superuser`` holds for votes, which know no superuser."""

    name: str
    grants: list[tuple[Predicate, Any]] = field(default_factory=list)
    denials: list[tuple[Predicate, Any]] = field(default_factory=list)
    without_superuser: bool = False


_PERMISSIONS: dict[str, Permission] = {}
_SECOND_FACTOR: list[Callable[[Any], bool]] = []


def predicate(test: Callable[..., bool]) -> Any:
    """Make a function of the user (and the thing) a predicate that combines with ``&``, ``|`` and ``~`` (decorator)."""
    return _rules_predicate(test)


@predicate
def is_anyone(user: Any) -> bool:
    """Everybody, signed in or not."""
    return True


@predicate
def is_signed_in(user: Any) -> bool:
    """A person with an account that may sign in."""
    return bool(user and user.is_authenticated and user.is_active)


@predicate
def is_administrator(user: Any) -> bool:
    """An administrator of the installation."""
    return bool(user and user.is_authenticated and user.is_active and user.is_superuser)


def grant(name: str, test: Predicate, *, who: Any, without_superuser: bool = False) -> None:
    """Let those for whom ``test(user, object)`` holds do ``name``; ``who`` names them in the page of a refusal."""
    entry = _PERMISSIONS.setdefault(name, Permission(name))
    entry.grants.append((test, who))
    entry.without_superuser = entry.without_superuser or without_superuser


def forbid(name: str, test: Predicate, *, why: Any) -> None:
    """Refuse ``name`` where ``test(user, object)`` holds, whoever grants it; ``why`` is told."""
    _PERMISSIONS.setdefault(name, Permission(name)).denials.append((test, why))


def is_known(name: str) -> bool:
    """Whether an app registered the permission."""
    return name in _PERMISSIONS


def permissions() -> dict[str, Permission]:
    """All permissions by name."""
    return dict(sorted(_PERMISSIONS.items()))


def may(user: Any | None, name: str, subject: Any = None) -> bool:
    """Whether ``user`` may do ``name`` to ``subject``; ``None`` is the system itself (jobs, commands), which may.

    >>> may(None, "anything")
    True
    """
    if user is None:
        return True
    entry = _PERMISSIONS.get(name)
    if entry is None or (user.is_authenticated and not user.is_active):
        return False
    if any(it.test(user, subject) for it, _why in entry.denials):
        return False
    if not entry.without_superuser and is_administrator.test(user):
        return True
    return any(it.test(user, subject) for it, _who in entry.grants)


def require(user: Any | None, name: str, subject: Any = None) -> None:
    """Refuse with a sentence that says who may.

    Raises
    ------
    NotAllowed
        If :func:`may` says no.
    """
    if may(user, name, subject):
        return
    entry = _PERMISSIONS.get(name)
    why = next((why for it, why in entry.denials if it.test(user, subject)), None) if entry else None
    raise NotAllowed(detail=str(why) if why else "", who_may=who_may(name))


def who_may(name: str) -> list[str]:
    """Who holds a permission, in words."""
    entry = _PERMISSIONS.get(name)
    if entry is None:
        return []
    named = [str(who) for _predicate, who in entry.grants]
    return named if entry.without_superuser else [*named, str(_("administrators of the site"))]


def require_second_factor_of(test: Callable[[Any], bool]) -> None:
    """Register whom a second factor is asked of, besides staff and administrators."""
    _SECOND_FACTOR.append(test)


def needs_second_factor(user: Any) -> bool:
    """Whether this person works on the site, and hence needs a second factor (trust.md DEP-3)."""
    return bool(user.is_staff or user.is_superuser or any(test(user) for test in _SECOND_FACTOR))


class PermissionBackend(BaseBackend):
    """Lets ``user.has_perm`` of Django and Wagtail ask :func:`may` for the permissions registered here."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Answer for registered permissions; others are none of this backend's business."""
        return is_known(perm) and may(user_obj, perm, obj)
