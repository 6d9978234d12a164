"""An activity is found by the code of the regulation or of the tables, in the version that was asked for, or refused."""

import re

import pytest

from clustrat.codes.lists import read_list
from clustrat.codes.nace import LABEL_LANGUAGES, LEVELS, NACE_VERSIONS, activities, activity, label
from clustrat.errors import CodeListError, ParameterError

TRANSLATED = [language for language in LABEL_LANGUAGES if language != "en"]


# Refusals


@pytest.mark.parametrize("version", ["", "1.1", "2.0", "rev2"])
def test_a_version_that_is_missing_or_unknown_is_refused(version):
    with pytest.raises(CodeListError, match=r"NACE (code needs the )?version.*'2', '2\.1'"):
        activity("31", version=version)


def test_a_code_without_a_version_cannot_be_asked():
    with pytest.raises(TypeError):
        activity("31")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("C34", r"There is no activity 'C34' in NACE Rev\. 2\. Near codes: .*C31 \(Manufacture of furniture\)"),
        ("04", r"There is no activity '04' in NACE Rev\. 2\. Near codes: 01 \("),
        ("c31", r"There is no activity 'c31'.* Near codes: .*C31"),
        ("31.9", r"There is no activity '31\.9'.* Near codes: 31\.0 "),
        ("V", r"V is a code of NACE Rev\. 2\.1 \(Activities of extraterritorial organisations and bodies\), not of"),
        ("B-N_S95_X_K", r"There is no activity 'B-N_S95_X_K'.* Codes look like C, C31, 31 or 31\.01\."),
        ("", r"There is no activity ''.* Codes look like"),
        ("31.011", r"There is no activity '31\.011'"),
        ("D31", r"31 is in section C of NACE Rev\. 2, not in D\. Write 31 or C31\."),
    ],
)
def test_an_unknown_code_is_refused_with_the_way_out(code, sentence):
    with pytest.raises(CodeListError, match=sentence):
        activity(code, version="2")


def test_a_code_of_the_other_version_is_told_so():
    with pytest.raises(
        CodeListError, match=r"G45 is a code of NACE Rev\. 2 \(Wholesale .*\), not of NACE Rev\. 2\.1\. .*weights"
    ):
        activity("G45", version="2.1")


def test_a_letter_of_the_other_version_is_told_so():
    with pytest.raises(
        CodeListError, match=r"62 is in section K of NACE Rev\. 2\.1, not in J\. .*its code in NACE Rev\. 2,"
    ):
        activity("J62", version="2.1")
    with pytest.raises(
        CodeListError, match=r"68 is in section L of NACE Rev\. 2, not in M\. .*its code in NACE Rev\. 2\.1,"
    ):
        activity("M68", version="2")


def test_an_unknown_level_or_language_is_refused():
    with pytest.raises(ParameterError, match=r"NACE has no level 'branch'\. Choose one of: section, division"):
        activities(version="2", level="branch")  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match=r"no labels of NACE in 'fr'\. Choose one of: en, de"):
        label("31", version="2", language="fr")


# What is there


@pytest.mark.parametrize(("version", "counts"), [("2", [21, 88, 272, 615]), ("2.1", [22, 87, 287, 651])])
def test_the_regulations_have_so_many_activities(version, counts):
    assert [len(activities(version=version, level=level)) for level in LEVELS] == counts


def test_356_classes_keep_code_and_title():
    """The count of methods.md, section 2; three of them changed a comma, a hyphen or an apostrophe."""
    old, new = (
        {(a.code, re.sub("[^a-z0-9]+", " ", a.label.lower()).strip()) for a in activities(version=v, level="class")}
        for v in NACE_VERSIONS
    )
    assert len(old & new) == 356


@pytest.mark.parametrize("written", ["31", "C31"])
def test_a_division_is_found_in_both_spellings(written):
    found = activity(written, version="2")
    assert (found.code, found.table_code, found.level, found.section) == ("31", "C31", "division", "C")


