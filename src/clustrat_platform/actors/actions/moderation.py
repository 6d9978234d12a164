"""Claims of a profile and proposed changes: written by anyone with an account, decided by those who keep the register."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from clustrat_platform.actors.actions.entries import change_actor
from clustrat_platform.actors.field_values import checked_values, plain, values_of
from clustrat_platform.actors.models import Actor, ChangeProposal, ClaimRequest
from clustrat_platform.actors.permissions import edits_entry
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.organisations import actions as organisations
from clustrat_platform.organisations.models import Membership

__all__ = ["claim_actor", "decide_change", "decide_claim", "propose_change"]


@action(verb="actors.claim", permission="actors.claim", on="actor")
def claim_actor(*, by: User, actor: Actor, function: str, evidence: str) -> ClaimRequest:
    """Say that one speaks for an organisation; a profile that has an owner is someone else's: refused at once, and kept.

    Raises
    ------
    Conflict
        The person edits the entry already.
    """
    if edits_entry.test(by, actor):
        raise Conflict(detail=_("You edit this entry already."))
    claim = ClaimRequest(
        actor=actor, claimant=by, function=function, evidence=evidence, domain_fits=_domain_fits(by, actor)
    )
    if has_owner(actor):
        claim.state = ClaimRequest.State.REFUSED
        claim.decided_at = datetime.now(UTC)
        claim.decision_reason = "The entry has an owner; ask its editors to add you."
    return checked(claim)


@action(verb="actors.decide_claim", permission="actors.decide_claim", on="claim")
def decide_claim(*, by: User | None, claim: ClaimRequest, is_granted: bool, reason: str) -> ClaimRequest:
    """Grant a claim, which makes the claimant an editor and, where there is none, the owner; or refuse it, with a reason.

    Raises
    ------
    Conflict
        It was decided already.
    Invalid
        There is no reason, or the entry got an owner meanwhile.
    """
    if claim.state != ClaimRequest.State.OPEN:
        raise Conflict(detail=_("This claim was decided already."))
    if not reason.strip():
        raise Invalid(detail=_("Say on what the decision rests."), parameter="reason")
    actor = claim.actor
    if is_granted:
        if has_owner(actor):
            raise Invalid(
                detail=_("The entry got an owner meanwhile; its editors may add the person."), parameter="is_granted"
            )
        organisations.add_member(
            by=None, organisation=actor.organisation, user=claim.claimant, function=claim.function, may_edit=True
        )
        actor.owner = claim.claimant
        checked(actor, fields=["owner", "changed_at"])
    claim.state = ClaimRequest.State.GRANTED if is_granted else ClaimRequest.State.REFUSED
    claim.decided_by = by
    claim.decided_at = datetime.now(UTC)
    claim.decision_reason = reason
    return checked(claim)


@action(verb="actors.propose_change", permission="actors.propose_change", on="actor")
def propose_change(
    *, by: User, actor: Actor, fields: Mapping[str, Any], reason: str, source_url: str = ""
) -> ChangeProposal:
    """Propose values for fields of an entry that one does not edit; only what differs is kept, beside what was seen.

    Raises
    ------
    Invalid
        Nothing differs, or no reason is given.
    """
    now = values_of(actor)
    wanted = checked_values(actor.kind, fields)
    changes = {
        name: {"seen": now[name], "proposed": plain(value)}
        for name, value in wanted.items()
        if plain(value) != now[name]
    }
    if not changes:
        raise Invalid(detail=_("Nothing differs from what stands."), parameter="fields")
    if not reason.strip():
        raise Invalid(detail=_("Say why it should be changed."), parameter="reason")
    return checked(ChangeProposal(actor=actor, author=by, fields=changes, reason=reason, source_url=source_url))


@action(verb="actors.decide_change", permission="actors.decide_change", on="proposal")
def decide_change(
    *, by: User | None, proposal: ChangeProposal, accepted: Collection[str], reason: str
) -> ChangeProposal:
    """Take some, all or none of the proposed fields, with a reason.

    Raises
    ------
    Conflict
        It was decided already, or a field was changed since it was proposed (``difference`` shows which).
    Invalid
        A field is named that was not proposed, or no reason is given.
    """
    if proposal.state != ChangeProposal.State.OPEN:
        raise Conflict(detail=_("This proposal was decided already."))
    if not reason.strip():
        raise Invalid(detail=_("Say on what the decision rests."), parameter="reason")
    others = sorted(set(accepted) - set(proposal.fields))
    if others:
        raise Invalid(
            detail=_("'%(name)s' was not proposed.") % {"name": others[0]},
            parameter="accepted",
            allowed=sorted(proposal.fields),
        )
    if accepted:
        source = {"source_title": "proposed by a reader, accepted by the register", "source_url": proposal.source_url}
        change_actor(
            by=by,
            actor=proposal.actor,
            fields={name: proposal.fields[name]["proposed"] for name in accepted},
            seen={name: proposal.fields[name]["seen"] for name in accepted},
            source=source,
            reason=reason,
        )
    proposal.state = ChangeProposal.State.ACCEPTED if accepted else ChangeProposal.State.REJECTED
    proposal.decided_by = by
    proposal.decided_at = datetime.now(UTC)
    proposal.decision_reason = reason
    return checked(proposal)


def has_owner(actor: Actor) -> bool:
    """Whether somebody speaks for the organisation already."""
    today = datetime.now(UTC).date()
    held = Membership.objects.filter(organisation=actor.organisation, may_edit=True).hold_on(today)
    return actor.owner_id is not None or held.exists()


def _domain_fits(user: User, actor: Actor) -> bool:
    """Whether a confirmed address of the person belongs to the website of the organisation."""
    host = (urlsplit(actor.organisation.website).hostname or "").removeprefix("www.")
    if not host:
        return False
    for address in EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True):
        domain = address.rpartition("@")[2].lower()
        if domain == host or domain.endswith(f".{host}") or host.endswith(f".{domain}"):
            return True
    return False
