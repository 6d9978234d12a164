"""What Wagtail's administration is told: rich text may bring in nothing foreign, and whoever works there has a second factor."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks

from clustrat_platform.base.permissions import may, needs_second_factor
from clustrat_platform.base.problems import NotAllowed

__all__ = ["refuse_without_second_factor", "take_embeds_away"]


@hooks.register("before_edit_page")
@hooks.register("before_publish_page")
@hooks.register("before_unpublish_page")
@hooks.register("before_delete_page")
@hooks.register("before_move_page")
@hooks.register("before_copy_page")
def refuse_without_second_factor(request: HttpRequest, *_page: Any) -> HttpResponseBase | None:
    """Ask once more, at the act itself: the right to write, and the second factor (trust.md DEP-3)."""
    if not may(request.user, "publications.write"):
        raise NotAllowed(detail="")
    if settings.SECOND_FACTOR_FOR_STAFF and needs_second_factor(request.user):
        from allauth.mfa.utils import is_mfa_enabled

        if not is_mfa_enabled(request.user):
            return redirect(reverse("mfa_activate_totp"))
    return None


@hooks.register("register_rich_text_features", order=1000)
def take_embeds_away(features: Any) -> None:
    """No page asks a third party for anything (trust.md LAW-6): rich text knows no embedded content."""
    features.default_features = [it for it in features.default_features if it not in ("embed", "image")]
