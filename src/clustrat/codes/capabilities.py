"""Capabilities that laboratories, certification centres and other actors offer or need: a short list of our own in nine languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from clustrat.codes.lists import near_codes, read_list
from clustrat.errors import CodeListError, ParameterError

__all__ = ["CAPABILITY_LANGUAGES", "capabilities", "capability_label"]

#: English is ours; the other labels are unofficial translations of it.
CAPABILITY_LANGUAGES = ("en", "de", "it", "pl", "cs", "sk", "sl", "hu", "hr")


def _rows() -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({row["code"]: row for row in read_list("capabilities_1")})


def capabilities() -> tuple[str, ...]:
    """All codes, in the order of the list (version 1).

    Examples
    --------
    >>> capabilities()[:2]
    ('testing', 'prototyping')
    """
    return tuple(_rows())


def capability_label(code: str, *, language: str = "en") -> str:
    """What a capability is called.

    Raises
    ------
    CodeListError
        There is no such capability; the message names near ones.
    ParameterError
        There are no labels in that language.

    Examples
    --------
    >>> capability_label("calibration", language="de")
    'Kalibrierung von Messgeräten'
    """
    if language not in CAPABILITY_LANGUAGES:
        raise ParameterError(
            f"There are no labels of capabilities in '{language}'. Choose one of: {', '.join(CAPABILITY_LANGUAGES)}."
        )
    rows = _rows()
    if code not in rows:
        near = near_codes(code, rows)
        raise CodeListError(
            f"There is no capability '{code}'. " + (f"Near: {', '.join(near)}." if near else "See capabilities().")
        )
    return rows[code][language]
