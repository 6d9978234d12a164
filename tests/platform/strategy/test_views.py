"""The workbench as people meet it: build, keep, swap, compare, ask, decide; every figure the same in page, file and interface."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from django.test import Client
from tests.platform.organisations.factories import make_holder, make_organisation, make_person
from tests.platform.strategy.factories import MEMBERS, advance, combination, make_concept

from clustrat_platform.organisations import actions as organisations
from clustrat_platform.strategy import actions
from clustrat_platform.strategy.models import ClusterConcept

pytestmark = pytest.mark.django_db
SCREEN = "/en/region/ITH4/combine"
NAMED = f"{SCREEN}?members=ITH4.C31,SI04.C27"


@pytest.fixture
def reader() -> Client:
    return Client(SERVER_NAME="127.0.0.1")


@pytest.fixture
def manager(reader: Client) -> Client:
    """A cluster manager of the region, signed in."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(
        make_holder("cluster_manager", "ITH4"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_without_members_the_screen_shows_what_the_search_finds(reader: Client) -> None:
    body = reader.get(SCREEN).content.decode()
    assert "Which new cluster concept could we build?" in body
    assert "Who could take a place, or join" in body


def test_page_file_and_interface_are_one_result(reader: Client) -> None:
    page = reader.get(NAMED)
    document = json.loads(reader.get(f"{SCREEN}.json?members=ITH4.C31,SI04.C27").content)
    found = combination().hash
    assert f'data-result="{found}"' in page.content.decode()
    assert found in json.dumps(document)
    assert reader.get(f"{SCREEN}.csv?members=ITH4.C31,SI04.C27").headers["X-Result-Hash"] == found
    assert found in reader.get("/api/v1/regions/ITH4/combine?members=ITH4.C31,SI04.C27").content.decode()


@pytest.mark.parametrize(("query", "sentence"), [
    ("members=ITH4.C31", "two to 4 clusters; given: 1"),
    ("members=ITH4.C31,ITH4.C21", "no more than its share of C21"),
    ("members=AT31.C31,SI04.C27", "None of the clusters is of ITH4"),
    ("members=ITH4.C31,ITH4.C31", "no value of the parameter"),
    ("theme=agriculture", "There is no theme"),
])  # fmt: skip
def test_what_cannot_be_combined_is_refused_in_a_sentence(reader: Client, query: str, sentence: str) -> None:
    answer = reader.get(f"{SCREEN}?{query}")
    assert answer.status_code in (404, 422)
    assert sentence in answer.content.decode()


def test_a_manager_takes_a_combination_up_and_takes_it_on(manager: Client) -> None:
    new = f"/en/concepts/new?address={quote('/region/ITH4/combine?members=ITH4.C31,SI04.C27')}"
    assert manager.post(new, {"title": ""}).status_code == 422
    answer = manager.post(new, {"title": "Living well at home", "niche": "For those who stay"})
    concept = ClusterConcept.objects.get()
    assert answer.headers["Location"] == f"/en/concept/{concept.permanent_id}"
    assert [str(it) for it in concept.members.all()] == list(MEMBERS)
    page = manager.get(answer.headers["Location"]).content.decode()
    assert "For those who stay" in page
    assert "unchanged" in page
    assert manager.post(answer.headers["Location"], {"do": "advance", "reason": ""}).status_code == 422
    assert manager.post(answer.headers["Location"], {"do": "advance", "reason": "It holds."}).status_code == 302
    concept.refresh_from_db()
    assert concept.stage == "screened"


def test_a_gate_that_fails_is_told_on_the_page(manager: Client) -> None:
    concept = advance(make_concept(), 3)
    answer = manager.post(f"/en/concept/{concept.permanent_id}", {"do": "advance", "reason": "Now."})
    assert answer.status_code == 422
    assert "Not yet: the niche" in answer.content.decode()


def test_a_swap_is_shown_before_it_is_made(manager: Client) -> None:
    concept = make_concept()
    here = f"/en/concept/{concept.permanent_id}/members"
    address = quote("/region/ITH4/combine?members=ITH4.C31,ITH4.C28")
    assert "With the change" not in manager.get(here).content.decode()
    assert "With the change" in manager.get(f"{here}?address={address}").content.decode()
    assert [str(it) for it in concept.members.all()] == list(MEMBERS)
    assert manager.post(f"{here}?address={address}").status_code == 302
    assert [str(it) for it in ClusterConcept.objects.get().members.all()] == ["ITH4.C31", "ITH4.C28"]
    assert manager.post(here).status_code == 422


def test_an_address_of_another_screen_is_no_combination(manager: Client) -> None:
    answer = manager.get(f"/en/concepts/new?address={quote('/region/ITH4/overview')}")
    assert answer.status_code == 422


def test_an_organisation_is_asked_and_answers_on_the_page(manager: Client) -> None:
    concept, laboratory = make_concept(), make_organisation("A laboratory")
    address = f"/en/concept/{concept.permanent_id}"
    form = {"do": "invite", "organisation": str(laboratory.pk), "part": "enabling", "message": "Join us"}
    assert manager.post(address, form).status_code == 302
    owner = make_person()
    organisations.add_member(by=None, organisation=laboratory, user=owner, may_edit=True)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Join us" in client.get(address).content.decode()
    actor = concept.actors.get()
    assert manager.post(address, {"do": "accept", "actor": str(actor.pk)}).status_code == 404
    assert client.post(address, {"do": "accept", "actor": str(actor.pk)}).status_code == 302
    actor.refresh_from_db()
    assert actor.state == "accepted"


def test_two_who_edit_at_once_see_the_clash(manager: Client) -> None:
    concept = make_concept(niche="First")
    address = f"/en/concept/{concept.permanent_id}/edit"
    fields = ("title", "niche", "management", "s3_link", "s3_source", "demand", "form", "waiver")
    texts = {name: getattr(concept, name) for name in fields}
    form = texts | {f"seen_{name}": value for name, value in texts.items()}
    actions.change_concept(by=None, concept=concept, texts={"niche": "Theirs"})
    answer = manager.post(address, form | {"niche": "Mine"})
    assert answer.status_code == 422
    assert "Someone else has changed this" in answer.content.decode()
    assert "Mine" in answer.content.decode()
    assert manager.post(address, form | {"demand": "Doctors ask for it"}).status_code == 302
    concept.refresh_from_db()
    assert (concept.niche, concept.demand) == ("Theirs", "Doctors ask for it")


def test_concepts_side_by_side(reader: Client) -> None:
    one, two = make_concept("First"), make_concept("Second", members=("ITH4.C31", "ITH4.C28"))
    body = reader.get(f"/en/concepts/compare?concept={one.permanent_id}&concept={two.permanent_id}").content.decode()
    assert body.count("Reaches of the theme") == 2
    assert (
        reader.get(
            "/en/concepts/compare?" + "&".join(["concept=a", "concept=b", "concept=c", "concept=d", "concept=e"])
        ).status_code
        == 422
    )
    assert reader.get("/en/concepts/compare?concept=nothing").status_code == 404


def test_the_card_is_written_in_every_format(reader: Client) -> None:
    concept = make_concept(niche="For those who stay")
    address = f"/en/concept/{concept.permanent_id}"
    assert reader.get(f"{address}.pdf").content.startswith(b"%PDF")
    assert "For those who stay" in reader.get(f"{address}.csv").content.decode()
    document = json.loads(reader.get(f"{address}.json").content)
    assert {"elements", "gate", "concept_members"} <= set(document["tables"])


def test_a_draft_is_absent_for_others(reader: Client, manager: Client) -> None:
    concept = make_concept("Hidden idea", published=False)
    address = f"/en/concept/{concept.permanent_id}"
    assert reader.get(address).status_code == 404
    assert "Hidden idea" not in reader.get("/en/concepts").content.decode()
    assert "Hidden idea" not in reader.get("/api/v1/cluster-concepts").content.decode()
    assert "Hidden idea" in manager.get("/en/concepts").content.decode()


def test_regions_and_search_lead_to_concepts(reader: Client) -> None:
    make_concept("Living well at home")
    assert "Living well at home" in reader.get("/en/region/SI04/overview").content.decode()
    assert "Living well at home" in reader.get("/en/search?q=living+well").content.decode()
