"""What the worker does between jobs: seal the chain, send mail, start what is due."""

from __future__ import annotations

from clustrat_platform.base.audit import seal
from clustrat_platform.base.jobs import run_due
from clustrat_platform.base.mail import send_waiting

__all__ = ["keep_once", "seal_all"]


def keep_once() -> dict[str, int]:
    """One round; returns what was done."""
    return {"sealed": seal(), "sent": send_waiting(), "started": len(run_due())}


def seal_all() -> int:
    """Seal everything that waits; returns how many entries."""
    n = 0
    while n_now := seal():
        n += n_now
    return n
