"""What other apps add to the workspace without being imported: tasks that await someone, and places a basket can go to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from clustrat_platform.atlas.models import EvidenceBasket

__all__ = ["BasketTarget", "Task", "TaskSource", "register_basket_target", "register_tasks", "targets_for", "tasks_for"]

#: Tasks of one source that are shown.
N_OF_SOURCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that awaits a person's input: what, where, and by when."""

    title: str
    address: str
    what: str
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSource:
    """What an app knows to await a person: ``find(user)`` gives only what that person may do now."""

    name: str
    order: int
    find: Callable[[Any], Iterable[Task]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketTarget:
    """Where a basket can be used: ``address(user, basket)`` begins a report, a topic or a section with it, or is ``None``."""

    name: str
    label: Any
    order: int
    address: Callable[[Any, EvidenceBasket], str | None]


_SOURCES: dict[str, TaskSource] = {}
_TARGETS: dict[str, BasketTarget] = {}


def register_tasks(source: TaskSource) -> None:
    """Let an app tell what awaits people (in ``AppConfig.ready``)."""
    _SOURCES[source.name] = source


def register_basket_target(target: BasketTarget) -> None:
    """Let an app take a basket in (in ``AppConfig.ready``)."""
    _TARGETS[target.name] = target


def tasks_for(user: Any) -> list[Task]:
    """What awaits a person, the most urgent first; nothing awaits a visitor."""
    if not user.is_authenticated:
        return []
    found = [
        task
        for source in sorted(_SOURCES.values(), key=lambda it: it.order)
        for task in list(source.find(user))[:N_OF_SOURCE]
    ]
    return sorted(found, key=lambda it: it.due or date.max)


def targets_for(user: Any, basket: EvidenceBasket) -> list[dict[str, str]]:
    """Where this person can use this basket, in order."""
    found = []
    for target in sorted(_TARGETS.values(), key=lambda it: it.order):
        address = target.address(user, basket)
        if address:
            found.append({"label": str(target.label), "address": address})
    return found
