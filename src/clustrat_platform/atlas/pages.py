"""A result as a page: sections with their pictures and tables in words, ready for the templates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clustrat.publish.language import translator
from clustrat.study.table_words import source_words
from clustrat_platform.atlas.addresses import PARAMETERS, WORDS_OF_FORMATS, Address
from clustrat_platform.atlas.drawing import inline
from clustrat_platform.atlas.heat_views import bar_view, heat_view
from clustrat_platform.atlas.registry import screen_of, screens_of
from clustrat_platform.atlas.renderers import address_of, certified, citation_of, long_citation_of
from clustrat_platform.atlas.results import Choice, ScreenResult, Section
from clustrat_platform.atlas.table_views import table_view

__all__ = ["page_context"]

#: Tables with more rows stand closed behind a line that opens them.
ROWS_OPEN = 20
#: What the form of a screen has no field for, and takes along.
KEPT = ("w", "sort", "v")


def page_context(result: ScreenResult, *, address: Address) -> dict[str, Any]:
    """Everything that the page of a result shows; ``address`` is as asked, with the part and the order of rows."""
    part = address.state["part"]
    say = translator(result.ask.language)
    sections = [
        _section(result, section, address=address, say=say)
        for section in result.sections
        if not part or part in (section.table, *section.figures)
    ]
    live = address.having(v="", part="")
    return {
        "result": result,
        "sections": sections,
        "sources": [
            {
                "citation": line.citation.removeprefix("Source: "),
                "terms": line.attribution or line.licence,
                "licence": line.licence,
            }
            for line in result.sources
        ],
        "locator": inline(result.figure(result.locator), prefix="locator") if result.locator else "",
        "fields": [_field(choice, address) for choice in result.choices],
        "is_changed": bool(set(address.state.values) - {"v", "sort", "tab", "part"}),
        "keeps": [(name, address.state.values[name]) for name in KEPT if name in address.state.values],
        "screens": _screens(result, address),
        "files": _files(result, part=part),
        "frozen": result.frozen_address.having(part=part).path(language=result.ask.language),
        "frozen_whole": address_of(result, part=part),
        "is_frozen": bool(address.state["v"]),
        "live": live.path(language=result.ask.language),
        "whole": address.having(part="").path(language=result.ask.language) if part else "",
        "citation": citation_of(result),
        "long_citation": long_citation_of(result),
        "api": settings.SITE_ORIGIN + _api_address(result),
        "short_id": result.frozen_address.having(part=part).short_id,
        "canonical": settings.SITE_ORIGIN + address.having(part="").path(language=result.ask.language),
    }


def _api_address(result: ScreenResult) -> str:
    frozen = result.frozen_address
    query = frozen.state.query
    language = "" if result.ask.language == "en" else f"&lang={result.ask.language}"
    return f"/api/v1/{frozen.noun}s/{frozen.code}/{frozen.screen}?{query}{language}"


def _section(result: ScreenResult, section: Section, *, address: Address, say: Any) -> dict[str, Any]:
    figures = [_figure(result, name, section) for name in section.figures if name in result.sketches]
    bars = bar_view(result.tables[section.table], section, say=say) if section.bars and figures else None
    table = None
    n_rows = 0
    if section.table:
        found = certified(result, result.tables[section.table])
        view = table_view(found, section, say=say, address=address, sort=address.state.values.get("sort", ""))
        n_rows = len(view.rows)
        if n_rows:
            wants_table = address.state.values.get("tab") == "table"
            table = {
                "view": view,
                "is_open": section.is_open
                or (not figures and n_rows <= ROWS_OPEN)
                or wants_table
                or bool(address.state["part"]),
                "is_plain": not figures and n_rows <= ROWS_OPEN,
                "summary": ngettext("The figures as a table: %(n)s row", "The figures as a table: %(n)s rows", n_rows)
                % {"n": say.number(n_rows)},
                "heat": heat_view(found, section, say=say) if section.heat else None,
                "source": source_words(found.sources, say),
                "notes": [note for note in found.notes if note],
                "csv": result.frozen_address.having(part=section.table).path(
                    language=result.ask.language, suffix="csv"
                ),
            }
    return {
        "anchor": section.anchor,
        "heading": section.heading,
        "lead": section.lead,
        "how_to_read": section.how_to_read,
        "statements": section.statements,
        "figures": figures,
        "bars": bars,
        "table": table,
        "aside": section.aside,
        "weights": _weights(section.weights, result, address, say=say) if section.weights else None,
        "empty": section.empty if not n_rows and not section.statements else "",
        "after": section.after,
    }


def _figure(result: ScreenResult, name: str, section: Section) -> dict[str, Any]:
    figure = result.figure(name)
    one = result.frozen_address.having(part=name)
    language = result.ask.language
    return {
        "name": name,
        "title": figure.title,
        "alt": figure.alt,
        "source": figure.source,
        "svg": inline(figure, prefix=f"f-{name}"),
        "is_wide": figure.size[0] > 520,
        "opens": _opens(result, section) if "map" in name.split("_") else "",
        "alone": one.path(language=language),
        "files": [
            {"format": _(WORDS_OF_FORMATS[it]), "address": one.path(language=language, suffix=it)}
            for it in ("svg", "png", "csv")
        ],
        "canonical": one.canonical,
    }


def _opens(result: ScreenResult, section: Section) -> str:
    """Where a region on a map leads, with CODE in place of its code: where its row in the table leads, else to the same screen."""
    if section.row_address:
        return section.row_address.replace("{code}", "CODE")
    return replace(result.ask.address, code="CODE").path(language=result.ask.language)


def _field(choice: Choice, address: Address) -> dict[str, Any]:
    """A field of the form: its value as asked, and the options there are."""
    name = choice.name
    value = address.state.values.get(name, "") if name in address.state.names else ""
    options = [{"value": it, "words": words, "is_chosen": it == value} for it, words in choice.options]
    if name == "own":
        peers = address.state.values.get("peers", "")
        value = "" if peers in PARAMETERS["peers"].choices else peers
    elif options and value and not any(it["is_chosen"] for it in options):
        words = _("chosen one by one") if name == "peers" else value
        options.insert(0, {"value": value, "words": words, "is_chosen": True})
    return {
        "name": name,
        "label": choice.label,
        "help": choice.help,
        "options": options,
        "impossible": choice.impossible,
        "value": value or (PARAMETERS[name].default if choice.step else value),
        "step": choice.step,
        "parameter": PARAMETERS.get(name),
    }


def _weights(choice: Choice, result: ScreenResult, address: Address, *, say: Any) -> dict[str, Any]:
    """The form of the weights: each with its share of the sum, the sum, and the way back to equal ones."""
    given = dict(part.split(":") for part in address.state.values.get("w", "").split(",") if part)
    numbers = {name: float(given.get(name, "1")) for name, _words in choice.options}
    total = float(sum(numbers.values()))
    return {
        "label": choice.label,
        "help": choice.help,
        "fields": [
            {
                "name": f"w.{name}",
                "words": words,
                "value": f"{numbers[name]:g}",
                "share": say.percent(numbers[name] / total) if total else "",
            }
            for name, words in choice.options
        ],
        "sum": say.number(total, 0 if total.is_integer() else 1),
        "is_changed": bool(given),
        "reset": f"{address.having(w='').path(language=result.ask.language)}#weights",
        "keeps": [(name, value) for name, value in address.state.values.items() if name not in ("w", "part")],
    }


def _screens(result: ScreenResult, address: Address) -> list[dict[str, Any]]:
    """The screens of the same thing; what they have in common of the state goes along."""
    found: list[dict[str, Any]] = []
    here = screen_of(address.noun, address.screen)
    for code, words in here.siblings(result.ask.language) if here.siblings else ():
        path = replace(address, code=code).having(part="").path(language=result.ask.language)
        found.append({"label": words, "address": path, "is_here": code == address.code, "why_not": ""})
    if found:
        return found
    for screen in screens_of(address.noun):
        values = [
            (name, value)
            for name, value in address.state.values.items()
            if name in screen.names and name not in ("sort", "tab", "part", "ind", "sel")
        ]
        query = "&".join(f"{name}={quote(value, safe=',:')}" for name, value in values)
        path = f"/{result.ask.language}/{address.noun}/{address.code}/{screen.name}"
        found.append(
            {
                "label": screen.label,
                "address": f"{path}?{query}" if query else path,
                "is_here": screen.name == address.screen,
                "why_not": screen.why_not(address.code) if screen.why_not else "",
            }
        )
    return found


def _files(result: ScreenResult, *, part: str) -> list[dict[str, str]]:
    formats = screen_of(result.ask.address.noun, result.ask.address.screen).formats
    has_figures = bool(result.sketches)
    return [
        {
            "format": _(WORDS_OF_FORMATS[it]),
            "address": result.frozen_address.having(part=part).path(language=result.ask.language, suffix=it),
        }
        for it in formats
        if has_figures or it not in ("svg", "png")
    ]
