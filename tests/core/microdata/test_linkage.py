"""Duplicates: each tier by hand, a name never decides alone, a shared website is no evidence, and nothing is automatic below the rule."""

import sys
from itertools import combinations

import pytest

from clustrat.errors import EvidenceError, MissingExtraError
from clustrat.microdata.linkage import OrganisationRecord, find_duplicates, groups, shared_domains


def record(key, name="Alfa Pohištvo d.o.o.", **known):
    return OrganisationRecord(record=key, name=name, country=known.pop("country", "SI"), **known)


def found(*records, **options):
    return {(s.left, s.right): s for s in find_duplicates(records, **options)}


def test_an_exact_identifier_decides_whatever_the_names():
    pair = found(
        record("1", "Alfa", identifiers=(("vat", "SI 12345678"),)),
        record("2", "Beta", identifiers=(("vat", "si12345678"),)),
    )["1", "2"]
    assert (pair.tier, pair.probability, pair.may_be_automatic) == ("identifier", 1.0, True)


@pytest.mark.parametrize("stopgap", ["", "0", "00000000", "00000000001", "11111111", "n/a"])
def test_a_stopgap_is_no_identifier(stopgap):
    assert not found(
        record("1", "Alfa", identifiers=(("register", stopgap),)),
        record("2", "Beta", identifiers=(("register", stopgap),)),
    )


def test_two_numbers_of_one_scheme_part_what_names_would_join():
    one, two = (
        record(key, postcode="1000", identifiers=(("vat", number),))
        for key, number in (("1", "SI12345678"), ("2", "SI87654321"))
    )
    assert not found(one, two)


def test_the_same_name_and_postcode_may_be_merged_and_the_name_alone_may_not():
    a, b = record("1", postcode="1000"), record("2", "ALFA POHIŠTVO, d. o. o.", postcode="1000")
    assert found(a, b)["1", "2"].may_be_automatic
    alone = found(record("1"), record("2"))["1", "2"]
    assert alone.tier == "model"
    assert 0.5 < alone.probability < 0.99
    assert not alone.may_be_automatic


def test_the_same_name_in_two_towns_is_not_suggested_nor_is_a_nameless_place_given_to_one_of_them():
    ljubljana, koper = record("1", postcode="1000", region="SI041"), record("2", postcode="6000", region="SI044")
    assert not found(ljubljana, koper)
    assert not found(ljubljana, koper, record("3"))


def test_a_region_here_and_a_postcode_there_are_not_two_places():
    assert found(record("1", region="SI041"), record("2", postcode="2000"))


def test_a_general_name_needs_more_than_itself():
    schools = [record(key, "Tehnička škola", country="HR") for key in "12"]
    assert not found(*schools)
    at_one_place = [
        record(key, "Tehnička škola", country="HR", postcode="35000", domain="skola.example") for key in "12"
    ]
    assert found(*at_one_place)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Društvo za razvoj podeželja Alfabeta", "Društvo za razvoj podezelja Alfabta"),
        ("Center orodjarstva Alfabeta (TCS)", "TCS"),
        ("Laboratorij za biotehnologijo Alfabeta", "Laboratorij za biotehnologijo Alfabeta Kranj"),
    ],
    ids=["a slip", "an acronym", "a place added"],
)
def test_slips_acronyms_and_added_places_are_for_a_person(one, other):
    same_house = {"postcode": "4000", "region": "SI042"}
    pair = found(record("1", one, **same_house), record("2", other, **same_house))["1", "2"]
    assert pair.tier == "model"
    assert not pair.may_be_automatic


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alfa Pohištvo d.o.o.", "Beta Pohištvo d.o.o."),
        ("Občina Mirna", "Občina Mirna Peč"),
        ("Mestna četrt Center 15", "Mestna četrt Center 16"),
        ("Alfa proizvodnja, trgovina in storitve d.o.o.", "Beta proizvodnja, trgovina in storitve d.o.o."),
    ],
)
def test_what_differs_in_a_telling_word_or_number_is_not_suggested(one, other):
    assert not found(record("1", one), record("2", other))


def test_another_legal_form_under_one_name_is_left_apart():
    assert not found(record("1", "Alfa d.o.o.", region="SI041"), record("2", "Alfa d.d.", region="SI042"))


def test_a_website_of_three_different_bodies_is_a_group_key_and_of_two_is_evidence():
    names = ["Oddelek za fiziko", "Glasbena akademija", "Pravni inštitut"]
    portal = [record(str(n), name, domain="uni.example") for n, name in enumerate(names)]
    assert shared_domains(portal) == {"uni.example"}
    assert shared_domains(portal[:2]) == frozenset()
    assert not found(*portal)


def test_evidence_adds_up_and_names_every_field_that_was_compared():
    pair = found(
        record("1", domain="alfa.example", region="SI041"), record("2", domain="alfa.example", region="SI041")
    )["1", "2"]
    assert [(a.field, a.degree) for a in pair.evidence] == [
        ("name", "the same but for writing"),
        ("legal form", "the same"),
        ("place", "the same region"),
        ("web domain", "the same"),
    ]
    bits = sum(a.bits for a in pair.evidence)
    # The prior is one in a thousand: odds of 1 to 999.
    assert pair.probability == pytest.approx(1 / (1 + 999 / 2**bits), rel=1e-6)


def test_a_point_within_fifty_metres_speaks_for_it():
    near = found(record("1", point=(14.5, 46.05)), record("2", point=(14.5002, 46.0501)))["1", "2"]
    assert near.evidence[-1].degree == "within 50 metres"
    far = found(record("1", point=(14.5, 46.05)), record("2", point=(14.6, 46.05)))["1", "2"]
    assert near.probability > far.probability


def test_only_pairs_with_a_new_entry_are_looked_for():
    entries = [record(key) for key in "123"]
    assert set(found(*entries)) == set(combinations("123", 2))
    assert set(found(*entries, new={"3"})) == {("1", "3"), ("2", "3")}


def test_the_order_of_records_changes_nothing():
    entries = [record(key, postcode="1000" if key in "12" else "") for key in "1234"]
    assert find_duplicates(entries) == find_duplicates(entries[::-1])


def test_groups_hang_together_by_what_was_asked_for():
    pairs = find_duplicates([record("1", postcode="1000"), record("2", postcode="1000"), record("3")])
    assert groups(pairs) == (frozenset("123"),)
    assert groups(pairs, automatic_only=True) == (frozenset("12"),)
    assert groups(pairs, threshold=1.0) == ()


def test_entries_need_an_identifier_of_their_own():
    with pytest.raises(EvidenceError, match="'1' comes 2 times"):
        find_duplicates([record("1"), record("1")])
    with pytest.raises(EvidenceError, match="identifier of its own"):
        find_duplicates([record("")])


def test_without_splink_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(MissingExtraError, match=r"Install clustrat\[microdata\]"):
        find_duplicates([record("1"), record("2")])
