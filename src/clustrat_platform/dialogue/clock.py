"""The moment at which something is asked or done: taken once for a request or an action, so that no rule sees two times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

__all__ = ["acting_at", "fixed", "moment"]

_MOMENT: ContextVar[datetime | None] = ContextVar("dialogue_moment", default=None)


def moment() -> datetime:
    """The moment that holds here: the one that was fixed, or now.

    >>> with acting_at(datetime(2026, 3, 1, tzinfo=UTC)):
    ...     moment().isoformat()
    '2026-03-01T00:00:00+00:00'
    """
    return _MOMENT.get() or datetime.now(UTC)


@contextmanager
def acting_at(when: datetime) -> Iterator[datetime]:
    """Let everything inside happen at ``when``; for the demonstration and for tests.

    Raises
    ------
    ValueError
        The moment has no time zone.
    """
    if when.tzinfo is None:
        raise ValueError(f"The moment {when} has no time zone. Give one, such as UTC.")
    token = _MOMENT.set(when.astimezone(UTC))
    try:
        yield when
    finally:
        _MOMENT.reset(token)


@contextmanager
def fixed() -> Iterator[datetime]:
    """Take the moment once: everything inside sees the same, also what was fixed outside."""
    with acting_at(moment()) as when:
        yield when
