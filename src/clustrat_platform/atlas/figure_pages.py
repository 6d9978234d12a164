"""Pages of frozen figures: a short address that stays, how to cite and embed what it shows, in which size, in which edition."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.html import escape
from django.utils.translation import get_language, get_language_from_request
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_POST, require_safe

from clustrat.publish.cards import card_svg, scaled_svg
from clustrat.publish.typesetting import PIXELS_PER_UNIT, png_of
from clustrat_platform.atlas.actions.figures import freeze_figure
from clustrat_platform.atlas.addresses import Address
from clustrat_platform.atlas.baskets import answer_at
from clustrat_platform.atlas.drawing import inline
from clustrat_platform.atlas.editions import given_editions
from clustrat_platform.atlas.frozen import kept_of, short_id_of
from clustrat_platform.atlas.keeping import rendered
from clustrat_platform.atlas.models import FrozenFigure
from clustrat_platform.atlas.pages import page_context
from clustrat_platform.atlas.queries import frozen_figure
from clustrat_platform.atlas.renderers import citation_of, long_citation_of
from clustrat_platform.atlas.results import ScreenResult
from clustrat_platform.base.problems import Invalid, NotFound

__all__ = ["card", "embed", "figure", "freeze", "picture", "to_figure"]

#: Widths in which a figure can be embedded and taken as a picture, in CSS pixels.
SIZES = {"small": 480, "medium": 720, "large": 1080}
USUAL = "medium"
#: Room for the title and the link of an embedded figure, and at its sides.
ABOVE_AND_BELOW, EDGE = 150, 16
HOUR_S, DAY_S = 3_600, 86_400


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Give an address its short id, and lead to the page of the figure."""
    result, address = answer_at(request.POST.get("address", ""), language=_language())
    part = address.state.values.get("part", "")
    kept = kept_of(result, part=part)
    user: Any = request.user
    found = freeze_figure(by=user, kept=kept, short_id=short_id_of(kept.address))
    return redirect("atlas:figure", short_id=found.short_id)


@require_safe
def to_figure(request: HttpRequest, short_id: str) -> HttpResponse:
    """From the bare short address, as it is cited, to the page in the reader's language, which knows whether there is one."""
    response = redirect(f"/{get_language_from_request(request)}/f/{short_id}")
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_safe
def figure(request: HttpRequest, short_id: str) -> HttpResponse:
    """A frozen figure: picture, table, sources, citation, licence, how to embed it in which size, and other editions."""
    _known(request, "size")
    size = _size(request)
    found = frozen_figure(short_id)
    language = _language()
    result, address = answer_at(found.address, language=language)
    as_kept, _same = answer_at(found.address, language=found.language)
    origin = f"{settings.SITE_ORIGIN}/{language}/f/{short_id}"
    drawn = _drawn(result, address)
    page = page_context(result, address=address)
    title = drawn.title if drawn is not None else found.title
    context = {
        **page,
        "files": [it for it in page["files"] if it["format"] not in ("SVG", "PNG")],
        **_shown(found, result, address, size=size),
        "is_same": as_kept.hash == found.result_sha256,
        "screen_address": address.having(part="").path(language=language),
        "citation": citation_of(result, short_id=short_id, title=title),
        "long_citation": long_citation_of(result, short_id=short_id, title=title),
        "bare_address": f"{settings.SITE_ORIGIN}/f/{short_id}",
        "address_of_page": origin,
        "card": f"{origin}/card.png" if drawn is not None else "",
        "embed_code": _embed_code(found, drawn, origin=origin, size=size),
        "sizes": [
            {"name": name, "words": words, "pixels": SIZES[name], "is_chosen": name == size}
            for name, words in (("small", _("small")), ("medium", _("medium")), ("large", _("large")))
        ],
        "pictures": [
            {"words": f"PNG {SIZES[size]}", "address": f"{reverse('atlas:picture', kwargs={'short_id': short_id, 'kind': 'png'})}?size={size}"},
            {"words": "SVG", "address": f"{reverse('atlas:picture', kwargs={'short_id': short_id, 'kind': 'svg'})}?size={size}"},
            {"words": _("Card 1200 × 628"), "address": reverse("atlas:card", kwargs={"short_id": short_id})},
        ]
        if drawn is not None
        else [],
        "editions": _editions(address, language=language),
    }  # fmt: skip
    return render(request, "atlas/figure.html", context)


