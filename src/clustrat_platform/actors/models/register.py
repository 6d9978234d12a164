"""The register of cluster organisations: members, links to statistical clusters, waivers of rules, reminders sent."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.actors.models.entries import Actor
from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record, Region
from clustrat_platform.organisations.models import Certainty, Organisation

__all__ = ["ClusterMember", "MemberType", "Reminder", "StatisticalLink", "Waiver"]


class MemberType(models.TextChoices):
    """What sort of member, as the criteria of cluster organisations count them."""

    FIRM = "firm", _("firm")
    RESEARCH = "research", _("research and education")
    PUBLIC = "public", _("public body")
    FINANCE = "finance", _("finance")
    OTHER = "other", _("other organisation")


class _Members(models.QuerySet["ClusterMember"]):
    def hold_on(self, day: date) -> _Members:
        """Those that are members on ``day``."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day))


@audited()
class ClusterMember(models.Model):
    """That an organisation is a member of a cluster; persons are never members here."""

    cluster = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="cluster_members")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="cluster_memberships")
    member_type = models.CharField(_("kind of member"), max_length=8, choices=MemberType.choices)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    source_url = models.URLField(_("source"), blank=True, max_length=500)
    certainty = models.CharField(_("how sure"), max_length=14, choices=Certainty.choices, default=Certainty.SEEN)

    objects = _Members.as_manager()

    class Meta:
        """A member once at a time."""

        ordering = ("cluster", "member_type", "organisation__label")
        constraints = (
            models.UniqueConstraint(
                fields=("cluster", "organisation"), condition=Q(until=None), name="one_open_cluster_membership"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lte=F("until")), name="member_since_before_until"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} – {self.cluster}"


@audited()
class StatisticalLink(models.Model):
    """That a cluster organisation works where the figures show a cluster: linked with a reason, never merged."""

    cluster = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="statistical_links")
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    nace_code = models.CharField(_("industry (NACE Rev. 2)"), max_length=6)
    reason = models.CharField(_("why they belong together"), max_length=500)
    certainty = models.CharField(
        _("how sure"), max_length=14, choices=Certainty.choices, default=Certainty.OWN_KNOWLEDGE
    )

    class Meta:
        """A link once."""

        ordering = ("cluster", "region__code", "nace_code")
        constraints = (
            models.UniqueConstraint(
                fields=("cluster", "region", "nace_code"), name="one_link_to_a_statistical_cluster"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cluster} – {self.region.code} {self.nace_code}"


class _Waivers(models.QuerySet["Waiver"]):
    def hold_on(self, day: date) -> _Waivers:
        """Those that hold on ``day``."""
        return self.filter(
            Q(until=None) | Q(until__gte=day), Q(revoked_on=None) | Q(revoked_on__gt=day), granted_on__lte=day
        )


@audited()
class Waiver(Record):
    """That the criteria of a rule need not be met, because a programme has recognised the actor; never silent."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="waivers")
    rule = models.CharField(_("rule"), max_length=60)
    recognised_by = models.CharField(_("recognised by"), max_length=200)
    source_url = models.URLField(_("record"), blank=True, max_length=500)
    granted_on = models.DateField(_("granted on"))
    until = models.DateField(_("until"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    objects = _Waivers.as_manager()

    class Meta:
        """Newest first."""

        ordering = ("-granted_on", "-id")

    def __str__(self) -> str:
        return f"{self.rule}: {self.recognised_by}"


@audited()
class Reminder(models.Model):
    """That an entry was asked to be confirmed, so many days before the day; each is sent once."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    sent_on = models.DateField()

    class Meta:
        """Once for a day."""

        ordering = ("-sent_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("actor", "due_on", "days_before"), name="a_reminder_is_sent_once"),
        )

    def __str__(self) -> str:
        return f"{self.actor_id} {self.due_on} -{self.days_before}"
