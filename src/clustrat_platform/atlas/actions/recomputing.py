"""Figures that interviews give together, and their recomputation when an interview no longer counts; inside actions only."""

from __future__ import annotations

from collections.abc import Iterable

from clustrat.study.ratings_of_experts import interview_score, judged_rating
from clustrat_platform.atlas.models import (
    AssessmentBasis,
    AssessmentComponent,
    Interview,
    InterviewCoding,
    PotentialAssessment,
)
from clustrat_platform.base.audit import checked
from clustrat_platform.base.models import Region

__all__ = ["RECOMPUTED", "TAKEN_OUT", "recompute_after", "score_of_interviews", "with_total"]

#: What is written into the mark of a version that was made because an interview was withdrawn.
RECOMPUTED = "recomputed after a withdrawal"
#: What is written into the mark of a former version, whose figure of interviews would tell what the withdrawn one said.
TAKEN_OUT = "interviews taken out after a withdrawal"
State = PotentialAssessment.State


def score_of_interviews(*, region: Region, theme: str, cluster: str, component: str) -> tuple[float | None, int]:
    """What the approved interviews of a region say together, and how many they are; unknown where they are too few."""
    scores = list(
        InterviewCoding.objects.filter(
            theme=theme,
            cluster=cluster,
            component=component,
            interview__state=Interview.State.APPROVED,
            interview__region__nuts_version=region.nuts_version,
            interview__region__code__startswith=region.code,
        ).values_list("score", flat=True)
    )
    return interview_score(scores), len(scores)


def with_total(assessment: PotentialAssessment, scores: dict[str, float | None]) -> PotentialAssessment:
    """Set total, known share and rule of a version by its components."""
    rating = judged_rating(scores)
    assessment.total = rating.total
    assessment.confidence = rating.confidence
    assessment.parameters = rating.parameters
    return assessment


def recompute_after(*, region: Region, subjects: Iterable[tuple[str, str, str]]) -> list[str]:
    """Recompute every version that rests on interviews of ``region`` about ``subjects`` (theme, cluster, component).

    A published version gets a successor, published and marked; a version in work is changed and marked. From every former version
    the figures of these interviews are taken out, for the difference to the new one would tell what the withdrawn one said.
    Judgements of experts are taken over as they are.
    """
    wanted: dict[tuple[str, str], set[str]] = {}
    for theme, cluster, component in subjects:
        wanted.setdefault((theme, cluster), set()).add(component)
    reached = []
    for (theme, cluster), components in sorted(wanted.items()):
        found = (
            PotentialAssessment.objects.filter(
                theme=theme,
                cluster=cluster,
                components__basis=AssessmentComponent.Basis.INTERVIEWS,
                components__component__in=components,
            )
            .select_related("region")
            .distinct()
        )
        rests = [it for it in found if it.region.contains(region)]
        reached += [str(_recomputed(it)) for it in rests if it.state != State.SUPERSEDED]
        for it in rests:
            if it.state == State.SUPERSEDED:
                _take_out(it, components)
    return reached


def _take_out(assessment: PotentialAssessment, components: set[str]) -> None:
    """Leave what interviews said together out of a version that is no longer shown; it stays readable without it."""
    parts = list(assessment.components.all())
    for part in parts:
        if part.basis == AssessmentComponent.Basis.INTERVIEWS and part.component in components:
            part.score, part.n_interviews = None, 0
            checked(part)
    assessment.mark = TAKEN_OUT
    checked(with_total(assessment, {it.component: it.score for it in parts}))


def _recomputed(assessment: PotentialAssessment) -> PotentialAssessment:
    parts = list(assessment.components.all())
    if assessment.state == State.PUBLISHED:
        rests_on = list(assessment.basis.all())
        assessment.state = State.SUPERSEDED
        checked(assessment)
        last = (
            PotentialAssessment.objects.filter(
                region=assessment.region, theme=assessment.theme, cluster=assessment.cluster
            )
            .order_by("-version")
            .first()
        )
        assert last is not None
        successor = PotentialAssessment(
            region=assessment.region,
            theme=assessment.theme,
            theme_version=assessment.theme_version,
            cluster=assessment.cluster,
            version=last.version + 1,
            supersedes=assessment,
            state=State.PUBLISHED,
            rationale=assessment.rationale,
            author=assessment.author,
        )
        parts = [
            AssessmentComponent(component=it.component, score=it.score, basis=it.basis, n_interviews=it.n_interviews)
            for it in parts
        ]
    else:
        successor, rests_on = assessment, []
    for part in parts:
        if part.basis == AssessmentComponent.Basis.INTERVIEWS:
            part.score, part.n_interviews = score_of_interviews(
                region=successor.region, theme=successor.theme, cluster=successor.cluster, component=part.component
            )
    successor.mark = RECOMPUTED
    checked(with_total(successor, {it.component: it.score for it in parts}))
    for part in parts:
        part.assessment = successor
        checked(part)
    for it in rests_on:
        checked(AssessmentBasis(assessment=successor, evidence=it.evidence))
    return successor
