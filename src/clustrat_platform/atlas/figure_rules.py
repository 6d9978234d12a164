"""Who may freeze figures, hold baskets, views and follows, and who may withdraw figures and editions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.permissions import grant, is_anyone, is_signed_in, predicate
from clustrat_platform.organisations.models import Role
from clustrat_platform.organisations.permissions import has_role_anywhere

__all__ = ["is_owner", "register"]


@predicate
def is_owner(user: Any, subject: Any) -> bool:
    """The basket, view or follow belongs to the person."""
    owner = getattr(subject, "owner_id", None)
    return bool(is_signed_in.test(user) and owner is not None and owner == user.pk)


def register() -> None:
    """Tell the permissions of frozen figures, of what readers hold, and of withdrawn editions."""
    grant("atlas.freeze_figure", is_anyone, who=_("everyone"))
    grant(
        "atlas.withdraw_figure",
        has_role_anywhere(Role.EDITOR, Role.SECRETARIAT, Role.ADMINISTRATOR),
        who=_("editors and the programme secretariat"),
    )
    grant(
        "atlas.withdraw_edition",
        has_role_anywhere(Role.SECRETARIAT, Role.ADMINISTRATOR),
        who=_("the programme secretariat"),
    )
    for name in ("atlas.make_basket", "atlas.save_view", "atlas.follow"):
        grant(name, is_signed_in, who=_("everyone with an account"))
    for name in ("atlas.see_basket", "atlas.change_basket", "atlas.forget"):
        grant(name, is_owner, who=_("its owner"))
