"""The main navigation: each app registers its entries, so that the base shows nothing that it would have to import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from clustrat_platform.base.permissions import may

__all__ = ["Entry", "entries_for", "register_entry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: ``label`` is lazily translated, ``route`` the name of an address, ``permission`` who sees it."""

    label: Any
    route: str
    order: int
    permission: str = ""
    #: ``main`` in the header, ``work`` in the menu of the signed-in, ``foot`` in the footer.
    place: str = "main"


_ENTRIES: list[Entry] = []


def register_entry(entry: Entry) -> None:
    """Add an entry (in ``AppConfig.ready``); the same route in the same place is registered once."""
    if all((it.route, it.place) != (entry.route, entry.place) for it in _ENTRIES):
        _ENTRIES.append(entry)


def entries_for(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """Place -> entries that this reader may open, in order."""
    shown: dict[str, list[dict[str, Any]]] = {"main": [], "work": [], "foot": []}
    user = getattr(request, "user", None)
    for entry in sorted(_ENTRIES, key=lambda it: it.order):
        if entry.permission and (user is None or not may(user, entry.permission)):
            continue
        try:
            address = reverse(entry.route)
        except NoReverseMatch:
            continue
        shown[entry.place].append(
            {"label": entry.label, "address": address, "is_here": request.path.startswith(address)}
        )
    return shown
