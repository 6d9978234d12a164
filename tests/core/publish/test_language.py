"""Words: three languages whole, six that say so, numbers as each language writes them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from clustrat.errors import ParameterError
from clustrat.publish.language import COMPLETE, LANGUAGES, EnglishText, joined, translator

REPOSITORY = Path(__file__).parents[3]
TRANSLATED = [language for language in COMPLETE if language != "en"]
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


@pytest.fixture(scope="module")
def extraction() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extract_messages", REPOSITORY / "scripts" / "extract_messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_nine_languages() -> None:
    assert tuple(LANGUAGES) == ("en", "de", "it", "pl", "cs", "sk", "sl", "hu", "hr")
    assert COMPLETE == ("en", "de", "it")


@pytest.mark.parametrize("language", ["fr", "EN", "", "de_DE"])
def test_other_languages_are_refused_by_name(language: str) -> None:
    with pytest.raises(ParameterError, match=rf"There is no language '{language}'. Choose one of: en, de, it"):
        translator(language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_source_is_translated(language: str, extraction: ModuleType) -> None:
    catalogue = extraction.updated(language, extraction.messages())
    waiting = [m.id for m in catalogue if m.id and not all(extraction._strings(m.string))]
    assert waiting == [], f"{language}: run scripts/extract_messages.py and translate what waits"


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_compiled_catalogue_is_that_of_the_words(language: str, extraction: ModuleType) -> None:
    folder = extraction.LOCALE / language / "LC_MESSAGES"
    words = (folder / "clustrat.po").read_bytes()
    assert extraction.mo_bytes(words, language) == (folder / "clustrat.mo").read_bytes()


#: Headings and table heads: what a reader finds the way by.
FRAME = (
    "Contents", "Skip to the content", "What we found", "What is strong here", "What has changed", "Compared with its peers",
    "Where else it is strong", "Seen as cluster categories", "What is hidden", "Income, work and research",
    "How to read this, and where it comes from", "Industry", "Persons employed", "LQ", "Interval", "How sure", "Stars",
    "Wages per person, EUR", "Change, %%", "Region", "Country", "Unit", "Year", "Indicator", "published", "sure", "perhaps",
    "not known", "The clusters of %(region)s", "Sources", "vintage",
)  # fmt: skip


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language not in COMPLETE])
def test_six_languages_have_the_frame_of_a_report(language: str, extraction: ModuleType) -> None:
    catalogue = extraction.updated(language, extraction.messages())
    assert [message for message in FRAME if not catalogue.get(message).string] == []


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_translations_keep_every_placeholder(language: str, extraction: ModuleType) -> None:
    for message in extraction.updated(language, extraction.messages()):
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        expected = set(PLACEHOLDER.findall(sources[-1]))
        for text in extraction._strings(message.string):
            if not text and language not in COMPLETE:
                continue
            assert set(PLACEHOLDER.findall(str(text))) == expected, (message.id, text)
            assert "%" not in PLACEHOLDER.sub("", str(text)) or "%" in PLACEHOLDER.sub("", sources[-1])


SENTENCE = "Peers were chosen one by one."


def test_message_without_translation_comes_in_english_and_is_marked() -> None:
    found = translator("sl").text(SENTENCE)
    assert found == SENTENCE
    assert isinstance(found, EnglishText)
    assert isinstance(
        translator("sl").text("%(n)s more hidden industries are listed in the report.", n="3"), EnglishText
    )


def test_unknown_message_is_marked_too() -> None:
    assert isinstance(translator("de").text("No catalogue has this."), EnglishText)
    assert isinstance(translator("hr").plural("%(n)s ox of none", "%(n)s oxen of none", 2), EnglishText)


def test_what_is_translated_is_not_marked_even_where_it_is_spelt_alike() -> None:
    for language in LANGUAGES:
        for message in ("LQ", "NACE", "Interval"):
            assert not isinstance(translator(language).text(message), EnglishText), (language, message)


def test_english_is_not_marked_in_english() -> None:
    assert type(translator("en").text(SENTENCE)) is str


def test_sentences_are_english_as_soon_as_one_is() -> None:
    assert joined([]) == ""
    assert isinstance(joined(["Eins.", EnglishText("Two.")]), EnglishText)
    assert type(joined(["Eins.", "Zwei."])) is str


@pytest.mark.parametrize("language", ["pl", "cs", "sk", "sl", "hu", "hr"])
def test_six_languages_say_in_their_own_words_that_english_stands_in(language: str) -> None:
    note = (
        "The sentences of this report are not yet translated into this language and stand in English. The names of industries "
        "are translated."
    )
    assert translator(language).text(note) != note


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1,234,567.9"),
        ("de", "1.234.567,9"),
        ("it", "1.234.567,9"),
        ("cs", "1\xa0234\xa0567,9"),
        ("hr", "1.234.567,9"),
    ],
)
def test_numbers_are_those_of_the_language(language: str, written: str) -> None:
    assert translator(language).number(1_234_567.89, 1) == written


def test_missing_is_a_dash_and_never_zero() -> None:
    say = translator("en")
    assert (say.number(None), say.number(float("nan")), say.percent(None), say.signed(None)) == ("–", "–", "–", "–")
    assert say.number(0.0) == "0"


def test_no_negative_zero() -> None:
    say = translator("en")
    assert (say.number(-0.04, 1), say.signed(-0.04, 1), say.signed(0.04, 1)) == ("0.0", "0.0", "0.0")


def test_plural_follows_the_number() -> None:
    forms = ("%(n)s of the %(all)s strongest industries grew between %(first)s and %(last)s",) * 2
    rest = {"all": 6, "first": 2008, "last": 2014}
    assert "ist zwischen" in translator("de").plural(*forms, 1, **rest)
    assert "sind zwischen" in translator("de").plural(*forms, 2, **rest)
    assert "cresciuti" in translator("it").plural(*forms, 0, **rest)


def test_placeholder_that_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError):
        translator("en").text("%(region)s and %(other)s", region="A")
