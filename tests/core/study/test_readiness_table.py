"""Readiness: every number with its coverage and level; a figure of the country is marked, a missing one is no zero."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clustrat.publish.language import translator
from clustrat.study.answer import Study
from clustrat.study.readiness_table import issue_words


def test_what_has_no_figure_is_missing_and_says_why(themed: Study) -> None:
    rows = [row for row in themed.tables["readiness"].as_records() if row["issue"] == "internationalisation"]
    assert {(row["value"], row["score"], row["readiness"], row["reason"]) for row in rows} == {
        (None, None, None, "not_available")
    }
    assert {row["coverage_pct"] for row in rows} == {0}


def test_every_number_stands_with_its_coverage_and_year(themed: Study) -> None:
    for row in themed.tables["readiness"].as_records():
        assert 0 <= row["own_pct"] <= row["coverage_pct"] <= 100
        assert (row["score"] is None) == (row["year"] is None)


def test_a_share_of_the_country_is_marked_in_germany(study_of: Callable[..., Study]) -> None:
    rows = study_of("DE11", theme="active_ageing").tables["readiness"].as_records()
    women = next(row for row in rows if row["indicator"] == "women_researchers_pct")
    assert women["reason"] == "substituted"
    assert women["own_pct"] < women["coverage_pct"]


def test_an_unknown_issue_is_refused() -> None:
    with pytest.raises(KeyError):
        issue_words("sustainability", translator("en"))
