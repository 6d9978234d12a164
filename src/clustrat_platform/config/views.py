"""Addresses outside the languages: the way to one, a sign of life, what robots may read; and Wagtail's own policy."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

__all__ = ["PagesAdminPolicy", "healthy", "robots", "to_language"]

#: Wagtail's administration writes styles and handlers into its pages; nothing else does.
WAGTAIL_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
}


@require_safe
def to_language(request: HttpRequest) -> HttpResponse:
    """From ``/`` to the reader's language."""
    response = redirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_safe
def healthy(request: HttpRequest) -> JsonResponse:
    """A sign of life that asks the database for one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"healthy": True})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Robots may read what is public."""
    lines = (
        "User-agent: *",
        "Disallow: /pages-admin/",
        "Disallow: /*/accounts/",
        f"Sitemap: {settings.SITE_ORIGIN}/sitemap.xml",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class PagesAdminPolicy:
    """Gives answers of Wagtail's administration, on its own path, their own looser policy (trust.md DEP-2)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith("/pages-admin/"):
            response._csp_replace = WAGTAIL_POLICY  # type: ignore[attr-defined]
        return response
