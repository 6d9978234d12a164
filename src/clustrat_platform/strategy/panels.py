"""What concepts show on screens of others: those of a region, and those that a search finds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat_platform.atlas.registry import Finder, Found, Panel
from clustrat_platform.base.folding import folded
from clustrat_platform.strategy.models import ClusterConcept
from clustrat_platform.strategy.queries import concepts_of_region, visible_concepts

__all__ = ["CONCEPTS_OF_REGION", "FINDER"]

N_SHOWN = 8


def concepts_here(request: HttpRequest, code: str) -> dict[str, Any] | None:
    """Concepts in which the region takes part; nothing where there are none."""
    rows = list(concepts_of_region(request.user, code)[:N_SHOWN])
    if not rows:
        return None
    return {
        "anchor": "concepts-kept",
        "heading": _("New cluster concepts it takes part in"),
        "lead": _("Combinations that somebody has taken up; each says how far it has come."),
        "lines": [{"text": it.title, "address": _address(it), "note": str(it.get_stage_display())} for it in rows],
        "empty": "",
    }


def find_concepts(request: HttpRequest, words: str) -> list[Found]:
    """Concepts whose title or niche holds the words, without regard to marks."""
    wanted = folded(words)
    return [
        Found(
            title=it.title,
            kind=_("New cluster concept"),
            address=_address(it),
            note=f"{it.region} · {it.get_stage_display()}",
        )
        for it in visible_concepts(request.user)
        if wanted in folded(f"{it.title} {it.niche}")
    ]


def _address(concept: ClusterConcept) -> str:
    return reverse("strategy:concept", kwargs={"permanent_id": concept.permanent_id})


CONCEPTS_OF_REGION = Panel(noun="region", screen="overview", name="concepts", order=60, build=concepts_here)
FINDER = Finder(name=gettext_lazy("New cluster concepts"), order=60, find=find_concepts)
