"""Pages of mapping rounds and interviews: every form works by keyboard and without a script."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clustrat_platform.atlas import actions, desk_queries
from clustrat_platform.atlas.forms import (
    AnswersForm,
    CodingForm,
    ConsentForm,
    FileForm,
    InterviewForm,
    ReasonForm,
    RoundForm,
)
from clustrat_platform.atlas.imports import FORM_BYTES_MAX, read_form
from clustrat_platform.atlas.models import (
    Interview,
    InterviewCoding,
    MappingRound,
)
from clustrat_platform.atlas.offline_forms import FORM_TYPES, form_file
from clustrat_platform.atlas.permissions import RUNNERS, WORKERS
from clustrat_platform.atlas.questions import answers_with_findings
from clustrat_platform.base.form_pages import READ_AND_WRITE, done, form_page, no_such_deed, page_of
from clustrat_platform.base.permissions import may, require
from clustrat_platform.base.problems import Invalid, NotFound
from clustrat_platform.organisations.queries import visible_organisations

__all__ = [
    "interview_form",
    "interview_page",
    "new_round",
    "round_list",
    "round_page",
]


# Rounds -------------------------------------------------------------------------------------------------------------


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """Rounds that the reader may see."""
    page = page_of(request, desk_queries.visible_rounds(request.user), parameters=())
    may_open = desk_queries.regions_within_reach(request.user, RUNNERS).exists() and may(
        request.user, "atlas.see_rounds"
    )
    return render(request, "atlas/desk/rounds.html", {"page": page, "may_open": may_open})


@never_cache
@require_http_methods(READ_AND_WRITE)
def new_round(request: HttpRequest) -> HttpResponse:
    """Open a round in one's own territory."""
    require(request.user, "atlas.see_rounds")
    regions = desk_queries.regions_within_reach(request.user, RUNNERS)
    form = RoundForm(request.POST if request.method == "POST" else None, regions=regions)

    def act() -> MappingRound:
        data = form.cleaned_data
        chosen = list(data["regions"])
        return actions.open_round(
            by=request.user,  # type: ignore[arg-type]
            round_=MappingRound(
                title=data["title"],
                questionnaire=data["questionnaire"],
                themes=data["themes"],
                interviews_due=data["interviews_due"],
                coding_due=data["coding_due"],
                region=chosen[0] if len(chosen) == 1 else None,
            ),
            regions=chosen,
        )

    if request.method == "POST" and (found := done(form, act)):
        return redirect("desk:round", permanent_id=found.permanent_id)
    return form_page(
        request,
        form,
        title=_("Open a mapping round"),
        lead=_("A round over several regions belongs to no single one of them; who opens it must work everywhere."),
        button=_("Open the round"),
    )


@never_cache
@require_http_methods(READ_AND_WRITE)
def round_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One round: what it asks, how far it is, its interviews for those who work on them, and how to plan one."""
    round_ = desk_queries.round_by_id(request.user, permanent_id)
    languages = list(settings.LANGUAGES)
    form = InterviewForm(
        request.POST if request.POST.get("do") == "plan" else None,
        round_=round_,
        organisations=visible_organisations(request.user),
        languages=languages,
    )
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "plan":
            planned = done(
                form,
                lambda: actions.plan_interview(
                    by=request.user,  # type: ignore[arg-type]
                    interview=Interview(round=round_, **form.cleaned_data),
                ),
            )
            if planned:
                return redirect("desk:interview", permanent_id=planned.permanent_id)
        elif do in ("close", "publish"):
            step = actions.close_round if do == "close" else actions.publish_round
            step(by=request.user, round_=round_)  # type: ignore[arg-type]
            return redirect("desk:round", permanent_id=permanent_id)
        else:
            raise no_such_deed(do, ["plan", "close", "publish"])
    context = {
        "round": round_,
        "covered": round_.covered.select_related("region"),
        "themes": [desk_queries.theme_title(it) for it in round_.themes],
        "interviews": desk_queries.visible_interviews(request.user, round_),
        "form": form,
        "may_plan": desk_queries.regions_within_reach(request.user, WORKERS).exists() and round_.state == "open",
        "may_run": may(request.user, "atlas.run_round", round_),
    }
    return render(request, "atlas/desk/round.html", context, status=422 if form.errors else 200)


# Interviews ---------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(READ_AND_WRITE)
def interview_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One interview: consent, answers (saved as a draft at any time), coding, approval, withdrawal, and the form for offline."""
    interview = desk_queries.interview_by_id(request.user, permanent_id)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    shown = _interview_forms(request, interview, do)
    if request.method == "POST":
        deeds = _interview_deeds(request, interview, shown)
        if do not in deeds:
            raise no_such_deed(do, list(deeds))
        form, act, words = deeds[do]
        if done(form, act):
            messages.success(request, words)
            return redirect("desk:interview", permanent_id=permanent_id)
    context = {
        "interview": interview,
        "round": interview.round,
        "questionnaire": interview.round.questionnaire,
        "purpose_words": interview.round.questionnaire.words(
            interview.round.questionnaire.consent_purpose, interview.language
        ),
        "consent_words": interview.round.questionnaire.words(
            interview.round.questionnaire.consent_text, interview.language
        ),
        "codings": [(desk_queries.theme_title(it.theme), it) for it in interview.codings.all()],
        **shown,
        "all_forms": list(shown.values()),
        **{
            f"may_{name}": may(request.user, f"atlas.{name}", interview)
            for name in ("answer", "code_interview", "approve_interview", "withdraw_interview")
        },
    }
    has_errors = any(form.errors for form in shown.values())
    return render(request, "atlas/desk/interview.html", context, status=422 if has_errors else 200)


