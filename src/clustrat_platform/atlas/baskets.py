"""The evidence basket: in the session for everyone, in the account of those who have one; frozen beside latest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _

from clustrat_platform.atlas.actions import baskets as actions
from clustrat_platform.atlas.addresses import Address
from clustrat_platform.atlas.frozen import Kept
from clustrat_platform.atlas.held_queries import item_of, items_in, taken_out_of
from clustrat_platform.atlas.models import BasketItem, EvidenceBasket
from clustrat_platform.atlas.registry import answer_to, ask_of, screen_of
from clustrat_platform.atlas.results import ScreenResult
from clustrat_platform.base.problems import Invalid, NotFound

__all__ = ["Holder", "Piece", "SessionBasket", "StoredBasket", "answer_at"]

SESSION_KEY = "atlas_basket"
#: Items that a basket without an account holds at most, and those taken out that can still be put back.
MOST_IN_SESSION, MOST_TAKEN_OUT = 50, 20
MOST_LETTERS = 600


def answer_at(address: str, *, language: str) -> tuple[ScreenResult, Address]:
    """The result that a canonical address (without language) gives, and the address as it was read.

    Raises
    ------
    Invalid
        It is no address of a screen.
    Problem
        What the screen itself refuses.
    """
    pieces = urlsplit(address)
    words = pieces.path.strip("/").split("/")
    if len(address) > MOST_LETTERS or pieces.scheme or pieces.netloc or len(words) != 3:
        raise Invalid(
            detail=_("This is no address of a screen."),
            parameter="address",
            value=address[:80],
            allowed="/region/ITH4/portfolio?v=2015.1",
        )
    noun, code, name = words
    ask = ask_of(screen_of(noun, name), code, parse_qsl(pieces.query, keep_blank_values=True), language=language)
    result = answer_to(ask)
    part = ask.address.state.values.get("part", "")
    if part and part not in result.parts:
        raise Invalid(
            detail=_("This screen has no part '%(name)s'.") % {"name": part},
            parameter="part",
            value=part,
            allowed=list(result.parts),
        )
    return result, ask.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of a basket, wherever it is kept: by which key its owner names it, what was frozen, the note, and when."""

    key: str
    kept: Kept
    note: str = ""
    kept_at: datetime | None = None


class Holder(Protocol):
    """A basket that can be changed, wherever it is kept; a key that names nothing is refused with 404."""

    def pieces(self) -> list[Piece]:
        """What is in it, in order."""

    def taken_out(self) -> list[Piece]:
        """What was taken out and can be put back, the last first."""

    def keep(self, kept: Kept) -> None:
        """Put a piece in; one that lies there stays."""

    def take_out(self, key: str) -> None:
        """Take a piece out."""

    def put_back(self, key: str) -> None:
        """Put a piece back."""

    def move(self, key: str, *, up: bool) -> None:
        """Let a piece change places with its neighbour."""

    def annotate(self, key: str, note: str) -> None:
        """Write a note beside a piece."""


