"""Which tables the audit chain watches, and the triggers by which the database itself captures every change of them.

A trigger runs in the transaction of the change, whoever makes it: a model, a bulk statement, raw SQL, a migration. It
writes one :class:`~clustrat_platform.base.models.AuditEntry` with its payload. Triggers are laid anew after ``migrate``
wherever they differ from what the models ask for; a table that gets them for the first time, or whose columns changed,
is copied into the chain once (verb ``baseline``), so that the replayed log always equals the table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

__all__ = ["Watch", "audited", "install_triggers", "left_out", "row_expression", "unaudited", "watch", "watches"]

Kind = TypeVar("Kind", bound=type[models.Model])

#: What stands in a payload for a value that no log may hold.
SECRET = "(secret)"  # noqa: S105
#: Tables of the chain, and what may be done to them besides INSERT and SELECT.
CHAIN_TABLES = ("base_auditentry", "base_auditseal", "base_auditerasure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One watched table: ``secret`` columns are captured as changed, never with their value; ``ignored`` ones not at all."""

    label: str
    secret: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def model(self) -> type[models.Model]:
        """The model of the table."""
        return apps.get_model(self.label)

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        """The column of the primary key."""
        column = self.model._meta.pk.column
        assert column is not None
        return column

    def fields(self) -> list[tuple[str, models.Field[object, object]]]:
        """Column and field of all that is captured, in the order of the model."""
        return [
            (field.column, field)
            for field in self.model._meta.concrete_fields
            if field.name not in self.ignored and field.column is not None
        ]


_WATCHES: dict[str, Watch] = {}
_LEFT_OUT: dict[str, str] = {}


def audited(*, secret: tuple[str, ...] = (), ignored: tuple[str, ...] = ()) -> Callable[[Kind], Kind]:
    """Let the chain watch a model of ours (decorator of the class)."""

    def decorate(model: Kind) -> Kind:
        watch(model._meta.label, secret=secret, ignored=ignored)
        return model

    return decorate


def unaudited(reason: str) -> Callable[[Kind], Kind]:
    """Say why the chain need not watch a model (decorator of the class); a model without either mark fails a test."""

    def decorate(model: Kind) -> Kind:
        _LEFT_OUT[model._meta.label] = reason
        return model

    return decorate


def watch(label: str, *, secret: tuple[str, ...] = (), ignored: tuple[str, ...] = ()) -> None:
    """Let the chain watch a model, which may be another package's, by its label ``app.Model``."""
    _WATCHES[label] = Watch(label=label, secret=secret, ignored=ignored)


def watches() -> list[Watch]:
    """All watched tables, by label."""
    return [_WATCHES[label] for label in sorted(_WATCHES)]


def left_out() -> dict[str, str]:
    """Models that are not watched, and why."""
    return dict(_LEFT_OUT)


def row_expression(connection: BaseDatabaseWrapper, watched: Watch, row: str) -> str:
    """The SQL of one row as JSON: ``row`` is ``NEW``, ``OLD`` or the name of the table."""
    quote = connection.ops.quote_name
    pairs = []
    for column, field in watched.fields():
        value = f"{row}.{quote(column)}"
        if field.name in watched.secret:
            value = f"'{SECRET}'"
        elif isinstance(field, models.BinaryField):
            value = f"hex({value})" if connection.vendor == "sqlite" else f"encode({value}, 'hex')"
        pairs.append(f"'{column}', {value}")
    build = "json_object" if connection.vendor == "sqlite" else "jsonb_build_object"
    return f"{build}({', '.join(pairs)})"


def install_triggers(connection: BaseDatabaseWrapper, *, tables: Iterable[str] | None = None) -> list[str]:
    """Lay the triggers that are missing or out of date; returns the tables that were touched.

    Works on the tables that exist, so that it may run after any migration.
    """
    here = set(connection.introspection.table_names())
    if not {"base_auditpayload", *CHAIN_TABLES} <= here:
        return []
    touched = []
    with connection.cursor() as cursor:
        lay_chain = _sqlite_chain if connection.vendor == "sqlite" else _postgres_chain
        lay_chain(cursor)
        for watched in watches():
            if not apps.is_installed(watched.model._meta.app_config.name) or watched.table not in here:
                continue
            if tables is not None and watched.table not in tables:
                continue
            columns = {column.name for column in connection.introspection.get_table_description(cursor, watched.table)}
            if not {column for column, _field in watched.fields()} <= columns:
                continue  # a later migration brings the column, and this runs again after it
            if _lay_watch(connection, cursor, watched):
                touched.append(watched.table)
    return touched


