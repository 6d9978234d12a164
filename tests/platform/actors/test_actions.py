"""Changes of the directory: who may, what stays, what two editors at once get, what is refused and kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.platform.actors.factories import make_actor, make_editor
from tests.platform.organisations.factories import make_holder, make_organisation, make_person

from clustrat_platform.actors import actions
from clustrat_platform.actors.field_values import values_of
from clustrat_platform.actors.models import Actor, ActorKind, ClaimRequest, Contact, DirectoryRow, DirectoryStamp
from clustrat_platform.base.models import AuditEntry, AuditPayload
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed
from clustrat_platform.organisations.models import Membership

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()


def fresh(actor: Actor) -> Actor:
    return Actor.objects.select_related("organisation__region").get(pk=actor.pk)


def test_an_entry_goes_from_proposed_to_checked_to_published() -> None:
    keeper = make_holder("editor")
    actor = make_actor("Lab", published=False)
    assert actor.state == Actor.State.PROPOSED
    with pytest.raises(Invalid, match="Check the entry before"):
        actions.publish_actor(by=keeper, actor=actor)
    with pytest.raises(Invalid, match="against what"):
        actions.check_actor(by=keeper, actor=actor, reason=" ")
    actions.check_actor(by=keeper, actor=actor, reason="ROR record")
    actions.publish_actor(by=keeper, actor=actor)
    actor = fresh(actor)
    assert actor.is_public
    assert (actor.confirmed_on, actor.confirmed_as) == (TODAY, "keeper")
    assert actor.due_on is not None and actor.stale_on is not None and actor.due_on < actor.stale_on


def test_its_own_editor_neither_checks_nor_publishes() -> None:
    """``verified.v1``: someone other than the owner; a denial wins over the role of keeper."""
    actor = make_actor("Lab", published=False)
    keeper = make_editor(actor, make_holder("editor"))
    for act in (
        lambda: actions.check_actor(by=keeper, actor=actor, reason="I say so"),
        lambda: actions.publish_actor(by=keeper, actor=actor),
    ):
        with pytest.raises(NotAllowed, match="other than its own editors"):
            act()


@pytest.mark.parametrize(("kind", "field", "value"), [
    (ActorKind.CLUSTER, "trl_min", 5), (ActorKind.LABORATORY, "committed_members", 20), (ActorKind.START_UP, "nothing", "x"),
])  # fmt: skip
def test_field_of_another_kind_is_refused_by_name(kind: str, field: str, value: Any) -> None:
    with pytest.raises(Invalid, match=field):
        make_actor("A", kind=kind, **{field: value})


@pytest.mark.parametrize(("field", "value"), [
    ("activities", ["C99"]), ("themes", ["steam_engines"]), ("languages", ["Deutsch"]), ("capabilities", ["a b"]),
    ("summary", "a\x00b"), ("activities", [f"x{n}" for n in range(90)]),
])  # fmt: skip
def test_value_that_no_list_has_is_refused(field: str, value: Any) -> None:
    with pytest.raises(Invalid):
        make_actor("A", **{field: value})


@pytest.mark.parametrize("fields", [
    {"trl_min": 7, "trl_max": 4}, {"trl_min": 10}, {"founded_year": 3000}, {"industrial_funding_pct": 101.0}, {"website": "ftp:x"},
    {"mailbox": "nobody"}, {"size_class": "huge"},
])  # fmt: skip
def test_value_that_a_field_cannot_have_is_refused(fields: dict[str, Any]) -> None:
    actor = make_actor("A")
    with pytest.raises(ValidationError):
        actions.change_actor(by=None, actor=actor, fields=fields)


def test_one_entry_for_a_capacity() -> None:
    actor = make_actor("A")
    with pytest.raises(ValidationError, match="entry of this kind already"):
        actions.propose_actor(by=None, organisation=actor.organisation, kind=actor.kind)
    actions.propose_actor(by=None, organisation=actor.organisation, kind=ActorKind.CERTIFICATION)


def test_every_value_has_its_source_and_loses_it_with_the_value() -> None:
    source = {"source_title": "ROR", "source_url": "https://ror.org/", "licence": "CC0-1.0", "retrieved_on": TODAY}
    actor = make_actor("A")
    actions.change_actor(by=None, actor=actor, fields={"services": "Tests", "themes": ["photonics"]}, source=source)
    assert {(it.field, it.source_title, it.licence) for it in actor.sources.all()} == {
        ("services", "ROR", "CC0-1.0"),
        ("themes", "ROR", "CC0-1.0"),
    }
    actions.change_actor(by=None, actor=actor, fields={"services": "", "themes": []})
    assert not actor.sources.exists()
    owner = make_editor(actor, make_person())
    actions.change_actor(by=owner, actor=actor, fields={"services": "Ours"})
    assert actor.sources.get().source_title == "the organisation itself"


def test_two_editors_of_different_fields_go_together() -> None:
    actor = make_actor("A", services="old", legal_form="GmbH")
    seen = values_of(actor)
    one, two = make_editor(actor, make_person()), make_editor(actor, make_person())
    actions.change_actor(by=one, actor=actor, fields={**_form(seen), "services": "new"}, seen=seen)
    changed = actions.change_actor(by=two, actor=actor, fields={**_form(seen), "legal_form": "AG"}, seen=seen)
    assert changed == ["legal_form"]
    now = values_of(fresh(actor))
    assert (now["services"], now["legal_form"]) == ("new", "AG")


def test_two_editors_of_the_same_field_meet_a_conflict_and_nothing_is_written() -> None:
    actor = make_actor("A", services="old", themes=["photonics"])
    seen = values_of(actor)
    actions.change_actor(by=None, actor=actor, fields={"services": "hers", "themes": ["nanotechnology"]}, seen=seen)
    with pytest.raises(Conflict) as refused:
        actions.change_actor(
            by=None,
            actor=actor,
            fields={"services": "his", "themes": ["nanotechnology"], "legal_form": "AG"},
            seen=seen,
        )
    (difference,) = refused.value.members["difference"]
    assert (difference["field"], difference["seen"], difference["now"], difference["wanted"]) == (
        "services",
        "old",
        "hers",
        "his",
    )
    assert values_of(fresh(actor))["legal_form"] is None


def _form(seen: dict[str, Any]) -> dict[str, Any]:
    """What a form sends back: every field as it was seen."""
    return {name: value for name, value in seen.items() if value is not None}


@pytest.mark.parametrize(("who", "may"), [("editor", True), ("stranger", False), ("person", False), ("member", True)])
def test_who_may_change(who: str, may: bool) -> None:
    actor = make_actor("A")
    people = {"editor": ("editor", "ITH4"), "stranger": ("editor", "AT31")}
    person = make_holder(*people[who]) if who in people else make_person()
    if who == "member":
        make_editor(actor, person)
    if may:
        assert actions.change_actor(by=person, actor=actor, fields={"services": "x"}) == ["services"]
    else:
        with pytest.raises(NotAllowed):
            actions.change_actor(by=person, actor=actor, fields={"services": "x"})


def test_withdrawn_entry_needs_a_reason_and_cannot_be_changed() -> None:
    keeper = make_holder("editor")
    actor = make_actor("A")
    with pytest.raises(ValidationError):
        actions.withdraw_actor(by=keeper, actor=fresh(actor), reason=" ")
    actions.withdraw_actor(by=keeper, actor=actor, reason="closed")
    with pytest.raises(NotAllowed, match="withdrawn"):
        actions.change_actor(by=keeper, actor=actor, fields={"services": "x"})
    assert not DirectoryRow.objects.get(actor=actor).is_shown


def test_confirmation_in_the_future_is_refused() -> None:
    with pytest.raises(Invalid, match="future"):
        actions.confirm_actor(by=None, actor=make_actor("A"), confirmed_on=TODAY + timedelta(days=1))


# Claims and proposals -----------------------------------------------------------------------------------------------


def test_claim_is_granted_by_a_keeper_and_makes_owner_and_editor() -> None:
    actor = make_actor("A", website="https://www.lab.example.org/")
    person = make_person("someone@lab.example.org")
    claim = actions.claim_actor(by=person, actor=actor, function="director", evidence="my address")
    assert (claim.state, claim.domain_fits) == ("open", True)
    with pytest.raises(NotAllowed):
        actions.decide_claim(by=make_holder("editor", "AT31"), claim=claim, is_granted=True, reason="x")
    with pytest.raises(Invalid, match="on what"):
        actions.decide_claim(by=make_holder("editor"), claim=claim, is_granted=True, reason="")
    actions.decide_claim(by=make_holder("editor"), claim=claim, is_granted=True, reason="address fits")
    actor = fresh(actor)
    assert actor.owner == person
    assert Membership.objects.get(user=person).may_edit
    with pytest.raises(Conflict, match="already"):
        actions.decide_claim(by=make_holder("editor"), claim=claim, is_granted=False, reason="again")


def test_claim_on_someone_elses_profile_is_refused_and_kept() -> None:
    actor = make_actor("A")
    make_editor(actor, make_person())
    claim = actions.claim_actor(by=make_person(), actor=actor, function="rival", evidence="none")
    kept = ClaimRequest.objects.get(pk=claim.pk)
    assert kept.state == "refused"
    assert "has an owner" in kept.decision_reason
    assert AuditEntry.objects.filter(verb="actors.claim", object_key=str(actor.pk)).exists()
    with pytest.raises(Conflict):
        actions.decide_claim(by=make_holder("editor"), claim=kept, is_granted=True, reason="x")


def test_second_claim_of_the_same_person_waits_for_the_first() -> None:
    actor, person = make_actor("A"), make_person()
    actions.claim_actor(by=person, actor=actor, function="director", evidence="x")
    with pytest.raises(ValidationError, match="claimed this entry already"):
        actions.claim_actor(by=person, actor=actor, function="director", evidence="x")


def test_entry_that_got_an_owner_meanwhile_cannot_be_granted() -> None:
    actor = make_actor("A")
    claim = actions.claim_actor(by=make_person(), actor=actor, function="director", evidence="x")
    make_editor(actor, make_person())
    with pytest.raises(Invalid, match="meanwhile"):
        actions.decide_claim(by=make_holder("editor"), claim=claim, is_granted=True, reason="x")


def test_nobody_decides_about_an_own_claim() -> None:
    keeper = make_holder("editor")
    claim = actions.claim_actor(by=keeper, actor=make_actor("A"), function="director", evidence="x")
    with pytest.raises(NotAllowed, match="of their own"):
        actions.decide_claim(by=keeper, claim=claim, is_granted=True, reason="I know me")


def test_proposed_change_is_taken_field_by_field() -> None:
    actor, reader = make_actor("A", services="old"), make_person()
    proposal = actions.propose_change(
        by=reader, actor=actor, fields={"services": "new", "legal_form": "AG"}, reason="website says so"
    )
    with pytest.raises(NotAllowed):
        actions.decide_change(by=reader, proposal=proposal, accepted=["services"], reason="mine")
    with pytest.raises(Invalid, match="was not proposed"):
        actions.decide_change(by=None, proposal=proposal, accepted=["website"], reason="x")
    owner = make_editor(actor, make_person())
    actions.decide_change(by=owner, proposal=proposal, accepted=["services"], reason="right")
    now = values_of(fresh(actor))
    assert (now["services"], now["legal_form"], proposal.state) == ("new", None, "accepted")


def test_proposal_that_was_overtaken_is_a_conflict() -> None:
    actor = make_actor("A", services="old")
    proposal = actions.propose_change(by=make_person(), actor=actor, fields={"services": "new"}, reason="x")
    actions.change_actor(by=None, actor=actor, fields={"services": "newest"})
    with pytest.raises(Conflict):
        actions.decide_change(by=None, proposal=proposal, accepted=["services"], reason="x")
    actions.decide_change(by=None, proposal=proposal, accepted=[], reason="overtaken")
    assert proposal.state == "rejected"


def test_proposal_without_difference_or_reason_is_refused() -> None:
    actor = make_actor("A", services="old")
    with pytest.raises(Invalid, match="Nothing differs"):
        actions.propose_change(by=make_person(), actor=actor, fields={"services": "old"}, reason="x")
    with pytest.raises(Invalid, match="why"):
        actions.propose_change(by=make_person(), actor=actor, fields={"services": "new"}, reason="")


# Accreditations, contacts, register ---------------------------------------------------------------------------------


def test_accreditation_belongs_to_certification_centres_and_hastens_the_day() -> None:
    with pytest.raises(Invalid, match="certification centre"):
        actions.record_accreditation(by=None, actor=make_actor("Lab"), scope="x")
    actor = make_actor("C", kind=ActorKind.CERTIFICATION)
    end = TODAY + timedelta(days=20)
    accreditation = actions.record_accreditation(
        by=None,
        actor=actor,
        scope="toys",
        facts={"standard": "17065", "valid_from": TODAY, "valid_until": end},
    )
    assert fresh(actor).due_on == end
    actions.withdraw_accreditation(by=None, actor=actor, accreditation=accreditation, withdrawn_on=TODAY)
    assert fresh(actor).due_on > end
    with pytest.raises(Conflict):
        actions.withdraw_accreditation(by=None, actor=actor, accreditation=accreditation, withdrawn_on=TODAY)


def test_nobody_is_named_without_a_basis_and_a_withdrawal_erases() -> None:
    actor = make_actor("A")
    basis = {"basis": "consent", "purpose": "contact", "text_version": "2026-01", "evidence": "form", "given_on": TODAY}
    for missing in ("purpose", "text_version", "evidence"):
        with pytest.raises(ValidationError):
            actions.add_contact(by=None, actor=actor, name="Test Person", **{**basis, missing: ""})  # type: ignore[arg-type]
    contact = actions.add_contact(by=None, actor=actor, name="Planted Name", **basis)  # type: ignore[arg-type]
    assert AuditPayload.objects.filter(payload__contains="Planted Name").exists()
    assert actions.withdraw_contact(by=None, actor=actor, contact=contact) > 0
    assert not Contact.objects.exists()
    assert not AuditPayload.objects.filter(payload__contains="Planted Name").exists()


def test_members_and_links_belong_to_cluster_organisations() -> None:
    cluster, member = make_actor("C", kind=ActorKind.CLUSTER), make_organisation("M")
    with pytest.raises(Invalid, match="Only a cluster organisation"):
        actions.add_cluster_member(by=None, cluster=make_actor("L"), organisation=member, member_type="firm")
    with pytest.raises(Invalid, match="of itself"):
        actions.add_cluster_member(by=None, cluster=cluster, organisation=cluster.organisation, member_type="firm")
    found = actions.add_cluster_member(by=None, cluster=cluster, organisation=member, member_type="firm")
    with pytest.raises(ValidationError):
        actions.add_cluster_member(by=None, cluster=cluster, organisation=member, member_type="firm")
    actions.end_cluster_member(by=None, cluster=cluster, member=found)
    with pytest.raises(Conflict):
        actions.end_cluster_member(by=None, cluster=cluster, member=found)
    with pytest.raises(Invalid, match="why"):
        actions.link_statistical_cluster(
            by=None,
            cluster=cluster,
            region=cluster.region,
            nace_code="C31",
            reason="",  # type: ignore[arg-type]
        )
    with pytest.raises(Invalid):
        actions.link_statistical_cluster(
            by=None,
            cluster=cluster,
            region=cluster.region,
            nace_code="Z1",
            reason="x",  # type: ignore[arg-type]
        )


def test_waiver_names_its_programme_and_its_end_names_a_reason() -> None:
    cluster = make_actor("C", kind=ActorKind.CLUSTER)
    rule = "eccp_cluster_organisation.v1"
    with pytest.raises(Invalid, match="Name the programme"):
        actions.grant_waiver(by=None, actor=cluster, rule=rule, recognised_by="", granted_on=TODAY)
    with pytest.raises(Invalid, match="knows no waiver"):
        actions.grant_waiver(by=None, actor=cluster, rule="ket_centre.v1", recognised_by="X", granted_on=TODAY)
    waiver = actions.grant_waiver(by=None, actor=cluster, rule=rule, recognised_by="A programme", granted_on=TODAY)
    with pytest.raises(Invalid, match="why"):
        actions.revoke_waiver(by=None, actor=cluster, waiver=waiver, revoked_on=TODAY, reason="")
    owner = make_editor(cluster, make_person())
    with pytest.raises(NotAllowed):
        actions.grant_waiver(by=owner, actor=cluster, rule=rule, recognised_by="me", granted_on=TODAY)


def test_reminders_go_out_30_and_7_days_before_and_once_each(mailoutbox: list[Any]) -> None:
    """ACT-12 by a clock: every day of a year is asked, and the mails counted by day."""
    actor = make_actor("A", kind=ActorKind.CLUSTER)
    actions.change_actor(by=None, actor=actor, fields={"mailbox": "office@cluster.example.org"})
    silent = make_actor("Nobody to ask", kind=ActorKind.CLUSTER)
    due = fresh(actor).due_on
    assert due is not None and silent.due_on == due
    sent = [
        (due - day).days
        for day in (TODAY + timedelta(days=n) for n in range(400))
        if actions.send_reminders(by=None, today=day)
    ]
    assert sent == [30, 7]
    assert {tuple(mail.to) for mail in mailoutbox} == {("office@cluster.example.org",)}
    assert f"/actor/{actor.permanent_id}" in mailoutbox[0].body


def test_reminder_that_was_missed_is_sent_once_late() -> None:
    actor = make_actor("A", kind=ActorKind.CLUSTER)
    actions.change_actor(by=None, actor=actor, fields={"mailbox": "office@cluster.example.org"})
    due = fresh(actor).due_on
    assert due is not None
    assert actions.send_reminders(by=None, today=due - timedelta(days=3)) == 1
    assert actions.send_reminders(by=None, today=due - timedelta(days=2)) == 0


@pytest.mark.parametrize("kind", list(ActorKind))
def test_freshness_and_its_twin_agree_on_every_day(kind: str) -> None:
    actor = make_actor("A", kind=kind)
    actions.confirm_actor(by=None, actor=actor, confirmed_on=date(2024, 8, 31))
    actor = fresh(actor)
    seen = []
    for n in range(0, 700, 5):
        day = date(2024, 8, 31) + timedelta(days=n)
        state = actor.freshness_on(day)
        assert state == actor.update_due_on(day).state
        others = [
            it for it in ("current", "due", "stale", "unknown") if Actor.objects.of_freshness_on(it, day).exists()
        ]
        assert others == [state]
        if not seen or seen[-1] != state:
            seen.append(state)
    assert seen == ["current", "due", "stale"]


def test_every_change_moves_the_stamp_of_the_directory() -> None:
    before = DirectoryStamp.objects.get().number
    actor = make_actor("Győri Laboratórium", services="Préselés")
    row = DirectoryRow.objects.get(actor=actor)
    assert row.number > before
    assert " gyori laboratorium " in row.text_folded
    assert " preseles " in row.text_folded
    assert row.is_shown


def test_a_confirmation_overwrites_nothing_that_was_edited_meanwhile() -> None:
    """The entry in hand is older than what stands; only what the action decides is written."""
    actor = make_actor("A", services="old")
    in_hand = fresh(actor)
    actions.change_actor(by=None, actor=actor, fields={"services": "new"})
    actions.confirm_actor(by=None, actor=in_hand)
    assert fresh(actor).services == "new"
    assert actor.services == "new"


def test_the_demo_gives_the_real_cluster_organisations_and_invents_nothing() -> None:
    from clustrat_platform.actors.demo import load_entries
    from clustrat_platform.publications.demo import load_organisations

    load_organisations()
    assert load_entries() == 5
    assert load_entries() == 0
    sinec = Actor.objects.get(organisation__label__startswith="SINEC")
    assert (sinec.founded_year, sinec.committed_members, sinec.kind) == (2013, 47, ActorKind.CLUSTER)
    assert {it.field: it.certainty for it in sinec.sources.all()} == {
        "founded_year": "seen",
        "committed_members": "seen",
    }
    assert not Contact.objects.exists()
    assert actions.remove_demo_actors(by=None) == 5
