"""Pages of concepts: the list, one concept with its card, proposing, changing, swapping members, and comparing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clustrat.publish.language import translator
from clustrat.study.question import NUTS_VERSION
from clustrat_platform.atlas.baskets import answer_at
from clustrat_platform.atlas.frozen import kept_of
from clustrat_platform.atlas.renderers import CONTENT_TYPES
from clustrat_platform.atlas.renderers import render as render_file
from clustrat_platform.atlas.results import ScreenResult
from clustrat_platform.base.form_pages import READ_AND_WRITE, chosen_value, done, form_page, no_such_deed, page_of
from clustrat_platform.base.permissions import may, require
from clustrat_platform.base.problems import Invalid, NotFound
from clustrat_platform.strategy import actions, queries
from clustrat_platform.strategy.card import card_of, elements_of, gate_rows
from clustrat_platform.strategy.forms import ConceptForm, InviteForm, NewConceptForm, StepForm
from clustrat_platform.strategy.gates import LADDER, form_fits, gate_of, next_stage
from clustrat_platform.strategy.models import ClusterConcept
from clustrat_platform.strategy.screens import COMBINE, member_label

__all__ = [
    "compare_concepts",
    "concept_file",
    "concept_list",
    "concept_page",
    "edit_concept",
    "new_concept",
    "swap_members",
]

#: Concepts that are compared at most.
MOST_COMPARED = 4
STEPS = ("advance", "drop", "reopen")


@require_safe
def concept_list(request: HttpRequest) -> HttpResponse:
    """Concepts that the reader may see, with a filter by stage."""
    stage = chosen_value(request, "stage", list(ClusterConcept.Stage.values))
    rows = queries.visible_concepts(request.user)
    if stage:
        rows = rows.filter(stage=stage)
    page = page_of(request, rows, parameters=("stage",))
    language = _language()
    context = {
        "page": page,
        "query": f"stage={stage}&" if stage else "",
        "stage": stage,
        "stages": ClusterConcept.Stage.choices,
        "rows": [
            (it, [member_label(str(member), language=language) for member in it.members.all()])
            for it in page.object_list
        ],
        "may_propose": may(request.user, "strategy.propose_concept"),
    }
    return render(request, "strategy/concepts.html", context)


@never_cache
@require_http_methods(READ_AND_WRITE)
def new_concept(request: HttpRequest) -> HttpResponse:
    """Take up a combination: ``?address=`` names the screen on which it was worked out."""
    require(request.user, "strategy.propose_concept")
    result = _combination(request.GET.get("address", ""))
    members = _members_in(result)
    form = NewConceptForm(request.POST if request.method == "POST" else None)

    def act() -> ClusterConcept:
        return actions.propose_concept(
            by=request.user,  # type: ignore[arg-type]
            title=form.cleaned_data["title"],
            theme=result.ask.address.state["theme"] or str(result.parameters["theme"]),
            region=queries.home_region(result.ask.address.code, nuts_version=NUTS_VERSION),
            members=members,
            kept=kept_of(result),
            texts={"niche": form.cleaned_data["niche"]},
        )

    if request.method == "POST" and (found := done(form, act)):
        return redirect("strategy:concept", permanent_id=found.permanent_id)
    return form_page(
        request,
        form,
        title=_("Take up a new cluster concept"),
        lead=result.sentence,
        button=_("Keep it as an idea"),
    )


@never_cache
@require_http_methods(READ_AND_WRITE)
def concept_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One concept: elements, members, who takes part, gate, history, and what is computed of it, frozen beside latest."""
    concept = queries.concept_by_id(request.user, permanent_id)
    language = _language()
    result, now = queries.computed_anew(concept, language=language)
    step_form, invite_form = _forms(request, concept)
    if request.method == "POST" and _deed(request, concept, result, step_form, invite_form):
        return redirect("strategy:concept", permanent_id=permanent_id)
    following = next_stage(concept.stage)
    gate = gate_of(concept, ClusterConcept.Stage.AGREED, form_fits=form_fits(concept.form, result))
    say = translator(language)
    context = {
        "concept": concept,
        "elements": elements_of(concept),
        "members": _members(result),
        "result": result,
        "coverage": say.percent(result.tables["concepts"].as_records()[0]["coverage"]),
        "headlines": result.headlines,
        "has_moved": now.result_hash != concept.result_hash,
        "frozen": f"/{language}{concept.address}",
        "latest": now.address and f"/{language}{now.address}",
        "gate": gate_rows(gate) if gate is not None else [],
        "gate_outcome": gate.outcome if gate is not None else "",
        "ladder": [(it.label, it.value == concept.stage) for it in LADDER],
        "following": ClusterConcept.Stage(following).label if following else "",
        "mine": queries.invitations_of(request.user, concept),
        "step_form": step_form,
        "invite_form": invite_form,
        "form": step_form if step_form.errors else invite_form,
        "files": [
            (it.upper(), reverse("strategy:concept_file", kwargs={"permanent_id": permanent_id, "suffix": it}))
            for it in ("pdf", "csv", "json")
        ],
        **{
            f"may_{verb}": may(request.user, f"strategy.{verb}_concept", concept)
            for verb in ("change", "publish", "advance", "drop", "reopen")
        },
        "may_invite": may(request.user, "strategy.invite_to_concept", concept),
    }
    status = 422 if step_form.errors or invite_form.errors else 200
    return render(request, "strategy/concept.html", context, status=status)


