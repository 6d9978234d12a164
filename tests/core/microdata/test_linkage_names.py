"""Names that differ in writing only become equal; names that differ in one telling word do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.microdata.linkage_names import fold_name, normal_name


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("AT", "Alpha Holz Gesellschaft m.b.H.", "ALPHA HOLZ GmbH"),
        ("AT", "Böhm Handelsges.m.b.H.", "Boehm Handelsgesellschaft mbH"),
        ("AT", "Alpha Gesellschaft mit beschränkter Haftung & Co. KG", "Alpha GmbH & Co KG"),
        ("CZ", "Nábytek Alfa, spol. s r.o.", "NABYTEK ALFA s. r. o."),
        ("DE", "Alpha Speditionsgesellschaft mbH", "Alpha Speditionsgesellschaft mit beschränkter Haftung"),
        ("HR", "ALFA društvo s ograničenom odgovornošću za usluge", "Alfa d.o.o."),
        ("HU", "Győri Bútor Korlátolt Felelősségű Társaság", "Gyori Butor Kft."),
        ("IT", "Alfa Società per Azioni", "ALFA S.p.A."),
        ("PL", "ŁÓDŹ-MEBLE SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ", "Łódź Meble Sp. z o.o."),
        ("PL", "Alfa spółka z ograniczoną odpowiedzialnością spółka komandytowa", "ALFA SP. Z O.O. SP. K."),
        ("SI", "ALFA, d. o. o.", "Alfa družba z omejeno odgovornostjo"),
        ("SK", "Alfa, spol. s r.o.", "ALFA spoločnosť s ručením obmedzeným"),
    ],
)
def test_legal_forms_marks_and_capitals_are_writing(country, one, other):
    a, b = normal_name(one, country=country), normal_name(other, country=country)
    assert (a.full, a.form) == (b.full, b.form)
    assert a.full


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("AT", "Alpha GmbH", "Alpha GmbH & Co KG"),
        ("PL", "Alfa sp. z o.o.", "Alfa sp. z o.o. sp. k."),
        ("SI", "Alfa d.o.o.", "Alfa d.d."),
    ],
)
def test_another_legal_form_stays_another(country, one, other):
    assert normal_name(one, country=country).form != normal_name(other, country=country).form


def test_activities_that_registers_add_are_taken_out_where_the_country_does_so():
    assert normal_name("ALFA, proizvodnja, trgovina in storitve, d.o.o.", country="SI").distinct == "alfa"
    assert normal_name("BETA, proizvodnja, trgovina in storitve, d.o.o.", country="SI").distinct == "beta"


def test_words_of_institutions_alone_tell_nothing_apart():
    assert not normal_name("Tehnička škola", country="HR").is_telling
    assert normal_name("Tehnička škola Slavonski Brod", country="HR").is_telling


def test_a_faculty_is_known_beside_its_university_and_not_mixed_with_its_sister():
    of = [
        normal_name(name, country="HR").distinct
        for name in (
            "Sveučilište u Zagrebu, Fakultet strojarstva i brodogradnje",
            "Fakultet strojarstva i brodogradnje Sveučilišta u Zagrebu",
            "Sveučilište u Zagrebu, Fakultet šumarstva",
        )
    ]
    assert of[0] == of[1] != of[2]


def test_numbers_are_kept_apart_also_roman_ones_of_one_letter():
    assert normal_name("V. gimnazija", country="HR").numbers == "v"
    assert normal_name("Městská část Praha 15", country="CZ").numbers == "15"


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("Udruga „PUŽ“", "puz"),
        ("Centar za energiju - ACT", "act"),
        ("Prirodoslovno-matematički fakultet (PMF)", "pmf"),
        ("Mreža udruga - M.U.O.S.I.D.", "muosid"),
    ],
)
def test_acronyms_and_quoted_names_are_aliases(name, alias):
    found = normal_name(name, country="HR")
    assert alias in found.aliases or alias in found.distinct


@given(st.text(max_size=60), st.sampled_from(["", "AT", "PL", "XX"]))
def test_any_text_has_a_normal_name_and_capitals_change_nothing_in_ascii(text, country):
    normal_name(text, country=country)
    assert fold_name(fold_name(text, country=country), country=country) == fold_name(text, country=country)
