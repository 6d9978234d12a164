"""What other apps show on the page of an entry: registered here by whoever stands above, so that nothing is imported sideways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from clustrat_platform.actors.models import Actor

__all__ = ["EntryPanel", "panels_of", "register_entry_panel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPanel:
    """A panel: ``build(request, actor)`` gives anchor, heading, lead, lines (text, address, note), perhaps a table, and an empty text."""

    name: str
    order: int
    build: Callable[[HttpRequest, Actor], dict[str, Any] | None]


_PANELS: dict[str, EntryPanel] = {}


def register_entry_panel(panel: EntryPanel) -> None:
    """Let an app show something on the page of an entry (in ``AppConfig.ready``)."""
    _PANELS[panel.name] = panel


def panels_of(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """All panels of an entry, in order."""
    ordered = sorted(_PANELS.values(), key=lambda it: (it.order, it.name))
    return [shown for it in ordered if (shown := it.build(request, actor)) is not None]
