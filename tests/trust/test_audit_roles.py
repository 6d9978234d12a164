"""AUD-5 on PostgreSQL: with the roles of deploy/postgres-roles.sql the application can only add to the chain and read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from clustrat_platform.base import audit, chain
from clustrat_platform.base.models import Region

pytestmark = pytest.mark.django_db
ROLES = Path(__file__).parent.parent.parent / "deploy" / "postgres-roles.sql"


def test_application_role_adds_and_reads_and_nothing_else(a_small_chain: int) -> None:
    if connection.vendor != "postgresql":
        # SQLite knows no roles; there the triggers alone refuse, which tests/platform/base/test_capture.py holds.
        assert "clustrat_app" in ROLES.read_text(encoding="utf-8")
        return
    with connection.cursor() as cursor:
        cursor.execute(ROLES.read_text(encoding="utf-8"))
        cursor.execute("SET LOCAL ROLE clustrat_app")
        for table in ("base_auditentry", "base_auditseal", "base_auditerasure", "base_auditpayload"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            verbs = [
                f"UPDATE {table} SET {'entry_id = entry_id' if table != 'base_auditentry' else 'verb = verb'}",
                f"TRUNCATE {table} CASCADE",
            ]
            if table != "base_auditpayload":
                verbs.append(f"DELETE FROM {table}")
            for sql in verbs:
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    cursor.execute(sql)
        with pytest.raises(DatabaseError, match="recorded erasure"), transaction.atomic():
            cursor.execute("DELETE FROM base_auditpayload")
        with pytest.raises(DatabaseError, match="must be owner|permission denied"), transaction.atomic():
            cursor.execute("ALTER TABLE base_auditentry DISABLE TRIGGER USER")
    region = Region.objects.create(code="AT31", nuts_version="2013", level=2, name="x", country="AT")
    assert audit.seal() > 0
    assert chain.history_of(region).count() == 1
    with transaction.atomic():
        assert audit.erase_payloads(entries=chain.history_of(region), ground="request") == 1
    assert chain.verify().is_whole
