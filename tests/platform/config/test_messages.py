"""Catalogues of the site: compiled as they stand, whole for German and Italian where the ground speaks, placeholders kept."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent.parent.parent / "src" / "clustrat_platform" / "locale"
LANGUAGES = ("de", "it", "pl", "cs", "sk", "sl", "hu", "hr")
#: What every reader meets, and hence stands in all nine languages.
MAIN_PATHS = (
    "Skip to the content",
    "Sign in",
    "Sign out",
    "Organisations",
    "There is no such page",
    "You may not do this",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_says_what_the_text_says(language: str) -> None:
    """If this fails: ``python scripts/platform_messages.py``."""
    folder = LOCALE / language / "LC_MESSAGES"
    catalogue = read_po(io.BytesIO((folder / "django.po").read_bytes()), locale=language)
    compiled = gettext.GNUTranslations(io.BytesIO((folder / "django.mo").read_bytes()))
    for message in catalogue:
        if isinstance(message.id, str) and message.id and message.string:
            assert compiled.gettext(message.id) == message.string
    for text in MAIN_PATHS:
        assert compiled.gettext(text) != text


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_message(language: str) -> None:
    catalogue = read_po(io.BytesIO((LOCALE / language / "LC_MESSAGES" / "django.po").read_bytes()), locale=language)
    for message in catalogue:
        if isinstance(message.id, str) and message.id and message.string:
            found = sorted(re.findall(r"%\(\w+\)s", str(message.string)))
            assert found == sorted(re.findall(r"%\(\w+\)s", message.id)), message.id


@pytest.mark.parametrize("language", ["de", "it"])
def test_ground_is_translated_whole(language: str) -> None:
    catalogue = read_po(io.BytesIO((LOCALE / language / "LC_MESSAGES" / "django.po").read_bytes()), locale=language)
    missing = [
        message.id
        for message in catalogue
        if message.id
        and any(place.startswith(("base/", "config/", "organisations/")) for place, _ in message.locations)
        and not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]
    assert not missing
