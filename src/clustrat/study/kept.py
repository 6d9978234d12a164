"""What has been read or computed from an edition, kept for the next question; an edition is immutable, so nothing grows old."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition

__all__ = ["kept"]

T = TypeVar("T")
MAX_KEPT = 64
_KEPT: OrderedDict[Hashable, Any] = OrderedDict()


def kept(edition: Edition, key: Hashable, make: Callable[[], T]) -> T:
    """The value that ``make`` gives for this edition and key; made once, the least recently used ones are dropped."""
    full = (str(edition.folder), edition.id, key)
    if full not in _KEPT:
        _KEPT[full] = make()
        while len(_KEPT) > MAX_KEPT:
            _KEPT.popitem(last=False)
    _KEPT.move_to_end(full)
    value: T = _KEPT[full]
    return value
