"""What changes interviews, from the plan to the withdrawal that reaches every figure resting on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from clustrat_platform.atlas.actions.evidence import mark_what_rests_on
from clustrat_platform.atlas.actions.recomputing import recompute_after
from clustrat_platform.atlas.actions.states import in_state
from clustrat_platform.atlas.models import EvidenceItem, Interview, InterviewCoding, OfflineFile
from clustrat_platform.atlas.questions import OfflineAnswers, check_answers
from clustrat_platform.base.audit import action, checked, erase_payloads
from clustrat_platform.base.models import AuditEntry, User
from clustrat_platform.base.problems import Conflict, Invalid

__all__ = [
    "approve_interview",
    "bring_in_answers",
    "code_interview",
    "plan_interview",
    "record_consent",
    "save_answers",
    "withdraw_interview",
]

State = Interview.State


@action(verb="atlas.plan_interview", permission="atlas.plan_interview", on="interview")
def plan_interview(*, by: User | None, interview: Interview) -> Interview:
    """Plan an interview in a region that the round covers.

    Raises
    ------
    Invalid
        The round does not cover the region.
    """
    covered = [it.region for it in interview.round.covered.select_related("region")]
    if not any(it.contains(interview.region) for it in covered):
        raise Invalid(
            detail=_("The round does not cover %(region)s.") % {"region": interview.region},
            parameter="region",
            value=interview.region.code,
            allowed=[it.code for it in covered],
        )
    interview.state = State.PLANNED
    interview.consent = Interview.Consent.NOT_ASKED
    interview.answers = {}
    interview.interviewer = by
    return checked(interview)


@action(verb="atlas.record_consent", permission="atlas.answer", on="interview")
def record_consent(
    *, by: User | None, interview: Interview, given_on: date, anonymity: str, consent_version: str = ""
) -> Interview:
    """Write down that the respondent agreed, to which version of the words, and how answers may be shown.

    Raises
    ------
    Invalid
        The words are of another version than the questionnaire's, or the day has not come yet.
    """
    now = in_state(interview, State.PLANNED)
    _agree(now, given_on=given_on, anonymity=anonymity, consent_version=consent_version)
    return checked(now)


@action(verb="atlas.save_answers", permission="atlas.answer", on="interview")
def save_answers(
    *,
    by: User | None,
    interview: Interview,
    answers: Mapping[str, Any],
    finish: bool = False,
    held_on: date | None = None,
) -> Interview:
    """Save answers as a draft, or finish the interview; without consent nothing is saved.

    Raises
    ------
    Invalid
        An answer cannot be, a required one is missing at the end, or nobody agreed.
    """
    now = in_state(interview, State.PLANNED)
    _require_consent(now)
    now.answers = check_answers(now.round.questionnaire.items, answers, finish=finish)
    if finish:
        _finish(now, held_on)
    return checked(now)


@action(verb="atlas.bring_in_answers", permission="atlas.answer", on="interview")
def bring_in_answers(*, by: User | None, interview: Interview, form: OfflineAnswers) -> Interview:
    """Take in answers that were written offline: whole, once, and only into the interview and version they were taken from.

    Raises
    ------
    Conflict
        The same file was brought in before, or the interview has its answers already.
    Invalid
        The form is of another interview or version, or an answer of it cannot be.
    """
    former = OfflineFile.objects.filter(sha256=form.sha256).first()
    if former is not None:
        raise Conflict(
            detail=_("This file was brought in on %(day)s already.") % {"day": former.brought_in_at.date().isoformat()},
            difference={"sha256": form.sha256},
        )
    if form.interview != interview.permanent_id:
        raise Invalid(
            detail=_("The form belongs to another interview (%(id)s).") % {"id": form.interview}, parameter="interview"
        )
    now = in_state(interview, State.PLANNED)
    questionnaire = now.round.questionnaire
    if form.questionnaire_sha256 != questionnaire.sha256:
        raise Invalid(
            detail=_(
                "The form was made from another version of the questionnaire; the round asks %(code)s %(version)s."
            )
            % {"code": questionnaire.code, "version": questionnaire.version},
            parameter="questionnaire",
        )
    if now.consent != Interview.Consent.GIVEN and form.consent_given_on is not None:
        _agree(now, given_on=form.consent_given_on, anonymity=now.anonymity, consent_version=form.consent_version)
    _require_consent(now)
    now.answers = check_answers(questionnaire.items, form.answers, finish=True)
    _finish(now, form.held_on)
    checked(now)
    checked(OfflineFile(round=now.round, interview=now, name=form.name, sha256=form.sha256, n_bytes=form.n_bytes))
    return now


@action(verb="atlas.code_interview", permission="atlas.code_interview", on="interview")
def code_interview(*, by: User | None, interview: Interview, codings: Sequence[InterviewCoding]) -> Interview:
    """Say what an interview says about components of the round's themes; replaces what was coded before.

    Raises
    ------
    Invalid
        Nothing is coded, or a theme is none of the round's.
    """
    now = in_state(interview, State.DONE, State.CODED)
    if not codings:
        raise Invalid(detail=_("Code one component at least, or withdraw the interview."), parameter="codings")
    now.codings.all().delete()
    for coding in codings:
        if coding.theme not in now.round.themes:
            raise Invalid(
                detail=_("The round does not ask about '%(theme)s'.") % {"theme": coding.theme[:60]},
                parameter="theme",
                value=coding.theme[:60],
                allowed=list(now.round.themes),
            )
        coding.interview, coding.coded_by = now, by
        coding.rationale = coding.rationale.strip()
        checked(coding)
    now.state = State.CODED
    return checked(now)


@action(verb="atlas.approve_interview", permission="atlas.approve_interview", on="interview")
def approve_interview(*, by: User | None, interview: Interview) -> Interview:
    """Let an interview count, after someone other than its interviewer has read its coding."""
    now = in_state(interview, State.CODED)
    now.state = State.APPROVED
    return checked(now)


@action(verb="atlas.withdraw_interview", permission="atlas.withdraw_interview", on="interview")
def withdraw_interview(*, by: User | None, interview: Interview, reason: str) -> list[str]:
    """Take an interview back, as its respondent may at any time: nothing of it is left, here or in the chain.

    Answers, coding and quotations go; figures that rest on it are recomputed and marked; judgements that rest on a quotation
    of it are marked, never altered. The hash of an offline file stays, so that it cannot come in again.

    Returns
    -------
    list of str
        The assessments that were reached, in words.

    Raises
    ------
    Invalid
        No reason is given.
    """
    if not reason.strip():
        raise Invalid(detail=_("Say why the interview is withdrawn."), parameter="reason")
    now = in_state(interview, State.PLANNED, State.DONE, State.CODED, State.APPROVED)
    counted = now.state == State.APPROVED
    codings = list(now.codings.all())
    items = list(now.evidence_items.all())
    about = Q(object_type=Interview._meta.db_table, object_key=str(now.pk))
    for model, rows in ((InterviewCoding, codings), (EvidenceItem, items)):
        for row in rows:
            about |= Q(object_type=model._meta.db_table, object_key=str(row.pk))
    now.codings.all().delete()
    now.state = State.WITHDRAWN
    now.consent = Interview.Consent.WITHDRAWN
    now.withdrawn_reason = reason
    now.answers = {}
    now.organisation = None
    checked(now)
    reached = []
    for item in items:
        item.state = EvidenceItem.State.REJECTED
        item.state_reason = "The interview was withdrawn."
        item.quote, item.value = "", None
        checked(item)
        reached += mark_what_rests_on(item)
    if counted:
        subjects = sorted({(it.theme, it.cluster, it.component) for it in codings})
        reached += recompute_after(region=now.region, subjects=subjects)
    erase_payloads(
        entries=AuditEntry.objects.filter(about).exclude(kind=AuditEntry.Kind.ACTION),
        ground="A respondent has withdrawn an interview.",
    )
    return list(dict.fromkeys(reached))


def _agree(interview: Interview, *, given_on: date, anonymity: str, consent_version: str) -> None:
    asked = interview.round.questionnaire.consent_version
    if (consent_version or asked) != asked:
        raise Invalid(
            detail=_("The respondent agreed to version %(given)s of the words; the questionnaire has %(asked)s.")
            % {"given": consent_version, "asked": asked},
            parameter="consent_version",
        )
    if given_on > datetime.now(UTC).date():
        raise Invalid(detail=_("Consent cannot be given on a day that has not come yet."), parameter="consent_given_on")
    interview.consent = Interview.Consent.GIVEN
    interview.consent_version = asked
    interview.consent_on = given_on
    interview.anonymity = anonymity


def _require_consent(interview: Interview) -> None:
    if interview.consent != Interview.Consent.GIVEN:
        raise Invalid(
            detail=_("Nobody has agreed to this interview yet; record the consent before any answer."),
            parameter="consent",
        )


def _finish(interview: Interview, held_on: date | None) -> None:
    day = held_on or datetime.now(UTC).date()
    if day > datetime.now(UTC).date():
        raise Invalid(detail=_("An interview cannot be held on a day that has not come yet."), parameter="held_on")
    interview.held_on = day
    interview.state = State.DONE
