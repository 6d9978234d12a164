"""What follows from a role: whoever becomes an editor may open the administration of pages, and no longer than that."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from clustrat_platform.organisations.models import RoleAssignment
from clustrat_platform.publications.actions import admit_to_pages

__all__ = ["listen", "role_was_given_or_ended"]


def role_was_given_or_ended(*, sender: Any, instance: RoleAssignment, raw: bool = False, **_rest: Any) -> None:
    """Bring the groups of the person to the roles held today."""
    if not raw:
        admit_to_pages(by=None, user=instance.user)


def listen() -> None:
    """Hear of roles (in ``AppConfig.ready``)."""
    post_save.connect(
        role_was_given_or_ended, sender=RoleAssignment, dispatch_uid="clustrat_platform.publications.roles"
    )
