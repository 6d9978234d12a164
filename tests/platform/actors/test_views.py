"""Pages of the directory as people meet them: lists and files, profiles, refusals, two editors, claims, and the interface."""

from __future__ import annotations

import csv
import io
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.platform.actors.factories import make_actor, make_editor
from tests.platform.organisations.factories import make_holder, make_organisation, make_person

from clustrat_platform.actors import actions
from clustrat_platform.actors.counts import counted
from clustrat_platform.actors.models import Actor, ActorKind, ClaimRequest
from clustrat_platform.actors.rules_shown import rules_of
from clustrat_platform.base.models import User
from clustrat_platform.organisations import actions as organisations

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    """The second factor has tests of its own."""
    settings.SECOND_FACTOR_FOR_STAFF = False


def reader(person: User | None = None) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_list_comes_first_and_the_map_is_its_twin() -> None:
    make_actor("Friuli laboratory", services="Tests of wood", themes=["photonics"], capabilities=["testing"])
    make_actor("Hidden draft", published=False)
    body = reader().get("/en/actors").content.decode()
    assert "Friuli laboratory" in body
    assert "Hidden draft" not in body
    assert "<svg viewBox" not in body
    with_map = reader().get("/en/actors?tab=map").content.decode()
    assert "<circle" in with_map
    assert "Friuli laboratory" in with_map


@pytest.mark.parametrize("query", ["sort=x", "kind=bank", "trl=12", "near=Vienna", "page=7", "tab=globe", "q=a%00"])
def test_unknown_parameter_or_value_is_refused(query: str) -> None:
    for address in ("/en/actors", "/en/actors.csv", "/api/v1/actors"):
        if "tab" in query and "api" in address:
            continue
        assert reader().get(f"{address}?{query}").status_code == (
            422 if "page" not in query or "csv" not in address else 200
        )


def test_page_and_files_hold_the_same_entries() -> None:
    """One search feeds page, CSV, JSON, GeoJSON and API."""
    for name in ("A laboratory", "B laboratory"):
        make_actor(name, trl_min=3, trl_max=6, themes=["photonics"])
    make_actor("C start-up", kind=ActorKind.START_UP)
    query = "kind=laboratory"
    rows = list(csv.DictReader(io.StringIO(reader().get(f"/en/actors.csv?{query}").content.decode())))
    document = json.loads(reader().get(f"/en/actors.json?{query}").content)
    points = json.loads(reader().get(f"/en/actors.geojson?{query}").content)
    found = reader().get(f"/api/v1/actors?{query}").json()
    names = ["A laboratory", "B laboratory"]
    assert [it["name"] for it in rows] == names
    assert [it["name"] for it in document["items"]] == names
    assert [it["properties"]["name"] for it in points["features"]] == names
    assert [it["name"] for it in found["items"]] == names
    assert found["facets"]["kind"] == {"laboratory": 2, "start_up": 1}


def test_geojson_is_valid_and_an_entry_without_a_place_stays() -> None:
    """ACT-14 by RFC 7946: positions are longitude, latitude within bounds."""
    make_actor("A", code="ITH4")
    make_actor("B", code=None)
    found = json.loads(reader().get("/en/actors.geojson").content)
    assert found["type"] == "FeatureCollection"
    with_point, without = found["features"]
    longitude, latitude = with_point["geometry"]["coordinates"]
    assert -180 <= longitude <= 180 and -90 <= latitude <= 90
    assert without["geometry"] is None


@pytest.mark.parametrize("name", ["=1+1", "+x", "-x", "@x", "\uff1dx"])
def test_cell_that_would_run_gets_an_apostrophe(name: str) -> None:
    make_actor(name)
    rows = list(csv.DictReader(io.StringIO(reader().get("/en/actors.csv").content.decode())))
    assert rows[0]["name"] == f"'{name}"


