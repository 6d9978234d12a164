"""What every request passes: a reference for the log, a check of its text, problems as answers, the second factor."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import unquote_plus

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from clustrat_platform.base.answers import answer, as_problem
from clustrat_platform.base.permissions import needs_second_factor
from clustrat_platform.base.problems import Invalid, NotAllowed

__all__ = ["ProblemMiddleware", "RequestMiddleware", "SecondFactorMiddleware"]

Answer = Callable[[HttpRequest], HttpResponseBase]


class RequestMiddleware:
    """Give each request a reference, and refuse NUL in its address, which databases answer differently."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.reference = secrets.token_hex(6)  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(reference=request.reference)  # type: ignore[attr-defined]
        address = request.path_info + unquote_plus(request.META.get("QUERY_STRING", ""))
        if "\x00" in address:
            name = next((name for name, value in request.GET.items() if "\x00" in f"{name}{value}"), "")
            return answer(
                request,
                Invalid(
                    detail=_("The address holds a character that no text may hold (NUL)."),
                    parameter=name.replace("\x00", ""),
                ),
            )
        response = self.get_response(request)
        response.headers["X-Reference"] = request.reference  # type: ignore[attr-defined]
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class ProblemMiddleware:
    """Turn refusals that a view raises into answers; faults of the program go on to the handler for 500."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this for what a view raises."""
        problem = as_problem(exception)
        return None if problem is None else answer(request, problem)


class SecondFactorMiddleware:
    """Lead people who work on the site to set up their second factor before anything else."""

    #: Where one may go without it.
    FREE = ("/accounts/", "/static/", "/media/", "/i18n/")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SECOND_FACTOR_FOR_STAFF and request.user.is_authenticated and not self._is_free(request):
            from allauth.mfa.utils import is_mfa_enabled

            if needs_second_factor(request.user) and not is_mfa_enabled(request.user):
                if request.path.startswith("/api/"):
                    # A program follows no redirect to a form; what is open to everyone it may ask without signing in.
                    return answer(
                        request, NotAllowed(detail=_("Set up your second factor first; your role needs one."))
                    )
                return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    def _is_free(self, request: HttpRequest) -> bool:
        path = request.path
        language, _slash, rest = path.lstrip("/").partition("/")
        if language in dict(settings.LANGUAGES):
            path = f"/{rest}"
        return path.startswith(self.FREE)
