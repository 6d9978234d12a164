"""A published table as read: one row per cell, codes and flags as published, and the account of what was read."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustrat.errors import SourceError
from clustrat.evidence.flags import FLAG_MEANINGS

if TYPE_CHECKING:
    import polars as pl

__all__ = ["GZIP_MAGIC", "RawTable", "joined_flag", "keep_codes", "read_published", "refuse_unknown_flags", "sha256_of"]

GZIP_MAGIC = b"\x1f\x8b"
#: A table larger than this, unpacked, is not one of Eurostat's regional tables.
MAX_BYTES = 2 * 1024**3
N_SHOWN = 8
#: The one confidentiality status that hides nothing.
FREE = "F"


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


def joined_flag(text: str) -> str:
    """Observation and confidentiality status as one flag of letters in alphabetical order.

    Since 27 January 2025 Eurostat keeps them apart: small letters before a bar are the observation status, what stands
    behind the bar, or in capitals without one, is the confidentiality status. Each of its codes but ``F`` (free) says that
    the figure is hidden, so it becomes ``c``; read as a letter, ``P`` (secrecy) would turn into ``p`` (provisional).

    >>> joined_flag("cd"), joined_flag("b|C"), joined_flag("|P"), joined_flag("C"), joined_flag("p|F")
    ('cd', 'bc', 'c', 'c', 'p')
    """
    observation, bar, confidentiality = text.partition("|")
    if bar:
        observation = observation.lower()
    else:
        confidentiality = "".join(letter for letter in text if letter.isupper())
        observation = "".join(letter for letter in text if not letter.isupper())
    letters = {letter for letter in observation if letter.isalpha()}
    if confidentiality.strip(" :") not in ("", FREE):
        letters.add("c")
    return "".join(sorted(letters))


def read_published(path: Path, *, kind: str, name: str | None = None) -> bytes:
    """The bytes of a published file, unpacked where it is packed.

    Parameters
    ----------
    path
        The file, plain or gzip.
    kind
        What it should be, for messages.
    name
        What messages call it; default: its own name.

    Raises
    ------
    SourceError
        The file is not there, cannot be read, is cut off, or unpacks to more than any table.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        with gzip.open(path) if packed else path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}. Give the path of {kind}.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(f"{name or path.name} is cut off or damaged ({error}). Fetch it again.") from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}). Give the path of {kind}.") from None
    if len(data) > MAX_BYTES:
        raise SourceError(
            f"{name or path.name} unpacks to more than {MAX_BYTES:,} bytes. Is it one of Eurostat's tables?"
        )
    return data


def keep_codes(
    frame: pl.DataFrame,
    keep: Mapping[str, Collection[Any]] | None,
    *,
    name: str,
    known: Mapping[str, Collection[Any]] | None = None,
) -> pl.DataFrame:
    """The rows whose codes are asked for; unknown dimensions and codes are refused by name.

    Parameters
    ----------
    frame
        Rows of a raw table.
    keep
        Codes to keep by dimension; ``None`` keeps all.
    name
        The table, for messages.
    known
        Codes that the table lists by dimension, also those without a figure; default: those in the frame.
    """
    import polars as pl

    dimensions = [column for column in frame.columns if column not in ("value", "flag")]
    for dimension, wanted in (keep or {}).items():
        if dimension not in dimensions:
            raise SourceError(f"{name} has no column '{dimension}'. Its columns are: {', '.join(dimensions)}.")
        there = set(frame[dimension].unique()) | set((known or {}).get(dimension, ()))
        if unknown := sorted(set(wanted) - there, key=str):
            raise SourceError(
                f"{name} has no {dimension} '{unknown[0]}'. It has, for example: "
                f"{', '.join(str(code) for code in sorted(there, key=str)[:N_SHOWN])}."
            )
    for dimension, wanted in (keep or {}).items():
        frame = frame.filter(pl.col(dimension).is_in(list(wanted)))
    return frame
