"""How django-allauth behaves here: who may register, what is said after too many tries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from clustrat_platform.base.answers import answer
from clustrat_platform.base.limits import client_address
from clustrat_platform.base.problems import TooMany

__all__ = ["AccountAdapter", "locked_out", "name_for_lock"]

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Registration is open unless ``REGISTRATION_IS_CLOSED``; an account alone grants nothing."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether a visitor may make an account."""
        return not getattr(settings, "REGISTRATION_IS_CLOSED", False)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request comes from, as the limits have it."""
        return client_address(request)


def name_for_lock(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """Whose failed sign-ins are counted together: a keyed hash of the address, as table and log need not know the person."""
    said = credentials or {}
    address = said.get("email") or said.get("login") or said.get("username")
    if not address and request is not None:
        address = request.POST.get("login", "")
    return salted_hmac("clustrat.lock", str(address or "").strip().lower(), algorithm="sha256").hexdigest()[:32]


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None, *_rest: Any, **__: Any
) -> HttpResponse:
    """Answer a sign-in after too many failed ones."""
    log.warning("sign-in locked", who=name_for_lock(request, credentials))
    wait = int(float(settings.AXES_COOLOFF_TIME) * 3600)
    return answer(
        request,
        TooMany(
            detail=_("There were too many failed sign-ins. Wait a quarter of an hour, or reset your password."),
            retry_after_s=wait,
        ),
    )
