"""Concepts change by actions alone: the ladder, the gate, the waiver, answers of organisations, and nobody's text lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.platform.organisations.factories import make_holder, make_organisation, make_person
from tests.platform.strategy.factories import MEMBERS, advance, combination, make_concept

from clustrat_platform.atlas.frozen import kept_of
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed
from clustrat_platform.organisations import actions as organisations
from clustrat_platform.strategy import actions
from clustrat_platform.strategy.models import ClusterConcept, ConceptActor

pytestmark = pytest.mark.django_db


def kept() -> Any:
    return kept_of(combination())


def test_a_combination_becomes_an_idea_pinned_to_what_was_computed() -> None:
    concept = make_concept(niche="Aids for living at home")
    assert [str(it) for it in concept.members.all()] == list(MEMBERS)
    assert (concept.stage, concept.scope) == ("idea", "transnational")
    assert "v=2015" in concept.address
    assert concept.result_hash == combination().hash


def test_each_step_is_one_and_keeps_its_reason_and_evidence() -> None:
    concept = advance(make_concept(), 3)
    assert concept.stage == "feasibility"
    assert [(it.from_stage, it.to_stage) for it in concept.steps.all()] == [
        ("explored", "feasibility"),
        ("screened", "explored"),
        ("idea", "screened"),
    ]
    assert {it.result_hash for it in concept.steps.all()} == {combination().hash}


def test_nothing_is_agreed_without_niche_enabler_and_strategy() -> None:
    concept = advance(make_concept(), 3)
    with pytest.raises(Conflict, match="the niche, an organisation with a key enabling technology") as refusal:
        advance(concept)
    assert refusal.value.members["difference"] == {
        "niche": "fail",
        "key_enabling_activity": "fail",
        "s3_link": "fail",
        "form_fits_scale": "pass",
    }
    laboratory = make_organisation("A laboratory")
    asked = actions.invite_organisation(by=None, concept=concept, organisation=laboratory, part="enabling")
    concept = actions.change_concept(
        by=None, concept=concept, texts={"niche": "Kitchens that help", "s3_link": "Priority 2 of the region"}
    )
    with pytest.raises(Conflict, match="Not yet: an organisation with a key enabling technology"):
        advance(concept)  # an invitation is no answer
    actions.answer_invitation(by=None, actor=asked, accept=True)
    assert advance(concept).stage == "agreed"


def test_a_form_that_the_scale_does_not_allow_is_refused_and_an_unknown_scale_too() -> None:
    concept = advance(make_concept(niche="N", s3_link="S", form="organisation"), 3)
    actor = actions.invite_organisation(by=None, concept=concept, organisation=make_organisation(), part="enabling")
    actions.answer_invitation(by=None, actor=actor, accept=True)
    for fits in (False, None):
        with pytest.raises(Conflict, match="a form that the scale"):
            advance(concept, form_fits=fits)
    assert advance(concept).stage == "agreed"


def test_a_written_waiver_lets_it_pass_and_is_kept_beside_the_step() -> None:
    concept = advance(make_concept(waiver="The strategy is being written; agreed with the ministry."), 4)
    assert concept.stage == "agreed"
    assert concept.steps.first().gate["outcome"] == "waived"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_step_needs_a_reason(reason: str) -> None:
    with pytest.raises(Invalid, match="Say why"):
        actions.advance_concept(by=None, concept=make_concept(), reason=reason, kept=kept(), form_fits=True)


def test_dropped_and_taken_up_again_where_it_was() -> None:
    concept = advance(make_concept(), 2)
    concept = actions.drop_concept(by=None, concept=concept, reason="No partner.", kept=kept())
    assert concept.is_over
    with pytest.raises(Conflict, match="no further stage"):
        advance(concept)
    concept = actions.reopen_concept(by=None, concept=concept, reason="A partner was found.", kept=kept())
    assert (concept.stage, concept.dropped_because) == ("explored", "")
    with pytest.raises(Conflict, match="was not dropped"):
        actions.reopen_concept(by=None, concept=concept, reason="Again.", kept=kept())


def test_after_the_last_stage_there_is_none() -> None:
    concept = advance(make_concept(waiver="Agreed in writing."), 6)
    assert concept.stage == "operating"
    with pytest.raises(Conflict, match="no further stage"):
        advance(concept)


def test_members_change_until_it_is_agreed() -> None:
    concept = make_concept(waiver="Agreed in writing.")
    other = ("ITH4.C31", "ITH4.C28")
    concept = actions.replace_members(by=None, concept=concept, members=other, kept=kept_of(combination(other)))
    assert ([str(it) for it in concept.members.all()], concept.scope) == (list(other), "across")
    assert concept.result_hash == combination(other).hash
    concept = advance(concept, 4)
    with pytest.raises(Conflict, match="is agreed; propose another one"):
        actions.replace_members(by=None, concept=concept, members=MEMBERS, kept=kept())


def test_two_who_write_at_once_lose_nothing() -> None:
    concept = make_concept(niche="First", demand="Old")
    seen = {"niche": "First", "demand": "Old"}
    actions.change_concept(by=None, concept=concept, texts={"niche": "Theirs", "demand": "Old"}, seen=seen)
    with pytest.raises(Conflict, match="niche") as refusal:
        actions.change_concept(by=None, concept=concept, texts={"niche": "Mine", "demand": "Old"}, seen=seen)
    assert refusal.value.members["difference"] == {"niche": {"yours": "Mine", "now": "Theirs"}}
    both = actions.change_concept(by=None, concept=concept, texts={"niche": "First", "demand": "New"}, seen=seen)
    assert (both.niche, both.demand) == ("Theirs", "New")


def test_an_organisation_is_asked_once_answers_for_itself_and_may_change_its_mind() -> None:
    concept, firm = make_concept(), make_organisation("A firm")
    actor = actions.invite_organisation(by=None, concept=concept, organisation=firm, part="member")
    with pytest.raises(Conflict, match="A firm was asked already"):
        actions.invite_organisation(by=None, concept=concept, organisation=firm, part="demand")
    with pytest.raises(Conflict, match="is not published"):
        actions.invite_organisation(
            by=None, concept=concept, organisation=make_organisation(published=False), part="member"
        )
    stranger, owner = make_person(), make_person()
    organisations.add_member(by=None, organisation=firm, user=owner, may_edit=True)
    with pytest.raises(NotAllowed):
        actions.answer_invitation(by=stranger, actor=actor, accept=True)
    assert actions.answer_invitation(by=owner, actor=actor, accept=True).state == ConceptActor.State.ACCEPTED
    assert actions.answer_invitation(by=owner, actor=actor, accept=False).state == ConceptActor.State.DECLINED


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [("cluster_manager", "ITH4", True), ("editor", "ITH4", True), ("expert", "ITH4", False), ("cluster_manager", "AT31", False)],
)  # fmt: skip
def test_who_takes_a_concept_on(role: str, code: str, may: bool) -> None:
    concept, person = make_concept(), make_holder(role, code)

    def act() -> ClusterConcept:
        return actions.advance_concept(by=person, concept=concept, reason="It holds.", kept=kept(), form_fits=True)

    if may:
        assert act().stage == "screened"
    else:
        with pytest.raises(NotAllowed):
            act()


def test_a_dropped_concept_is_closed_even_to_the_administrator() -> None:
    concept = actions.drop_concept(by=None, concept=make_concept(), reason="No partner.", kept=kept())
    with pytest.raises(NotAllowed, match="was dropped"):
        actions.change_concept(by=make_person(is_superuser=True), concept=concept, texts={"niche": "New"})


def test_only_who_holds_a_role_proposes() -> None:
    with pytest.raises(NotAllowed):
        make_concept(by=make_person())
    assert make_concept(by=make_holder("expert", "AT31")).author is not None


def test_a_title_is_needed() -> None:
    with pytest.raises(ValidationError):
        make_concept("")
