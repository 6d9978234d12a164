"""Agglomeration: the ends of the scales, and refusals by name (printed values are in tests/published)."""

import math

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.indicators.agglomeration import ellison_glaeser, litzenberger_sternberg, pair_coagglomeration

REGIONS = {"A": 500.0, "B": 300.0, "C": 200.0}
DENSITY = {
    "industry_employment": 10.0,
    "area": 5.0,
    "all_area": 50.0,
    "population": 100.0,
    "all_population": 1000.0,
    "plants": 2.0,
    "all_industry_employment": 100.0,
    "all_plants": 20.0,
}


def test_ellison_glaeser_by_hand():
    # Two equal plants, both in A: s = (1, 0, 0), x = (.5, .3, .2); G = .25 + .09 + .04, H = .5, 1 - sum x2 = .62.
    found = ellison_glaeser([10, 10], ["A", "A"], REGIONS)
    assert (found.g, found.h) == (pytest.approx(0.38), pytest.approx(0.5))
    assert found.gamma == pytest.approx((0.38 - 0.62 * 0.5) / (0.62 * 0.5))


def test_plants_thrown_at_random_have_an_index_near_zero():
    rng = np.random.default_rng(2)
    codes = list(REGIONS)
    gammas = [
        ellison_glaeser(np.ones(40), [codes[i] for i in rng.choice(3, size=40, p=[0.5, 0.3, 0.2])], REGIONS).gamma
        for _ in range(300)
    ]
    assert abs(np.mean(gammas)) < 0.005


def test_one_plant_or_one_region_says_nothing():
    assert math.isnan(ellison_glaeser([5], ["A"], REGIONS).gamma)
    assert math.isnan(ellison_glaeser([5, 5], ["A", "A"], {"A": 10.0}).gamma)


def test_a_plant_in_an_unknown_region_is_named():
    with pytest.raises(EvidenceError, match="lies in 'Z'"):
        ellison_glaeser([5, 5], ["A", "Z"], REGIONS)


def test_lengths_that_differ_are_refused():
    with pytest.raises(EvidenceError, match="2 plants have 1 regions"):
        ellison_glaeser([5, 5], ["A"], REGIONS)


@pytest.mark.parametrize("persons", [[], [0.0, 5.0], [-1.0, 5.0], [math.nan, 5.0], [math.inf, 5.0]])
def test_plants_without_persons_are_refused(persons):
    with pytest.raises(EvidenceError, match="Every plant needs persons"):
        ellison_glaeser(persons, ["A"] * len(persons), REGIONS)


@pytest.mark.parametrize("totals", [{"A": 0.0, "B": 0.0}, {"A": math.nan, "B": 1.0}, {"A": -1.0, "B": 2.0}])
def test_impossible_totals_are_refused(totals):
    with pytest.raises(EvidenceError, match="totals of the regions"):
        ellison_glaeser([5, 5], ["A", "B"], totals)


def test_industries_that_shun_each_other_have_a_negative_index():
    assert pair_coagglomeration([1, 0], [0, 1], [1, 1]) < 0
    assert pair_coagglomeration([1, 0], [1, 0], [1, 1]) == pytest.approx(1)
    assert pair_coagglomeration([1, 1], [5, 0], [1, 1]) == pytest.approx(0)


def test_coagglomeration_is_symmetric():
    a, b, x = [3, 5, 9], [8, 1, 1], [50, 40, 70]
    assert pair_coagglomeration(a, b, x) == pair_coagglomeration(b, a, x)


def test_coagglomeration_refuses_lengths_and_empty_industries():
    with pytest.raises(EvidenceError, match="one value per region"):
        pair_coagglomeration([1, 2], [1, 2, 3], [1, 2, 3])
    with pytest.raises(EvidenceError, match="first industry"):
        pair_coagglomeration([0, 0], [1, 2], [1, 2])


def test_the_density_of_everywhere_is_one():
    assert litzenberger_sternberg(**DENSITY) == pytest.approx(1)


@pytest.mark.parametrize("name", list(DENSITY))
def test_a_zero_divisor_or_a_missing_figure_has_no_index(name):
    assert math.isnan(litzenberger_sternberg(**DENSITY | {name: 0.0}))
    assert math.isnan(litzenberger_sternberg(**DENSITY | {name: math.nan}))


@pytest.mark.parametrize("name", list(DENSITY))
def test_an_impossible_figure_is_named(name):
    with pytest.raises(EvidenceError, match=f"{name}=-1 cannot be"):
        litzenberger_sternberg(**DENSITY | {name: -1.0})
