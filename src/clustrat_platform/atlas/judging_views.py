"""Pages of evidence and assessments: what is judged, by whom, why, and beside which computed figure."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clustrat_platform.atlas import actions, desk_queries
from clustrat_platform.atlas.forms import (
    AssessmentForm,
    EvidenceForm,
    ReasonForm,
)
from clustrat_platform.atlas.models import (
    AssessmentComponent,
    EvidenceItem,
    PotentialAssessment,
)
from clustrat_platform.atlas.permissions import JUDGES, WORKERS
from clustrat_platform.base.form_pages import READ_AND_WRITE, chosen_value, done, form_page, no_such_deed, page_of
from clustrat_platform.base.permissions import may, require
from clustrat_platform.base.problems import NotFound

__all__ = [
    "assessment_list",
    "assessment_page",
    "edit_assessment",
    "evidence_list",
    "evidence_page",
    "new_assessment",
    "new_evidence",
]


# Evidence -----------------------------------------------------------------------------------------------------------


@require_safe
def evidence_list(request: HttpRequest) -> HttpResponse:
    """Evidence that the reader may see, with a filter."""
    state = chosen_value(request, "state", list(EvidenceItem.State.values))
    stance = chosen_value(request, "stance", list(EvidenceItem.Stance.values))
    rows = desk_queries.visible_evidence(request.user)
    if state:
        rows = rows.filter(state=state)
    if stance:
        rows = rows.filter(stance=stance)
    page = page_of(request, rows, parameters=("state", "stance"))
    context = {
        "page": page,
        "state": state,
        "stance": stance,
        "states": EvidenceItem.State.choices,
        "stances": EvidenceItem.Stance.choices,
        "rows": [(it, desk_queries.theme_title(it.theme)) for it in page.object_list],
        "may_enter": desk_queries.regions_within_reach(request.user, WORKERS).exists()
        and may(request.user, "atlas.see_rounds"),
    }
    return render(request, "atlas/desk/evidence.html", context)


@never_cache
@require_http_methods(READ_AND_WRITE)
def new_evidence(request: HttpRequest) -> HttpResponse:
    """Enter a piece of evidence; ``?interview=`` makes it a quotation of that interview."""
    require(request.user, "atlas.see_rounds")
    named = request.GET.get("interview", "")
    interview = None
    if named:
        try:
            interview = desk_queries.interview_by_id(request.user, uuid.UUID(named))
        except ValueError:
            raise NotFound(detail=_("There is nothing with this id.")) from None
    regions = desk_queries.regions_within_reach(request.user, WORKERS)
    initial = {"region": interview.region_id} if interview else {}
    form = EvidenceForm(
        request.POST if request.method == "POST" else None, regions=regions, interview=interview, initial=initial
    )
    if request.method == "POST":
        found = done(
            form,
            lambda: actions.enter_evidence(
                by=request.user,  # type: ignore[arg-type]
                item=EvidenceItem(interview=interview, **form.cleaned_data),
            ),
        )
        if found:
            return redirect("desk:evidence_item", permanent_id=found.permanent_id)
    return form_page(request, form, title=_("Enter evidence"), button=_("Enter"))


@never_cache
@require_http_methods(READ_AND_WRITE)
def evidence_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One piece of evidence, what rests on it, and whether it counts."""
    item = desk_queries.evidence_by_id(request.user, permanent_id)
    do = request.POST.get("do", "")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if do not in ("accept", "reject"):
            raise no_such_deed(do, ["accept", "reject"])
        step = actions.accept_evidence if do == "accept" else actions.reject_evidence

        def act() -> Any:
            return step(by=request.user, item=item, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]

        if done(form, act):
            return redirect("desk:evidence_item", permanent_id=permanent_id)
    seen = desk_queries.visible_assessments(request.user).filter(basis__evidence=item)
    context = {
        "item": item,
        "theme": desk_queries.theme_title(item.theme),
        "assessments": seen,
        "form": form,
        "may_judge": may(request.user, "atlas.judge_evidence", item),
    }
    return render(request, "atlas/desk/evidence_item.html", context, status=422 if form.errors else 200)


# Assessments --------------------------------------------------------------------------------------------------------


@require_safe
def assessment_list(request: HttpRequest) -> HttpResponse:
    """Judgements that the reader may see, newest version of each subject first."""
    state = chosen_value(request, "state", list(PotentialAssessment.State.values))
    rows = desk_queries.visible_assessments(request.user)
    rows = rows.filter(state=state) if state else rows.exclude(state=PotentialAssessment.State.SUPERSEDED)
    page = page_of(request, rows, parameters=("state",))
    context = {
        "page": page,
        "state": state,
        "states": PotentialAssessment.State.choices,
        "rows": [(it, desk_queries.theme_title(it.theme)) for it in page.object_list],
        "may_write": desk_queries.regions_within_reach(request.user, JUDGES).exists()
        and may(request.user, "atlas.see_rounds"),
    }
    return render(request, "atlas/desk/assessments.html", context)