def _interview_forms(request: HttpRequest, interview: Interview, do: str) -> dict[str, forms.Form]:
    def data(*names: str) -> Any:
        return request.POST if do in names else None

    answers = data("draft", "finish")
    return {
        "consent_form": ConsentForm(data("consent"), initial={"anonymity": interview.anonymity}),
        "answers_form": AnswersForm(
            answers,
            questionnaire=interview.round.questionnaire,
            language=interview.language,
            answers=interview.answers,
        ),
        "coding_form": CodingForm(data("code"), codes=interview.round.themes),
        "withdraw_form": ReasonForm(data("withdraw"), prefix="withdraw"),
        "file_form": FileForm(data("bring"), request.FILES if do == "bring" else None),
        "approve_form": ReasonForm(data("approve"), prefix="approve"),
    }


def _interview_deeds(
    request: HttpRequest, interview: Interview, shown: dict[str, forms.Form]
) -> dict[str, tuple[forms.Form, Callable[[], Any], str]]:
    by: Any = request.user
    consent, answers, coding = shown["consent_form"], shown["answers_form"], shown["coding_form"]
    withdraw, file = shown["withdraw_form"], shown["file_form"]

    def save(*, finish: bool) -> Any:
        return actions.save_answers(by=by, interview=interview, answers=answers.cleaned_data, finish=finish)

    def code() -> Any:
        given = coding.cleaned_data
        new = InterviewCoding(**{**given, "score": int(given["score"])})
        key = (new.theme, new.cluster, new.component)
        kept = [
            InterviewCoding(
                theme=it.theme, cluster=it.cluster, component=it.component, score=it.score, rationale=it.rationale
            )
            for it in interview.codings.all()
            if (it.theme, it.cluster, it.component) != key
        ]
        return actions.code_interview(by=by, interview=interview, codings=[*kept, new])

    def bring() -> Any:
        sent = file.cleaned_data["file"]
        form = read_form(sent.read(FORM_BYTES_MAX + 1), name=sent.name)
        try:
            return actions.bring_in_answers(by=by, interview=interview, form=form)
        except Invalid:
            # The action names the first; whoever corrects the file wants to know all at once.
            _answers, found = answers_with_findings(interview.round.questionnaire.items, form.answers, finish=True)
            file.findings = found  # type: ignore[attr-defined]
            raise

    def withdrawn() -> Any:
        reason = withdraw.cleaned_data["reason"]
        reached = actions.withdraw_interview(by=by, interview=interview, reason=reason)
        if reached:
            messages.info(request, _("Reached by the withdrawal: %(names)s") % {"names": "; ".join(reached)})
        return True

    return {
        "consent": (
            consent,
            lambda: actions.record_consent(by=by, interview=interview, **consent.cleaned_data),
            _("The consent is recorded."),
        ),
        "draft": (answers, lambda: save(finish=False), _("The draft is saved.")),
        "finish": (answers, lambda: save(finish=True), _("The interview is done.")),
        "bring": (file, bring, _("The answers are in.")),
        "code": (coding, code, _("The coding is kept.")),
        "approve": (
            shown["approve_form"],
            lambda: actions.approve_interview(by=by, interview=interview),
            _("The interview counts now."),
        ),
        "withdraw": (withdraw, withdrawn, _("The interview is withdrawn; nothing of its answers is left.")),
    }


@require_safe
def interview_form(request: HttpRequest, permanent_id: uuid.UUID, suffix: str) -> HttpResponse:
    """The form of an interview to be taken offline, in the language of the interview: a page, a workbook, CSV or JSON."""
    interview = desk_queries.interview_by_id(request.user, permanent_id)
    require(request.user, "atlas.answer", interview)
    if suffix not in FORM_TYPES:
        raise NotFound(detail=_("A form is HTML, XLSX, CSV or JSON."), near=list(FORM_TYPES))
    response = HttpResponse(form_file(interview, suffix=suffix), content_type=FORM_TYPES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="interview-{interview.permanent_id}.{suffix}"'
    return response
