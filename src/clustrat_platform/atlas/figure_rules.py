"""Who may freeze figures, and who may withdraw them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.permissions import grant, is_anyone
from clustrat_platform.organisations.models import Role
from clustrat_platform.organisations.permissions import has_role_anywhere

__all__ = ["register"]


def register() -> None:
    """Tell the permissions of frozen figures."""
    grant("atlas.freeze_figure", is_anyone, who=_("everyone"))
    grant(
        "atlas.withdraw_figure",
        has_role_anywhere(Role.EDITOR, Role.SECRETARIAT, Role.ADMINISTRATOR),
        who=_("editors and the programme secretariat"),
    )
