"""The directory in the one search of the site, and on the pages of regions: what is offered to whoever shows it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clustrat_platform.actors.queries import entries_in_order, freshness_words
from clustrat_platform.actors.searching import Search, search

__all__ = ["entries_of_region", "found_entries"]

N_FOUND = 12
N_OF_REGION = 8


def found_entries(request: HttpRequest, words: str) -> list[dict[str, str]]:
    """Public entries that fit the words, as title, kind, address and note."""
    result = search(Search(q=words[:200]), language=_language())
    return [
        {
            "title": it.organisation.label,
            "kind": str(it.get_kind_display()),
            "address": it.get_absolute_url(),
            "note": str(it.organisation.region or it.organisation.country),
        }
        for it in entries_in_order([int(key) for key in result.keys[:N_FOUND]])
    ]


def entries_of_region(request: HttpRequest, code: str) -> dict[str, Any] | None:
    """A panel: who offers what in a region; nothing where the directory has no entry there."""
    asked = Search(facets={"region": (code,)})
    result = search(asked, language=_language())
    if not result.n:
        return None
    lines = [
        {
            "text": it.organisation.label,
            "address": it.get_absolute_url(),
            "note": f"{it.get_kind_display()} · {freshness_words(it)[1]}",
        }
        for it in entries_in_order([int(key) for key in result.keys[:N_OF_REGION]])
    ]
    lines.append(
        {
            "text": _("All entries of the region, with filters and map"),
            "address": f"{reverse('actors:list')}?{asked.query()}",
            "note": str(result.n),
        }
    )
    return {
        "anchor": "directory",
        "heading": _("Who offers what here"),
        "lead": _(
            "Laboratories, certification centres, start-ups, spin-offs and cluster organisations of the directory."
        ),
        "lines": lines,
        "empty": "",
    }


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
