"""Blueprints: forms of dialogue that a moderator begins from, each a list of phases with their length and the rules it starts with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.problems import Invalid

__all__ = ["BLUEPRINTS", "Blueprint", "PlannedPhase", "blueprint", "planned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPhase:
    """A phase with its time."""

    type: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """A form of dialogue: its phases in order, each with its days, and what its rules begin with."""

    name: str
    label: Any
    about: Any
    phases: tuple[tuple[str, int], ...]
    rules: Mapping[str, Any] = field(default_factory=dict)


_CRITERIA = [
    {"code": "need", "name": "Demand in the regions", "direction": "max", "lo": 1, "hi": 9, "unit": "points"},
    {"code": "strength", "name": "Strength to build on", "direction": "max", "lo": 1, "hi": 9, "unit": "points"},
    {"code": "cost", "name": "Cost", "direction": "min", "lo": 0, "hi": 1_000_000, "unit": "EUR"},
]

BLUEPRINTS: dict[str, Blueprint] = {
    it.name: it
    for it in (
        Blueprint(
            name="discovery_group",
            label=_("Entrepreneurial discovery group"),
            about=_("Firms, research, public bodies and civil society of a region find where to go, and set priorities."),
            phases=(("explore", 14), ("propose", 21), ("deliberate", 21), ("prioritise", 10), ("decide", 14),
                    ("publish", 7),
                ("rollup", 30),
                ("follow", 365)),
            rules={"criteria": _CRITERIA, "priority_method": "weights"},
        ),
        Blueprint(
            name="transnational_event",
            label=_("Transnational dialogue event"),
            about=_("Regions of several countries bring what they have decided, and decide together by two majorities."),
            phases=(("explore", 14), ("propose", 14), ("deliberate", 21), ("rate", 14), ("decide", 14), ("publish", 7),
                    ("rollup", 30),
                ("follow", 365)),
            rules={"groups": ["helix", "territory"], "weight_scheme": "equal", "scale_max": 9},
        ),
        Blueprint(
            name="expert_delphi",
            label=_("Expert Delphi"),
            about=_("Experts rate alone, in rounds, until the answers stand still; dissent is a result."),
            phases=(("propose", 10), ("rate", 42), ("decide", 14), ("publish", 7)),
            rules={"anonymity": "anonymous", "scale_max": 9, "results": "interim_to_participants"},
        ),
        Blueprint(
            name="pilot_selection",
            label=_("Selection of pilots"),
            about=_("A budget is shared out among pilots so that every group gets its part."),
            phases=(("propose", 21), ("deliberate", 14), ("prioritise", 10), ("decide", 14), ("publish", 7), ("follow", 365)),
            rules={
                "priority_method": "budget",
                "budget": {"amount_eur": "600000", "increment_eur": "1000", "utility": "cost"},
            },
        ),
        Blueprint(
            name="text_review",
            label=_("Review of a text"),
            about=_("A draft is read paragraph by paragraph; changes are proposed, argued and decided."),
            phases=(("propose", 21), ("deliberate", 21), ("decide", 14), ("publish", 7)),
        ),
        Blueprint(
            name="poll",
            label=_("Quick poll"),
            about=_("A few statements, three answers, one result."),
            phases=(("deliberate", 7), ("decide", 7), ("publish", 7)),
            rules={"review_first": False},
        ),
    )
}  # fmt: skip


def blueprint(name: str) -> Blueprint:
    """The blueprint of that name.

    Raises
    ------
    Invalid
        There is none.
    """
    found = BLUEPRINTS.get(name)
    if found is None:
        raise Invalid(
            detail=_gettext("There is no form of dialogue '%(name)s'.") % {"name": name[:60]},
            parameter="blueprint",
            value=name[:60],
            allowed=sorted(BLUEPRINTS),
        )
    return found


def planned(form: Blueprint, *, begins_at: datetime) -> list[PlannedPhase]:
    """The phases of a form, one after the other, from ``begins_at`` on.

    >>> from datetime import UTC
    >>> [it.type for it in planned(BLUEPRINTS["poll"], begins_at=datetime(2026, 3, 1, tzinfo=UTC))]
    ['deliberate', 'decide', 'publish']
    """
    phases, start = [], begins_at
    for name, days in form.phases:
        end = start + timedelta(days=days)
        phases.append(PlannedPhase(type=name, opens_at=start, closes_at=end))
        start = end
    return phases
