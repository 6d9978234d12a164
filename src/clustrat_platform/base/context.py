"""What every page knows: the languages, its own address in each, and whether this is a demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from clustrat_platform.base.navigation import entries_for

__all__ = ["page"]


#: Languages in which every word of the interface is there; the others have those of the main paths.
COMPLETE = ("en", "de", "it")


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of ``base/base.html``."""
    here = get_language() or "en"
    address = request.get_full_path()
    return {
        "languages": [
            {"code": code, "name": name, "address": translate_url(address, code), "is_here": code == here}
            for code, name in settings.LANGUAGES
        ],
        "is_partly_translated": here.partition("-")[0] not in COMPLETE,
        "navigation": entries_for(request),
        "site_origin": settings.SITE_ORIGIN,
        "clustrat_version": settings.CLUSTRAT_VERSION,
    }
