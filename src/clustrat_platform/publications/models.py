"""Page types of Wagtail: home, standard page, news, events; glossary, accessibility and privacy at addresses of their own."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from clustrat_platform.base.capture import audited
from clustrat_platform.base.folding import folded
from clustrat_platform.publications.blocks import BodyBlock, words_of

__all__ = [
    "AccessibilityPage",
    "EventIndexPage",
    "EventPage",
    "GlossaryPage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "PrivacyPage",
    "Publisher",
    "SitePage",
    "StandardPage",
]


class SitePage(Page):
    """What every page of the site has: an introduction, a body, the mark of the demo, and its words as they are searched."""

    introduction = models.TextField(gettext_lazy("introduction"), blank=True, max_length=600)
    body = StreamField(BodyBlock(), verbose_name=gettext_lazy("body"), blank=True)
    is_demo = models.BooleanField(gettext_lazy("belongs to the demo"), default=False)
    #: Kept by ``full_clean``, which Wagtail calls before it saves.
    folded_text = models.TextField(blank=True, default="", editable=False)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    settings_panels: ClassVar[list[Any]] = [*Page.settings_panels, FieldPanel("is_demo")]
    #: Addresses are the same in every language (screens.md 3); only labels are translated.
    override_translatable_fields: ClassVar[list[Any]] = [SynchronizedField("slug", overridable=False)]
    show_in_menus_default = False

    class Meta:
        """Each type has a table of its own."""

        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Check all, and keep the words that a search looks through."""
        super().full_clean(*args, **kwargs)
        self.folded_text = folded(" ".join(self.words()))

    def words(self) -> list[str]:
        """All words of the page."""
        return [self.title, self.introduction, *words_of(list(self.body.get_prep_value()))]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template knows: also whether the reader meets another language than that of the page."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["is_fallback"] = translation.get_language() != self.locale.language_code
        context["language_of_page"] = self.locale.language_code
        return context


class _AtRoute(SitePage):
    """A page whose words stand at an address of the site itself, which is there without the page too."""

    route_name: ClassVar[str] = ""

    class Meta:
        """No table of its own."""

        abstract = True

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The address of the route, in the language of the page."""
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        with translation.override(self.locale.language_code):
            return (parts[0], parts[1], reverse(self.route_name))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the route; a preview of the editor shows the page by itself."""
        if getattr(request, "is_preview", False):
            preview: HttpResponse = super().serve(request, *args, **kwargs)
            return preview
        return redirect(self.route_name)


