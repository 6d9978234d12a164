"""What is looked at just before a site serves: that its database keeps what it acknowledges."""

from __future__ import annotations

from clustrat.errors import ParameterError
from clustrat_platform.config.surroundings import SQLITE_INIT, read_surroundings

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
    import django

    django.setup()
    from clustrat_platform.config.fitness import durability

    refusals = [finding.sentence for finding in durability() if finding.refuses]
    if refusals:
        raise ParameterError(" ".join(refusals))
