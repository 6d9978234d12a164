"""The parts of the demo: each app registers what it loads and how that is taken away again, so that one step removes all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["DemoPart", "demo_facts", "demo_parts", "register_demo_part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPart:
    """One part: ``load()`` adds what is missing, ``remove()`` takes everything marked Demo away; both say how many."""

    name: str
    order: int
    load: Callable[[], int]
    remove: Callable[[], int]


_PARTS: dict[str, DemoPart] = {}


def register_demo_part(part: DemoPart) -> None:
    """Add a part (in ``AppConfig.ready``); loaded by ``order``, removed the other way round."""
    _PARTS[part.name] = part


def demo_parts() -> list[DemoPart]:
    """All parts in the order in which they are loaded."""
    return sorted(_PARTS.values(), key=lambda it: (it.order, it.name))


@lru_cache(maxsize=1)
def demo_facts() -> dict[str, Any]:
    """The CluStrat project as cited facts: project, organisations, successions, events, pilots, regions, themes.

    Examples
    --------
    >>> sorted({claim["certainty"] for it in demo_facts()["events"] for claim in it["claims"]})
    ['conflicting', 'seen']
    """
    path = files("clustrat_platform") / "data" / "demo_content" / "clustrat_project.json"
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return facts
