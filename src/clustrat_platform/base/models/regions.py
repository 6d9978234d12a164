"""Regions by code and version of the NUTS classification: what scopes, organisations and findings refer to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited

__all__ = ["Region"]


@audited()
class Region(models.Model):
    """A region of one NUTS version; the same code in another version is another row, since it may be another territory."""

    code = models.CharField(_("code"), max_length=5)
    nuts_version = models.CharField(_("NUTS version"), max_length=4)
    level = models.PositiveSmallIntegerField(_("level"))
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, db_index=True)

    class Meta:
        """One row for a code in a version."""

        ordering = ("nuts_version", "code")
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = (
            models.UniqueConstraint(fields=("code", "nuts_version"), name="one_region_for_code_and_version"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def contains(self, other: Region) -> bool:
        """Whether ``other`` lies in this region (or is it), in the same NUTS version.

        >>> italy = Region(code="IT", nuts_version="2013")
        >>> italy.contains(Region(code="ITH4", nuts_version="2013")), italy.contains(Region(code="ITH4", nuts_version="2021"))
        (True, False)
        """
        return self.nuts_version == other.nuts_version and other.code.startswith(self.code)