@xframe_options_exempt
@require_safe
def embed(request: HttpRequest, short_id: str) -> HttpResponse:
    """A frozen figure for the pages of others: no header, no cookie, no script; other sites may frame it."""
    _known(request, "size")
    size = _size(request)
    found = frozen_figure(short_id)
    result, address = answer_at(found.address, language=_language())
    context = {
        "result": result,
        **_shown(found, result, address, size=size),
        "sections": page_context(result, address=address)["sections"],
        "address_of_page": f"{settings.SITE_ORIGIN}/{_language()}/f/{short_id}",
    }
    response = render(request, "atlas/embed.html", context)
    response._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]
    response.headers["Cache-Control"] = f"public, max-age={HOUR_S}"
    return response


@require_safe
def picture(request: HttpRequest, short_id: str, kind: str) -> HttpResponse:
    """The picture of a frozen figure as SVG or PNG, as wide as asked."""
    _known(request, "size")
    size = _size(request)
    found = frozen_figure(short_id)
    result, address = answer_at(found.address, language=_language())
    drawn = _drawn(result, address)
    if drawn is None:
        raise NotFound(detail=_("There is nothing to draw here. The table has the figures there are."))
    width = SIZES[size] / (PIXELS_PER_UNIT if kind == "png" else 1)
    svg = scaled_svg(drawn.standalone(), width=width)
    return _picture(request, result, svg, kind=kind, name=f"{short_id}-{size}")


@require_safe
def card(request: HttpRequest, short_id: str) -> HttpResponse:
    """A frozen figure as a card of 1200 by 628 pixels, which other sites show where they link here."""
    _known(request)
    found = frozen_figure(short_id)
    result, address = answer_at(found.address, language=_language())
    drawn = _drawn(result, address)
    if drawn is None:
        raise NotFound(detail=_("There is nothing to draw here. The table has the figures there are."))
    svg = card_svg(drawn, kicker=f"{result.subject} · {result.kicker}", foot=f"clustrat · {found.edition}")
    return _picture(request, result, svg, kind="png", name=f"{short_id}-card")


def _picture(request: HttpRequest, result: ScreenResult, svg: str, *, kind: str, name: str) -> HttpResponse:
    etag = f'"{result.stamp}-{name}-{kind}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response: HttpResponse = HttpResponseNotModified()
    elif kind == "svg":
        response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    else:
        body = rendered("picture", result.stamp, name, make=lambda: png_of([svg])[0])
        response = HttpResponse(body, content_type="image/png")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={DAY_S}"
    response.headers["X-Result-Hash"] = result.hash
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{kind}"'
    return response


def _known(request: HttpRequest, *names: str) -> None:
    for name in request.GET:
        if name not in names:
            raise Invalid(
                detail=_("This page knows no parameter '%(name)s'.") % {"name": name[:80]},
                parameter=name[:80],
                allowed=list(names),
            )


def _size(request: HttpRequest) -> str:
    size = request.GET.get("size", USUAL)
    if size not in SIZES:
        raise Invalid(
            detail=_("There is no size '%(name)s'.") % {"name": size[:20]},
            parameter="size",
            value=size[:20],
            allowed=list(SIZES),
        )
    return size


def _drawn(result: ScreenResult, address: Address) -> Any:
    """The picture that an address means, or ``None`` where it means a table."""
    part = address.state.values.get("part", "")
    if part and part not in result.sketches:
        return None
    name = part or next(iter(result.figure_names), "")
    return result.figure(name) if name else None


def _shown(found: FrozenFigure, result: ScreenResult, address: Address, *, size: str) -> dict[str, Any]:
    drawn = _drawn(result, address)
    return {
        "found": found,
        "figure": drawn,
        "drawing": inline(drawn, prefix="f") if drawn is not None else "",
        "size": size,
    }


def _embed_code(found: FrozenFigure, drawn: Any, *, origin: str, size: str) -> str:
    width = SIZES[size]
    height = 420
    if drawn is not None:
        wide, tall = drawn.size
        height = round(tall * (width - 2 * EDGE) / wide) + ABOVE_AND_BELOW
    query = "" if size == USUAL else f"?size={size}"
    title = escape(f"{found.subject}: {drawn.title if drawn is not None else found.title}")
    return f'<iframe src="{origin}/embed{query}" title="{title}" width="{width}" height="{height}" loading="lazy"></iframe>'


def _editions(address: Address, *, language: str) -> list[dict[str, Any]]:
    """The same figure in the editions that are given out, the newest first."""
    if address.noun == "edition":
        return []
    here = address.state.values.get("v", "")
    return [
        {"id": name, "is_here": name == here, "address": address.having(v=name).path(language=language)}
        for name in given_editions()
    ]
