"""Pages as readers meet them: what is absent, which language is shown, what a search finds, feeds and the map for robots."""

from __future__ import annotations

import importlib
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.conf import settings as site_settings
from django.test import Client
from pytest_django.fixtures import Settings
from tests.platform.organisations.factories import make_holder, make_person

from clustrat_platform.base.problems import NotFound
from clustrat_platform.publications import actions
from clustrat_platform.publications.accessibility import Check, Results
from clustrat_platform.publications.figures import shown_figure
from clustrat_platform.publications.glossary import FULL_LANGUAGES, glossary, term
from clustrat_platform.publications.models import NewsPage, Publisher
from clustrat_platform.publications.queries import find_pages, news

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME="127.0.0.1")


@pytest.fixture
def page(laid: None) -> NewsPage:
    return actions.publish_news(
        by=None, title="Győr and Łódź meet", introduction="Two towns.", body=[("paragraph", "<p>Über Brücken</p>")],
        published_on=date(2026, 11, 25), slug="towns",
    )  # fmt: skip


@pytest.mark.parametrize(
    "address", ["/en/pages/nothing/", "/de/pages/news/nothing/", "/en/glossary/nothing", "/en/feed.json"]
)
@pytest.mark.usefixtures("page")
def test_what_is_absent_answers_404(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_unknown_term_names_near_ones() -> None:
    with pytest.raises(NotFound) as refusal:
        term("relative-presense", "en")
    assert "relative-presence" in refusal.value.members["near"]


def test_page_taken_down_is_not_shown(visitor: Client, page: NewsPage) -> None:
    address = "/en/pages/news/towns/"
    assert visitor.get(address).status_code == 200
    actions.take_down(by=None, page=page, reason="It was wrong.")
    assert visitor.get(address).status_code == 404
    assert "Győr" not in visitor.get("/en/news").content.decode()
    assert "Győr" not in visitor.get("/en/feed.atom").content.decode()


@pytest.mark.parametrize("language", ["de", "pl"])
@pytest.mark.usefixtures("page")
def test_page_without_translation_is_shown_in_english_and_says_so(visitor: Client, language: str) -> None:
    """With a list of news of its own (de) and with a home page alone (pl)."""
    body = visitor.get(f"/{language}/pages/news/towns/").content.decode()
    assert f'<html lang="{language}">' in body
    assert 'class="note fallback"' in body
    assert re.search(r'<article class="page" lang="en">', body)


def test_translated_page_is_shown_in_its_language(visitor: Client, page: NewsPage) -> None:
    actions.translate_page(by=None, page=page, language="de", title="Zwei Städte", introduction="Sie treffen sich.")
    body = visitor.get("/de/pages/news/towns/").content.decode()
    assert "Zwei Städte" in body
    assert "fallback" not in body
    assert [it.title for it in news("de")] == ["Zwei Städte"]
    assert [it.title for it in news("hr")] == ["Győr and Łódź meet"]


@pytest.mark.usefixtures("page")
def test_lists_and_home_are_in_the_readers_language_even_without_a_page(visitor: Client) -> None:
    assert "<h1>Aktualności</h1>" in visitor.get("/pl/news").content.decode()
    assert "Jakie klastry ma region" in visitor.get("/pl/").content.decode()


@pytest.mark.parametrize("words", ["gyor", "LODZ", "győr lodz", "uber brucken", "Two"])
@pytest.mark.usefixtures("page")
def test_search_folds_case_and_marks(words: str) -> None:
    assert [it.title for it in find_pages("en", words)] == ["Győr and Łódź meet"]


@pytest.mark.parametrize("words", ["", "  ", "gyor paris", "<p>"])
@pytest.mark.usefixtures("page")
def test_search_finds_no_more_than_it_should(words: str) -> None:
    assert find_pages("en", words) == []


@pytest.mark.usefixtures("page")
def test_one_search_finds_pages_and_terms(visitor: Client) -> None:
    assert "Győr and Łódź meet" in visitor.get("/en/search?q=gyor").content.decode()
    assert "/en/glossary/relative-presence" in visitor.get("/en/search?q=quotient").content.decode()


def test_glossary_is_complete_where_it_says_so() -> None:
    for language in FULL_LANGUAGES:
        assert {it.language for it in glossary(language)} == {language}
        assert all(it.plain and it.term and it.sentence.endswith((".", "“.", "».", '".')) for it in glossary(language))
    slugs = [it.slug for it in glossary("en")]
    assert len(set(slugs)) == len(slugs)
    assert {other for it in glossary("en") for other in it.see} <= set(slugs)


def test_functions_that_the_glossary_names_are_there() -> None:
    for it in glossary("en"):
        if it.function:
            package, _dot, name = it.function.rpartition(".")
            assert hasattr(importlib.import_module(package), name), it.function


def test_every_term_of_the_vocabulary_has_its_page(visitor: Client) -> None:
    for it in glossary("en"):
        assert visitor.get(f"/en/glossary/{it.slug}").status_code == 200


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_feed_is_well_formed_and_in_its_language(visitor: Client, page: NewsPage, kind: str) -> None:
    actions.translate_page(by=None, page=page, language="it", title="Due città", introduction="Si incontrano.")
    answer = visitor.get(f"/it/feed.{kind}")
    root = ElementTree.fromstring(answer.content)
    assert kind in answer.headers["Content-Type"]
    titles = [it.text for it in root.iter() if it.tag.rpartition("}")[2] == "title"]
    assert "Due città" in titles
    assert f"{site_settings.SITE_ORIGIN}/it/pages/news/towns/" in answer.content.decode()


@pytest.mark.usefixtures("page")
def test_map_for_robots_names_every_page_in_every_language_once(visitor: Client) -> None:
    root = ElementTree.fromstring(visitor.get("/sitemap.xml").content)
    found = [it.text for it in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(set(found)) == len(found)
    assert f"{site_settings.SITE_ORIGIN}/en/pages/news/towns/" in found
    assert f"{site_settings.SITE_ORIGIN}/en/glossary/fit" in found
    first = next(iter(root))
    assert len(list(first.iter("{http://www.w3.org/1999/xhtml}link"))) == len(site_settings.LANGUAGES)
    assert "Sitemap: " in visitor.get("/robots.txt").content.decode()


@pytest.mark.parametrize(
    ("address", "part", "words"),
    [
        ("/region/ITH4?v=2015.1", "", "not the address of a screen"),
        ("/region/ITH4/nothing?v=2015.1", "", "There is no screen"),
        ("/region/ITH4/portfolio?v=1066.1", "", "no edition"),
        ("/region/ITH9/portfolio?v=2015.1", "", "ITH9"),
    ],
)
def test_figure_that_cannot_be_shown_says_why(address: str, part: str, words: str) -> None:
    shown = shown_figure(address=address, part=part, language="en")
    assert words in shown.refusal
    assert not shown.drawing


@pytest.mark.usefixtures("laid")
def test_figure_is_shown_with_its_table_source_and_edition(visitor: Client) -> None:
    """The one slow test here: it runs a study."""
    from clustrat_platform.atlas.editions import current_edition

    address = f"/region/ITH4/portfolio?v={current_edition().id}"
    actions.publish_page(
        by=None, title="With a figure", slug="figure", body=[("figure", {"address": address, "part": "strength", "caption": "Mine."})]
    )  # fmt: skip
    body = visitor.get("/en/pages/figure/").content.decode()
    assert "<svg" in body
    assert "Mine." in body
    assert re.search(r"<th scope=\"row\">[^<]+</th>", body)
    assert f'href="/en{address}"' in body
    assert "style=" not in body
    shown = shown_figure(address=address, part="nothing", language="en")
    assert "strength" in shown.refusal


def test_statement_never_claims_more_than_was_checked() -> None:
    day = date(2026, 11, 25)
    clean = Check(page="/en/", state="filled", n_violations=0)
    assert Results(checked_on=day, tool="t", checks=(), shortcomings=(), manual_audit_on=day).status == "non"
    assert Results(checked_on=day, tool="t", checks=(clean,), shortcomings=(), manual_audit_on=None).status == "partial"
    assert Results(checked_on=day, tool="t", checks=(clean,), shortcomings=(), manual_audit_on=day).status == "full"


def test_statement_has_the_parts_of_the_decision_and_names_the_publisher(visitor: Client) -> None:
    """Commission Implementing Decision (EU) 2018/1523."""
    body = visitor.get("/en/accessibility").content.decode()
    for heading in (
        "Compliance status", "Non-accessible content", "Preparation of this statement", "Feedback and contact information",
        "Enforcement procedure",
    ):  # fmt: skip
        assert f">{heading}</h2>" in body
    assert "has not named a mailbox" in body
    Publisher.objects.create(name="Regional agency", accessibility_mailbox="access@agency.example")
    body = visitor.get("/en/accessibility").content.decode()
    assert "Regional agency" in body
    assert "mailto:access@agency.example" in body
    assert "has not named a mailbox" not in body


def test_administration_is_for_those_with_a_second_factor(settings: Settings, visitor: Client) -> None:
    """DEP-3."""
    visitor.force_login(make_holder("editor"), backend=BACKEND)
    assert visitor.get("/pages-admin/").status_code == 200
    settings.SECOND_FACTOR_FOR_STAFF = True
    answer = visitor.get("/pages-admin/")
    assert answer.status_code == 302
    assert "2fa" in answer.headers["Location"]


def test_administration_is_closed_to_readers_and_the_signed_in(visitor: Client) -> None:
    assert visitor.get("/pages-admin/").status_code == 302
    visitor.force_login(make_person(), backend=BACKEND)
    assert visitor.get("/pages-admin/").status_code in (302, 403)


def test_editor_opens_and_analyst_does_not(visitor: Client, page: NewsPage) -> None:
    address = f"/pages-admin/pages/{page.pk}/edit/"
    visitor.force_login(make_holder("analyst"), backend=BACKEND)
    assert visitor.get(address).status_code in (302, 403)
    visitor.force_login(make_holder("editor"), backend=BACKEND)
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert "unsafe-inline" in answer.headers["Content-Security-Policy"]
