"""What templates of pages ask for: an address in the reader's language, the day of an event, how sure a statement is."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from clustrat_platform.publications.blocks import CERTAINTY
from clustrat_platform.publications.models import EventPage
from clustrat_platform.publications.queries import address_of

__all__ = ["certainty_words", "register", "when"]

register = template.Library()


@register.filter
def address(page: Page) -> str:
    """The address of a page in the reader's language."""
    return address_of(page)


@register.filter
def certainty_words(value: str) -> str:
    """How sure a statement is, in words."""
    return str(dict(CERTAINTY).get(value, value))


@register.filter
def when(event: Any) -> str:
    """The day, the days or the month of an event; a date that is not known is said to be unknown, never completed."""
    if event.starts_on is None:
        return _("date not known")
    if event.precision == EventPage.Precision.MONTH:
        return date_format(event.starts_on, "YEAR_MONTH_FORMAT")
    first = date_format(event.starts_on, "DATE_FORMAT")
    if event.ends_on is None or event.ends_on == event.starts_on:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": date_format(event.ends_on, "DATE_FORMAT")}
