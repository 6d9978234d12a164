"""Entries of the directory: one for an organisation in one capacity, its codes, and where each field comes from."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clustrat.decision.rules import ACTORS_V1, UpdateDue, update_due
from clustrat_platform.actors.models.fields import (
    FIELD_NAMES,
    OF_KIND,
    TEXT_MAX,
    ActorKind,
    CodeScheme,
    Freshness,
    Side,
)
from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record, Region
from clustrat_platform.organisations.models import Certainty, Organisation

__all__ = ["Actor", "ActorCode", "FieldSource"]

TRL = (MinValueValidator(1), MaxValueValidator(9))
PCT = (MinValueValidator(0), MaxValueValidator(100))
#: The rule of updating knows three kinds of actor.
RULE_KINDS = {ActorKind.CLUSTER: "cluster_organisation", ActorKind.START_UP: "start_up"}


class _Entries(models.QuerySet["Actor"]):
    """Entries by state and age; the twins of the methods of :class:`Actor`."""

    def public(self) -> _Entries:
        """Those that everyone may see in lists; the twin of ``is_public``."""
        return self.filter(state=Actor.State.PUBLISHED, organisation__state=Organisation.State.PUBLISHED)

    def of_freshness_on(self, freshness: str, day: date) -> _Entries:
        """Those of a freshness on ``day``; the twin of ``freshness_on``."""
        if freshness == Freshness.UNKNOWN:
            return self.filter(confirmed_on=None)
        if freshness == Freshness.STALE:
            return self.filter(stale_on__lte=day)
        if freshness == Freshness.DUE:
            return self.filter(due_on__lte=day, stale_on__gt=day)
        return self.filter(due_on__gt=day, stale_on__gt=day)


@audited()
class Actor(Record):
    """An organisation in one capacity: as a laboratory, a certification centre, a start-up, a spin-off or a cluster organisation.

    Names, legal ids, places and succession belong to the organisation. What a kind does not have stays empty.
    """

    class State(models.TextChoices):
        """Where the entry stands; ``due`` and ``stale`` follow from the day (:meth:`freshness_on`) and are not stored."""

        PROPOSED = "proposed", _("proposed, not yet checked")
        CHECKED = "checked", _("checked, not yet published")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Size(models.TextChoices):
        """Size class by persons employed."""

        MICRO = "micro", _("fewer than 10 persons")
        SMALL = "small", _("10 to 49 persons")
        MEDIUM = "medium", _("50 to 249 persons")
        LARGE = "large", _("250 persons or more")

    class ParentKind(models.TextChoices):
        """What sort of institution stands behind."""

        HIGHER_EDUCATION = "higher_education", _("higher education")
        PUBLIC_RESEARCH = "public_research", _("public research")
        HOSPITAL = "hospital", _("hospital")
        FIRM = "firm", _("firm")

    class ParentLink(models.TextChoices):
        """What ties a spin-off to its parent."""

        LICENCE = "licence", _("licence")
        EQUITY = "equity", _("share in the capital")
        BOTH = "both", _("licence and share in the capital")

    class Stage(models.TextChoices):
        """Stage of funding."""

        PRE_SEED = "pre_seed", _("before the first funding")
        SEED = "seed", _("first funding (seed)")
        EARLY = "early", _("early stage")
        GROWTH = "growth", _("growth")
        OWN = "own", _("from own revenue")

    class Confirmer(models.TextChoices):
        """In which capacity an entry was confirmed; who the person is stays inside."""

        OWNER = "owner", _("the organisation itself")
        KEEPER = "keeper", _("the keeper of the register")
        SOURCE = "source", _("the source it was taken from")
        DEMO = "demo", _("the facts of the demo")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="actors")
    kind = models.CharField(_("kind"), max_length=14, choices=ActorKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="owned_actors",
    )
    confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    confirmed_as = models.CharField(_("confirmed by"), max_length=8, choices=Confirmer.choices, blank=True)
    #: Follow from ``confirmed_on`` and the end of certificates by ``actors.v1``; kept equal by the actions.
    due_on = models.DateField(_("to be confirmed by"), null=True, blank=True)
    stale_on = models.DateField(_("stale from"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=500, blank=True)

    summary = models.TextField(_("in short"), max_length=TEXT_MAX, blank=True)
    summary_language = models.CharField(_("language of the text"), max_length=8, blank=True)
    services = models.TextField(_("services"), max_length=TEXT_MAX, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=80, blank=True)
    founded_year = models.PositiveSmallIntegerField(
        _("founded in"), null=True, blank=True, validators=[MinValueValidator(1000), MaxValueValidator(2200)]
    )
    size_class = models.CharField(_("size"), max_length=6, choices=Size.choices, blank=True)
    has_gender_mark = models.BooleanField(_("gender in innovation"), null=True, blank=True)
    is_international = models.BooleanField(_("works across borders"), null=True, blank=True)

    parent = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="daughters")
    parent_name = models.CharField(_("parent institution"), max_length=200, blank=True)
    parent_kind = models.CharField(_("kind of parent"), max_length=16, choices=ParentKind.choices, blank=True)
    parent_link = models.CharField(_("link to the parent"), max_length=8, choices=ParentLink.choices, blank=True)
    parent_confirmed_on = models.DateField(_("confirmed by the parent on"), null=True, blank=True)
    equipment = models.TextField(_("equipment"), max_length=TEXT_MAX, blank=True)
    access_rules = models.TextField(_("who may use it, and how"), max_length=TEXT_MAX, blank=True)
    trl_min = models.PositiveSmallIntegerField(_("technology readiness, from"), null=True, blank=True, validators=TRL)
    trl_max = models.PositiveSmallIntegerField(_("technology readiness, to"), null=True, blank=True, validators=TRL)
    funding_stage = models.CharField(_("stage of funding"), max_length=8, choices=Stage.choices, blank=True)
    ipr = models.TextField(_("intellectual property"), max_length=TEXT_MAX, blank=True)
    sought_partners = models.TextField(_("partners sought"), max_length=TEXT_MAX, blank=True)

    serves_smes = models.BooleanField(_("serves industry and small firms"), null=True, blank=True)
    sme_projects = models.PositiveIntegerField(_("projects with small firms in two years"), null=True, blank=True)
    investments = models.PositiveIntegerField(_("major investments in three years"), null=True, blank=True)
    industrial_funding_pct = models.FloatField(_("funding from industry"), null=True, blank=True, validators=PCT)
    sme_turnover_pct = models.FloatField(_("turnover from small firms"), null=True, blank=True, validators=PCT)

    management_fte = models.FloatField(_("managers"), null=True, blank=True, validators=[MinValueValidator(0)])
    committed_members = models.PositiveIntegerField(_("committed members"), null=True, blank=True)
    public_bodies_involved = models.BooleanField(_("public bodies take part"), null=True, blank=True)
    english_website = models.BooleanField(_("website in English"), null=True, blank=True)
    english_website_checked_on = models.DateField(_("website looked at on"), null=True, blank=True)
    quality_label = models.CharField(_("quality label"), max_length=80, blank=True)
    quality_label_until = models.DateField(_("quality label until"), null=True, blank=True)

    objects = _Entries.as_manager()

    class Meta:
        """One entry for a capacity."""

        ordering = ("organisation__label", "kind", "id")
        verbose_name = _("entry of the directory")
        verbose_name_plural = _("entries of the directory")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "kind"),
                name="one_entry_for_a_capacity",
                violation_error_message=_("The organisation has an entry of this kind already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""), name="actor_withdrawn_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(trl_min=None) | Q(trl_max=None) | Q(trl_min__lte=F("trl_max")),
                name="trl_from_before_to",
                violation_error_message=_("Technology readiness runs from the lower to the higher level."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None, due_on=None, stale_on=None)
                | Q(confirmed_on__isnull=False, due_on__isnull=False, stale_on__isnull=False),
                name="due_follows_confirmed",
            ),
        )
        indexes = (
            models.Index(fields=("state", "kind"), name="actor_by_state"),
            models.Index(fields=("due_on",), name="actor_by_due"),
        )

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        """The page of the entry, in the reader's language."""
        return reverse("actors:page", kwargs={"permanent_id": self.permanent_id})

    def clean(self) -> None:
        """A field of another kind must stay empty."""
        own = set(OF_KIND[self.kind]) if self.kind in OF_KIND else set()
        for name in sorted({name for names in OF_KIND.values() for name in names} - own):
            if name in _COLUMNS and getattr(self, name) not in (None, ""):
                raise ValidationError(
                    {
                        name: _("A %(kind)s has no field “%(field)s”.")
                        % {"kind": self.get_kind_display(), "field": FIELD_NAMES[name]}
                    }
                )

    @property
    def region(self) -> Region | None:
        """The region of the seat: what roles with a territory reach."""
        return self.organisation.region

    @property
    def is_public(self) -> bool:
        """Whether everyone may see the entry in lists."""
        return self.state == self.State.PUBLISHED and self.organisation.state == Organisation.State.PUBLISHED

    def update_due_on(self, day: date) -> UpdateDue:
        """What the rule ``actors.v1`` says of the last confirmation on ``day``."""
        return update_due(
            kind=RULE_KINDS.get(self.kind, "other"),  # type: ignore[call-overload]
            confirmed_on=self.confirmed_on,
            today=day,
            parameters=ACTORS_V1,
        )

    def freshness_on(self, day: date) -> Freshness:
        """How old the confirmation is on ``day``; see also ``of_freshness_on``."""
        if self.due_on is None or self.stale_on is None:
            return Freshness.UNKNOWN
        if day >= self.stale_on:
            return Freshness.STALE
        return Freshness.DUE if day >= self.due_on else Freshness.CURRENT


