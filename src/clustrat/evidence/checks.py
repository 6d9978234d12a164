"""Refusals of impossible figures, one function per fault; each names the first cells and the way out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError

__all__ = ["refuse_duplicates", "refuse_infinite", "refuse_mixed_versions", "refuse_negative"]

N_SHOWN = 5


def refuse_duplicates(codes: Sequence[str], *, axis: str) -> None:
    """Refuse an axis on which a code stands twice.

    >>> refuse_duplicates(["R1", "R1"], axis="region")
    Traceback (most recent call last):
        ...
    clustrat.errors.EvidenceError: The region 'R1' stands twice (duplicate_key). Merge the rows, or drop one.
    """
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise EvidenceError(f"The {axis} '{code}' stands twice (duplicate_key). Merge the rows, or drop one.")
        seen.add(code)


def _cells(mask: NDArray[np.bool_], values: NDArray[np.float64], rows: Sequence[str], columns: Sequence[str]) -> str:
    places = np.argwhere(mask)[:N_SHOWN]
    return ", ".join(f"{rows[r]} x {columns[c]} = {values[r, c]:g}" for r, c in places)


def refuse_negative(values: NDArray[np.float64], regions: Sequence[str], industries: Sequence[str]) -> None:
    """Refuse counts below zero."""
    mask = values < 0
    if mask.any():
        raise EvidenceError(
            f"{int(mask.sum())} negative cells: {_cells(mask, values, regions, industries)} (negative_value). "
            "Counts cannot be negative: correct the source, or mark the cells as missing."
        )


def refuse_infinite(values: NDArray[np.float64], regions: Sequence[str], industries: Sequence[str]) -> None:
    """Refuse infinite counts."""
    mask = np.isinf(values)
    if mask.any():
        raise EvidenceError(
            f"{int(mask.sum())} infinite cells: {_cells(mask, values, regions, industries)} (infinite_value). "
            "Correct the source, or mark the cells as missing."
        )


def refuse_mixed_versions(versions: Sequence[str], *, axis: str) -> None:
    """Refuse figures whose codes are of several versions of a list.

    >>> refuse_mixed_versions(["2013", "2021"], axis="NUTS")
    Traceback (most recent call last):
        ...
    clustrat.errors.EvidenceError: NUTS versions 2013, 2021 are mixed (mixed_versions). Convert all figures to one version first.
    """
    distinct = sorted(set(versions))
    if len(distinct) > 1:
        raise EvidenceError(
            f"{axis} versions {', '.join(distinct)} are mixed (mixed_versions). Convert all figures to one version first."
        )
