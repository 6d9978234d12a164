"""Databases of the tests on PostgreSQL: one is migrated, and each worker gets a copy of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

__all__ = ["copy_of_template", "two_databases"]

#: The lock that one worker holds while it migrates and the others wait for; any number that nobody else uses.
LOCK = 715_2013


@contextmanager
def copy_of_template(connection: Any) -> Iterator[None]:
    """Point ``connection`` to a database of this worker alone; the template of the run is made by the first who comes.

    Migrating takes half a minute, copying a fraction of a second.
    """
    template, mine = _names()
    former = connection.settings_dict["NAME"]
    with _locked(connection) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone() is None:
            connection.settings_dict.setdefault("TEST", {})["NAME"] = template
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
        server.execute(f'CREATE DATABASE "{mine}" TEMPLATE "{template}"')
    connection.settings_dict["NAME"] = mine
    yield
    connection.close()
    connection.settings_dict["NAME"] = former
    with _locked(connection) as server:
        # Whoever is still at work has a copy already.
        for name in (mine, template):
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')


@contextmanager
def two_databases(connection: Any) -> Iterator[tuple[str, str]]:
    """Addresses of a migrated database and of an empty one, both gone afterwards; for sites that are processes of their own."""
    template, mine = _names()
    names = (f"{mine}_site", f"{mine}_empty")
    with _locked(connection) as server:
        server.execute(f'CREATE DATABASE "{names[0]}" TEMPLATE "{template}"')
        server.execute(f'CREATE DATABASE "{names[1]}"')
    parts = urlsplit(os.environ["DATABASE_URL"])
    yield urlunsplit(parts._replace(path=f"/{names[0]}")), urlunsplit(parts._replace(path=f"/{names[1]}"))
    with _locked(connection) as server:
        for name in names:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _names() -> tuple[str, str]:
    """The template of this run, and the database of this worker."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    return f"clustrat_template_{run}", f"clustrat_test_{run}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@contextmanager
def _locked(connection: Any) -> Iterator[Any]:
    """A connection of our own to the database of the settings, while no other worker makes or drops one."""
    import psycopg

    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield server
