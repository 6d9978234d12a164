"""A site on which nothing is laid yet: its own pages answer, and nothing can be published."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from tests.platform.organisations.factories import make_holder
from wagtail.models import Locale, Page

from clustrat_platform.base.problems import Conflict, NotAllowed
from clustrat_platform.publications import actions

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/en/", "/en/news", "/en/events", "/en/glossary", "/en/accessibility", "/en/privacy"]
)
def test_pages_are_there_before_anything_is_laid(address: str) -> None:
    body = Client(SERVER_NAME="127.0.0.1").get(address).content.decode()
    assert body.count("<h1") == 1


def test_nothing_is_published_before_the_first_pages_are_laid() -> None:
    with pytest.raises(Conflict, match="not laid yet"):
        actions.publish_news(by=None, title="A", introduction="B.", published_on=date(2026, 11, 25))


def test_editor_may_not_lay_pages() -> None:
    with pytest.raises(NotAllowed):
        actions.lay_pages(by=make_holder("editor"))


def test_laying_twice_adds_nothing() -> None:
    assert actions.lay_pages(by=None) > 0
    assert actions.lay_pages(by=None) == 0
    assert Locale.objects.count() == len(settings.LANGUAGES)
    assert not Page.objects.filter(title__startswith="Welcome").exists()
