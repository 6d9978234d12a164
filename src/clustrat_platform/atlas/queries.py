"""Reads of the atlas that are no results: what a search finds, the doors of the first page, the regions on its map."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clustrat.codes.nace import activities, label
from clustrat.codes.nuts import CENTRAL_EUROPE, regions
from clustrat.codes.themes import themes
from clustrat.publish.maps import tile_places
from clustrat.study.question import NACE_VERSION, NUTS_VERSION
from clustrat_platform.atlas.models import FrozenFigure
from clustrat_platform.atlas.registry import Found, finders
from clustrat_platform.base.problems import Gone, NotFound
from clustrat_platform.organisations.queries import visible_organisations

__all__ = ["folded", "frozen_figure", "persona_doors", "search_everything", "tiles"]

N_OF_EACH = 12
MIN_LETTERS = 2


def folded(text: str) -> str:
    """A text without case and marks, as it is searched.

    >>> folded("Győr-Moson-Sopron"), folded("Łódzkie")
    ('gyor-moson-sopron', 'lodzkie')
    """
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("đ", "d").replace("ß", "ss"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def persona_doors() -> list[dict[str, str]]:
    """The four doors: who comes, and where they begin."""
    search = reverse("atlas:search")
    return [
        {
            "name": "policy",
            "who": _("I make policy"),
            "what": _("See in a minute what a region is strong in, how sure that is, and where it could go."),
            "address": f"{search}?door=policy",
            "screen": "overview",
        },
        {
            "name": "analyst",
            "who": _("I analyse"),
            "what": _(
                "Set year, threshold and peers, and take files whose every cell has unit, flag, source and edition."
            ),
            "address": f"{search}?door=analyst",
            "screen": "portfolio",
        },
        {
            "name": "cluster",
            "who": _("I run a cluster"),
            "what": _("Find your cluster's industries, who fits, and which new concept could be built."),
            "address": f"{search}?door=cluster",
            "screen": "potential",
        },
        {
            "name": "services",
            "who": _("I offer services"),
            "what": _("Laboratories, certification centres and start-ups: be found by those who need you."),
            "address": reverse("actors:list"),
            "screen": "",
        },
    ]


@lru_cache(maxsize=1)
def _region_index() -> tuple[tuple[str, str, str, str, int], ...]:
    """Folded text, code, name, country and level of every region; figures are given down to level 2."""
    countries = {it.code: it.name.title() for it in regions(version=NUTS_VERSION, level=0)}
    return tuple(
        (folded(f"{it.code} {it.name}"), it.code, it.name, countries[it.country], it.level)
        for it in regions(version=NUTS_VERSION)
    )


@lru_cache(maxsize=16)
def _industry_index(language: str) -> tuple[tuple[str, str, str], ...]:
    found = []
    for it in activities(version=NACE_VERSION, level="division"):
        words = label(it.table_code, version=NACE_VERSION, language=language).text
        found.append((folded(f"{it.table_code} {it.code} {words}"), it.table_code, words))
    return tuple(found)


def search_everything(request: HttpRequest, words: str, *, door: str = "") -> list[dict[str, Any]]:
    """What a search finds, in groups; without words, the regions of the programme area to choose from."""
    wanted = folded(words)
    screen = next((it["screen"] for it in persona_doors() if it["name"] == door), "") or "overview"
    language = (get_language() or "en").partition("-")[0]
    groups = list(_of_code_lists(wanted, screen, language))
    if len(wanted) >= MIN_LETTERS:
        groups += [
            _group(_("Organisations"), _organisations(request, words)),
            *(_group(finder.name, finder.find(request, words)) for finder in finders()),
        ]
    return [group for group in groups if group["found"]]


def _group(heading: str, found: list[Found]) -> dict[str, Any]:
    return {"heading": heading, "found": found[:N_OF_EACH], "n": len(found), "n_more": max(0, len(found) - N_OF_EACH)}


@lru_cache(maxsize=2048)
def _of_code_lists(wanted: str, screen: str, language: str) -> tuple[dict[str, Any], ...]:
    """What is found in code lists, which are the same for every reader and as long as the program runs."""
    groups = [_group(_("Regions"), _regions(wanted, screen))]
    if len(wanted) >= MIN_LETTERS:
        groups += [_group(_("Industries"), _industries(wanted, language)), _group(_("Themes"), _themes(wanted))]
    return tuple(groups)


def _regions(wanted: str, screen: str) -> list[Found]:
    level_words = {0: _("Country"), 1: _("NUTS 1"), 2: _("NUTS 2"), 3: _("part of a NUTS 2 region")}
    if len(wanted) < MIN_LETTERS:
        return []
    hits = []
    for text, code, name, country, level in _region_index():
        if wanted in text:
            rank = 0 if code.casefold() == wanted else 1 if text.startswith(wanted) or f" {wanted}" in text else 2
            hits.append((rank, abs(level - 2), code, name, country, level))
    return [
        Found(
            title=name if level else name.title(),
            kind=level_words[level],
            address=reverse("atlas:page", kwargs={"noun": "region", "code": code[:4], "screen": screen}),
            note=f"{code} · {country}",
        )
        for _rank, _far, code, name, country, level in sorted(hits)
    ]


def _industries(wanted: str, language: str) -> list[Found]:
    return [
        Found(
            title=words,
            kind=_("Industry (NACE division)"),
            address=f"{reverse('atlas:page', kwargs={'noun': 'region', 'code': 'ITH4', 'screen': 'compare'})}?ind={code}#map",
            note=code,
        )
        for text, code, words in _industry_index(language)
        if wanted in text
    ]


def _themes(wanted: str) -> list[Found]:
    return [
        Found(
            title=_(it.title),
            kind=_("Theme"),
            address=reverse("atlas:page", kwargs={"noun": "issue", "code": it.code, "screen": "dashboard"})
            if it.field == "cross_cutting_issue"
            else f"{reverse('atlas:search')}?door=cluster",
            note=it.code,
        )
        for it in themes()
        if wanted in folded(f"{it.code} {it.title} {_(it.title)}")
    ]


def _organisations(request: HttpRequest, words: str) -> list[Found]:
    rows = visible_organisations(request.user).filter(names__text__icontains=words).distinct()[: N_OF_EACH + 1]
    return [
        Found(
            title=it.label,
            kind=str(it.get_kind_display()),
            address=reverse("organisations:page", kwargs={"permanent_id": it.permanent_id}),
            note=it.country,
        )
        for it in rows
    ]


def tiles() -> list[dict[str, Any]]:
    """One tile per region of the nine countries, by country, with its place on the map of tiles."""
    names = {it.code: it for it in regions(version=NUTS_VERSION, level=2)}
    countries = {it.code: it.name.title() for it in regions(version=NUTS_VERSION, level=0)}
    places = tile_places()
    return [
        {
            "country": country,
            "name": countries[country],
            "regions": [
                {
                    "code": code,
                    "name": names[code].name,
                    "column": places[code][0] + 1,
                    "row": places[code][1] + 1,
                    "address": reverse("atlas:page", kwargs={"noun": "region", "code": code, "screen": "overview"}),
                }
                for code in sorted(places)
                if code.startswith(country)
            ],
        }
        for country in CENTRAL_EUROPE
    ]


def frozen_figure(short_id: str) -> FrozenFigure:
    """A frozen figure by its short id.

    Raises
    ------
    NotFound
        No figure was frozen under it.
    Gone
        It was withdrawn; the refusal says why.
    """
    found = FrozenFigure.objects.filter(short_id=short_id).first()
    if found is None:
        raise NotFound(detail=_("No figure was frozen under this id."))
    if found.withdrawn_reason:
        raise Gone(detail=_("This figure was withdrawn."), reason=found.withdrawn_reason)
    return found
