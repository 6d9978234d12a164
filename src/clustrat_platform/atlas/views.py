"""Pages and files of the atlas: each asks for a result and renders it; readers change nothing."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clustrat.publish.language import translator
from clustrat_platform.atlas.addresses import Address
from clustrat_platform.atlas.answers import Facts, facts_of, kept_markup, markup_of
from clustrat_platform.atlas.drawing import own_markup
from clustrat_platform.atlas.editions import current_edition
from clustrat_platform.atlas.keeping import rendered
from clustrat_platform.atlas.queries import persona_doors, search_everything
from clustrat_platform.atlas.registry import Screen, answer_to, ask_of, lasts, panels_for, screen_of, screens_of
from clustrat_platform.atlas.renderers import CONTENT_TYPES, SHOWN_FORMATS
from clustrat_platform.atlas.renderers import render as render_file
from clustrat_platform.atlas.results import Ask
from clustrat_platform.atlas.screens.issues import all_issues
from clustrat_platform.atlas.waiting import Work, in_time
from clustrat_platform.base.answers import answer, wants_document
from clustrat_platform.base.problems import Gone, Invalid, NotFound

__all__ = ["file", "page", "search", "to_data", "to_first_screen", "to_issues"]

#: The weight of the rating as published, which needs no mention.
EQUAL = re.compile(r"|1(?:\.0+)?")
YEAR_S = 31_536_000
SOON_S = 300


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One search over regions, industries, themes, organisations, and whatever else was registered."""
    for name in request.GET:
        if name not in ("q", "door"):
            raise Invalid(
                detail=_("This page knows no parameter '%(name)s'.") % {"name": name[:80]},
                parameter=name[:80],
                allowed=["q", "door"],
            )
    words = request.GET.get("q", "").strip()[:100]
    door = request.GET.get("door", "")
    doors = {it["name"]: it for it in persona_doors()}
    if door and door not in doors:
        raise Invalid(
            detail=_("There is no door '%(name)s'.") % {"name": door[:80]}, parameter="door", allowed=list(doors)
        )
    context = {"words": words, "door": doors.get(door), "groups": search_everything(request, words, door=door)}
    template = "atlas/search.html#found" if getattr(request, "htmx", False) else "atlas/search.html"
    response = render(request, template, context)
    patch_vary_headers(response, ("HX-Request", "Accept-Language", "Cookie"))
    return response


@require_safe
def to_first_screen(request: HttpRequest, noun: str, code: str) -> HttpResponse:
    """From a thing to its first screen."""
    first = screens_of(noun)[0]
    return redirect("atlas:page", noun=noun, code=code, screen=first.name)


@require_safe
def to_data(request: HttpRequest) -> HttpResponse:
    """To the data and methods of the edition in use."""
    return redirect("atlas:page", noun="edition", code=current_edition().id, screen="data")


@require_safe
def to_issues(request: HttpRequest) -> HttpResponse:
    """To the first of the cross-cutting issues; the others stand beside it."""
    return redirect("atlas:page", noun="issue", code=next(iter(all_issues())), screen="dashboard")


@require_safe
def page(request: HttpRequest, noun: str, code: str, screen: str) -> HttpResponse:
    """A screen as a page, or as a fragment for HTMX; the address of a form is brought into its canonical spelling."""
    found = screen_of(noun, screen)
    language = _language()
    pairs = [(name, value) for name in request.GET for value in request.GET.getlist(name)]
    pairs = _as_parameters(pairs, found.names)
    try:
        ask = ask_of(found, code, pairs, language=language)
    except Gone as gone:
        if "successors" not in gone.members:
            raise
        return _retired(request, gone, language=language)
    is_fragment = bool(getattr(request, "htmx", False)) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    if not is_fragment and any(value == "" or name not in found.names for name, value in request.GET.items()):
        return HttpResponseRedirect(ask.address.path(language=language))
    done = kept_markup(ask)
    if done is None:
        made = in_time(ask.address.path(language=language), partial(markup_of, ask), patience_s=settings.PATIENCE_S)
        if isinstance(made, Work):
            return _working(request, ask, made)
        done = made
    facts, markup = done
    _check_shown(facts, ask.address)
    if request.headers.get("X-Waiting"):
        # What waited for the page is replaced by the whole of it, title and all.
        return HttpResponse(headers={"HX-Refresh": "true", "Cache-Control": "no-store"})
    etag = _etag(facts, ask.address, request, "fragment" if is_fragment else "page")
    panels = panels_for(request, found, code)
    if request.headers.get("If-None-Match") == etag and not panels:
        return _with_headers(HttpResponseNotModified(), etag)
    frozen = ask.address.having(v=ask.edition.id)
    context = {
        "result": facts,
        "body": own_markup(markup.body),
        "about": own_markup(markup.about),
        "panels": panels,
        "kept_address": frozen.canonical,
        "canonical": settings.SITE_ORIGIN + ask.address.path(language=language),
    }
    template = "atlas/screen.html#result" if is_fragment else "atlas/screen.html"
    response = render(request, template, context)
    if is_fragment:
        response.headers["HX-Push-Url"] = ask.address.path(language=language)
    return _with_headers(response, etag)