def _statements(connection: BaseDatabaseWrapper, watched: Watch) -> dict[str, str]:
    """Verb -> the SQL of its trigger without its name."""
    quote = connection.ops.quote_name
    columns = [quote(column) for column, _field in watched.fields()]
    differ = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"OLD.{column} {differ} NEW.{column}" for column in columns)
    before, after = (row_expression(connection, watched, row) for row in ("OLD", "NEW"))
    build = "json_object" if connection.vendor == "sqlite" else "jsonb_build_object"
    parts = {
        "insert": ("", f"NEW.{quote(watched.key)}", f"{build}('after', {after})"),
        "update": (f"WHEN ({changed})", f"NEW.{quote(watched.key)}", f"{build}('before', {before}, 'after', {after})"),
        "delete": ("", f"OLD.{quote(watched.key)}", f"{build}('before', {before})"),
    }
    write = _sqlite_trigger if connection.vendor == "sqlite" else _postgres_trigger
    return {
        verb: write(verb, quote(watched.table), watched.table, condition, key, payload)
        for verb, (condition, key, payload) in parts.items()
    }


def _sqlite_entry(verb: str, table: str, key: str, payload: str) -> str:
    return (
        "INSERT INTO base_auditentry (captured_at, kind, verb, object_type, object_key, actor, action_id) "
        f"VALUES (strftime('%Y-%m-%d %H:%M:%f000', 'now'), 'change', '{verb}', '{table}', {key}, "
        "coalesce((SELECT actor FROM base_auditcontext LIMIT 1), ''), "
        "(SELECT action_id FROM base_auditcontext LIMIT 1)); "
        "INSERT INTO base_auditpayload (entry_id, salt, payload) "
        f"VALUES (last_insert_rowid(), randomblob(32), {payload});"
    )


def _sqlite_trigger(verb: str, quoted: str, table: str, condition: str, key: str, payload: str) -> str:
    return f"AFTER {verb.upper()} ON {quoted} {condition} BEGIN {_sqlite_entry(verb, table, key, payload)} END"


def _postgres_trigger(verb: str, quoted: str, table: str, condition: str, key: str, payload: str) -> str:
    # The body of the function; the trigger itself is made of verb, table and condition.
    return (
        f"{condition}\x00BEGIN PERFORM clustrat_capture('{verb}', '{table}', ({key})::text, ({payload})::text); "
        "RETURN NULL; END"
    )


def _lay_watch(connection: BaseDatabaseWrapper, cursor: CursorWrapper, watched: Watch) -> bool:
    statements = _statements(connection, watched)
    names = {
        verb: f"audit_{verb}_{_short(watched.table)}_{hashlib.sha256(sql.encode()).hexdigest()[:10]}"
        for verb, sql in statements.items()
    }
    there = _triggers_of(connection, cursor, watched.table)
    if there == set(names.values()):
        return False
    quoted = connection.ops.quote_name(watched.table)
    for name in there:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        else:
            cursor.execute(f"DROP FUNCTION {connection.ops.quote_name(name)}() CASCADE")
    for verb, name in names.items():
        if connection.vendor == "sqlite":
            cursor.execute(f"CREATE TRIGGER {connection.ops.quote_name(name)} {statements[verb]}")
        else:
            condition, body = statements[verb].split("\x00")
            cursor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$")
            cursor.execute(
                f"CREATE TRIGGER {name} AFTER {verb.upper()} ON {quoted} FOR EACH ROW {condition} "
                f"EXECUTE FUNCTION {name}()"
            )
    _copy_rows(connection, cursor, watched)
    return True


def _copy_rows(connection: BaseDatabaseWrapper, cursor: CursorWrapper, watched: Watch) -> None:
    """Write every row of a newly watched table into the chain, verb ``baseline``."""
    quote = connection.ops.quote_name
    table = quote(watched.table)
    build = "json_object" if connection.vendor == "sqlite" else "jsonb_build_object"
    payload = f"{build}('after', {row_expression(connection, watched, table)})"
    key = f"{table}.{quote(watched.key)}"
    if connection.vendor == "postgresql":
        cursor.execute(
            f"SELECT clustrat_capture('baseline', '{watched.table}', ({key})::text, ({payload})::text) FROM {table}"
        )
        return
    cursor.execute("SELECT coalesce(max(id), 0) FROM base_auditentry")
    (last,) = cursor.fetchone()
    cursor.execute(
        "INSERT INTO base_auditentry (captured_at, kind, verb, object_type, object_key, actor, action_id) "
        f"SELECT strftime('%Y-%m-%d %H:%M:%f000', 'now'), 'change', 'baseline', '{watched.table}', {key}, '', NULL "
        f"FROM {table} ORDER BY {key}"
    )
    cursor.execute(
        "INSERT INTO base_auditpayload (entry_id, salt, payload) "
        f"SELECT entry.id, randomblob(32), {payload} FROM base_auditentry AS entry "
        f"JOIN {table} ON {key} = entry.object_key WHERE entry.id > %s",
        [last],
    )


