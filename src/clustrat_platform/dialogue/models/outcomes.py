"""What comes out of a dialogue: runs of the analysis, decisions with reasons, validation, milestones; and moderation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record
from clustrat_platform.dialogue.models.dialogues import Dialogue, Phase
from clustrat_platform.dialogue.models.people import Participation
from clustrat_platform.dialogue.models.proposals import Argument, Proposal
from clustrat_platform.dialogue.models.voting import Statement

__all__ = [
    "AnalysisRun",
    "BreakGlass",
    "Decision",
    "DecisionSignature",
    "Flag",
    "Milestone",
    "ModerationAction",
    "Report",
    "Validation",
]


@audited()
class AnalysisRun(Record):
    """One analysis: what went in, by which rules and program, what came out; all hashed, and never changed once it is done."""

    class Kind(models.TextChoices):
        """What is analysed."""

        OPINION = "opinion", _("statements voted on")
        DELPHI = "delphi", _("ratings in rounds")
        WEIGHTS = "weights", _("criteria weighed")
        BUDGET = "budget", _("budget shared out")
        ROLLUP = "rollup", _("results of all units together")

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="runs")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="runs")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    as_of = models.DateTimeField(_("as of"))
    is_interim = models.BooleanField(_("before the phase closed"), default=False)
    rule_set_sha256 = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict, blank=True)
    code_version = models.CharField(max_length=40)
    input_sha256 = models.CharField(max_length=64)
    output_text = models.TextField()
    output_sha256 = models.CharField(max_length=64)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    ran_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.as_of:%Y-%m-%d}"


@audited()
class Decision(Record):
    """What the named body decided on one proposal, why, what it saw, and who dissents."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFTING = "drafting", _("being drafted")
        SIGNED = "signed", _("signed")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")

    class Outcome(models.TextChoices):
        """What was decided."""

        ADOPTED = "adopted", _("adopted")
        ADOPTED_CHANGED = "adopted_changed", _("adopted with changes")
        DEFERRED = "deferred", _("deferred")
        REJECTED = "rejected", _("rejected")
        SENT_UP = "sent_up", _("handed on to the next level")

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="decisions")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFTING)
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome.choices)
    #: Language -> reasons; at least in the original language of the dialogue.
    reasons = models.JSONField(_("reasons"), default=dict)
    deviates = models.BooleanField(_("departs from the result of the group"), default=False)
    deviation_reason = models.TextField(_("why it departs"), blank=True, max_length=5_000)
    dissent = models.TextField(_("dissent"), blank=True, max_length=5_000)
    runs = models.JSONField(_("analyses it rests on"), default=list, blank=True)
    #: What lay on the table: proposal, evidence, results, rules; frozen with the first signature.
    snapshot_text = models.TextField(blank=True)
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors")

    class Meta:
        """One that stands for each proposal."""

        ordering = ("proposal", "-id")
        constraints = (
            models.UniqueConstraint(fields=("proposal",), condition=~Q(state="superseded"), name="one_decision_stands"),
            models.CheckConstraint(condition=Q(deviates=False) | ~Q(deviation_reason=""), name="deviation_with_reason"),
            models.CheckConstraint(condition=Q(state="drafting") | ~Q(snapshot_sha256=""), name="signed_with_snapshot"),
        )

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_outcome_display()}"


