"""Pages of dialogues: the list, one dialogue, a proposal, a decision, what awaits one's input, and the files."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clustrat_platform.base.models import Region
from clustrat_platform.base.permissions import may, require
from clustrat_platform.base.problems import Invalid
from clustrat_platform.dialogue import actions
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.exports import bundle_of, record_pdf
from clustrat_platform.dialogue.form_pages import (
    READ_AND_WRITE,
    at_one_moment,
    done,
    form_page,
    page_of,
    unknown_deed,
)
from clustrat_platform.dialogue.forms import (
    AppealForm,
    ArgumentForm,
    DialogueForm,
    EvidenceForm,
    NoticeForm,
    ProposalForm,
)
from clustrat_platform.dialogue.models import Dialogue, NoticePreference, Participation, Proposal, ProposalVersion
from clustrat_platform.dialogue.permissions import open_phase_with
from clustrat_platform.dialogue.queries import dialogues as queries
from clustrat_platform.dialogue.queries import people
from clustrat_platform.dialogue.records import read_snapshot
from clustrat_platform.dialogue.standings import standing_of

__all__ = [
    "bundle",
    "decision_page",
    "decision_record",
    "dialogue_list",
    "dialogue_page",
    "my_dialogues",
    "my_export",
    "new_dialogue",
    "new_proposal",
    "proposal_page",
]

NUTS_VERSION = "2013"


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


@require_safe
@at_one_moment
def dialogue_list(request: HttpRequest) -> HttpResponse:
    """All dialogues that the reader may open, with a filter by state and level."""
    rows = queries.visible_dialogues(request.user)
    chosen = {}
    for name, allowed in (("state", Dialogue.State.values), ("level", ["regional", "national", "transnational"])):
        value = request.GET.get(name, "")
        if value and value not in allowed:
            raise Invalid(
                detail=_("There is no '%(value)s' here.") % {"value": value[:80]},
                parameter=name,
                value=value[:80],
                allowed=list(allowed),
            )
        chosen[name] = value
        rows = rows.filter(**{name: value}) if value else rows
    page = page_of(request, rows.distinct(), parameters=("state", "level"))
    context = {
        "page": page,
        "chosen": chosen,
        "states": Dialogue.State.choices,
        "levels": Dialogue._meta.get_field("level").choices,
        "may_create": may(request.user, "dialogue.create"),
    }
    is_fragment = bool(getattr(request, "htmx", False))
    response = render(request, "dialogue/list.html#rows" if is_fragment else "dialogue/list.html", context)
    response.headers["Vary"] = "HX-Request, Accept-Language, Cookie"
    return response


@never_cache
@require_http_methods(READ_AND_WRITE)
@at_one_moment
def new_dialogue(request: HttpRequest) -> HttpResponse:
    """Begin a dialogue from a blueprint."""
    require(request.user, "dialogue.create")
    regions = Region.objects.filter(nuts_version=NUTS_VERSION, level__lte=2).order_by("code")
    form = DialogueForm(
        request.POST if request.method == "POST" else None,
        regions=regions,
        initial={"begins_on": f"{moment():%Y-%m-%d}"},
    )

    def act() -> Dialogue:
        data = dict(form.cleaned_data)
        chosen = list(data.pop("regions"))
        data.pop("begins_on")
        return actions.create_dialogue(
            by=request.user,  # type: ignore[arg-type]
            dialogue=Dialogue(**data),
            regions=chosen,
            begins_at=form.begins_at,
        )

    if request.method == "POST" and (found := done(form, act)):
        return redirect("dialogue:moderate", permanent_id=found.permanent_id)
    return form_page(
        request,
        form,
        title=_("Begin a dialogue"),
        lead=_("The form brings its phases and rules along; you may change both until it opens."),
        button=_("Make the draft"),
    )


@require_safe
@at_one_moment
def dialogue_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One dialogue: level, phase, agenda, evidence, proposals, results when released, decisions, dissent, up and down."""
    dialogue = queries.dialogue_by_id(request.user, permanent_id)
    standing = standing_of(request.user, dialogue)
    context = {
        "dialogue": dialogue,
        "standing": standing,
        "phases": queries.phases_shown(dialogue),
        "rule_set": dialogue.rule_sets.filter(frozen_at__isnull=False).order_by("-version").first()
        or dialogue.rule_set,
        "evidence": queries.evidence_shown(list(dialogue.evidence.all()), language=_language()),
        "proposals": queries.visible_proposals(request.user, dialogue),
        "statements": dialogue.statements.filter(state="accepted"),
        "sessions": [(it, queries.attendance_table(it)) for it in dialogue.sessions.all()],
        "results": queries.results_shown(request.user, dialogue),
        "decisions": queries.visible_decisions(request.user, dialogue),
        "validations": dialogue.validations.all(),
        "coverage": queries.coverage_of(dialogue),
        "below": [
            it.lower
            for it in dialogue.links_down.select_related("lower")
            if may(request.user, "dialogue.see", it.lower)
        ],
        "above": [
            it.upper for it in dialogue.links_up.select_related("upper") if may(request.user, "dialogue.see", it.upper)
        ],
        "corrections": dialogue.corrections.all(),
        "may_moderate": may(request.user, "dialogue.run", dialogue) or may(request.user, "dialogue.moderate", dialogue),
        "may_decide": "decider" in standing.roles,
        "may_propose": may(request.user, "dialogue.propose", dialogue),
        "voting": people.voting_phase(dialogue) if standing.participation and standing.participation.may_vote else None,
        "is_input_open": people.voting_phase(dialogue) is not None or open_phase_with(dialogue, "propose") is not None,
    }
    return render(request, "dialogue/page.html", context)


