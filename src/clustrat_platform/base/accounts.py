"""How django-allauth behaves here: who may register, what is said after too many tries."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from clustrat_platform.base.answers import answer
from clustrat_platform.base.problems import TooMany

__all__ = ["AccountAdapter", "locked_out"]


class AccountAdapter(DefaultAccountAdapter):
    """Registration is open unless ``REGISTRATION_IS_CLOSED``; an account alone grants nothing."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether a visitor may make an account."""
        return not getattr(settings, "REGISTRATION_IS_CLOSED", False)


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None, *_rest: Any, **__: Any
) -> HttpResponse:
    """Answer a sign-in after too many failed ones."""
    wait = int(float(settings.AXES_COOLOFF_TIME) * 3600)
    return answer(
        request,
        TooMany(
            detail=_("There were too many failed sign-ins. Wait a quarter of an hour, or reset your password."),
            retry_after_s=wait,
        ),
    )