@audited(ignored=("folded_text",))
class HomePage(_AtRoute):
    """The first page: its question, its introduction, and what an editor adds below; the root of all pages."""

    route_name = "base:home"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    template = "publications/page.html"

    class Meta:
        """In words."""

        verbose_name = gettext_lazy("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page below; one that is not translated is shown in English rather than not at all."""
        try:
            return super().route(request, path_components)
        except Http404:
            source = self.get_translations().filter(locale__language_code="en").first() if path_components else None
            if source is None or source.locale_id == self.locale_id:
                raise
            found: RouteResult = source.route(request, path_components)
            return found


@audited(ignored=("folded_text",))
class StandardPage(SitePage):
    """A page of words, pictures and live figures."""

    template = "publications/page.html"

    class Meta:
        """In words."""

        verbose_name = gettext_lazy("standard page")


@audited(ignored=("folded_text",))
class NewsIndexPage(_AtRoute):
    """All news, newest first."""

    route_name = "publications:news"
    subpage_types: ClassVar[list[str]] = ["publications.NewsPage"]
    max_count_per_parent = 1
    template = "publications/page.html"

    class Meta:
        """In words."""

        verbose_name = gettext_lazy("list of news")


@audited(ignored=("folded_text",))
class NewsPage(SitePage):
    """One piece of news."""

    published_on = models.DateField(gettext_lazy("date"), default=date.today)

    parent_page_types: ClassVar[list[str]] = ["publications.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    template = "publications/page.html"

    class Meta:
        """In words."""

        verbose_name = gettext_lazy("news")


@audited(ignored=("folded_text",))
class EventIndexPage(_AtRoute):
    """All events: those to come, then those that were."""

    route_name = "publications:events"
    subpage_types: ClassVar[list[str]] = ["publications.EventPage"]
    max_count_per_parent = 1
    template = "publications/page.html"

    class Meta:
        """In words."""

        verbose_name = gettext_lazy("list of events")


@audited(ignored=("folded_text",))
class EventPage(SitePage):
    """One event; a date that is known only to the month, or not at all, is never completed."""

    class Precision(models.TextChoices):
        """How exactly the date is known."""

        DAY = "day", gettext_lazy("to the day")
        MONTH = "month", gettext_lazy("to the month")
        UNKNOWN = "unknown", gettext_lazy("not known")

    starts_on = models.DateField(gettext_lazy("first day"), null=True, blank=True)
    ends_on = models.DateField(gettext_lazy("last day"), null=True, blank=True)
    precision = models.CharField(
        gettext_lazy("how exactly the date is known"), max_length=7, choices=Precision.choices, default=Precision.DAY
    )
    place = models.CharField(gettext_lazy("place"), max_length=120, blank=True)
    country = models.CharField(gettext_lazy("country"), max_length=2, blank=True)
    kind = models.CharField(gettext_lazy("kind of event"), max_length=60, blank=True)

    parent_page_types: ClassVar[list[str]] = ["publications.EventIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("precision")], heading=gettext_lazy("When")
        ),
        MultiFieldPanel(
            [FieldPanel("place"), FieldPanel("country"), FieldPanel("kind")], heading=gettext_lazy("Where and what")
        ),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        *SitePage.override_translatable_fields,
        SynchronizedField("country", overridable=False),
    ]
    template = "publications/page.html"

    class Meta:
        """A date exactly where it is known."""

        verbose_name = gettext_lazy("event")
        constraints = (
            models.CheckConstraint(
                condition=Q(precision="unknown", starts_on=None)
                | (~Q(precision="unknown") & Q(starts_on__isnull=False)),
                name="event_date_unless_unknown",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__lte=F("ends_on")), name="event_starts_before_it_ends"
            ),
        )

    def clean(self) -> None:
        """Say in words what the constraints ask for."""
        super().clean()
        if (self.starts_on is None) != (self.precision == self.Precision.UNKNOWN):
            raise ValidationError(
                {
                    "precision": _(
                        "A date that is not known stays empty; one that is given is known to the day or month."
                    )
                }
            )
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day comes before the first.")})

    def words(self) -> list[str]:
        """With place and kind."""
        return [*super().words(), self.place, self.kind]

    def is_over_at(self, day: date) -> bool:
        """Whether the event lies before ``day``; one without a date counts as past."""
        last = self.ends_on or self.starts_on
        if last is None:
            return True
        if self.precision == self.Precision.MONTH:
            return (last.year, last.month) < (day.year, day.month)
        return last < day


@audited(ignored=("folded_text",))
class GlossaryPage(_AtRoute):
    """What an editor says before the glossary, whose entries come with the program."""

    route_name = "publications:glossary"
    max_count_per_parent = 1
    subpage_types: ClassVar[list[str]] = []
    template = "publications/page.html"

    class Meta:
        """In words."""

        verbose_name = gettext_lazy("glossary")


@audited(ignored=("folded_text",))
class AccessibilityPage(_AtRoute):
    """What the operator adds to the accessibility statement, which is built from the results of the checks."""

    route_name = "publications:accessibility"
    max_count_per_parent = 1
    subpage_types: ClassVar[list[str]] = []
    template = "publications/page.html"

    class Meta:
        """In words."""

        verbose_name = gettext_lazy("accessibility statement")


@audited(ignored=("folded_text",))
class PrivacyPage(_AtRoute):
    """What the operator adds to the page on privacy."""

    route_name = "publications:privacy"
    max_count_per_parent = 1
    subpage_types: ClassVar[list[str]] = []
    template = "publications/page.html"

    class Meta:
        """In words."""

        verbose_name = gettext_lazy("privacy")


@audited()
@register_setting(icon="site")
class Publisher(BaseGenericSetting):
    """Who runs this site, as accessibility statement and privacy page have to say."""

    name = models.CharField(gettext_lazy("name of the body"), max_length=200, blank=True)
    address = models.CharField(gettext_lazy("address"), max_length=300, blank=True)
    mailbox = models.EmailField(gettext_lazy("role mailbox"), blank=True)
    accessibility_mailbox = models.EmailField(gettext_lazy("role mailbox for accessibility"), blank=True)
    enforcement_body = models.CharField(gettext_lazy("enforcement body for accessibility"), max_length=200, blank=True)
    enforcement_url = models.URLField(gettext_lazy("address of the enforcement body"), blank=True)
    data_protection_mailbox = models.EmailField(gettext_lazy("role mailbox for data protection"), blank=True)
    supervisory_authority = models.CharField(
        gettext_lazy("supervisory authority for data protection"), max_length=200, blank=True
    )

    class Meta:
        """In words."""

        verbose_name = gettext_lazy("publisher")

    def __str__(self) -> str:
        return self.name
