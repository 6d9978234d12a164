"""Reads of what people hold: their baskets, the links to them, saved views, and what is new of the things they follow."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from clustrat.codes.nuts import region as find_region
from clustrat.errors import CodeListError
from clustrat.study.question import NUTS_VERSION
from clustrat_platform.atlas.desk_queries import visible_assessments
from clustrat_platform.atlas.editions import current_edition
from clustrat_platform.atlas.models import (
    BasketItem,
    BasketShare,
    EvidenceBasket,
    Follow,
    PotentialAssessment,
    SavedView,
)
from clustrat_platform.base.permissions import may
from clustrat_platform.base.problems import Gone, NotFound, Problem
from clustrat_platform.base.subjects import find_subject

__all__ = [
    "Followed",
    "basket_of",
    "baskets_of",
    "followed_by",
    "followed_things",
    "follows_of",
    "is_followed",
    "item_of",
    "items_in",
    "share_by_token",
    "share_of",
    "taken_out_of",
    "view_of",
    "views_of",
]

#: The noun before the colon in what is followed.
REGION = "region"


def baskets_of(user: Any) -> QuerySet[EvidenceBasket]:
    """A person's baskets with how many pieces are in each, newest first; nobody's for a visitor."""
    rows = EvidenceBasket.objects.annotate(n_items=Count("items", filter=Q(items__removed_at__isnull=True)))
    # A query that counts does not take the order of the model.
    rows = rows.order_by("-created_at", "id")
    return rows.filter(owner_id=user.pk) if user.is_authenticated else rows.none()


def basket_of(user: Any, permanent_id: uuid.UUID | str) -> EvidenceBasket:
    """One of a person's baskets; one of someone else answers like one that is not there."""
    found = baskets_of(user).filter(permanent_id=permanent_id).first()
    if found is None or not may(user, "atlas.see_basket", found):
        raise NotFound(detail=_("You have no such basket."))
    return found


def items_in(basket: EvidenceBasket) -> QuerySet[BasketItem]:
    """The pieces of a basket, in order, without those that were taken out."""
    return basket.items.filter(removed_at__isnull=True).order_by("position", "pk")


def taken_out_of(basket: EvidenceBasket) -> QuerySet[BasketItem]:
    """Pieces that were taken out and can be put back, the last one first."""
    return basket.items.filter(removed_at__isnull=False).order_by("-removed_at")


def item_of(basket: EvidenceBasket, key: str) -> BasketItem:
    """A piece of a basket by its permanent id."""
    found = basket.items.select_related("basket").filter(permanent_id=_identity(key)).first()
    if found is None:
        raise NotFound(detail=_("There is no such item in your basket."))
    return found


def share_of(basket: EvidenceBasket, key: str) -> BasketShare:
    """A link of a basket by its permanent id."""
    found = basket.shares.select_related("basket").filter(permanent_id=_identity(key)).first()
    if found is None:
        raise NotFound(detail=_("This basket has no such link."))
    return found


def share_by_token(token: str) -> BasketShare:
    """The link that a reader follows.

    Raises
    ------
    NotFound
        There is no such link.
    Gone
        It was taken back.
    """
    found = BasketShare.objects.select_related("basket").filter(token=token).first()
    if found is None:
        raise NotFound(detail=_("There is no shared basket at this address."))
    if found.revoked_at is not None:
        raise Gone(detail=_("This basket is no longer shared."), reason=_("Whoever shared it has taken the link back."))
    return found


def views_of(user: Any) -> QuerySet[SavedView]:
    """The views that a person has saved, newest first."""
    return SavedView.objects.filter(owner_id=user.pk) if user.is_authenticated else SavedView.objects.none()


def view_of(user: Any, key: str) -> SavedView:
    """One of a person's saved views."""
    found = views_of(user).filter(permanent_id=_identity(key)).first()
    if found is None:
        raise NotFound(detail=_("You have saved no such view."))
    return found


def follows_of(user: Any) -> QuerySet[Follow]:
    """What a person follows, newest first."""
    return Follow.objects.filter(owner_id=user.pk) if user.is_authenticated else Follow.objects.none()


def followed_by(user: Any, key: str) -> Follow:
    """One of the things that a person follows."""
    found = follows_of(user).filter(permanent_id=_identity(key)).first()
    if found is None:
        raise NotFound(detail=_("You follow no such thing."))
    return found


def is_followed(user: Any, reference: str) -> bool:
    """Whether a person follows something."""
    return follows_of(user).filter(reference=reference).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Something that is followed, as its follower sees it: its name, its page, and what is new since it was last seen."""

    key: str
    title: str
    kind: str
    address: str
    news: tuple[str, ...]


def followed_things(user: Any, *, language: str) -> list[Followed]:
    """Everything that a person follows, with what is new; a thing that is no longer there says so and stays."""
    return [_followed(user, it, language=language) for it in follows_of(user)]


def _followed(user: Any, it: Follow, *, language: str) -> Followed:
    noun, _colon, code = it.reference.partition(":")
    key = str(it.permanent_id)
    if noun == REGION:
        try:
            name = find_region(code, version=NUTS_VERSION).name
        except CodeListError as error:
            return Followed(key=key, title=code, kind=_("Region"), address="", news=(str(error),))
        return Followed(
            key=key,
            title=f"{name} ({code})",
            kind=_("Region"),
            address=f"/{language}/region/{code}/overview",
            news=tuple(_news(user, it, code)),
        )
    try:
        kind, record = find_subject(it.reference)
    except Problem as problem:
        return Followed(key=key, title=code, kind=noun, address="", news=(problem.detail,))
    if not may(user, kind.permission, record):
        return Followed(key=key, title="–", kind=noun, address="", news=(_("You may not see this any more."),))
    news = (_("Changed since you last looked."),) if record.changed_at > it.changed_at else ()
    return Followed(key=key, title=kind.title(record), kind=noun, address=kind.address_of(record), news=news)


def _news(user: Any, it: Follow, code: str) -> list[str]:
    edition = current_edition().id
    found = []
    if it.edition and it.edition != edition:
        found.append(_("There is a newer edition: %(edition)s.") % {"edition": edition})
    judged = visible_assessments(user).filter(
        region__code__startswith=code, state=PotentialAssessment.State.PUBLISHED, changed_at__gt=it.changed_at
    )
    if judged.exists():
        found.append(_("A judgement of experts was published since you last looked."))
    return found


def _identity(key: str) -> uuid.UUID:
    try:
        return uuid.UUID(key)
    except ValueError:
        # Nothing has the identity nil.
        return uuid.UUID(int=0)
