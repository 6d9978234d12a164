"""What changes a basket: keeping, ordering, annotating, taking out and putting back, sharing by a link and taking it back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from clustrat_platform.atlas.actions.figures import freeze_figure
from clustrat_platform.atlas.frozen import Kept, short_id_of
from clustrat_platform.atlas.models import BasketItem, BasketShare, EvidenceBasket
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import User
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed

__all__ = [
    "annotate_item",
    "keep_item",
    "make_basket",
    "move_item",
    "put_back_item",
    "remove_basket",
    "rename_basket",
    "revoke_share",
    "share_basket",
    "take_out_item",
    "take_over",
]

#: Baskets of a person, and pieces in one of them, those taken out included.
MOST_BASKETS = 50
MOST_ITEMS = 200


@action(verb="atlas.make_basket", permission="atlas.make_basket")
def make_basket(*, by: User | None, title: str) -> EvidenceBasket:
    """Begin a basket.

    Raises
    ------
    Invalid
        It has no title, or the person has as many as one may have.
    """
    if by is None:
        raise NotAllowed
    if not title.strip():
        raise Invalid(detail=_("Give the basket a name."), parameter="title")
    if by.baskets.count() >= MOST_BASKETS:
        raise Invalid(detail=_("You have %(n)s baskets; remove one first.") % {"n": MOST_BASKETS}, parameter="title")
    return checked(EvidenceBasket(title=title.strip(), owner=by))


@action(verb="atlas.rename_basket", permission="atlas.change_basket", on="basket")
def rename_basket(*, by: User | None, basket: EvidenceBasket, title: str) -> EvidenceBasket:
    """Give a basket another name."""
    if not title.strip():
        raise Invalid(detail=_("Give the basket a name."), parameter="title")
    basket.title = title.strip()
    return checked(basket)


@action(verb="atlas.remove_basket", permission="atlas.change_basket", on="basket")
def remove_basket(*, by: User | None, basket: EvidenceBasket) -> None:
    """Remove a basket with its pieces, its notes and its links."""
    basket.delete()


@action(verb="atlas.keep", permission="atlas.change_basket", on="basket")
def keep_item(*, by: User | None, basket: EvidenceBasket, kept: Kept, note: str = "") -> BasketItem:
    """Put a piece into a basket and freeze its figure; one that lies there stays, one that was taken out comes back.

    Raises
    ------
    Invalid
        The basket is full.
    """
    return _keep(by, basket, kept, note=note)


@action(verb="atlas.take_out", permission="atlas.change_basket", on="item")
def take_out_item(*, by: User | None, item: BasketItem) -> BasketItem:
    """Take a piece out; it can be put back."""
    item.removed_at = item.removed_at or timezone.now()
    return checked(item)


@action(verb="atlas.put_back", permission="atlas.change_basket", on="item")
def put_back_item(*, by: User | None, item: BasketItem) -> BasketItem:
    """Put a piece back where it was."""
    item.removed_at = None
    return checked(item)


@action(verb="atlas.move_item", permission="atlas.change_basket", on="item")
def move_item(*, by: User | None, item: BasketItem, up: bool) -> BasketItem:
    """Let a piece change places with the one above or below it; the first stays first, the last stays last."""
    others = BasketItem.objects.filter(basket_id=item.basket_id, removed_at__isnull=True)
    near = (
        others.filter(position__lt=item.position).order_by("-position").first()
        if up
        else others.filter(position__gt=item.position).order_by("position").first()
    )
    if near is not None:
        item.position, near.position = near.position, item.position
        checked(near)
        checked(item)
    return item


@action(verb="atlas.annotate", permission="atlas.change_basket", on="item")
def annotate_item(*, by: User | None, item: BasketItem, note: str) -> BasketItem:
    """Write a note beside a piece; in the audit chain stands that it changed, never what it says."""
    item.note = note
    return checked(item)


@action(verb="atlas.share_basket", permission="atlas.change_basket", on="basket")
def share_basket(
    *, by: User | None, basket: EvidenceBasket, shown_as: str = "", with_notes: bool = False
) -> BasketShare:
    """Make a link by which others may read a basket; it tells of its owner what ``shown_as`` says, and no more.

    Raises
    ------
    Conflict
        The basket is empty.
    """
    if not basket.items.filter(removed_at__isnull=True).exists():
        raise Conflict(detail=_("There is nothing in this basket to share."))
    return checked(
        BasketShare(basket=basket, token=secrets.token_urlsafe(24), shown_as=shown_as.strip(), with_notes=with_notes)
    )


@action(verb="atlas.revoke_share", permission="atlas.change_basket", on="share")
def revoke_share(*, by: User | None, share: BasketShare) -> BasketShare:
    """Take a link back; whoever follows it from now on reads that it was taken back."""
    share.revoked_at = share.revoked_at or timezone.now()
    return checked(share)


@action(verb="atlas.take_over", permission="atlas.make_basket")
def take_over(*, by: User | None, pieces: Sequence[tuple[Kept, str]], basket: EvidenceBasket | None = None) -> int:
    """Bring what was kept before signing in (with its notes) into the account; returns how many pieces are new there.

    They go into ``basket``, which must be the person's own, or into a new one where there is none or no room.
    """
    if by is None:
        raise NotAllowed
    if basket is not None and basket.owner_id != by.pk:
        raise NotAllowed
    there = set() if basket is None else set(basket.items.values_list("address", flat=True))
    fresh = [(kept, note) for kept, note in pieces if kept.address not in there]
    if fresh and (basket is None or len(there) + len(fresh) > MOST_ITEMS):
        basket = checked(EvidenceBasket(title=_("My basket"), owner=by))
    if basket is not None:
        for kept, note in fresh:
            _keep(by, basket, kept, note=note)
    return len(fresh)


def _keep(by: User | None, basket: EvidenceBasket, kept: Kept, *, note: str) -> BasketItem:
    found = basket.items.filter(address=kept.address).first()
    if found is not None:
        if found.removed_at is not None:
            found.removed_at = None
            checked(found)
        return found
    if basket.items.count() >= MOST_ITEMS:
        raise Invalid(
            detail=_("The basket holds %(n)s items; take one out first.") % {"n": MOST_ITEMS}, parameter="address"
        )
    last = basket.items.aggregate(last=models.Max("position"))["last"]
    freeze_figure(by=by, kept=kept, short_id=short_id_of(kept.address))
    return checked(
        BasketItem(
            basket=basket,
            position=0 if last is None else last + 1,
            address=kept.address,
            subject=kept.subject,
            title=kept.title,
            edition=kept.edition,
            result_sha256=kept.result_hash,
            language=kept.language,
            sentence=kept.sentence,
            headlines=[dict(it) for it in kept.figures],
            note=note,
        )
    )
