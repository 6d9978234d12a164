"""Tables of potential: parts that join to the rating, reasons that are kept, quadrants of what is known to be missing."""

from __future__ import annotations

import math

import pytest

from clustrat.publish.language import translator
from clustrat.study.answer import Study
from clustrat.study.potential_tables import indicator_words, theme_words


def test_the_rating_is_the_mean_of_its_known_parts(themed: Study) -> None:
    for row in themed.tables["potential"].as_records():
        parts = [row[name] for name in ("specialisation", "relatedness", "enabling", "rd_strength", "will_and_demand")]
        known = [part for part in parts if part is not None]
        assert row["potential"] == pytest.approx(math.prod(known) ** (1 / len(known)))
        assert row["confidence"] == pytest.approx(len(known) / 5)
        assert row["potential_low"] <= row["potential"] <= row["potential_high"]


def test_what_is_judged_is_missing_without_interviews(themed: Study) -> None:
    assert set(themed.tables["potential"].column("will_and_demand")) == {None}
    rows = {row["indicator"]: row for row in themed.tables["potential_components"].as_records()}
    assert rows["will_and_demand"]["score"] is None
    assert rows["linkage_density"]["reason"] == "not_given"


def test_contributions_add_to_the_logarithm_of_the_rating(themed: Study) -> None:
    parts = {row["component"]: row["contribution"] for row in themed.tables["potential_components"].as_records()}
    rating = themed.tables["potential"].as_records()[0]["potential"]
    assert sum(part for part in parts.values() if part is not None) == pytest.approx(math.log(rating))


def test_reasons_say_what_the_rating_would_be(themed: Study) -> None:
    rating = themed.tables["potential"].as_records()[0]["potential"]
    rows = themed.tables["potential_reasons"].as_records()
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert row["potential_without"] == pytest.approx(rating + row["change"])
        assert ("holds it up" in row["sentence"]) == (row["change"] < 0)
    sizes = [abs(row["change"]) for row in rows]
    assert sizes == sorted(sizes, reverse=True)


def test_no_reason_is_of_a_hidden_figure(few: Study) -> None:
    hidden = {row["nace_code"] for row in few.tables["divisions"].as_records() if row["reason"]}
    assert not hidden & set(few.tables["potential_reasons"].column("code"))


def test_first_shares_are_shares_of_all_weightings(themed: Study) -> None:
    assert sum(themed.tables["potential"].column("first_share")) == pytest.approx(1)


def test_quadrants_hold_what_is_known_to_be_missing_and_nothing_else(themed: Study) -> None:
    lq = {row["nace_code"]: row["lq"] for row in themed.tables["divisions"].as_records()}
    rows = themed.tables["quadrants"].as_records()
    assert rows
    assert all(lq[row["nace_code"]] is not None and lq[row["nace_code"]] < 1 for row in rows)
    cut = themed.tables["quadrants"].parameters["density_cut"]
    assert all(row["quadrant"].startswith("near") == (row["density"] >= cut) for row in rows)


def test_clusters_come_best_first(themed: Study) -> None:
    ratings = themed.tables["theme_clusters"].column("potential")
    assert ratings == sorted(ratings, reverse=True)


def test_themes_and_indicators_of_a_user_are_called_as_the_file_says() -> None:
    say = translator("de")
    assert theme_words("active_ageing", "Active ageing", say) == "Aktives Altern"
    assert theme_words("silver", "Silver tourism", say) == "Silver tourism"
    assert indicator_words("my_own", "My own indicator", say) == "My own indicator"