@never_cache
@require_http_methods(READ_AND_WRITE)
def new_assessment(request: HttpRequest) -> HttpResponse:
    """Draft a judgement: five components, what each rests on, and why."""
    require(request.user, "atlas.see_rounds")
    regions = desk_queries.regions_within_reach(request.user, JUDGES)
    evidence = desk_queries.visible_evidence(request.user).filter(state=EvidenceItem.State.ACCEPTED, region__in=regions)
    form = AssessmentForm(request.POST if request.method == "POST" else None, regions=regions, evidence=evidence)

    def act() -> PotentialAssessment:
        data = form.cleaned_data
        return actions.draft_assessment(
            by=request.user,  # type: ignore[arg-type]
            assessment=PotentialAssessment(
                region=data["region"], theme=data["theme"], cluster=data["cluster"], rationale=data["rationale"]
            ),
            scores=form.scores,
            evidence=list(data["evidence"]),
        )

    if request.method == "POST" and (found := done(form, act)):
        return redirect("desk:assessment", permanent_id=found.permanent_id)
    return form_page(
        request,
        form,
        title=_("Judge a potential"),
        lead=_(
            "0 means that there is none, 4 that there could not be more. What you do not know stays unknown; it is never 0."
        ),
        button=_("Keep the draft"),
    )


@never_cache
@require_http_methods(READ_AND_WRITE)
def edit_assessment(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Change a draft."""
    found = desk_queries.assessment_by_id(request.user, permanent_id)
    require(request.user, "atlas.write_assessment", found)
    parts = {it.component: it for it in found.components.all()}
    initial: dict[str, Any] = {
        name: "interviews"
        if it.basis == AssessmentComponent.Basis.INTERVIEWS
        else ""
        if it.score is None
        else f"{it.score:g}"
        for name, it in parts.items()
    }
    initial |= {"rationale": found.rationale, "evidence": [it.evidence_id for it in found.basis.all()]}
    form = AssessmentForm(
        request.POST if request.method == "POST" else None,
        regions=desk_queries.regions_within_reach(request.user, JUDGES),
        evidence=desk_queries.evidence_for(request.user, region=found.region, theme=found.theme),
        is_new=False,
        initial=initial,
    )

    def act() -> PotentialAssessment:
        data = form.cleaned_data
        return actions.change_assessment(
            by=request.user,  # type: ignore[arg-type]
            assessment=found,
            rationale=data["rationale"],
            scores=form.scores,
            evidence=list(data["evidence"]),
        )

    if request.method == "POST" and done(form, act):
        return redirect("desk:assessment", permanent_id=permanent_id)
    return form_page(request, form, title=str(found), lead=_("Change the draft."), button=_("Keep the draft"))


#: What may be done to an assessment: the permission, the state it begins from, the words of the button.
_STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "submit": ("atlas.write_assessment", ("draft",)),
    "return": ("atlas.review_assessment", ("regional_review", "expert_validated")),
    "validate": ("atlas.validate_assessment", ("regional_review",)),
    "publish": ("atlas.publish_assessment", ("expert_validated",)),
}


@never_cache
@require_http_methods(READ_AND_WRITE)
def assessment_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One judgement beside what is computed: components, rationale, evidence, every version, and the next step."""
    found = desk_queries.assessment_by_id(request.user, permanent_id)
    do = request.POST.get("do", "")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if do not in _STEPS:
            raise no_such_deed(do, list(_STEPS))
        if done(form, lambda: _step(request, found, do, form)):
            return redirect("desk:assessment", permanent_id=permanent_id)
    words = {
        "submit": _("Hand in for regional review"),
        "return": _("Return to the author"),
        "validate": _("Confirm as an expert"),
        "publish": _("Publish"),
    }
    context = {
        "assessment": found,
        "theme": desk_queries.theme_title(found.theme),
        "beside": desk_queries.beside(found),
        "components": found.components.all(),
        "basis": desk_queries.visible_evidence(request.user).filter(assessments__assessment=found),
        "history": desk_queries.history_of(request.user, found),
        "screen": f"{_screen_of(found)}?theme={found.theme}",
        "form": form,
        "steps": [
            (name, words[name])
            for name, (permission, states) in _STEPS.items()
            if found.state in states and may(request.user, permission, found)
        ],
        "may_edit": found.state == "draft" and may(request.user, "atlas.write_assessment", found),
    }
    return render(request, "atlas/desk/assessment.html", context, status=422 if form.errors else 200)


def _screen_of(assessment: PotentialAssessment) -> str:
    return reverse("atlas:page", kwargs={"noun": "region", "code": assessment.region.code, "screen": "potential"})


def _step(request: HttpRequest, found: PotentialAssessment, do: str, form: forms.Form) -> PotentialAssessment:
    by: Any = request.user
    if do == "return":
        return actions.return_assessment(by=by, assessment=found, reason=form.cleaned_data["reason"])
    step = {
        "submit": actions.submit_assessment,
        "validate": actions.validate_assessment,
        "publish": actions.publish_assessment,
    }[do]
    return step(by=by, assessment=found)
