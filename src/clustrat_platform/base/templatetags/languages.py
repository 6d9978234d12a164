"""Marks text that is still English on a page of another language, so that it is read aloud as English."""

from __future__ import annotations

import gettext
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from django import template
from django.utils.translation import get_language

__all__ = ["in_english", "untranslated"]

register = template.Library()
#: The catalogues: of the site, and of the core whose words it shows.
CATALOGUES = (("clustrat_platform", "locale", "django"), ("clustrat.publish", "locale", "clustrat"))
#: A language with every message tells which messages there are.
COMPLETE = "de"


@lru_cache(maxsize=16)
def untranslated(language: str) -> frozenset[str]:
    """The messages that a language has no words for: shown in English there."""
    if language in ("en", COMPLETE):
        return frozenset()
    missing: set[str] = set()
    for package, folder, domain in CATALOGUES:
        root = Path(str(files(package))) / folder
        missing |= _messages(root, COMPLETE, domain) - _messages(root, language, domain)
    return frozenset(missing)


def _messages(root: Path, language: str, domain: str) -> set[str]:
    path = root / language / "LC_MESSAGES" / f"{domain}.mo"
    if not path.is_file():
        return set()
    with path.open("rb") as file:
        catalogue: dict[object, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key for key, words in catalogue.items() if isinstance(key, str) and key and words}


@register.filter
def in_english(words: object) -> str:
    """``en`` where these words are a message that the language of the page has no words for, else nothing."""
    language = (get_language() or "en").partition("-")[0]
    return "en" if str(words) in untranslated(language) else ""
