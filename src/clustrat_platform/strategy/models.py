"""New cluster concepts: which clusters they combine, the four elements, who takes part, and every step with its evidence."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record, Region
from clustrat_platform.organisations.models import Organisation

__all__ = ["ClusterConcept", "ConceptActor", "ConceptMember", "ConceptStep"]


@audited()
class ClusterConcept(Record):
    """A combination of two to four clusters for a demand of society, on its way from an idea to work.

    ``address``, ``edition`` and ``result_hash`` pin what was computed of it; the texts are what people say of it.
    """

    class Stage(models.TextChoices):
        """How far it has come; read off real pilot actions, and ours."""

        IDEA = "idea", _("idea")
        SCREENED = "screened", _("screened")
        EXPLORED = "explored", _("explored")
        FEASIBILITY = "feasibility", _("feasibility studied")
        AGREED = "agreed", _("agreed")
        REGISTERED = "registered", _("registered")
        OPERATING = "operating", _("operating")
        DROPPED = "dropped", _("dropped")

    class Scope(models.TextChoices):
        """Across what it reaches."""

        WITHIN = "within", _("within one cluster")
        ACROSS = "across", _("across clusters of one region")
        INTERREGIONAL = "interregional", _("across regions of one country")
        TRANSNATIONAL = "transnational", _("across countries")

    class Form(models.TextChoices):
        """In which form people work together."""

        OPEN = "open", _("not yet chosen")
        ORGANISATION = "organisation", _("cluster organisation")
        INITIATIVE = "initiative", _("cluster initiative")
        PLATFORM = "platform", _("platform")
        PARTNERSHIP = "partnership", _("innovation partnership")
        AGREEMENT = "agreement", _("bilateral agreement")

    title = models.CharField(_("title"), max_length=200)
    theme = models.CharField(_("emerging industry"), max_length=60)
    region = models.ForeignKey(Region, verbose_name=_("home region"), on_delete=models.PROTECT)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.IDEA)
    scope = models.CharField(_("scope"), max_length=14, choices=Scope.choices)
    form = models.CharField(_("form"), max_length=12, choices=Form.choices, default=Form.OPEN)
    niche = models.TextField(_("niche"), max_length=2000, blank=True)
    #: Element 2: entrepreneurial management. Element 1, who enables it, are its actors.
    management = models.TextField(_("management"), max_length=2000, blank=True)
    #: Element 3: where it meets a smart specialisation strategy, and the document that says so.
    s3_link = models.TextField(_("link to a smart specialisation strategy"), max_length=2000, blank=True)
    s3_source = models.URLField(_("document of the strategy"), max_length=500, blank=True)
    #: Element 4.
    demand = models.TextField(_("demand"), max_length=2000, blank=True)
    waiver = models.TextField(_("written waiver"), max_length=1000, blank=True)
    dropped_because = models.TextField(_("why it was dropped"), max_length=1000, blank=True)
    address = models.CharField(_("address of what was computed"), max_length=500)
    edition = models.CharField(_("edition"), max_length=40)
    result_hash = models.CharField(_("hash of the result"), max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="concepts"
    )
    is_published = models.BooleanField(_("published"), default=False)
    is_demo = models.BooleanField(_("belongs to the demo"), default=False)

    class Meta:
        """The newest first; nothing is dropped without a reason."""

        ordering = ("-created_at", "id")
        verbose_name = _("new cluster concept")
        verbose_name_plural = _("new cluster concepts")
        constraints = (
            models.CheckConstraint(
                condition=~Q(stage="dropped") | ~Q(dropped_because=""), name="concept_dropped_with_reason"
            ),
        )
        indexes = (models.Index(fields=("is_published", "stage"), name="concept_by_stage"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether it was dropped."""
        return self.stage == self.Stage.DROPPED


@audited()
class ConceptMember(models.Model):
    """A statistical cluster in a concept: a division of NACE in a region, by their codes; computed, and hence never edited."""

    concept = models.ForeignKey(ClusterConcept, on_delete=models.CASCADE, related_name="members")
    position = models.PositiveSmallIntegerField(_("position"))
    region_code = models.CharField(_("region"), max_length=5)
    industry_code = models.CharField(_("industry"), max_length=10)

    class Meta:
        """In the order given; each cluster once."""

        ordering = ("concept", "position")
        constraints = (
            models.UniqueConstraint(fields=("concept", "position"), name="concept_member_position"),
            models.UniqueConstraint(fields=("concept", "region_code", "industry_code"), name="concept_member_once"),
        )
        indexes = (models.Index(fields=("region_code", "industry_code"), name="concept_member_by_cluster"),)

    def __str__(self) -> str:
        return f"{self.region_code}.{self.industry_code}"


@audited()
class ConceptActor(models.Model):
    """An organisation that was asked to take part, in which part, and what it answered."""

    class Part(models.TextChoices):
        """What it brings."""

        ENABLING = "enabling", _("key enabling technology")
        SERVICES = "services", _("knowledge-intensive services")
        MANAGEMENT = "management", _("management of the cluster")
        DEMAND = "demand", _("demand")
        MEMBER = "member", _("member")

    class State(models.TextChoices):
        """What it answered."""

        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("takes part")
        DECLINED = "declined", _("declined")

    concept = models.ForeignKey(ClusterConcept, on_delete=models.CASCADE, related_name="actors")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="concept_parts")
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    state = models.CharField(_("answer"), max_length=8, choices=State.choices, default=State.INVITED)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    invited_on = models.DateField(_("invited on"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    class Meta:
        """Each organisation once in a concept."""

        ordering = ("concept", "part", "organisation")
        constraints = (
            models.UniqueConstraint(fields=("concept", "organisation"), name="concept_actor_once"),
            models.CheckConstraint(
                condition=Q(state="invited", answered_on=None) | (~Q(state="invited") & Q(answered_on__isnull=False)),
                name="concept_answer_with_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_part_display()}"


@audited()
class ConceptStep(models.Model):
    """One step from stage to stage: who, why, what the gate said, and what had been computed at that time."""

    concept = models.ForeignKey(ClusterConcept, on_delete=models.CASCADE, related_name="steps")
    from_stage = models.CharField(_("from"), max_length=12, choices=ClusterConcept.Stage.choices)
    to_stage = models.CharField(_("to"), max_length=12, choices=ClusterConcept.Stage.choices)
    taken_at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("why"), max_length=1000)
    gate = models.JSONField(_("what the gate said"), default=dict, blank=True)
    address = models.CharField(_("address of what was computed"), max_length=500)
    edition = models.CharField(_("edition"), max_length=40)
    result_hash = models.CharField(_("hash of the result"), max_length=64)

    class Meta:
        """The newest first."""

        ordering = ("-taken_at", "-id")

    def __str__(self) -> str:
        return f"{self.get_from_stage_display()} → {self.get_to_stage_display()}"
