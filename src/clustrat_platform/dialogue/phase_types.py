"""Phase types as data: what may be done in a phase of each type, in which states of the dialogue, and which may not overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

__all__ = ["FEATURE_STATES", "PHASE_TYPES", "PhaseType", "conflict_of", "phase_type"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseType:
    """A type of phase: its words, what may be done in it, and what happens, in one sentence."""

    name: str
    label: Any
    features: frozenset[str]
    about: Any


def _type(name: str, label: Any, features: str, about: Any) -> PhaseType:
    return PhaseType(name=name, label=label, features=frozenset(features.split()), about=about)


PHASE_TYPES: dict[str, PhaseType] = {
    it.name: it
    for it in (
        _type("setup", _("Preparation"), "", _("The rules are drafted and people are invited.")),
        _type("explore", _("Look at the evidence"), "annotate ask", _("Maps, profiles and figures are read and asked about.")),
        _type(
            "propose",
            _("Propose"),
            "propose edit_own co_author merge",
            _("Proposals name the problem, the action, who gains, where, and the evidence."),
        ),
        _type(
            "deliberate",
            _("Talk it over"),
            "argue vote_statement merge",
            _("Arguments are typed: for, against, condition, question, evidence; short statements are voted on."),
        ),
        _type("rate", _("Rate in rounds"), "rate", _("Everyone rates alone, sees the group afterwards, and may change.")),
        _type("prioritise", _("Set priorities"), "weigh ballot", _("Criteria are weighed, or a budget is shared out.")),
        _type(
            "decide",
            _("Decide"),
            "declare_interest decide",
            _("The named body sees the results after each member has declared interests, and gives reasons."),
        ),
        _type("publish", _("Publish"), "publish", _("The record is frozen and published.")),
        _type("follow", _("Follow up"), "report_milestone", _("Milestones are reported; a figure out of its band reopens.")),
        _type("rollup", _("Hand on"), "send_up", _("The result becomes a proposal at the next level.")),
    )
}  # fmt: skip

#: Features of which the first set may not be open at the same time as the second.
CONFLICTS: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"propose", "edit_own", "merge"}), frozenset({"rate", "weigh", "ballot", "decide"})),
    (frozenset({"rate", "weigh", "ballot", "vote_statement"}), frozenset({"decide"})),
)

_INPUT = frozenset({"open"})
_DECIDING = frozenset({"open", "closing", "closed"})
#: In which states of the dialogue a feature can be used at all.
FEATURE_STATES: dict[str, frozenset[str]] = {
    "declare_interest": _DECIDING,
    "decide": _DECIDING,
    "publish": _DECIDING | {"decided"},
    "report_milestone": frozenset({"decided", "following"}),
    "send_up": frozenset({"decided", "following"}),
} | dict.fromkeys(
    (
        "annotate",
        "ask",
        "propose",
        "edit_own",
        "co_author",
        "merge",
        "argue",
        "vote_statement",
        "rate",
        "weigh",
        "ballot",
    ),
    _INPUT,
)


def phase_type(name: str) -> PhaseType:
    """The type of that name; an unknown one lets nobody do anything."""
    return PHASE_TYPES.get(name) or PhaseType(name=name, label=name, features=frozenset(), about="")


def conflict_of(first: str, second: str) -> tuple[str, str] | None:
    """Two features, one of each type, that may not be open at the same time; ``None`` if the phases may overlap.

    >>> conflict_of("propose", "decide")
    ('edit_own', 'decide')
    >>> conflict_of("deliberate", "propose") is None
    True
    """
    one, other = phase_type(first).features, phase_type(second).features
    for left, right in CONFLICTS:
        for a, b in ((left, right), (right, left)):
            if one & a and other & b:
                return min(one & a), min(other & b)
    return None
