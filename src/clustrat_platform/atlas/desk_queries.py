"""Reads of the judged layer: what a reader may not see is not in the answer; computed stands beside judged, never in one."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clustrat.codes.themes import themes
from clustrat.study.ratings_of_experts import Disagreement, disagreement
from clustrat_platform.atlas.models import (
    DataUpload,
    EvidenceItem,
    Interview,
    MappingRound,
    PotentialAssessment,
    Questionnaire,
    ThemeDraft,
)
from clustrat_platform.atlas.permissions import KEEPERS_OF_DATA, PUBLIC_STATES, WORKERS
from clustrat_platform.atlas.registry import answer_to, ask_of, screen_of
from clustrat_platform.base.models import Job, Record, Region
from clustrat_platform.base.permissions import is_administrator, may
from clustrat_platform.base.problems import NotFound, Problem
from clustrat_platform.organisations.permissions import assignments_of

__all__ = [
    "Beside",
    "assessment_by_id",
    "beside",
    "computed_of",
    "evidence_by_id",
    "evidence_for",
    "history_of",
    "interview_by_id",
    "judged_stamp",
    "published_for",
    "questionnaire_by_id",
    "ratings_under",
    "regions_within_reach",
    "round_by_id",
    "theme_draft_by_id",
    "theme_drafts",
    "theme_title",
    "upload_by_id",
    "visible_assessments",
    "visible_evidence",
    "visible_interviews",
    "visible_questionnaires",
    "visible_rounds",
    "visible_uploads",
]

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is computed and what is judged of one subject, side by side; two signs, two words, no average."""

    assessment: PotentialAssessment
    held: Disagreement

    @property
    def judged_words(self) -> str:
        """The judged rating with its sign, its state and how much of it is known."""
        if self.held.judged is None:
            return _("◆ Judged: not known")
        return _("◆ Judged: %(total)s of 4 (%(state)s, %(known)d %% of the weights known)") % {
            "total": number_format(self.held.judged, 1),
            "state": self.assessment.get_state_display(),
            "known": round(100 * self.assessment.confidence),
        }

    @property
    def computed_words(self) -> str:
        """The computed rating with its sign."""
        if self.held.computed is None:
            return _("○ Computed: not known")
        return _("○ Computed: %(total)s of 4") % {"total": number_format(self.held.computed, 1)}

    @property
    def disagreement_words(self) -> str:
        """The mark where they disagree, else nothing."""
        if not self.held.is_marked:
            return ""
        return _("≠ Statistics and experts disagree by %(distance)s of 4; read both reasons.") % {
            "distance": number_format(abs(self.held.distance or 0.0), 1)
        }


def theme_title(code: str) -> str:
    """What readers call a theme."""
    return next((_(it.title) for it in themes() if it.code == code), code)


def _reach(user: Any, roles: Iterable[str], field: str = "region") -> Q | None:
    """Rows whose region lies in a territory of one of ``roles``; ``None`` where that is everywhere."""
    if user is None or is_administrator.test(user):
        return None
    wanted = set(roles)
    reached = Q(pk__in=[])
    for it in assignments_of(user):
        if it.role not in wanted:
            continue
        if it.region is None:
            return None
        reached |= Q(**{f"{field}__nuts_version": it.region.nuts_version, f"{field}__code__startswith": it.region.code})
    return reached


def regions_within_reach(user: Any, roles: Iterable[str]) -> QuerySet[Region]:
    """Regions of NUTS 2 in which a person holds one of ``roles``."""
    rows = Region.objects.filter(level=2)
    if user is None or is_administrator.test(user):
        return rows
    wanted = set(roles)
    held = [it for it in assignments_of(user) if it.role in wanted]
    if any(it.region is None for it in held):
        return rows
    reached = Q(pk__in=[])
    for it in held:
        if it.region is not None:
            reached |= Q(nuts_version=it.region.nuts_version, code__startswith=it.region.code)
    return rows.filter(reached)


