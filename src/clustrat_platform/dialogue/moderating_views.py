"""Pages of those who run a dialogue: opening and closing, phases, invitations, first review, hiding, appeals, analysis, deciding."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clustrat_platform.base.models import Region
from clustrat_platform.base.permissions import may
from clustrat_platform.base.problems import Invalid, NotAllowed
from clustrat_platform.dialogue import actions
from clustrat_platform.dialogue.form_pages import READ_AND_WRITE, at_one_moment, done, unknown_deed
from clustrat_platform.dialogue.forms import (
    REFUSALS,
    AppealForm,
    DecisionForm,
    DeclarationForm,
    HideForm,
    InviteForm,
    PhaseForm,
    ReasonForm,
    SeatForm,
    tell,
)
from clustrat_platform.dialogue.inputs import kinds_of
from clustrat_platform.dialogue.models import (
    Argument,
    Batch,
    Decision,
    Dialogue,
    DialogueSeat,
    InterestDeclaration,
    Participation,
    Proposal,
    Statement,
)
from clustrat_platform.dialogue.queries.dialogues import coverage_of, dialogue_by_id, moderation_of, results_shown

__all__ = ["decide", "moderate"]

#: Step -> what it begins from and its action.
STEPS: dict[str, tuple[str, Callable[..., Any]]] = {
    "announce": ("draft", actions.announce_dialogue),
    "open": ("announced", actions.open_dialogue),
    "begin_closing": ("open", actions.begin_closing),
    "close": ("closing", actions.close_dialogue),
    "publish": ("closed", actions.publish_decisions),
    "begin_following": ("decided", actions.begin_following),
    "archive": ("following", actions.archive_dialogue),
}
DEEDS = (
    *STEPS,
    "cancel",
    "phase",
    "invite",
    "seat",
    "review",
    "hide",
    "answer",
    "analyse",
    "release",
    "check",
    "items",
)


def _words(step: str) -> str:
    return {
        "announce": _("Announce"),
        "open": _("Open, and freeze the rules"),
        "begin_closing": _("Take no new input"),
        "close": _("Close"),
        "publish": _("Publish the decisions"),
        "begin_following": _("Begin to follow up"),
        "archive": _("Put into the archive"),
    }[step]


@never_cache
@require_http_methods(READ_AND_WRITE)
@at_one_moment
def moderate(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Everything that those who run a dialogue do, on one page."""
    dialogue = dialogue_by_id(request.user, permanent_id)
    if not any(
        may(request.user, name, dialogue) for name in ("dialogue.run", "dialogue.moderate", "dialogue.run_analysis")
    ):
        raise NotAllowed(detail=_("Only those who run the dialogue come here."))
    do = request.POST.get("do", "")
    data = request.POST if request.method == "POST" else None
    regions = _regions(dialogue)
    forms: dict[str, Any] = {
        "invite": InviteForm(data if do == "invite" else None, regions=regions, prefix="invite"),
        "seat": SeatForm(data if do == "seat" else None, prefix="seat"),
        "cancel": ReasonForm(data if do == "cancel" else None, prefix="cancel"),
        "hide": HideForm(data if do == "hide" else None, prefix="hide"),
        "answer": AppealForm(data if do == "answer" else None, prefix="answer"),
        "step": ReasonForm(
            data if do in (*STEPS, "review", "analyse", "release", "check", "items") else None, prefix="step"
        ),
    }
    phases = [
        (it, PhaseForm(data if do == "phase" and request.POST.get("key") == str(it.pk) else None, phase=it))
        for it in dialogue.phases.all()
    ]
    if request.method == "POST":
        if do not in DEEDS:
            raise unknown_deed(do, list(DEEDS))
        if _deed(request, dialogue, do, forms, phases):
            return redirect("dialogue:moderate", permanent_id=permanent_id)
    failed = any(it.errors for it in forms.values()) or any(form.errors for _phase, form in phases)
    waiting: list[Any] = [
        *dialogue.proposals.filter(state=Proposal.State.SUBMITTED),
        *Argument.objects.filter(proposal__dialogue=dialogue, state=Argument.State.AWAITING),
        *dialogue.statements.filter(state=Statement.State.AWAITING),
    ]
    context = {
        "dialogue": dialogue,
        "forms": forms,
        "phases": phases,
        "steps": [(name, _words(name)) for name, (state, _act) in STEPS.items() if state == dialogue.state],
        "people": dialogue.participations.select_related("region"),
        "seats": dialogue.seats.select_related("user"),
        "coverage": coverage_of(dialogue),
        "waiting": [(_kind_of(it), it.pk, str(it)) for it in waiting],
        "shown": [(_kind_of(it), it.pk, str(it)) for it in _hideable(dialogue)],
        "moderation": moderation_of(request.user, dialogue),
        "analyses": [(it, kind) for it in dialogue.phases.all() for kind in kinds_of(it)],
        "results": results_shown(request.user, dialogue),
        "batches": Batch.objects.filter(phase__dialogue=dialogue),
        "rule_set": dialogue.rule_set,
        "may_cancel": may(request.user, "dialogue.cancel", dialogue),
        "may_release": may(request.user, "dialogue.publish", dialogue),
        "has_rounds": any(it.type == "rate" for it, _form in phases),
    }
    return render(request, "dialogue/moderate.html", context, status=422 if failed else 200)