@audited()
class DecisionSignature(models.Model):
    """A member of the deciding body signs, after having declared interests."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    signed_at = models.DateTimeField()

    class Meta:
        """Once."""

        ordering = ("decision", "signed_at")
        constraints = (
            models.UniqueConstraint(fields=("decision", "user"), condition=Q(user__isnull=False), name="one_signature"),
        )

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.user_id}"


@audited()
class Validation(models.Model):
    """A named body confirms what was decided, or returns it with its reasons."""

    class Outcome(models.TextChoices):
        """What the body says."""

        CONFIRMED = "confirmed", _("confirmed")
        RETURNED = "returned", _("returned")

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="validations")
    body = models.CharField(_("validating body"), max_length=200)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    on_date = models.DateField(_("on"))
    document = models.CharField(_("document"), max_length=300)
    reasons = models.TextField(_("reasons"), max_length=5_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ("-on_date", "-id")

    def __str__(self) -> str:
        return f"{self.body}: {self.get_outcome_display()}"


@audited()
class Milestone(Record):
    """What is to happen after a decision, until when, and what was reported."""

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", _("planned")
        REACHED = "reached", _("reached")
        LATE = "late", _("late")
        DROPPED = "dropped", _("dropped")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=200)
    due = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.PLANNED)
    target = models.CharField(_("target"), max_length=300, blank=True)
    report = models.TextField(_("report"), blank=True, max_length=5_000)

    class Meta:
        """By date."""

        ordering = ("decision", "due", "id")

    def __str__(self) -> str:
        return self.title


@audited()
class ModerationAction(Record):
    """That something was hidden, by which rule, why, and what became of an appeal."""

    class ReasonCode(models.TextChoices):
        """Which rule of conduct."""

        OFF_TOPIC = "off_topic", _("not about the question")
        PERSONAL = "personal", _("names a person")
        INSULT = "insult", _("insults someone")
        UNLAWFUL = "unlawful", _("against the law")
        DUPLICATE = "duplicate", _("says what another says")
        SPAM = "spam", _("advertising")

    class Appeal(models.TextChoices):
        """What became of the appeal."""

        NONE = "none", _("no appeal")
        ASKED = "asked", _("asked")
        UPHELD = "upheld", _("stays hidden")
        RESTORED = "restored", _("shown again")

    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.CASCADE, related_name="moderation")
    argument = models.ForeignKey(Argument, null=True, blank=True, on_delete=models.CASCADE, related_name="moderation")
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.CASCADE, related_name="moderation")
    reason_code = models.CharField(_("rule"), max_length=9, choices=ReasonCode.choices)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    appeal = models.CharField(_("appeal"), max_length=8, choices=Appeal.choices, default=Appeal.NONE)
    appeal_text = models.CharField(_("appeal"), max_length=1_000, blank=True)
    appeal_answer = models.CharField(_("answer to the appeal"), max_length=1_000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """Newest first; about exactly one thing."""

        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(proposal__isnull=False, argument=None, statement=None)
                | Q(proposal=None, argument__isnull=False, statement=None)
                | Q(proposal=None, argument=None, statement__isnull=False),
                name="moderation_has_exactly_one_target",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hidden_with_reason"),
        )

    def __str__(self) -> str:
        return str(self.get_reason_code_display())

    @property
    def target(self) -> Proposal | Argument | Statement:
        """What was hidden."""
        found = self.proposal or self.argument or self.statement
        assert found is not None
        return found


@audited()
class Report(models.Model):
    """That someone who takes part finds something against the rules of conduct."""

    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    argument = models.ForeignKey(Argument, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE)
    reason_code = models.CharField(max_length=9, choices=ModerationAction.ReasonCode.choices)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        """In the order they came."""

        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.get_reason_code_display())


@audited()
class Flag(models.Model):
    """A sign that votes of someone may not be honest; it deletes nothing: results are shown with and without."""

    class Kind(models.TextChoices):
        """What was noticed."""

        BURST = "burst", _("many joined at once from one organisation")
        IDENTICAL = "identical", _("the same votes on many statements as someone else")
        HAND = "hand", _("noticed by a person")

    class State(models.TextChoices):
        """What a person says to it."""

        OPEN = "open", _("open")
        CONFIRMED = "confirmed", _("confirmed")
        DISMISSED = "dismissed", _("dismissed")

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        """One of a kind for each person."""

        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("participation", "kind"), name="one_flag_of_a_kind"),)

    def __str__(self) -> str:
        return str(self.get_kind_display())


@audited()
class BreakGlass(models.Model):
    """That an administrator opened a private dialogue in an emergency, and why; its owner is told."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="break_glasses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    reason = models.CharField(_("reason"), max_length=500)
    until = models.DateTimeField(_("until"))

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="glass_broken_with_reason"),)

    def __str__(self) -> str:
        return self.reason[:80]
