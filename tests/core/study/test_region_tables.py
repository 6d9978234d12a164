"""The tables of a study: known quotients, hidden cells that stay hidden, shares that add up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clustrat.evidence.flags import is_confidential
from clustrat.publish.language import translator
from clustrat.study.answer import Study
from clustrat.study.region_tables import OF_PERSONS, plain, source_line, source_words, stars_text


def row(study: Study, code: str) -> dict[str, Any]:
    return next(r for r in study.tables["divisions"].as_records() if r["nace_code"] == code)


@pytest.mark.parametrize(
    ("region", "industry", "totals", "lq", "digits"),
    [
        ("ITH4", "C31", "known", 6.4, 1),
        ("ITH3", "C15", "known", 5.8, 1),
        ("DE11", "C29", "known", 6.0, 1),
        ("DE11", "C29", "published", 5.6, 1),
        ("CZ08", "C24", "known", 8.0, 1),
        ("CZ08", "C24", "published", 7.4, 1),
        ("AT31", "C24", "known", 3.6, 1),
        ("PL22", "B05", "known", 83, 0),
        ("PL22", "B05", "published", 56, 0),
    ],
)
def test_known_quotients(
    study_of: Callable[..., Study], region: str, industry: str, totals: str, lq: float, digits: int
) -> None:
    assert round(row(study_of(region, totals=totals), industry)["lq"], digits) == lq


@pytest.mark.parametrize("region", ["SI04", "CZ08", "DE60", "HR03", "AT34"])
def test_hidden_rows_show_nothing_that_is_made_of_the_hidden_figure(
    study_of: Callable[..., Study], region: str
) -> None:
    study = study_of(region)
    hidden = [
        r
        for r in study.tables["divisions"].as_records()
        if is_confidential(r["flag"]) and r["employment_persons"] is None
    ]
    assert hidden
    for r in hidden:
        assert r["reason"] == "confidential_source"
        assert r["stars"] == ""
        assert all(r[name] is None for name in OF_PERSONS)


def test_sums_over_one_hidden_part_have_no_figure(study_of: Callable[..., Study]) -> None:
    for r in study_of("SI04").tables["categories"].as_records():
        if r["n_hidden"] == 1:
            assert r["employment_persons"] is None
            assert r["lq"] is None
            assert r["reason"] == "confidential_derived"


def test_every_table_has_its_certificate(study_of: Callable[..., Study]) -> None:
    study = study_of("SI04")
    assert set(study.certificates) == set(study.tables)
    assert all(study.certificates[name].table_sha256 == table.sha256 for name, table in study.tables.items())


def test_shares_of_the_region_add_up(study_of: Callable[..., Study]) -> None:
    shares = [r["share_of_region_pct"] or 0.0 for r in study_of("ITH4").tables["divisions"].as_records()]
    assert sum(shares) == pytest.approx(100)


def test_shift_share_adds_up(study_of: Callable[..., Study]) -> None:
    parts = {r["component"]: r["persons"] for r in study_of("ITH4").tables["shift_share"].as_records()}
    assert parts["national"] + parts["mix"] + parts["regional"] == pytest.approx(parts["change"])


def test_shift_share_says_what_part_of_the_base_year_it_covers(study_of: Callable[..., Study]) -> None:
    """365,939 persons are published for 2008; industries that are hidden in 2014 or jump without a flag are left out."""
    study = study_of("ITH4")
    covered = study.tables["shift_share"].as_records()[0]["share_of_base"]
    rows = [r for r in study.tables["divisions"].as_records() if r["growth_pct"] is not None]
    base = sum(r["employment_persons"] / (1 + r["growth_pct"] / 100) for r in rows)
    assert 0.5 < covered < 1
    assert covered * 365_939 == pytest.approx(base, rel=0.01)


def test_region_without_a_base_year_has_no_shift_share(study_of: Callable[..., Study]) -> None:
    study = study_of("HR04")
    assert study.tables["shift_share"].rows == ()
    assert {r["growth_pct"] for r in study.tables["divisions"].as_records()} == {None}


def test_incomplete_reference_makes_no_claim(study_of: Callable[..., Study]) -> None:
    coal = row(study_of("PL22"), "B05")
    assert not coal["reference_is_complete"]
    assert "B05" not in [r["nace_code"] for r in study_of("PL22").strongest(68)]
    assert study_of("PL22", totals="published").strongest(1)[0]["nace_code"] == "B05"


def test_country_and_big_region_can_be_studied(study_of: Callable[..., Study]) -> None:
    assert row(study_of("SI"), "C31")["employment_persons"] > 0
    assert row(study_of("ITH"), "C31")["lq"] > 1


def test_plain_numbers_and_stars() -> None:
    assert plain(float("nan")) is None
    assert plain(float("inf")) is None
    assert plain(3) == 3.0
    assert stars_text([0, 2, 1, 3]) == "★☆?"


def test_sources_are_one_line(study_of: Callable[..., Study]) -> None:
    say = study_of("ITH4").translator
    assert source_line([], say) == ""
    assert source_line(["Source: E, a, vintage 1; edition 2"], say) == "Source: E, a, vintage 1; edition 2"
    both = source_line(["Source: E, a, vintage 1; edition 2", "Source: E, b, vintage 3; edition 2"], say)
    assert both == "Source: E: a, vintage 1; b, vintage 3; edition 2"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Source: E: a, vintage 2017-07; edition 2"),
        ("de", "Quelle: E: a, Stand 2017-07; Ausgabe 2"),
        ("it", "Fonte: E: a, dati del 2017-07; edizione 2"),
        ("cs", "Zdroj: E: a, stav k 2017-07; vydání 2"),
    ],
)
def test_sources_are_in_the_language(language: str, words: str) -> None:
    assert source_words(["Source: E, a, vintage 2017-07; edition 2"], translator(language)) == words


def test_years_as_vintages_are_in_the_language() -> None:
    source = "Source: E, {}, vintage figures to {}; edition 2"
    two = [source.format("a", "2022 and, for codes of former versions, to 2014"), source.format("b", "2012")]
    assert source_words(two, translator("de")) == (
        "Quelle: E: a, Angaben bis 2022, für Codes früherer Fassungen bis 2014; b, Angaben bis 2012; Ausgabe 2"
    )
