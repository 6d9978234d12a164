"""What is looked at just before a site serves: that its database keeps what it acknowledges."""

from __future__ import annotations

from clustrat.errors import ParameterError
from clustrat_platform.config.fitness import ASK_POSTGRES, durability_of_postgres
from clustrat_platform.config.surroundings import SQLITE_INIT, database_of, read_surroundings

__all__ = ["check_durability_quickly"]


def check_durability_quickly() -> None:
    """Refuse to serve where an acknowledged commit could be lost; SQLite is told by our own settings, PostgreSQL is asked.

    Raises
    ------
    ParameterError
        If the setting is another.
    """
    it = read_surroundings()
    if not it.database_url:
        if it.hasty or "synchronous=FULL" not in SQLITE_INIT:
            raise ParameterError("CLUSTRAT_HASTY is on: what is written could be lost. Serving is refused.")
        return
    # Django would be loaded here and once more in the process that answers: two seconds before the first page.
    import psycopg

    entry = database_of(it)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: entry[key] for name, key in names.items() if entry[key]} | entry["OPTIONS"]
    with psycopg.connect(**given) as connection:
        row = connection.execute(ASK_POSTGRES).fetchone()
    refusals = [finding.sentence for finding in durability_of_postgres(str(row[0]) if row else "")]
    if refusals:
        raise ParameterError(" ".join(refusals))
