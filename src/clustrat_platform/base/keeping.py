"""What the worker does between jobs: seal the chain, send mail, start what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clustrat_platform.base.audit import seal
from clustrat_platform.base.jobs import run_due
from clustrat_platform.base.mail import send_waiting

__all__ = ["keep_once", "register_spare_work", "seal_all", "spare_work"]

_SPARE: list[Callable[[], Iterator[str]]] = []


def register_spare_work(make: Callable[[], Iterator[str]]) -> None:
    """Let an app do something in the worker when nothing else wants its core; one step at a time."""
    _SPARE.append(make)


def spare_work() -> Iterator[str]:
    """All spare work, step by step, each step told in words."""
    for make in _SPARE:
        yield from make()


def keep_once() -> dict[str, int]:
    """One round; returns what was done."""
    return {"sealed": seal(), "sent": send_waiting(), "started": len(run_due())}


def seal_all() -> int:
    """Seal everything that waits; returns how many entries."""
    n = 0
    while n_now := seal():
        n += n_now
    return n
