"""Interviews: of a role, never of a named person; with consent, answers, coding, and withdrawal at any time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clustrat.study.ratings_of_experts import COMPONENTS
from clustrat_platform.atlas.models.rounds import MappingRound
from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record, Region
from clustrat_platform.organisations.models import Organisation

__all__ = ["COMPONENT_CHOICES", "Interview", "InterviewCoding", "OfflineFile"]

_WORDS = {
    "specialisation": _("specialisation"),
    "relatedness": _("relatedness"),
    "enabling": _("access to enabling technology"),
    "rd_strength": _("strength in research and development"),
    "will_and_demand": _("will of the actors, and demand"),
}
COMPONENT_CHOICES = [(name, _WORDS[name]) for name in COMPONENTS]


@audited(secret=("answers",))
class Interview(Record):
    """One interview; the chain knows that answers changed, never what they say, so that a withdrawal removes them whole."""

    class State(models.TextChoices):
        """Where an interview stands."""

        PLANNED = "planned", _("planned")
        DONE = "done", _("done")
        CODED = "coded", _("coded")
        APPROVED = "approved", _("approved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class RespondentRole(models.TextChoices):
        """In which role somebody answers: a list, so that no name can be entered."""

        MANAGEMENT = "management", _("management of a firm")
        RESEARCH_HEAD = "research_head", _("head of research or development")
        CLUSTER_MANAGER = "cluster_manager", _("cluster manager")
        SCIENTIST = "scientist", _("scientist")
        PUBLIC_OFFICIAL = "public_official", _("public official")
        INTERMEDIARY = "intermediary", _("innovation or transfer agency")
        ASSOCIATION = "association", _("association or chamber")
        CIVIL_SOCIETY = "civil_society", _("civil society")
        OTHER = "other", _("other role")

    class Anonymity(models.TextChoices):
        """How answers may be shown."""

        FULL = "full", _("only together with others")
        BY_ROLE = "by_role", _("may be quoted by role")
        BY_ORGANISATION = "by_organisation", _("may be quoted by organisation")

    class Consent(models.TextChoices):
        """Whether the respondent agreed."""

        NOT_ASKED = "not_asked", _("not asked yet")
        GIVEN = "given", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")

    round = models.ForeignKey(MappingRound, on_delete=models.PROTECT, related_name="interviews")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="+")
    respondent_role = models.CharField(_("role of the respondent"), max_length=16, choices=RespondentRole.choices)
    language = models.CharField(_("language"), max_length=8, default="en")
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PLANNED)
    consent = models.CharField(_("consent"), max_length=9, choices=Consent.choices, default=Consent.NOT_ASKED)
    consent_version = models.CharField(_("version of the consent"), max_length=40, blank=True)
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)
    anonymity = models.CharField(_("anonymity"), max_length=15, choices=Anonymity.choices, default=Anonymity.FULL)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    #: Item -> answer; empty again after a withdrawal.
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=500, blank=True)

    class Meta:
        """In the order they were planned."""

        ordering = ("round", "id")
        verbose_name = _("interview")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("planned", "withdrawn"))
                | (Q(consent="given") & ~Q(consent_version="") & Q(consent_on__isnull=False, held_on__isnull=False)),
                name="no_interview_without_consent",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(consent="withdrawn", answers={}) & ~Q(withdrawn_reason="")),
                name="withdrawn_interview_is_empty",
            ),
        )
        indexes = (models.Index(fields=("region", "state"), name="interview_by_region"),)

    def __str__(self) -> str:
        return f"{self.round}: {self.region}, {self.get_respondent_role_display()}"


@audited()
class InterviewCoding(models.Model):
    """What an interview says about one component of a subject, 0 to 4, with the reason of whoever coded it."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="codings")
    theme = models.CharField(_("theme"), max_length=60)
    #: A NACE code where it is about one cluster of the region; empty for the region as a whole.
    cluster = models.CharField(_("cluster"), max_length=10, blank=True)
    component = models.CharField(_("component"), max_length=16, choices=COMPONENT_CHOICES)
    score = models.PositiveSmallIntegerField(_("score"))
    rationale = models.CharField(_("reason"), max_length=1_000)
    coded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """One score of an interview for each component of a subject."""

        ordering = ("interview", "theme", "cluster", "component")
        constraints = (
            models.UniqueConstraint(fields=("interview", "theme", "cluster", "component"), name="coded_once"),
            models.CheckConstraint(condition=Q(score__lte=4), name="coding_from_0_to_4"),
            models.CheckConstraint(condition=~Q(rationale=""), name="coding_with_reason"),
        )

    def __str__(self) -> str:
        return f"{self.theme} {self.component}: {self.score}"


@audited()
class OfflineFile(models.Model):
    """A file of answers that was brought in: its hash is never accepted again."""

    round = models.ForeignKey(MappingRound, on_delete=models.PROTECT, related_name="files")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(_("name"), max_length=200)
    sha256 = models.CharField(_("hash"), max_length=64, unique=True)
    n_bytes = models.PositiveIntegerField(_("bytes"))
    brought_in_at = models.DateTimeField(_("brought in"), auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-brought_in_at",)

    def __str__(self) -> str:
        return self.name
