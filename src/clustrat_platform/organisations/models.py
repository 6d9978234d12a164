"""Organisations: names by language and kind, legal ids, sites, succession, conflicting facts, members and roles."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record, Region

__all__ = [
    "Certainty",
    "Claim",
    "LegalId",
    "Membership",
    "Organisation",
    "OrganisationName",
    "Role",
    "RoleAssignment",
    "Site",
    "Succession",
]


class Certainty(models.TextChoices):
    """How sure a statement is."""

    SEEN = "seen", _("the source says it")
    OWN_KNOWLEDGE = "own_knowledge", _("added by us, to be verified")
    CONFLICTING = "conflicting", _("sources disagree")


class Role(models.TextChoices):
    """The roles of the platform (docs: roles); a public reader needs none, and roles in a dialogue are given there."""

    CLUSTER_MANAGER = "cluster_manager", _("cluster manager")
    ANALYST = "analyst", _("regional analyst")
    INTERVIEWER = "interviewer", _("interviewer")
    EXPERT = "expert", _("expert")
    MODERATOR = "moderator", _("moderator")
    STEERING = "steering", _("steering member")
    PILOT_LEAD = "pilot_lead", _("pilot lead")
    SECRETARIAT = "secretariat", _("programme secretariat")
    EDITOR = "editor", _("editor")
    ADMINISTRATOR = "administrator", _("administrator")


@audited()
class Organisation(Record):
    """A body that acts; a merger, split or new name is a :class:`Succession`, never an overwrite."""

    class Kind(models.TextChoices):
        """What sort of body."""

        FIRM = "firm", _("firm")
        RESEARCH = "research", _("research organisation")
        PUBLIC = "public", _("public body")
        CIVIL = "civil", _("civil society organisation")
        SERVICES = "services", _("knowledge-intensive business services")
        CLUSTER = "cluster", _("cluster organisation")
        OTHER = "other", _("other organisation")

    class State(models.TextChoices):
        """Where the record stands; who may see it follows from this."""

        PROPOSED = "proposed", _("proposed, not yet checked")
        CHECKED = "checked", _("checked")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    #: The name for lists; kept equal to the present official name by the actions.
    label = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2)
    region = models.ForeignKey(
        Region, verbose_name=_("region of the seat"), null=True, blank=True, on_delete=models.PROTECT
    )
    website = models.URLField(_("website"), blank=True)
    mailbox = models.EmailField(_("role mailbox"), blank=True)
    confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("belongs to the demo"), default=False)

    class Meta:
        """By name."""

        ordering = ("label", "id")
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""), name="withdrawn_with_reason"
            ),
        )
        indexes = (models.Index(fields=("state", "country"), name="organisation_by_state"),)

    def __str__(self) -> str:
        return self.label


@audited()
class OrganisationName(models.Model):
    """A name by language and kind, with the time it held."""

    class Kind(models.TextChoices):
        """What sort of name."""

        OFFICIAL = "official", _("official name")
        ACRONYM = "acronym", _("acronym")
        ALIAS = "alias", _("other name")
        TRANSLATION = "translation", _("translation")
        FORMER = "former", _("former name")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=8, blank=True)
    text = models.CharField(_("name"), max_length=200)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        """Official first."""

        ordering = ("organisation", "kind", "language", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "language"), condition=Q(kind="official", until=None), name="one_official_name"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lte=F("until")), name="name_since_before_until"
            ),
        )

    def __str__(self) -> str:
        return self.text


@audited()
class LegalId(models.Model):
    """A number that an authority gave; the same number never belongs to two organisations."""

    class Scheme(models.TextChoices):
        """Who gave it."""

        VAT = "vat", _("VAT number")
        REGISTER = "register", _("register number")
        ROR = "ror", _("ROR")
        CORDIS = "cordis", _("CORDIS")
        WIKIDATA = "wikidata", _("Wikidata")
        NOTIFIED_BODY = "notified_body", _("notified body")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="legal_ids")
    scheme = models.CharField(_("scheme"), max_length=14, choices=Scheme.choices)
    value = models.CharField(_("number"), max_length=80)
    issuer = models.CharField(_("register"), max_length=120, blank=True)

    class Meta:
        """A number is given once."""

        ordering = ("scheme", "value")
        constraints = (
            models.UniqueConstraint(fields=("scheme", "issuer", "value"), name="one_organisation_for_a_legal_id"),
        )

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


@audited()
class Site(models.Model):
    """A place where an organisation works."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    town = models.CharField(_("town"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2)
    region = models.ForeignKey(Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT)
    #: How the region was found: postcode, point, town, hand.
    region_method = models.CharField(_("how the region was found"), max_length=12, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    is_seat = models.BooleanField(_("is the seat"), default=False)

    class Meta:
        """The seat first."""

        ordering = ("-is_seat", "town", "id")
        constraints = (
            models.UniqueConstraint(fields=("organisation",), condition=Q(is_seat=True), name="one_seat"),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="site_on_the_globe",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.town or self.address


@audited()
class Succession(Record):
    """That one organisation became another, or ended; a date known only by limits stays empty."""

    class Kind(models.TextChoices):
        """What happened."""

        RENAMED = "renamed", _("renamed")
        MERGED = "merged", _("merged into")
        SPLIT = "split", _("split off into")
        REPLACED = "replaced", _("replaced by")
        CLOSED = "closed", _("closed")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="precursions"
    )
    on_date = models.DateField(_("on"), null=True, blank=True)
    not_before = models.DateField(_("not before"), null=True, blank=True)
    not_after = models.DateField(_("not after"), null=True, blank=True)
    source_url = models.URLField(_("source"), blank=True, max_length=500)
    certainty = models.CharField(_("certainty"), max_length=14, choices=Certainty.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        """Only a closure has no successor, and nothing succeeds itself."""

        ordering = ("on_date", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="closed", successor=None) | (~Q(kind="closed") & Q(successor__isnull=False)),
                name="successor_unless_closed",
            ),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="no_own_successor"),
            models.UniqueConstraint(fields=("predecessor", "successor", "kind"), name="succession_once"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} {self.get_kind_display()} {self.successor or ''}".strip()


