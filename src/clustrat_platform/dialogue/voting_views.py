"""The voting page: statements, ratings, weights or a ballot, as the open phase has it; by keyboard, on a phone, without script."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clustrat_platform.base.models import Region
from clustrat_platform.base.permissions import may
from clustrat_platform.base.problems import Invalid, NotAllowed
from clustrat_platform.dialogue import actions
from clustrat_platform.dialogue.ballot_choices import ballot_list
from clustrat_platform.dialogue.exchange_formats import read_workshop
from clustrat_platform.dialogue.form_pages import READ_AND_WRITE, at_one_moment, done, unknown_deed
from clustrat_platform.dialogue.forms import BallotForm, RatingForm, StatementForm, WeightForm, WorkshopForm
from clustrat_platform.dialogue.models import (
    Batch,
    DelphiAnswer,
    DelphiItem,
    Dialogue,
    Participation,
    Phase,
    SecretBallot,
    Statement,
    StatementVote,
    VotingRight,
    WeightSet,
)
from clustrat_platform.dialogue.permissions import open_phase_with
from clustrat_platform.dialogue.queries.dialogues import dialogue_by_id
from clustrat_platform.dialogue.queries.people import open_statements, voting_phase
from clustrat_platform.dialogue.rounds import middle_half

__all__ = ["vote", "workshop"]


@login_required
@never_cache
@require_http_methods(READ_AND_WRITE)
@at_one_moment
def vote(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Vote as the phase asks for it; whoever may not is told why and who may."""
    dialogue = dialogue_by_id(request.user, permanent_id)
    person = Participation.objects.filter(dialogue=dialogue, user=request.user, state="accepted").first()  # type: ignore[misc]
    if person is None:
        raise NotAllowed(
            detail=_("Only those who take part in this dialogue vote. Ask those who run it for an invitation."),
            who_may=[str(_("those who take part"))],
        )
    phase = voting_phase(dialogue)
    if phase is None:
        return render(request, "dialogue/vote_nothing.html", {"dialogue": dialogue})
    if phase.type == "deliberate":
        return _statements(request, dialogue, person, phase)
    if phase.type == "rate":
        return _rate(request, dialogue, person, phase)
    if dialogue.rules.get("priority_method") == "budget":
        return _ballot(request, dialogue, person, phase)
    return _weigh(request, dialogue, person, phase)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise Invalid(detail=_("This cannot be done here."), parameter=name, value=text[:20])
    return int(text)


def _statements(request: HttpRequest, dialogue: Dialogue, person: Participation, phase: Phase) -> HttpResponse:
    by: Any = request.user
    do = request.POST.get("do", "")
    form = StatementForm(request.POST if do == "add" else None)
    if request.method == "POST":
        if do == "vote":
            statement = dialogue.statements.filter(number=_number(request, "statement")).first()
            value = _number(request, "value")
            if statement is None or value not in (-1, 0, 1):
                raise Invalid(detail=_("There is no such statement or answer."), parameter="value", allowed=[1, 0, -1])
            actions.vote(by=by, statement=statement, value=value)
            return redirect("dialogue:vote", permanent_id=dialogue.permanent_id)
        if do != "add":
            raise unknown_deed(do, ["vote", "add"])
        language = (get_language() or "en").partition("-")[0]
        text = form.cleaned_data["text"] if form.is_valid() else ""
        if done(form, lambda: actions.add_statement(by=by, dialogue=dialogue, text=text, language=language)):
            return redirect("dialogue:vote", permanent_id=dialogue.permanent_id)
    waiting = open_statements(person)
    own = StatementVote.objects.filter(participation=person, superseded_at__isnull=True).select_related("statement")
    if phase.counted_from:
        own = own.filter(at__gte=phase.counted_from)
    shown = waiting[0] if waiting else None
    language = (get_language() or "en").partition("-")[0]
    translation = (
        shown.translations.filter(language=language, is_reviewed=True).first()
        if shown is not None and shown.language != language
        else None
    )
    context = {
        "dialogue": dialogue,
        "phase": phase,
        "shown": shown,
        "translation": translation,
        "n_done": own.count(),
        "n_all": dialogue.statements.filter(state=Statement.State.ACCEPTED).count(),
        "own": own.order_by("statement__number"),
        "answers": [(1, _("Agree")), (-1, _("Disagree")), (0, _("Pass"))],
        "form": form,
        "may_add": may(request.user, "dialogue.add_statement", dialogue),
        "may_vote": person.may_vote,
    }
    return render(request, "dialogue/vote_statements.html", context, status=422 if form.errors else 200)


