"""Text as it is searched: without case and without marks, so that "Gyor" finds Győr."""

from __future__ import annotations

import unicodedata

__all__ = ["folded"]

#: Letters that are letters of their own to Unicode, and marked ones to a reader who searches.
PLAIN = str.maketrans({"ł": "l", "đ": "d", "ß": "ss", "ø": "o", "æ": "ae"})


def folded(text: str) -> str:
    """A text without case and marks.

    Examples
    --------
    >>> folded("Győr-Moson-Sopron"), folded("Łódzkie"), folded("Großräschen")
    ('gyor-moson-sopron', 'lodzkie', 'grossraschen')
    """
    apart = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