def _regions(dialogue: Dialogue) -> Any:
    keys = []
    for it in dialogue.territories.select_related("region"):
        own = Region.objects.filter(nuts_version=it.region.nuts_version, code__startswith=it.region.code, level__lte=2)
        keys += list(own.values_list("pk", flat=True))
    return Region.objects.filter(pk__in=keys).order_by("code")


def _kind_of(thing: Proposal | Argument | Statement) -> str:
    return type(thing).__name__.lower()


def _hideable(dialogue: Dialogue) -> list[Any]:
    return [
        *dialogue.proposals.exclude(state__in=(Proposal.State.HIDDEN, Proposal.State.SUBMITTED)),
        *Argument.objects.filter(proposal__dialogue=dialogue, state=Argument.State.SHOWN),
        *dialogue.statements.filter(state=Statement.State.ACCEPTED),
    ]


def _target(request: HttpRequest, dialogue: Dialogue) -> Any:
    kind, _colon, text = request.POST.get("target", "").partition(":")
    rows = {
        "proposal": Proposal.objects.filter(dialogue=dialogue),
        "argument": Argument.objects.filter(proposal__dialogue=dialogue),
        "statement": Statement.objects.filter(dialogue=dialogue),
    }.get(kind)
    found = rows.filter(pk=_key(text)).first() if rows is not None else None
    if found is None:
        raise Invalid(detail=_("There is no such thing in this dialogue."), parameter="target", value=kind[:20])
    return found


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _deed(request: HttpRequest, dialogue: Dialogue, do: str, forms: dict[str, Any], phases: list[Any]) -> Any:
    by: Any = request.user
    key = _key(request.POST.get("key", ""))
    if do in STEPS:
        return done(forms["step"], lambda: STEPS[do][1](by=by, dialogue=dialogue))
    if do == "cancel":
        form = forms["cancel"]
        return done(form, lambda: actions.cancel_dialogue(by=by, dialogue=dialogue, reason=form.cleaned_data["reason"]))
    if do == "phase":
        phase, form = next(((it, one) for it, one in phases if it.pk == key), (None, None))
        if phase is None or form is None:
            raise Invalid(detail=_("There is no such phase."), parameter="key")
        return done(form, lambda: actions.change_phase(by=by, dialogue=dialogue, phase=phase, **form.cleaned_data))
    if do == "invite":
        form = forms["invite"]
        return done(form, lambda: _invite(by, dialogue, form.cleaned_data))
    if do == "seat":
        form = forms["seat"]
        return done(
            form,
            lambda: actions.name_seat(
                by=by,
                seat=DialogueSeat(dialogue=dialogue, user=form.cleaned_data["email"], role=form.cleaned_data["role"]),
            ),
        )
    return done(
        forms["answer" if do == "answer" else "hide" if do == "hide" else "step"],
        lambda: _more(request, dialogue, do, forms, key),
    )


def _invite(by: Any, dialogue: Dialogue, data: dict[str, Any]) -> Participation:
    return actions.invite(
        by=by,
        participation=Participation(dialogue=dialogue, user=data["email"], helix=data["helix"], region=data["region"]),
    )