def _working(request: HttpRequest, ask: Ask, work: Work[Any]) -> HttpResponse:
    """How far the work is: a page that asks again by itself, with script and without, or a fragment of it."""
    if request.headers.get("X-Waiting"):
        template = "atlas/working.html#progress"
    else:
        template = "atlas/working.html#result" if getattr(request, "htmx", False) else "atlas/working.html"
    address = ask.address.path(language=ask.language)
    response = render(request, template, {"work": work, "address": address, "code": ask.address.code}, status=202)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = "2"
    if getattr(request, "htmx", False):
        response.headers["HX-Push-Url"] = address
    return response


def _as_parameters(pairs: list[tuple[str, str]], names: tuple[str, ...]) -> list[tuple[str, str]]:
    """The pairs that a form sends as parameters: own peers in place of the rule, weights of parts as one.

    >>> _as_parameters([("peers", "ce9"), ("own", "ITH3, SI04")], ("peers",))
    [('peers', 'ITH3,SI04')]
    >>> _as_parameters([("w.specialisation", "2"), ("w.relatedness", "1")], ("w",))
    [('w', 'specialisation:2')]
    """
    given = dict(pairs)
    if "peers" in names and "own" in given:
        own = given["own"].replace(";", ",").replace(" ", "").strip(",")
        pairs = [(name, value) for name, value in pairs if name != "own" and (name != "peers" or not own)]
        pairs += [("peers", own)] if own else []
    if "w" in names and any(name.startswith("w.") for name in given):
        parts = [f"{name[2:]}:{value}" for name, value in pairs if name.startswith("w.") and not EQUAL.fullmatch(value)]
        pairs = [(name, value) for name, value in pairs if not name.startswith("w.") and name != "w"]
        pairs += [("w", ",".join(parts))] if parts else []
    return pairs


def _check_shown(facts: Facts, address: Address) -> None:
    """Refuse a part that the screen has not, and an order by a column that none of its tables has."""
    part, order = address.state.values.get("part", ""), address.state.values.get("sort", "").removeprefix("-")
    if part and part not in facts.parts:
        raise Invalid(
            detail=_("This screen has no part '%(name)s'.") % {"name": part},
            parameter="part",
            value=part,
            allowed=list(facts.parts),
        )
    if order and order not in facts.columns:
        raise Invalid(
            detail=_("No table of this screen has a column '%(name)s'.") % {"name": order[:80]},
            parameter="sort",
            value=order[:80],
            allowed=sorted(facts.columns),
        )


@require_safe
def file(request: HttpRequest, noun: str, code: str, screen: str, suffix: str) -> HttpResponse:
    """A screen as a file; one that names its edition may be kept for ever."""
    found = screen_of(noun, screen)
    language = _language()
    pairs = [(name, value) for name in request.GET for value in request.GET.getlist(name)]
    ask = ask_of(found, code, pairs, language=language)
    _check_format(found, suffix)
    facts = facts_of(ask)
    part = ask.address.state["part"]
    etag = f'"{facts.stamp}-{suffix}-{part or "main"}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:

        def make() -> bytes:
            return render_file(answer_to(ask), suffix=suffix, part=part)

        body = rendered("file", facts.stamp, suffix, part, make=make) if lasts(ask) else make()
        response = HttpResponse(body, content_type=CONTENT_TYPES[suffix])
        name = "-".join(it for it in (code, screen, part, ask.edition.id) if it)
        kind = "inline" if suffix in SHOWN_FORMATS else "attachment"
        response.headers["Content-Disposition"] = f'{kind}; filename="{name}.{suffix}"'
        response.headers["X-Result-Hash"] = facts.hash
        response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["ETag"] = etag
    is_lasting = bool(ask.address.state["v"]) and lasts(ask)
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR_S}, immutable" if is_lasting else f"public, max-age={SOON_S}"
    )
    return response


def _check_format(screen: Screen, suffix: str) -> None:
    """Refuse a format that a screen has not; a screen without pictures says so by itself."""
    if suffix not in (*screen.formats, "svg", "png"):
        raise NotFound(
            detail=_("This screen cannot be taken as '%(suffix)s'.") % {"suffix": suffix}, near=list(screen.formats)
        )


def _etag(facts: Facts, address: Address, request: HttpRequest, kind: str) -> str:
    user = getattr(request, "user", None)
    who = user.pk if user is not None and user.is_authenticated else 0
    shown = "-".join(address.state.values.get(name, "") for name in ("tab", "part", "sort"))
    return f'W/"{facts.stamp}-{kind}-{settings.CLUSTRAT_VERSION}-{who}-{shown}"'


def _with_headers(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("HX-Request", "Accept-Language", "Cookie"))
    return response


def _retired(request: HttpRequest, gone: Gone, *, language: str) -> HttpResponse:
    """A page with what became of a region of another version of NUTS; never a silent redirect."""
    if wants_document(request):
        return answer(request, gone)
    say = translator(language)
    successors = [{**it, "percent": say.percent(it["weight"])} for it in gone.members.get("successors", [])]
    context = {"problem": gone, "successors": successors, "language": language}
    return render(request, "atlas/retired.html", context, status=gone.status)


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
