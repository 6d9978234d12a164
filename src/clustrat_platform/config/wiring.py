"""What neighbours on one floor show of each other: wired here, above both, so that neither imports the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from clustrat_platform.actors.models import Actor, StatisticalLink
    from clustrat_platform.atlas.registry import Found

__all__ = ["figures_of_cluster", "wire"]

#: Columns of the table of divisions that a page of a cluster organisation shows.
SHOWN = (
    ("employment_persons", gettext_lazy("Persons employed"), 0),
    ("lq", gettext_lazy("Relative presence"), 2),
    ("stars", gettext_lazy("Stars"), 0),
)


def wire() -> None:
    """Let the atlas find and show entries of the directory, and the directory show figures of the atlas."""
    from clustrat_platform.actors.finding import entries_of_region
    from clustrat_platform.actors.panels import EntryPanel, register_entry_panel
    from clustrat_platform.atlas.registry import Finder, Panel, register_finder, register_panel

    register_finder(Finder(name=gettext_lazy("Directory"), order=40, find=_found))
    register_panel(Panel(noun="region", screen="overview", name="directory", order=40, build=entries_of_region))
    register_entry_panel(EntryPanel(name="figures", order=10, build=figures_of_cluster))


def _found(request: HttpRequest, words: str) -> list[Found]:
    from clustrat_platform.actors.finding import found_entries
    from clustrat_platform.atlas.registry import Found

    return [Found(**it) for it in found_entries(request, words)]


def figures_of_cluster(request: HttpRequest, actor: Actor) -> dict[str, Any] | None:
    """The statistical clusters that a cluster organisation is linked to, as the atlas computes them; two things side by side."""
    from clustrat_platform.actors.models import ActorKind

    if actor.kind != ActorKind.CLUSTER:
        return None
    rows = [_row(link) for link in actor.statistical_links.select_related("region")]
    source = next((row["source"] for row in rows if row["source"]), "")
    return {
        "anchor": "statistical-clusters",
        "heading": _("What the figures show"),
        "lead": _(
            "A statistical cluster is computed from employment, and a cluster organisation is entered by people. They are linked "
            "here with a reason; neither is made from the other."
        ),
        "table": {"heads": [_("Statistical cluster"), *(str(words) for _name, words, _n in SHOWN)], "rows": rows}
        if rows
        else None,
        "source": source,
        "empty": _("Nobody has linked this organisation to a cluster of the figures yet."),
    }


def _row(link: StatisticalLink) -> dict[str, Any]:
    from clustrat.codes import nace
    from clustrat.publish.language import translator

    language = (get_language() or "en").partition("-")[0]
    say = translator(language)
    cells, source = _figures(link, language)
    label = nace.label(link.nace_code, version="2", language=language).text
    return {
        "text": f"{label} ({link.nace_code}), {link.region}",
        "address": f"/{language}/region/{link.region.code}/portfolio",
        "note": f"{link.reason} · {link.get_certainty_display()}",
        "cells": [
            "–" if cells.get(name) is None else say.number(cells[name], digits) for name, _words, digits in SHOWN
        ],
        "source": source,
    }


def _figures(link: StatisticalLink, language: str) -> tuple[dict[str, Any], str]:
    """The row of the atlas' own certified table; nothing where the atlas has no figure of this industry there."""
    from clustrat_platform.atlas.registry import answer_to, ask_of, screen_of
    from clustrat_platform.base.problems import Problem

    try:
        result = answer_to(ask_of(screen_of("region", "portfolio"), link.region.code, [], language=language))
    except Problem:
        return {}, ""
    table = result.tables.get("divisions")
    if table is None:
        return {}, ""
    names = [column.name for column in table.columns]
    for row in table.rows:
        found = dict(zip(names, row, strict=True))
        if found.get("nace_code") == link.nace_code:
            return found, next(iter(table.sources), "")
    return {}, next(iter(table.sources), "")
