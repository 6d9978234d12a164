"""Cross-cutting issues over all regions: counts that add up, places, and no figure where nothing is known."""

from __future__ import annotations

import pytest

from clustrat.errors import EditionError, ParameterError
from clustrat.publish.language import translator
from clustrat.store.catalog import Edition
from clustrat.study.answer import Study
from clustrat.study.issue_tables import coverage_table, issue_map, issue_of, issues_of, regions_table

SAY = translator("en")


def test_readiness_is_that_of_the_study(edition: Edition, themed: Study) -> None:
    row = next(
        it
        for it in regions_table(issue_of(edition, "gender_in_innovation"), say=SAY).as_records()
        if it["nuts_code"] == "ITH4"
    )
    own = next(it for it in themed.tables["readiness"].as_records() if it["issue"] == "gender_in_innovation")
    assert row["readiness"] == pytest.approx(own["readiness"])
    assert row["coverage_pct"] == own["coverage_pct"]


@pytest.mark.parametrize("area", ["ce9", "eu"])
def test_own_country_and_missing_make_up_all_regions(edition: Edition, area: str) -> None:
    for answer in issues_of(edition).values():
        table = coverage_table(answer, say=SAY, area=area)
        for row in table.as_records():
            assert row["n_own"] + row["n_country"] + row["n_missing"] == table.parameters["n_regions"]
            assert (row["year_to"] is None) == (row["known_share"] == 0)


def test_places_follow_readiness(edition: Edition) -> None:
    rows = regions_table(issue_of(edition, "technology_and_knowledge_transfer"), say=SAY).as_records()
    placed = [row for row in rows if row["place"] is not None]
    assert [row["place"] for row in placed] == list(range(1, len(placed) + 1))
    assert [row["readiness"] for row in placed] == sorted((row["readiness"] for row in placed), reverse=True)
    assert all(row["place_reason"] for row in rows if row["place"] is None)


def test_an_issue_without_figures_is_unknown_everywhere(edition: Edition) -> None:
    answer = issue_of(edition, "internationalisation")
    rows = regions_table(answer, say=SAY).as_records()
    assert {row["readiness"] for row in rows} == {None}
    assert {row["place_reason"] for row in rows} == {"not_available"}


def test_the_map_writes_each_score(edition: Edition) -> None:
    answer = issue_of(edition, "gender_in_innovation")
    table = regions_table(answer, say=SAY)
    figure = issue_map(answer, say=SAY, table=table)
    assert figure.table == "issue_regions"
    first = table.as_records()[0]
    assert f"{first['region']} ({first['nuts_code']}): {first['readiness']:.1f} of 4" in figure.svg


@pytest.mark.parametrize(("issue", "area"), [("luck", "ce9"), ("gender_in_innovation", "moon")])
def test_what_there_is_not_is_refused(edition: Edition, issue: str, area: str) -> None:
    with pytest.raises(ParameterError, match="Choose one of"):
        regions_table(issue_of(edition, issue), say=SAY, area=area)


def test_a_year_without_figures_is_refused(edition: Edition) -> None:
    with pytest.raises(EditionError, match="1999"):
        issue_of(edition, "gender_in_innovation", year=1999)
