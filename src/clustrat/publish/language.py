"""Words and numbers in nine languages: English is the source; what is not translated falls back to it, marked."""

from __future__ import annotations

import gettext
import math
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from clustrat.errors import ParameterError

__all__ = ["COMPLETE", "LANGUAGES", "MISSING", "EnglishText", "Translator", "joined", "translator"]

#: Language -> the locale of its numbers. English is British.
LANGUAGES = MappingProxyType(
    {
        "en": "en_GB",
        "de": "de_DE",
        "it": "it_IT",
        "pl": "pl_PL",
        "cs": "cs_CZ",
        "sk": "sk_SK",
        "sl": "sl_SI",
        "hu": "hu_HU",
        "hr": "hr_HR",
    }
)
#: Languages whose catalogue has every message.
COMPLETE = ("en", "de", "it")
MISSING = "–"


class EnglishText(str):
    """Words that stand in English in a report of another language; pages mark them with ``lang="en"``."""

    __slots__ = ()


class _English(gettext.NullTranslations):
    """What answers for a message that a catalogue lacks."""

    def gettext(self, message: str) -> str:
        return EnglishText(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return EnglishText(msgid1 if n == 1 else msgid2)


def joined(sentences: Iterable[str]) -> str:
    """Sentences in one paragraph, which is English as soon as one of them is.

    >>> type(joined(["Eins.", EnglishText("Two.")])).__name__
    'EnglishText'
    """
    parts = list(sentences)
    kind = EnglishText if any(isinstance(part, EnglishText) for part in parts) else str
    return kind(" ".join(parts))


class Translator:
    """Messages and numbers of one language; what it cannot translate comes back as :class:`EnglishText`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = LANGUAGES[language]
        self._catalogue = _catalogue(language)

    def text(self, message: str, **params: object) -> str:
        """The message in the language, with its named placeholders filled in (``%(region)s``).

        Parameters
        ----------
        message
            The English sentence, whole: never glued from parts.
        params
            Values of the placeholders; numbers are given as text, made by :meth:`number`.

        Returns
        -------
        str
            An :class:`EnglishText` where the catalogue of another language lacks the message.
        """
        translated = self._catalogue.gettext(message)
        return type(translated)(translated % params if params else translated.replace("%%", "%"))

    def plural(self, one: str, many: str, n: int, **params: object) -> str:
        """The message in the form that the language has for a number, which fills ``%(n)s``.

        >>> translator("en").plural("%(n)s region", "%(n)s regions", 2)
        '2 regions'
        """
        translated = self._catalogue.ngettext(one, many, n)
        return type(translated)(translated % {"n": self.number(n), **params})

    @property
    def group(self) -> str:
        """The mark between groups of three digits."""
        return _symbols(self.locale)[1]

    def number(self, value: float | None, digits: int = 0) -> str:
        """A number as the language writes it, rounded half to even for display only; a dash where there is none.

        >>> translator("de").number(13613), translator("en").number(6.41, 1), translator("it").number(None)
        ('13.613', '6.4', '–')
        """
        if value is None or math.isnan(value):
            return MISSING
        grouped = f"{value:,.{digits}f}"
        if grouped.startswith("-") and not grouped.strip("-0.,"):
            grouped = grouped[1:]
        decimal, group = _symbols(self.locale)
        marks = {",": group, ".": decimal, "-": "−"}
        return "".join(marks.get(letter, letter) for letter in grouped)

    def signed(self, value: float | None, digits: int = 0) -> str:
        """A number with its sign, for changes.

        >>> translator("en").signed(-3.2, 1), translator("en").signed(3.2, 1)
        ('−3.2', '+3.2')
        """
        text = self.number(value, digits)
        return f"+{text}" if value is not None and value > 0 and text.strip("0.,") else text

    def percent(self, share: float | None, digits: int = 0) -> str:
        """A share of 1 as percent.

        >>> translator("en").percent(0.934), translator("de").percent(0.5)
        ('93%', '50\\xa0%')
        """
        if share is None or math.isnan(share):
            return MISSING
        space = "" if self.language == "en" else "\xa0"
        return f"{self.number(100 * share, digits)}{space}%"

    def chance(self, probability: float | None) -> str:
        """A probability as percent; one that only rounding makes certain or impossible says so.

        >>> translator("en").chance(0.9999), translator("en").chance(0.001), translator("en").chance(0.934)
        ('>99%', '<1%', '93%')
        """
        if probability is None or math.isnan(probability):
            return MISSING
        if 0.99 < probability <= 1:
            return f">{self.percent(0.99)}"
        return f"<{self.percent(0.01)}" if 0 <= probability < 0.01 else self.percent(probability)


@cache
def translator(language: str) -> Translator:
    """The translator of a language.

    Raises
    ------
    ParameterError
        The language is none of the nine.
    """
    if language not in LANGUAGES:
        raise ParameterError(f"There is no language '{language}'. Choose one of: {', '.join(LANGUAGES)}.")
    return Translator(language)


@cache
def _symbols(locale: str) -> tuple[str, str]:
    """Decimal and group marks, from Babel's locale data (CLDR)."""
    from babel import Locale

    found = Locale.parse(locale).number_symbols["latn"]
    return found["decimal"], found["group"]


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    folder = Path(str(files(__package__).joinpath("locale")))
    if language == "en":
        return gettext.NullTranslations()
    catalogue = gettext.translation("clustrat", localedir=folder, languages=[language])
    catalogue.add_fallback(_English())
    return catalogue
