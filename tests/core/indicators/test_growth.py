"""Growth and shift-share: textbook values, sums that must hold, zero bases that have no answer."""

import math

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.indicators.growth import (
    compound_growth_pct,
    esteban_marquillas,
    growth_pct,
    shift_share,
    symmetric_growth,
)

REGION = [90, 20, 10, 60], [100, 40, 10, 55]
NATION = [400, 150, 150, 400], [440, 210, 135, 480]


def test_growth_by_hand():
    np.testing.assert_allclose(growth_pct([200, 50], [250, 25]), [25, -50])


def test_growth_from_zero_or_from_nothing_known_is_missing():
    assert np.isnan(growth_pct([0, np.nan, 5], [7, 7, np.nan])).all()


def test_growth_to_zero_is_minus_one_hundred():
    assert growth_pct([5], [0])[0] == -100


def test_compound_growth_by_hand():
    # 1.1 ^ 3 = 1.331
    assert compound_growth_pct([1000], [1331], n_years=3)[0] == pytest.approx(10)
    assert compound_growth_pct([1000], [1331], n_years=1)[0] == pytest.approx(33.1)
    assert math.isnan(compound_growth_pct([0], [5], n_years=3)[0])


@pytest.mark.parametrize("n_years", [0, -1])
def test_compound_growth_over_no_year_is_refused(n_years):
    with pytest.raises(ParameterError, match=f"n_years={n_years}"):
        compound_growth_pct([1], [2], n_years=n_years)


def test_symmetric_growth_is_bounded_antisymmetric_and_defined_from_zero():
    np.testing.assert_allclose(symmetric_growth([0, 5, 4], [5, 0, 4]), [2, -2, 0])
    assert symmetric_growth([3], [7])[0] == -symmetric_growth([7], [3])[0]
    assert math.isnan(symmetric_growth([0], [0])[0])


def test_components_of_each_industry_by_hand():
    # Nation 1,100 -> 1,265: growth 15 %. Industry 0: nation +10 %, region 90 -> 100.
    parts = shift_share(*REGION, *NATION)
    assert parts.national[0] == pytest.approx(90 * 0.15)
    assert parts.mix[0] == pytest.approx(90 * (0.10 - 0.15))
    assert parts.regional[0] == pytest.approx(100 - 90 * 1.10)


def test_components_sum_to_the_change_industry_by_industry():
    parts = shift_share(*REGION, *NATION)
    np.testing.assert_allclose(parts.national + parts.mix + parts.regional, parts.change)
    assert parts.share_of_base == 1
    assert parts.diagnostics == ()


def test_a_region_that_is_the_nation_has_neither_mix_nor_regional_part():
    parts = shift_share(*NATION, *NATION).totals
    assert parts["mix"] == pytest.approx(0, abs=1e-9)
    assert parts["regional"] == pytest.approx(0, abs=1e-9)
    assert parts["national"] == pytest.approx(parts["change"])


def test_an_industry_unknown_in_one_year_is_left_out_and_said_so():
    base, end = [90, 20, 10, 60], [100, np.nan, 10, 55]
    parts = shift_share(base, end, *NATION)
    kept = [0, 2, 3]
    alone = shift_share(*([a[i] for i in kept] for a in (base, end, *NATION)))
    assert parts.left_out == (1,)
    assert parts.share_of_base == pytest.approx(160 / 180)
    assert parts.totals == pytest.approx(alone.totals)
    (found,) = parts.diagnostics
    assert (found.code, found.n) == ("left_out", 1)
    assert "89 %" in found.sentence


def test_an_industry_that_the_nation_lacked_is_left_out():
    parts = shift_share([0, 20], [5, 25], [0, 100], [50, 120])
    assert parts.left_out == (0,)


def test_nothing_known_in_both_years_is_refused():
    with pytest.raises(EvidenceError, match="Choose another base year"):
        shift_share([1, np.nan], [np.nan, 2], [3, 4], [5, 6])


@pytest.mark.parametrize("bad", [-5, float("inf")])
def test_impossible_counts_are_named(bad):
    with pytest.raises(EvidenceError, match=r"count .* at place \(1,\)"):
        shift_share([1, bad], [2, 3], [4, 5], [6, 7])
    with pytest.raises(EvidenceError, match=r"at place \(0,\)"):
        growth_pct([bad], [1])


def test_lengths_that_differ_are_refused():
    with pytest.raises(EvidenceError, match="different shapes"):
        shift_share([1, 2], [2, 3], [4, 5, 6], [6, 7, 8])


def test_esteban_marquillas_divides_the_regional_part():
    parts = esteban_marquillas(*REGION, *NATION)
    np.testing.assert_allclose(parts.competitive + parts.allocation, parts.dunn.regional)
    # Industry 1: homothetic 180 * 150 / 1100; region doubles, nation +40 %.
    assert parts.competitive[1] == pytest.approx(180 * 150 / 1100 * (1.0 - 0.4))
    assert parts.allocation[1] == pytest.approx((20 - 180 * 150 / 1100) * (1.0 - 0.4))


def test_esteban_marquillas_of_a_region_with_the_national_mix_has_no_allocation():
    base = [40, 15, 15, 40]
    parts = esteban_marquillas(base, [50, 10, 15, 60], *NATION)
    np.testing.assert_allclose(parts.allocation, 0, atol=1e-12)


def test_esteban_marquillas_of_an_industry_new_to_the_region():
    parts = esteban_marquillas([0, 20], [5, 25], [50, 100], [60, 120])
    assert math.isnan(parts.competitive[0])
    assert parts.allocation[0] == parts.dunn.regional[0] == 5
    assert parts.totals["competitive"] + parts.totals["allocation"] == pytest.approx(parts.totals["regional"])
