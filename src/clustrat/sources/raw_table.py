"""A published table as read: one row per cell, codes and flags as published, and the account of what was read."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustrat.errors import SourceError
from clustrat.evidence.flags import FLAG_MEANINGS

if TYPE_CHECKING:
    import polars as pl

__all__ = ["RawTable", "keep_codes", "refuse_unknown_flags", "sha256_of"]

N_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """Cells of one published table.

    Attributes
    ----------
    name
        File or table name, for messages.
    sha256
        Hash of the bytes as published.
    frame : polars.DataFrame
        One string column per dimension, named as published in lower case (``geo`` among them), ``time`` (as
        published, or a year), ``value`` (float, null where no figure stands) and ``flag`` (``""`` where there is
        none). A cell with neither figure nor flag is left out and counted in ``n_empty``.
    n_series, n_cells_read, n_values, n_empty
        The account: cells read = rows of the frame before any filter + ``n_empty``.
    cells_by_flag
        Number of cells by flag as published, before any filter.
    """

    name: str
    sha256: str
    frame: pl.DataFrame
    n_series: int
    n_cells_read: int
    n_values: int
    n_empty: int
    cells_by_flag: dict[str, int]


def sha256_of(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal digits.

    >>> sha256_of(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def refuse_unknown_flags(flags: Collection[str], *, name: str) -> None:
    """Refuse a flag with a letter that the published vocabulary does not know.

    >>> refuse_unknown_flags(["b", "cd"], name="table")
    >>> refuse_unknown_flags(["q"], name="table")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    clustrat.errors.SourceError: table: the flag 'q' is not in the published vocabulary (b, c, ...
    """
    for flag in sorted(flags):
        if any(letter not in FLAG_MEANINGS for letter in flag):
            raise SourceError(
                f"{name}: the flag '{flag}' is not in the published vocabulary ({', '.join(FLAG_MEANINGS)}). "
                "Check the file, or correct the flag."
            )


def keep_codes(frame: pl.DataFrame, keep: Mapping[str, Collection[str]] | None, *, name: str) -> pl.DataFrame:
    """The rows whose codes are asked for; unknown dimensions and codes are refused by name.

    Parameters
    ----------
    frame
        Rows of a raw table.
    keep
        Codes to keep by dimension; ``None`` keeps all.
    name
        The table, for messages.
    """
    import polars as pl

    for dimension, wanted in (keep or {}).items():
        dimensions = [column for column in frame.columns if column not in ("value", "flag")]
        if dimension not in dimensions:
            raise SourceError(f"{name} has no column '{dimension}'. Its columns are: {', '.join(dimensions)}.")
        there = set(frame[dimension].unique())
        if unknown := sorted(set(wanted) - there):
            raise SourceError(
                f"{name} has no {dimension} '{unknown[0]}'. It has, for example: "
                f"{', '.join(str(code) for code in sorted(there)[:N_SHOWN])}."
            )
        frame = frame.filter(pl.col(dimension).is_in(list(wanted)))
    return frame
