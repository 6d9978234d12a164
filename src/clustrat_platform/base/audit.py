"""The one pen: the shape of an action, the sealing of the chain, and the erasure of payloads. Only ``actions`` import this."""

from __future__ import annotations

import functools
import inspect
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models, transaction

from clustrat_platform.base import sealing
from clustrat_platform.base.chain import header_of, publishable_head
from clustrat_platform.base.models.audit import AuditContext, AuditEntry, AuditErasure, AuditPayload, AuditSeal
from clustrat_platform.base.permissions import require

__all__ = ["action", "attributed", "checked", "erase_payloads", "seal"]

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

#: Entries sealed in one transaction.
SEAL_BATCH = 1_000
#: The number of the lock that lets one process seal at a time on PostgreSQL.
_SEAL_LOCK = 4_278_190_081


def action(*, verb: str, permission: str, on: str | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an action: one transaction, the permission first, an entry of the chain, then the change.

    Parameters
    ----------
    verb
        What stands in the chain, as ``organisations.rename``.
    permission
        What ``by`` must hold (:mod:`clustrat_platform.base.permissions`); checked against the argument named ``on``.
    on
        The argument that the permission and the entry are about; without it the permission is asked without an object.

    The function takes keyword arguments only, among them ``by`` (the person, or ``None`` for the system itself) and,
    if it likes, ``reason``, which goes into the payload of the entry. If the entry cannot be written, nothing changes.

    Raises
    ------
    NotAllowed
        When called by someone who may not.
    TypeError
        Where the function is declared, if its arguments can be given by position or ``by`` is missing.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        by_position = [name for name, it in signature.parameters.items() if it.kind is not it.KEYWORD_ONLY]
        if by_position:
            raise TypeError(f"{function.__name__}: the arguments of an action are keyword-only, but not {by_position}.")
        missing = {"by", *([on] if on else [])} - set(signature.parameters)
        if missing:
            raise TypeError(f"{function.__name__}: an action needs the arguments {sorted(missing)}.")

        @functools.wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            bound = signature.bind(*args, **kwargs)
            person = bound.arguments["by"]
            subject = bound.arguments.get(on) if on else None
            require(person, permission, subject)
            with (
                transaction.atomic(),
                attributed(verb=verb, by=person, subject=subject, reason=str(bound.arguments.get("reason") or "")),
            ):
                return function(*args, **kwargs)

        return act

    return decorate


@contextmanager
def attributed(*, verb: str, by: Any | None, subject: Any | None = None, reason: str = "") -> Iterator[AuditEntry]:
    """Write the entry of an action, and let every change inside the block refer to it.

    Must run inside a transaction; actions within actions refer to the innermost.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"The action {verb} needs a transaction around it.")
    record = subject if isinstance(subject, models.Model) else None
    actor = str(getattr(by, "pseudonym", "") or "")
    entry = AuditEntry.objects.create(
        captured_at=datetime.now(UTC),
        kind=AuditEntry.Kind.ACTION,
        verb=verb,
        object_type=record._meta.db_table if record else "",
        object_key=str(record.pk) if record and record.pk is not None else "",
        actor=actor,
    )
    AuditPayload.objects.create(
        entry=entry, salt=os.urandom(32), payload=json.dumps({"reason": reason} if reason else {}, ensure_ascii=False)
    )
    former = _context()
    _set_context(entry.pk, actor)
    # After an exception the transaction, or the savepoint around this block, takes the context back with it.
    yield entry
    _set_context(*former)


def checked(record: M, *, fields: list[str] | None = None) -> M:
    """Validate a record whole, then save it; ``fields`` are all that changed.

    Raises
    ------
    ValidationError
        If a field or a constraint refuses.
    """
    record.full_clean()
    record.save(update_fields=fields)
    return record


def seal(*, limit: int = SEAL_BATCH) -> int:
    """Seal entries that are not yet sealed, lowest number first; returns how many.

    Takes what is *not sealed*, not what is above the last number: on PostgreSQL a lower number may commit later.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEAL_LOCK])
        head = publishable_head()
        sequence, previous = head.sequence, head.digest
        waiting = (
            AuditEntry.objects.filter(seal__isnull=True).select_related("payload", "erasure").order_by("id")[:limit]
        )
        seals = []
        for entry in waiting:
            sequence += 1
            payload = getattr(entry, "payload", None)
            bound = (
                sealing.commitment(salt=bytes(payload.salt), payload=payload.payload)
                if payload
                else sealing.commitment(salt=os.urandom(32), payload="")
            )
            previous = sealing.digest(previous=previous, sequence=sequence, header=header_of(entry), commitment=bound)
            seals.append(AuditSeal(sequence=sequence, entry=entry, commitment=bound, digest=previous))
        AuditSeal.objects.bulk_create(seals)
    return len(seals)


def erase_payloads(*, entries: models.QuerySet[AuditEntry], ground: str) -> int:
    """Erase payload and salt of ``entries`` for ever, and record that and on which ground; returns how many.

    The chain still verifies: its seals hold commitments, which tell nothing without the salt. Entries that wait for
    their seal are sealed first. Call inside an action.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An erasure needs a transaction around it.")
    if not ground.strip():
        raise ValueError("An erasure needs its ground in words.")
    while seal():
        pass
    chosen = list(entries.filter(payload__isnull=False).values_list("pk", flat=True))
    moment = datetime.now(UTC)
    AuditErasure.objects.bulk_create(AuditErasure(entry_id=key, erased_at=moment, ground=ground) for key in chosen)
    for start in range(0, len(chosen), 500):
        AuditPayload.objects.filter(pk__in=chosen[start : start + 500]).delete()
    return len(chosen)


def _context() -> tuple[int | None, str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_setting('clustrat.action', true), current_setting('clustrat.actor', true)")
            number, actor = cursor.fetchone()
            return (int(number) if number else None), actor or ""
    row = AuditContext.objects.values_list("action_id", "actor").first()
    return row or (None, "")


def _set_context(number: int | None, actor: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('clustrat.action', %s, true), set_config('clustrat.actor', %s, true)",
                [str(number or ""), actor],
            )
        return
    AuditContext.objects.update(action_id=number, actor=actor)
