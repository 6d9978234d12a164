"""Statements and votes, ratings in rounds, weights, rights and secret ballots, and batches of workshops; nothing is updated."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited, unaudited
from clustrat_platform.base.models import Record, Region
from clustrat_platform.dialogue.models.dialogues import Dialogue, Helix, Phase
from clustrat_platform.dialogue.models.people import Participation
from clustrat_platform.dialogue.models.proposals import Proposal

__all__ = [
    "Batch",
    "BatchLine",
    "Confidence",
    "DelphiAnswer",
    "DelphiItem",
    "DelphiSnapshot",
    "Performance",
    "SecretBallot",
    "Statement",
    "StatementVote",
    "VotingRight",
    "WeightSet",
]


@audited()
class Statement(Record):
    """A short statement to agree or disagree with, or to pass."""

    class State(models.TextChoices):
        """Whether it is voted on."""

        AWAITING = "awaiting", _("waits for its first review")
        ACCEPTED = "accepted", _("accepted")
        HIDDEN = "hidden", _("hidden")

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.SET_NULL, related_name="statements"
    )
    language = models.CharField(_("language"), max_length=8)
    text = models.CharField(_("statement"), max_length=280)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ACCEPTED)
    is_meta = models.BooleanField(_("is about the dialogue itself"), default=False)
    said_at = models.DateTimeField()

    class Meta:
        """In the order they came."""

        ordering = ("dialogue", "number")
        constraints = (models.UniqueConstraint(fields=("dialogue", "number"), name="one_statement_per_number"),)

    def __str__(self) -> str:
        return self.text


@audited()
class StatementVote(models.Model):
    """One person's answer to one statement: 1 agrees, -1 disagrees, 0 passes; a new answer supersedes the old."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="votes")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="statement_votes")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="statement_votes")
    value = models.SmallIntegerField(_("vote"))
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    rule_set_sha256 = models.CharField(max_length=64)

    class Meta:
        """One that holds for each person and statement."""

        ordering = ("statement", "at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("statement", "participation"), condition=Q(superseded_at=None), name="one_vote_holds"
            ),
            models.CheckConstraint(condition=Q(value__gte=-1, value__lte=1), name="vote_is_1_0_or_minus_1"),
        )

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.value}"


@audited()
class DelphiItem(models.Model):
    """One question of a round: a proposal on one dimension."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="delphi_items")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="delphi_items")
    dimension = models.CharField(_("dimension"), max_length=40)

    class Meta:
        """By proposal."""

        ordering = ("dialogue", "proposal__number", "dimension")
        constraints = (models.UniqueConstraint(fields=("proposal", "dimension"), name="one_item_per_dimension"),)

    def __str__(self) -> str:
        return f"{self.proposal}: {self.dimension}"


class Confidence(models.IntegerChoices):
    """How sure someone is of a rating."""

    UNSURE = 1, _("unsure")
    FAIRLY = 2, _("fairly sure")
    SURE = 3, _("sure")


@audited()
class DelphiAnswer(models.Model):
    """One person's rating of one item; a new one supersedes the old, and outside the middle half it needs a reason."""

    item = models.ForeignKey(DelphiItem, on_delete=models.PROTECT, related_name="answers")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="delphi_answers")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="delphi_answers")
    rating = models.PositiveSmallIntegerField(_("rating"))
    confidence = models.PositiveSmallIntegerField(_("how sure"), choices=Confidence.choices, default=Confidence.FAIRLY)
    reason = models.CharField(_("reason"), max_length=1_000, blank=True)
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    rule_set_sha256 = models.CharField(max_length=64)

    class Meta:
        """One that holds for each person and item."""

        ordering = ("item", "at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "participation"), condition=Q(superseded_at=None), name="one_rating_holds"
            ),
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=11), name="rating_on_a_scale"),
        )

    def __str__(self) -> str:
        return f"{self.item_id}: {self.rating}"


@audited()
class DelphiSnapshot(models.Model):
    """All ratings as they stood at the end of a day."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="delphi_snapshots")
    on_date = models.DateField()
    document = models.JSONField(blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        """One for a day."""

        ordering = ("phase", "on_date")
        constraints = (models.UniqueConstraint(fields=("phase", "on_date"), name="one_snapshot_a_day"),)

    def __str__(self) -> str:
        return str(self.on_date)


@audited()
class WeightSet(models.Model):
    """What one person finds how important: points for each criterion, the most important 100."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="weight_sets")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="weight_sets")
    points = models.JSONField(_("points"))
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    rule_set_sha256 = models.CharField(max_length=64)

    class Meta:
        """One that holds for each person."""

        ordering = ("phase", "at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("phase", "participation"), condition=Q(superseded_at=None), name="one_weight_set_holds"
            ),
        )

    def __str__(self) -> str:
        return f"{self.phase_id}: {self.participation_id}"


