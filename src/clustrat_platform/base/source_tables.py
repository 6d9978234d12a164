"""Tables that an app counts and others compute with: registered here, so that evidence can rest on it without an import sideways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["SourceRow", "SourceTable", "register_source_table", "source_table", "source_tables"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One count: ``value`` is ``None`` where nothing is known, which is not nought."""

    measure: str
    nuts_code: str
    nuts_version: str
    year: int
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """A table by its name (as the data desk files it, without the prefix), with what counts it; public figures only."""

    name: str
    title: str
    unit: str
    build: Callable[[], list[SourceRow]]


_TABLES: dict[str, SourceTable] = {}


def register_source_table(table: SourceTable) -> None:
    """Offer a table (in ``AppConfig.ready``)."""
    _TABLES[table.name] = table


def source_tables() -> list[SourceTable]:
    """All tables, by name."""
    return [_TABLES[name] for name in sorted(_TABLES)]


def source_table(name: str) -> SourceTable | None:
    """One table; ``None`` where no app counts it."""
    return _TABLES.get(name)
