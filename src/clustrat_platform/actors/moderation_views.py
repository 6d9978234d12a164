"""The desk of the register: what waits for a decision, and the pages on which it is decided."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clustrat_platform.actors import actions, queries
from clustrat_platform.actors.field_values import plain, values_of
from clustrat_platform.actors.forms import DecisionForm, ReasonForm
from clustrat_platform.actors.models import FIELD_NAMES
from clustrat_platform.base.form_pages import READ_AND_WRITE, done, no_such_deed
from clustrat_platform.base.permissions import may, require
from clustrat_platform.base.problems import NotFound

__all__ = ["claim_page", "desk", "proposal_page"]

N_SHOWN = 100


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What awaits me: own entries, entries to be checked, claims, proposals; everyone sees only what they decide."""
    keeps = may(request.user, "actors.moderate")
    own = list(queries.own_entries(request.user)[:N_SHOWN])
    context = {
        "own": [(it, *queries.freshness_words(it)) for it in own],
        "entries": queries.waiting_entries(request.user)[:N_SHOWN] if keeps else [],
        "claims": queries.open_claims(request.user)[:N_SHOWN] if keeps else [],
        "proposals": queries.open_proposals(request.user)[:N_SHOWN],
        "keeps": keeps,
    }
    return render(request, "actors/desk.html", context)


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def claim_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One claim and its decision."""
    claim = queries.open_claims(None).filter(permanent_id=permanent_id).first()
    if claim is None or not may(request.user, "actors.decide_claim", claim):
        raise NotFound(detail=_("There is nothing with this id."))
    do = request.POST.get("do", "")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if do not in ("grant", "refuse"):
            raise no_such_deed(do, ["grant", "refuse"])

        def decide() -> Any:
            return actions.decide_claim(
                by=request.user,  # type: ignore[arg-type]
                claim=claim,
                is_granted=do == "grant",
                reason=form.cleaned_data["reason"],
            )

        if done(form, decide):
            messages.success(request, _("Decided."))
            return redirect("actors:desk")
    context = {"claim": claim, "form": form}
    return render(request, "actors/claim.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def proposal_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One proposed change beside what stands, and its decision field by field."""
    proposal = queries.open_proposals(None).filter(permanent_id=permanent_id).first()
    if proposal is None or not may(request.user, "actors.decide_change", proposal):
        raise NotFound(detail=_("There is nothing with this id."))
    require(request.user, "actors.decide_change", proposal)
    now = values_of(proposal.actor)
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        fields=proposal.fields,
        initial={"accepted": list(proposal.fields)},
    )

    def decide() -> Any:
        return actions.decide_change(
            by=request.user,  # type: ignore[arg-type]
            proposal=proposal,
            accepted=form.cleaned_data["accepted"],
            reason=form.cleaned_data["reason"],
        )

    if request.method == "POST" and done(form, decide):
        messages.success(request, _("Decided."))
        return redirect("actors:desk")
    rows = [
        {
            "label": FIELD_NAMES[name],
            "now": _shown(now.get(name)),
            "proposed": _shown(it["proposed"]),
            "is_overtaken": plain(it["seen"]) != now.get(name),
        }
        for name, it in proposal.fields.items()
    ]
    context = {"proposal": proposal, "rows": rows, "form": form}
    return render(request, "actors/proposal.html", context, status=422 if form.errors else 200)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(it) for it in value) or "–"
    return "–" if value is None else str(value)
