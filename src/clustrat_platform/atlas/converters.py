"""Parts of addresses: the nouns of the atlas and the formats of files."""

from __future__ import annotations

from clustrat_platform.atlas.addresses import ALL_FORMATS

__all__ = ["FormatConverter", "NounConverter", "PictureConverter", "ScreenConverter"]


class NounConverter:
    """``region``, ``edition`` or ``issue``."""

    regex = "region|edition|issue"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class ScreenConverter(NounConverter):
    """The name of a screen: small letters and hyphens."""

    regex = "[a-z][a-z-]{0,39}"


class FormatConverter(NounConverter):
    """The suffix of a file."""

    regex = "|".join(it.replace(".", "[.]") for it in ALL_FORMATS)


class PictureConverter(NounConverter):
    """The suffix of a picture."""

    regex = "svg|png"
