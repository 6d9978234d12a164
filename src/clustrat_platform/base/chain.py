"""Reading the audit chain: history of an object, its head, its verification, and the table that its entries replay to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, models

from clustrat_platform.base import sealing
from clustrat_platform.base.capture import Watch, row_expression
from clustrat_platform.base.models.audit import AuditEntry, AuditErasure, AuditSeal

__all__ = [
    "SEAL_LAG_MAX_S",
    "ChainReport",
    "header_of",
    "history_of",
    "publishable_head",
    "replay",
    "table_now",
    "unattributed",
    "verify",
]

#: An entry may wait so long for its seal (trust.v1).
SEAL_LAG_MAX_S = 5
_CHUNK = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What a verification found: ``is_whole`` if nothing; entries that still wait for their seal are no fault."""

    n_sealed: int
    n_waiting: int
    n_erased: int
    head: sealing.Head
    faults: tuple[sealing.ChainFault, ...]
    is_late: bool

    @property
    def is_whole(self) -> bool:
        """Whether the chain follows from its first link to its head."""
        return not self.faults


def header_of(entry: AuditEntry) -> bytes:
    """The header of an entry, as its digest covers it."""
    at = entry.captured_at
    return sealing.header(
        entry=entry.pk,
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
        kind=entry.kind,
        verb=entry.verb,
        object_type=entry.object_type,
        object_key=entry.object_key,
        actor=entry.actor,
        action=entry.action_id,
    )


def links() -> Iterator[sealing.Link]:
    """All sealed entries as they are stored now, in the order of the chain; also those whose entry is gone."""
    rows = (
        AuditSeal.objects.order_by("sequence")
        .annotate(
            there=models.F("entry__id"),
            salt=models.F("entry__payload__salt"),
            payload_text=models.F("entry__payload__payload"),
            erased=models.F("entry__erasure__erased_at"),
        )
        .values_list(
            "sequence", "entry_id", "commitment", "digest", "salt", "payload_text", "erased",
            "entry__captured_at", "entry__kind", "entry__verb", "entry__object_type", "entry__object_key",
            "entry__actor", "entry__action_id",
        )
    )  # fmt: skip
    for (
        sequence,
        entry,
        commitment,
        digest,
        salt,
        payload,
        erased,
        at,
        kind,
        verb,
        of,
        key,
        actor,
        action,
    ) in rows.iterator(chunk_size=_CHUNK):
        yield sealing.Link(
            sequence=sequence,
            entry=entry,
            header=None
            if kind is None
            else sealing.header(
                entry=entry, at=at, kind=kind, verb=verb, object_type=of, object_key=key, actor=actor, action=action
            ),
            commitment=bytes(commitment),
            digest=bytes(digest),
            salt=None if salt is None else bytes(salt),
            payload=payload,
            is_erased=erased is not None,
        )


def publishable_head() -> sealing.Head:
    """The head of the chain now; an empty chain has sequence 0."""
    last = AuditSeal.objects.order_by("-sequence").first()
    if last is None:
        return sealing.Head(sequence=0, digest=sealing.FIRST_DIGEST)
    return sealing.Head(sequence=last.sequence, digest=bytes(last.digest))


def verify(*, head: sealing.Head | None = None, now: datetime | None = None) -> ChainReport:
    """Check the whole chain; give ``head`` from outside the system to see truncation and roll-back as well."""
    found = tuple(sealing.faults(links(), head=head))
    waiting = AuditEntry.objects.filter(seal__isnull=True)
    oldest = waiting.order_by("captured_at").values_list("captured_at", flat=True).first()
    moment = now or datetime.now(UTC)
    return ChainReport(
        n_sealed=AuditSeal.objects.count(),
        n_waiting=waiting.count(),
        n_erased=AuditErasure.objects.count(),
        head=publishable_head(),
        faults=tuple(sorted(found, key=lambda fault: fault.sequence)),
        is_late=oldest is not None and moment - oldest > timedelta(seconds=SEAL_LAG_MAX_S),
    )


def history_of(record: models.Model) -> models.QuerySet[AuditEntry]:
    """What happened to one record, oldest first, with payloads where they still are."""
    return (
        AuditEntry.objects.filter(object_type=record._meta.db_table, object_key=str(record.pk))
        .select_related("payload")
        .order_by("id")
    )


def unattributed() -> models.QuerySet[AuditEntry]:
    """Changes that no action made: raw SQL, a shell, another package."""
    return AuditEntry.objects.filter(kind=AuditEntry.Kind.CHANGE, action_id__isnull=True).exclude(verb="baseline")


def replay(watched: Watch) -> dict[str, dict[str, Any]]:
    """Key -> row, as the chain tells it; equals :func:`table_now` or something escaped the chain (AUD-1)."""
    rows: dict[str, dict[str, Any]] = {}
    entries = (
        AuditEntry.objects.filter(kind=AuditEntry.Kind.CHANGE, object_type=watched.table)
        .order_by("id")
        .values_list("verb", "object_key", "payload__payload")
    )
    for verb, key, payload in entries.iterator(chunk_size=_CHUNK):
        if verb == "delete":
            rows.pop(key, None)
        elif payload is not None:
            change = json.loads(payload)
            if "before" in change and str(change["before"][watched.key]) != key:
                rows.pop(str(change["before"][watched.key]), None)
            rows[key] = change["after"]
    return rows


def table_now(watched: Watch) -> dict[str, dict[str, Any]]:
    """Key -> row, as the table has it, in the same JSON as the chain."""
    quote = connection.ops.quote_name
    table = quote(watched.table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {table}.{quote(watched.key)}, {row_expression(connection, watched, table)} FROM {table}"
        )
        return {str(key): row if isinstance(row, dict) else json.loads(row) for key, row in cursor.fetchall()}
