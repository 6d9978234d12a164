"""Quadrants: placed by hand, absent industries only, order of industries irrelevant, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import EvidenceError
from clustrat.potential.quadrants import QUADRANTS, quadrants


def test_four_quadrants_by_hand() -> None:
    placed = quadrants([0, 0, 0, 0], [4, 3, 2, 1], [2, 1, 4, 3])
    assert placed.density_cut == placed.complexity_cut == 2.5
    assert placed.quadrant == ("near_simple", "near_simple", "far_complex", "far_complex")
    placed = quadrants([0, 0, 0, 0], [4, 3, 2, 1], [4, 1, 3, 2])
    assert placed.quadrant == ("near_complex", "near_simple", "far_complex", "far_simple")


def test_on_the_cut_counts_as_above_it() -> None:
    assert quadrants([0, 0, 0], [1, 2, 3], [1, 2, 3]).quadrant[1] == "near_complex"


def test_what_is_there_or_not_known_is_not_placed_and_moves_no_cut() -> None:
    placed = quadrants([1, np.nan, 0, 0, 0], [99, 99, 1, 2, 3], [99, 99, 3, 2, 1])
    assert placed.quadrant[:2] == (None, None)
    assert placed.density_cut == 2
    assert np.isnan(placed.density[:2]).all()


def test_an_industry_without_complexity_is_not_placed_and_is_no_zero() -> None:
    placed = quadrants([0, 0], [0.5, 0.4], [np.nan, 1.0])
    assert placed.quadrant == (None, "near_complex")
    assert np.isnan(placed.complexity_percentile[0])


def test_a_region_that_has_everything() -> None:
    placed = quadrants([1, 1], [0.5, 0.4], [0.0, 1.0])
    assert placed.quadrant == (None, None)
    assert np.isnan(placed.density_cut)


@given(st.integers(0, 2**32 - 1))
def test_order_of_industries_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    has, near, pci = rng.integers(0, 2, 12), rng.random(12), rng.normal(size=12)
    order = rng.permutation(12)
    first, second = quadrants(has, near, pci), quadrants(has[order], near[order], pci[order])
    assert tuple(first.quadrant[i] for i in order) == second.quadrant
    assert set(first.quadrant) <= {*QUADRANTS, None}


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        (([0, 0], [1.0], [1.0]), "one value each per industry"),
        (([[0]], [[1.0]], [[1.0]]), "one value each per industry"),
        (([0], [np.inf], [1.0]), "density is infinite"),
        (([0], [1.0], [-np.inf]), "complexity is infinite"),
    ],
)
def test_refusals(arrays: tuple[list[float], ...], words: str) -> None:
    with pytest.raises(EvidenceError, match=words):
        quadrants(*arrays)
