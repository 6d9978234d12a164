"""The languages of the site: German and Italian are complete, placeholders match, and what is compiled is what is written."""

from __future__ import annotations

import importlib.util
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client

REPOSITORY = Path(__file__).parent.parent.parent
OTHERS = ("pl", "cs", "sk", "sl", "hu", "hr")
#: What a reader meets on the way from the first page to a figure, to an error, and to signing in.
MAIN_PATHS = (
    "Regions", "Organisations", "News", "Events", "Glossary", "Accessibility", "Privacy", "Sign in", "Sign out", "Search",
    "Find", "I make policy", "I analyse", "I run a cluster", "I offer services", "Overview", "Portfolio", "Compare", "Potential",
    "There is no such page", "You may not do this", "A value cannot be what it is", "This was withdrawn", "Too many requests",
    "Something went wrong on our side", "To the first page", "hidden to protect firms", "not available", "estimated",
    "provisional", "low reliability", "break in the series", "Take it with you", "Relative presence", "Skip to the content",
    "This text is not translated yet; it is shown in English.", "sources disagree",
)  # fmt: skip


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    # The script imports its sibling.
    sys.path.insert(0, str(REPOSITORY / "scripts"))
    spec = importlib.util.spec_from_file_location("platform_messages", REPOSITORY / "scripts" / "platform_messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(REPOSITORY / "scripts"))


def catalogue(script: ModuleType, language: str) -> Catalog:
    path = script.LOCALE / language / "LC_MESSAGES" / "django.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def test_every_language_of_the_site_has_its_catalogue(script: ModuleType) -> None:
    assert {"en", *script.LANGUAGES} == {code for code, _name in settings.LANGUAGES}
    assert set(OTHERS) | set(script.COMPLETE) == set(script.LANGUAGES)


@pytest.mark.parametrize("language", ["de", "it"])
def test_complete_language_lacks_nothing_that_was_gathered(script: ModuleType, language: str) -> None:
    missing = [it.id for it in catalogue(script, language) if it.id and not script.is_translated(it)]
    assert not missing, f"{len(missing)} messages without a translation; the first: {missing[:5]}"


@pytest.mark.full
def test_sources_say_nothing_that_the_catalogues_do_not_know(script: ModuleType) -> None:
    """If this fails: ``python scripts/platform_messages.py``, translate, run it again, and commit the catalogues."""
    found = script.faults()
    assert not found, "\n".join(found[:20])


@pytest.mark.parametrize("language", ["de", "it", *OTHERS])
def test_placeholders_are_those_of_the_original(script: ModuleType, language: str) -> None:
    wrong = [it for message in catalogue(script, language) for it in script.differing_placeholders(message)]
    assert not wrong


@pytest.mark.parametrize(
    ("original", "translation", "is_wrong"),
    [
        ("%(n)s of %(all)s", "%(n)s von %(all)s", False),
        ("%(n)s of %(all)s", "%(n)s von allen", True),
        ("%(n)s of %(all)s", "%(n)s von %(alle)s", True),
        (("%(n)s row", "%(n)s rows"), ("eine Zeile", "%(n)s Zeilen"), False),
        (("%(n)s row", "%(n)s rows"), ("%(m)s Zeile", "%(n)s Zeilen"), True),
    ],
)
def test_check_of_placeholders_sees_what_is_wrong(
    script: ModuleType, original: str | tuple[str, str], translation: str | tuple[str, str], is_wrong: bool
) -> None:
    message = Catalog(locale="de").add(original, translation)
    assert bool(script.differing_placeholders(message)) is is_wrong


@pytest.mark.parametrize("language", ["de", "it", *OTHERS])
def test_compiled_catalogue_is_the_written_one_byte_for_byte(script: ModuleType, language: str) -> None:
    folder = script.LOCALE / language / "LC_MESSAGES"
    assert (folder / "django.mo").read_bytes() == script.mo_bytes((folder / "django.po").read_bytes(), language)


@pytest.mark.parametrize("language", OTHERS)
def test_main_paths_are_said_in_the_other_languages(script: ModuleType, language: str) -> None:
    known = {it.id: it for it in catalogue(script, language) if it.id}
    missing = [words for words in MAIN_PATHS if words in known and not script.is_translated(known[words])]
    assert not missing
    assert not [words for words in MAIN_PATHS if words not in known], "the site says this no more"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "word"),
    [("de", "Neuigkeiten"), ("it", "Notizie"), ("pl", "Aktualności"), ("cs", "Aktuality"), ("sk", "Aktuality"),
     ("sl", "Novice"), ("hu", "Hírek"), ("hr", "Novosti"), ("en", "News")],
)  # fmt: skip
def test_first_page_is_in_its_language(language: str, word: str) -> None:
    body = Client(SERVER_NAME="127.0.0.1").get(f"/{language}/").content.decode()
    assert f">{word}</a>" in body
