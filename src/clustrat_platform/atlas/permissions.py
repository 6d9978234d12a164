"""Who may what in the judged layer and at the data desk; a territory reaches what lies in it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from clustrat_platform.atlas.models import (
    DataUpload,
    EvidenceItem,
    Interview,
    MappingRound,
    PotentialAssessment,
    Questionnaire,
    ThemeDraft,
)
from clustrat_platform.base.permissions import forbid, grant, predicate
from clustrat_platform.organisations.models import Role
from clustrat_platform.organisations.permissions import has_role, has_role_anywhere

__all__ = ["ASKERS", "JUDGES", "KEEPERS_OF_DATA", "PUBLIC_STATES", "RUNNERS", "register"]

#: Who runs rounds; who holds interviews; who judges; who works with what is not published.
RUNNERS = (Role.ANALYST, Role.SECRETARIAT, Role.ADMINISTRATOR)
ASKERS = (Role.INTERVIEWER, Role.ANALYST)
JUDGES = (Role.EXPERT, Role.ANALYST)
WORKERS = (Role.ANALYST, Role.INTERVIEWER, Role.EXPERT, Role.SECRETARIAT, Role.ADMINISTRATOR)
KEEPERS_OF_DATA = (Role.ANALYST, Role.EDITOR, Role.SECRETARIAT, Role.ADMINISTRATOR)
#: States of an assessment that everyone may read: what was public stays so when a newer version takes its place.
PUBLIC_STATES = (PotentialAssessment.State.PUBLISHED, PotentialAssessment.State.SUPERSEDED)


@predicate
def is_public(user: Any, subject: Any) -> bool:
    """The thing may be read by everyone."""
    if isinstance(subject, PotentialAssessment):
        return subject.state in PUBLIC_STATES
    if isinstance(subject, EvidenceItem):
        return subject.state == EvidenceItem.State.ACCEPTED and (
            subject.interview is None or subject.interview.anonymity != Interview.Anonymity.FULL
        )
    if isinstance(subject, MappingRound):
        return subject.state == MappingRound.State.PUBLISHED
    if isinstance(subject, ThemeDraft):
        return subject.state == ThemeDraft.State.FROZEN
    return isinstance(subject, Questionnaire) and subject.state == Questionnaire.State.PUBLISHED


@predicate
def is_author(user: Any, subject: Any) -> bool:
    """The person wrote, held or owns the thing."""
    owner = next(
        (
            getattr(subject, name)
            for name in ("author_id", "owner_id", "interviewer_id", "uploaded_by_id")
            if hasattr(subject, name)
        ),
        None,
    )
    return bool(getattr(user, "is_authenticated", False) and owner is not None and owner == user.pk)


@predicate
def round_is_over(user: Any, subject: Any) -> bool:
    """The round is no longer open."""
    round_ = getattr(subject, "round", subject)
    return isinstance(round_, MappingRound) and round_.state != MappingRound.State.OPEN


@predicate
def is_withdrawn(user: Any, subject: Any) -> bool:
    """The interview was withdrawn."""
    return isinstance(subject, Interview) and subject.state == Interview.State.WITHDRAWN


@predicate
def is_rolled_back(user: Any, subject: Any) -> bool:
    """The upload was taken back."""
    return isinstance(subject, DataUpload) and subject.state == DataUpload.State.ROLLED_BACK


def register() -> None:
    """Tell the permissions of this app."""
    _register_rounds()
    _register_judgements()
    _register_desk()


def _register_rounds() -> None:
    runs, asks, works = has_role(*RUNNERS), has_role(*ASKERS), has_role(*WORKERS)
    grant("atlas.write_questionnaire", has_role_anywhere(*RUNNERS), who=_("analysts and the programme secretariat"))
    grant("atlas.see_questionnaire", is_public, who=_("everyone, once it is published"))
    grant("atlas.see_questionnaire", has_role_anywhere(*WORKERS), who=_("those who work on mapping rounds"))
    grant("atlas.see_round", is_public, who=_("everyone, once it is published"))
    grant("atlas.see_round", has_role_anywhere(*WORKERS), who=_("those who work on mapping rounds"))
    grant("atlas.see_rounds", has_role_anywhere(*WORKERS), who=_("those who work on mapping rounds"))
    grant("atlas.run_round", runs, who=_("analysts and the secretariat of the territory"))
    grant("atlas.see_interview", works, who=_("those who work on interviews in the region"))
    over = _("The round is closed; ask those who run it to open another.")
    gone = _("The interview was withdrawn; nothing is left of it to work on.")
    for name in ("atlas.plan_interview", "atlas.answer"):
        grant(name, asks, who=_("interviewers and analysts of the region"))
        forbid(name, round_is_over, why=over)
    forbid("atlas.answer", is_withdrawn, why=gone)
    grant(
        "atlas.code_interview", asks | has_role(Role.EXPERT), who=_("interviewers, analysts and experts of the region")
    )
    forbid("atlas.code_interview", is_withdrawn, why=gone)
    grant("atlas.approve_interview", has_role(*JUDGES), who=_("experts and analysts of the region"))
    forbid("atlas.approve_interview", is_withdrawn, why=gone)
    forbid(
        "atlas.approve_interview", is_author, why=_("Whoever held an interview does not approve it; ask someone else.")
    )
    # A respondent may withdraw at any time, so no closed round stands in the way.
    grant("atlas.withdraw_interview", asks | runs, who=_("interviewers, analysts and the secretariat of the region"))
    forbid("atlas.withdraw_interview", is_withdrawn, why=gone)


def _register_judgements() -> None:
    runs, judges, works = has_role(*RUNNERS), has_role(*JUDGES), has_role(*WORKERS)
    grant("atlas.see_evidence", is_public, who=_("everyone, once it is accepted and may be quoted"))
    grant("atlas.see_evidence", works, who=_("those who work on assessments in the region"))
    grant("atlas.enter_evidence", works, who=_("those who work on assessments in the region"))
    grant("atlas.judge_evidence", judges, who=_("experts and analysts of the region"))
    grant("atlas.see_assessment", is_public, who=_("everyone, once it is published"))
    grant("atlas.see_assessment", works, who=_("those who work on assessments in the region"))
    grant("atlas.write_assessment", judges, who=_("experts and analysts of the region"))
    grant("atlas.review_assessment", runs, who=_("analysts and the secretariat of the region"))
    grant("atlas.validate_assessment", has_role(Role.EXPERT), who=_("experts of the region"))
    forbid(
        "atlas.validate_assessment",
        is_author,
        why=_("Nobody validates an assessment of their own; ask another expert."),
    )
    grant("atlas.publish_assessment", runs, who=_("analysts and the secretariat of the region"))


def _register_desk() -> None:
    keeps = has_role(*KEEPERS_OF_DATA)
    grant("atlas.open_desk", has_role_anywhere(*KEEPERS_OF_DATA), who=_("analysts and editors"))
    for name in (
        "atlas.see_upload",
        "atlas.upload",
        "atlas.map_upload",
        "atlas.publish_upload",
        "atlas.roll_back_upload",
    ):
        grant(name, keeps, who=_("analysts and editors of the territory"))
    for name in ("atlas.map_upload", "atlas.publish_upload"):
        forbid(name, is_rolled_back, why=_("The table was taken back; upload it again."))
    grant("atlas.write_theme", has_role_anywhere(*JUDGES), who=_("experts and analysts"))
    sees = has_role_anywhere(*WORKERS)
    grant("atlas.see_theme_drafts", sees, who=_("those who work on assessments"))
    grant("atlas.see_theme_draft", is_public, who=_("everyone, once it is frozen"))
    grant("atlas.see_theme_draft", sees, who=_("those who work on assessments"))
    grant("atlas.validate_theme", has_role_anywhere(Role.EXPERT), who=_("experts"))
    forbid("atlas.validate_theme", is_author, why=_("Nobody validates a list of their own; ask another expert."))
    grant(
        "atlas.freeze_theme",
        has_role_anywhere(Role.SECRETARIAT, Role.ADMINISTRATOR),
        who=_("the programme secretariat"),
    )
