"""Evidence items, and potential assessments by experts: judged, reasoned, versioned, beside what is computed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.atlas.models.interviews import COMPONENT_CHOICES, Interview
from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record, Region

__all__ = ["AssessmentBasis", "AssessmentComponent", "EvidenceItem", "PotentialAssessment"]

#: What may be written on a judgement, in words.
MARKS = {
    "evidence changed": _("evidence changed"),
    "recomputed after a withdrawal": _("recomputed after a withdrawal"),
    "interviews taken out after a withdrawal": _("interviews taken out after a withdrawal"),
}


@audited()
class EvidenceItem(Record):
    """One piece of evidence about a subject: a quotation or a value, with its date and address."""

    class Kind(models.TextChoices):
        """Of what sort."""

        STATISTIC = "statistic", _("statistic")
        INTERVIEW = "interview", _("interview")
        DOCUMENT = "document", _("document")
        OBSERVATION = "observation", _("observation")

    class Stance(models.TextChoices):
        """What it says about the potential."""

        SUPPORTS = "supports", _("supports")
        CONTRADICTS = "contradicts", _("contradicts")

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    stance = models.CharField(_("stance"), max_length=11, choices=Stance.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="+")
    theme = models.CharField(_("theme"), max_length=60)
    cluster = models.CharField(_("cluster"), max_length=10, blank=True)
    component = models.CharField(_("component"), max_length=16, choices=COMPONENT_CHOICES, blank=True)
    quote = models.TextField(_("quotation"), max_length=2_000, blank=True)
    value = models.DecimalField(_("value"), max_digits=28, decimal_places=10, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    dated = models.DateField(_("date"), null=True, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)
    interview = models.ForeignKey(
        Interview, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence_items"
    )
    state_reason = models.CharField(_("why accepted or rejected"), max_length=500, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "id")
        verbose_name = _("evidence item")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="rejected") | ~Q(quote="") | Q(value__isnull=False), name="evidence_says_something"
            ),
            models.CheckConstraint(condition=~Q(state="rejected") | ~Q(state_reason=""), name="rejected_with_reason"),
            models.CheckConstraint(
                condition=~Q(kind="interview") | Q(interview__isnull=False), name="interview_evidence_has_interview"
            ),
        )
        indexes = (models.Index(fields=("region", "theme"), name="evidence_by_subject"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.quote[:60] or self.value}"


@audited()
class PotentialAssessment(Record):
    """One version of what experts judge of a region, or a cluster of it, before a theme; the total follows from the components."""

    class State(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", _("draft")
        REGIONAL_REVIEW = "regional_review", _("in regional review")
        EXPERT_VALIDATED = "expert_validated", _("validated by experts")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")

    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="+")
    theme = models.CharField(_("theme"), max_length=60)
    theme_version = models.CharField(_("version of the theme"), max_length=60)
    cluster = models.CharField(_("cluster"), max_length=10, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    supersedes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors")
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.DRAFT)
    total = models.FloatField(_("total"), null=True, blank=True)
    confidence = models.FloatField(_("known share of the weights"), default=0)
    parameters = models.CharField(_("rule"), max_length=40)
    rationale = models.TextField(_("rationale"), max_length=5_000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Why the judgement may no longer hold, or what was recomputed of it; empty where nothing happened.
    mark = models.CharField(_("mark"), max_length=300, blank=True)

    class Meta:
        """Newest version first; one published version of a subject."""

        ordering = ("region", "theme", "cluster", "-version")
        verbose_name = _("potential assessment")
        constraints = (
            models.UniqueConstraint(
                fields=("region", "theme", "cluster", "version"), name="one_assessment_for_subject_and_version"
            ),
            models.UniqueConstraint(
                fields=("region", "theme", "cluster"),
                condition=Q(state="published"),
                name="one_published_assessment",
            ),
            models.CheckConstraint(condition=~Q(rationale=""), name="assessment_with_rationale"),
            models.CheckConstraint(
                condition=Q(total=None) | Q(total__gte=0, total__lte=4), name="assessment_from_0_to_4"
            ),
        )

    def __str__(self) -> str:
        return f"{self.region}, {self.theme} {self.cluster} ({self.version})".replace("  ", " ")

    @property
    def mark_words(self) -> str:
        """The mark in the language of the page."""
        return str(MARKS.get(self.mark, self.mark))


@audited()
class AssessmentComponent(models.Model):
    """One component of a version: judged by its author, or said by interviews together; ``None`` is unknown, never 0."""

    class Basis(models.TextChoices):
        """Who says so."""

        EXPERT = "expert", _("the author's judgement")
        INTERVIEWS = "interviews", _("coded interviews together")

    assessment = models.ForeignKey(PotentialAssessment, on_delete=models.CASCADE, related_name="components")
    component = models.CharField(_("component"), max_length=16, choices=COMPONENT_CHOICES)
    score = models.FloatField(_("score"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices, default=Basis.EXPERT)
    n_interviews = models.PositiveSmallIntegerField(_("interviews"), default=0)

    class Meta:
        """Each once."""

        ordering = ("assessment", "id")
        constraints = (
            models.UniqueConstraint(fields=("assessment", "component"), name="component_once"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=4), name="component_from_0_to_4"
            ),
        )

    def __str__(self) -> str:
        return f"{self.component}: {self.score}"


@audited()
class AssessmentBasis(models.Model):
    """That a version rests on a piece of evidence."""

    assessment = models.ForeignKey(PotentialAssessment, on_delete=models.CASCADE, related_name="basis")
    evidence = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="assessments")

    class Meta:
        """Each once."""

        ordering = ("assessment", "id")
        constraints = (models.UniqueConstraint(fields=("assessment", "evidence"), name="rests_on_evidence_once"),)

    def __str__(self) -> str:
        return f"{self.assessment}: {self.evidence}"
