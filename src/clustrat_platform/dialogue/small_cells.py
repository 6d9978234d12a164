"""Small cells: what is not shown, so that no single answer follows, not even by subtraction."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["shown_cells"]


def shown_cells(sizes: Sequence[int], k: int) -> list[bool]:
    """Which cells of a total may be shown: none below ``k``, and no single rest that follows by subtraction.

    >>> shown_cells([12, 3, 7], 5)
    [True, False, False]
    >>> shown_cells([12, 0, 7], 5)
    [True, True, True]
    """
    shown = [n == 0 or n >= k for n in sizes]
    while 0 < sum(n for n, it in zip(sizes, shown, strict=True) if not it) < k:
        candidates = [place for place, it in enumerate(shown) if it and sizes[place]]
        if not candidates:
            break
        shown[min(candidates, key=lambda place: sizes[place])] = False
    return shown