def test_page_escapes_everything() -> None:
    evil = "<script>alert(1)</script>"
    actor = make_actor(evil, services=evil, equipment=evil, parent_name=evil, summary=f"</script>{evil}")
    body = reader().get(f"/en/actor/{actor.permanent_id}").content.decode()
    assert evil not in body
    assert evil not in reader().get("/en/actors").content.decode()
    assert "application/ld+json" in body


def test_vcard_escapes_and_folds_and_names_no_person() -> None:
    actor = make_actor(
        "Comma, semicolon; and a very long name that has to be folded since lines have an end: ő", summary="one\ntwo"
    )
    basis = {"basis": "consent", "purpose": "x", "text_version": "1", "evidence": "x", "given_on": TODAY}
    actions.add_contact(by=None, actor=actor, name="Planted Person", **basis)  # type: ignore[arg-type]
    body = reader().get(f"/en/actor/{actor.permanent_id}.vcf").content
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    text = body.replace(b"\r\n ", b"").decode()
    assert "FN:Comma\\, semicolon\\; and" in text
    assert "NOTE:one\\ntwo" in text
    assert "Planted" not in text


def test_person_is_shown_on_the_page_only_while_the_basis_holds() -> None:
    """ACT-11: no list, file, search or interface names a person."""
    actor = make_actor("A")
    basis = {"basis": "consent", "purpose": "x", "text_version": "1", "evidence": "x"}
    actions.add_contact(by=None, actor=actor, name="Planted Now", given_on=TODAY, **basis)  # type: ignore[arg-type]
    actions.add_contact(
        by=None,
        actor=actor,
        name="Planted Past",
        given_on=TODAY - timedelta(days=9),
        until=TODAY,
        **basis,  # type: ignore[arg-type]
    )
    page = reader().get(f"/en/actor/{actor.permanent_id}").content.decode()
    assert "Planted Now" in page
    assert "Planted Past" not in page
    for address in ("/en/actors", "/en/actors?tab=map", "/en/actors.csv", "/en/actors.json", "/en/actors.geojson", "/api/v1/actors",
                    f"/api/v1/actors/{actor.permanent_id}", f"/en/actor/{actor.permanent_id}.jsonld"):  # fmt: skip
        assert "Planted" not in reader().get(address).content.decode(), address


def test_expired_accreditation_is_nowhere_said_to_be_valid() -> None:
    actor = make_actor("C", kind=ActorKind.CERTIFICATION)
    for scope, until in (("old scope", TODAY - timedelta(days=1)), ("new scope", TODAY), ("endless scope", None)):
        actions.record_accreditation(by=None, actor=actor, scope=scope, facts={"valid_until": until})
    document = reader().get(f"/api/v1/actors/{actor.permanent_id}").json()
    assert {it["scope"]: it["standing"] for it in document["accreditations"]} == {
        "old scope": "expired", "new scope": "valid", "endless scope": "unknown",
    }  # fmt: skip
    said = reader().get(f"/en/actor/{actor.permanent_id}.jsonld").content.decode()
    assert "new scope" in said
    assert "old scope" not in said and "endless scope" not in said


def test_forbidden_answers_like_absent_and_withdrawn_is_gone() -> None:
    hidden = make_actor("Hidden", published=False)
    assert reader().get(f"/en/actor/{hidden.permanent_id}").status_code == 404
    assert reader().get(f"/en/actor/{uuid.uuid4()}").status_code == 404
    gone = make_actor("Gone")
    actions.withdraw_actor(by=None, actor=gone, reason="closed down")
    answer = reader().get(f"/en/actor/{gone.permanent_id}")
    assert answer.status_code == 410
    assert "closed down" in answer.content.decode()


def test_two_editors_at_once_see_their_difference_and_lose_nothing() -> None:
    actor = make_actor("A", services="old")
    one, two = (reader(make_editor(actor, make_person())) for _ in range(2))
    address = f"/en/actor/{actor.permanent_id}/edit"
    seen = one.get(address).context["form"].initial["seen"]
    assert one.post(address, {"seen": seen, "services": "hers"}).status_code == 302
    refused = two.post(address, {"seen": seen, "services": "his", "legal_form": "AG"})
    assert refused.status_code == 409
    body = refused.content.decode()
    assert "hers" in body and "his" in body
    again = refused.context["form"].data["seen"]
    assert two.post(address, {"seen": again, "services": "both", "legal_form": "AG"}).status_code == 302
    actor.refresh_from_db()
    assert (actor.services, actor.legal_form) == ("both", "AG")


