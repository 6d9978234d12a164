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
    # Marks come off before letters such as Ø are looked up, so that Ǿ is found as well.
    plain = "".join(it for it in unicodedata.normalize("NFKD", text) if not unicodedata.combining(it))
    once = plain.casefold().translate(PLAIN)
    return "".join(it for it in unicodedata.normalize("NFKD", once) if not unicodedata.combining(it))
