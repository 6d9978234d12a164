"""Other weights: the rating by hand, and what no weight can be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import ParameterError
from clustrat.evidence.result import Column, ResultTable
from clustrat.potential.rating_parameters import COMPONENTS
from clustrat.publish.language import translator
from clustrat.study.weighted_tables import weighted_table

SAY = translator("en")


def potential(*scores: tuple[float | None, ...]) -> ResultTable:
    columns = (
        Column(name="theme", words="Theme", role="key"),
        Column(name="label", words="Theme", role="label"),
        Column(name="potential", words="Potential"),
        *(Column(name=name, words=name) for name in COMPONENTS),
    )
    rows: list[tuple[Any, ...]] = [(f"t{n}", f"T{n}", 2.0 - n, *row) for n, row in enumerate(scores)]
    return ResultTable(name="potential", title="P", columns=columns, rows=tuple(rows), sources=("Source: S",))


def test_by_hand() -> None:
    """Scores 4 and 1 with weights 3 and 1: the fourth root of 64, 2.828; the missing parts take no weight."""
    table = weighted_table(potential((4, 1, None, None, None)), {"specialisation": 3, "relatedness": 1}, say=SAY)
    row = table.as_records()[0]
    assert row["potential_weighted"] == pytest.approx(64**0.25)
    assert row["confidence_weighted"] == pytest.approx(4 / 7)


def test_the_order_moves_with_the_weights() -> None:
    table = weighted_table(potential((4, 1, 2, 2, None), (1, 4, 2, 2, None)), {"relatedness": 5}, say=SAY)
    assert table.column("order") == [1, 2]
    assert table.column("order_weighted") == [2, 1]


def test_nothing_known_stays_unknown() -> None:
    row = weighted_table(potential((None,) * 5), {"enabling": 2}, say=SAY).as_records()[0]
    assert (row["potential_weighted"], row["order_weighted"]) == (None, None)


@given(st.floats(0.1, 10))
def test_the_same_weight_for_all_changes_nothing(weight: float) -> None:
    scores = (3.0, 2.0, 1.0, 2.5, None)
    plain = weighted_table(potential(scores), {}, say=SAY).column("potential_weighted")
    scaled = weighted_table(potential(scores), dict.fromkeys(COMPONENTS, weight), say=SAY).column("potential_weighted")
    assert scaled == pytest.approx(plain)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"colour": 1.0}, "no part 'colour'"),
        (dict.fromkeys(COMPONENTS, 0.0), "0"),
        ({"relatedness": -1.0}, "relatedness|negative|-1"),
    ],
)
def test_weights_that_cannot_be_are_refused(weights: dict[str, float], words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        weighted_table(potential((3, 2, 1, 2, None)), weights, say=SAY)