def visible_rounds(user: Any) -> QuerySet[MappingRound]:
    """Rounds that a reader may see: the queryset twin of ``atlas.see_round``."""
    rows = MappingRound.objects.select_related("region", "questionnaire")
    if may(user, "atlas.see_rounds"):
        return rows
    return rows.filter(state=MappingRound.State.PUBLISHED)


def visible_interviews(user: Any, round_: MappingRound) -> QuerySet[Interview]:
    """Interviews of a round in regions in which the reader works; nobody else sees that there are any."""
    rows = round_.interviews.select_related("region", "organisation", "round")
    reached = _reach(user, WORKERS)
    return rows if reached is None else rows.filter(reached)


def visible_assessments(user: Any) -> QuerySet[PotentialAssessment]:
    """Assessments that a reader may see: the queryset twin of ``atlas.see_assessment``."""
    rows = PotentialAssessment.objects.select_related("region", "author")
    reached = _reach(user, WORKERS)
    return rows if reached is None else rows.filter(reached | Q(state__in=PUBLIC_STATES))


def visible_evidence(user: Any) -> QuerySet[EvidenceItem]:
    """Evidence that a reader may see: the queryset twin of ``atlas.see_evidence``."""
    rows = EvidenceItem.objects.select_related("region", "interview")
    reached = _reach(user, WORKERS)
    if reached is None:
        return rows
    public = Q(state=EvidenceItem.State.ACCEPTED) & (
        Q(interview=None) | ~Q(interview__anonymity=Interview.Anonymity.FULL)
    )
    return rows.filter(reached | public)


def evidence_for(user: Any, *, region: Region, theme: str) -> QuerySet[EvidenceItem]:
    """Accepted evidence about a subject, for a judgement to rest on."""
    return visible_evidence(user).filter(region=region, theme=theme, state=EvidenceItem.State.ACCEPTED)


def visible_questionnaires(user: Any) -> QuerySet[Questionnaire]:
    """Questionnaires that a reader may see: the queryset twin of ``atlas.see_questionnaire``."""
    rows = Questionnaire.objects.all()
    return rows if may(user, "atlas.see_rounds") else rows.filter(state=Questionnaire.State.PUBLISHED)


def round_by_id(user: Any, permanent_id: uuid.UUID) -> MappingRound:
    """A round; one that may not be seen answers like one that is not there."""
    rows = MappingRound.objects.select_related("region", "questionnaire")
    return _found(user, rows, permanent_id, permission="atlas.see_round")


def interview_by_id(user: Any, permanent_id: uuid.UUID) -> Interview:
    """An interview; one that may not be seen answers like one that is not there."""
    rows = Interview.objects.select_related("region", "organisation", "round__questionnaire", "round__region")
    return _found(user, rows, permanent_id, permission="atlas.see_interview")


def questionnaire_by_id(user: Any, permanent_id: uuid.UUID) -> Questionnaire:
    """A questionnaire; a draft answers strangers like one that is not there."""
    return _found(user, Questionnaire.objects.all(), permanent_id, permission="atlas.see_questionnaire")


def evidence_by_id(user: Any, permanent_id: uuid.UUID) -> EvidenceItem:
    """A piece of evidence; one that may not be seen answers like one that is not there."""
    rows = EvidenceItem.objects.select_related("region", "interview")
    return _found(user, rows, permanent_id, permission="atlas.see_evidence")


def assessment_by_id(user: Any, permanent_id: uuid.UUID) -> PotentialAssessment:
    """An assessment; one that may not be seen answers like one that is not there."""
    rows = PotentialAssessment.objects.select_related("region", "author", "supersedes")
    return _found(user, rows, permanent_id, permission="atlas.see_assessment")


def _found(user: Any, rows: QuerySet[R], permanent_id: uuid.UUID, *, permission: str) -> R:
    found = rows.filter(permanent_id=permanent_id).first()
    if found is None or not may(user, permission, found):
        raise NotFound(detail=_("There is nothing with this id."))
    return found


