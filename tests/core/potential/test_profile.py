"""The profile of regions before a theme: its measures, by hand and by other modules."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.indicators.location_quotient import location_quotient
from clustrat.indicators.presence import presence
from clustrat.potential.inputs import Technologies
from clustrat.potential.profile import DENSITIES, MEASURED, theme_profile
from clustrat.potential.rating_parameters import POTENTIAL_RATING_V1
from clustrat.relatedness.cross_space import cross_density, cross_proximity


def profile(inputs, weights, **rest):
    return theme_profile(inputs, weights, parameters=POTENTIAL_RATING_V1, **rest)


def named(found, name):
    return next(measure for measure in found.measures if measure.name == name)


def test_what_is_not_given_says_so(small):
    found = profile(small.inputs(research=False), small.weights())
    absent = {measure.name for measure in found.measures if measure.reason == "not_given"}
    assert absent == {
        "linkage_density", "enabling_quotient", "enabling_density", "technology_density", "enabling_actors", "research",
        "will_and_demand",
    }  # fmt: skip
    assert all(np.isnan(measure.raw).all() for measure in found.measures if measure.name in absent)


def test_presence_is_that_of_the_quotients_and_its_proximity_is_measured(small):
    inputs = small.inputs()
    found = profile(inputs, small.weights())
    np.testing.assert_array_equal(found.presence, presence(location_quotient(inputs.persons).lq))
    assert found.proximity.shape == (8, 8)
    given = profile(small.inputs(proximity=np.full((8, 8), 0.3)), small.weights())
    assert (given.proximity == 0.3).all()


def test_proximity_and_linkage_are_both_reported(small):
    linkage = np.random.default_rng(1).random((8, 8))
    found = profile(small.inputs(linkage=linkage + linkage.T), small.weights())
    assert not np.isnan(named(found, "linkage_density").raw).all()
    assert not np.allclose(named(found, "linkage_density").raw, named(found, "lacked_density").raw)


def test_enabling_counts_an_industry_with_its_largest_weight(small):
    one, two = small.weights([0, 0, 1, 0, 0, 0, 0, 0]), small.weights([0, 0, 0.5, 1, 0, 0, 0, 0])
    found = profile(small.inputs(enabling=(one, two)), small.weights())
    assert found.held.enabling_scale.weights.tolist() == [0, 0, 1, 1, 0, 0, 0, 0]


def test_cross_space_density_by_its_own_module(small):
    inputs = small.inputs()
    second = (np.random.default_rng(3).random((12, 2)) < 0.5).astype(float)
    technologies = Technologies(
        codes=("H01", "H02"), presence=second, weights=np.array([1.0, 0.0]), words="Patents", year=2012
    )
    found = profile(small.inputs(technologies=technologies), small.weights())
    has = presence(location_quotient(inputs.persons).lq)
    expected = cross_density(has, cross_proximity(has, second))[:, 0]
    np.testing.assert_allclose(named(found, "technology_density").raw, expected)


def test_densities_are_compared_with_regions_of_like_diversity(small):
    found = profile(small.inputs(), small.weights())
    assert {m.name for m in found.measures if m.mask is not None} == DENSITIES
    assert len(MEASURED) == 6


def test_shares_of_what_is_known(small):
    values = small.table()
    values[0, :5] = np.nan
    found = profile(small.inputs(values), small.weights())
    assert found.known_share[0] == pytest.approx(3 / 8)
    assert found.seen[0] == 0
    assert found.known_share[1] == 1.0


def test_other_weights_are_refused(small):
    with pytest.raises(EvidenceError, match="never applied"):
        profile(small.inputs(), small.weights(nace="2.1"))
