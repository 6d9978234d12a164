"""Splices of the regional business statistics 2008-2015: old region codes and the codes that carry them on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from clustrat.codes.lists import read_list

__all__ = ["Splice", "splices"]

Kind = Literal["recode", "sum", "boundary_change", "split"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice:
    """One old code of the regional business table and what carries it on.

    ``recode``: the same region under a new code. ``sum``: several old regions added. ``boundary_change``: the new code takes
    the series over with flag ``b``. ``split``: no series carries on; figures under the old code are counted and left out.
    """

    old: str
    new: str | None
    last_year: int
    kind: Kind
    note: str


@cache
def splices() -> tuple[Splice, ...]:
    """All splices, in the order of the old codes.

    >>> {s.old: s.new for s in splices()}["ITD4"]
    'ITH4'
    """
    return tuple(
        Splice(
            old=row["old"],
            new=row["new"] or None,
            last_year=int(row["last_year"]),
            kind=cast(Kind, row["kind"]),
            note=row["note"],
        )
        for row in read_list("sbs_splices")
    )
