"""What changes pages: who may not, what is refused, and that translations never copy a tree."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from tests.platform.organisations.factories import make_holder, make_person
from wagtail.models import Page
from wagtail_localize.models import LocaleSynchronization

from clustrat_platform.base.models import AuditEntry
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed
from clustrat_platform.organisations import actions as organisations
from clustrat_platform.publications import actions
from clustrat_platform.publications.models import EventPage, HomePage, NewsPage, StandardPage

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 25)


def news(**fields: object) -> NewsPage:
    given = {"by": None, "title": "Győr opens", "introduction": "A first sentence.", "published_on": DAY, **fields}
    return actions.publish_news(**given)  # type: ignore[arg-type]


@pytest.mark.usefixtures("laid")
@pytest.mark.parametrize("role", ["analyst", "cluster_manager", "expert", "moderator"])
def test_only_editors_publish(role: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        news(by=make_holder(role))
    assert "editors" in refusal.value.members["who_may"]
    assert not NewsPage.objects.exists()


@pytest.mark.usefixtures("laid")
def test_editor_publishes_and_the_chain_says_so() -> None:
    editor = make_holder("editor")
    page = news(by=editor)
    assert page.live
    entry = AuditEntry.objects.filter(verb="publications.publish_news").get()
    assert entry.actor == str(editor.pseudonym)


@pytest.mark.usefixtures("laid")
def test_trees_of_languages_are_never_synchronised() -> None:
    """Nothing makes aliases in other trees (wagtail-localize 469, 792)."""
    news()
    assert not LocaleSynchronization.objects.exists()
    assert not Page.objects.filter(alias_of__isnull=False).exists()
    assert Page.objects.filter(title="Győr opens").count() == 1


@pytest.mark.usefixtures("laid")
def test_address_is_given_once() -> None:
    news(slug="one")
    with pytest.raises(Conflict, match="address"):
        news(slug="one")


@pytest.mark.usefixtures("laid")
@pytest.mark.parametrize(
    ("address", "ok"),
    [
        ("/region/ITH4/portfolio?v=2015.1", True),
        ("/region/ITH4/portfolio?year=2015&v=2015.1", True),
        ("/region/ITH4/portfolio", False),
        ("/en/region/ITH4/portfolio?v=2015.1", False),
        ("https://example.org/region/ITH4/portfolio?v=1", False),
        ("javascript:alert(1)?v=1", False),
    ],
)
def test_figure_is_pinned_to_an_edition(address: str, ok: bool) -> None:
    block = StandardPage._meta.get_field("body").stream_block.child_blocks["figure"]
    value = block.to_python({"address": address, "part": "", "caption": ""})
    if ok:
        assert block.clean(value)["address"] == address
    else:
        with pytest.raises(ValidationError):
            block.clean(value)


def test_uneven_table_is_refused() -> None:
    block = StandardPage._meta.get_field("body").stream_block.child_blocks["table"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"caption": "C", "heads": ["a", "b"], "rows": [["1"]]}))


@pytest.mark.usefixtures("laid")
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"precision": "day"}, "stays empty"),
        ({"precision": "unknown", "starts_on": DAY}, "stays empty"),
        ({"starts_on": DAY, "ends_on": date(2026, 11, 24)}, "before the first"),
    ],
)
def test_date_is_never_completed_nor_turned_round(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        actions.publish_event(by=None, title="Dialogue", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "is_over"),
    [
        ({"starts_on": date(2026, 11, 24)}, True),
        ({"starts_on": DAY}, False),
        ({"starts_on": date(2026, 11, 24), "ends_on": DAY}, False),
        ({"starts_on": date(2026, 11, 1), "precision": "month"}, False),
        ({"starts_on": date(2026, 10, 1), "precision": "month"}, True),
        ({"precision": "unknown"}, True),
    ],
)
def test_event_is_over_when_its_last_day_is(fields: dict[str, object], is_over: bool) -> None:
    assert EventPage(title="E", **fields).is_over_at(DAY) is is_over


@pytest.mark.usefixtures("laid")
def test_translation_refuses_what_it_cannot_do() -> None:
    page = news()
    with pytest.raises(Invalid) as refusal:
        actions.translate_page(by=None, page=page, language="fr", title="Titre")
    assert "hu" in refusal.value.members["allowed"]
    actions.translate_page(by=None, page=page, language="hu", title="Győr nyit")
    with pytest.raises(Conflict):
        actions.translate_page(by=None, page=page, language="hu", title="Győr nyit")
    with pytest.raises(Conflict):
        actions.translate_page(by=None, page=page, language="en", title="Győr opens")


@pytest.mark.usefixtures("laid")
def test_translation_keeps_address_and_original() -> None:
    page = news()
    translated = actions.translate_page(
        by=None, page=page, language="it", title="Győr apre", introduction="Prima frase."
    )
    page.refresh_from_db()
    assert (translated.slug, translated.live, translated.alias_of) == (page.slug, True, None)
    assert page.title == "Győr opens"


@pytest.mark.usefixtures("laid")
def test_home_page_cannot_be_taken_down() -> None:
    home = HomePage.objects.get(locale__language_code="en")
    with pytest.raises(NotAllowed, match="cannot be taken down"):
        actions.take_down(by=make_holder("editor"), page=home, reason="a mistake")


@pytest.mark.usefixtures("laid")
def test_page_is_taken_down_with_a_reason_only_and_with_its_translations() -> None:
    page = news()
    translated = actions.translate_page(by=None, page=page, language="de", title="Győr öffnet")
    with pytest.raises(Invalid, match="why"):
        actions.take_down(by=None, page=page, reason=" ")
    actions.take_down(by=None, page=page, reason="It was wrong.")
    translated.refresh_from_db()
    assert not page.live
    assert not translated.live


def test_place_in_the_administration_follows_the_role() -> None:
    editor = make_holder("editor")
    assert editor.groups.filter(name=actions.GROUP).exists()
    assert editor.has_perm("wagtailadmin.access_admin")
    organisations.end_role(by=None, assignment=editor.role_assignments.get())
    editor = type(editor).objects.get(pk=editor.pk)
    assert not editor.groups.exists()
    assert not editor.has_perm("wagtailadmin.access_admin")


@pytest.mark.usefixtures("laid")
def test_editor_may_send_pages_to_translation() -> None:
    assert make_holder("editor").has_perm("wagtail_localize.submit_translation")
    assert not make_holder("analyst").has_perm("wagtail_localize.submit_translation")


def test_reader_and_analyst_are_not_admitted() -> None:
    for person in (make_person(), make_holder("analyst")):
        assert not person.groups.exists()
        assert not person.has_perm("wagtailadmin.access_admin")


@pytest.mark.usefixtures("laid")
def test_only_what_is_marked_demo_is_removed() -> None:
    kept = news(slug="kept")
    gone = news(slug="gone", is_demo=True)
    actions.translate_page(by=None, page=gone, language="de", title="Weg")
    with pytest.raises(NotAllowed):
        actions.remove_demo_pages(by=make_holder("editor"))
    assert actions.remove_demo_pages(by=None) == 2
    assert list(NewsPage.objects.all()) == [kept]
