"""Draws of ratings: same state, same draws; wider where less is known; hidden cells within their bounds."""

from dataclasses import replace

import numpy as np

from clustrat.potential.profile import theme_profile
from clustrat.potential.rating_parameters import COMPONENTS, POTENTIAL_RATING_V1
from clustrat.potential.scales import stepped_score
from clustrat.potential.simulation import component_draws, draw_figures, interval_of

PARAMETERS = replace(POTENTIAL_RATING_V1, n_draws=60)
ONES = np.ones(5)


def draws(small, seed=1, values=None, **rest):
    profile = theme_profile(small.inputs(values, **rest), small.weights(), parameters=PARAMETERS)
    return component_draws(profile, rng=np.random.default_rng(seed)), profile


def test_same_state_same_draws(small):
    a, b = draws(small)[0], draws(small)[0]
    np.testing.assert_array_equal(a, b)
    assert not np.array_equal(draws(small, seed=2)[0], a, equal_nan=True)


def test_what_is_missing_stays_missing_and_rates_do_not_vary(small):
    found, _ = draws(small)
    assert found.shape == (60, 12, 5)
    assert np.isnan(found[:, :, COMPONENTS.index("will_and_demand")]).all()
    assert np.isnan(found[:, :, COMPONENTS.index("enabling")]).all()
    assert np.ptp(found[:, :, COMPONENTS.index("rd_strength")], axis=0).max() == 0


def test_fewer_local_units_make_wider_draws(small):
    few, _ = draws(small, local_units=small.matrix(np.ceil(small.table() / 20)))
    many, _ = draws(small, local_units=small.matrix(small.table()))
    assert np.std(few[:, :, 0], axis=0).mean() > 2 * np.std(many[:, :, 0], axis=0).mean()


def test_drawn_quotients_centre_on_the_shrunken_quotient(small):
    profile = theme_profile(small.inputs(), small.weights(), parameters=replace(PARAMETERS, n_draws=400))
    found = component_draws(profile, rng=np.random.default_rng(3))
    point = stepped_score(profile.measures[0].raw, knots=PARAMETERS.quotient_knots)
    np.testing.assert_allclose(found[:, :, 0].mean(axis=0), point, atol=0.05)


def test_a_hidden_cell_widens_the_draws_of_its_region(small):
    values = small.table()
    size = float(values[0, 0])
    hidden, _ = draws(small, values=values, hidden=[(0, 0)], bounds=(0.0, 2 * size, size))
    known, _ = draws(small, values=values)
    assert np.std(hidden[:, 0, 0]) > 3 * np.std(known[:, 0, 0])
    assert np.std(hidden[:, 5, 0]) < 3 * np.std(known[:, 5, 0])


def test_the_interval_holds_the_rating():
    drawn = np.full((50, 2, 5), 2.0)
    low, high = interval_of(drawn, np.array([3.0, np.nan]), ONES, PARAMETERS)
    assert (low[0], high[0]) == (2.0, 3.0)
    assert np.isnan(low[1])
    assert np.isnan(high[1])


def test_without_draws_there_is_no_interval():
    low, high = interval_of(None, np.array([3.0]), ONES, PARAMETERS)
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_draws_shared_between_themes_are_those_of_the_figures(small):
    inputs = small.inputs()
    shared = draw_figures(inputs, parameters=PARAMETERS, rng=np.random.default_rng(1))
    profile = theme_profile(inputs, small.weights(), parameters=PARAMETERS)
    whole = component_draws(profile, rng=np.random.default_rng(2), figures=shared)
    again = component_draws(profile, rng=np.random.default_rng(2), figures=shared)
    np.testing.assert_array_equal(whole, again)
    assert not shared.presence.flags.writeable


def test_presence_is_drawn_as_often_as_its_chance_says(small):
    shared = draw_figures(small.inputs(), parameters=replace(PARAMETERS, n_draws=800), rng=np.random.default_rng(1))
    chance = shared.quotients.probability_at_least(1.0)
    np.testing.assert_allclose((shared.presence == 1).mean(axis=0), chance, atol=0.08)
    np.testing.assert_array_equal(shared.n_present, (shared.presence == 1).sum(axis=2))


def test_hidden_cells_are_drawn_within_their_bounds(small):
    inputs = small.inputs(small.table(), hidden=[(0, 0)], bounds=(10.0, 30.0, 20.0))
    shared = draw_figures(inputs, parameters=PARAMETERS, rng=np.random.default_rng(1))
    assert shared.hidden.shape == (60, 1)
    assert shared.hidden.min() >= 10
    assert shared.hidden.max() <= 30


def test_a_region_drawn_alone_stands_among_the_same_peers(small):
    profile = theme_profile(small.inputs(), small.weights(), parameters=replace(PARAMETERS, n_draws=600))
    alone = component_draws(profile, rng=np.random.default_rng(1), cases=[3])
    whole = component_draws(profile, rng=np.random.default_rng(1))
    assert alone.shape == (600, 1, 5)
    np.testing.assert_allclose(alone[:, 0].mean(axis=0), whole[:, 3].mean(axis=0), atol=0.06)


def test_a_case_that_was_not_drawn_has_no_interval():
    drawn = np.full((50, 2, 5), 2.0)
    drawn[:, 1] = np.nan
    low, high = interval_of(drawn, np.array([2.0, 2.5]), ONES, PARAMETERS)
    assert (low[0], high[0]) == (2.0, 2.0)
    assert np.isnan(low[1])
    assert np.isnan(high[1])
