"""Draws of hidden parts: inside their bounds, repeatable, and none where nothing limits a part."""

import numpy as np
import pytest

from clustrat.clusters.hidden_parts import draw_hidden_parts
from clustrat.errors import ParameterError
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.shrinkage import shrunken_location_quotient

PERSONS = np.array([[100.0, np.nan, 50.0], [80.0, 60.0, 40.0], [np.nan, 30.0, 70.0], [90.0, 20.0, np.nan]])
HIDDEN = np.isnan(PERSONS)
#: Two categories: the first takes division 0 and half of 1, the second half of 1 and all of 2.
WEIGHTS = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
LOWER = np.where(HIDDEN, 10.0, np.nan)
UPPER = np.where(HIDDEN, 30.0, np.nan)


def posterior(estimate=20.0):
    sums = np.where(HIDDEN, estimate, PERSONS) @ WEIGHTS
    matrix = RegionIndustryMatrix.from_values(
        sums, regions=list("abcd"), industries=["1", "2"], nuts_version="2013", nace_version="2", year=2014
    )
    return shrunken_location_quotient(matrix)


def draw(*, lower=LOWER, upper=UPPER, n_draws=500, seed=1, given=None):
    return draw_hidden_parts(
        persons=PERSONS,
        is_hidden=HIDDEN,
        lower=lower,
        upper=upper,
        weights=WEIGHTS,
        posterior=given or posterior(),
        n_draws=n_draws,
        rng=np.random.default_rng(seed),
    )


def test_drawn_are_the_categories_with_hidden_parts_only():
    parts = draw()
    assert list(zip(parts.rows.tolist(), parts.columns.tolist(), strict=True)) == [(0, 0), (0, 1), (2, 0), (3, 1)]
    assert not parts.is_unbounded.any()


def test_persons_stay_inside_what_the_bounds_allow():
    parts = draw()
    known = np.array([100, 50, 15, 10])
    share = np.array([0.5, 0.5, 1, 1])
    assert (parts.persons >= known + 10 * share).all()
    assert (parts.persons <= known + 30 * share).all()
    np.testing.assert_allclose(parts.persons.mean(axis=0), known + 20 * share, rtol=0.02)


def test_one_draw_of_a_hidden_cell_serves_all_its_categories():
    parts = draw()
    # Division 1 of region a goes half to each category: both see the same draw.
    np.testing.assert_allclose(parts.persons[:, 0] - 100, parts.persons[:, 1] - 50)


def test_bounds_without_width_give_the_posterior_itself():
    given = posterior()
    parts = draw(lower=np.where(HIDDEN, 20.0, np.nan), upper=np.where(HIDDEN, 20.0, np.nan), given=given, n_draws=4)
    np.testing.assert_allclose(
        parts.chance_of_quotient(1.0)[parts.rows, parts.columns],
        given.probability_at_least(1.0)[parts.rows, parts.columns],
    )


def test_chance_of_persons_by_hand():
    # Region c, category 1: 15 known and 10 to 30 hidden: at least 35 in half of the draws.
    chance = draw(n_draws=4000).chance_of_persons(35)
    assert chance[2, 0] == pytest.approx(0.5, abs=0.03)
    assert draw().chance_of_persons(25)[2, 0] == 1
    assert draw().chance_of_persons(46)[2, 0] == 0
    assert np.isnan(chance[1]).all()


def test_wider_bounds_give_a_wider_interval():
    wide = draw(lower=np.where(HIDDEN, 0.0, np.nan), upper=np.where(HIDDEN, 400.0, np.nan))
    narrow = draw()
    widths = [p.quantile_of_quotient(0.95) - p.quantile_of_quotient(0.05) for p in (narrow, wide)]
    cells = ~np.isnan(widths[0])
    assert (widths[1][cells] > widths[0][cells]).all()


@pytest.mark.parametrize("nothing", [np.nan, np.inf])
def test_a_part_that_nothing_limits_is_not_drawn(nothing):
    upper = UPPER.copy()
    upper[0, 1] = nothing
    parts = draw(upper=upper)
    assert parts.is_unbounded.tolist() == [[True, True], [False, False], [False, False], [False, False]]
    assert 0 not in parts.rows
    assert np.isfinite(parts.persons).all()


def test_without_any_bounds_everything_hidden_is_unbounded():
    parts = draw(lower=None, upper=None)
    assert parts.rows.size == 0
    assert parts.is_unbounded.sum() == 4
    for table in (parts.quantile_of_quotient(0.5), parts.chance_of_quotient(1.0), parts.chance_of_persons(1.0)):
        assert np.isnan(table).all()


def test_same_seed_same_draws_other_seed_other_draws():
    np.testing.assert_array_equal(draw(seed=3).quotient, draw(seed=3).quotient)
    assert (draw(seed=3).quotient != draw(seed=4).quotient).any()


@pytest.mark.parametrize("n_draws", [0, -1])
def test_no_draws_are_refused(n_draws):
    with pytest.raises(ParameterError, match=f"n_draws={n_draws}"):
        draw(n_draws=n_draws)
