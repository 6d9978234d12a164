"""What waits for a decision: claims of a profile, and changes proposed by people who may not make them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.actors.models.entries import Actor
from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record

__all__ = ["ChangeProposal", "ClaimRequest"]


@audited()
class ClaimRequest(Record):
    """That a person says to speak for an organisation; a claim on a profile that has an owner is refused and kept."""

    class State(models.TextChoices):
        """Where the claim stands."""

        OPEN = "open", _("waits for a decision")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="claim_requests")
    claimant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="directory_claims")
    function = models.CharField(_("your function there"), max_length=120)
    evidence = models.TextField(_("how this can be checked"), max_length=1_000)
    #: The confirmed address of the claimant belongs to the website of the organisation; a hint, not a proof.
    domain_fits = models.BooleanField(_("address fits the website"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        """Oldest first; one open claim of a person on an entry."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("actor", "claimant"),
                condition=Q(state="open"),
                name="one_open_claim_of_a_person",
                violation_error_message=_("You have claimed this entry already; it waits for a decision."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.actor_id} {self.state}"


@audited()
class ChangeProposal(Record):
    """Values that someone proposes for the fields of an entry, with those seen when they were written."""

    class State(models.TextChoices):
        """Where the proposal stands."""

        OPEN = "open", _("waits for a decision")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="change_proposals")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Field -> {"seen": value when written, "proposed": value}.
    fields = models.JSONField(_("fields"))
    reason = models.CharField(_("why"), max_length=500)
    source_url = models.URLField(_("source"), blank=True, max_length=500)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        """Oldest first."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.actor_id}: {', '.join(self.fields)}"
