"""What changes organisations, memberships and roles; each function is one change with its permission and its entry."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import Region, User
from clustrat_platform.base.permissions import require
from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.organisations.models import (
    Claim,
    LegalId,
    Membership,
    Organisation,
    OrganisationName,
    RoleAssignment,
    Site,
    Succession,
)

__all__ = [
    "add_legal_id",
    "add_member",
    "add_name",
    "add_site",
    "assign_role",
    "end_membership",
    "end_role",
    "prefer_claim",
    "propose_organisation",
    "publish_organisation",
    "record_claim",
    "record_succession",
    "rename_organisation",
    "withdraw_organisation",
]


@action(verb="organisations.propose", permission="organisations.propose")
def propose_organisation(
    *,
    by: User | None,
    name: str,
    kind: str,
    country: str,
    language: str = "",
    region: Region | None = None,
    website: str = "",
    mailbox: str = "",
    is_demo: bool = False,
) -> Organisation:
    """Enter an organisation; it is seen by all once someone of its region publishes it."""
    organisation = checked(
        Organisation(
            label=name, kind=kind, country=country, region=region, website=website, mailbox=mailbox, is_demo=is_demo
        )
    )
    checked(
        OrganisationName(organisation=organisation, kind=OrganisationName.Kind.OFFICIAL, language=language, text=name)
    )
    return organisation


@action(verb="organisations.publish", permission="organisations.publish", on="organisation")
def publish_organisation(
    *, by: User | None, organisation: Organisation, confirmed_on: date | None = None
) -> Organisation:
    """Show an entry to everyone, as confirmed today."""
    organisation.state = Organisation.State.PUBLISHED
    organisation.confirmed_on = confirmed_on or datetime.now(UTC).date()
    return checked(organisation)


@action(verb="organisations.rename", permission="organisations.change", on="organisation")
def rename_organisation(
    *,
    by: User | None,
    organisation: Organisation,
    name: str,
    language: str = "",
    since: date | None = None,
    reason: str = "",
) -> OrganisationName:
    """Give a new official name; the old one stays as a former name until the day before ``since``.

    Raises
    ------
    Conflict
        If that is the official name already.
    """
    former = organisation.names.filter(kind=OrganisationName.Kind.OFFICIAL, language=language, until=None).first()
    if former is not None:
        if former.text == name:
            raise Conflict(detail=_("%(name)s is the official name already.") % {"name": name})
        former.kind = OrganisationName.Kind.FORMER
        former.until = since
        checked(former)
    new = checked(
        OrganisationName(
            organisation=organisation, kind=OrganisationName.Kind.OFFICIAL, language=language, text=name, since=since
        )
    )
    organisation.label = name
    checked(organisation)
    return new


@action(verb="organisations.add_name", permission="organisations.change", on="organisation")
def add_name(
    *, by: User | None, organisation: Organisation, kind: str, text: str, language: str = ""
) -> OrganisationName:
    """Add an acronym, another name or a translation; a new official name is a renaming.

    Raises
    ------
    Invalid
        If the name is to be an official one.
    """
    if kind in (OrganisationName.Kind.OFFICIAL, OrganisationName.Kind.FORMER):
        raise Invalid(
            detail=_("A new official name is recorded as a renaming, so that the old one stays."),
            parameter="kind",
            value=kind,
        )
    return checked(OrganisationName(organisation=organisation, kind=kind, language=language, text=text))


@action(verb="organisations.add_legal_id", permission="organisations.change", on="organisation")
def add_legal_id(*, by: User | None, organisation: Organisation, scheme: str, value: str, issuer: str = "") -> LegalId:
    """Record a number that an authority gave."""
    return checked(LegalId(organisation=organisation, scheme=scheme, value=value, issuer=issuer))


@action(verb="organisations.add_site", permission="organisations.change", on="organisation")
def add_site(
    *,
    by: User | None,
    organisation: Organisation,
    country: str,
    name: str = "",
    address: str = "",
    postcode: str = "",
    town: str = "",
    region: Region | None = None,
    region_method: str = "",
    is_seat: bool = False,
) -> Site:
    """Add a place where the organisation works."""
    return checked(
        Site(
            organisation=organisation,
            country=country,
            name=name,
            address=address,
            postcode=postcode,
            town=town,
            region=region,
            region_method=region_method,
            is_seat=is_seat,
        )
    )


@action(verb="organisations.record_succession", permission="organisations.record_succession", on="predecessor")
def record_succession(
    *,
    by: User | None,
    predecessor: Organisation,
    kind: str,
    certainty: str,
    successor: Organisation | None = None,
    on_date: date | None = None,
    not_before: date | None = None,
    not_after: date | None = None,
    source_url: str = "",
    note: str = "",
) -> Succession:
    """Record that an organisation became another, or ended; nothing of either is overwritten.

    Raises
    ------
    Invalid
        If the successor already leads back to the predecessor.
    """
    if successor is not None and _leads_to(successor, predecessor):
        raise Invalid(
            detail=_("%(successor)s became %(predecessor)s earlier; one cannot succeed the other both ways.")
            % {"successor": successor, "predecessor": predecessor},
            parameter="successor",
        )
    return checked(
        Succession(
            predecessor=predecessor,
            successor=successor,
            kind=kind,
            certainty=certainty,
            on_date=on_date,
            not_before=not_before,
            not_after=not_after,
            source_url=source_url,
            note=note,
        )
    )


@action(verb="organisations.record_claim", permission="organisations.change", on="organisation")
def record_claim(
    *,
    by: User | None,
    organisation: Organisation,
    fact: str,
    value: str,
    certainty: str,
    source_title: str = "",
    source_url: str = "",
    note: str = "",
) -> Claim:
    """Write down what one source says; another source that says something else is another claim."""
    return checked(
        Claim(
            organisation=organisation,
            fact=fact,
            value=value,
            certainty=certainty,
            source_title=source_title,
            source_url=source_url,
            note=note,
        )
    )


@action(verb="organisations.prefer_claim", permission="organisations.change", on="organisation")
def prefer_claim(*, by: User | None, organisation: Organisation, claim: Claim, reason: str) -> Claim:
    """Choose among claims of one fact, with a reason; the others stay."""
    if claim.organisation_id != organisation.pk:
        raise Invalid(detail=_("This claim is about another organisation."), parameter="claim")
    if not reason.strip():
        raise Invalid(detail=_("Say why this claim is preferred."), parameter="reason")
    for other in organisation.claims.filter(fact=claim.fact, is_preferred=True).exclude(pk=claim.pk):
        other.is_preferred = False
        checked(other)
    claim.is_preferred = True
    return checked(claim)


@action(verb="organisations.withdraw", permission="organisations.withdraw", on="organisation")
def withdraw_organisation(*, by: User | None, organisation: Organisation, reason: str) -> Organisation:
    """Take an entry out of all lists; its page stays as a tombstone with the reason and the successor."""
    organisation.state = Organisation.State.WITHDRAWN
    organisation.withdrawn_reason = reason
    return checked(organisation)


@action(verb="organisations.add_member", permission="organisations.add_member", on="organisation")
def add_member(
    *,
    by: User | None,
    organisation: Organisation,
    user: User,
    function: str = "",
    may_edit: bool = False,
    since: date | None = None,
) -> Membership:
    """Let a person belong to an organisation."""
    return checked(Membership(user=user, organisation=organisation, function=function, may_edit=may_edit, since=since))


@action(verb="organisations.end_membership", permission="organisations.add_member", on="organisation")
def end_membership(*, by: User | None, organisation: Organisation, user: User, until: date | None = None) -> None:
    """End the open membership of a person."""
    day = until or datetime.now(UTC).date()
    for membership in organisation.memberships.filter(user=user, until=None):
        membership.until = day
        checked(membership)


@action(verb="organisations.assign_role", permission="organisations.assign_role", on="assignment")
def assign_role(*, by: User | None, assignment: RoleAssignment) -> RoleAssignment:
    """Give a role within a territory: whoever gives it must hold the secretariat's or administrator's role there."""
    if by is not None and by.pk == assignment.user_id:
        raise Invalid(detail=_("Nobody gives a role to themselves."), parameter="user")
    return checked(assignment)


@action(verb="organisations.end_role", permission="organisations.assign_role", on="assignment")
def end_role(*, by: User | None, assignment: RoleAssignment, until: date | None = None) -> RoleAssignment:
    """Take a role back; the record of it stays."""
    require(by, "organisations.assign_role", assignment)
    assignment.until = until or datetime.now(UTC).date()
    return checked(assignment)


def _leads_to(start: Organisation, goal: Organisation) -> bool:
    waiting = [start.pk]
    seen = set(waiting)
    while waiting:
        key = waiting.pop()
        if key == goal.pk:
            return True
        following = Succession.objects.filter(predecessor_id=key, successor__isnull=False).values_list(
            "successor_id", flat=True
        )
        fresh = [it for it in following if it is not None and it not in seen]
        seen.update(fresh)
        waiting += fresh
    return False
