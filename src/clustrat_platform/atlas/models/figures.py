"""Figures that were frozen under a short id, so that they can be cited and embedded."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record

__all__ = ["FrozenFigure"]


@audited()
class FrozenFigure(Record):
    """A figure, table or screen cited by ``/f/{short_id}``; the same address has the same id everywhere."""

    short_id = models.CharField(_("short id"), max_length=12, unique=True)
    #: ``/region/ITH4/portfolio?...&v=2015.1``: without the language, always with the edition.
    address = models.CharField(_("address"), max_length=1_000)
    edition = models.CharField(_("edition"), max_length=80)
    result_sha256 = models.CharField(_("hash of the result"), max_length=64)
    subject = models.CharField(_("subject"), max_length=200)
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language in which it was frozen"), max_length=8, default="en")
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "id")
        verbose_name = _("frozen figure")

    def __str__(self) -> str:
        return f"{self.subject}: {self.title}"