@never_cache
@require_http_methods(READ_AND_WRITE)
@at_one_moment
def new_proposal(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Hand in a proposal; figures of the basket are offered as evidence."""
    dialogue = queries.dialogue_by_id(request.user, permanent_id)
    require(request.user, "dialogue.propose", dialogue)
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        basket=_basket(request),
        initial={"language": _language()},
    )

    def act() -> Proposal:
        data = form.cleaned_data
        words = {name: data[name] for name in ("title", "problem", "action", "beneficiaries", "language")}
        return actions.submit_proposal(
            by=request.user,  # type: ignore[arg-type]
            dialogue=dialogue,
            version=ProposalVersion(**words),
            evidence=form.addresses,
            no_evidence_reason=data["no_evidence_reason"],
            cost_eur=data["cost_eur"],
        )

    if request.method == "POST" and (found := done(form, act)):
        return redirect("dialogue:proposal", permanent_id=found.permanent_id)
    return form_page(
        request,
        form,
        title=_("Propose something"),
        lead=_("A proposal stands on evidence: attach at least one figure, or say why there is none."),
        button=_("Hand in"),
        back=dialogue,
    )


def _basket(request: HttpRequest) -> list[tuple[str, str]]:
    """What lies in the reader's basket, as the atlas keeps it in the session: address and title."""
    items = request.session.get("atlas_basket", [])
    return [
        (str(it["address"]), f"{it.get('subject', '')}: {it.get('title', '')}"[:160])
        for it in items
        if isinstance(it, dict) and it.get("address")
    ]


@never_cache
@require_http_methods(READ_AND_WRITE)
@at_one_moment
def proposal_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """One proposal: its wordings, its evidence frozen and live, the arguments, and what may be done now."""
    proposal = queries.proposal_by_id(request.user, permanent_id)
    dialogue = proposal.dialogue
    do = request.POST.get("do", "")
    data = request.POST if request.method == "POST" else None
    by: Any = request.user
    argue = ArgumentForm(data if do == "argue" else None)
    attach = EvidenceForm(data if do == "attach" else None, prefix="figure")
    appeal = AppealForm(data if do == "appeal" else None, prefix="appeal")
    hidden = [it for it in queries.moderation_of(request.user, dialogue) if it.proposal_id == proposal.pk]
    if request.method == "POST":
        deeds: dict[str, Callable[[], Any]] = {
            "argue": lambda: done(
                argue,
                lambda: actions.argue(by=by, proposal=proposal, language=_language(), **argue.cleaned_data),
            ),
            "attach": lambda: done(
                attach, lambda: actions.link_evidence(by=by, target=proposal, **attach.cleaned_data)
            ),
            "withdraw": lambda: actions.withdraw_proposal(by=by, proposal=proposal),
            "appeal": lambda: done(
                appeal,
                lambda: actions.appeal(by=by, moderation=_asked(hidden), text=appeal.cleaned_data["text"]),
            ),
        }
        if do not in deeds:
            raise unknown_deed(do, sorted(deeds))
        if deeds[do]():
            return redirect("dialogue:proposal", permanent_id=permanent_id)
    versions = list(proposal.versions.all())
    words = next((it for it in reversed(versions) if it.language == _language()), None) or (
        versions[-1] if versions else None
    )
    original = next((it for it in reversed(versions) if it.origin == "author"), words)
    arguments = queries.visible_arguments(request.user, proposal)
    context = {
        "proposal": proposal,
        "dialogue": dialogue,
        "words": words,
        "original": original,
        "versions": versions,
        "evidence": queries.evidence_shown(list(proposal.evidence.all()), language=_language()),
        "arguments": arguments,
        "forms": {"argue": argue, "attach": attach, "appeal": appeal},
        "hidden": hidden,
        "may_argue": may(request.user, "dialogue.argue", proposal),
        "may_attach": may(request.user, "dialogue.link_evidence", proposal),
        "may_withdraw": may(request.user, "dialogue.withdraw_proposal", proposal),
        "may_appeal": any(it.appeal == "none" and may(request.user, "dialogue.appeal", it) for it in hidden),
        "decisions": [it for it in queries.visible_decisions(request.user, dialogue) if it.proposal_id == proposal.pk],
    }
    failed = any(it.errors for it in (argue, attach, appeal))
    return render(request, "dialogue/proposal.html", context, status=422 if failed else 200)


def _asked(hidden: list[Any]) -> Any:
    found = next((it for it in hidden if it.appeal == "none"), None)
    if found is None:
        raise Invalid(detail=_("There is nothing to appeal against."), parameter="do")
    return found


@require_safe
@at_one_moment
def decision_page(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """The record of a decision: everything on this page stands in the frozen document."""
    decision = queries.decision_by_id(request.user, permanent_id)
    context = {
        "decision": decision,
        "dialogue": decision.dialogue,
        "snapshot": read_snapshot(decision),
        "milestones": decision.milestones.all(),
        "validations": decision.dialogue.validations.all(),
        "signatures": decision.signatures.count(),
    }
    return render(request, "dialogue/decision.html", context)


@require_safe
@at_one_moment
def decision_record(request: HttpRequest, permanent_id: uuid.UUID, suffix: str) -> HttpResponse:
    """The record of a decision as a file: JSON as it was frozen, or PDF."""
    decision = queries.decision_by_id(request.user, permanent_id)
    if suffix == "json":
        response = HttpResponse(decision.snapshot_text, content_type="application/json; charset=utf-8")
    elif suffix == "pdf":
        response = HttpResponse(record_pdf(decision), content_type="application/pdf")
    else:
        raise Invalid(
            detail=_("There is no '%(value)s' here.") % {"value": suffix[:20]},
            parameter="suffix",
            allowed=["json", "pdf"],
        )
    response.headers["Content-Disposition"] = f'attachment; filename="decision-{decision.permanent_id}.{suffix}"'
    return response


@require_safe
@at_one_moment
def bundle(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """All open data of a dialogue as one file; what is hidden on the page is not in it."""
    dialogue = queries.dialogue_by_id(request.user, permanent_id)
    require(request.user, "dialogue.export", dialogue)
    response = HttpResponse(bundle_of(dialogue), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="dialogue-{dialogue.permanent_id}.zip"'
    return response


@login_required
@never_cache
@require_http_methods(READ_AND_WRITE)
@at_one_moment
def my_dialogues(request: HttpRequest) -> HttpResponse:
    """What awaits the reader's input, invitations, notices, and how often mail comes."""
    user: Any = request.user
    preference = NoticePreference.objects.filter(user=user).first()
    do = request.POST.get("do", "")
    form = NoticeForm(
        request.POST if do == "mail" else None, initial={"channel": preference.channel if preference else "daily"}
    )
    if request.method == "POST":
        deeds: dict[str, Callable[[], Any]] = {
            "mail": lambda: done(form, lambda: actions.choose_notices(by=user, channel=form.cleaned_data["channel"])),
            "accept": lambda: _answer(request, accepts=True),
            "decline": lambda: _answer(request, accepts=False),
            "read": lambda: actions.read_notices(by=user) or True,
        }
        if do not in deeds:
            raise unknown_deed(do, sorted(deeds))
        if deeds[do]():
            return redirect("dialogue:mine")
    context = {
        "tasks": people.awaiting(user),
        "invitations": people.invitations_of(user),
        "notices": people.notices_of(user),
        "own": Participation.objects.filter(user=user, state="accepted").select_related("dialogue"),
        "form": form,
    }
    return render(request, "dialogue/mine.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, *, accepts: bool) -> Participation:
    user: Any = request.user
    key = request.POST.get("key", "")
    found = Participation.objects.filter(
        user=user, pk=int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    ).first()
    if found is None:
        raise Invalid(detail=_("There is no such invitation."), parameter="key", value=key[:20])
    return actions.answer_invitation(by=user, participation=found, accepts=accepts)


@login_required
@never_cache
@require_safe
@at_one_moment
def my_export(request: HttpRequest) -> HttpResponse:
    """Everything in the dialogues that names the reader or was written by the reader, as JSON."""
    user: Any = request.user
    response = JsonResponse(people.own_data(user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="my-dialogues.json"'
    return response
