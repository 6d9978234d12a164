"""Readiness in cross-cutting issues: by hand, coverage, stand-ins, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustrat.errors import EvidenceError, ParameterError
from clustrat.potential.cross_cutting import ISSUES, readiness
from clustrat.potential.indicator_series import substitute_national

NAMES = tuple(ISSUES["gender_in_innovation"])


def rate(small, series, issue="gender_in_innovation", regions=None, nuts="2013"):
    return readiness(issue, series, regions=regions or small.regions, nuts_version=nuts)


def test_two_indicators_by_hand(small):
    up, down = np.arange(1.0, 13.0), np.arange(12.0, 0.0, -1.0)
    found = rate(small, [small.series(NAMES[0], up), small.series(NAMES[1], down)])
    low, high = 100 * 0.5 / 12 / 25, 4.0
    assert found.scores[0, :2].tolist() == pytest.approx([low, high])
    assert found.readiness[0] == pytest.approx(np.sqrt(low * high))
    assert found.coverage_pct.tolist() == [50.0] * 12
    np.testing.assert_allclose(np.nansum(found.contributions, axis=1), np.log(found.readiness))


def test_year_and_level_of_every_value(small):
    values = np.arange(1.0, 13.0)
    values[2] = np.nan
    found = rate(small, [small.series(NAMES[0], values)])
    assert found.years[0][0] == 2013
    assert found.years[2][0] is None
    assert found.levels[0][0] == "region"
    assert found.levels[2][0] == ""
    assert np.isnan(found.readiness[2])
    assert found.coverage_pct[2] == 0


def test_a_stand_in_is_marked_and_does_not_shift_the_others(small):
    regions = ("DE11", "DE12", *small.regions)
    own = small.series(NAMES[0])
    stand_in = substitute_national(own, {"DE": (2.0, 2011)}, regions=regions)
    found = rate(small, [stand_in], regions=regions)
    assert found.levels[0][0] == found.levels[1][0] == "country"
    assert found.own_pct[0] == 0
    assert found.coverage_pct[0] == 25.0
    plain = rate(small, [own])
    np.testing.assert_array_equal(found.readiness[2:], plain.readiness)
    told = next(one for one in found.diagnostics if one.code == "substituted")
    assert told.keys == ("DE11", "DE12")
    assert told.severity == "warning"


def test_a_country_without_national_value_stays_missing(small):
    regions = ("DE11", *small.regions)
    found = rate(small, [substitute_national(small.series(NAMES[0]), {}, regions=regions)], regions=regions)
    assert np.isnan(found.readiness[0])


def test_no_figures_at_all_is_missing_with_no_coverage(small):
    found = rate(small, [], issue="internationalisation")
    assert np.isnan(found.readiness).all()
    assert found.coverage_pct.tolist() == [0.0] * 12
    assert not found.is_ranked.any()
    assert found.diagnostics[0].code == "indicator_missing"
    assert "not as zero" in found.diagnostics[0].sentence


def test_below_half_of_the_indicators_shown_not_ranked(small):
    assert not rate(small, [small.series(NAMES[0])]).is_ranked.any()
    assert rate(small, [small.series(NAMES[0]), small.series(NAMES[1])]).is_ranked.all()


def test_a_true_zero_gives_zero(small):
    values = np.arange(0.0, 12.0)
    assert rate(small, [small.series(NAMES[0], values)]).readiness[0] == 0


def test_too_few_regions_give_no_place(small):
    values = np.full(12, np.nan)
    values[:3] = [1.0, 2.0, 3.0]
    found = rate(small, [small.series(NAMES[0], values)])
    assert np.isnan(found.readiness).all()
    assert {one.code for one in found.diagnostics} == {"indicator_missing", "too_few_peers"}


def test_hyphens_are_accepted(small):
    assert rate(small, [], issue="gender-in-innovation").issue == "gender_in_innovation"


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 1000))
def test_order_and_unit_are_irrelevant(small, seed, factor):
    rng = np.random.default_rng(seed)
    values, order = rng.gamma(2.0, 10, 12), rng.permutation(12)
    a = rate(small, [small.series(NAMES[0], values)])
    b = rate(
        small,
        [small.series(NAMES[0], values[order] * factor, regions=[small.regions[r] for r in order])],
    )
    np.testing.assert_allclose(b.readiness, a.readiness)


def test_what_is_refused(small):
    with pytest.raises(ParameterError, match="Choose one of: gender_in_innovation"):
        rate(small, [], issue="gender")
    with pytest.raises(ParameterError, match="'rd' is no indicator"):
        rate(small, [small.series("rd")])
    with pytest.raises(EvidenceError, match="given twice"):
        rate(small, [small.series(NAMES[0])] * 2)
    with pytest.raises(EvidenceError, match="NUTS 2021"):
        rate(small, [small.series(NAMES[0], nuts="2021")])
    with pytest.raises(EvidenceError, match="2 regions, 1 of them different"):
        rate(small, [], regions=("R00", "R00"))
