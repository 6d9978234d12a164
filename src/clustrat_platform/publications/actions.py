"""What changes pages: laying the first ones, publishing, translating, taking down; and whom Wagtail lets in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from clustrat_platform.base.audit import action
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.organisations.models import Organisation, Succession
from clustrat_platform.organisations.permissions import assignments_of
from clustrat_platform.publications.models import (
    AccessibilityPage,
    EventIndexPage,
    EventPage,
    GlossaryPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    PrivacyPage,
    SitePage,
    StandardPage,
)
from clustrat_platform.publications.permissions import WRITERS

__all__ = [
    "admit_to_pages",
    "lay_pages",
    "publish_event",
    "publish_news",
    "publish_page",
    "remove_demo_pages",
    "remove_demo_records",
    "take_down",
    "translate_page",
]

#: The group of Wagtail that may write and publish everywhere; who is in it follows from the roles.
GROUP = "Moderators"
#: Languages in which lists of news and events are laid too; elsewhere the home page alone, with the words of the catalogue.
COMPLETE = ("de", "it")
#: A body: name of the block and its value.
Body = Sequence[tuple[str, Any]]


@action(verb="publications.lay_pages", permission="publications.lay_pages")
def lay_pages(*, by: User | None) -> int:
    """Lay languages, home page and the first pages below it, where they are missing; returns how many pages are new.

    Nothing is synchronised between the trees of the languages: a page that is not translated is shown in English.
    """
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    for group in Group.objects.filter(name=GROUP):
        # Whoever writes pages may also send them to translation.
        group.permissions.add(*Permission.objects.filter(codename="submit_translation"))
    english = Locale.objects.get(language_code="en")
    before = Page.objects.count()
    home = HomePage.objects.filter(locale=english).first()
    if home is None:
        root = Page.objects.get(depth=1)
        # The page that Wagtail's first step lays ("Welcome to your new Wagtail site!") makes room.
        for former in root.get_children().filter(content_type__model="page", content_type__app_label="wagtailcore"):
            former.delete()
        before = Page.objects.count()
        root.refresh_from_db()
        home = _published(HomePage(locale=english, slug="home", **_words(HomePage, "en")), parent=root, by=by)
    _point_site_to(home)
    for model, slug in (
        (NewsIndexPage, "news"),
        (EventIndexPage, "events"),
        (GlossaryPage, "glossary"),
        (AccessibilityPage, "accessibility"),
        (PrivacyPage, "privacy"),
    ):
        if not model.objects.filter(locale=english).exists():
            page = model(locale=english, slug=slug, **_words(model, "en"))
            _published(page, parent=HomePage.objects.get(pk=home.pk), by=by)
    for language in (code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code != "en"):
        for model in (HomePage, NewsIndexPage, EventIndexPage) if language in COMPLETE else (HomePage,):
            source = model.objects.get(locale=english)
            if not source.get_translations().filter(locale__language_code=language).exists():
                _translated(source, language, _words(model, language), by=by)
    n: int = Page.objects.count() - before
    return n


@action(verb="publications.publish_news", permission="publications.write")
def publish_news(
    *,
    by: User | None,
    title: str,
    introduction: str,
    body: Body = (),
    published_on: date,
    slug: str = "",
    is_demo: bool = False,
) -> NewsPage:
    """Publish a piece of news."""
    page = NewsPage(
        title=title,
        slug=slug or slugify(title),
        introduction=introduction,
        body=list(body),
        published_on=published_on,
        is_demo=is_demo,
    )
    published: NewsPage = _published(page, parent=_english(NewsIndexPage), by=by)
    return published


@action(verb="publications.publish_event", permission="publications.write")
def publish_event(
    *,
    by: User | None,
    title: str,
    introduction: str = "",
    body: Body = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
    precision: str = EventPage.Precision.DAY,
    place: str = "",
    country: str = "",
    kind: str = "",
    slug: str = "",
    is_demo: bool = False,
) -> EventPage:
    """Publish an event; a date that is not known to the day says so in ``precision`` and is never completed."""
    page = EventPage(
        title=title,
        slug=slug or slugify(title),
        introduction=introduction,
        body=list(body),
        starts_on=starts_on,
        ends_on=ends_on,
        precision=precision,
        place=place,
        country=country,
        kind=kind,
        is_demo=is_demo,
    )
    published: EventPage = _published(page, parent=_english(EventIndexPage), by=by)
    return published


@action(verb="publications.publish_page", permission="publications.write")
def publish_page(
    *,
    by: User | None,
    title: str,
    introduction: str = "",
    body: Body = (),
    slug: str = "",
    is_demo: bool = False,
) -> StandardPage:
    """Publish a standard page below the home page."""
    page = StandardPage(
        title=title, slug=slug or slugify(title), introduction=introduction, body=list(body), is_demo=is_demo
    )
    published: StandardPage = _published(page, parent=_english(HomePage), by=by)
    return published


@action(verb="publications.translate", permission="publications.translate", on="page")
def translate_page(
    *, by: User | None, page: SitePage, language: str, title: str, introduction: str = "", body: Body | None = None
) -> SitePage:
    """Publish a page in another language, at the same address below it; the original stays as it is.

    Raises
    ------
    Invalid
        The site does not speak the language.
    Conflict
        The page is translated into it already.
    """
    if not Locale.objects.filter(language_code=language).exists():
        raise Invalid(
            detail=_("This site does not speak '%(language)s'.") % {"language": language[:20]},
            parameter="language",
            value=language[:20],
            allowed=[code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES],
        )
    if page.locale.language_code == language or page.get_translations().filter(locale__language_code=language).exists():
        raise Conflict(detail=_("“%(title)s” is there in this language already.") % {"title": page.title})
    words: dict[str, Any] = {"title": title, "introduction": introduction}
    if body is not None:
        words["body"] = list(body)
    translated: SitePage = _translated(page, language, words, by=by)
    return translated


@action(verb="publications.take_down", permission="publications.withdraw", on="page")
def take_down(*, by: User | None, page: SitePage, reason: str) -> SitePage:
    """Take a page and its translations off the site; their revisions stay."""
    if not reason.strip():
        raise Invalid(detail=_("Say why the page is taken down."), parameter="reason")
    for it in page.get_translations(inclusive=True):
        it.unpublish(user=by)
    page.refresh_from_db()
    return page


@action(verb="publications.remove_demo", permission="publications.remove_demo")
def remove_demo_pages(*, by: User | None) -> int:
    """Delete every page that belongs to the demo; returns how many."""
    n = 0
    for model in (NewsPage, EventPage, StandardPage):
        for page in model.objects.filter(is_demo=True):
            for it in page.get_translations(inclusive=True):
                it.delete(user=by)
            n += 1
    return n


@action(verb="publications.remove_demo_records", permission="publications.remove_demo")
def remove_demo_records(*, by: User | None) -> int:
    """Delete the organisations of the demo, and the people who were made for it; returns how many."""
    demo = Organisation.objects.filter(is_demo=True)
    Succession.objects.filter(Q(predecessor__in=demo) | Q(successor__in=demo)).delete()
    n = demo.count()
    demo.delete()
    people = User.objects.filter(is_demo=True)
    n += people.count()
    people.delete()
    return n


@action(verb="publications.admit", permission="publications.admit", on="user")
def admit_to_pages(*, by: User | None, user: User) -> bool:
    """Bring the person's place in Wagtail's group to the roles held today; returns whether the person is in it."""
    user.__dict__.pop("_assignments_today", None)
    is_writer = any(it.role in WRITERS for it in assignments_of(user))
    group = Group.objects.filter(name=GROUP).first()
    if group is not None and is_writer:
        user.groups.add(group)
    elif group is not None:
        user.groups.remove(group)
    return is_writer


def _published(page: Any, *, parent: Page, by: User | None) -> Any:
    if Page.objects.child_of(parent).filter(slug=page.slug).exists():
        raise Conflict(detail=_("A page has the address “%(slug)s” already.") % {"slug": page.slug})
    # Wagtail checks a draft less than what is live; what is published here has to hold from the start.
    page.clean()
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(user=by, log_action=True).publish(user=by)
    page.refresh_from_db()
    return page


def _translated(source: Any, language: str, words: dict[str, Any], *, by: User | None) -> Any:
    copy = source.copy_for_translation(Locale.objects.get(language_code=language), copy_parents=True)
    for name, value in words.items():
        setattr(copy, name, value)
    copy.save_revision(user=by, log_action=True).publish(user=by)
    copy.refresh_from_db()
    return copy


def _english(model: type[SitePage]) -> Any:
    page = model.objects.filter(locale__language_code="en").first()
    if page is None:
        raise Conflict(detail=_("The first pages are not laid yet; start the site once."))
    return page


def _point_site_to(home: HomePage) -> None:
    parts = urlsplit(settings.SITE_ORIGIN)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname = parts.hostname or "localhost"
    site.port = parts.port or (443 if parts.scheme == "https" else 80)
    site.site_name = "clustrat"
    site.root_page_id = home.pk
    site.full_clean()
    site.save()


def _words(model: type[SitePage], language: str) -> dict[str, str]:
    """Title and introduction of a first page, in a language."""
    with override(language):
        return {
            HomePage: {
                "title": _("Which clusters does a region have, how strong are they, and how sure is that?"),
                "introduction": _(
                    "From regional statistics to cluster maps, decisions and their effects: one chain of evidence that can "
                    "be walked both ways."
                ),
            },
            NewsIndexPage: {"title": _("News"), "introduction": _("What is new, and what has changed.")},
            EventIndexPage: {
                "title": _("Events"),
                "introduction": _("Dialogues, workshops and conferences: those to come, and those that were."),
            },
            GlossaryPage: {"title": _("Glossary"), "introduction": ""},
            AccessibilityPage: {"title": _("Accessibility statement"), "introduction": ""},
            PrivacyPage: {"title": _("Privacy"), "introduction": ""},
        }[model]
