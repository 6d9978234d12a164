"""What is kept so that nothing is computed twice: results in this process, and what was rendered of them in Django's cache."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache

__all__ = ["kept_result", "rendered"]

T = TypeVar("T")
MAX_RESULTS = 256
#: Seconds that what was rendered stays; an edition never changes, so it grows old only with the program.
RENDERED_S = 24 * 3600
_RESULTS: OrderedDict[Hashable, Any] = OrderedDict()
#: One computation at a time in a process: readers of the same cold page wait for the first, and no core is divided.
_COMPUTING = threading.RLock()
_TABLE = threading.Lock()


def kept_result(key: Hashable, make: Callable[[], T]) -> T:
    """The value for a key, made once in this process; the least recently used ones are dropped."""
    found = _look(key)
    if found is None:
        with _COMPUTING:
            found = _look(key)
            if found is None:
                found = make()
                with _TABLE:
                    _RESULTS[key] = found
                    while len(_RESULTS) > MAX_RESULTS:
                        _RESULTS.popitem(last=False)
    value: T = found
    return value


def _look(key: Hashable) -> Any:
    with _TABLE:
        if key in _RESULTS:
            _RESULTS.move_to_end(key)
            return _RESULTS[key]
    return None


def rendered(*parts: object, make: Callable[[], bytes]) -> bytes:
    """Bytes made of a result, kept under its hash and the version of the program."""
    text = "\0".join([settings.CLUSTRAT_VERSION, *(str(part) for part in parts)])
    key = f"atlas:{hashlib.sha256(text.encode()).hexdigest()}"
    found: bytes | None = cache.get(key)
    if found is None:
        with _COMPUTING:
            found = cache.get(key)
            if found is None:
                found = make()
                cache.set(key, found, RENDERED_S)
    return found
