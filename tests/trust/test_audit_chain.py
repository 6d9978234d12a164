"""AUD-2: any flipped bit, removed, inserted, reordered or cut entry of the chain is found and named."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime

import pytest

from clustrat_platform.base import sealing
from clustrat_platform.base.sealing import FIRST_DIGEST, Head, Link

N = 1_000


def make_link(sequence: int, previous: bytes, *, payload: str = "", salt: bytes = b"") -> Link:
    salt = salt or hashlib.sha256(f"salt {sequence}".encode()).digest()
    payload = payload or f'{{"after": {{"id": {sequence}}}}}'
    header = sealing.header(
        entry=sequence + 7, at=datetime(2026, 1, 1, tzinfo=UTC), kind="change", verb="update",
        object_type="base_region", object_key=str(sequence), actor="", action=None,
    )  # fmt: skip
    bound = sealing.commitment(salt=salt, payload=payload)
    return Link(
        sequence=sequence,
        entry=sequence + 7,
        header=header,
        commitment=bound,
        digest=sealing.digest(previous=previous, sequence=sequence, header=header, commitment=bound),
        salt=salt,
        payload=payload,
    )


@pytest.fixture(scope="module")
def links() -> list[Link]:
    chain: list[Link] = []
    for sequence in range(1, N + 1):
        chain.append(make_link(sequence, chain[-1].digest if chain else FIRST_DIGEST))
    return chain


@pytest.fixture(scope="module")
def head(links: list[Link]) -> Head:
    return Head(sequence=N, digest=links[-1].digest)


def flipped(value: bytes, bit: int) -> bytes:
    position, offset = divmod(bit % (8 * len(value)), 8)
    return value[:position] + bytes([value[position] ^ (1 << offset)]) + value[position + 1 :]


def found(links: list[Link], head: Head | None = None) -> set[tuple[str, int]]:
    return {(fault.kind, fault.sequence) for fault in sealing.faults(links, head=head)}


def test_whole_chain_has_no_fault(links: list[Link], head: Head) -> None:
    assert found(links, head) == set()


def test_first_two_digests_by_hand() -> None:
    first = make_link(1, FIRST_DIGEST, payload="x", salt=b"s" * 32)
    bound = hashlib.sha256(b"s" * 32 + b"x").digest()
    assert first.header is not None
    length = len(first.header).to_bytes(4, "big")
    expected = hashlib.sha256(FIRST_DIGEST + (1).to_bytes(8, "big") + length + first.header + bound).digest()
    assert first.digest == expected


@pytest.mark.parametrize("part", ["header", "commitment", "digest", "salt", "payload"])
def test_one_flipped_bit_is_found_at_every_entry(links: list[Link], head: Head, part: str) -> None:
    """Each of the 1,000 entries in turn, another bit each time; only the neighbourhood has to be gone through again."""
    for index, link in enumerate(links):
        value = getattr(link, part)
        new = (value[:-1] + ("]" if value[-1] != "]" else "}")) if part == "payload" else flipped(value, 31 * index + 5)
        broken = dataclasses.replace(link, **{part: new})
        # What stands before is whole by the test above; the fault must be named at this entry or the next.
        before = links[index - 1].digest if index else FIRST_DIGEST
        names = list(_faults_from(before, [broken, *links[index + 1 : index + 3]]))
        assert names, f"{part} of {link.sequence} was changed and not found"
        assert {fault.sequence for fault in names} <= {link.sequence, link.sequence + 1}
        assert names[0].kind in ("changed", "payload")


def _faults_from(previous: bytes, part: list[Link]) -> list[sealing.ChainFault]:
    """Faults of a part of a chain, whose beginning is made known by a link before it."""
    first = part[0].sequence
    if first == 1:
        return list(sealing.faults(part))
    anchor = dataclasses.replace(
        part[0], sequence=first - 1, digest=previous, header=b"", salt=None, payload=None, is_erased=True
    )
    return [fault for fault in sealing.faults([anchor, *part]) if fault.sequence >= first]


@pytest.mark.parametrize("index", [0, 1, 500, 998])
def test_removed_link_is_a_gap(links: list[Link], head: Head, index: int) -> None:
    names = found(links[:index] + links[index + 1 :], head)
    assert ("gap", index + 1) in names


def test_removed_run_is_one_gap(links: list[Link]) -> None:
    faults = list(sealing.faults(links[:100] + links[110:]))
    assert [fault.sentence for fault in faults if fault.kind == "gap"] == ["Seals 101 to 110 are missing."]


def test_removed_entry_is_named(links: list[Link]) -> None:
    broken = [
        dataclasses.replace(link, header=None, salt=None, payload=None) if link.sequence == 9 else link
        for link in links
    ]
    assert found(broken) == {("removed", 9)}


def test_cut_tail_needs_the_head_from_outside(links: list[Link], head: Head) -> None:
    assert found(links[:-3]) == set(), "a bare chain cannot see that its end was cut off"
    assert found(links[:-3], head) == {("truncated", N - 2)}


def test_rolled_back_and_rewritten_log_is_seen_against_the_head(links: list[Link], head: Head) -> None:
    chain = links[:900]
    for sequence in range(901, N + 1):
        chain.append(make_link(sequence, chain[-1].digest, payload=f"another story {sequence}"))
    assert found(chain) == set()
    assert found(chain, head) == {("rolled_back", N)}


@pytest.mark.parametrize(("a", "b"), [(4, 5), (10, 700), (1, 2)])
def test_two_links_that_changed_places_are_named(links: list[Link], a: int, b: int) -> None:
    chain = list(links)
    chain[a - 1] = dataclasses.replace(links[b - 1], sequence=a)
    chain[b - 1] = dataclasses.replace(links[a - 1], sequence=b)
    names = found(chain)
    assert ("reordered", a) in names
    assert ("reordered", b) in names


def test_inserted_link_is_found_where_it_was_put(links: list[Link], head: Head) -> None:
    alien = make_link(301, links[299].digest, payload="never happened")
    shifted = [dataclasses.replace(link, sequence=link.sequence + 1) for link in links[300:]]
    faults = sorted(sealing.faults([*links[:300], alien, *shifted], head=head), key=lambda it: it.sequence)
    assert faults[0].sequence == 302, "the inserted link follows by itself; the one after it no longer does"


def test_erased_payload_is_no_fault_but_a_vanished_one_is(links: list[Link]) -> None:
    gone = dataclasses.replace(links[4], salt=None, payload=None)
    assert found([*links[:4], dataclasses.replace(gone, is_erased=True), *links[5:]]) == set()
    assert found([*links[:4], gone, *links[5:]]) == {("payload", 5)}
