"""Changes of organisations: names stay, successions do not turn round, claims stand side by side."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from tests.platform.organisations.factories import make_holder, make_organisation, make_person, make_region

from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed
from clustrat_platform.organisations import actions, queries
from clustrat_platform.organisations.models import Organisation, RoleAssignment

pytestmark = pytest.mark.django_db


def test_new_name_keeps_the_old_one_with_its_time() -> None:
    organisation = make_organisation("Clusterland Upper Austria", code="AT31")
    actions.rename_organisation(
        by=None, organisation=organisation, name="Business Upper Austria", since=date(2015, 1, 1)
    )
    organisation.refresh_from_db()
    assert organisation.label == "Business Upper Austria"
    assert {(name.kind, name.text, name.until) for name in organisation.names.all()} == {
        ("former", "Clusterland Upper Austria", date(2015, 1, 1)),
        ("official", "Business Upper Austria", None),
    }


def test_same_name_again_is_a_conflict() -> None:
    organisation = make_organisation("NADSME")
    with pytest.raises(Conflict, match="NADSME is the official name already"):
        actions.rename_organisation(by=None, organisation=organisation, name="NADSME")


def test_successors_are_followed_to_the_end() -> None:
    a, b, c, d = (make_organisation(name) for name in "ABCD")
    actions.record_succession(by=None, predecessor=a, successor=b, kind="renamed", certainty="seen")
    actions.record_succession(by=None, predecessor=b, successor=c, kind="split", certainty="seen")
    actions.record_succession(by=None, predecessor=b, successor=d, kind="split", certainty="own_knowledge")
    assert queries.present_successors(a) == [c, d]
    assert queries.present_successors(c) == [c]


def test_succession_both_ways_is_refused() -> None:
    a, b, c = (make_organisation(name) for name in "ABC")
    actions.record_succession(by=None, predecessor=a, successor=b, kind="merged", certainty="seen")
    actions.record_succession(by=None, predecessor=b, successor=c, kind="merged", certainty="seen")
    with pytest.raises(Invalid, match="cannot succeed the other both ways"):
        actions.record_succession(by=None, predecessor=c, successor=a, kind="merged", certainty="seen")


@pytest.mark.parametrize("kind", ["renamed", "merged", "split", "replaced"])
def test_only_a_closure_has_no_successor(kind: str) -> None:
    a = make_organisation("A")
    with pytest.raises(ValidationError, match="successor_unless_closed"):
        actions.record_succession(by=None, predecessor=a, kind=kind, certainty="seen")
    actions.record_succession(by=None, predecessor=a, kind="closed", certainty="seen")


def test_sources_that_disagree_stand_side_by_side_and_one_is_preferred_with_a_reason() -> None:
    it = make_organisation("A")
    first = actions.record_claim(
        by=None,
        organisation=it,
        fact="founded",
        value="1995",
        certainty="conflicting",
        source_url="https://a.example.org/",
    )
    second = actions.record_claim(
        by=None,
        organisation=it,
        fact="founded",
        value="1998",
        certainty="conflicting",
        source_url="https://b.example.org/",
    )
    actions.record_claim(by=None, organisation=it, fact="seat", value="Udine", certainty="seen")
    (found,) = queries.disagreements_of(it)
    assert (found.fact, {claim.value for claim in found.claims}, found.preferred) == ("founded", {"1995", "1998"}, None)
    with pytest.raises(Invalid, match="Say why"):
        actions.prefer_claim(by=None, organisation=it, claim=first, reason=" ")
    actions.prefer_claim(by=None, organisation=it, claim=first, reason="nearest to the act")
    actions.prefer_claim(by=None, organisation=it, claim=second, reason="the register says so")
    (found,) = queries.disagreements_of(it)
    assert found.preferred == second
    assert len(found.claims) == 2


def test_one_number_belongs_to_one_organisation() -> None:
    a, b = make_organisation("A"), make_organisation("B")
    actions.add_legal_id(by=None, organisation=a, scheme="vat", value="IT01234567890")
    with pytest.raises(ValidationError):
        actions.add_legal_id(by=None, organisation=b, scheme="vat", value="IT01234567890")


def test_withdrawn_needs_a_reason_and_can_no_longer_be_changed() -> None:
    editor = make_holder("editor")
    organisation = make_organisation("A")
    with pytest.raises(ValidationError, match="withdrawn_with_reason"):
        actions.withdraw_organisation(by=editor, organisation=organisation, reason="")
    organisation.refresh_from_db()
    actions.withdraw_organisation(by=editor, organisation=organisation, reason="entered twice")
    with pytest.raises(NotAllowed, match="was withdrawn"):
        actions.rename_organisation(by=editor, organisation=organisation, name="B")


@pytest.mark.parametrize(("role", "code", "may"), [
    ("editor", "ITH4", True), ("editor", "IT", True), ("editor", "ITH3", False), ("editor", None, True),
    ("analyst", "ITH4", True), ("cluster_manager", "ITH4", False), ("expert", "ITH4", False), ("editor", "AT", False),
])  # fmt: skip
def test_a_role_reaches_its_territory_and_no_further(role: str, code: str | None, may: bool) -> None:
    person = make_holder(role, code)
    organisation = make_organisation("A", code="ITH4", published=False)
    if may:
        actions.publish_organisation(by=person, organisation=organisation)
    else:
        with pytest.raises(NotAllowed):
            actions.publish_organisation(by=person, organisation=organisation)


def test_a_role_does_not_reach_the_same_code_of_another_nuts_version() -> None:
    person = make_holder("editor", "ITH4")
    organisation = make_organisation("A", published=False)
    organisation.region = make_region("ITH4", version="2021")
    organisation.save()
    with pytest.raises(NotAllowed):
        actions.publish_organisation(by=person, organisation=organisation)


def test_what_has_no_region_is_reached_from_everywhere_only() -> None:
    organisation = make_organisation("A", code=None, country="IT", published=False)
    with pytest.raises(NotAllowed):
        actions.publish_organisation(by=make_holder("editor", "IT"), organisation=organisation)
    actions.publish_organisation(by=make_holder("editor", None), organisation=organisation)


def test_a_role_that_ended_no_longer_holds() -> None:
    person = make_holder("editor")
    assignment = RoleAssignment.objects.get(user=person)
    actions.end_role(by=None, assignment=assignment)
    fresh = type(person).objects.get(pk=person.pk)
    with pytest.raises(NotAllowed):
        actions.publish_organisation(by=fresh, organisation=make_organisation("A", published=False))


def test_roles_are_given_within_ones_own_territory_and_never_to_oneself() -> None:
    secretary = make_holder("secretariat", "IT")
    other = make_person()
    actions.assign_role(by=secretary, assignment=RoleAssignment(user=other, role="editor", region=make_region("ITH4")))
    with pytest.raises(NotAllowed):
        actions.assign_role(
            by=secretary, assignment=RoleAssignment(user=other, role="editor", region=make_region("AT31"))
        )
    with pytest.raises(NotAllowed):
        actions.assign_role(by=secretary, assignment=RoleAssignment(user=other, role="editor", level="transnational"))
    with pytest.raises(Invalid, match="to themselves"):
        actions.assign_role(
            by=secretary, assignment=RoleAssignment(user=secretary, role="editor", region=make_region("ITH4"))
        )


def test_member_who_may_edit_changes_the_own_entry_only() -> None:
    member = make_person()
    own, other = make_organisation("Own"), make_organisation("Other")
    actions.add_member(by=None, organisation=own, user=member, may_edit=True)
    actions.rename_organisation(by=member, organisation=own, name="Own, renamed")
    with pytest.raises(NotAllowed):
        actions.rename_organisation(by=member, organisation=other, name="Taken")
    actions.end_membership(by=None, organisation=own, user=member)
    with pytest.raises(NotAllowed):
        actions.rename_organisation(by=member, organisation=own, name="Again")


def test_lists_and_permission_agree_for_everyone() -> None:
    """The queryset of what one may see is the twin of the permission."""
    from clustrat_platform.base.permissions import may

    organisations = [
        make_organisation(f"{code} {published}", code=code, published=published)
        for code in ("ITH4", "ITH3", "AT31", None)
        for published in (True, False)
        if code or published
    ]
    member = make_person()
    actions.add_member(by=None, organisation=organisations[1], user=member, may_edit=True)
    people = [
        make_person(),
        make_holder("editor"),
        make_holder("analyst", "IT"),
        make_holder("secretariat", None),
        member,
    ]
    for person in people:
        listed = set(queries.visible_organisations(person))
        allowed = {it for it in organisations if may(person, "organisations.see", it)}
        assert {it for it in organisations if it in listed} == allowed, person
    assert len({len(queries.visible_organisations(person)) for person in people}) > 2
    assert Organisation.objects.count() == len(organisations)