@pytest.mark.parametrize(
    ("written", "code"), [("G451", "45.1"), ("451", "45.1"), ("G45.1", "45.1"), ("C3101", "31.01")]
)
def test_groups_and_classes_are_found_without_their_dot(written, code):
    assert activity(written, version="2").code == code


def test_section_letters_shift_from_j_on():
    assert activity("M", version="2").label == "Professional, scientific and technical activities"
    assert activity("M", version="2.1").label == "Real estate activities"
    shifted = {
        a.section
        for a in activities(version="2", level="division")
        if a.code in {b.code for b in activities(version="2.1", level="division")}
        and activity(a.code, version="2.1").section != a.section
    }
    assert min(shifted) == "J"
    assert not shifted & set("ABCDEFGHI")


@pytest.mark.parametrize("version", NACE_VERSIONS)
def test_every_activity_has_its_section_and_a_title_in_ordinary_letters(version):
    sections = {a.code for a in activities(version=version, level="section")}
    for found in activities(version=version):
        assert found.section in sections
        assert found.label and not found.label.isupper()
        assert activity(found.table_code, version=version) == found


# Labels


@pytest.mark.parametrize("language", TRANSLATED)
def test_sections_and_divisions_of_rev_2_are_translated_and_marked_so(language):
    for level in ("section", "division"):
        for found in activities(version="2", level=level):
            text = label(found.code, version="2", language=language)
            assert (text.kind, text.language) == ("unofficial translation", language)
            assert text.text and text.text != found.label


def test_translations_use_the_letters_of_their_language():
    letters = {
        "de": "äöüß",
        "it": "àùì",
        "pl": "ąćęłńóśźż",
        "cs": "ěščřžýáíéů",
        "sk": "ľščťžýáíéôň",
        "sl": "čšž",
        "hu": "őűáéíóöúü",
        "hr": "čćđšž",
    }
    for language, alphabet in letters.items():
        texts = " ".join(row[language] for row in read_list("nace_rev2_labels")).casefold()
        foreign = {c for c in texts if c.isalpha() and not c.isascii()} - set("".join(alphabet))
        assert {c for c in texts if c.isalpha() and not c.isascii()} & set(alphabet)
        assert not foreign - set({"cs": "ťďňúó", "sk": "äďúóĺŕ", "it": "éèò", "hu": ""}.get(language, "")), (
            language,
            foreign,
        )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Manufacture of furniture"),
        ("de", "Herstellung von Möbeln"),
        ("it", "Fabbricazione di mobili"),
        ("pl", "Produkcja mebli"),
        ("cs", "Výroba nábytku"),
        ("sk", "Výroba nábytku"),
        ("sl", "Proizvodnja pohištva"),
        ("hu", "Bútorgyártás"),
        ("hr", "Proizvodnja namještaja"),
    ],
)
def test_furniture_in_nine_languages(language, text):
    assert label("C31", version="2", language=language).text == text


def test_english_is_official_and_a_class_falls_back_to_it():
    assert label("31.01", version="2").kind == "official"
    fallen = label("31.01", version="2", language="pl")
    assert (fallen.text, fallen.language, fallen.kind) == ("Manufacture of office and shop furniture", "en", "fallback")


def test_rev_2_1_takes_a_translation_only_where_the_title_is_the_same():
    assert label("31", version="2.1", language="de").text == "Herstellung von Möbeln"
    assert label("M", version="2.1", language="de").text == "Grundstücks- und Wohnungswesen"
    assert label("41", version="2.1", language="de").kind == "fallback"
    assert label("G", version="2.1", language="de").kind == "fallback"


@pytest.mark.parametrize("language", ["en", "de", "it"])
def test_short_titles_fit_a_chart_and_tell_activities_apart(language):
    for level in ("section", "division"):
        titles = [
            label(a.code, version="2", language=language, short=True) for a in activities(version="2", level=level)
        ]
        assert all(len(title.text) <= 32 and title.kind != "official" for title in titles)
        assert len({title.text for title in titles}) == len(titles)


def test_a_class_has_no_short_title_and_gives_its_whole_one():
    assert label("31.01", version="2", short=True) == label("31.01", version="2")
