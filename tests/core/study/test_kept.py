"""What is kept: made once per edition and key, and not without end."""

from __future__ import annotations

from clustrat.store.catalog import Edition
from clustrat.study import kept as room
from clustrat.study.kept import kept


def test_made_once(edition: Edition) -> None:
    calls: list[int] = []
    for _ in range(3):
        assert kept(edition, ("test", "once"), lambda: calls.append(1) or 7) == 7
    assert calls == [1]


def test_not_without_end(edition: Edition) -> None:
    for number in range(room.MAX_KEPT + 5):
        kept(edition, ("test", number), lambda: 0)
    assert len(room._KEPT) <= room.MAX_KEPT