def _more(request: HttpRequest, dialogue: Dialogue, do: str, forms: dict[str, Any], key: int) -> Any:
    by: Any = request.user
    if do == "review":
        target = _target(request, dialogue)
        if isinstance(target, Proposal):
            return actions.admit_proposal(by=by, proposal=target)
        return actions.let_through(by=by, target=target)
    if do == "hide":
        return actions.hide(by=by, target=_target(request, dialogue), **forms["hide"].cleaned_data)
    if do == "answer":
        found = next((it for it in moderation_of(by, dialogue) if it.pk == key), None)
        if found is None:
            raise Invalid(detail=_("There is no such appeal."), parameter="key")
        restores = request.POST.get("restores") == "yes"
        return actions.answer_appeal(
            by=by, moderation=found, restores=restores, answer=forms["answer"].cleaned_data["text"]
        )
    if do == "analyse":
        phase = dialogue.phases.filter(pk=key).first()
        if phase is None:
            raise Invalid(detail=_("There is no such phase."), parameter="key")
        return actions.ask_for_analysis(by=by, phase=phase, kind=request.POST.get("kind", ""))
    if do == "release":
        run = dialogue.runs.filter(pk=key).first()
        if run is None:
            raise Invalid(detail=_("There is no such result."), parameter="key")
        return actions.release_run(by=by, run=run)
    if do == "items":
        return actions.make_items(by=by, dialogue=dialogue)
    batch = Batch.objects.filter(phase__dialogue=dialogue, pk=key).first()
    if batch is None:
        raise Invalid(detail=_("There is no such batch."), parameter="key")
    return actions.check_batch(by=by, batch=batch)


@never_cache
@require_http_methods(READ_AND_WRITE)
@at_one_moment
def decide(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """The page of the deciding body: declare interests, see the results, draft with reasons, sign."""
    dialogue = dialogue_by_id(request.user, permanent_id)
    by: Any = request.user
    if not may(by, "dialogue.declare_interest", dialogue):
        raise NotAllowed(
            detail=_("Members of the deciding body come here while the phase of decision is open."),
            who_may=[str(_("members of the deciding body"))],
        )
    declared = InterestDeclaration.objects.filter(dialogue=dialogue, user=by).first()
    do = request.POST.get("do", "")
    data = request.POST if request.method == "POST" else None
    declaration = DeclarationForm(data if do == "declare" else None, prefix="declare")
    form = DecisionForm(data if do == "draft" else None)
    key = _key(request.POST.get("key", ""))
    if request.method == "POST":
        if do == "declare":
            found = done(
                declaration, lambda: actions.declare_interest(by=by, dialogue=dialogue, **declaration.cleaned_data)
            )
        elif do == "draft":
            found = done(form, lambda: _draft(by, dialogue, key, form.cleaned_data))
        elif do == "sign":
            decision = dialogue.decisions.filter(pk=key).first()
            if decision is None:
                raise Invalid(detail=_("There is no such decision."), parameter="key")
            try:
                found = actions.sign_decision(by=by, decision=decision)
            except REFUSALS as refusal:
                form = DecisionForm({})
                form.is_valid()
                tell(form, refusal)
                found = None
        else:
            raise unknown_deed(do, ["declare", "draft", "sign"])
        if found:
            return redirect("dialogue:decide", permanent_id=permanent_id)
    proposals = dialogue.proposals.filter(state__in=("admitted", "deliberating", "rated", "shortlisted"))
    context = {
        "dialogue": dialogue,
        "declared": declared,
        "declaration": declaration,
        "form": form,
        "proposals": proposals,
        "decisions": dialogue.decisions.exclude(state=Decision.State.SUPERSEDED).select_related("proposal"),
        "results": results_shown(by, dialogue),
    }
    failed = declaration.errors or form.errors
    return render(request, "dialogue/decide.html", context, status=422 if failed else 200)


def _draft(by: Any, dialogue: Dialogue, key: int, data: dict[str, Any]) -> Decision:
    proposal = dialogue.proposals.filter(pk=key).first()
    if proposal is None:
        raise Invalid(detail=_("There is no such proposal."), parameter="key")
    reasons = {dialogue.original_language: data["reasons"]}
    fields = {name: data[name] for name in ("outcome", "deviates", "deviation_reason", "dissent")}
    return actions.draft_decision(by=by, proposal=proposal, reasons=reasons, **fields)
