"""Densities around a theme: against the density of relatedness, by hand, bounds, and terms that add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustrat.potential.theme_density import closeness, density_of_all, density_of_lacked, lacked_terms, near_shares
from clustrat.relatedness.density import relatedness_density
from clustrat.relatedness.proximity import proximity

SEEDS = st.integers(0, 2**32 - 1)


def case(seed):
    rng = np.random.default_rng(seed)
    has = (rng.random((10, 7)) < 0.5).astype(float)
    has[rng.random(has.shape) < 0.05] = np.nan
    return has, proximity(has, diagonal="out"), rng.random(7) * (rng.random(7) < 0.6) + np.eye(7)[0]


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_equal_to_the_weighted_mean_of_exclusive_density(seed):
    has, phi, w = case(seed)
    omega = relatedness_density(has, phi, density_self="exclusive")
    lacked, every = density_of_lacked(has, near_shares(phi), w), density_of_all(has, near_shares(phi), w)
    for r in range(len(has)):
        for found, weight in ((lacked[r], w * (has[r] == 0)), (every[r], w)):
            known = (weight > 0) & ~np.isnan(omega[r])
            if known.any():
                assert found == pytest.approx(np.average(omega[r, known], weights=weight[known]))
            else:
                assert np.isnan(found)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_terms_add_to_the_density_of_what_is_lacked(seed):
    has, phi, w = case(seed)
    near = near_shares(phi)
    found = density_of_lacked(has, near, w)
    for r in range(len(has)):
        if not np.isnan(found[r]):
            assert lacked_terms(has[r], near, w).sum() == pytest.approx(found[r], abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_between_zero_and_one_and_order_does_not_matter(seed):
    has, phi, w = case(seed)
    found = density_of_lacked(has, near_shares(phi), w)
    assert np.nanmin(np.append(found, 0)) >= 0
    assert np.nanmax(np.append(found, 0)) <= 1 + 1e-12
    order = np.random.default_rng(seed).permutation(7)
    other = density_of_lacked(has[:, order], near_shares(phi[np.ix_(order, order)]), w[order])
    np.testing.assert_allclose(other, found)


def test_a_region_that_lacks_nothing_has_no_density_of_what_it_lacks():
    assert np.isnan(density_of_lacked([[1, 1]], near_shares([[1, 0.5], [0.5, 1]]), [1, 1])[0])


def test_an_item_that_is_not_known_is_neither_had_nor_lacked():
    near = near_shares([[1, 0.2, 0.5], [0.2, 1, 0.5], [0.5, 0.5, 1]])
    assert density_of_lacked([[1, np.nan, 0]], near, [0, 1, 1])[0] == 0.5
    assert np.isnan(density_of_lacked([[1, np.nan, 1]], near, [0, 1, 0])[0])


def test_an_unknown_region_has_no_density():
    near = near_shares([[1, 0.5], [0.5, 1]])
    assert np.isnan(density_of_all([[np.nan, np.nan]], near, [1, 1])[0])
    assert np.isnan(density_of_all([[1, 0]], near, [0, 0])[0])


def test_an_industry_that_nobody_has_is_near_to_nothing():
    phi = np.array([[1.0, 0.5, np.nan], [0.5, 1.0, np.nan], [np.nan, np.nan, np.nan]])
    assert np.isnan(near_shares(phi)[2]).all()
    assert np.isnan(closeness(phi, [1, 0, 1])[2])
    assert closeness(phi, [0, 1, 1]).round(6).tolist()[:2] == [0.5, 1.0]


def test_closeness_by_hand():
    # The first: wholly near to itself with weight 1, 0.2 near to the second with weight 3.
    assert closeness([[0, 0.2], [0.2, 0]], [1, 3]).round(6).tolist() == [0.4, 0.8]
