"""Changes of the register: members of clusters, links to statistical clusters, waivers, reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from clustrat.codes import nace
from clustrat.errors import CodeListError
from clustrat_platform.actors.actions.indexing import note_removal
from clustrat_platform.actors.models import (
    Actor,
    ActorKind,
    ClusterMember,
    Reminder,
    StatisticalLink,
    Waiver,
)
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import Region, User
from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.organisations.models import Organisation

__all__ = [
    "REMIND_BEFORE",
    "add_cluster_member",
    "end_cluster_member",
    "grant_waiver",
    "link_statistical_cluster",
    "remove_demo_actors",
    "revoke_waiver",
    "send_reminders",
]

#: Days before the day on which an entry is due (actors.md ACT-12).
REMIND_BEFORE = (30, 7)
#: Rules whose criteria can be waived.
WAIVABLE = ("eccp_cluster_organisation.v1",)


@action(verb="actors.add_cluster_member", permission="actors.keep_members", on="cluster")
def add_cluster_member(
    *,
    by: User | None,
    cluster: Actor,
    organisation: Organisation,
    member_type: str,
    since: date | None = None,
    source_url: str = "",
    certainty: str = "seen",
) -> ClusterMember:
    """Record that an organisation is a member of a cluster.

    Raises
    ------
    Invalid
        The entry is no cluster organisation, or would be its own member.
    """
    _require_cluster(cluster)
    if cluster.organisation_id == organisation.pk:
        raise Invalid(detail=_("A cluster is not a member of itself."), parameter="organisation")
    return checked(
        ClusterMember(
            cluster=cluster,
            organisation=organisation,
            member_type=member_type,
            since=since,
            source_url=source_url,
            certainty=certainty,
        )
    )


@action(verb="actors.end_cluster_member", permission="actors.keep_members", on="cluster")
def end_cluster_member(*, by: User | None, cluster: Actor, member: ClusterMember, until: date | None = None) -> None:
    """End a membership; that it was stays."""
    if member.cluster_id != cluster.pk:
        raise Invalid(detail=_("This is a member of another cluster."), parameter="member")
    if member.until is not None:
        raise Conflict(detail=_("This membership has ended already."))
    member.until = until or datetime.now(UTC).date()
    checked(member)


@action(verb="actors.link", permission="actors.link", on="cluster")
def link_statistical_cluster(
    *,
    by: User | None,
    cluster: Actor,
    region: Region,
    nace_code: str,
    reason: str,
    certainty: str = "own_knowledge",
) -> StatisticalLink:
    """Link a cluster organisation to a cluster of the figures, with a reason; the two stay two.

    Raises
    ------
    Invalid
        The entry is no cluster organisation, the industry is unknown, or no reason is given.
    """
    _require_cluster(cluster)
    if not reason.strip():
        raise Invalid(detail=_("Say why the two belong together."), parameter="reason")
    try:
        code = nace.activity(nace_code, version="2").table_code
    except CodeListError as error:
        raise Invalid(detail=str(error), parameter="nace_code", value=nace_code[:20]) from None
    return checked(StatisticalLink(cluster=cluster, region=region, nace_code=code, reason=reason, certainty=certainty))


@action(verb="actors.waive", permission="actors.waive", on="actor")
def grant_waiver(
    *,
    by: User | None,
    actor: Actor,
    rule: str,
    recognised_by: str,
    granted_on: date,
    until: date | None = None,
    source_url: str = "",
    reason: str = "",
) -> Waiver:
    """Record that a programme has recognised the actor, which waives the criteria of a rule; its page says so.

    Raises
    ------
    Invalid
        The rule knows no waiver, or nobody is named.
    """
    if rule not in WAIVABLE:
        raise Invalid(detail=_("This rule knows no waiver."), parameter="rule", value=rule[:80], allowed=list(WAIVABLE))
    if not recognised_by.strip():
        raise Invalid(detail=_("Name the programme that has recognised it."), parameter="recognised_by")
    return checked(
        Waiver(
            actor=actor,
            rule=rule,
            recognised_by=recognised_by,
            granted_on=granted_on,
            until=until,
            source_url=source_url,
        )
    )


@action(verb="actors.revoke_waiver", permission="actors.waive", on="actor")
def revoke_waiver(*, by: User | None, actor: Actor, waiver: Waiver, revoked_on: date, reason: str) -> Waiver:
    """Take a waiver back, with a reason; that it held stays on record."""
    if waiver.actor_id != actor.pk:
        raise Invalid(detail=_("This waiver belongs to another entry."), parameter="waiver")
    if not reason.strip():
        raise Invalid(detail=_("Say why the waiver is taken back."), parameter="reason")
    waiver.revoked_on = revoked_on
    return checked(waiver)


@action(verb="actors.remind", permission="actors.remind")
def send_reminders(*, by: User | None, today: date | None = None) -> int:
    """Ask for the confirmation of every public entry that is due in 30 or in 7 days, each once; returns how many mails.

    A day on which nothing ran is made up for: the latest reminder that has come is sent, not both. Written into the outbox in
    this transaction; goes to the role mailbox, else to the owner. An entry that nobody can be asked about gets no mail.
    """
    day = today or datetime.now(UTC).date()
    rows = (
        Actor.objects.public()
        .filter(due_on__gt=day, due_on__lte=day + timedelta(days=max(REMIND_BEFORE)))
        .select_related("organisation", "owner")
        .order_by("pk")
    )
    n = 0
    for actor in rows:
        assert actor.due_on is not None
        reached = min(it for it in REMIND_BEFORE if (actor.due_on - day).days <= it)
        recipient = actor.organisation.mailbox or (actor.owner.email if actor.owner else "")
        sent = actor.reminders.filter(due_on=actor.due_on, days_before__lte=reached)
        if not recipient or sent.exists():
            continue
        checked(Reminder(actor=actor, due_on=actor.due_on, days_before=reached, sent_on=day))
        _ask(actor, recipient)
        n += 1
    return n


@action(verb="actors.remove_demo", permission="actors.remove_demo")
def remove_demo_actors(*, by: User | None) -> int:
    """Delete the entries of the organisations of the demo; returns how many."""
    demo = Actor.objects.filter(organisation__is_demo=True)
    n = demo.count()
    note_removal()
    demo.delete()
    return n


def _ask(actor: Actor, recipient: str) -> None:
    language = actor.owner.language if actor.owner else "en"
    with override(language):
        name = actor.organisation.label
        address = settings.SITE_ORIGIN + reverse("actors:page", kwargs={"permanent_id": actor.permanent_id})
        send_mail(
            subject=_("Please confirm the entry of %(name)s") % {"name": name},
            message=_(
                "The entry of %(name)s in the directory was last confirmed on %(confirmed)s. Please look at it by %(due)s and "
                "confirm it, or change what is no longer right:\n\n%(address)s\n\nIf nobody does, the entry says publicly that "
                "it waits for a confirmation."
            )
            % {
                "name": name,
                "confirmed": actor.confirmed_on.isoformat() if actor.confirmed_on else "",
                "due": actor.due_on.isoformat() if actor.due_on else "",
                "address": address,
            },
            from_email=None,
            recipient_list=[recipient],
        )


def _require_cluster(actor: Actor) -> None:
    if actor.kind != ActorKind.CLUSTER:
        raise Invalid(
            detail=_("Only a cluster organisation has members and links to figures."),
            parameter="kind",
            value=actor.kind,
        )
