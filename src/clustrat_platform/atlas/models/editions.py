"""Editions that were withdrawn: what is kept of one is why it went and what took its place."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record

__all__ = ["EditionWithdrawal"]


@audited()
class EditionWithdrawal(Record):
    """An edition that is no longer given out; every address that names it answers 410 with the reason and the successor."""

    edition = models.CharField(_("edition"), max_length=80, unique=True)
    reason = models.CharField(_("why it was withdrawn"), max_length=300)
    successor = models.CharField(_("edition that took its place"), max_length=80, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "id")
        verbose_name = _("withdrawn edition")

    def __str__(self) -> str:
        return self.edition
