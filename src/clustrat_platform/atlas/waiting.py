"""Work that a reader waits for: short work is waited out, longer work goes on by itself and says how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import connections
from django.utils.translation import get_language, override

__all__ = ["Tell", "Work", "in_time"]

T = TypeVar("T")
#: What work calls to tell how far it is: per cent, and a sentence.
Tell = Callable[[int, str], None]
#: Works that may wait at once in a process; more readers wait with their request.
MOST = 32


@dataclass(slots=True, kw_only=True, eq=False)
class Work(Generic[T]):
    """One piece of work: how far it is, in per cent and in words, and what it told before."""

    percent: int = 0
    message: str = ""
    log: list[str] = field(default_factory=list)
    future: Future[T] = field(default_factory=Future)

    def tell(self, percent: int, message: str) -> None:
        """Note how far the work is; it never goes back."""
        self.percent = max(self.percent, min(percent, 99))
        self.message = message
        self.log.append(message)


_WORKS: dict[str, Work[object]] = {}
_TABLE = threading.Lock()
#: One at a time: a second core is left to those who read.
_POOL = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clustrat-work")


def in_time(key: str, make: Callable[[Tell], T], *, patience_s: float | None) -> T | Work[T]:
    """What ``make`` gives if it is done in time; otherwise the work that goes on, to be asked for again by its key.

    Parameters
    ----------
    key
        Names the work; who asks for the same joins it.
    make
        Does the work, and tells how far it is.
    patience_s
        Seconds to wait; ``None`` waits as long as it takes, in this thread.

    Raises
    ------
    Exception
        Whatever ``make`` raises, to each who waits for it.
    """
    if patience_s is None:
        return make(lambda _percent, _message: None)
    work = _joined(key, make)
    if work is None:
        return make(lambda _percent, _message: None)
    try:
        return work.future.result(timeout=patience_s)
    except StillRunning:
        return work


def _joined(key: str, make: Callable[[Tell], T]) -> Work[T] | None:
    language = get_language() or "en"
    work: Work[T] = Work()

    def run() -> T:
        try:
            with override(language):
                return make(work.tell)
        finally:
            connections.close_all()
            with _TABLE:
                _WORKS.pop(key, None)

    with _TABLE:
        if key in _WORKS:
            return _WORKS[key]  # type: ignore[return-value]
        if len(_WORKS) >= MOST:
            return None
        _WORKS[key] = work  # type: ignore[assignment]
        work.future = _POOL.submit(run)
    return work
