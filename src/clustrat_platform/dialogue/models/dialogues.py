"""A dialogue with its territory, its rules, its phases, its sessions, and the dialogues below and above it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record, Region
from clustrat_platform.dialogue.phase_types import PHASE_TYPES, phase_type

__all__ = [
    "Correction",
    "Dialogue",
    "DialogueLink",
    "DialogueTerritory",
    "Helix",
    "Level",
    "Phase",
    "RuleSet",
    "Session",
    "SessionAttendance",
]


class Level(models.TextChoices):
    """At which level a dialogue decides."""

    REGIONAL = "regional", _("regional")
    NATIONAL = "national", _("national")
    TRANSNATIONAL = "transnational", _("transnational")


class Helix(models.TextChoices):
    """From which part of society someone speaks."""

    PUBLIC = "public", _("public bodies")
    BUSINESS = "business", _("business")
    ACADEMIA = "academia", _("research and education")
    CIVIL = "civil", _("civil society")
    INTERMEDIARY = "intermediary", _("clusters and agencies")


@audited()
class Dialogue(Record):
    """One question that a territory decides together; its rules are frozen when it opens."""

    class State(models.TextChoices):
        """Where it stands; there is no way back past ``open``."""

        DRAFT = "draft", _("draft")
        ANNOUNCED = "announced", _("announced")
        OPEN = "open", _("open")
        CLOSING = "closing", _("closing: no new input")
        CLOSED = "closed", _("closed")
        DECIDED = "decided", _("decided")
        FOLLOWING = "following", _("being followed up")
        ARCHIVED = "archived", _("archived")
        CANCELLED = "cancelled", _("cancelled")

    class Visibility(models.TextChoices):
        """Who may read it."""

        PUBLIC = "public", _("everyone")
        PRIVATE = "private", _("those who take part")

    title = models.CharField(_("title"), max_length=200)
    question = models.CharField(_("question"), max_length=500)
    summary = models.TextField(_("what it is about"), blank=True, max_length=5_000)
    level = models.CharField(_("level"), max_length=13, choices=Level.choices)
    blueprint = models.CharField(_("form"), max_length=30)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    visibility = models.CharField(_("readable by"), max_length=7, choices=Visibility.choices, default=Visibility.PUBLIC)
    original_language = models.CharField(_("language"), max_length=8, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Vienna")
    cancelled_reason = models.CharField(_("why cancelled"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("belongs to the demo"), default=False)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "-id")
        verbose_name = _("dialogue")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_reason=""), name="dialogue_cancelled_with_reason"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def rule_set(self) -> RuleSet | None:
        """The rules that hold now."""
        return self.rule_sets.order_by("-version").first()

    @property
    def rules(self) -> dict[str, Any]:
        """The document of the rules that hold now; empty without any."""
        found = self.rule_set
        return dict(found.document) if found else {}


@audited()
class DialogueTerritory(models.Model):
    """A region that a dialogue speaks for, with the inhabitants by which a roll-up may weigh it."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="territories")
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    population_persons = models.PositiveBigIntegerField(_("inhabitants"), null=True, blank=True)

    class Meta:
        """Once for a region."""

        ordering = ("dialogue", "region__code")
        constraints = (models.UniqueConstraint(fields=("dialogue", "region"), name="territory_once_in_a_dialogue"),)

    def __str__(self) -> str:
        return str(self.region)


@audited()
class DialogueLink(models.Model):
    """That a dialogue takes up what another, below it, has decided."""

    lower = models.ForeignKey(Dialogue, on_delete=models.PROTECT, related_name="links_up")
    upper = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="links_down")

    class Meta:
        """Once, and never with itself."""

        ordering = ("upper", "lower")
        constraints = (
            models.UniqueConstraint(fields=("lower", "upper"), name="link_once"),
            models.CheckConstraint(condition=~Q(lower=F("upper")), name="no_link_with_itself"),
        )

    def __str__(self) -> str:
        return f"{self.lower} > {self.upper}"


