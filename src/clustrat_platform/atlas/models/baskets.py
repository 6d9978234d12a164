"""Baskets of evidence: figures put aside with their edition, the value shown then, and a note of one's own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record

__all__ = ["BasketItem", "EvidenceBasket"]


@audited()
class EvidenceBasket(Record):
    """A person's basket; shared, everyone with its address may read it."""

    title = models.CharField(_("title"), max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="baskets")
    is_shared = models.BooleanField(_("may be read by everyone who has the address"), default=False)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "id")
        verbose_name = _("basket")

    def __str__(self) -> str:
        return self.title


@audited()
class BasketItem(Record):
    """One figure in a basket: its address with the edition, the hash of the result, and the value as it was shown."""

    basket = models.ForeignKey(EvidenceBasket, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    #: ``/region/ITH4/portfolio?...&v=2015.1``: without the language, always with the edition.
    address = models.CharField(_("address"), max_length=1_000)
    title = models.CharField(_("title"), max_length=300)
    edition = models.CharField(_("edition"), max_length=80)
    result_sha256 = models.CharField(_("hash of the result"), max_length=64)
    #: The sentence, and the headline figures (label, value), as they were shown.
    sentence = models.TextField(_("sentence"), blank=True)
    headlines = models.JSONField(_("figures shown"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=1_000, blank=True)

    class Meta:
        """As its owner has ordered them."""

        ordering = ("basket", "position", "id")
        constraints = (models.UniqueConstraint(fields=("basket", "address"), name="address_once_in_a_basket"),)

    def __str__(self) -> str:
        return self.title
