"""What changes the atlas: rounds, interviews, evidence, assessments, themes, uploads, baskets; each function is one change."""

from __future__ import annotations

from clustrat_platform.atlas.actions.assessments import (
    change_assessment,
    draft_assessment,
    publish_assessment,
    return_assessment,
    submit_assessment,
    validate_assessment,
)
from clustrat_platform.atlas.actions.evidence import accept_evidence, enter_evidence, reject_evidence
from clustrat_platform.atlas.actions.interviews import (
    approve_interview,
    bring_in_answers,
    code_interview,
    plan_interview,
    record_consent,
    save_answers,
    withdraw_interview,
)
from clustrat_platform.atlas.actions.rounds import (
    close_round,
    draft_questionnaire,
    open_round,
    publish_questionnaire,
    publish_round,
    revise_questionnaire,
)

__all__ = [
    "accept_evidence",
    "approve_interview",
    "bring_in_answers",
    "change_assessment",
    "close_round",
    "code_interview",
    "draft_assessment",
    "draft_questionnaire",
    "enter_evidence",
    "open_round",
    "plan_interview",
    "publish_assessment",
    "publish_questionnaire",
    "publish_round",
    "record_consent",
    "reject_evidence",
    "return_assessment",
    "revise_questionnaire",
    "save_answers",
    "submit_assessment",
    "validate_assessment",
    "withdraw_interview",
]
