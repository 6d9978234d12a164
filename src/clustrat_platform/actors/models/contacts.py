"""People who may be named beside an entry: only those whose consent, or another legal basis, is recorded."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.actors.models.entries import Actor
from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record

__all__ = ["Contact"]


class _Contacts(models.QuerySet["Contact"]):
    def shown_on(self, day: date) -> _Contacts:
        """Those that may be shown on ``day``; the twin of ``is_shown_on``."""
        return self.filter(given_on__lte=day).filter(Q(until=None) | Q(until__gt=day))


@audited()
class Contact(Record):
    """A person with the basis on which they are named; a withdrawal deletes the row and its traces in the chain.

    Personal data: ``name``, ``function``, ``mailbox``, ``evidence``.
    """

    class Basis(models.TextChoices):
        """On which ground a person is named."""

        CONSENT = "consent", _("consent")
        CONTRACT = "contract", _("contract")
        LAW = "law", _("duty by law")
        OFFICE = "office", _("public office")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=200)
    function = models.CharField(_("function"), max_length=120, blank=True)
    mailbox = models.EmailField(_("e-mail address"), blank=True)
    basis = models.CharField(_("legal basis"), max_length=8, choices=Basis.choices)
    purpose = models.CharField(_("purpose"), max_length=200)
    text_version = models.CharField(_("version of the text agreed to"), max_length=40)
    evidence = models.CharField(_("how it was given"), max_length=300)
    given_on = models.DateField(_("given on"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = _Contacts.as_manager()

    class Meta:
        """By name."""

        ordering = ("name", "id")
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name

    def is_shown_on(self, day: date) -> bool:
        """Whether the person may be named on ``day``; see also ``shown_on``."""
        return self.given_on <= day and (self.until is None or day < self.until)
