"""Merged areas: counts add, a missing part makes the sum missing, and only what the whole gains is named."""

from __future__ import annotations

from itertools import groupby

import pytest

from clustrat.study.answer import Study


def test_a_merged_count_is_the_sum_of_its_parts(themed: Study) -> None:
    rows = themed.tables["merged"].as_records()
    assert rows
    for _, group in groupby(rows, key=lambda row: (row["area"], row["nace_code"])):
        whole, *parts = list(group)
        assert whole["is_whole"]
        assert not any(part["is_whole"] for part in parts)
        counts = [part["employment_persons"] for part in parts]
        if None in counts:
            assert (whole["employment_persons"], whole["reason"]) == (None, "not_available")
        else:
            assert whole["employment_persons"] == pytest.approx(sum(counts))


def test_only_together_means_sure_together_and_in_no_part(themed: Study) -> None:
    for row in themed.tables["merged"].as_records():
        if row["only_merged"]:
            assert (row["probability_specialised"] >= 0.9) == row["is_whole"]


def test_areas_are_of_several_regions_with_the_one_asked_for(themed: Study) -> None:
    wholes = [row for row in themed.tables["merged"].as_records() if row["is_whole"]]
    for row in wholes:
        parts = row["part"].split()
        assert "ITH4" in parts
        assert len(parts) > 1


def test_without_partners_and_neighbours_there_is_nothing_merged(few: Study) -> None:
    assert few.tables["merged"].rows == ()