def _triggers_of(connection: BaseDatabaseWrapper, cursor: CursorWrapper, table: str) -> set[str]:
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE 'audit!_%%' ESCAPE '!'",
            [table],
        )
    else:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgname LIKE 'audit!_%%' "
            "ESCAPE '!'",
            [connection.ops.quote_name(table)],
        )
    return {str(name) for (name,) in cursor.fetchall()}


def _short(table: str) -> str:
    return table if len(table) <= 30 else f"{table[:19]}_{hashlib.sha256(table.encode()).hexdigest()[:10]}"


def _sqlite_chain(cursor: CursorWrapper) -> None:
    """Refuse every change of the chain but the addition, and of payloads all but the erasure that was recorded."""
    for table in CHAIN_TABLES:
        for verb in ("UPDATE", "DELETE"):
            cursor.execute(
                f"CREATE TRIGGER IF NOT EXISTS chain_{verb.lower()}_{table} BEFORE {verb} ON {table} "
                "BEGIN SELECT raise(ABORT, 'The audit chain is append-only: an entry is neither changed nor removed.'); END"
            )
    cursor.execute(
        "CREATE TRIGGER IF NOT EXISTS chain_update_base_auditpayload BEFORE UPDATE ON base_auditpayload "
        "BEGIN SELECT raise(ABORT, 'The audit chain is append-only: a payload is never changed.'); END"
    )
    cursor.execute(
        "CREATE TRIGGER IF NOT EXISTS chain_delete_base_auditpayload BEFORE DELETE ON base_auditpayload "
        "WHEN NOT EXISTS (SELECT 1 FROM base_auditerasure WHERE entry_id = OLD.entry_id) "
        "BEGIN SELECT raise(ABORT, 'A payload of the audit chain goes only by a recorded erasure.'); END"
    )
    cursor.execute(
        "INSERT INTO base_auditcontext (id, actor) SELECT 1, '' WHERE NOT EXISTS (SELECT 1 FROM base_auditcontext)"
    )


def _postgres_chain(cursor: CursorWrapper) -> None:
    """The same on PostgreSQL, TRUNCATE included, and the one function by which triggers write."""
    cursor.execute(
        """
        CREATE OR REPLACE FUNCTION clustrat_capture(verb text, object_type text, object_key text, payload text)
        RETURNS void LANGUAGE plpgsql AS $body$
        DECLARE new_entry bigint;
        BEGIN
            INSERT INTO base_auditentry (captured_at, kind, verb, object_type, object_key, actor, action_id)
            VALUES (clock_timestamp(), 'change', verb, object_type, object_key,
                    coalesce(current_setting('clustrat.actor', true), ''),
                    nullif(current_setting('clustrat.action', true), '')::bigint)
            RETURNING id INTO new_entry;
            INSERT INTO base_auditpayload (entry_id, salt, payload)
            VALUES (new_entry,
                    sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')),
                    payload);
        END $body$
        """
    )
    cursor.execute(
        """
        CREATE OR REPLACE FUNCTION clustrat_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            RAISE EXCEPTION 'The audit chain is append-only: an entry is neither changed nor removed.'
            USING ERRCODE = 'integrity_constraint_violation';
        END $body$
        """
    )
    cursor.execute(
        """
        CREATE OR REPLACE FUNCTION clustrat_refuse_payload() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM base_auditerasure WHERE entry_id = OLD.entry_id) THEN
                RAISE EXCEPTION 'A payload of the audit chain goes only by a recorded erasure.'
                USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN OLD;
        END $body$
        """
    )
    for table in CHAIN_TABLES:
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER chain_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION clustrat_refuse()"
        )
    cursor.execute(
        "CREATE OR REPLACE TRIGGER chain_append_only BEFORE UPDATE ON base_auditpayload "
        "FOR EACH ROW EXECUTE FUNCTION clustrat_refuse()"
    )
    cursor.execute(
        "CREATE OR REPLACE TRIGGER chain_erasure_only BEFORE DELETE ON base_auditpayload "
        "FOR EACH ROW EXECUTE FUNCTION clustrat_refuse_payload()"
    )
    for table in (*CHAIN_TABLES, "base_auditpayload"):
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER chain_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION clustrat_refuse()"
        )
