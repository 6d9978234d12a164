"""The industries of a region as tables: known quotients, sums that give nothing back, growth that says why it is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clustrat.study.answer import Prepared, Study
from clustrat.study.industry_tables import IDENTIFIED_SHARE, timeline_table
from clustrat.study.question import StudyQuestion


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


def test_sums_over_one_hidden_part_have_no_figure(study_of: Callable[..., Study]) -> None:
    for r in study_of("SI04").tables["categories"].as_records():
        if r["n_hidden"] == 1:
            assert r["employment_persons"] is None
            assert r["lq"] is None
            assert r["reason"] == "confidential_derived"


def test_shares_of_the_region_add_up(study_of: Callable[..., Study]) -> None:
    shares = [r["share_of_region_pct"] or 0.0 for r in study_of("ITH4").tables["divisions"].as_records()]
    assert sum(shares) == pytest.approx(100)


def test_incomplete_reference_makes_no_claim(study_of: Callable[..., Study]) -> None:
    coal = row(study_of("PL22"), "B05")
    assert not coal["reference_is_complete"]
    assert "B05" not in [r["nace_code"] for r in study_of("PL22").strongest(68)]
    assert study_of("PL22", totals="published").strongest(1)[0]["nace_code"] == "B05"


def test_country_and_big_region_can_be_studied(study_of: Callable[..., Study]) -> None:
    assert row(study_of("SI"), "C31")["employment_persons"] > 0
    assert row(study_of("ITH"), "C31")["lq"] > 1


@pytest.mark.parametrize(
    ("region", "year", "reason"), [("HR04", None, "not_computable"), ("ITH4", 2008, "no_base_year")]
)
def test_growth_without_a_figure_to_grow_from_says_why(
    study_of: Callable[..., Study], region: str, year: int | None, reason: str
) -> None:
    """Croatia has no figures of 2008; before 2008 nobody has."""
    rows = study_of(region, year=year).tables["divisions"].as_records()
    assert {(r["growth_pct"], r["growth_reason"]) for r in rows} == {(None, reason)}


def test_growth_over_a_jump_of_the_country_is_not_given(study_of: Callable[..., Study]) -> None:
    jumped = [r for r in study_of("ITH4").tables["divisions"].as_records() if r["growth_reason"] == "jump"]
    assert jumped
    assert {r["growth_pct"] for r in jumped} == {None}


def test_category_that_is_not_seen_has_no_stars_and_says_so(study_of: Callable[..., Study]) -> None:
    for r in study_of("ITH4").tables["categories"].as_records():
        seen = r["identified_share"] is not None and r["identified_share"] >= IDENTIFIED_SHARE
        assert r["is_identified"] == seen
        if not seen:
            assert r["stars"] == ""
            assert r["reason"] in {"shared_divisions", "confidential_derived", "not_available"}


def test_timeline_has_every_year_of_every_division_named(study_of: Callable[..., Study], prepared: Prepared) -> None:
    study = study_of("ITH4")
    table = timeline_table(
        StudyQuestion(region="ITH4"), prepared, study.region, strong=["C31", "C24"], say=study.translator
    )
    places = [(r["nace_code"], r["year"]) for r in table.as_records()]
    assert places == [(code, year) for code in ("C31", "C24") for year in prepared.landscape.years]
    for r in table.as_records():
        assert (r["employment_persons"] is None) == (r["reason"] != "")


def test_timeline_of_no_division_is_empty(study_of: Callable[..., Study], prepared: Prepared) -> None:
    study = study_of("ITH4")
    table = timeline_table(StudyQuestion(region="ITH4"), prepared, study.region, strong=[], say=study.translator)
    assert table.rows == ()
