"""Pages that change an entry: entering one, editing it, proposing a change, claiming it, and what hangs on it."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from clustrat_platform.actors import actions
from clustrat_platform.actors.field_values import values_of
from clustrat_platform.actors.forms import (
    AccreditationForm,
    ChangeForm,
    ClaimForm,
    ContactForm,
    EditorForm,
    EntryForm,
    FirstForm,
    MemberForm,
    WaiverForm,
)
from clustrat_platform.actors.models import Actor, ClaimRequest
from clustrat_platform.actors.queries import actor_by_id, editors_of
from clustrat_platform.actors.searching import NUTS_VERSION
from clustrat_platform.base.form_pages import READ_AND_WRITE, REFUSALS, done, form_page, no_such_deed, sentence_of
from clustrat_platform.base.models import User
from clustrat_platform.base.permissions import may, require
from clustrat_platform.base.problems import Conflict, Invalid, NotFound
from clustrat_platform.organisations import actions as organisations
from clustrat_platform.organisations.models import Organisation
from clustrat_platform.organisations.queries import organisation_by_id

__all__ = [
    "act_on_entry",
    "add_accreditation",
    "claim_entry",
    "contacts",
    "edit_entry",
    "editors",
    "members",
    "new_entry",
    "propose_change",
    "waivers",
]

#: What kind of organisation a kind of actor is, where it is entered anew.
ORGANISATION_KINDS = {
    "laboratory": Organisation.Kind.RESEARCH,
    "certification": Organisation.Kind.SERVICES,
    "start_up": Organisation.Kind.FIRM,
    "spin_off": Organisation.Kind.FIRM,
    "cluster": Organisation.Kind.CLUSTER,
}


def _to_page(actor: Actor) -> HttpResponse:
    return redirect("actors:page", permanent_id=actor.permanent_id)


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def new_entry(request: HttpRequest) -> HttpResponse:
    """Propose an entry; everyone sees it once someone who keeps the register has checked and published it."""
    require(request.user, "actors.propose")
    form = FirstForm(request.POST if request.method == "POST" else None, nuts_version=NUTS_VERSION)

    def enter() -> Actor:
        given = form.cleaned_data
        region = given["region"]
        organisation = organisations.propose_organisation(
            by=request.user,  # type: ignore[arg-type]
            name=given["name"],
            kind=ORGANISATION_KINDS[given["kind"]],
            country=region.country,
            region=region,
            website=given["website"],
        )
        language = (get_language() or "en").partition("-")[0] if given["summary"] else ""
        return actions.propose_actor(
            by=request.user,  # type: ignore[arg-type]
            organisation=organisation,
            kind=given["kind"],
            fields={"summary": given["summary"], "summary_language": language},
        )

    if request.method == "POST" and (actor := done(form, enter)):
        messages.success(request, _("Thank you. The entry is shown to everyone once it has been checked."))
        return _to_page(actor) if may(request.user, "actors.see", actor) else redirect("actors:list")
    return form_page(
        request,
        form,
        title=_("Who is missing?"),
        lead=_(
            "Enter a laboratory, a certification centre, a start-up, a spin-off or a cluster organisation. People are not entered."
        ),
        button=_("Propose the entry"),
    )


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def edit_entry(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Edit the fields of an entry; what someone else changed meanwhile is shown field by field, and nothing is lost."""
    actor = actor_by_id(request.user, permanent_id)
    require(request.user, "actors.change", actor)
    now = values_of(actor)
    differences: list[dict[str, Any]] = []
    form = EntryForm(
        request.POST if request.method == "POST" else None, kind=actor.kind, initial=EntryForm.initial_of(now)
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_actor(
                by=request.user,  # type: ignore[arg-type]
                actor=actor,
                fields=form.values(),
                seen=form.values_seen(),
            )
        except Conflict as conflict:
            differences = conflict.members["difference"]
            form = _with_what_stands(request, form, actor)
        except REFUSALS as refusal:
            form.add_error(None, sentence_of(refusal))
        else:
            messages.success(request, _("Kept.") if changed else _("Nothing was changed."))
            return _to_page(actor)
    status = 409 if differences else 422 if form.errors else 200
    context = {"form": form, "actor": actor, "differences": differences}
    return render(request, "actors/edit.html", context, status=status)


def _with_what_stands(request: HttpRequest, form: EntryForm, actor: Actor) -> EntryForm:
    """The form as it was filled in, now knowing what stands: sent once more, it decides."""
    data = request.POST.copy()
    data["seen"] = json.dumps(values_of(actor), ensure_ascii=False, default=str)
    fresh = EntryForm(data, kind=actor.kind)
    fresh.is_valid()
    return fresh


@never_cache
@login_required
@require_POST
def act_on_entry(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Confirm, check, publish or withdraw an entry: one button each."""
    actor = actor_by_id(request.user, permanent_id)
    reason = request.POST.get("reason", "")[:500]
    by: Any = request.user
    deeds = {
        "confirm": lambda: actions.confirm_actor(by=by, actor=actor),
        "check": lambda: actions.check_actor(by=by, actor=actor, reason=reason),
        "publish": lambda: actions.publish_actor(by=by, actor=actor),
        "withdraw": lambda: actions.withdraw_actor(by=by, actor=actor, reason=reason),
    }
    do = request.POST.get("do", "")
    if do not in deeds:
        raise no_such_deed(do, list(deeds))
    try:
        deeds[do]()
    except REFUSALS as refusal:
        messages.error(request, sentence_of(refusal))
    else:
        words = {
            "confirm": _("Confirmed today."),
            "check": _("Checked. It can be published now."),
            "publish": _("Published: everyone sees the entry."),
            "withdraw": _("Withdrawn: the page says why."),
        }
        messages.success(request, words[do])
    return redirect("actors:list") if do == "withdraw" else _to_page(actor)


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def propose_change(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Propose other values for an entry that one does not edit."""
    actor = actor_by_id(request.user, permanent_id)
    require(request.user, "actors.propose_change", actor)
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        kind=actor.kind,
        initial=EntryForm.initial_of(values_of(actor)),
    )

    def propose() -> Any:
        return actions.propose_change(
            by=request.user,  # type: ignore[arg-type]
            actor=actor,
            fields=form.values(),
            reason=form.cleaned_data["reason"],
            source_url=form.cleaned_data["source_url"],
        )

    if request.method == "POST" and done(form, propose):
        messages.success(request, _("Thank you. Your proposal waits for the register and the organisation."))
        return _to_page(actor)
    return form_page(
        request,
        form,
        title=_("What is not right?"),
        lead=_(
            "Change the fields that are wrong in the entry of %(name)s. Someone of the register or the organisation decides."
        )
        % {"name": actor.organisation.label},
        button=_("Propose"),
    )


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def claim_entry(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Claim an entry; one that has an owner is someone else's, and the claim is refused and kept."""
    actor = actor_by_id(request.user, permanent_id)
    require(request.user, "actors.claim", actor)
    form = ClaimForm(request.POST if request.method == "POST" else None)

    def claim() -> ClaimRequest:
        return actions.claim_actor(by=request.user, actor=actor, **form.cleaned_data)  # type: ignore[arg-type]

    if request.method == "POST" and (found := done(form, claim)):
        if found.state == ClaimRequest.State.REFUSED:
            context = {"actor": actor, "claim": found}
            return render(request, "actors/refused.html", context, status=403)
        messages.success(
            request, _("Thank you. The register looks at your claim; you will find the answer on this page.")
        )
        return _to_page(actor)
    return form_page(
        request,
        form,
        title=_("Is this your organisation?"),
        lead=_("Say how it can be checked that you speak for %(name)s. Then you confirm and edit its entry.")
        % {"name": actor.organisation.label},
        button=_("Claim the entry"),
    )


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def add_accreditation(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Record an accreditation as the accreditor's record has it, or that one was withdrawn."""
    actor = actor_by_id(request.user, permanent_id)
    require(request.user, "actors.accredit", actor)
    if request.POST.get("do") == "withdraw":
        found = actor.accreditations.filter(permanent_id=_uuid(request.POST.get("accreditation", ""))).first()
        if found is None:
            raise NotFound(detail=_("There is nothing with this id."))
        actions.withdraw_accreditation(
            by=request.user,  # type: ignore[arg-type]
            actor=actor,
            accreditation=found,
            withdrawn_on=datetime.now(UTC).date(),
        )
        return _to_page(actor)
    form = AccreditationForm(request.POST if request.method == "POST" else None)

    def record() -> Any:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "scope"}
        return actions.record_accreditation(
            by=request.user,  # type: ignore[arg-type]
            actor=actor,
            scope=form.cleaned_data["scope"],
            facts=facts,
        )

    if request.method == "POST" and done(form, record):
        return _to_page(actor)
    return form_page(
        request,
        form,
        title=_("Record an accreditation"),
        lead=_("As the record of the accreditation body has it. Without an end it is never shown as valid."),
        button=_("Record"),
    )


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def contacts(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Name a person with the ground for it, or take one out for ever."""
    actor = actor_by_id(request.user, permanent_id)
    require(request.user, "actors.add_contact", actor)
    if request.POST.get("do") == "withdraw":
        found = actor.contacts.filter(permanent_id=_uuid(request.POST.get("contact", ""))).first()
        if found is None:
            raise NotFound(detail=_("There is nothing with this id."))
        actions.withdraw_contact(by=request.user, actor=actor, contact=found)  # type: ignore[arg-type]
        messages.success(request, _("The person is erased, here and in the log."))
        return redirect("actors:contacts", permanent_id=permanent_id)
    form = ContactForm(request.POST if request.method == "POST" else None)

    def add() -> Any:
        return actions.add_contact(by=request.user, actor=actor, **form.cleaned_data)  # type: ignore[arg-type]

    if request.method == "POST" and done(form, add):
        return redirect("actors:contacts", permanent_id=permanent_id)
    context = {"form": form, "actor": actor, "people": actor.contacts.all()}
    return render(request, "actors/contacts.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def editors(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Who may edit an entry: add a person by the address of their account, take the right back, hand the entry over."""
    actor = actor_by_id(request.user, permanent_id)
    require(request.user, "actors.change", actor)
    by: Any = request.user
    held = editors_of(actor)
    do = request.POST.get("do", "")
    if do in ("end", "own"):
        found = next((it for it in held if str(it.user.pseudonym) == request.POST.get("person", "")), None)
        if found is None:
            raise NotFound(detail=_("There is nothing with this id."))
        if do == "own":
            actions.make_owner(by=by, actor=actor, user=found.user)
        else:
            actions.end_editing(by=by, actor=actor, user=found.user)
        return redirect(
            "actors:editors" if may(request.user, "actors.change", actor) else "actors:page", permanent_id=permanent_id
        )
    form = EditorForm(request.POST if request.method == "POST" else None)

    def add() -> Any:
        email = form.cleaned_data["email"].lower()
        person = User.objects.filter(email=email, is_active=True).first()
        if person is None:
            raise Invalid(detail=_("There is no account with this address."), parameter="email")
        if any(it.user_id == person.pk for it in held):
            raise Invalid(detail=_("The person edits the entry already."), parameter="email")
        return organisations.add_member(
            by=by,
            organisation=actor.organisation,
            user=person,
            function=form.cleaned_data["function"],
            may_edit=True,
        )

    if request.method == "POST" and done(form, add):
        return redirect("actors:editors", permanent_id=permanent_id)
    context = {"form": form, "actor": actor, "held": held}
    return render(request, "actors/editors.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def members(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Record that an organisation is a member of the cluster."""
    actor = actor_by_id(request.user, permanent_id)
    require(request.user, "actors.keep_members", actor)
    form = MemberForm(request.POST if request.method == "POST" else None)

    def add() -> Any:
        given = dict(form.cleaned_data)
        organisation = organisation_by_id(request.user, given.pop("organisation"))
        return actions.add_cluster_member(
            by=request.user,  # type: ignore[arg-type]
            cluster=actor,
            organisation=organisation,
            **given,
        )

    if request.method == "POST" and done(form, add):
        return _to_page(actor)
    return form_page(
        request,
        form,
        title=_("Add a member"),
        lead=_("Members of %(name)s are organisations, never persons.") % {"name": actor.organisation.label},
        button=_("Add"),
    )


@never_cache
@login_required
@require_http_methods(READ_AND_WRITE)
def waivers(request: HttpRequest, permanent_id: uuid.UUID) -> HttpResponse:
    """Record that a programme has recognised a cluster organisation."""
    actor = actor_by_id(request.user, permanent_id)
    require(request.user, "actors.waive", actor)
    form = WaiverForm(request.POST if request.method == "POST" else None)

    def grant() -> Any:
        return actions.grant_waiver(
            by=request.user,  # type: ignore[arg-type]
            actor=actor,
            rule="eccp_cluster_organisation.v1",
            **form.cleaned_data,
        )

    if request.method == "POST" and done(form, grant):
        return _to_page(actor)
    return form_page(
        request,
        form,
        title=_("Waive the criteria"),
        lead=_(
            "A cluster that a regional or national programme has recognised need not meet each criterion. The page says so."
        ),
        button=_("Waive"),
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound(detail=_("There is nothing with this id.")) from None
