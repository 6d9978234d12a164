"""Panels of the atlas' own screens: who is there, from the floor below; other apps register theirs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from clustrat_platform.atlas.registry import Panel
from clustrat_platform.organisations.queries import visible_organisations

__all__ = ["ORGANISATIONS"]

N_SHOWN = 12


def organisations_here(request: HttpRequest, code: str) -> dict[str, Any] | None:
    """Organisations of the region that the reader may see; nothing where there are none."""
    rows = visible_organisations(request.user).filter(region__code__startswith=code)[: N_SHOWN + 1]
    lines = [
        {
            "text": it.label,
            "address": reverse("organisations:page", kwargs={"permanent_id": it.permanent_id}),
            "note": str(it.get_kind_display()),
        }
        for it in rows
    ]
    if not lines:
        return None
    return {
        "anchor": "organisations",
        "heading": _("Who is there"),
        "lead": _("Organisations of the region in the directory; each entry says when it was last confirmed."),
        "lines": lines[:N_SHOWN],
        "empty": "",
    }


ORGANISATIONS = Panel(noun="region", screen="overview", name="organisations", order=50, build=organisations_here)