@audited()
class RuleSet(models.Model):
    """The rules of a dialogue in one version; frozen, its hash stands on every ballot."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="rule_sets")
    version = models.PositiveSmallIntegerField(_("version"))
    document = models.JSONField(_("rules"))
    sha256 = models.CharField(_("hash"), max_length=64, blank=True)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)
    reason = models.CharField(_("why changed"), max_length=500, blank=True)
    #: Types of phases that began anew with this version.
    restarts = models.JSONField(_("phases begun anew"), default=list, blank=True)

    class Meta:
        """Newest last; frozen exactly if hashed."""

        ordering = ("dialogue", "version")
        constraints = (
            models.UniqueConstraint(fields=("dialogue", "version"), name="one_rule_set_per_version"),
            models.CheckConstraint(
                condition=Q(frozen_at=None, sha256="") | (Q(frozen_at__isnull=False) & ~Q(sha256="")),
                name="rules_frozen_with_hash",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dialogue}: {self.version}"


class _PhasesInTime(models.QuerySet["Phase"]):
    """Phases that are open at a time; the twin of ``is_open_at``."""

    def open_at(self, moment: datetime) -> _PhasesInTime:
        """Those that are open at ``moment``: from ``opens_at`` until just before ``closes_at``."""
        return self.filter(opens_at__lte=moment, closes_at__gt=moment)


@audited()
class Phase(Record):
    """A stretch of a dialogue; whether it is open is computed from the time, and stored nowhere."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField(_("position"))
    type = models.CharField(_("type"), max_length=12, choices=[(it.name, it.label) for it in PHASE_TYPES.values()])
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    #: Input from before is kept and no longer counts: the rules changed then.
    counted_from = models.DateTimeField(_("counted from"), null=True, blank=True)

    objects = _PhasesInTime.as_manager()

    class Meta:
        """In their order."""

        ordering = ("dialogue", "position")
        constraints = (
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="phase_opens_before_it_closes"),
            models.UniqueConstraint(fields=("dialogue", "position"), name="one_phase_per_position"),
        )

    def __str__(self) -> str:
        return str(self.get_type_display())

    def is_open_at(self, moment: datetime) -> bool:
        """Whether the phase is open; see also ``open_at``."""
        return self.opens_at <= moment < self.closes_at

    def is_over_at(self, moment: datetime) -> bool:
        """Whether its time has passed."""
        return moment >= self.closes_at

    @property
    def features(self) -> frozenset[str]:
        """What may be done in it."""
        return phase_type(self.type).features


@audited()
class Session(Record):
    """A meeting of a dialogue: agenda, who came (as counts only), minutes."""

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        MINUTES_APPROVED = "minutes_approved", _("minutes approved")

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="sessions")
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.PLANNED)
    on_date = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=200)
    agenda = models.TextField(_("agenda"), max_length=10_000)
    minutes = models.TextField(_("minutes"), blank=True, max_length=50_000)

    class Meta:
        """By date."""

        ordering = ("on_date", "id")
        constraints = (
            models.CheckConstraint(condition=Q(state="planned") | ~Q(minutes=""), name="held_session_with_minutes"),
        )

    def __str__(self) -> str:
        return f"{self.place}, {self.on_date}"


@audited()
class SessionAttendance(models.Model):
    """How many came to a session, by part of society and gender: a count, never a name."""

    class Gender(models.TextChoices):
        """As people say themselves; who says nothing is counted as such."""

        WOMEN = "women", _("women")
        MEN = "men", _("men")
        OTHER = "other", _("other or not said")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    helix = models.CharField(_("part of society"), max_length=12, choices=Helix.choices)
    gender = models.CharField(_("gender"), max_length=5, choices=Gender.choices)
    n = models.PositiveIntegerField(_("how many"))

    class Meta:
        """One count for each pair."""

        ordering = ("session", "helix", "gender")
        constraints = (models.UniqueConstraint(fields=("session", "helix", "gender"), name="one_attendance_count"),)

    def __str__(self) -> str:
        return f"{self.get_helix_display()}, {self.get_gender_display()}: {self.n}"


@audited()
class Correction(Record):
    """What was wrong in a dialogue that can no longer be changed, and what is right."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="corrections")
    text = models.TextField(_("correction"), max_length=5_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.text[:80]
