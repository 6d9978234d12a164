"""The arithmetic of the audit chain: commitments, digests, and what a broken chain looks like. Knows no database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

__all__ = ["FIRST_DIGEST", "ChainFault", "Head", "Link", "commitment", "digest", "faults", "header"]

#: What the first seal follows.
FIRST_DIGEST = hashlib.sha256(b"clustrat audit chain v1").digest()
#: So many broken links are looked at together to tell a reordering from a change.
MAX_COMPARED = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How far the chain reaches: what leaves the system daily, so that a roll-back of the whole log can be seen."""

    sequence: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One sealed entry as it is stored now; ``header`` is ``None`` where the entry is gone.

    ``salt`` and ``payload`` are ``None`` where the payload is gone, and ``is_erased`` says whether that was recorded.
    """

    sequence: int
    entry: int
    header: bytes | None
    commitment: bytes
    digest: bytes
    salt: bytes | None
    payload: str | None
    is_erased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFault:
    """One finding: what kind, at which place of the chain, and a sentence."""

    kind: Literal["changed", "payload", "removed", "gap", "reordered", "inserted", "truncated", "rolled_back"]
    sequence: int
    sentence: str


def header(
    *, entry: int, at: datetime, kind: str, verb: str, object_type: str, object_key: str, actor: str, action: int | None
) -> bytes:
    """What a digest covers besides the commitment: fixed order, UTC, no personal data."""
    utc = at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps([entry, utc, kind, verb, object_type, object_key, actor, action], ensure_ascii=True).encode()


def commitment(*, salt: bytes, payload: str) -> bytes:
    r"""``SHA-256(salt || payload)``: binds the payload and, without the salt, tells nothing about it.

    >>> commitment(salt=b"", payload="abc").hex()[:16]
    'ba7816bf8f01cfea'
    """
    return hashlib.sha256(salt + payload.encode()).digest()


def digest(*, previous: bytes, sequence: int, header: bytes, commitment: bytes) -> bytes:
    """``h_i = SHA-256(h_(i-1) || i || header_i || c_i)``, each part of fixed length or preceded by its length."""
    return hashlib.sha256(
        previous + sequence.to_bytes(8, "big") + len(header).to_bytes(4, "big") + header + commitment
    ).digest()


def faults(links: Iterable[Link], *, head: Head | None = None) -> Iterator[ChainFault]:
    """Go through the chain in its order and name every place that does not follow.

    Each link is checked against the digest *stored* before it, so that one altered entry is one finding. With ``head``,
    which must come from outside, truncation and the roll-back of the whole log are found too.
    """
    previous = FIRST_DIGEST
    expected = 1
    broken: list[tuple[Link, bytes]] = []
    at_head: bytes | None = None
    for link in links:
        if link.sequence != expected:
            yield ChainFault(
                kind="gap",
                sequence=expected,
                sentence=f"Seals {expected} to {link.sequence - 1} are missing."
                if link.sequence - 1 > expected
                else f"Seal {expected} is missing.",
            )
        if link.header is None:
            yield ChainFault(
                kind="removed", sequence=link.sequence, sentence=f"Entry {link.entry} of seal {link.sequence} is gone."
            )
        elif link.sequence == expected or link.sequence == 1:
            follows = digest(previous=previous, sequence=link.sequence, header=link.header, commitment=link.commitment)
            if follows != link.digest:
                broken.append((link, previous))
        yield from _payload_faults(link)
        previous = link.digest
        expected = link.sequence + 1
        if head is not None and link.sequence == head.sequence:
            at_head = link.digest
    yield from _broken(broken)
    if head is not None and head.sequence > 0:
        if expected <= head.sequence:
            yield ChainFault(
                kind="truncated",
                sequence=expected,
                sentence=f"The chain ends at {expected - 1}, but its published head says {head.sequence}.",
            )
        elif at_head != head.digest:
            yield ChainFault(
                kind="rolled_back",
                sequence=head.sequence,
                sentence=f"At {head.sequence} the chain is not the one whose head was published.",
            )


def _payload_faults(link: Link) -> Iterator[ChainFault]:
    if link.salt is not None and link.payload is not None:
        if commitment(salt=link.salt, payload=link.payload) != link.commitment:
            yield ChainFault(
                kind="payload",
                sequence=link.sequence,
                sentence=f"The payload of entry {link.entry} is not the one that was sealed at {link.sequence}.",
            )
    elif not link.is_erased and link.header is not None:
        yield ChainFault(
            kind="payload",
            sequence=link.sequence,
            sentence=f"The payload of entry {link.entry} is gone, and no erasure of it is recorded.",
        )


def _broken(broken: list[tuple[Link, bytes]]) -> Iterator[ChainFault]:
    """Tell of each broken link whether it stood elsewhere, was put in between, or was changed."""
    compared = broken[:MAX_COMPARED]
    before = [previous for _, previous in compared] + [link.digest for link, _ in compared]
    places = [link.sequence for link, _ in compared]
    for number, (link, _) in enumerate(broken):
        belongs = None
        if number < MAX_COMPARED and link.header is not None:
            belongs = next(
                (
                    place
                    for place in places
                    if place != link.sequence
                    and any(
                        digest(previous=it, sequence=place, header=link.header, commitment=link.commitment)
                        == link.digest
                        for it in before
                    )
                ),
                None,
            )
        if belongs is not None:
            yield ChainFault(
                kind="reordered",
                sequence=link.sequence,
                sentence=f"The link at {link.sequence} (entry {link.entry}) belongs at {belongs}.",
            )
        else:
            yield ChainFault(
                kind="changed",
                sequence=link.sequence,
                sentence=f"The link at {link.sequence} (entry {link.entry}) does not follow from the one before it: "
                "its entry or its seal was changed or put in between.",
            )
