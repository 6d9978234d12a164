"""Changes of dialogues: rules freeze, phases do not clash, wordings stay, decisions have reasons, and most things are refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.platform.dialogue.factories import (
    DAY,
    START,
    close,
    during,
    join,
    make_dialogue,
    make_proposal,
    make_statement,
    phase_of,
    seat,
    wording,
)
from tests.platform.organisations.factories import make_holder, make_organisation, make_person, make_region

from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed, TooMany
from clustrat_platform.dialogue import actions
from clustrat_platform.dialogue.blueprints import BLUEPRINTS
from clustrat_platform.dialogue.clock import acting_at
from clustrat_platform.dialogue.models import (
    Decision,
    Dialogue,
    DialogueSeat,
    Notice,
    Participation,
    Phase,
    Proposal,
    ProposalEdge,
    ProposalVersion,
    Session,
)
from clustrat_platform.dialogue.phase_types import PHASE_TYPES, conflict_of
from clustrat_platform.dialogue.rule_sets import canonical, checked_rules, sha256_of

pytestmark = pytest.mark.django_db


# Rules --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rules", "parameter"), [
    ({"colour": "blue"}, "colour"), ({"scale_max": 2}, "scale_max"), ({"quorum": -1}, "quorum"), ({"seed": True}, "seed"),
    ({"groups": []}, "groups"), ({"groups": ["shoe size"]}, "groups"), ({"ballots": "open"}, "ballots"),
    ({"weight_scheme": "by feeling"}, "weight_scheme"), ({"thresholds": {"k_anon": 1}}, "thresholds"),
    ({"thresholds": {"nothing": 1}}, "thresholds"), ({"priority_method": "budget"}, "budget"),
    ({"limits": {"org_cap": 0}}, "limits"), ({"criteria": [{"code": "a"}]}, "criteria"),
    ({"criteria": [{"code": "a", "name": "A", "direction": "max", "lo": 1, "hi": 1, "unit": ""}]}, "criteria"),
    ({"priority_method": "budget", "budget": {"amount_eur": "-1", "increment_eur": "1", "utility": "cost"}}, "budget"),
])  # fmt: skip
def test_a_rule_that_cannot_be_is_named(rules: dict[str, object], parameter: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checked_rules(rules)
    assert refusal.value.members["parameter"] == parameter


def test_one_spelling_of_rules_whatever_the_order() -> None:
    assert canonical({"b": 2.0, "a": [True, None, "ž"]}) == '{"a":[true,null,"ž"],"b":2}'
    assert sha256_of({"a": 1, "b": 2}) == sha256_of({"b": 2.0, "a": 1})


def test_opening_freezes_and_hashes_the_rules() -> None:
    dialogue = make_dialogue(state="announced")
    rule_set = dialogue.rule_set
    assert rule_set is not None and rule_set.frozen_at is None
    actions.open_dialogue(by=None, dialogue=dialogue)
    rule_set.refresh_from_db()
    assert rule_set.sha256 == sha256_of(rule_set.document)
    with pytest.raises(Conflict, match="'open' now"):
        actions.draft_rules(by=None, dialogue=dialogue, rules={"quorum": 1})


def test_anonymity_that_was_promised_stays() -> None:
    """I1."""
    dialogue = make_dialogue("expert_delphi", state="announced")
    with pytest.raises(Invalid, match="Anonymity was promised"):
        actions.draft_rules(by=None, dialogue=dialogue, rules={"anonymity": "pseudonymous"})
    actions.open_dialogue(by=None, dialogue=dialogue)
    with pytest.raises(Invalid, match="Anonymity was promised"):
        actions.change_rules(by=None, dialogue=dialogue, rules={"anonymity": "pseudonymous"}, reason="easier")


def test_a_change_after_opening_makes_a_version_and_begins_the_phase_anew() -> None:
    """I2: every vote of a phase that counts carries the same hash."""
    dialogue = make_dialogue(owner=(owner := make_person()))
    person = join(dialogue)
    statement = make_statement(dialogue, person)
    with during(dialogue, "deliberate", after=timedelta(hours=2)):
        actions.vote(by=person, statement=statement, value=1)
    with during(dialogue, "deliberate", after=timedelta(hours=3)):
        with pytest.raises(Invalid, match="without a reason"):
            actions.change_rules(by=owner, dialogue=dialogue, rules={"quorum": 7}, reason=" ")
        with pytest.raises(Conflict, match="Nothing changes"):
            actions.change_rules(by=owner, dialogue=dialogue, rules={}, reason="why not")
        new = actions.change_rules(by=owner, dialogue=dialogue, rules={"quorum": 7}, reason="The quorum was a slip.")
    assert (new.version, new.restarts) == (2, ["deliberate"])
    phase = phase_of(dialogue, "deliberate")
    assert phase.counted_from is not None
    assert Notice.objects.filter(user=person, event="rules_changed").exists()
    from clustrat_platform.dialogue.inputs import input_of

    assert input_of(phase, "opinion", as_of=phase.closes_at)["people"] == []
    with during(dialogue, "deliberate", after=timedelta(hours=4)):
        again = actions.vote(by=person, statement=statement, value=1)
    assert again.rule_set_sha256 == new.sha256
    assert len(input_of(phase, "opinion", as_of=phase.closes_at)["people"]) == 1


def test_rules_of_a_phase_that_is_over_stand() -> None:
    dialogue = make_dialogue("transnational_event")
    with during(dialogue, "decide"), pytest.raises(Conflict, match="its rules stand"):
        actions.change_rules(by=None, dialogue=dialogue, rules={"scale_max": 7}, reason="shorter")


# Time and states ----------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(opens=st.integers(-100, 100), length=st.integers(1, 100), at=st.integers(-250, 250))
def test_open_by_python_and_open_by_query_agree(opens: int, length: int, at: int) -> None:
    """I5."""
    with transaction.atomic():
        dialogue = Dialogue.objects.create(title="a", question="b", level="regional", blueprint="poll")
        phase = Phase.objects.create(
            dialogue=dialogue,
            position=1,
            type="deliberate",
            opens_at=START + timedelta(seconds=opens),
            closes_at=START + timedelta(seconds=opens + length),
        )
        moment = START + timedelta(seconds=at)
        assert phase.is_open_at(moment) == Phase.objects.filter(pk=phase.pk).open_at(moment).exists()
        transaction.set_rollback(True)


@pytest.mark.parametrize(("second", "counts"), [(-1, False), (0, True), (1, True)])
def test_a_vote_counts_from_the_second_of_opening(second: int, counts: bool) -> None:
    """I5."""
    dialogue = make_dialogue()
    person = join(dialogue)
    statement = make_statement(dialogue, person)
    moment = phase_of(dialogue, "deliberate").opens_at + timedelta(seconds=second)
    with acting_at(moment):
        if counts:
            actions.vote(by=person, statement=statement, value=1)
        else:
            with pytest.raises(NotAllowed):
                actions.vote(by=person, statement=statement, value=1)


def test_at_the_second_of_closing_no_vote_counts() -> None:
    """I5."""
    dialogue = make_dialogue()
    person = join(dialogue)
    statement = make_statement(dialogue, person)
    closes = phase_of(dialogue, "deliberate").closes_at
    with acting_at(closes - timedelta(microseconds=1)):
        actions.vote(by=person, statement=statement, value=1)
    with acting_at(closes), pytest.raises(NotAllowed):
        actions.vote(by=person, statement=statement, value=-1)


@pytest.mark.parametrize("name", sorted(BLUEPRINTS))
def test_every_blueprint_opens(name: str) -> None:
    dialogue = make_dialogue(name)
    assert dialogue.state == "open"
    assert [it.type for it in dialogue.phases.all()] == [it for it, _days in BLUEPRINTS[name].phases]


def test_conflicts_hold_both_ways_and_for_every_pair() -> None:
    for one in PHASE_TYPES:
        for other in PHASE_TYPES:
            assert (conflict_of(one, other) is None) == (conflict_of(other, one) is None), (one, other)
    assert conflict_of("propose", "rate") and conflict_of("deliberate", "decide")
    assert conflict_of("explore", "propose") is None


def test_phases_that_clash_are_refused_and_an_open_phase_grows_only() -> None:
    dialogue = make_dialogue("discovery_group")
    decide, deliberate = phase_of(dialogue, "decide"), phase_of(dialogue, "deliberate")
    with acting_at(START), pytest.raises(Conflict, match="may not be open at the same time"):
        actions.change_phase(
            by=None, dialogue=dialogue, phase=decide, opens_at=deliberate.opens_at, closes_at=decide.closes_at,
            reason="sooner",
        )  # fmt: skip
    explore = phase_of(dialogue, "explore")
    with during(dialogue, "explore"), pytest.raises(Conflict, match="only be made longer"):
        actions.change_phase(
            by=None, dialogue=dialogue, phase=explore, opens_at=explore.opens_at,
            closes_at=explore.closes_at - DAY, reason="shorter",
        )  # fmt: skip
    with during(dialogue, "propose"), pytest.raises(Conflict, match="is over"):
        actions.change_phase(
            by=None, dialogue=dialogue, phase=explore, opens_at=explore.opens_at, closes_at=decide.opens_at, reason="more",
        )  # fmt: skip


def test_there_is_no_way_back_past_open_and_none_around() -> None:
    dialogue = make_dialogue()
    for step in (actions.announce_dialogue, actions.open_dialogue, actions.close_dialogue, actions.archive_dialogue):
        with pytest.raises(Conflict):
            step(by=None, dialogue=dialogue)
    with acting_at(START), pytest.raises(Conflict, match="is not over yet"):
        actions.begin_closing(by=None, dialogue=dialogue)
    close(dialogue)
    with pytest.raises(Conflict):
        actions.open_dialogue(by=None, dialogue=dialogue)


def test_cancelling_needs_a_reason_and_ends_everything_but_a_correction() -> None:
    owner = make_person()
    dialogue = make_dialogue(owner=owner)
    with pytest.raises(Invalid, match="without a reason"):
        actions.cancel_dialogue(by=owner, dialogue=dialogue, reason="")
    actions.cancel_dialogue(by=owner, dialogue=dialogue, reason="The programme ended.")
    dialogue.refresh_from_db()
    with pytest.raises(NotAllowed, match="is over"):
        actions.begin_following(by=owner, dialogue=dialogue)
    actions.correct_dialogue(by=owner, dialogue=dialogue, text="The programme goes on until June.")


# People -------------------------------------------------------------------------------------------------------------


def test_one_person_takes_part_once_also_where_the_action_is_passed_by() -> None:
    dialogue = make_dialogue()
    person = join(dialogue)
    region = make_region("ITH4")
    with pytest.raises(Conflict, match="one person takes part once"):
        actions.invite(
            by=None, participation=Participation(dialogue=dialogue, user=person, helix="civil", region=region)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(dialogue=dialogue, user=person, helix="civil", region=region, pseudonym="other")


def test_beyond_the_limit_of_an_organisation_one_observes() -> None:
    dialogue = make_dialogue(rules={"limits": {"org_cap": 2}})
    firm = make_organisation("A firm")
    people = [join(dialogue, organisation=firm) for _ in range(3)]
    votes = [dialogue.participations.get(user=it).may_vote for it in people]
    assert votes == [True, True, False]
    statement = make_statement(dialogue, people[0])
    with during(dialogue, "deliberate"), pytest.raises(NotAllowed, match="without a vote"):
        actions.vote(by=people[2], statement=statement, value=1)


def test_nobody_is_invited_from_elsewhere_or_names_themselves() -> None:
    owner = make_person()
    dialogue = make_dialogue(owner=owner)
    with pytest.raises(Invalid, match="does not speak for"):
        actions.invite(
            by=owner,
            participation=Participation(
                dialogue=dialogue, user=make_person(), helix="public", region=make_region("AT31")
            ),
        )
    with pytest.raises(Invalid, match="to themselves"):
        actions.name_seat(by=owner, seat=DialogueSeat(dialogue=dialogue, user=owner, role="decider"))
    with pytest.raises(Invalid, match="does not audit"):
        actions.name_seat(by=None, seat=DialogueSeat(dialogue=dialogue, user=owner, role="auditor"))
    with pytest.raises(Conflict, match="at least one owner"):
        actions.remove_seat(by=None, seat=dialogue.seats.get(role="owner"), reason="leaves")


def test_a_rapporteur_names_observers_and_nobody_higher() -> None:
    dialogue = make_dialogue(owner=make_person())
    rapporteur = seat(dialogue, "rapporteur", code="ITH4")
    actions.name_seat(by=rapporteur, seat=DialogueSeat(dialogue=dialogue, user=make_person(), role="observer"))
    with pytest.raises(NotAllowed):
        actions.name_seat(by=rapporteur, seat=DialogueSeat(dialogue=dialogue, user=make_person(), role="decider"))


def test_roles_of_the_platform_bring_one_along_within_their_territory_only() -> None:
    dialogue = make_dialogue(state="announced")
    actions.open_dialogue(by=make_holder("moderator", "ITH4"), dialogue=dialogue)
    for stranger in (make_holder("moderator", "AT31"), make_holder("expert", "ITH4"), make_holder("cluster_manager")):
        with pytest.raises(NotAllowed):
            actions.begin_closing(by=stranger, dialogue=dialogue)


def test_suspended_keeps_from_everything_and_says_why() -> None:
    dialogue = make_dialogue(owner=(owner := make_person()))
    person = join(dialogue)
    statement = make_statement(dialogue, person)
    own = dialogue.participations.get(user=person)
    with pytest.raises(Invalid):
        actions.suspend(by=owner, participation=own, reason="")
    actions.suspend(by=owner, participation=own, reason="Votes for others.")
    with during(dialogue, "deliberate"), pytest.raises(NotAllowed, match="suspended"):
        actions.vote(by=person, statement=statement, value=1)
    assert Notice.objects.filter(user=person, event="suspended", sentence__contains="Votes for others.").exists()


# Proposals ----------------------------------------------------------------------------------------------------------


def test_a_proposal_has_evidence_or_says_why_there_is_none() -> None:
    dialogue = make_dialogue("discovery_group")
    person = join(dialogue)
    with during(dialogue, "propose"), pytest.raises(Invalid, match="say why there is none"):
        actions.submit_proposal(by=person, dialogue=dialogue, version=wording())
    assert make_proposal(dialogue, person).no_evidence_reason == "Nobody has measured this."


def test_every_wording_stays_and_leads_back() -> None:
    """I12."""
    dialogue = make_dialogue("discovery_group")
    person = join(dialogue)
    proposal = make_proposal(dialogue, person, title="First")
    first = proposal.versions.get()
    with during(dialogue, "propose", after=timedelta(hours=2)):
        second = actions.revise_proposal(by=person, proposal=proposal, version=wording(title="Second"))
        with pytest.raises(Conflict, match="Nothing changes"):
            actions.revise_proposal(by=person, proposal=proposal, version=wording(title="Second"))
    assert [it.title for it in proposal.versions.all()] == ["First", "Second"]
    assert [(it.parent, it.child, it.kind) for it in ProposalEdge.objects.all()] == [(first, second, "revise")]
    translated = actions.translate_proposal(
        by=person, proposal=proposal, version=wording(language="it", title="Seconda"), origin="human"
    )
    assert translated.semantic_id == second.semantic_id
    assert str(proposal) == "Seconda"
    first.refresh_from_db()
    assert first.title == "First"


def test_edges_never_lead_round() -> None:
    """I12: an edge leads from an older version to a newer one, so that no circle can close."""
    dialogue = make_dialogue("discovery_group")
    a, b = join(dialogue), join(dialogue)
    one, other = make_proposal(dialogue, a), make_proposal(dialogue, b)
    with during(dialogue, "propose"):
        actions.revise_proposal(by=a, proposal=one, version=wording())
        request = actions.ask_merge(by=a, source=one, target=other, reason="Says the same.")
        actions.answer_merge(by=a, request=request, agrees=True)
        actions.answer_merge(by=b, request=request, agrees=True)
    assert ProposalEdge.objects.count() == 3
    assert all(edge.parent_id < edge.child_id for edge in ProposalEdge.objects.all())


def test_only_the_author_changes_a_proposal_and_only_while_the_phase_is_open() -> None:
    dialogue = make_dialogue("discovery_group", owner=(owner := make_person()))
    person, other = join(dialogue), join(dialogue)
    proposal = make_proposal(dialogue, person)
    for stranger in (other, owner, make_person(is_superuser=True)):
        with during(dialogue, "propose"), pytest.raises(NotAllowed):
            actions.withdraw_proposal(by=stranger, proposal=proposal)
    with during(dialogue, "deliberate"), pytest.raises(NotAllowed):
        actions.withdraw_proposal(by=person, proposal=proposal)
    with during(dialogue, "propose"):
        assert actions.withdraw_proposal(by=person, proposal=proposal).state == "withdrawn"


def test_merging_needs_every_owner_or_time_to_object() -> None:
    dialogue = make_dialogue("discovery_group")
    a, b, facilitator = join(dialogue), join(dialogue), seat(dialogue, "facilitator")
    one, other = make_proposal(dialogue, a), make_proposal(dialogue, b)
    with during(dialogue, "deliberate"):
        request = actions.ask_merge(by=a, source=one, target=other, reason="Says the same.")
        actions.answer_merge(by=a, request=request, agrees=True)
        one.refresh_from_db()
        assert one.state == "admitted"
        actions.answer_merge(by=b, request=request, agrees=False)
        notice = actions.ask_merge(by=facilitator, source=one, target=other, reason="Says the same.")
        with pytest.raises(Conflict, match="may still object"):
            actions.complete_merge(by=facilitator, request=notice)
    with during(dialogue, "deliberate", after=timedelta(days=4)):
        actions.complete_merge(by=facilitator, request=notice)
    one.refresh_from_db()
    assert (one.state, one.merged_into_id) == ("merged_into", other.pk)


def test_limits_hold() -> None:
    dialogue = make_dialogue(
        "discovery_group",
        rules={"limits": {"proposals_per_phase": 1, "statements_per_day": 1, "votes_per_minute": 2}},
    )
    person = join(dialogue)
    make_proposal(dialogue, person)
    with pytest.raises(TooMany):
        make_proposal(dialogue, person)
    statements = [make_statement(dialogue, join(dialogue)) for _ in range(3)]
    make_statement(dialogue, person)
    with pytest.raises(TooMany):
        make_statement(dialogue, person)
    with during(dialogue, "deliberate"):
        actions.vote(by=person, statement=statements[0], value=1)
        actions.vote(by=person, statement=statements[1], value=1)
        with pytest.raises(TooMany, match="more votes in a minute"):
            actions.vote(by=person, statement=statements[2], value=1)


# Arguments, moderation ----------------------------------------------------------------------------------------------


def test_the_first_contribution_is_reviewed_the_next_is_not() -> None:
    dialogue = make_dialogue("discovery_group", rules={"review_first": True}, owner=(owner := make_person()))
    person = join(dialogue)
    proposal = make_proposal(dialogue, person)
    assert proposal.state == "submitted"
    actions.admit_proposal(by=owner, proposal=proposal)
    with during(dialogue, "deliberate"):
        first = actions.argue(by=person, proposal=proposal, kind="for", text="It works.", language="en")
        assert first.state == "awaiting"
        actions.let_through(by=owner, target=first)
        second = actions.argue(by=person, proposal=proposal, kind="against", text="It costs.", language="en")
    assert second.state == "shown"


def test_hidden_with_a_reason_appealed_once_and_answered_by_another() -> None:
    owner = make_person()
    dialogue = make_dialogue("discovery_group", owner=owner)
    other = seat(dialogue, "facilitator")
    person = join(dialogue)
    proposal = make_proposal(dialogue, person)
    with during(dialogue, "deliberate"):
        argument = actions.argue(by=person, proposal=proposal, kind="for", text="It works.", language="en")
    with pytest.raises(Invalid, match="without a reason"):
        actions.hide(by=owner, target=argument, reason_code="off_topic", reason=" ")
    with pytest.raises(NotAllowed):
        actions.hide(by=person, target=argument, reason_code="off_topic", reason="mine")
    moderation = actions.hide(by=owner, target=argument, reason_code="off_topic", reason="Not about the question.")
    with pytest.raises(NotAllowed):
        actions.appeal(by=owner, moderation=moderation, text="not mine")
    actions.appeal(by=person, moderation=moderation, text="It is about it.")
    with pytest.raises(Conflict, match="once is enough"):
        actions.appeal(by=person, moderation=moderation, text="Again.")
    with pytest.raises(NotAllowed, match="does not answer the appeal"):
        actions.answer_appeal(by=owner, moderation=moderation, restores=False, answer="No.")
    actions.answer_appeal(by=other, moderation=moderation, restores=True, answer="Right.")
    argument.refresh_from_db()
    assert argument.state == "shown"


def test_hiding_keeps_the_votes() -> None:
    dialogue = make_dialogue(owner=(owner := make_person()))
    person = join(dialogue)
    statement = make_statement(dialogue, person)
    with during(dialogue, "deliberate"):
        actions.vote(by=person, statement=statement, value=1)
    actions.hide(by=owner, target=statement, reason_code="spam", reason="Advertising.")
    assert statement.votes.count() == 1
    with during(dialogue, "deliberate"), pytest.raises(NotAllowed, match="hidden"):
        actions.vote(by=person, statement=statement, value=-1)


# Decisions ----------------------------------------------------------------------------------------------------------


def decided(*, deviates: bool = False) -> tuple[Dialogue, Proposal, Decision]:
    """A dialogue with one proposal, decided and published."""
    owner = make_person()
    dialogue = make_dialogue("discovery_group", owner=owner, rules={"validating_body": "Monitoring Committee"})
    proposal = make_proposal(dialogue, join(dialogue))
    members = [seat(dialogue, "decider") for _ in range(2)]
    close(dialogue)
    with during(dialogue, "decide"):
        for it in members:
            actions.declare_interest(by=it, dialogue=dialogue, text="None.", has_conflict=False)
        decision = actions.draft_decision(
            by=members[0],
            proposal=proposal,
            outcome="adopted",
            reasons={"en": "It rests on evidence."},
            deviates=deviates,
            deviation_reason="The group could not know the law." if deviates else "",
        )
        for it in members:
            actions.sign_decision(by=it, decision=decision)
    with during(dialogue, "publish"):
        actions.publish_decisions(by=owner, dialogue=dialogue)
    for it in (dialogue, proposal, decision):
        it.refresh_from_db()
    return dialogue, proposal, decision


def test_a_decision_has_reasons_a_snapshot_and_signatures() -> None:
    """I11."""
    dialogue, proposal, decision = decided()
    assert (dialogue.state, proposal.state, decision.state) == ("decided", "adopted", "published")
    assert decision.snapshot_sha256 and decision.reasons["en"]
    assert decision.signatures.count() == 2


def test_deciding_is_refused_without_declaration_reasons_or_being_a_member() -> None:
    dialogue = make_dialogue("discovery_group", owner=(owner := make_person()))
    proposal = make_proposal(dialogue, join(dialogue))
    member, conflicted = seat(dialogue, "decider"), seat(dialogue, "decider")
    close(dialogue)
    with during(dialogue, "decide"):

        def draft(by: object, **fields: object) -> None:
            actions.draft_decision(
                **{"by": by, "proposal": proposal, "outcome": "adopted", "reasons": {"en": "Yes."}, **fields}  # type: ignore[arg-type]
            )

        for stranger in (owner, make_person(is_superuser=True), None):
            with pytest.raises(NotAllowed):
                draft(stranger)
        with pytest.raises(NotAllowed, match="Declare your interests"):
            draft(member)
        actions.declare_interest(by=member, dialogue=dialogue, text="None.", has_conflict=False)
        actions.declare_interest(by=conflicted, dialogue=dialogue, text="I own the workshop.", has_conflict=True)
        with pytest.raises(NotAllowed, match="conflict of interest"):
            draft(conflicted)
        with pytest.raises(Invalid, match="has reasons"):
            draft(member, reasons={"it": "Sì."})
        with pytest.raises(Invalid, match="departs from the result"):
            draft(member, deviates=True)
        with pytest.raises(Conflict, match="was declared stays"):
            actions.declare_interest(by=member, dialogue=dialogue, text="Other.", has_conflict=False)
    with during(dialogue, "publish"), pytest.raises(NotAllowed):
        draft(member)


def test_validation_by_the_body_that_the_rules_name() -> None:
    dialogue, _proposal, _decision = decided()
    member = dialogue.seats.filter(role="decider").first()
    assert member is not None
    fields = {"outcome": "confirmed", "on_date": date(2026, 7, 1), "document": "Minutes 3/2026", "reasons": "In line."}
    with during(dialogue, "publish"):
        with pytest.raises(Invalid, match="Monitoring Committee"):
            actions.validate(by=member.user, dialogue=dialogue, body="Someone else", **fields)  # type: ignore[arg-type]
        found = actions.validate(by=member.user, dialogue=dialogue, body="Monitoring Committee", **fields)  # type: ignore[arg-type]
    assert str(found) == "Monitoring Committee: confirmed"


def test_sending_up_makes_a_new_proposal_and_overwrites_nothing() -> None:
    lower, proposal, decision = decided()
    upper = make_dialogue("transnational_event", codes=("ITH4", "AT31"), level="transnational", state="announced")
    owner = lower.seats.filter(role="owner").first()
    assert owner is not None
    actions.begin_following(by=None, dialogue=lower)
    lower_type = Phase.objects.create(
        dialogue=lower, position=99, type="rollup", opens_at=START + 400 * DAY, closes_at=START + 500 * DAY
    )
    with acting_at(lower_type.opens_at):
        with pytest.raises(Conflict, match="link them first"):
            actions.send_up(by=owner.user, decision=decision, upper=upper)
        actions.link_dialogues(by=None, upper=upper, lower=lower)
        raised = actions.send_up(by=owner.user, decision=decision, upper=upper)
        with pytest.raises(Conflict, match="already"):
            actions.send_up(by=owner.user, decision=decision, upper=upper)
    edge = ProposalEdge.objects.get(kind="adopt_up")
    assert (edge.parent.proposal, edge.child.proposal) == (proposal, raised)
    proposal.refresh_from_db()
    assert proposal.state == "adopted"
    with pytest.raises(Invalid, match="lead back"):
        actions.link_dialogues(by=None, upper=lower, lower=upper)


def test_milestones_follow_a_published_decision() -> None:
    dialogue, _proposal, decision = decided()
    owner = dialogue.seats.get(role="owner").user
    with during(dialogue, "follow"):
        milestone = actions.set_milestone(by=owner, decision=decision, title="Workshop open", due=date(2027, 1, 1))
        with pytest.raises(Invalid):
            actions.report_milestone(by=owner, milestone=milestone, state="reached", report="")
        actions.report_milestone(by=owner, milestone=milestone, state="reached", report="Opened in May.")
        with pytest.raises(NotAllowed):
            actions.report_milestone(by=make_person(), milestone=milestone, state="late", report="No.")


def test_attendance_is_counts_and_minutes_are_needed() -> None:
    dialogue = make_dialogue(owner=(owner := make_person()))
    session = actions.plan_session(
        by=owner, session=Session(dialogue=dialogue, on_date=date(2026, 3, 9), place="Udine", agenda="1. Welcome")
    )
    with pytest.raises(Invalid):
        actions.hold_session(by=owner, session=session, minutes=" ", attendance={})
    held = actions.hold_session(
        by=owner, session=session, minutes="We met.", attendance={("business", "women"): 7, ("business", "men"): 0}
    )
    assert [(it.helix, it.gender, it.n) for it in held.attendance.all()] == [("business", "women", 7)]
    with pytest.raises(ValidationError):
        actions.hold_session(
            by=owner,
            session=actions.plan_session(
                by=owner, session=Session(dialogue=dialogue, on_date=date(2026, 3, 9), place="Graz", agenda="1.")
            ),
            minutes="We met.",
            attendance={("business", "a name"): 1},
        )


def test_a_version_that_was_written_is_not_an_empty_shell() -> None:
    with pytest.raises(ValidationError):
        dialogue = make_dialogue("discovery_group")
        make_proposal(dialogue, join(dialogue), title="")
    assert not ProposalVersion.objects.exists()
