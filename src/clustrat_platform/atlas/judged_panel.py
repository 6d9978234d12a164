"""What experts judge, shown on the screen of potential beside what is computed: another sign, another word, never averaged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from clustrat_platform.atlas.desk_queries import beside, published_for, theme_title
from clustrat_platform.atlas.registry import Panel, register_panel

__all__ = ["build", "register"]

#: Of another theme than the one shown, the computed rating is not worked out only for this panel.
DEFAULT_THEME = "active_ageing"


def build(request: HttpRequest, code: str) -> dict[str, Any] | None:
    """The published judgements of a region, each beside the computed rating of the same subject."""
    asked = request.GET.get("theme", "") or DEFAULT_THEME
    pairs = [(name, str(value)) for name, value in request.GET.items() if name in ("year", "totals", "cut", "v")]
    lines = []
    for assessment in published_for(code):
        address = reverse("desk:assessment", kwargs={"permanent_id": assessment.permanent_id})
        name = theme_title(assessment.theme)
        if assessment.cluster:
            name = f"{name}, {assessment.cluster}"
        if assessment.theme == asked or not assessment.cluster:
            held = beside(assessment, pairs=pairs)
            words = [held.judged_words, held.computed_words, held.disagreement_words, assessment.mark_words]
        else:
            words = [_("◆ Judged: open to read"), assessment.mark_words]
        lines.append({"text": name, "address": address, "note": " · ".join(it for it in words if it)})
    return {
        "anchor": "judged",
        "heading": _("What experts judge"),
        "lead": _(
            "Judged (◆) stands beside computed (○): two ways of knowing, never averaged. A judgement of people who work on this "
            "site, not an official assessment."
        ),
        "lines": lines,
        "empty": _("No expert has published a judgement of this region yet."),
    }


def register() -> None:
    """Show the panel."""
    register_panel(Panel(noun="region", screen="potential", name="judged", order=10, build=build))
