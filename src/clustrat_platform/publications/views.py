"""Pages at addresses of their own: glossary, accessibility statement, privacy; feeds of news; the map of the site for robots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clustrat_platform.atlas.editions import current_edition
from clustrat_platform.atlas.queries import persona_doors, tiles
from clustrat_platform.publications.accessibility import results
from clustrat_platform.publications.glossary import glossary as entries
from clustrat_platform.publications.glossary import term as entry_named
from clustrat_platform.publications.models import (
    AccessibilityPage,
    EventIndexPage,
    GlossaryPage,
    HomePage,
    NewsIndexPage,
    PrivacyPage,
    SitePage,
)
from clustrat_platform.publications.queries import (
    address_of,
    coming_events,
    events_to_come_and_past,
    here,
    news,
    page_of,
    publisher,
    sitemap,
    standard_pages,
)

__all__ = [
    "accessibility",
    "event_list",
    "feed",
    "glossary",
    "home",
    "news_list",
    "opensearch",
    "privacy",
    "robots_map",
    "term",
]

FEEDS: dict[str, Any] = {"atom": Atom1Feed, "rss": Rss201rev2Feed}
N_IN_FEED = 50
#: News and events on the first page.
N_NEW = 3
HOUR_S = 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where do I start? One search, four doors, the regions of the programme area, and what is new."""
    language = here()
    context = {
        "page": page_of(HomePage, language),
        "doors": persona_doors(),
        # Asked for by the template, which keeps what it has made of them.
        "tiles": tiles,
        "edition": current_edition().id,
        "news": news(language, limit=N_NEW),
        "about": standard_pages(language),
        "events": coming_events(language, limit=N_NEW),
    }
    return render(request, "publications/home.html", context)


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser searches this site from its address bar (OpenSearch 1.1)."""
    context = {"address": settings.SITE_ORIGIN + reverse("atlas:search"), "language": here()}
    kind = "application/opensearchdescription+xml; charset=utf-8"
    response = render(request, "publications/opensearch.xml", context, content_type=kind)
    response.headers["Cache-Control"] = f"public, max-age={HOUR_S}"
    return response


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All words of the site, the plain one first."""
    language = here()
    found = entries(language)
    groups = [(name, [it for it in found if it.group == name]) for name in dict.fromkeys(it.group for it in found)]
    context = {
        "groups": [(_group_words()[name], name, rows) for name, rows in groups],
        "page": page_of(GlossaryPage, language),
        "is_fallback": any(it.language != language for it in found),
    }
    return render(request, "publications/glossary.html", context)


@require_safe
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One word of the glossary: its sentence, its formula, where to read on."""
    language = here()
    entry = entry_named(slug, language)
    context = {
        "entry": entry,
        "see": [entry_named(other, language) for other in entry.see],
        "is_fallback": entry.language != language,
    }
    return render(request, "publications/term.html", context)


@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    """All news, newest first."""
    language = here()
    found = news(language)
    context = {"page": page_of(NewsIndexPage, language), "news": found, "is_fallback": _has_other(found, language)}
    return render(request, "publications/news_list.html", context)


def _has_other(pages: Sequence[SitePage], language: str) -> bool:
    """Whether a page among these is shown in another language, for want of a translation."""
    return any(it.locale.language_code != language for it in pages)


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Events to come, then those that were."""
    language = here()
    coming, past = events_to_come_and_past(language)
    context = {
        "page": page_of(EventIndexPage, language),
        "coming": coming,
        "past": past,
        "is_fallback": _has_other([*coming, *past], language),
    }
    return render(request, "publications/event_list.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement after Commission Implementing Decision (EU) 2018/1523, built from the results of the checks."""
    language = here()
    found = results()
    context = {
        "results": found,
        "shortcomings": [(it.criterion, *it.in_language(language)) for it in found.shortcomings],
        "publisher": publisher(),
        "page": page_of(AccessibilityPage, language),
        "origin": settings.SITE_ORIGIN,
    }
    return render(request, "publications/accessibility.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about a reader, why, for how long, and what rights there are."""
    context = {"publisher": publisher(), "page": page_of(PrivacyPage, here())}
    return render(request, "publications/privacy.html", context)


@require_safe
def feed(request: HttpRequest, kind: str) -> HttpResponse:
    """News as Atom or RSS, in the language of the address."""
    language = here()
    address = settings.SITE_ORIGIN + reverse("publications:feed", kwargs={"kind": kind})
    found = FEEDS[kind](
        title=_("News of clustrat"),
        link=f"{settings.SITE_ORIGIN}/{language}/",
        description=_("What is new, and what has changed."),
        language=language,
        feed_url=address,
    )
    for it in news(language, limit=N_IN_FEED):
        moment = datetime.combine(it.published_on, time(), tzinfo=UTC)
        link = settings.SITE_ORIGIN + address_of(it)
        found.add_item(
            title=it.title,
            link=link,
            description=it.introduction,
            unique_id=f"urn:uuid:{it.translation_key}",
            pubdate=moment,
            updateddate=it.last_published_at or moment,
        )
    response = HttpResponse(content_type=FEEDS[kind].content_type)
    found.write(response, "utf-8")
    response.headers["Cache-Control"] = f"public, max-age={HOUR_S}"
    return response


@require_safe
def robots_map(request: HttpRequest) -> HttpResponse:
    """Every public address in all languages, each with its alternates (sitemaps.org)."""
    context = {"entries": sitemap(), "origin": settings.SITE_ORIGIN, "codes": [code for code, _n in settings.LANGUAGES]}
    response = render(request, "publications/sitemap.xml", context, content_type="application/xml; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={HOUR_S}"
    return response


def _group_words() -> dict[str, str]:
    return {
        "measures": _("Measures of what is here"),
        "potential": _("Where it could go"),
        "data": _("Data, and how sure they are"),
        "clusters": _("Clusters and those who act"),
        "dialogue": _("From evidence to action"),
    }
