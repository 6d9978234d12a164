"""Proposals as a graph of versions, the arguments about them, the evidence beside them, and translations."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record, Region
from clustrat_platform.dialogue.models.dialogues import Dialogue
from clustrat_platform.dialogue.models.people import Participation

__all__ = [
    "Argument",
    "EvidenceLink",
    "EvidenceSnapshot",
    "MergeConsent",
    "MergeRequest",
    "Origin",
    "Proposal",
    "ProposalEdge",
    "ProposalRegion",
    "ProposalVersion",
    "Translation",
]


class Origin(models.TextChoices):
    """Who made a text in a language."""

    AUTHOR = "author", _("by the author")
    HUMAN = "human", _("translated by a person")
    MACHINE = "machine", _("translated by a machine, not reviewed")


@audited()
class Proposal(Record):
    """What someone wants to be done; its words are versions, of which none is ever changed."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("handed in")
        NEEDS_WORK = "needs_work", _("needs work")
        ADMITTED = "admitted", _("admitted")
        DELIBERATING = "deliberating", _("being talked over")
        RATED = "rated", _("rated")
        SHORTLISTED = "shortlisted", _("on the short list")
        ADOPTED = "adopted", _("adopted")
        ADOPTED_CHANGED = "adopted_changed", _("adopted with changes")
        DEFERRED = "deferred", _("deferred")
        REJECTED = "rejected", _("rejected")
        SENT_UP = "sent_up", _("handed on to the next level")
        IMPLEMENTING = "implementing", _("being carried out")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")
        WITHDRAWN = "withdrawn", _("withdrawn")
        MERGED = "merged_into", _("merged into another")
        HIDDEN = "hidden", _("hidden")

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    #: A rapporteur wrote it down for someone else.
    is_on_behalf = models.BooleanField(_("written down on behalf of others"), default=False)
    state = models.CharField(_("state"), max_length=15, choices=State.choices, default=State.SUBMITTED)
    former_state = models.CharField(max_length=15, blank=True)
    cost_eur = models.DecimalField(_("cost (EUR)"), max_digits=14, decimal_places=2, null=True, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    no_evidence_reason = models.CharField(_("why there is no evidence"), max_length=500, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        """In the order they came."""

        ordering = ("dialogue", "number")
        constraints = (
            models.UniqueConstraint(fields=("dialogue", "number"), name="one_proposal_per_number"),
            models.CheckConstraint(condition=Q(cost_eur=None) | Q(cost_eur__gt=0), name="proposal_cost_above_0"),
        )

    def __str__(self) -> str:
        latest = self.versions.order_by("-number").first()
        return latest.title if latest else str(self.number)

    @property
    def owner_id(self) -> int | None:
        """The person to whom it belongs."""
        return self.author.user_id if self.author else None


@audited()
class ProposalRegion(models.Model):
    """Where a proposal is to work."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="regions")
    region = models.ForeignKey(Region, on_delete=models.PROTECT)

    class Meta:
        """Once."""

        ordering = ("proposal", "region__code")
        constraints = (models.UniqueConstraint(fields=("proposal", "region"), name="proposal_region_once"),)

    def __str__(self) -> str:
        return str(self.region)


@audited()
class ProposalVersion(models.Model):
    """The words of a proposal at one time in one language; same ``semantic_id``, same meaning."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=8)
    title = models.CharField(_("title"), max_length=200)
    problem = models.TextField(_("problem"), max_length=5_000)
    action = models.TextField(_("what is to be done"), max_length=5_000)
    beneficiaries = models.CharField(_("who gains"), max_length=500)
    origin = models.CharField(_("origin"), max_length=7, choices=Origin.choices, default=Origin.AUTHOR)
    semantic_id = models.UUIDField(default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        """Newest last."""

        ordering = ("proposal", "number")
        constraints = (models.UniqueConstraint(fields=("proposal", "number"), name="one_version_per_number"),)

    def __str__(self) -> str:
        return self.title


@audited()
class ProposalEdge(models.Model):
    """How one version came from another."""

    class Kind(models.TextChoices):
        """What happened."""

        REVISE = "revise", _("revised")
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")
        ADOPT_UP = "adopt_up", _("handed on to the next level")
        TRANSLATE = "translate", _("translated")

    parent = models.ForeignKey(ProposalVersion, on_delete=models.PROTECT, related_name="edges_out")
    child = models.ForeignKey(ProposalVersion, on_delete=models.PROTECT, related_name="edges_in")
    kind = models.CharField(max_length=9, choices=Kind.choices)

    class Meta:
        """Once, and never to itself."""

        ordering = ("child", "parent")
        constraints = (
            models.UniqueConstraint(fields=("parent", "child"), name="edge_once"),
            models.CheckConstraint(condition=~Q(parent=F("child")), name="no_edge_to_itself"),
        )

    def __str__(self) -> str:
        return f"{self.parent_id} > {self.child_id}"


@audited()
class MergeRequest(models.Model):
    """That one proposal should go into another: all owners agree, or nobody objects in time to the facilitator's notice."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("asked")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    source = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="merge_requests")
    target = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="merge_offers")
    by_facilitator = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(max_length=7, choices=State.choices, default=State.ASKED)
    objection_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One open request for a pair."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("source", "target"), condition=Q(state="asked"), name="one_open_merge_request"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="no_merge_with_itself"),
        )

    def __str__(self) -> str:
        return f"{self.source} > {self.target}"


@audited()
class MergeConsent(models.Model):
    """What an owner says to a merge."""

    request = models.ForeignKey(MergeRequest, on_delete=models.CASCADE, related_name="consents")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE)
    agrees = models.BooleanField()

    class Meta:
        """Once."""

        ordering = ("request", "participation")
        constraints = (models.UniqueConstraint(fields=("request", "participation"), name="one_consent"),)

    def __str__(self) -> str:
        return f"{self.participation}: {self.agrees}"


@audited()
class Argument(Record):
    """A typed argument about a proposal, or an answer to another."""

    class Kind(models.TextChoices):
        """What sort of argument."""

        FOR = "for", _("for")
        AGAINST = "against", _("against")
        CONDITION = "condition", _("condition")
        QUESTION = "question", _("question")
        EVIDENCE = "evidence", _("evidence")

    class State(models.TextChoices):
        """Whether it is shown."""

        AWAITING = "awaiting", _("waits for its first review")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="arguments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    author = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.SET_NULL, related_name="arguments"
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("argument"), max_length=2_000)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.SHOWN)
    is_on_behalf = models.BooleanField(default=False)
    said_at = models.DateTimeField()

    class Meta:
        """In the order they were said."""

        ordering = ("proposal", "said_at", "id")

    def __str__(self) -> str:
        return self.text[:80]


@audited()
class EvidenceLink(Record):
    """A figure attached to exactly one thing: its address with the edition, and the value as it was then."""

    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    argument = models.ForeignKey(Argument, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    dialogue = models.ForeignKey(Dialogue, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    #: ``/region/ITH4/portfolio?...&v=2015.1``: without the language, always with the edition.
    address = models.CharField(_("address"), max_length=1_000)
    edition = models.CharField(_("edition"), max_length=80)
    result_sha256 = models.CharField(_("hash of the result"), max_length=64)
    subject = models.CharField(_("subject"), max_length=200)
    title = models.CharField(_("title"), max_length=300)
    sentence = models.TextField(_("sentence"), blank=True)
    headlines = models.JSONField(_("figures shown"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=1_000, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """In the order they were attached."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(proposal__isnull=False, argument=None, dialogue=None)
                | Q(proposal=None, argument__isnull=False, dialogue=None)
                | Q(proposal=None, argument=None, dialogue__isnull=False),
                name="evidence_has_exactly_one_target",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject}: {self.title}"


@audited()
class EvidenceSnapshot(models.Model):
    """The value of a figure at an event, frozen for ever."""

    link = models.ForeignKey(EvidenceLink, on_delete=models.CASCADE, related_name="snapshots")
    event = models.CharField(max_length=20)
    taken_at = models.DateTimeField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        """In the order they were taken."""

        ordering = ("link", "taken_at", "id")

    def __str__(self) -> str:
        return f"{self.link}: {self.event}"


@audited()
class Translation(models.Model):
    """A text of a dialogue in another language; the original is always one step away."""

    statement = models.ForeignKey(
        "dialogue.Statement", null=True, blank=True, on_delete=models.CASCADE, related_name="translations"
    )
    argument = models.ForeignKey(Argument, null=True, blank=True, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("translation"), max_length=2_000)
    origin = models.CharField(_("origin"), max_length=7, choices=Origin.choices)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_reviewed = models.BooleanField(_("reviewed"), default=False)

    class Meta:
        """One for a text and language."""

        ordering = ("language", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(statement__isnull=False, argument=None) | Q(statement=None, argument__isnull=False),
                name="translation_has_exactly_one_target",
            ),
            models.UniqueConstraint(
                fields=("statement", "language"), condition=Q(argument=None), name="one_statement_translation"
            ),
            models.UniqueConstraint(
                fields=("argument", "language"), condition=Q(statement=None), name="one_argument_translation"
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]