@audited()
class Claim(models.Model):
    """What one source says about one fact of an organisation; sources that disagree stand side by side."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="claims")
    fact = models.CharField(_("fact"), max_length=60)
    value = models.CharField(_("value"), max_length=300)
    source_title = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True, max_length=500)
    certainty = models.CharField(_("certainty"), max_length=14, choices=Certainty.choices)
    is_preferred = models.BooleanField(_("preferred by us"), default=False)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        """The preferred claim first; at most one for a fact."""

        ordering = ("organisation", "fact", "-is_preferred", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "fact"), condition=Q(is_preferred=True), name="one_preferred_claim"
            ),
            models.UniqueConstraint(
                fields=("organisation", "fact", "value", "source_url"), name="a_source_says_it_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.fact}: {self.value}"


class _InTime(models.QuerySet["Membership"]):
    """Memberships and roles that hold at a time; the twin of ``holds_on``."""

    def hold_on(self, day: date) -> _InTime:
        """Those that hold on ``day``."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day))


@audited()
class Membership(models.Model):
    """That a person belongs to an organisation, from ``since`` until the day before ``until``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    function = models.CharField(_("function"), max_length=120, blank=True)
    may_edit = models.BooleanField(_("may edit the entry"), default=False)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = _InTime.as_manager()

    class Meta:
        """One at a time."""

        ordering = ("organisation", "user")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "organisation"), condition=Q(until=None), name="one_open_membership"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"

    def holds_on(self, day: date) -> bool:
        """Whether it holds on ``day``; see also ``hold_on``."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class _RolesInTime(models.QuerySet["RoleAssignment"]):
    def hold_on(self, day: date) -> _RolesInTime:
        """Those that hold on ``day``."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day))


@audited()
class RoleAssignment(models.Model):
    """A role on the platform within a territory: a region and all in it, or everywhere where ``region`` is empty."""

    class Level(models.TextChoices):
        """At which level of the dialogue the role is held."""

        REGIONAL = "regional", _("regional")
        NATIONAL = "national", _("national")
        TRANSNATIONAL = "transnational", _("transnational")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    level = models.CharField(_("level"), max_length=13, choices=Level.choices, default=Level.REGIONAL)
    region = models.ForeignKey(Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = _RolesInTime.as_manager()

    class Meta:
        """Without a territory only at the transnational level."""

        ordering = ("user", "role")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role", "level", "region"),
                condition=Q(until=None, region__isnull=False),
                name="one_open_assignment",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "level"),
                condition=Q(until=None, region=None),
                name="one_open_assignment_everywhere",
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=False) | Q(level="transnational"), name="territory_unless_transnational"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.region or self.get_level_display()})"

    def holds_on(self, day: date) -> bool:
        """Whether it holds on ``day``."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def covers(self, region: Region | None) -> bool:
        """Whether the role reaches ``region``; what has no region is reached from everywhere only."""
        if self.region is None:
            return True
        return region is not None and self.region.contains(region)
