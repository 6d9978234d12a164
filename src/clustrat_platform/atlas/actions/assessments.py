"""What changes potential assessments: draft, regional review, validation by another expert, publication; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from clustrat.codes.nace import activity
from clustrat.errors import CodeListError, EvidenceError
from clustrat.study.ratings_of_experts import COMPONENTS
from clustrat_platform.atlas.actions.evidence import EVIDENCE_CHANGED
from clustrat_platform.atlas.actions.recomputing import score_of_interviews, with_total
from clustrat_platform.atlas.actions.states import in_state, known_theme
from clustrat_platform.atlas.models import AssessmentBasis, AssessmentComponent, EvidenceItem, PotentialAssessment
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Invalid

__all__ = [
    "FROM_INTERVIEWS",
    "change_assessment",
    "draft_assessment",
    "publish_assessment",
    "return_assessment",
    "submit_assessment",
    "validate_assessment",
]

State = PotentialAssessment.State
Basis = AssessmentComponent.Basis
#: Given instead of a score: what the approved interviews say together.
FROM_INTERVIEWS = "interviews"
Scores = Mapping[str, float | str | None]


@action(verb="atlas.draft_assessment", permission="atlas.write_assessment", on="assessment")
def draft_assessment(
    *, by: User | None, assessment: PotentialAssessment, scores: Scores, evidence: Sequence[EvidenceItem] = ()
) -> PotentialAssessment:
    """Draft the next version of what is judged of a subject.

    Parameters
    ----------
    by
        Its author.
    assessment
        Region, theme, cluster and rationale; the rest is set here.
    scores
        Component -> 0 to 4, ``None`` where it is not known, or ``"interviews"`` for what approved interviews say together.
    evidence
        Accepted evidence about the subject.

    Raises
    ------
    Invalid
        There is no rationale, a component or score cannot be, or evidence is not accepted or of another subject.
    """
    assessment.theme_version = known_theme(assessment.theme)
    if assessment.cluster:
        try:
            activity(assessment.cluster, version="2")
        except CodeListError as error:
            raise Invalid(detail=str(error), parameter="cluster", value=assessment.cluster) from None
    last = (
        PotentialAssessment.objects.filter(region=assessment.region, theme=assessment.theme, cluster=assessment.cluster)
        .order_by("-version")
        .first()
    )
    assessment.version = last.version + 1 if last else 1
    assessment.supersedes = last
    assessment.state = State.DRAFT
    assessment.author = by
    assessment.mark = ""
    return _written(assessment, scores=scores, evidence=evidence)


@action(verb="atlas.change_assessment", permission="atlas.write_assessment", on="assessment")
def change_assessment(
    *,
    by: User | None,
    assessment: PotentialAssessment,
    rationale: str,
    scores: Scores,
    evidence: Sequence[EvidenceItem] = (),
) -> PotentialAssessment:
    """Change a draft."""
    now = in_state(assessment, State.DRAFT)
    now.rationale = rationale
    now.mark = ""
    return _written(now, scores=scores, evidence=evidence)


@action(verb="atlas.submit_assessment", permission="atlas.write_assessment", on="assessment")
def submit_assessment(*, by: User | None, assessment: PotentialAssessment) -> PotentialAssessment:
    """Hand a draft to the region.

    Raises
    ------
    Invalid
        Not one component is known.
    """
    now = in_state(assessment, State.DRAFT)
    if now.total is None:
        raise Invalid(detail=_("Not one component is known; judge one at least."), parameter="scores")
    now.state = State.REGIONAL_REVIEW
    return checked(now)


@action(verb="atlas.return_assessment", permission="atlas.review_assessment", on="assessment")
def return_assessment(*, by: User | None, assessment: PotentialAssessment, reason: str) -> PotentialAssessment:
    """Give an assessment back to its author, with a reason."""
    if not reason.strip():
        raise Invalid(detail=_("Say what the author should look at again."), parameter="reason")
    now = in_state(assessment, State.REGIONAL_REVIEW, State.EXPERT_VALIDATED)
    now.state = State.DRAFT
    return checked(now)


@action(verb="atlas.validate_assessment", permission="atlas.validate_assessment", on="assessment")
def validate_assessment(*, by: User | None, assessment: PotentialAssessment) -> PotentialAssessment:
    """Confirm an assessment as another expert than its author."""
    now = in_state(assessment, State.REGIONAL_REVIEW)
    now.state = State.EXPERT_VALIDATED
    return checked(now)


@action(verb="atlas.publish_assessment", permission="atlas.publish_assessment", on="assessment")
def publish_assessment(*, by: User | None, assessment: PotentialAssessment) -> PotentialAssessment:
    """Show a validated assessment to everyone; the version before it is superseded and stays readable.

    Raises
    ------
    Invalid
        Its evidence has changed since it was written.
    """
    now = in_state(assessment, State.EXPERT_VALIDATED)
    if now.mark == EVIDENCE_CHANGED:
        raise Invalid(
            detail=_("Evidence of this assessment was rejected since it was written; return it to its author."),
            parameter="evidence",
        )
    for former in PotentialAssessment.objects.filter(
        region=now.region, theme=now.theme, cluster=now.cluster, state=State.PUBLISHED
    ):
        former.state = State.SUPERSEDED
        checked(former)
    now.state = State.PUBLISHED
    return checked(now)


def _written(
    assessment: PotentialAssessment, *, scores: Scores, evidence: Sequence[EvidenceItem]
) -> PotentialAssessment:
    assessment.rationale = assessment.rationale.strip()
    if not assessment.rationale:
        raise Invalid(detail=_("Say why: an assessment without a rationale is not kept."), parameter="rationale")
    if unknown := sorted(set(scores) - set(COMPONENTS)):
        raise Invalid(
            detail=_("There is no component '%(name)s'.") % {"name": unknown[0][:40]},
            parameter="scores",
            allowed=list(COMPONENTS),
        )
    parts = [_part(assessment, name, scores.get(name)) for name in COMPONENTS]
    try:
        with_total(assessment, {it.component: it.score for it in parts})
    except EvidenceError as error:
        raise Invalid(detail=str(error), parameter="scores") from None
    for item in evidence:
        if item.state != EvidenceItem.State.ACCEPTED:
            raise Invalid(detail=_("Evidence must be accepted before a judgement rests on it."), parameter="evidence")
        if (item.region_id, item.theme) != (assessment.region_id, assessment.theme):
            raise Invalid(detail=_("The evidence is about another region or theme."), parameter="evidence")
    checked(assessment)
    assessment.components.all().delete()
    assessment.basis.all().delete()
    for part in parts:
        part.assessment = assessment
        checked(part)
    for item in evidence:
        checked(AssessmentBasis(assessment=assessment, evidence=item))
    return assessment


def _part(assessment: PotentialAssessment, name: str, given: float | str | None) -> AssessmentComponent:
    if given == FROM_INTERVIEWS:
        score, n_interviews = score_of_interviews(
            region=assessment.region, theme=assessment.theme, cluster=assessment.cluster, component=name
        )
        return AssessmentComponent(component=name, score=score, basis=Basis.INTERVIEWS, n_interviews=n_interviews)
    try:
        score = None if given is None or given == "" else float(given)
    except ValueError:
        raise Invalid(
            detail=_("The score of %(name)s is no number from 0 to 4.") % {"name": name},
            parameter=name,
            value=str(given)[:40],
        ) from None
    return AssessmentComponent(component=name, score=score, basis=Basis.EXPERT)
