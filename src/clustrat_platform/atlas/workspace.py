"""My workspace and the pages of frozen figures: what a reader holds, cites and embeds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clustrat_platform.atlas.actions.figures import freeze_figure
from clustrat_platform.atlas.baskets import (
    Shown,
    add_to_session,
    answer_at,
    change_in_session,
    in_session,
    shown_item,
    zip_of,
)
from clustrat_platform.atlas.drawing import inline
from clustrat_platform.atlas.queries import frozen_figure
from clustrat_platform.atlas.renderers import citation_of, long_citation_of
from clustrat_platform.atlas.results import kept_of
from clustrat_platform.base.input_types import clean_text
from clustrat_platform.base.problems import Invalid, NotFound

__all__ = ["embed", "figure", "freeze", "workspace", "workspace_zip"]

DEEDS = ("add", "remove", "up", "down", "note")
MOST_LETTERS_OF_NOTE = 2000


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _shown(request: HttpRequest) -> list[Shown]:
    language = _language()
    return [shown_item(str(number), it, language=language) for number, it in enumerate(in_session(request))]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def workspace(request: HttpRequest) -> HttpResponse:
    """The evidence basket: what was kept, frozen, with its drift; a form adds, orders, annotates and removes."""
    if request.method == "POST":
        return _change(request)
    return render(request, "atlas/workspace.html", {"items": _shown(request)})


def _change(request: HttpRequest) -> HttpResponse:
    do, key = request.POST.get("do", ""), request.POST.get("key", "")
    if do not in DEEDS:
        raise Invalid(
            detail=_("This cannot be done with a basket."), parameter="do", value=do[:80], allowed=list(DEEDS)
        )
    if do == "add":
        result, address = answer_at(request.POST.get("address", ""), language=_language())
        add_to_session(request, kept_of(result, part=address.state.values.get("part", "")))
    elif not change_in_session(request, key, do=do, note=_note(request.POST.get("note", ""))):
        raise NotFound(detail=_("There is no such item in your basket."))
    return redirect("atlas:workspace")


def _note(text: str) -> str:
    try:
        cleaned = clean_text(text)
    except ValueError as error:
        raise Invalid(detail=str(error), parameter="note") from None
    if len(cleaned) > MOST_LETTERS_OF_NOTE:
        raise Invalid(
            detail=_("A note has at most %(n)s letters.") % {"n": MOST_LETTERS_OF_NOTE},
            parameter="note",
            allowed=f"0-{MOST_LETTERS_OF_NOTE}",
        )
    return cleaned


@never_cache
@require_safe
def workspace_zip(request: HttpRequest) -> HttpResponse:
    """The whole basket as one file."""
    response = HttpResponse(zip_of(_shown(request)), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="clustrat-evidence.zip"'
    return response


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Give an address its short id, and lead to the page of the figure."""
    result, address = answer_at(request.POST.get("address", ""), language=_language())
    part = address.state.values.get("part", "")
    frozen = result.frozen_address.having(part=part)
    user: Any = request.user
    found = freeze_figure(by=user, kept=kept_of(result, part=part), short_id=frozen.short_id)
    return redirect("atlas:figure", short_id=found.short_id)


@require_safe
def figure(request: HttpRequest, short_id: str) -> HttpResponse:
    """A frozen figure: the picture, its table, how to cite and embed it, and whether it is still the same."""
    return render(request, "atlas/figure.html", _figure_context(short_id))


@xframe_options_exempt
@require_safe
def embed(request: HttpRequest, short_id: str) -> HttpResponse:
    """A frozen figure for the pages of others: no header, no cookie, no script; other sites may frame it."""
    response = render(request, "atlas/embed.html", _figure_context(short_id))
    response._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _figure_context(short_id: str) -> dict[str, Any]:
    from clustrat_platform.atlas.pages import page_context

    found = frozen_figure(short_id)
    language = _language()
    result, address = answer_at(found.address, language=language)
    as_kept, _same = answer_at(found.address, language=found.language)
    part = address.state.values.get("part", "")
    name = part if part in result.sketches else next(iter(result.figure_names), "")
    path = f"/{language}/f/{short_id}"
    return {
        **page_context(result, address=address),
        "found": found,
        "is_same": as_kept.hash == found.result_sha256,
        "drawing": inline(result.figure(name), prefix="f") if name else "",
        "figure": result.figure(name) if name else None,
        "screen_address": address.having(part="").path(language=language),
        "citation": citation_of(result),
        "long_citation": long_citation_of(result),
        "address_of_page": f"{settings.SITE_ORIGIN}{path}",
        "embed_code": f'<iframe src="{settings.SITE_ORIGIN}{path}/embed" title="{found.subject}" width="720" height="560" '
        'loading="lazy"></iframe>',
    }