class SessionBasket:
    """The basket of a reader without an account."""

    def __init__(self, request: HttpRequest) -> None:
        self._session = request.session

    def pieces(self) -> list[Piece]:
        """What is in it, in order."""
        return [_from_session(number, it) for number, it in enumerate(self._items()) if not it.get("removed")]

    def taken_out(self) -> list[Piece]:
        """What was taken out and can be put back, the last first."""
        gone = [(number, it) for number, it in enumerate(self._items()) if it.get("removed")]
        return [_from_session(number, it) for number, it in reversed(gone)]

    def keep(self, kept: Kept) -> None:
        """Put a piece in; one that lies there stays.

        Raises
        ------
        Invalid
            The basket is full.
        """
        items = self._items()
        for number, it in enumerate(items):
            if it["address"] == kept.address:
                items[number] = {**it, "removed": False}
                self._session[SESSION_KEY] = items
                return
        if sum(not it.get("removed") for it in items) >= MOST_IN_SESSION:
            raise Invalid(
                detail=_("The basket holds %(n)s items; take one out first.") % {"n": MOST_IN_SESSION},
                parameter="address",
            )
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._session[SESSION_KEY] = [*items, {**kept.as_fields(), "note": "", "kept_at": now}]

    def take_out(self, key: str) -> None:
        """Take a piece out; the oldest of too many that were taken out goes for good."""
        items, number = self._found(key)
        items[number] = {**items[number], "removed": True}
        gone = [it for it in items if it.get("removed")]
        spare = gone[: max(0, len(gone) - MOST_TAKEN_OUT)]
        self._session[SESSION_KEY] = [it for it in items if it not in spare]

    def put_back(self, key: str) -> None:
        """Put a piece back."""
        items, number = self._found(key)
        items[number] = {**items[number], "removed": False}
        self._session[SESSION_KEY] = items

    def move(self, key: str, *, up: bool) -> None:
        """Let a piece change places with its neighbour."""
        items, number = self._found(key)
        there = [place for place, it in enumerate(items) if not it.get("removed")]
        if number in there:
            other = there.index(number) + (-1 if up else 1)
            if 0 <= other < len(there):
                items[number], items[there[other]] = items[there[other]], items[number]
        self._session[SESSION_KEY] = items

    def annotate(self, key: str, note: str) -> None:
        """Write a note beside a piece."""
        items, number = self._found(key)
        items[number] = {**items[number], "note": note}
        self._session[SESSION_KEY] = items

    def empty(self) -> None:
        """Forget everything that is in it."""
        self._session.pop(SESSION_KEY, None)

    def _items(self) -> list[dict[str, Any]]:
        return [it for it in self._session.get(SESSION_KEY, []) if isinstance(it, dict)]

    def _found(self, key: str) -> tuple[list[dict[str, Any]], int]:
        items = self._items()
        number = int(key) if key.isascii() and key.isdigit() and len(key) < 4 else -1
        if not 0 <= number < len(items):
            raise NotFound(detail=_("There is no such item in your basket."))
        return items, number


class StoredBasket:
    """A basket in the account of a person, changed by that person."""

    def __init__(self, basket: EvidenceBasket, *, by: Any) -> None:
        self.basket = basket
        self._by = by

    def pieces(self) -> list[Piece]:
        """What is in it, in order."""
        return _from_rows(items_in(self.basket))

    def taken_out(self) -> list[Piece]:
        """What was taken out and can be put back, the last first."""
        return _from_rows(taken_out_of(self.basket)[:MOST_TAKEN_OUT])

    def keep(self, kept: Kept) -> None:
        """Put a piece in; one that lies there stays."""
        actions.keep_item(by=self._by, basket=self.basket, kept=kept)

    def take_out(self, key: str) -> None:
        """Take a piece out."""
        actions.take_out_item(by=self._by, item=item_of(self.basket, key))

    def put_back(self, key: str) -> None:
        """Put a piece back."""
        actions.put_back_item(by=self._by, item=item_of(self.basket, key))

    def move(self, key: str, *, up: bool) -> None:
        """Let a piece change places with its neighbour."""
        actions.move_item(by=self._by, item=item_of(self.basket, key), up=up)

    def annotate(self, key: str, note: str) -> None:
        """Write a note beside a piece."""
        actions.annotate_item(by=self._by, item=item_of(self.basket, key), note=note)


def _from_session(number: int, it: dict[str, Any]) -> Piece:
    kept_at = str(it.get("kept_at") or "")
    return Piece(
        key=str(number),
        kept=Kept.from_fields(it),
        note=str(it.get("note", "")),
        kept_at=datetime.fromisoformat(kept_at) if kept_at else None,
    )


def _from_rows(rows: Iterable[BasketItem]) -> list[Piece]:
    return [
        Piece(
            key=str(it.permanent_id),
            kept=Kept(
                address=it.address,
                edition=it.edition,
                result_hash=it.result_sha256,
                subject=it.subject,
                title=it.title,
                language=it.language,
                sentence=it.sentence,
                figures=tuple(it.headlines),
            ),
            note=it.note,
            kept_at=it.created_at,
        )
        for it in rows
    ]