@require_safe
def concept_file(request: HttpRequest, permanent_id: uuid.UUID, suffix: str) -> HttpResponse:
    """The card of a concept as a file; ``part`` names a table of it."""
    concept = queries.concept_by_id(request.user, permanent_id)
    part = request.GET.get("part", "")
    for name in request.GET:
        if name != "part":
            raise Invalid(
                detail=_("This page knows no parameter '%(name)s'.") % {"name": name[:80]},
                parameter=name[:80],
                allowed=["part"],
            )
    result, _kept = queries.computed_anew(concept, language=_language())
    card = card_of(concept, result)
    response = HttpResponse(render_file(card, suffix=suffix, part=part), content_type=CONTENT_TYPES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="concept-{concept.permanent_id}.{suffix}"'
    response.headers["X-Result-Hash"] = card.hash
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@never_cache
@require_http_methods(READ_AND_WRITE)
def edit_concept(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Change the texts of a concept; what someone else has changed since is shown, never overwritten."""
    concept = queries.concept_by_id(request.user, permanent_id)
    require(request.user, "strategy.change_concept", concept)
    form = ConceptForm(request.POST if request.method == "POST" else None, concept=concept)

    def act() -> ClusterConcept:
        return actions.change_concept(by=request.user, concept=concept, texts=form.texts, seen=form.seen)  # type: ignore[arg-type]

    if request.method == "POST" and done(form, act):
        return redirect("strategy:concept", permanent_id=permanent_id)
    return form_page(request, form, title=concept.title, lead=_("What people say of it."), button=_("Keep"))


@never_cache
@require_http_methods(READ_AND_WRITE)
def swap_members(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Put other clusters into a concept: what it reaches now beside what it would, and then the change."""
    concept = queries.concept_by_id(request.user, permanent_id)
    require(request.user, "strategy.change_concept", concept)
    language = _language()
    before = queries.computed_anew(concept, language=language)[0]
    address = request.GET.get("address", "")
    after = _combination(address) if address else None
    if request.method == "POST":
        if after is None or after.ask.address.code != concept.region.code:
            raise Invalid(
                detail=_("Choose a combination with a cluster of the home region first."), parameter="address"
            )
        actions.replace_members(
            by=request.user,  # type: ignore[arg-type]
            concept=concept,
            members=_members_in(after),
            kept=kept_of(after),
        )
        messages.success(request, _("The concept now combines other clusters."))
        return redirect("strategy:concept", permanent_id=permanent_id)
    here = reverse("strategy:swap_members", kwargs={"permanent_id": permanent_id})
    context = {
        "concept": concept,
        "before": _summary(before),
        "after": _summary(after) if after is not None else None,
        "swaps": _swaps(concept, before, here=here, language=language),
    }
    return render(request, "strategy/swap.html", context)


@require_safe
def compare_concepts(request: HttpRequest) -> HttpResponse:
    """Two to four concepts side by side: what each reaches, how it is rated, what is missing, how far it has come."""
    named = [it for it in request.GET.getlist("concept") if it]
    if len(named) > MOST_COMPARED:
        raise Invalid(
            detail=_("At most %(n)s concepts are compared.") % {"n": MOST_COMPARED},
            parameter="concept",
            value=str(len(named)),
        )
    chosen = []
    for text in dict.fromkeys(named):
        try:
            chosen.append(queries.concept_by_id(request.user, uuid.UUID(text)))
        except ValueError:
            raise NotFound(detail=_("There is no concept with this id.")) from None
    language = _language()
    context = {
        "all": queries.visible_concepts(request.user),
        "chosen": {str(it.permanent_id) for it in chosen},
        "columns": [(it, _summary(queries.computed_anew(it, language=language)[0])) for it in chosen],
        "elements": [(row["label"], [elements_of(it)[n] for it in chosen]) for n, row in enumerate(elements_of(chosen[0]))]
        if chosen
        else [],
    }  # fmt: skip
    return render(request, "strategy/compare.html", context)


def _forms(request: HttpRequest, concept: ClusterConcept) -> tuple[StepForm, InviteForm]:
    do = request.POST.get("do", "")
    step = StepForm(request.POST if do in STEPS else None)
    invite = InviteForm(
        request.POST if do == "invite" else None, organisations=queries.invitable(request.user, concept)
    )
    return step, invite


def _deed(
    request: HttpRequest, concept: ClusterConcept, result: ScreenResult, step_form: StepForm, invite_form: InviteForm
) -> bool:
    """Do what a form of the page asks for; ``False`` where it was refused and the form says why."""
    do = request.POST.get("do", "")
    by: Any = request.user
    kept = kept_of(result)
    if do in STEPS:
        deeds: dict[str, Callable[[str], ClusterConcept]] = {
            "advance": lambda why: actions.advance_concept(
                by=by, concept=concept, reason=why, kept=kept, form_fits=form_fits(concept.form, result)
            ),
            "drop": lambda why: actions.drop_concept(by=by, concept=concept, reason=why, kept=kept),
            "reopen": lambda why: actions.reopen_concept(by=by, concept=concept, reason=why, kept=kept),
        }
        return bool(done(step_form, lambda: deeds[do](step_form.cleaned_data["reason"])))
    if do == "invite":
        return bool(
            done(invite_form, lambda: actions.invite_organisation(by=by, concept=concept, **invite_form.cleaned_data))
        )
    if do == "publish":
        actions.publish_concept(by=by, concept=concept)
        return True
    if do in ("accept", "decline"):
        actor = next(
            (it for it in queries.invitations_of(by, concept) if str(it.pk) == request.POST.get("actor", "")), None
        )
        if actor is None:
            raise NotFound(detail=_("There is no such invitation."))
        actions.answer_invitation(by=by, actor=actor, accept=do == "accept")
        return True
    raise no_such_deed(do, [*STEPS, "invite", "publish", "accept", "decline"])


def _combination(address: str) -> ScreenResult:
    """The combination that an address of the screen names, in the edition that it names or else the one in use."""
    result, found = answer_at(address, language=_language())
    if found.screen != COMBINE.name or "concept_members" not in result.tables:
        raise Invalid(
            detail=_("There is no combination of clusters at this address."),
            parameter="address",
            value=address[:80],
            allowed="/region/ITH4/combine?members=ITH4.C31,SI04.C32",
        )
    return result


def _members_in(result: ScreenResult) -> list[str]:
    return [f"{row['nuts_code']}.{row['nace_code']}" for row in result.tables["concept_members"].as_records()]


def _members(result: ScreenResult) -> list[dict[str, Any]]:
    say = translator(result.ask.language)
    return [
        {
            **row,
            "adds_words": say.percent(row["adds"]) if row["adds"] is not None else "–",
            "address": f"/{result.ask.language}/region/{row['nuts_code']}/portfolio",
        }
        for row in result.tables["concept_members"].as_records()
    ]


def _summary(result: ScreenResult) -> dict[str, Any]:
    say = translator(result.ask.language)
    (row,) = result.tables["concepts"].as_records()
    parts = [
        (part["label"], say.number(part["score"], 1) if part["score"] is not None else _("not known"))
        for part in result.tables["concept_rating"].as_records()
    ]
    return {
        "members": _members(result),
        "coverage": say.percent(row["coverage"]),
        "missing": row["missing"],
        "shared": row["shared"],
        "parts": parts,
        "address": result.frozen_address.path(language=result.ask.language),
        "canonical": result.frozen_address.canonical,
        "edition": result.ask.edition.id,
    }


def _swaps(concept: ClusterConcept, result: ScreenResult, *, here: str, language: str) -> list[dict[str, Any]]:
    from urllib.parse import urlencode

    say = translator(language)
    found = []
    for row in result.tables["concept_swaps"].as_records():
        members = queries.members_of(concept)
        members = (
            [row["joins"] if it == row["leaves"] else it for it in members]
            if row["leaves"]
            else [*members, row["joins"]]
        )
        address = result.ask.address.having(members=",".join(members), v="").canonical
        found.append(
            {
                **row,
                "change_words": f"{'+' if row['change'] > 0 else ''}{say.percent(row['change'])}",
                "coverage_words": say.percent(row["coverage"]),
                "try": f"{here}?{urlencode({'address': address})}",
            }
        )
    return found


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
