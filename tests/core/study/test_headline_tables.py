"""Headline figures: places count only members with a figure of the same year, and few members give no place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from clustrat.publish.language import translator
from clustrat.study.answer import Prepared, Study, is_sure
from clustrat.study.headline_tables import HEADLINE_V1, _ranked, _settle_place, data_quality, headline_table

SAY = translator("en")


def test_places_by_hand() -> None:
    row = _ranked("x", "X", "", 0, [5.0, 9.0, 5.0, None, 1.0, 0.0], 2014)
    assert (row["place"], row["n_ranked"], row["n_without"]) == (2, 5, 1)
    _settle_place(row, HEADLINE_V1)
    assert (row["place"], row["place_reason"]) == (2, "")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([5.0, 9.0, 1.0, 0.0], "too_few_members"),
        ([5.0, 9.0, 1.0, 0.0, 2.0, None, None], "too_little_coverage"),
        ([None, 9.0, 1.0, 0.0, 2.0, 3.0], "no_figure"),
    ],
)
def test_no_place_says_why(values: list[float | None], reason: str) -> None:
    row = _ranked("x", "X", "", 0, values, 2014)
    _settle_place(row, HEADLINE_V1)
    assert (row["place"], row["place_reason"]) == (None, reason)


def test_the_thresholds_are_parameters() -> None:
    row = _ranked("x", "X", "", 0, [5.0, 9.0], 2014)
    _settle_place(row, replace(HEADLINE_V1, min_group=2))
    assert row["place"] == 2


def test_specialised_industries_are_those_that_the_findings_claim(
    study_of: Callable[..., Study], prepared: Prepared
) -> None:
    study = study_of("ITH4")
    table = headline_table(study, prepared=prepared, say=SAY)
    row = next(it for it in table.as_records() if it["indicator"] == "n_specialised")
    assert row["value"] == sum(is_sure(it, study.question) for it in study.strongest(100)) == 17


def test_headlines_say_year_peers_and_sources(study_of: Callable[..., Study], prepared: Prepared) -> None:
    table = headline_table(study_of("ITH4"), prepared=prepared, say=SAY)
    assert [row["indicator"] for row in table.as_records()] == [
        "persons", "n_specialised", "gdp_per_head_eur", "women_employed_pct", "rd_expenditure_pct_gdp",
    ]  # fmt: skip
    assert table.parameters["headline"] == "headline.v1"
    assert all(row["n_ranked"] + row["n_without"] == 11 for row in table.as_records())
    assert len(table.sources) == 4


def test_one_peer_gives_no_place(study_of: Callable[..., Study], prepared: Prepared) -> None:
    table = headline_table(study_of("ITH4", peers="SI04"), prepared=prepared, say=SAY)
    assert set(table.column("place")) == {None}
    assert set(table.column("place_reason")) <= {"too_few_members", "no_figure"}


def test_quality_has_words_and_reasons(study_of: Callable[..., Study]) -> None:
    found = data_quality(study_of("ITH4"), say=SAY)
    assert (found.level, found.word) == ("some_gaps", "Data: some gaps")
    assert "2 industries are hidden to protect firms." in found.reasons
    assert data_quality(study_of("SI04"), say=translator("de")).reasons
