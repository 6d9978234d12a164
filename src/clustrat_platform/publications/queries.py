"""Reads of pages: in the reader's language, else in English; searched without case and marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from clustrat_platform.base.folding import folded
from clustrat_platform.publications.glossary import Entry, glossary
from clustrat_platform.publications.models import (
    AccessibilityPage,
    EventIndexPage,
    EventPage,
    GlossaryPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    PrivacyPage,
    Publisher,
    SitePage,
    StandardPage,
)

__all__ = [
    "FALLBACK",
    "SitemapEntry",
    "address_of",
    "coming_events",
    "events",
    "events_to_come_and_past",
    "find_entries",
    "find_pages",
    "here",
    "news",
    "page_of",
    "publisher",
    "sitemap",
    "standard_pages",
]

P = TypeVar("P", bound=SitePage)

#: The language of the source; what is not translated is shown in it, with a notice.
FALLBACK = "en"
#: Types whose words stand at an address of the site itself.
AT_ROUTES = (HomePage, NewsIndexPage, EventIndexPage, GlossaryPage, AccessibilityPage, PrivacyPage)
#: Types that a search looks through.
SEARCHED = (NewsPage, EventPage, StandardPage)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntry:
    """One address without its language, and when it was last changed."""

    path: str
    changed_on: date | None = None


def here() -> str:
    """The language of the reader, without its country."""
    return (get_language() or FALLBACK).partition("-")[0]


def address_of(page: Page) -> str:
    """The address of a page in the language of the reader, also where the page itself is shown in English."""
    specific = page if isinstance(page, SitePage) else page.specific
    route = getattr(specific, "route_name", "")
    if route:
        return reverse(route)
    path = str(specific.url or "/")
    return f"/{here()}/{path.lstrip('/').partition('/')[2]}"


def _in_language(pages: Any, language: str) -> list[Any]:
    """Each live page once: in ``language``, else in English; in the order of the queryset."""
    rows = list(pages.live().public().filter(locale__language_code__in={language, FALLBACK}).select_related("locale"))
    translated = {it.translation_key for it in rows if it.locale.language_code == language}
    return [it for it in rows if it.locale.language_code == language or it.translation_key not in translated]


def page_of(model: type[P], language: str) -> P | None:
    """The one page of a type that stands at an address of its own; ``None`` where no editor has made it."""
    found = _in_language(model.objects.order_by("path"), language)
    return found[0] if found else None


def news(language: str, *, limit: int | None = None) -> list[NewsPage]:
    """News, newest first."""
    return _in_language(NewsPage.objects.order_by("-published_on", "-pk"), language)[:limit]


def standard_pages(language: str) -> list[StandardPage]:
    """Pages of words that stand for themselves, in the order in which editors have put them."""
    return _in_language(StandardPage.objects.order_by("path"), language)


def events(language: str) -> list[EventPage]:
    """Events by their first day; those without a date come first."""
    found = _in_language(EventPage.objects.order_by("pk"), language)
    return sorted(found, key=lambda it: (it.starts_on or date.min, it.pk))


def events_to_come_and_past(language: str) -> tuple[list[EventPage], list[EventPage]]:
    """Events to come, the next first; and those that were, the last first."""
    today = datetime.now(UTC).date()
    found = events(language)
    return [it for it in found if not it.is_over_at(today)], [it for it in reversed(found) if it.is_over_at(today)]


def coming_events(language: str, *, limit: int) -> list[EventPage]:
    """The next events."""
    return events_to_come_and_past(language)[0][:limit]


def find_pages(language: str, words: str) -> list[SitePage]:
    """Pages that hold every one of ``words``, whatever its case and marks: "gyor" finds Győr."""
    wanted = folded(words).split()
    if not wanted:
        return []
    found: list[SitePage] = []
    for model in SEARCHED:
        rows = model.objects.order_by("-last_published_at", "pk")
        for word in wanted:
            rows = rows.filter(folded_text__contains=word)
        found += _in_language(rows, language)
    # Where a translation does not hold the words but its original does, the original is no answer.
    translated = _keys_in(language) if language != FALLBACK else set()
    in_title = [it for it in found if all(word in folded(it.title) for word in wanted)]
    rest = [it for it in found if it not in in_title]
    return [
        it for it in [*in_title, *rest] if it.locale.language_code == language or it.translation_key not in translated
    ]


def _keys_in(language: str) -> set[Any]:
    return set(Page.objects.live().filter(locale__language_code=language).values_list("translation_key", flat=True))


def find_entries(language: str, words: str) -> list[Entry]:
    """Entries of the glossary that hold every one of ``words``."""
    wanted = folded(words).split()
    return [
        it
        for it in glossary(language)
        if wanted and all(word in folded(f"{it.plain} {it.term} {it.sentence}") for word in wanted)
    ]


def publisher() -> Publisher:
    """Who runs this site, as far as they have said it."""
    return Publisher.objects.first() or Publisher()


def sitemap() -> list[SitemapEntry]:
    """What robots may find: addresses of the site, entries of the glossary, published pages."""
    names = ("glossary", "news", "events", "accessibility", "privacy")
    routes = [reverse("base:home"), reverse("organisations:list"), *(reverse(f"publications:{name}") for name in names)]
    found = [SitemapEntry(path=_without_language(path)) for path in routes]
    found += [
        SitemapEntry(path=_without_language(reverse("publications:term", kwargs={"slug": it.slug})))
        for it in glossary(FALLBACK)
    ]
    elsewhere = [it.page_ptr_id for model in AT_ROUTES for it in model.objects.only("page_ptr_id")]
    pages: Iterable[Page] = (
        Page.objects.live()
        .public()
        .filter(depth__gt=2, locale__language_code=FALLBACK)
        .exclude(pk__in=elsewhere)
        .order_by("path")
    )
    for page in pages:
        path = page.url
        if path:
            changed = page.last_published_at.date() if page.last_published_at else None
            found.append(SitemapEntry(path=_without_language(path), changed_on=changed))
    return found


def _without_language(path: str) -> str:
    """
    >>> _without_language("/en/pages/news/")
    '/pages/news/'
    """
    return "/" + path.lstrip("/").partition("/")[2]