def test_claim_on_someone_elses_profile_is_refused_and_kept() -> None:
    actor = make_actor("A")
    make_editor(actor, make_person())
    answer = reader(make_person()).post(
        f"/en/actor/{actor.permanent_id}/claim", {"function": "rival", "evidence": "none"}
    )
    assert answer.status_code == 403
    assert ClaimRequest.objects.get().state == "refused"


def test_from_claim_to_confirmed_entry() -> None:
    """Path L, as far as pages of this app go: find, claim, be granted, confirm."""
    actor = make_actor("Own laboratory")
    person, keeper = make_person(), make_holder("editor")
    claimant = reader(person)
    assert claimant.post(
        f"/en/actor/{actor.permanent_id}/claim", {"function": "director", "evidence": "the website"}
    ).status_code == 302  # fmt: skip
    claim = ClaimRequest.objects.get()
    desk = reader(keeper)
    assert "Own laboratory" in desk.get("/en/actors/desk").content.decode()
    decision = f"/en/actors/claim/{claim.permanent_id}"
    assert desk.post(decision, {"do": "grant", "reason": ""}).status_code == 422
    assert desk.post(decision, {"do": "grant", "reason": "website names the person"}).status_code == 302
    assert claimant.post(f"/en/actor/{actor.permanent_id}/do", {"do": "confirm"}).status_code == 302
    actor = Actor.objects.get(pk=actor.pk)
    assert (actor.owner, actor.confirmed_as) == (person, "owner")


def test_entry_is_proposed_checked_and_published_by_pages() -> None:
    make_organisation("There", code="ITH4")
    person, keeper = reader(make_person()), reader(make_holder("editor"))
    form = {"name": "New laboratory", "kind": "laboratory", "region": "ith4", "summary": "We test."}
    assert person.post("/en/actors/new", {**form, "region": "XX99"}).status_code == 422
    assert person.post("/en/actors/new", form).status_code == 302
    actor = Actor.objects.get()
    page = f"/en/actor/{actor.permanent_id}"
    assert reader().get(page).status_code == 404
    assert keeper.post(f"{page}/do", {"do": "publish"}).status_code == 302
    assert reader().get(page).status_code == 404
    keeper.post(f"{page}/do", {"do": "check", "reason": "ROR"})
    keeper.post(f"{page}/do", {"do": "publish"})
    assert reader().get(page).status_code == 200
    assert keeper.post(f"{page}/do", {"do": "explode"}).status_code == 422


def test_proposed_change_is_decided_on_its_page() -> None:
    actor = make_actor("A", services="old")
    person = reader(make_person())
    address = f"/en/actor/{actor.permanent_id}/change"
    seen = person.get(address).context["form"].initial["seen"]
    assert person.post(address, {"seen": seen, "services": "old", "reason": "x"}).status_code == 422
    assert person.post(address, {"seen": seen, "services": "new", "reason": "website"}).status_code == 302
    keeper = reader(make_holder("editor"))
    proposal = actor.change_proposals.get()
    page = f"/en/actors/proposal/{proposal.permanent_id}"
    assert "old" in keeper.get(page).content.decode()
    assert keeper.post(page, {"accepted": ["services"], "reason": "right"}).status_code == 302
    actor.refresh_from_db()
    assert actor.services == "new"


