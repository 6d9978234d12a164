"""The judged layer: what is refused, four eyes, territories, history, and a withdrawal that reaches every figure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.platform.atlas.judged import (
    ITEMS,
    THEME,
    a_round,
    an_assessment,
    approved_interview,
    make_assessment,
    make_evidence,
    make_interview,
    make_questionnaire,
    make_round,
)
from tests.platform.organisations.factories import make_holder, make_organisation, make_person, make_region

from clustrat_platform.atlas import actions, permissions
from clustrat_platform.atlas.models import (
    AssessmentComponent,
    EvidenceItem,
    Interview,
    InterviewCoding,
    MappingRound,
    PotentialAssessment,
    Questionnaire,
)
from clustrat_platform.base.models import AuditPayload
from clustrat_platform.base.permissions import is_known
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _registered() -> None:
    if not is_known("atlas.run_round"):
        permissions.register()


# Questionnaires -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("item", "fault"), [
    ({"code": "Big", "kind": "text", "text": {"en": "?"}}, "small letters"),
    ({"code": "a", "kind": "essay", "text": {"en": "?"}}, "its kind is one of"),
    ({"code": "a", "kind": "text", "text": {"de": "?"}}, "English among them"),
    ({"code": "a", "kind": "text", "text": "?"}, "by language"),
    ({"code": "a", "kind": "text", "component": "charm", "text": {"en": "?"}}, "its component"),
    ({"code": "a", "kind": "choice", "text": {"en": "?"}, "choices": []}, "two choices"),
    ({"code": "a", "kind": "text", "text": {"en": "?"}, "choices": [1, 2]}, "only an item of the kind"),
    ({"code": "a", "kind": "text", "text": {"en": "?"}, "name_of_person": "x"}, "these fields only"),
    ({"code": "a", "kind": "text", "required": "yes", "text": {"en": "?"}}, "true or false"),
    ("not an item", "these fields only"),
])  # fmt: skip
def test_an_item_that_is_none_is_refused_by_its_number(item: Any, fault: str) -> None:
    with pytest.raises(Invalid, match=f"Item 2: .*{fault}"):
        make_questionnaire(items=[ITEMS[0], item])


def test_a_published_version_never_changes() -> None:
    first = make_questionnaire()
    first.items = ITEMS[:1]
    with pytest.raises(ValidationError, match="is published and never changes"):
        first.full_clean()
    with pytest.raises(Conflict, match="begins from: draft"):
        actions.publish_questionnaire(by=None, questionnaire=first)
    second = actions.revise_questionnaire(by=None, questionnaire=first, items=ITEMS[:1])
    assert (second.version, second.state, second.sha256) == (2, Questionnaire.State.DRAFT, "")
    assert Questionnaire.objects.get(pk=first.pk).items == ITEMS


def test_a_code_is_given_once() -> None:
    make_questionnaire()
    with pytest.raises(Conflict, match="make a new version"):
        make_questionnaire()


# Rounds -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fields", "regions", "fault"), [
    ({}, [], "Name the regions"), ({"themes": []}, ["ITH4"], "Name the themes"), ({}, ["AT31"], "does not lie in the territory"),
    ({"themes": ["astrology"]}, ["ITH4"], "no theme 'astrology'"), ({"themes": ["low_technology"]}, ["ITH4"], "no theme"),
])  # fmt: skip
def test_a_round_that_asks_nothing_or_nobody_is_refused(fields: dict[str, Any], regions: list[str], fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        actions.open_round(by=None, round_=a_round(**fields), regions=[make_region(it) for it in regions])
    assert not MappingRound.objects.exists()


def test_a_round_cannot_ask_with_a_draft() -> None:
    draft = make_questionnaire(published=False)
    with pytest.raises(Invalid, match="is a draft"):
        make_round(questionnaire=draft)


def test_coding_is_due_after_the_interviews() -> None:
    with pytest.raises(ValidationError, match="coding_due_after_interviews"):
        make_round(coding_due=date(2026, 1, 1))


@pytest.mark.parametrize(("role", "code", "may"), [
    ("analyst", "ITH4", True), ("secretariat", "IT", True), ("analyst", "AT31", False), ("interviewer", "ITH4", False),
    ("expert", "ITH4", False), ("editor", "ITH4", False), ("cluster_manager", "ITH4", False),
])  # fmt: skip
def test_rounds_are_run_by_those_of_the_territory(role: str, code: str, may: bool) -> None:
    person = make_holder(role, code)
    opening = a_round()
    regions = [make_region("ITH4")]
    if may:
        actions.open_round(by=person, round_=opening, regions=regions)
    else:
        with pytest.raises(NotAllowed):
            actions.open_round(by=person, round_=opening, regions=regions)


def test_a_round_is_published_after_all_is_approved() -> None:
    round_ = make_round()
    interview = actions.save_answers(by=None, interview=make_interview(round_), answers={"will": 1}, finish=True)
    with pytest.raises(Conflict, match="begins from: closed"):
        actions.publish_round(by=None, round_=round_)
    closed = actions.close_round(by=None, round_=round_)
    with pytest.raises(Conflict, match="1 interviews of the round are not approved"):
        actions.publish_round(by=None, round_=closed)
    actions.withdraw_interview(by=None, interview=interview, reason="wish of the respondent")
    assert actions.publish_round(by=None, round_=closed).state == MappingRound.State.PUBLISHED


# Interviews ---------------------------------------------------------------------------------------------------------


def test_the_respondent_is_a_role_and_never_a_name() -> None:
    with pytest.raises(ValidationError, match="is not a valid choice"):
        make_interview(respondent_role="Anna Rossi")
    names = {field.name for field in Interview._meta.get_fields()}
    assert not {it for it in names if "name" in it or "mail" in it or "phone" in it}


def test_an_interview_outside_the_round_is_refused() -> None:
    with pytest.raises(Invalid, match="does not cover"):
        make_interview(make_round(None), region=make_region("AT31"))


def test_nothing_is_saved_without_consent() -> None:
    interview = make_interview(consent=False)
    with pytest.raises(Invalid, match="Nobody has agreed"):
        actions.save_answers(by=None, interview=interview, answers={"will": 3})
    with pytest.raises(Invalid, match="agreed to version consent.v0"):
        actions.record_consent(
            by=None, interview=interview, given_on=date(2026, 2, 1), anonymity="full", consent_version="consent.v0"
        )
    with pytest.raises(Invalid, match="has not come yet"):
        actions.record_consent(
            by=None,
            interview=interview,
            given_on=datetime.now(UTC).date() + timedelta(days=2),
            anonymity="full",
        )
    with pytest.raises(ValidationError, match="no_interview_without_consent"):
        interview.state = Interview.State.DONE
        interview.full_clean()


@pytest.mark.parametrize(("answers", "fault"), [
    ({"will": 5}, "0 to 4"), ({"will": "3.5"}, "0 to 4"), ({"will": -1}, "0 to 4"), ({"nobody": "x"}, "no item 'nobody'"),
    ({"partner": "banks"}, "no such choice"), ({"turnover": "much"}, "by a number"), ({"turnover": "1e9"}, "by a number"),
    ({"turnover": "nan"}, "by a number"), ({"why": "a\x00b"}, r"U\+0000"), ({"why": "x" * 5001}, "5001 characters"),
    ({"will": "٣"}, "0 to 4"),
])  # fmt: skip
def test_an_answer_that_cannot_be_is_refused_by_its_item(answers: dict[str, Any], fault: str) -> None:
    interview = make_interview()
    with pytest.raises(Invalid, match=fault):
        actions.save_answers(by=None, interview=interview, answers=answers)
    interview.refresh_from_db()
    assert interview.answers == {}


def test_a_draft_may_lack_answers_and_the_end_may_not() -> None:
    interview = make_interview()
    saved = actions.save_answers(by=None, interview=interview, answers={"why": "We know each other.", "will": ""})
    assert (saved.state, saved.answers) == (Interview.State.PLANNED, {"why": "We know each other."})
    with pytest.raises(Invalid, match="'will' needs an answer"):
        actions.save_answers(by=None, interview=interview, answers={}, finish=True)
    done = actions.save_answers(by=None, interview=interview, answers={"will": "0", "turnover": "1,5"}, finish=True)
    assert (done.state, done.answers) == (Interview.State.DONE, {"will": 0, "turnover": 1.5})
    with pytest.raises(Conflict, match="'done' now"):
        actions.save_answers(by=None, interview=interview, answers={"will": 4})


def test_a_closed_round_takes_no_answers_but_lets_respondents_go() -> None:
    round_ = make_round()
    interview = make_interview(round_)
    actions.close_round(by=None, round_=round_)
    interview = Interview.objects.get(pk=interview.pk)
    person = make_holder("interviewer")
    with pytest.raises(NotAllowed, match="round is closed"):
        actions.save_answers(by=person, interview=interview, answers={"will": 1})
    actions.withdraw_interview(by=person, interview=interview, reason="wish of the respondent")


@pytest.mark.parametrize(("role", "code", "may"), [
    ("interviewer", "ITH4", True), ("analyst", "IT", True), ("interviewer", "ITH3", False), ("interviewer", "AT", False),
    ("expert", "ITH4", False), ("secretariat", "ITH4", False), ("editor", "ITH4", False),
])  # fmt: skip
def test_interviews_are_held_by_those_of_the_region(role: str, code: str, may: bool) -> None:
    """PER-5."""
    interview, person = make_interview(), make_holder(role, code)
    if may:
        actions.save_answers(by=person, interview=interview, answers={"will": 1})
    else:
        with pytest.raises(NotAllowed):
            actions.save_answers(by=person, interview=interview, answers={"will": 1})


def test_coding_keeps_to_the_themes_of_the_round_and_gives_reasons() -> None:
    interview = actions.save_answers(by=None, interview=make_interview(), answers={"will": 3}, finish=True)

    def code(**fields: Any) -> Interview:
        given = {"theme": THEME, "component": "will_and_demand", "score": 3, "rationale": "says so", **fields}
        return actions.code_interview(by=None, interview=interview, codings=[InterviewCoding(**given)])

    with pytest.raises(Invalid, match="does not ask about 'smart_mobility'"):
        code(theme="smart_mobility")
    for fields in ({"score": 5}, {"rationale": "  "}, {"component": "charm"}):
        with pytest.raises(ValidationError):
            code(**fields)
    with pytest.raises(Invalid, match="Code one component"):
        actions.code_interview(by=None, interview=interview, codings=[])
    assert not InterviewCoding.objects.exists()
    code()
    assert code(score=2).codings.get().score == 2


def test_whoever_held_an_interview_does_not_approve_it() -> None:
    analyst = make_holder("analyst")
    interview = make_interview(by=analyst)
    interview = actions.save_answers(by=analyst, interview=interview, answers={"will": 3}, finish=True)
    interview = actions.code_interview(
        by=analyst,
        interview=interview,
        codings=[InterviewCoding(theme=THEME, component="will_and_demand", score=3, rationale="says so")],
    )
    with pytest.raises(NotAllowed, match="does not approve it"):
        actions.approve_interview(by=analyst, interview=interview)
    assert actions.approve_interview(by=make_holder("expert"), interview=interview).state == "approved"


# Assessments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fields", "scores", "fault"), [
    ({"rationale": "  "}, {"enabling": 3}, "without a rationale"), ({"theme": "astrology"}, {"enabling": 3}, "no theme"),
    ({}, {"charm": 3}, "no component 'charm'"), ({}, {"enabling": 4.5}, "from 0 to 4"), ({}, {"enabling": -1}, "from 0 to 4"),
    ({}, {"enabling": "many"}, "no number"), ({}, {"enabling": "nan"}, "from 0 to 4"), ({"cluster": "Z99"}, {"enabling": 3}, "Z99"),
])  # fmt: skip
def test_an_assessment_that_cannot_be_is_refused(fields: dict[str, Any], scores: dict[str, Any], fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        make_assessment(scores, **fields)
    assert not PotentialAssessment.objects.exists()


def test_total_by_the_rule_of_the_computed_rating() -> None:
    """mission.md 5.6: 4, 2, 1, missing, 2 give 2.0 with confidence 0.8."""
    found = make_assessment({"specialisation": 4, "relatedness": 2, "enabling": 1, "will_and_demand": 2})
    assert (found.total, found.confidence, found.parameters) == (2.0, 0.8, "potential_rating.v1")
    missing = found.components.get(component="rd_strength")
    assert missing.score is None


def test_nothing_known_is_not_handed_in() -> None:
    draft = actions.draft_assessment(by=None, assessment=an_assessment(), scores={})
    assert (draft.total, draft.confidence) == (None, 0)
    with pytest.raises(Invalid, match="Not one component"):
        actions.submit_assessment(by=None, assessment=draft)


def test_nobody_validates_an_assessment_of_their_own() -> None:
    author, other = make_holder("expert"), make_holder("expert")
    found = make_assessment(state="regional_review", by=author)
    with pytest.raises(NotAllowed, match="of their own"):
        actions.validate_assessment(by=author, assessment=found)
    with pytest.raises(NotAllowed):
        actions.validate_assessment(by=make_holder("expert", "AT31"), assessment=found)
    assert actions.validate_assessment(by=other, assessment=found).state == "expert_validated"


def test_no_step_is_left_out() -> None:
    draft = make_assessment(state="draft")
    for step in (actions.validate_assessment, actions.publish_assessment):
        with pytest.raises(Conflict, match="'draft' now"):
            step(by=None, assessment=draft)
    published = make_assessment()
    with pytest.raises(Conflict, match="'published' now"):
        actions.change_assessment(by=None, assessment=published, rationale="x", scores={})
    with pytest.raises(Invalid, match="look at again"):
        actions.return_assessment(by=None, assessment=make_assessment(state="regional_review"), reason=" ")


def test_a_new_version_supersedes_and_the_former_stays() -> None:
    first = make_assessment({"enabling": 1})
    second = make_assessment({"enabling": 3})
    first.refresh_from_db()
    assert (first.version, first.state, first.total) == (1, "superseded", 1.0)
    assert (second.version, second.state, second.supersedes) == (2, "published", first)
    with pytest.raises(IntegrityError), transaction.atomic():
        PotentialAssessment.objects.filter(pk=first.pk).update(state="published")


def test_a_judgement_rests_on_accepted_evidence_about_its_own_subject() -> None:
    with pytest.raises(Invalid, match="accepted before"):
        make_assessment(evidence=[make_evidence(accepted=False)])
    with pytest.raises(Invalid, match="another region or theme"):
        make_assessment(evidence=[make_evidence(theme="smart_mobility")])
    with pytest.raises(Invalid, match="another region or theme"):
        make_assessment(evidence=[make_evidence(region=make_region("AT31"))])


def test_rejected_evidence_marks_what_rests_on_it_and_alters_nothing() -> None:
    item = make_evidence()
    found = make_assessment({"enabling": 3}, evidence=[item])
    with pytest.raises(ValidationError, match="rejected_with_reason"):
        actions.reject_evidence(by=None, item=item, reason=" ")
    actions.reject_evidence(by=None, item=item, reason="The document was replaced.")
    found.refresh_from_db()
    assert (found.mark, found.total, found.state) == ("evidence changed", 3.0, "published")


@pytest.mark.parametrize("fields", [{"quote": " "}, {"kind": "interview"}, {"stance": "perhaps"}])
def test_evidence_says_something_about_something(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_evidence(**fields)


def test_evidence_from_an_interview_that_was_not_held_is_refused() -> None:
    with pytest.raises(Invalid, match="not done"):
        make_evidence(kind="interview", interview=make_interview())


# Withdrawal ---------------------------------------------------------------------------------------------------------


def test_withdrawal_reaches_every_published_figure() -> None:
    """F5: recomputed where interviews speak, marked where a judgement rests on a quotation; nothing of the answers is left."""
    round_ = make_round()
    interviews = [approved_interview(round_, score) for score in (1, 3, 3, 4)]
    quoted = make_evidence(kind="interview", interview=interviews[0], quote="A most peculiar sentence.")
    by_interviews = make_assessment({"enabling": 4, "will_and_demand": "interviews"})
    assert by_interviews.components.get(component="will_and_demand").n_interviews == 4
    assert by_interviews.total == pytest.approx((4 * 3) ** 0.5)
    by_quotation = make_assessment({"enabling": 2}, cluster="C31", evidence=[make_evidence(), quoted])
    untouched = make_assessment({"enabling": 2}, code="ITH3")

    reached = actions.withdraw_interview(by=None, interview=interviews[1], reason="wish of the respondent")
    by_interviews.refresh_from_db()
    now = PotentialAssessment.objects.get(supersedes=by_interviews)
    part = now.components.get(component="will_and_demand")
    assert (by_interviews.state, now.state, now.mark) == ("superseded", "published", "recomputed after a withdrawal")
    assert (part.score, part.n_interviews, part.basis) == (3.0, 3, AssessmentComponent.Basis.INTERVIEWS)
    assert reached == [str(now)]

    reached = actions.withdraw_interview(by=None, interview=interviews[0], reason="wish of the respondent")
    by_quotation.refresh_from_db()
    assert (by_quotation.mark, by_quotation.total) == ("evidence changed", 2.0)
    last = PotentialAssessment.objects.get(supersedes=now)
    part = last.components.get(component="will_and_demand")
    # Two interviews are too few to speak: unknown, never 0.
    assert (part.score, part.n_interviews) == (None, 2)
    assert (last.total, last.confidence) == (4.0, 0.2)
    assert reached == [str(by_quotation), str(last)]
    untouched.refresh_from_db()
    assert untouched.mark == ""

    gone = Interview.objects.get(pk=interviews[0].pk)
    assert (gone.answers, gone.consent, gone.organisation, gone.codings.count()) == ({}, "withdrawn", None, 0)
    item = EvidenceItem.objects.get(pk=quoted.pk)
    assert (item.state, item.quote) == ("rejected", "")
    assert not AuditPayload.objects.filter(payload__contains="peculiar").exists()


def test_a_withdrawn_interview_stays_withdrawn() -> None:
    round_ = make_round()
    interview = approved_interview(round_, 3)
    with pytest.raises(Invalid, match="Say why"):
        actions.withdraw_interview(by=None, interview=interview, reason="")
    actions.withdraw_interview(by=None, interview=interview, reason="wish of the respondent")
    with pytest.raises(Conflict, match="'withdrawn' now"):
        actions.withdraw_interview(by=None, interview=interview, reason="again")
    interview = Interview.objects.get(pk=interview.pk)
    with pytest.raises(NotAllowed, match="nothing is left"):
        actions.code_interview(by=make_holder("analyst"), interview=interview, codings=[])
    interview.answers = {"will": 3}
    with pytest.raises(ValidationError, match="withdrawn_interview_is_empty"):
        interview.full_clean()


def test_answers_never_stand_in_the_chain() -> None:
    interview = make_interview()
    actions.save_answers(by=None, interview=interview, answers={"why": "An unmistakable answer."})
    assert not AuditPayload.objects.filter(payload__contains="unmistakable").exists()
    assert AuditPayload.objects.filter(payload__contains="(secret)").exists()


# Whole or nothing ---------------------------------------------------------------------------------------------------


def test_a_withdrawal_that_fails_at_any_step_has_changed_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """REL-4."""
    from clustrat_platform.atlas.actions import evidence, interviews, recomputing
    from clustrat_platform.base import audit

    round_ = make_round()
    several = [approved_interview(round_, score) for score in (1, 3, 3)]
    make_evidence(kind="interview", interview=several[0])
    make_assessment({"enabling": 4, "will_and_demand": "interviews"})

    def content() -> list[Any]:
        return [
            sorted(model.objects.values_list("pk", "state"))  # type: ignore[attr-defined]
            for model in (Interview, EvidenceItem, PotentialAssessment)
        ] + [InterviewCoding.objects.count(), AuditPayload.objects.count()]

    before = content()
    n_calls = 0
    fails_at = 0

    def counted(record: Any, **options: Any) -> Any:
        nonlocal n_calls
        n_calls += 1
        if n_calls == fails_at:
            raise OSError("the disk is full")
        return audit.checked(record, **options)

    for module in (evidence, interviews, recomputing):
        monkeypatch.setattr(module, "checked", counted)
    for fails_at in range(1, 60):
        n_calls = 0
        try:
            with transaction.atomic():
                actions.withdraw_interview(by=None, interview=several[0], reason="wish of the respondent")
            break
        except OSError:
            assert content() == before, fails_at
    assert n_calls >= 5
    assert content() != before


def test_an_organisation_is_kept_by_reference_only() -> None:
    interview = make_interview(organisation=make_organisation("A cluster"))
    assert interview.organisation is not None
    with pytest.raises(NotAllowed):
        actions.withdraw_interview(by=make_person(), interview=interview, reason="no business of mine")
