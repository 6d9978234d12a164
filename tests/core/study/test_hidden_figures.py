"""What is said of hidden figures: the nearest published year, then a bound that says something and gives nothing away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clustrat.study.answer import Study
from clustrat.study.hidden_figures import _shown_bounds


def test_pharmaceuticals_of_ljubljana_are_not_absent(study_of: Callable[..., Study]) -> None:
    first = study_of("SI04").tables["hidden"].as_records()[0]
    assert (first["nace_code"], first["nearest_year"], first["nearest_persons"]) == ("C21", 2013, 3383.0)
    assert first["persons_low"] is None
    assert first["persons_high"] is None


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0.0, 3935.5, False),  # as wide as can be: says nothing
        (100.0, 120.0, False),  # narrower than 30 % of its midpoint: would give the figure away
        (100.0, 140.0, True),
        (100.0, 100.0, False),
        (0.0, 0.0, False),
        (float("nan"), 10.0, False),
        (0.0, float("inf"), False),
    ],
)
def test_only_bounds_that_say_something_and_give_nothing_away_are_shown(low: float, high: float, shown: bool) -> None:
    assert (_shown_bounds(low, high) != (None, None)) is shown


def test_order_gives_nothing_back(study_of: Callable[..., Study]) -> None:
    rows = study_of("DE60").tables["hidden"].as_records()
    keys = [(-(r["nearest_persons"] or 0.0), r["nace_code"]) for r in rows]
    assert keys == sorted(keys)
