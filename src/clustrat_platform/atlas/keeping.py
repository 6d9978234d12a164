"""What is kept so that nothing is computed twice: results in this process, what was rendered of them in memory and on disk."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache

from clustrat_platform.atlas.shelf import Shelf, code_stamp

__all__ = ["kept_rendered", "kept_result", "rendered"]

T = TypeVar("T")
MAX_RESULTS = 256
#: Seconds that what was rendered stays in memory; an edition never changes, so it grows old only with the program.
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
    """Bytes made of a result, kept under everything that decides them, the program among it; ``parts`` must name the rest."""
    found = kept_rendered(*parts)
    if found is None:
        with _COMPUTING:
            found = kept_rendered(*parts)
            if found is None:
                found = make()
                key = _key_of(parts)
                cache.set(f"atlas:{key}", found, RENDERED_S)
                if (shelf := _shelf()) is not None:
                    shelf.put(key, found)
    return found


def kept_rendered(*parts: object) -> bytes | None:
    """What :func:`rendered` has kept for these parts, in memory or on disk; nothing is made."""
    key = _key_of(parts)
    found: bytes | None = cache.get(f"atlas:{key}")
    if found is None and (shelf := _shelf()) is not None:
        found = shelf.get(key)
        if found is not None:
            cache.set(f"atlas:{key}", found, RENDERED_S)
    return found


def _key_of(parts: tuple[object, ...]) -> str:
    text = "\0".join([settings.CLUSTRAT_VERSION, code_stamp(), settings.SITE_ORIGIN, *(str(part) for part in parts)])
    return hashlib.sha256(text.encode()).hexdigest()


def _shelf() -> Shelf | None:
    folder = settings.RENDERED_FOLDER
    return None if folder is None else _shelf_at(str(folder), settings.RENDERED_MAX_BYTES)


@lru_cache(maxsize=4)
def _shelf_at(folder: str, max_bytes: int) -> Shelf:
    return Shelf(Path(folder), max_bytes=max_bytes)
