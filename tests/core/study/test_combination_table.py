"""Combinations: the weakest part by hand, and a reason wherever there is no score."""

from __future__ import annotations

from typing import Any

import pytest

from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import translator
from clustrat.study.combination_table import combination_table

SAY = translator("en")
STAND_IN = "key_enabling_technologies"


def potential(value: float | None, enabling: float | None) -> ResultTable:
    names = ("theme", "label", "potential", "enabling", "confidence")
    row: tuple[Any, ...] = ("active_ageing", "Active ageing", value, enabling, 0.8)
    columns = tuple(Column(name=name, words=name) for name in names)
    return ResultTable(name="potential", title="P", columns=columns, rows=(row,), sources=("Source: A",))


def readiness(value: float | None, coverage: float) -> ResultTable:
    columns = tuple(Column(name=name, words=name) for name in ("issue", "readiness", "coverage_pct"))
    rows = (("gender_in_innovation", value, coverage), ("gender_in_innovation", value, coverage))
    return ResultTable(name="readiness", title="R", columns=columns, rows=rows, sources=("Source: B",))


def cell(table: ResultTable, technology: str = STAND_IN) -> dict[str, Any]:
    (row,) = [it for it in table.as_records() if it["technology"] == technology]
    return row


@pytest.mark.parametrize(
    ("values", "score", "weakest"),
    [
        ((2.0, 3.0, 1.5), 1.5, "Cross-cutting issue"),
        ((1.0, 3.0, 1.5), 1.0, "Emerging industry"),
        ((2.0, 0.0, 1.5), 0.0, "Key technology"),
    ],
)
def test_the_weakest_part_is_the_score(values: tuple[float, float, float], score: float, weakest: str) -> None:
    row = cell(combination_table(potential(*values[:2]), readiness(values[2], 75.0), say=SAY))
    assert (row["score"], row["weakest_label"]) == (score, weakest)
    assert row["confidence"] == 0.75
    assert row["reason"] == ""


@pytest.mark.parametrize(("values"), [(None, 3.0, 1.5), (2.0, None, 1.5), (2.0, 3.0, None)])
def test_a_part_that_is_not_known_leaves_no_score(values: tuple[float | None, float | None, float | None]) -> None:
    row = cell(combination_table(potential(*values[:2]), readiness(values[2], 75.0), say=SAY))
    assert (row["score"], row["weakest_label"], row["confidence"], row["reason"]) == (None, "", 0.0, "not_available")


def test_a_technology_without_a_list_says_so() -> None:
    table = combination_table(potential(2.0, 3.0), readiness(1.5, 75.0), say=SAY)
    row = cell(table, "photonics")
    assert (row["score"], row["enabling"], row["reason"]) == (None, None, "no_list")
    assert table.sources == ("Source: A", "Source: B")