_COLUMNS = {field.name for field in Actor._meta.concrete_fields}


@audited()
class ActorCode(models.Model):
    """One code of a versioned list by which an actor describes what it offers or needs."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="codes")
    scheme = models.CharField(_("list"), max_length=12, choices=CodeScheme.choices)
    side = models.CharField(_("side"), max_length=5, choices=Side.choices, default=Side.OFFER)
    code = models.CharField(_("code"), max_length=40)
    degree = models.FloatField(_("degree"), default=1.0, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)])

    class Meta:
        """By list and code."""

        ordering = ("actor", "scheme", "side", "code")
        constraints = (
            models.UniqueConstraint(fields=("actor", "scheme", "side", "code"), name="a_code_once_for_an_actor"),
        )
        indexes = (models.Index(fields=("scheme", "side", "code"), name="actor_by_code"),)

    def __str__(self) -> str:
        return f"{self.side} {self.scheme} {self.code}"


@audited()
class FieldSource(models.Model):
    """Where the value of one field was taken from, under which licence, and how sure that is."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="sources")
    field = models.CharField(_("field"), max_length=40)
    source_title = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), blank=True, max_length=500)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    retrieved_on = models.DateField(_("retrieved on"), null=True, blank=True)
    certainty = models.CharField(_("how sure"), max_length=14, choices=Certainty.choices, default=Certainty.SEEN)

    class Meta:
        """One source for the value that stands."""

        ordering = ("actor", "field")
        constraints = (models.UniqueConstraint(fields=("actor", "field"), name="one_source_for_a_field"),)

    def __str__(self) -> str:
        return f"{self.field}: {self.source_title}"
