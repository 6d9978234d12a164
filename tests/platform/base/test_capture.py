"""The database itself captures every change of watched tables: by model, in bulk, in raw SQL, with and without an action."""

from __future__ import annotations

import json
import random

import pytest
from django.apps import apps
from django.db import connection, transaction

from clustrat_platform.base import capture, chain
from clustrat_platform.base.audit import attributed
from clustrat_platform.base.models import AuditEntry, Region, User

pytestmark = pytest.mark.django_db


def watched(label: str) -> capture.Watch:
    return next(it for it in capture.watches() if it.label == label)


def test_every_model_of_ours_is_watched_or_says_why_not() -> None:
    marked = {it.label for it in capture.watches()} | set(capture.left_out())
    ours = [model for model in apps.get_models() if model.__module__.startswith("clustrat_platform")]
    chain_itself = {"base.AuditEntry", "base.AuditPayload", "base.AuditSeal", "base.AuditErasure", "base.AuditContext"}
    missing = {model._meta.label for model in ours if not model._meta.auto_created} - marked - chain_itself
    # Pages of Wagtail and their revisions keep their own history; they join when the app of pages says so.
    assert not missing, f"neither @audited nor @unaudited: {sorted(missing)}"


def test_replayed_chain_equals_the_table_after_random_changes() -> None:
    """AUD-1: 300 random inserts, updates and deletes by four ways leave a log that replays to the table."""
    rng = random.Random(20)
    quote = connection.ops.quote_name("base_region")
    for number in range(300):
        keys = list(Region.objects.values_list("pk", flat=True))
        way = rng.randrange(7) if keys else 0
        name = f'Ré\'gion "{number}" %s ő'
        if way == 0:
            Region(code=f"X{number:03d}", nuts_version="2013", level=1, name=name, country="XX").save()
        elif way == 1:
            Region.objects.bulk_create(
                Region(code=f"B{number:03d}{part}"[:5], nuts_version=f"{part}", level=1, name=name, country="XX")
                for part in range(3)
            )
        elif way == 2:
            Region.objects.filter(pk__in=rng.sample(keys, min(4, len(keys)))).update(name=name, level=number % 4)
        elif way == 3:
            Region.objects.filter(pk=rng.choice(keys)).delete()
        elif way == 4:
            rows = list(Region.objects.filter(pk__in=rng.sample(keys, min(3, len(keys)))))
            for row in rows:
                row.country = rng.choice(["AT", "IT"])
            Region.objects.bulk_update(rows, ["country"])
        elif way == 5:
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {quote} SET name = %s WHERE id = %s", [name, rng.choice(keys)])
        else:
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {quote} WHERE id = %s", [rng.choice(keys)])
    it = watched("base.Region")
    assert chain.replay(it) == chain.table_now(it)
    assert len(chain.table_now(it)) > 20


def test_update_that_changes_nothing_is_no_entry() -> None:
    region = Region.objects.create(code="AT31", nuts_version="2013", level=2, name="Oberösterreich", country="AT")
    before = AuditEntry.objects.count()
    region.save()
    Region.objects.filter(pk=region.pk).update(name="Oberösterreich")
    assert AuditEntry.objects.count() == before


def test_a_change_that_is_rolled_back_leaves_no_entry() -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        Region.objects.create(code="AT31", nuts_version="2013", level=2, name="x", country="AT")
        raise RuntimeError
    assert AuditEntry.objects.count() == before


def test_no_password_reaches_the_chain() -> None:
    user = User.objects.create_user("someone@example.org", "a long enough password")
    user.set_password("another long password")
    user.save()
    payloads = [entry.payload.payload for entry in chain.history_of(user)]
    assert len(payloads) == 2, "a new password is a change, though its value is not told"
    for payload in payloads:
        assert user.password not in payload
        assert json.loads(payload)["after"]["password"] == capture.SECRET


def test_a_sign_in_is_no_change_of_the_person() -> None:
    user = User.objects.create_user("someone@example.org")
    before = chain.history_of(user).count()
    User.objects.filter(pk=user.pk).update(last_login="2026-01-01T00:00:00Z")
    assert chain.history_of(user).count() == before


def test_change_names_its_action_and_actor_and_one_outside_does_not() -> None:
    user = User.objects.create_user("someone@example.org")
    with transaction.atomic(), attributed(verb="test.make", by=user, reason="because") as entry:
        inside = Region.objects.create(code="AT31", nuts_version="2013", level=2, name="x", country="AT")
    outside = Region.objects.create(code="AT32", nuts_version="2013", level=2, name="x", country="AT")
    made = chain.history_of(inside).get()
    assert (made.action_id, made.actor) == (entry.pk, str(user.pseudonym))
    assert entry.verb == "test.make"
    assert chain.history_of(outside).get().action_id is None
    assert chain.history_of(outside).get() in chain.unattributed()


def test_after_a_failed_action_nothing_is_attributed_to_it() -> None:
    with pytest.raises(RuntimeError), transaction.atomic(), attributed(verb="test.fail", by=None):
        raise RuntimeError
    region = Region.objects.create(code="AT32", nuts_version="2013", level=2, name="x", country="AT")
    assert chain.history_of(region).get().action_id is None
    assert not AuditEntry.objects.filter(verb="test.fail").exists()


def test_inner_action_is_named_and_the_outer_afterwards() -> None:
    with transaction.atomic(), attributed(verb="test.outer", by=None) as outer:
        with attributed(verb="test.inner", by=None) as inner:
            first = Region.objects.create(code="AT31", nuts_version="2013", level=2, name="x", country="AT")
        second = Region.objects.create(code="AT32", nuts_version="2013", level=2, name="x", country="AT")
    assert chain.history_of(first).get().action_id == inner.pk
    assert chain.history_of(second).get().action_id == outer.pk


def test_triggers_stand_once_laid() -> None:
    assert capture.install_triggers(connection) == []


def test_table_that_lost_its_triggers_is_copied_into_the_chain_when_they_come_back() -> None:
    it = watched("base.Region")
    Region.objects.create(code="AT31", nuts_version="2013", level=2, name="x", country="AT")
    with connection.cursor() as cursor:
        for name in capture._triggers_of(connection, cursor, it.table):
            sql = f"DROP TRIGGER {name}" if connection.vendor == "sqlite" else f"DROP FUNCTION {name}() CASCADE"
            cursor.execute(sql)
    Region.objects.create(code="AT32", nuts_version="2013", level=2, name="unseen", country="AT")
    assert chain.replay(it) != chain.table_now(it)
    assert capture.install_triggers(connection) == [it.table]
    assert chain.replay(it) == chain.table_now(it)


@pytest.mark.parametrize("table", ["base_auditentry", "base_auditseal", "base_auditerasure", "base_auditpayload"])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_database_refuses_to_change_the_chain(table: str, verb: str, a_small_chain: int) -> None:
    """AUD-5: whoever asks, in raw SQL."""
    from django.db import DatabaseError

    column = {"base_auditentry": "verb", "base_auditseal": "digest", "base_auditerasure": "ground"}.get(
        table, "payload"
    )
    sql = f"UPDATE {table} SET {column} = {column}" if verb == "update" else f"DELETE FROM {table}"
    with (
        pytest.raises(DatabaseError, match="append-only|recorded erasure"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
