"""Remarks: what someone should know of a result of this room, as data; the room stands below ``evidence`` and has its own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

__all__ = ["Remark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One sentence on a result, with its code; ``keys`` lists at most twenty of the ``n`` places concerned.

    >>> Remark(code="few_answers", severity="warning", sentence="Item 3 has 2 answers.", keys=("3",), n=1).as_dict()["n"]
    1
    """

    code: str
    severity: Literal["info", "warning", "refused"]
    sentence: str
    keys: tuple[str, ...] = ()
    n: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The record as plain data."""
        return {**asdict(self), "keys": list(self.keys)}
