"""Places of regions under other weights: nothing moves with the same weights, and what cannot be weighed is refused."""

from __future__ import annotations

import numpy as np
import pytest

from clustrat.errors import ParameterError
from clustrat.publish.language import translator
from clustrat.store.catalog import Edition
from clustrat.study.answer import Prepared, Study
from clustrat.study.question import StudyQuestion
from clustrat.study.weighted_places import RatedRegions, moved_table, rated_regions, stability_table

SAY = translator("en")


@pytest.fixture(scope="module")
def rated(prepared: Prepared) -> RatedRegions:
    return rated_regions(StudyQuestion(region="ITH4", theme="active_ageing"), prepared=prepared)


def test_it_is_the_rating_of_the_study(rated: RatedRegions, themed: Study) -> None:
    own = next(row for row in themed.tables["potential"].as_records() if row["theme"] == "active_ageing")
    row = next(it for it in moved_table(rated, {}, say=SAY).as_records() if it["nuts_code"] == "ITH4")
    assert (row["place"], row["potential"]) == (own["place"], pytest.approx(own["potential"]))


@pytest.mark.parametrize("weight", [1, 3])
def test_the_same_weight_for_all_moves_nobody(rated: RatedRegions, weight: float) -> None:
    parts = ("specialisation", "relatedness", "enabling", "rd_strength", "will_and_demand")
    assert set(moved_table(rated, dict.fromkeys(parts, weight), say=SAY).column("moved")) == {0}


def test_one_part_alone_orders_by_that_part(rated: RatedRegions) -> None:
    others = dict.fromkeys(("relatedness", "enabling", "rd_strength", "will_and_demand"), 0.0)
    table = moved_table(rated, others, say=SAY)
    scores = dict(zip(rated.rating.cases, rated.rating.component("specialisation"), strict=True))
    for row in table.as_records():
        if row["place_weighted"] is not None:
            assert row["potential_weighted"] == pytest.approx(scores[row["nuts_code"]])
    known = [row["potential_weighted"] for row in table.as_records() if row["place_weighted"] is not None]
    assert known == sorted(known, reverse=True)


def test_moves_up_and_down_add_up_to_nothing(rated: RatedRegions) -> None:
    moved = [it for it in moved_table(rated, {"relatedness": 1.2}, say=SAY).column("moved") if it is not None]
    assert any(moved)
    assert sum(moved) == 0


def test_the_place_of_equal_weights_lies_in_the_range_of_the_first(rated: RatedRegions) -> None:
    rows = stability_table(rated, say=SAY).as_records()
    assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert 1 <= row["place_low"] <= row["place_high"] <= len(rows)
        assert 0 <= row["first_ten_share"] <= 1
    assert rows[0]["first_ten_share"] > rows[-1]["first_ten_share"]


def test_shares_of_being_among_the_first_ten_add_up_to_ten(rated: RatedRegions) -> None:
    assert np.nansum(stability_table(rated, say=SAY).column("first_ten_share")) == pytest.approx(10, abs=1e-6)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"luck": 1.0}, "There is no part 'luck' of a rating"),
        (dict.fromkeys(("specialisation", "relatedness", "enabling", "rd_strength", "will_and_demand"), 0.0), "weight"),
    ],
)
def test_weights_that_cannot_be_are_refused(rated: RatedRegions, weights: dict[str, float], words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        moved_table(rated, weights, say=SAY)


def test_without_a_theme_there_is_nothing_to_rate(prepared: Prepared, edition: Edition) -> None:
    assert edition.id
    with pytest.raises(ParameterError, match="has no theme"):
        rated_regions(StudyQuestion(region="ITH4"), prepared=prepared)
