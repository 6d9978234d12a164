"""Accreditations of certification centres: scope, standard, certificate, and from when until when it holds."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.actors.models.entries import Actor
from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record
from clustrat_platform.organisations.models import Certainty

__all__ = ["Accreditation"]


class _Accreditations(models.QuerySet["Accreditation"]):
    def valid_on(self, day: date) -> _Accreditations:
        """Those that hold on ``day``; the twin of ``standing_on``."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=day),
            valid_until__gte=day,
        )


@audited()
class Accreditation(Record):
    """What an accreditation body has confirmed; without an end that is known, nothing is said to be valid.

    The number of a notified body is a legal id of the organisation, which is never given to another.
    """

    class Standard(models.TextChoices):
        """The standard of the accreditation."""

        INSPECTION = "17020", _("EN ISO/IEC 17020, inspection")
        MANAGEMENT = "17021", _("EN ISO/IEC 17021, management systems")
        PERSONS = "17024", _("EN ISO/IEC 17024, persons")
        TESTING = "17025", _("EN ISO/IEC 17025, testing and calibration")
        PRODUCTS = "17065", _("EN ISO/IEC 17065, products")

    class Standing(models.TextChoices):
        """What an accreditation is on a day."""

        VALID = "valid", _("valid")
        NOT_YET = "not_yet", _("not valid yet")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")
        UNKNOWN = "unknown", _("end not known, hence not shown as valid")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="accreditations")
    standard = models.CharField(_("standard"), max_length=5, choices=Standard.choices, blank=True)
    accreditation_body = models.CharField(_("accreditation body"), max_length=200, blank=True)
    certificate = models.CharField(_("certificate"), max_length=80, blank=True)
    legal_act = models.CharField(_("legal act"), max_length=200, blank=True)
    products = models.TextField(_("products"), max_length=2_000, blank=True)
    procedures = models.CharField(_("procedures or modules"), max_length=500, blank=True)
    scope = models.TextField(_("scope"), max_length=2_000)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    #: The last day on which it holds.
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    source_url = models.URLField(_("record of the accreditation body"), blank=True, max_length=500)
    certainty = models.CharField(_("how sure"), max_length=14, choices=Certainty.choices, default=Certainty.SEEN)

    objects = _Accreditations.as_manager()

    class Meta:
        """The one that ends last first."""

        ordering = (F("valid_until").desc(nulls_last=True), "id")
        verbose_name = _("accreditation")
        verbose_name_plural = _("accreditations")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=F("valid_until")),
                name="accreditation_from_before_until",
                violation_error_message=_("An accreditation cannot end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.certificate or self.scope[:80]

    def standing_on(self, day: date) -> Standing:
        """What it is on ``day``; never valid after its end, after a withdrawal, or without an end; see also ``valid_on``."""
        if self.withdrawn_on is not None and self.withdrawn_on <= day:
            return self.Standing.WITHDRAWN
        if self.valid_until is None:
            return self.Standing.UNKNOWN
        if self.valid_until < day:
            return self.Standing.EXPIRED
        if self.valid_from is not None and self.valid_from > day:
            return self.Standing.NOT_YET
        return self.Standing.VALID
