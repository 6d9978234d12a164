"""Who may what with accounts and jobs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.permissions import grant, is_anyone, is_signed_in, predicate

__all__ = ["is_owner_of_job", "is_self"]


@predicate
def is_self(user: Any, subject: Any) -> bool:
    """The person and the account are one."""
    return bool(user.is_authenticated and subject is not None and user.pk == subject.pk)


@predicate
def is_owner_of_job(user: Any, job: Any) -> bool:
    """The person started the job."""
    return bool(user.is_authenticated and job is not None and job.owner_id == user.pk)


@predicate
def nobody(user: Any) -> bool:
    """No one but administrators, whom :func:`~clustrat_platform.base.permissions.may` lets through."""
    return False


def register() -> None:
    """Tell the permissions of this app."""
    grant("base.change_own_name", is_self, who=_("the person"))
    grant("base.erase_person", is_self, who=_("the person"))
    grant("base.use_sign_in_link", is_anyone, who=_("whoever holds the link"))
    grant("base.see_job", is_owner_of_job & is_signed_in, who=_("the person who started the job"))
    for name in ("base.make_user", "base.make_sign_in_link", "base.load_regions", "base.restore", "base.see_chain"):
        grant(name, nobody, who=_("administrators"))
