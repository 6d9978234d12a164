"""Breaks that no flag marks: level shifts, years out of place, and what they keep from being claimed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from clustrat.study.answer import Study
from clustrat.study.breaks import crosses_jump, unflagged_jumps

NAN = float("nan")


def series(*values: float) -> np.ndarray:
    return np.array(values, dtype=float).reshape(-1, 1, 1)


@pytest.mark.parametrize(
    ("values", "years"),
    [
        ((100_000, 98_000, 900_000, 910_000), [2]),
        ((100_000, 2_000, 99_000, 98_000), [1]),
        ((100_000, 80_000, 70_000, 60_000), []),
        ((100, 900, 100, 900), []),
        ((100_000, NAN, 300_000, 310_000), [2]),
        ((NAN, NAN, NAN, NAN), []),
        ((0, 0, 0, 0), []),
        ((100_000, 100_000, 100_000, 10_000), [3]),
    ],
)
def test_where_a_series_jumps(values: tuple[float, ...], years: list[int]) -> None:
    assert np.flatnonzero(unflagged_jumps(series(*values)).ravel()).tolist() == years


@pytest.mark.parametrize(
    ("values", "base", "end", "crosses"),
    [
        ((100_000, 2_000, 99_000, 98_000), 0, 3, False),  # the year out of place lies between
        ((100_000, 2_000, 99_000, 98_000), 1, 3, True),  # it is the base year
        ((100_000, 98_000, 900_000, 910_000), 0, 3, True),
        ((100_000, 98_000, 900_000, 910_000), 2, 3, False),
    ],
)
def test_which_growth_leads_over_a_break(values: tuple[float, ...], base: int, end: int, crosses: bool) -> None:
    assert bool(crosses_jump(series(*values), base=base, end=end)[0, 0]) is crosses


def test_median_industry_speaks_for_the_country() -> None:
    values = np.full((2, 1, 7), 10_000.0)
    values[1, 0, :5] = 13_500
    assert unflagged_jumps(values)[1].all()
    values[1, 0, :5] = 11_000
    assert not unflagged_jumps(values).any()


def test_order_of_countries_does_not_matter() -> None:
    values = np.random.default_rng(1).lognormal(9, 1, size=(6, 4, 10))
    assert (unflagged_jumps(values[:, ::-1])[:, ::-1] == unflagged_jumps(values)).all()


def test_german_construction_makes_no_claim_of_growth(study_of: Callable[..., Study]) -> None:
    """Persons employed in specialised construction in Germany: twelve times as many in 2009 as in 2008, without a flag."""
    study = study_of("DE11")
    row = next(r for r in study.tables["divisions"].as_records() if r["nace_code"] == "F43")
    assert row["growth_pct"] is None
    assert row["growth_reason"] == "jump"
    assert "F43" in next(d for d in study.diagnostics if d.code == "unflagged_jump").keys


def test_slovakia_jumped_in_2010(study_of: Callable[..., Study]) -> None:
    study = study_of("SK02")
    assert {r["growth_pct"] for r in study.tables["divisions"].as_records()} == {None}
    assert study.tables["shift_share"].rows == ()
    assert not [f for f in study.findings if f.kind == "change"]
    later = study_of("SK02", base_year=2010)
    assert any(r["growth_pct"] is not None for r in later.tables["divisions"].as_records())


def test_no_star_of_growth_rests_on_a_break(study_of: Callable[..., Study]) -> None:
    row = next(r for r in study_of("DE11").tables["divisions"].as_records() if r["nace_code"] == "F43")
    assert row["n_stars_unknown"] >= 1
