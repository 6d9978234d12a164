"""The results on which the accessibility statement rests: which pages were checked, how, when, and what was found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

__all__ = ["Check", "Results", "Shortcoming", "results"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One page in one state, and how many rules a tool found broken on it."""

    page: str
    state: str
    n_violations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcoming:
    """Something that is not accessible yet: where, which criterion, what to use instead, by language."""

    criterion: str
    words: dict[str, str]

    def in_language(self, language: str) -> tuple[str, str]:
        """The sentence and the language it is in."""
        known = language if language in self.words else "en"
        return self.words[known], known


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What was checked.

    ``status`` is one of the three of Decision (EU) 2018/1523: ``full``, ``partial`` or ``non``; it follows from the
    results: as long as no manual audit is dated, or something is open, it is never ``full``.
    """

    checked_on: date
    tool: str
    checks: tuple[Check, ...]
    shortcomings: tuple[Shortcoming, ...]
    manual_audit_on: date | None

    @property
    def n_violations(self) -> int:
        """Rules found broken over all pages and states."""
        return sum(check.n_violations for check in self.checks)

    @property
    def status(self) -> str:
        """How far the site conforms."""
        is_clean = not self.n_violations and not self.shortcomings and self.manual_audit_on is not None
        return "full" if is_clean and self.checks else "partial" if self.checks else "non"


@lru_cache(maxsize=1)
def results() -> Results:
    """The results of the latest check that came with this version.

    Examples
    --------
    >>> results().status
    'partial'
    """
    path = files("clustrat_platform.publications") / "data" / "accessibility.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    audit = document["manual_audit_on"]
    return Results(
        checked_on=date.fromisoformat(document["checked_on"]),
        tool=document["tool"],
        checks=tuple(Check(**check) for check in document["checks"]),
        shortcomings=tuple(Shortcoming(**it) for it in document["shortcomings"]),
        manual_audit_on=date.fromisoformat(audit) if audit else None,
    )
