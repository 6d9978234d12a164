"""Identity as links with evidence: pairs that may be one organisation, and merges that can be taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record
from clustrat_platform.organisations.models import Organisation

__all__ = ["DuplicatePair", "Merge"]


@audited()
class DuplicatePair(Record):
    """Two organisations that may be one, with the evidence; ``left`` has the lower key."""

    class State(models.TextChoices):
        """What was decided."""

        OPEN = "open", _("to be decided")
        MERGED = "merged", _("merged")
        APART = "apart", _("two organisations")

    left = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    tier = models.CharField(_("how it was found"), max_length=20)
    probability = models.FloatField(_("probability"))
    #: [field, degree of agreement, bits] for each field that was compared; bits ``None`` for what decides by itself.
    evidence = models.JSONField(_("evidence"), default=list, blank=True)
    may_be_automatic = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)

    class Meta:
        """Surest first."""

        ordering = ("-probability", "id")
        constraints = (
            models.UniqueConstraint(fields=("left", "right"), name="a_pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="pair_probability_between_0_and_1"
            ),
        )

    def __str__(self) -> str:
        return f"{self.left} / {self.right}"


@audited()
class Merge(Record):
    """That one organisation is the same as another: what hung on it hangs on the other, until it is taken back."""

    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="absorptions")
    reason = models.CharField(_("why"), max_length=500)
    #: [model, key, field] of each row that was hung over.
    moved = models.JSONField(default=list, blank=True)
    #: State and reason of the absorbed organisation before, and of its entries.
    before = models.JSONField(default=dict, blank=True)
    #: Key of the alias that the kept one was given.
    alias = models.BigIntegerField(null=True, blank=True)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        """Newest first; an organisation is absorbed once at a time."""

        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="no_own_merge"),
            models.UniqueConstraint(fields=("absorbed",), condition=Q(undone_at=None), name="absorbed_once_at_a_time"),
        )

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.kept}"
