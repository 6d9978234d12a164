"""Small rounds, interviews and assessments for tests, made by the actions themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.platform.organisations.factories import make_holder, make_region

from clustrat.codes.themes import theme
from clustrat_platform.atlas import actions
from clustrat_platform.atlas.actions import theme_drafts
from clustrat_platform.atlas.models import (
    EvidenceItem,
    Interview,
    InterviewCoding,
    MappingRound,
    PotentialAssessment,
    Questionnaire,
    ThemeDraft,
)
from clustrat_platform.atlas.theme_lists import content_of

THEME = "active_ageing"
ITEMS: list[dict[str, Any]] = [
    {
        "code": "will",
        "kind": "scale",
        "component": "will_and_demand",
        "required": True,
        "text": {"en": "How strong is the will to work together?", "de": "Wie stark ist der Wille zur Zusammenarbeit?"},
    },
    {"code": "why", "kind": "text", "text": {"en": "Why?"}},
    {
        "code": "partner",
        "kind": "choice",
        "text": {"en": "With whom?"},
        "choices": [{"code": "firms", "text": {"en": "Firms"}}, {"code": "labs", "text": {"en": "Laboratories"}}],
    },
    {"code": "turnover", "kind": "number", "text": {"en": "Turnover with it, million euro"}},
]


def make_questionnaire(*, published: bool = True, **fields: Any) -> Questionnaire:
    """A questionnaire of four items."""
    found = actions.draft_questionnaire(
        by=None,
        **{
            "code": "mapping",
            "title": {"en": "Mapping of clusters"},
            "items": ITEMS,
            "consent_version": "consent.v1",
            "consent_text": {"en": "I agree that my answers are used."},
            "consent_purpose": {"en": "To map the clusters of the region."},
            **fields,
        },
    )
    return actions.publish_questionnaire(by=None, questionnaire=found) if published else found


def a_round(code: str | None = "ITH4", **fields: Any) -> MappingRound:
    """A round that is not opened yet."""
    given = {
        "title": "Round one",
        "region": make_region(code) if code else None,
        "themes": [THEME],
        "interviews_due": date(2026, 3, 1),
        "coding_due": date(2026, 4, 1),
        **fields,
    }
    if "questionnaire" not in given:
        given["questionnaire"] = (
            Questionnaire.objects.filter(code="mapping", state="published").first() or make_questionnaire()
        )
    return MappingRound(**given)


def make_round(code: str | None = "ITH4", *, regions: tuple[str, ...] = ("ITH4",), **fields: Any) -> MappingRound:
    """An open round."""
    return actions.open_round(by=None, round_=a_round(code, **fields), regions=[make_region(it) for it in regions])


def make_interview(round_: MappingRound | None = None, *, consent: bool = True, **fields: Any) -> Interview:
    """A planned interview; ``by`` is its interviewer."""
    by = fields.pop("by", None)
    planned = actions.plan_interview(
        by=by,
        interview=Interview(
            **{
                "round": round_ or make_round(),
                "region": make_region("ITH4"),
                "respondent_role": Interview.RespondentRole.CLUSTER_MANAGER,
                **fields,
            }
        ),
    )
    if consent:
        planned = actions.record_consent(
            by=by, interview=planned, given_on=date(2026, 2, 1), anonymity=Interview.Anonymity.FULL
        )
    return planned


def approved_interview(round_: MappingRound, score: int, *, component: str = "will_and_demand") -> Interview:
    """An interview that says ``score`` about one component, approved."""
    interview = actions.save_answers(by=None, interview=make_interview(round_), answers={"will": score}, finish=True)
    actions.code_interview(
        by=None,
        interview=interview,
        codings=[InterviewCoding(theme=THEME, component=component, score=score, rationale="says so")],
    )
    interview.refresh_from_db()
    return actions.approve_interview(by=None, interview=interview)


def an_assessment(code: str = "ITH4", **fields: Any) -> PotentialAssessment:
    """An assessment that is not kept yet."""
    return PotentialAssessment(
        **{"region": make_region(code), "theme": THEME, "rationale": "Seen in ten years of work.", **fields}
    )


def make_assessment(scores: dict[str, Any] | None = None, *, state: str = "published", **fields: Any) -> Any:
    """An assessment, brought as far as ``state``."""
    evidence = fields.pop("evidence", ())
    by = fields.pop("by", None)
    found = actions.draft_assessment(
        by=by, assessment=an_assessment(**fields), scores=scores or {"specialisation": 3}, evidence=evidence
    )
    for wanted, step in (
        ("regional_review", actions.submit_assessment),
        ("expert_validated", actions.validate_assessment),
        ("published", actions.publish_assessment),
    ):
        if found.state == state:
            break
        found = step(by=None, assessment=found)
        assert found.state == wanted
    return found


def make_evidence(*, accepted: bool = True, **fields: Any) -> EvidenceItem:
    """A piece of evidence."""
    item = actions.enter_evidence(
        by=None,
        item=EvidenceItem(
            **{
                "kind": "document",
                "stance": "supports",
                "region": make_region("ITH4"),
                "theme": THEME,
                "quote": "The plan names active ageing.",
                **fields,
            }
        ),
    )
    return actions.accept_evidence(by=None, item=item) if accepted else item


def make_theme_draft(*, weight: str = "0.5", frozen: bool = False, by: Any = None) -> ThemeDraft:
    """A list of the theme in which one industry has another weight."""
    base = theme(THEME)
    draft = theme_drafts.draft_theme(
        by=by,
        theme=THEME,
        base_version=base.version,
        content=content_of(base, {base.items[0].code: weight}, {}),
        reason="Seen in the interviews.",
    )
    if frozen:
        draft = theme_drafts.freeze_theme(by=None, draft=theme_drafts.validate_theme(by=None, draft=draft))
    return draft


__all__ = [
    "ITEMS", "THEME", "a_round", "an_assessment", "approved_interview", "make_assessment", "make_evidence", "make_holder",
    "make_interview", "make_questionnaire", "make_region", "make_round", "make_theme_draft",
]  # fmt: skip
