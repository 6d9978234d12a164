"""Context figures: the year they are of, shares of the right parts, and reasons where there are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clustrat.study.answer import Study


def indicator(study: Study, name: str) -> dict[str, Any]:
    return next(r for r in study.tables["context"].as_records() if r["indicator"] == name)


def test_income_beside_the_country(study_of: Callable[..., Study]) -> None:
    income = indicator(study_of("ITH4"), "gdp_per_head_eur")
    assert income["year"] == 2014
    assert income["value"] > income["country_value"] > 20_000


def test_women_are_a_share_and_not_the_full_time_equivalents(study_of: Callable[..., Study]) -> None:
    women = indicator(study_of("ITH4"), "women_researchers_pct")
    assert 20 < women["value"] < 60


def test_truncated_year_of_patents_is_not_used(study_of: Callable[..., Study]) -> None:
    assert indicator(study_of("ITH4"), "patents_per_million")["year"] == 2011


def test_missing_figure_has_a_reason_and_no_year(study_of: Callable[..., Study]) -> None:
    german = indicator(study_of("DE11"), "women_researchers_pct")
    if german["value"] is None:
        assert german["reason"] in ("not_available", "confidential_source")
        assert german["year"] is None


def test_country_is_not_compared_with_itself(study_of: Callable[..., Study]) -> None:
    assert indicator(study_of("IT"), "gdp_per_head_eur")["country_value"] is None


def test_older_figure_says_its_year(study_of: Callable[..., Study]) -> None:
    figure = indicator(study_of("ITH4", year=2013), "gdp_per_head_eur")
    assert figure["year"] == 2013
    assert figure["value"] == pytest.approx(figure["value"])
