"""Diagnostics of a rating: coverage, regions with few figures, and parts that are missing."""

import numpy as np

from clustrat.potential.diagnostics import profile_diagnostics
from clustrat.potential.profile import theme_profile
from clustrat.potential.rating_parameters import POTENTIAL_RATING_V1


def found(small, weights=None, values=None, **rest):
    profile = theme_profile(small.inputs(values, **rest), weights or small.weights(), parameters=POTENTIAL_RATING_V1)
    return {one.code: one for one in profile_diagnostics(profile)}


def test_low_coverage_is_told_with_its_share(small):
    one = found(small, small.weights(coverage=0.3))["theme_coverage"]
    assert one.severity == "warning"
    assert one.share == 0.3
    assert "Only 30 % of the theme 'Green economy'" in one.sentence
    assert "theme_coverage" not in found(small)


def test_a_region_without_half_of_its_industries_is_named_with_the_share(small):
    values = small.table()
    values[3, :6] = np.nan
    one = found(small, values=values)["few_industries"]
    assert one.keys == ("R03",)
    assert "1 of 12 regions have figures for less than 50 % of the industries (lowest R03, 25 %)" in one.sentence


def test_a_region_that_lacks_the_theme_only_is_named_apart(small):
    values = small.table()
    values[3, [0, 1]] = np.nan
    told = found(small, values=values)
    assert told["theme_seen"].keys == ("R03",)
    assert "few_industries" not in told


def test_missing_parts_count_as_missing_not_as_zero(small):
    one = found(small, research=False)["component_missing"]
    assert "research" in one.keys
    assert "missing, not as zero" in one.sentence


def test_no_local_units_and_equal_classes_are_told(small):
    told = found(small, small.weights(allocation="equal_classes", apportioned=("I1",)))
    assert told["interval_optimistic"].severity == "warning"
    assert told["equal_classes"].keys == ("I1",)
    assert "interval_optimistic" not in found(small, local_units=small.matrix(np.ones((12, 8))))


def test_a_prior_that_says_all_are_alike_is_told(small):
    assert "alpha_at_bound" in found(small, local_units=small.matrix(np.ones((12, 8))))
    assert "alpha_at_bound" not in found(small)