@audited()
class Performance(models.Model):
    """How a proposal does on a criterion, with its interval where it is not certain, and where it comes from."""

    class Source(models.TextChoices):
        """Where the value comes from."""

        INDICATOR = "indicator", _("a figure")
        RATING = "rating", _("a rating")
        ESTIMATE = "estimate", _("an estimate")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="performances")
    criterion = models.CharField(_("criterion"), max_length=40)
    value = models.FloatField(_("value"))
    low = models.FloatField(_("at least"), null=True, blank=True)
    high = models.FloatField(_("at most"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=9, choices=Source.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        """Once for a criterion."""

        ordering = ("proposal", "criterion")
        constraints = (
            models.UniqueConstraint(fields=("proposal", "criterion"), name="one_performance_per_criterion"),
            models.CheckConstraint(
                condition=Q(low=None, high=None) | Q(low__lte=F("value"), high__gte=F("value")),
                name="performance_in_its_interval",
            ),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value:g}"


@audited()
class VotingRight(models.Model):
    """That someone may cast a secret ballot, and on which day it was cast; it shares no key with the box."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="voting_rights")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="voting_rights")
    cast_on = models.DateField(null=True, blank=True)
    #: The rules under which it was cast; when they change the right comes back.
    rule_set_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        """One for each person and phase."""

        ordering = ("phase", "participation")
        constraints = (models.UniqueConstraint(fields=("phase", "participation"), name="one_right_to_vote"),)

    def __str__(self) -> str:
        return f"{self.phase_id}: {self.participation_id}"


@audited()
class Batch(Record):
    """Ballots of a workshop, entered by a rapporteur and counted once another person has checked them."""

    class State(models.TextChoices):
        """Where it stands."""

        ENTERED = "entered", _("waits for the second person")
        CHECKED = "checked", _("checked")
        REFUSED = "refused", _("refused")

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="batches")
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    source_name = models.CharField(_("document"), max_length=200)
    source_sha256 = models.CharField(_("hash of the document"), max_length=64)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.ENTERED)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("why refused"), max_length=500, blank=True)
    rule_set_sha256 = models.CharField(max_length=64)

    class Meta:
        """The same document once, and never checked by whoever entered it."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("phase", "source_sha256"), condition=~Q(state="refused"), name="document_entered_once"
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | Q(entered_by=None) | ~Q(checked_by=F("entered_by")),
                name="checked_by_someone_else",
            ),
        )

    def __str__(self) -> str:
        return self.source_name

    @property
    def author_id(self) -> int | None:
        """Who entered it."""
        return self.entered_by_id


@unaudited("the box of a secret ballot: the chain names who acts and when, and would tell who chose what")
class BatchLine(models.Model):
    """One paper ballot of a batch, with the hash of its token."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    helix = models.CharField(max_length=12, choices=Helix.choices)
    choice = models.JSONField(blank=True)
    token_sha3 = models.CharField(max_length=128)
    receipt_sha256 = models.CharField(max_length=64)

    class Meta:
        """As in the document."""

        ordering = ("batch", "number")
        constraints = (models.UniqueConstraint(fields=("batch", "number"), name="one_line_per_number"),)

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.number}"


@unaudited("the box of a secret ballot: the chain names who acts and when, and would tell who chose what")
class SecretBallot(models.Model):
    """A ballot without its voter: found again only with the code that the voter was shown once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="ballots")
    code_sha3 = models.CharField(max_length=128)
    receipt_sha256 = models.CharField(max_length=64)
    helix = models.CharField(max_length=12, choices=Helix.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    choice = models.JSONField(blank=True)
    is_superseded = models.BooleanField(default=False)
    is_from_batch = models.BooleanField(default=False)
    rule_set_sha256 = models.CharField(max_length=64)

    class Meta:
        """In no order that tells anything; one that holds for each code."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("phase", "code_sha3"), condition=Q(is_superseded=False), name="one_ballot_holds"
            ),
            models.UniqueConstraint(fields=("receipt_sha256",), name="one_receipt"),
        )

    def __str__(self) -> str:
        return str(self.id)