def history_of(user: Any, assessment: PotentialAssessment) -> list[PotentialAssessment]:
    """All versions of the subject that the reader may see, newest first."""
    return list(
        visible_assessments(user)
        .filter(region=assessment.region, theme=assessment.theme, cluster=assessment.cluster)
        .order_by("-version")
    )


def published_for(region: str, *, theme: str = "") -> list[PotentialAssessment]:
    """The published judgements of a region: of the region itself first, then of its clusters."""
    rows = PotentialAssessment.objects.filter(region__code=region, state=PotentialAssessment.State.PUBLISHED)
    if theme:
        rows = rows.filter(theme=theme)
    return list(rows.select_related("region").order_by("cluster", "theme"))


def judged_stamp(region: str) -> str:
    """Changes whenever what is published of the judgements of a region changes."""
    rows = PotentialAssessment.objects.filter(region__code=region, state=PotentialAssessment.State.PUBLISHED)
    held = [f"{key} {changed.isoformat()}" for key, changed in rows.order_by("pk").values_list("pk", "changed_at")]
    return hashlib.sha256("\n".join(held).encode()).hexdigest()


def computed_of(region: str, *, theme: str, cluster: str = "", pairs: Iterable[tuple[str, str]] = ()) -> float | None:
    """The computed rating of a subject, from the result that the screen of potential shows; ``None`` where it is not known."""
    language = (get_language() or "en").partition("-")[0]
    given = [(name, value) for name, value in pairs if name not in ("theme", "part", "tab", "sort")]
    is_rated = any(it.code == theme and it.items for it in themes())
    try:
        screen = screen_of("region", "potential")
        asked = [*given, ("theme", theme)] if is_rated else given
        result = answer_to(ask_of(screen, region, asked, language=language))
    except Problem:
        return None
    if not is_rated:
        table, key, column = "readiness", "issue", "readiness"
    elif cluster:
        table, key, column = "theme_clusters", "nace_code", "potential"
    else:
        table, key, column = "potential", "theme", "potential"
    if table not in result.tables:
        return None
    wanted = cluster if cluster else theme
    value = next((row[column] for row in result.tables[table].as_records() if row[key] == wanted), None)
    return None if value is None else float(value)


def beside(assessment: PotentialAssessment, *, pairs: Iterable[tuple[str, str]] = ()) -> Beside:
    """An assessment with what is computed of the same subject."""
    computed = computed_of(
        assessment.region.code, theme=assessment.theme, cluster=assessment.cluster, pairs=list(pairs)
    )
    return Beside(assessment=assessment, held=disagreement(computed, assessment.total))


def visible_uploads(user: Any) -> QuerySet[DataUpload]:
    """Uploads of the territories in which a person keeps data: the queryset twin of ``atlas.see_upload``."""
    rows = DataUpload.objects.select_related("region", "job").defer("content")
    reached = _reach(user, KEEPERS_OF_DATA)
    return rows if reached is None else rows.filter(reached)


def upload_by_id(user: Any, permanent_id: uuid.UUID) -> DataUpload:
    """An upload; one that may not be seen answers like one that is not there."""
    rows = DataUpload.objects.select_related("region", "job").defer("content")
    return _found(user, rows, permanent_id, permission="atlas.see_upload")


def theme_drafts(user: Any) -> QuerySet[ThemeDraft]:
    """Lists of themes made here: frozen ones for everyone, the others for those who write or judge them."""
    rows = ThemeDraft.objects.select_related("author")
    if may(user, "atlas.see_theme_drafts"):
        return rows
    return rows.filter(state=ThemeDraft.State.FROZEN)


def theme_draft_by_id(user: Any, permanent_id: uuid.UUID) -> ThemeDraft:
    """One of them; one that may not be seen answers like one that is not there."""
    return _found(user, ThemeDraft.objects.select_related("author"), permanent_id, permission="atlas.see_theme_draft")


def ratings_under(draft: ThemeDraft) -> Job | None:
    """The job that has worked out, or is working out, what a list does to all ratings."""
    return Job.objects.filter(kind="atlas.compare_theme", arguments__draft=draft.pk).order_by("-pk").first()
