"""Shared types of everything that comes in: text without NUL and tricks, whole numbers with bounds (trust.md 4)."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

__all__ = [
    "INT64_MAX",
    "PAGE_LIMIT_MAX",
    "Code",
    "Cursor",
    "Int",
    "Limit",
    "Name",
    "Offset",
    "Quantity",
    "Text",
    "Year",
    "clean_name",
    "clean_text",
]

INT64_MAX = 2**63 - 1
#: Rows on one page of the interface for programs (trust.v1).
PAGE_LIMIT_MAX = 1_000
#: Characters that turn the direction of what follows; in names they let one name look like another.
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def clean_text(text: str) -> str:
    """Text in NFC; line ends and tabs may stay, other control characters and surrogates are refused.

    >>> clean_text("Gyo\u030br")
    'Győr'
    >>> clean_text("a\\x00b")
    Traceback (most recent call last):
        ...
    ValueError: The text holds the character U+0000, which no text may hold.
    """
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t":
            raise ValueError(f"The text holds the character U+{ord(character):04X}, which no text may hold.")
    return unicodedata.normalize("NFC", text)


def clean_name(text: str) -> str:
    """A name: clean text in one line, without characters that turn the direction of writing, and not empty.

    >>> clean_name("  Friuli  Venezia Giulia ")
    'Friuli Venezia Giulia'
    """
    found = sorted(BIDI & set(text))
    if found:
        raise ValueError(f"The name holds the character U+{ord(found[0]):04X}, which turns the direction of writing.")
    cleaned = " ".join(clean_text(text).split())
    if not cleaned:
        raise ValueError("The name is empty.")
    return cleaned


def _no_bool(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("Give a number, not true or false.")
    return value


Text = Annotated[str, AfterValidator(clean_text), Field(max_length=20_000)]
Name = Annotated[str, AfterValidator(clean_name), Field(max_length=200)]
Code = Annotated[str, AfterValidator(clean_text), Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
Int = Annotated[int, BeforeValidator(_no_bool), Field(ge=-INT64_MAX, le=INT64_MAX)]
Year = Annotated[int, BeforeValidator(_no_bool), Field(ge=1900, le=2200)]
Limit = Annotated[int, BeforeValidator(_no_bool), Field(ge=1, le=PAGE_LIMIT_MAX)]
Offset = Annotated[int, BeforeValidator(_no_bool), Field(ge=0, le=100_000)]
Cursor = Annotated[str, Field(pattern=r"^[A-Za-z0-9_=-]{0,200}$")]
Quantity = Annotated[Decimal, Field(max_digits=28, decimal_places=10, allow_inf_nan=False)]
