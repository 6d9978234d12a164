"""Parts of addresses: the formats in which a card is written."""

from __future__ import annotations

__all__ = ["CARD_FORMATS", "CardFormatConverter"]

CARD_FORMATS = ("csv", "json", "pdf")


class CardFormatConverter:
    """The suffix of a card."""

    regex = "|".join(CARD_FORMATS)

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value
