"""What a reader holds: baskets of evidence with their links for others, saved views, and things that are followed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record

__all__ = ["BasketItem", "BasketShare", "EvidenceBasket", "Follow", "SavedView"]


@audited()
class EvidenceBasket(Record):
    """A person's basket, one of several; others read it only by a link that its owner has made."""

    title = models.CharField(_("title"), max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="baskets")

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "id")
        verbose_name = _("basket")

    def __str__(self) -> str:
        return self.title


@audited(secret=("note",))
class BasketItem(Record):
    """One figure in a basket: its address with the edition, the hash of the result, and the values as they were shown.

    An item that is taken out keeps its place as a tombstone (``removed_at``), so that it can be put back.
    """

    basket = models.ForeignKey(EvidenceBasket, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    #: ``/region/ITH4/portfolio?...&v=2015.1``: without the language, always with the edition.
    address = models.CharField(_("address"), max_length=1_000)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=300)
    edition = models.CharField(_("edition"), max_length=80)
    result_sha256 = models.CharField(_("hash of the result"), max_length=64)
    language = models.CharField(_("language in which it was frozen"), max_length=8, default="en")
    #: The sentence, and the figures (label, value, unit, and where each stands in which table), as they were shown.
    sentence = models.TextField(_("sentence"), blank=True)
    headlines = models.JSONField(_("figures shown"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=2_000, blank=True)
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)

    class Meta:
        """As its owner has ordered them."""

        ordering = ("basket", "position", "id")
        constraints = (models.UniqueConstraint(fields=("basket", "address"), name="address_once_in_a_basket"),)

    def __str__(self) -> str:
        return self.title

    @property
    def owner_id(self) -> int:
        """Whose it is."""
        return self.basket.owner_id


@audited(secret=("token",))
class BasketShare(Record):
    """A link by which everyone who has it may read a basket, until its owner takes it back."""

    basket = models.ForeignKey(EvidenceBasket, on_delete=models.CASCADE, related_name="shares")
    token = models.CharField(max_length=64, unique=True)
    #: The name under which the owner shares, in the owner's own words; empty where the owner gives none.
    shown_as = models.CharField(_("shared by"), max_length=120, blank=True)
    with_notes = models.BooleanField(_("with the notes"), default=False)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "id")
        verbose_name = _("link to a basket")

    def __str__(self) -> str:
        return f"link to basket {self.basket_id}"

    @property
    def owner_id(self) -> int:
        """Whose it is."""
        return self.basket.owner_id


@audited()
class SavedView(Record):
    """A screen in a state that a person comes back to; without an edition it shows the latest."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    #: ``/region/ITH4/compare?peers=country``: without the language.
    address = models.CharField(_("address"), max_length=1_000)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=300)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "id")
        constraints = (models.UniqueConstraint(fields=("owner", "address"), name="view_saved_once"),)
        verbose_name = _("saved view")

    def __str__(self) -> str:
        return self.title


@audited()
class Follow(Record):
    """Something that a person follows: ``region:ITH4``, or a subject of another app by its permanent id."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    reference = models.CharField(_("what is followed"), max_length=120)
    #: The edition in use when it was last looked at.
    edition = models.CharField(_("edition"), max_length=80, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "id")
        constraints = (models.UniqueConstraint(fields=("owner", "reference"), name="followed_once"),)
        verbose_name = _("followed thing")

    def __str__(self) -> str:
        return self.reference
