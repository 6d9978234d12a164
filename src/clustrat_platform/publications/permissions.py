"""Who may write pages: editors, wherever their territory is, since a page has none; readers may read what is published."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.permissions import forbid, grant, is_administrator, is_anyone, predicate
from clustrat_platform.organisations.models import Role
from clustrat_platform.organisations.permissions import has_role_anywhere

__all__ = ["WRITERS", "register"]

#: Roles that write and publish pages.
WRITERS = (Role.EDITOR, Role.SECRETARIAT, Role.ADMINISTRATOR)


@predicate
def is_root(user: Any, page: Any) -> bool:
    """The page is the root of all pages, on which everything hangs."""
    return page is not None and getattr(page, "depth", 0) in (1, 2)


def register() -> None:
    """Tell the permissions of this app."""
    writes = has_role_anywhere(*WRITERS)
    grant("publications.read", is_anyone, who=_("everyone, once it is published"))
    grant("publications.write", writes, who=_("editors"))
    grant("publications.translate", writes, who=_("editors"))
    grant("publications.withdraw", writes, who=_("editors"))
    forbid("publications.withdraw", is_root, why=_("All other pages hang on the home page; it cannot be taken down."))
    grant("publications.lay_pages", is_administrator, who=_("the site itself, when it is set up"))
    grant("publications.admit", is_administrator, who=_("whoever gives roles"))
    grant("publications.remove_demo", is_administrator, who=_("administrators of the site"))
    # Wagtail asks this before it opens its administration; what may be done inside follows from its groups.
    grant("wagtailadmin.access_admin", writes, who=_("editors"))
