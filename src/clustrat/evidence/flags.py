"""Flags as published, and what they mean for a cell: known, hidden at source, or not there."""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType

from clustrat.errors import SourceError

__all__ = ["FLAG_MEANINGS", "CellStatus", "flag_words", "is_confidential", "parse_cell", "status_of"]

#: Eurostat's observation flags, one letter each; a published flag is one or more of them ("bc", "cd").
FLAG_MEANINGS = MappingProxyType(
    {
        "b": "break in time series",
        "c": "confidential",
        "d": "definition differs",
        "e": "estimated",
        "f": "forecast",
        "i": "imputed by the source",
        "m": "missing, cannot exist",
        "n": "not significant",
        "p": "provisional",
        "r": "revised",
        "s": "Eurostat estimate",
        "u": "low reliability",
        "z": "not applicable",
    }
)


class CellStatus(IntEnum):
    """What is known of a cell. ``0`` is a number; missing is not."""

    KNOWN = 0
    TRUE_ZERO = 1
    SUPPRESSED = 2
    NOT_AVAILABLE = 3
    NOT_COLLECTED = 4
    IMPUTED = 5
    MODELLED = 6

    @property
    def has_value(self) -> bool:
        """Whether a figure stands in the cell (published, imputed or modelled)."""
        return self in _WITH_VALUE


_WITH_VALUE = frozenset({CellStatus.KNOWN, CellStatus.TRUE_ZERO, CellStatus.IMPUTED, CellStatus.MODELLED})


def is_confidential(flag: str) -> bool:
    """Whether a published flag says that the figure is hidden to protect firms.

    >>> is_confidential("cd"), is_confidential("u"), is_confidential("")
    (True, False, False)
    """
    return "c" in flag


def flag_words(flag: str) -> str:
    """The flag in words, letter by letter.

    >>> flag_words("bc")
    'break in time series, confidential'
    """
    return ", ".join(FLAG_MEANINGS[letter] for letter in flag)


def status_of(value: float | None, flag: str) -> CellStatus:
    """The status of a published cell.

    >>> status_of(None, "c").name, status_of(None, "u").name, status_of(0.0, "").name
    ('SUPPRESSED', 'NOT_AVAILABLE', 'TRUE_ZERO')
    """
    if value is None:
        return CellStatus.SUPPRESSED if is_confidential(flag) else CellStatus.NOT_AVAILABLE
    return CellStatus.TRUE_ZERO if value == 0 else CellStatus.KNOWN


def parse_cell(text: str, *, place: str) -> tuple[float | None, str]:
    """Split a published cell into value and flag.

    Parameters
    ----------
    text
        A cell as published: ``"129101 d"``, ``": c"``, ``":"``, ``"708"``.
    place
        Where the cell stands (file, line, column), for the message.

    Returns
    -------
    tuple of float or None, str
        The value, ``None`` where the source prints ``:``; and the flag, ``""`` where there is none.

    Raises
    ------
    SourceError
        The text is neither a number nor ``:``, or the flag is not in the published vocabulary.

    Examples
    --------
    >>> parse_cell("129101 d", place="line 2")
    (129101.0, 'd')
    >>> parse_cell(": c", place="line 2")
    (None, 'c')
    """
    number, _, flag = text.strip().partition(" ")
    flag = flag.strip()
    if number.startswith(":") and len(number) > 1:  # Prodcom prints the flag without a space: ":C"
        number, flag = ":", number[1:].lower() + flag
    if unknown := [letter for letter in flag if letter not in FLAG_MEANINGS]:
        raise SourceError(
            f"{place}: the flag '{flag}' holds '{unknown[0]}', which is not in the published vocabulary "
            f"({', '.join(FLAG_MEANINGS)}). Check the file, or correct the flag."
        )
    if number == ":":
        return None, flag
    try:
        return float(number), flag
    except ValueError:
        raise SourceError(
            f"{place}: '{text.strip()}' is neither a number nor ':' (not_a_number). Write a number, or ':' where there is none."
        ) from None