def _rate(request: HttpRequest, dialogue: Dialogue, person: Participation, phase: Phase) -> HttpResponse:
    by: Any = request.user
    items = list(DelphiItem.objects.filter(dialogue=dialogue).select_related("proposal"))
    held = {
        it.item_id: it
        for it in DelphiAnswer.objects.filter(participation=person, superseded_at__isnull=True)
        if phase.counted_from is None or it.at >= phase.counted_from
    }
    asked = request.POST.get("item", request.GET.get("item", ""))
    chosen = next((it for it in items if str(it.pk) == asked), None) or next(
        (it for it in items if it.pk not in held), items[0] if items else None
    )
    form = None
    if chosen is not None:
        own = held.get(chosen.pk)
        initial = {"rating": own.rating, "confidence": own.confidence, "reason": own.reason} if own else {}
        form = RatingForm(
            request.POST if request.method == "POST" else None,
            item=chosen,
            scale_max=int(dialogue.rules["scale_max"]),
            initial=initial,
        )
        item, filled = chosen, form
        if request.method == "POST" and done(filled, lambda: actions.rate(by=by, item=item, **filled.cleaned_data)):
            return redirect("dialogue:vote", permanent_id=dialogue.permanent_id)
    context = {
        "dialogue": dialogue,
        "phase": phase,
        "item": chosen,
        "form": form,
        "items": [(it, held.get(it.pk)) for it in items],
        "picture": middle_half(phase, chosen) if chosen is not None and chosen.pk in held else None,
        "n_done": len(held),
        "n_all": len(items),
    }
    return render(
        request, "dialogue/vote_rating.html", context, status=422 if form is not None and form.errors else 200
    )


def _weigh(request: HttpRequest, dialogue: Dialogue, person: Participation, phase: Phase) -> HttpResponse:
    by: Any = request.user
    own = WeightSet.objects.filter(phase=phase, participation=person, superseded_at__isnull=True).first()
    form = WeightForm(
        request.POST if request.method == "POST" else None,
        criteria=dialogue.rules["criteria"],
        initial=own.points if own else {},
    )
    if request.method == "POST" and done(form, lambda: actions.weigh(by=by, phase=phase, points=form.cleaned_data)):
        return redirect("dialogue:vote", permanent_id=dialogue.permanent_id)
    context = {"dialogue": dialogue, "phase": phase, "form": form, "own": own}
    return render(request, "dialogue/vote_weights.html", context, status=422 if form.errors else 200)


def _ballot(request: HttpRequest, dialogue: Dialogue, person: Participation, phase: Phase) -> HttpResponse:
    by: Any = request.user
    form = BallotForm(request.POST if request.method == "POST" else None, proposals=ballot_list(phase))
    rules = dialogue.rule_set
    right = VotingRight.objects.filter(
        phase=phase, participation=person, cast_on__isnull=False, rule_set_sha256=rules.sha256 if rules else ""
    ).first()
    cast = None
    if request.method == "POST":
        cast = done(
            form,
            lambda: actions.cast_ballot(
                by=by, phase=phase, choice=form.cleaned_data["choice"], code=form.cleaned_data["code"]
            ),
        )
    context = {
        "dialogue": dialogue,
        "phase": phase,
        "form": form,
        "right": right,
        "cast": cast,
        "n_cast": SecretBallot.objects.filter(phase=phase, is_superseded=False).count(),
        "budget": (dialogue.rules.get("budget") or {}).get("amount_eur", ""),
    }
    return render(request, "dialogue/vote_ballot.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(READ_AND_WRITE)
@at_one_moment
def workshop(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Enter the paper ballots of a workshop; the codes are shown once, and a second person checks before they count."""
    dialogue = dialogue_by_id(request.user, permanent_id)
    phase = open_phase_with(dialogue, "ballot")
    if phase is None or not may(request.user, "dialogue.enter_batch", phase):
        raise NotAllowed(
            detail=_("Rapporteurs enter paper ballots while the phase of priorities is open."),
            who_may=[str(_("rapporteurs of the territory"))],
        )
    regions = Region.objects.filter(pk__in=dialogue.territories.values("region_id")).order_by("code")
    form = WorkshopForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        regions=regions,
    )
    by: Any = request.user

    def act() -> Any:
        file = form.cleaned_data["file"]
        data = file.read()
        batch = Batch(
            phase=phase,
            region=form.cleaned_data["region"],
            source_name=str(file.name)[-200:],
            source_sha256=hashlib.sha256(data).hexdigest(),
        )
        return actions.enter_batch(by=by, batch=batch, lines=read_workshop(data, str(file.name)))

    entered = done(form, act) if request.method == "POST" else None
    context = {"dialogue": dialogue, "phase": phase, "form": form, "codes": entered[1] if entered else []}
    return render(request, "dialogue/workshop.html", context, status=422 if form.errors else 200)