def test_cluster_page_shows_members_rule_and_waiver() -> None:
    cluster = make_actor("Wood cluster", kind=ActorKind.CLUSTER, management_fte=0.5, committed_members=14)
    member = make_organisation("Member firm", kind="firm")
    actions.add_cluster_member(by=None, cluster=cluster, organisation=member, member_type="firm")
    (rule,) = rules_of(cluster)
    assert [it.outcome for it in rule.criteria] == ["pass", "unknown", "fail", "fail", "unknown"]
    actions.grant_waiver(
        by=None, actor=cluster, rule=rule.rule, recognised_by="A programme", granted_on=TODAY - timedelta(days=1)
    )
    assert rules_of(cluster)[0].outcome == "waived"
    body = reader().get(f"/en/actor/{cluster.permanent_id}").content.decode()
    assert "Member firm" in body
    assert "A programme" in body
    document = reader().get(f"/api/v1/cluster-organisations/{cluster.permanent_id}").json()
    assert [it["name"] for it in document["members"]] == ["Member firm"]


def test_ket_centre_by_hand() -> None:
    """mission.md 5.3: 12 projects, 2 investments, 15 %, 5 % are two of four, hence full; without themes not known."""
    facts = {"serves_smes": True, "trl_min": 4, "trl_max": 6, "sme_projects": 12, "investments": 2,
             "industrial_funding_pct": 15.0, "sme_turnover_pct": 5.0}  # fmt: skip
    assert rules_of(make_actor("A", themes=["photonics"], **facts))[0].outcome == "full"
    assert rules_of(make_actor("B", **facts))[0].outcome == "unknown"
    assert rules_of(make_actor("C", themes=["photonics"], **{**facts, "trl_min": 1, "trl_max": 4}))[0].outcome == "none"


def test_counts_leave_out_demo_and_stale_entries_and_invent_no_nought() -> None:
    make_actor("A", code="ITH42")
    make_actor("B", kind=ActorKind.CERTIFICATION, code="ITH4")
    old = make_actor("C", code="AT31")
    actions.confirm_actor(by=None, actor=old, confirmed_on=TODAY - timedelta(days=700))
    found = {(it.measure, it.nuts_code): it.value for it in counted()}
    assert found == {("enabling_actors", "ITH4"): 2.0}


def test_fragment_and_page_share_the_address() -> None:
    make_actor("Fragment laboratory")
    fragment = reader().get("/en/actors", headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert "Fragment laboratory" in fragment.content.decode()
    assert "HX-Request" in fragment.headers["Vary"]


def test_successor_is_shown_beside_the_entry() -> None:
    old, new = make_actor("Old agency", kind=ActorKind.CLUSTER), make_organisation("New agency")
    organisations.record_succession(
        by=None, predecessor=old.organisation, successor=new, kind="merged", certainty="seen"
    )
    assert "New agency" in reader().get(f"/en/actor/{old.permanent_id}").content.decode()


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "offset=-1", "offset=99999999999999999999", "lang=fr", "page=2"]
)
def test_interface_refuses_by_name(query: str) -> None:
    answer = reader().get(f"/api/v1/actors?{query}")
    assert answer.status_code == 422
    assert answer.json()["parameter"] == query.partition("=")[0]


def test_editors_add_each_other_and_hand_the_entry_over() -> None:
    actor = make_actor("A")
    first, second = make_person(), make_person("second@example.org")
    make_editor(actor, first)
    client = reader(first)
    page = f"/en/actor/{actor.permanent_id}/editors"
    assert client.post(page, {"email": "nobody@example.org"}).status_code == 422
    assert client.post(page, {"email": "Second@example.org"}).status_code == 302
    assert client.post(page, {"email": "second@example.org"}).status_code == 422
    assert client.post(page, {"do": "own", "person": str(second.pseudonym)}).status_code == 302
    assert Actor.objects.get().owner == second
    assert reader(second).post(page, {"do": "end", "person": str(first.pseudonym)}).status_code == 302
    assert reader(first).get(page).status_code == 403
    assert reader(second).post(page, {"do": "end", "person": str(uuid.uuid4())}).status_code == 404
    assert reader(second).post(page, {"do": "end", "person": str(second.pseudonym)}).status_code == 302
    assert Actor.objects.get().owner is None
