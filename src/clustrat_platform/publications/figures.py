"""What pages and atlas show of each other: live figures pinned to an edition, and pages and words in the one search."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from clustrat.publish.language import translator
from clustrat_platform.atlas.drawing import inline
from clustrat_platform.atlas.registry import Found, answer_to, ask_of, screen_of
from clustrat_platform.atlas.table_views import TableView, table_view
from clustrat_platform.base.problems import Problem
from clustrat_platform.publications.queries import address_of, find_entries, find_pages, here

__all__ = ["ShownFigure", "found_entries", "found_pages", "shown_figure"]

#: Rows of the table beside a figure; all of them stand where the figure comes from.
N_ROWS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure:
    """What a page shows of a figure; ``refusal`` says why there is nothing to show."""

    anchor: str
    title: str = ""
    drawing: Any = ""
    view: TableView | None = None
    source: str = ""
    address: str = ""
    edition: str = ""
    refusal: str = ""


def shown_figure(*, address: str, part: str, language: str) -> ShownFigure:
    """Ask a screen for a figure and its table; a screen that refuses is told in the page, which stays readable.

    Parameters
    ----------
    address
        Of the screen, without language and format, with its edition: ``/region/ITH4/portfolio?v=2015.1``.
    part
        Name of the figure; empty for the first of the screen.
    language
        Of the reader.
    """
    anchor = hashlib.sha256(f"{address} {part}".encode()).hexdigest()[:8]
    pieces = urlsplit(address)
    words = pieces.path.strip("/").split("/")
    if len(words) != 3:
        return ShownFigure(
            anchor=anchor, refusal=_("'%(address)s' is not the address of a screen.") % {"address": address[:120]}
        )
    noun, code, name = words
    try:
        screen = screen_of(noun, name)
        ask = ask_of(screen, code, parse_qsl(pieces.query, keep_blank_values=True), language=language)
        result = answer_to(ask)
    except Problem as problem:
        return ShownFigure(anchor=anchor, refusal=problem.detail or problem.title)
    chosen = part or next(iter(result.figure_names), "")
    if chosen not in result.sketches:
        known = ", ".join(result.sketches)
        return ShownFigure(
            anchor=anchor,
            refusal=_("This screen has no figure '%(name)s'; it has: %(known)s.") % {"name": chosen, "known": known},
        )
    figure = result.figure(chosen)
    section = next((it for it in result.sections if chosen in it.figures), None)
    table = result.tables.get(section.table if section and section.table else figure.table)
    view = None
    if section is not None and table is not None:
        view = table_view(table, section, say=translator(language))
    return ShownFigure(
        anchor=anchor,
        title=figure.title,
        drawing=inline(figure, prefix=f"figure-{anchor}"),
        view=view,
        source=figure.source,
        address=result.frozen_address.path(language=language),
        edition=ask.edition.id,
    )


def found_pages(request: HttpRequest, words: str) -> list[Found]:
    """Pages that hold the words, for the one search."""
    return [
        Found(
            title=it.title,
            kind=str(it._meta.verbose_name),
            address=address_of(it),
            note=_("Demo") if it.is_demo else "",
        )
        for it in find_pages(here(), words)
    ]


def found_entries(request: HttpRequest, words: str) -> list[Found]:
    """Entries of the glossary that hold the words, for the one search."""
    return [
        Found(title=it.plain, kind=it.term, address=reverse("publications:term", kwargs={"slug": it.slug}))
        for it in find_entries(here(), words)
    ]
