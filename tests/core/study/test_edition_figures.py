"""Figures beside the business statistics: nearest earlier year, never a later one, a reason where there is none."""

from __future__ import annotations

from clustrat.store.catalog import Edition
from clustrat.study.edition_figures import EditionIndicator, figure_of

PATENTS = EditionIndicator(
    name="patents_per_million", words="Patents", unit="per million", table="core_eurostat__patents",
    where={"unit": "P_MHAB", "is_truncated": "false"},
)  # fmt: skip


def test_the_nearest_earlier_year_is_taken_and_said(edition: Edition) -> None:
    assert figure_of(edition, PATENTS, "ITH4", 2014)["year"] == 2011


def test_a_figure_that_is_too_old_is_none(edition: Edition) -> None:
    assert figure_of(edition, PATENTS, "ITH4", 2014, max_age=2)["value"] is None


def test_a_later_year_never_stands_in(edition: Edition) -> None:
    figure = figure_of(edition, PATENTS, "ITH4", 1976)
    assert figure == {"value": None, "flag": "", "reason": "not_available", "year": None}


def test_a_region_that_is_not_there_has_a_reason(edition: Edition) -> None:
    assert figure_of(edition, PATENTS, "XX99", 2011)["reason"] == "not_available"
