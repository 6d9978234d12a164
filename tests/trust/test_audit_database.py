"""The chain in the database: sealing, erasure, tampering behind the triggers, and actions without an entry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from clustrat_platform.base import audit, chain
from clustrat_platform.base.models import AuditEntry, AuditPayload, AuditSeal, Region, User
from clustrat_platform.base.sealing import Head

pytestmark = pytest.mark.django_db


def drop_chain_triggers() -> None:
    """What an intruder with the rights of the owner would do first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'chain%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("base_auditentry", "base_auditseal", "base_auditerasure", "base_auditpayload"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))


def test_chain_is_whole_after_work_and_erasure(a_small_chain: int) -> None:
    report = chain.verify()
    assert report.is_whole
    assert report.n_waiting == 0
    assert report.n_erased == 1
    assert report.n_sealed >= a_small_chain


def test_sealing_takes_what_is_not_sealed_even_below_the_last_number(a_small_chain: int) -> None:
    """On PostgreSQL a lower number may commit later."""
    head = chain.publishable_head()
    lowest = AuditEntry.objects.order_by("id").values_list("pk", flat=True).first()
    assert lowest is not None
    late = AuditEntry.objects.create(pk=lowest - 1, captured_at=datetime.now(UTC), kind="action", verb="test.late")
    AuditPayload.objects.create(entry=late, salt=b"s" * 32, payload="{}")
    assert audit.seal() == 1
    assert late.seal.sequence == head.sequence + 1
    assert chain.verify(head=head).is_whole


def test_late_seal_is_told() -> None:
    Region.objects.create(code="AT31", nuts_version="2013", level=2, name="x", country="AT")
    soon = datetime.now(UTC) + timedelta(seconds=chain.SEAL_LAG_MAX_S + 3)
    assert chain.verify(now=soon).is_late
    while audit.seal():
        pass
    assert not chain.verify(now=soon).is_late


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("UPDATE base_auditentry SET verb = 'delete' WHERE id = %s", "changed"),
        ("UPDATE base_auditentry SET actor = 'someone else' WHERE id = %s", "changed"),
        ("UPDATE base_auditentry SET object_key = '99' WHERE id = %s", "changed"),
        ("UPDATE base_auditpayload SET payload = '{}' WHERE entry_id = %s", "payload"),
        ("DELETE FROM base_auditpayload WHERE entry_id = %s", "payload"),
    ],
)
def test_edit_behind_the_triggers_is_found(a_small_chain: int, sql: str, kind: str) -> None:
    seal = AuditSeal.objects.filter(entry__payload__isnull=False, entry__kind="change").order_by("sequence")[3]
    drop_chain_triggers()
    run(sql, seal.entry_id)
    faults = chain.verify().faults
    assert [(fault.kind, fault.sequence) for fault in faults] == [(kind, seal.sequence)]


def test_removed_seal_is_found(a_small_chain: int) -> None:
    head = chain.publishable_head()
    drop_chain_triggers()
    run("DELETE FROM base_auditseal WHERE sequence = %s", 4)
    assert ("gap", 4) in [(fault.kind, fault.sequence) for fault in chain.verify(head=head).faults]


def test_cut_chain_is_found_against_the_head(a_small_chain: int) -> None:
    head = chain.publishable_head()
    drop_chain_triggers()
    run("DELETE FROM base_auditseal WHERE sequence > %s", head.sequence - 2)
    assert chain.verify().is_whole
    assert [fault.kind for fault in chain.verify(head=head).faults] == ["truncated"]


def test_head_of_another_chain_is_refused(a_small_chain: int) -> None:
    head = chain.publishable_head()
    alien = Head(sequence=head.sequence, digest=bytes(32))
    assert [fault.kind for fault in chain.verify(head=alien).faults] == ["rolled_back"]


def test_erasure_leaves_nothing_of_the_payload(a_small_chain: int) -> None:
    user = User.objects.create_user("planted-word@example.org", display_name="Plantedword")
    with transaction.atomic():
        n = audit.erase_payloads(entries=chain.history_of(user), ground="request of the person")
    assert n == 1
    assert not AuditPayload.objects.filter(payload__icontains="planted").exists()
    assert chain.verify().is_whole


def test_erasure_needs_a_ground_and_a_transaction(a_small_chain: int) -> None:
    with pytest.raises(ValueError, match="ground in words"), transaction.atomic():
        audit.erase_payloads(entries=AuditEntry.objects.all(), ground=" ")


def test_no_entry_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """AUD-4: when the chain cannot be written, the action does not happen."""
    from clustrat_platform.base.actions import make_user

    def full(*_: object, **__: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(AuditEntry.objects, "create", full)
    with pytest.raises(DatabaseError, match="disk is full"):
        make_user(by=None, email="nobody@example.org")
    assert not User.objects.filter(email="nobody@example.org").exists()


def test_no_capture_no_change() -> None:
    """AUD-4, in the database: if the trigger cannot write, the statement fails."""
    drop = "ALTER TABLE base_auditpayload RENAME TO hidden_payload"
    with pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA legacy_alter_table=ON")
            cursor.execute(drop)
        Region.objects.create(code="AT31", nuts_version="2013", level=2, name="x", country="AT")
    assert not Region.objects.filter(code="AT31", nuts_version="2013", name="x").exists()
