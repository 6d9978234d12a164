"""Quotients of a theme: by hand, against the quotient of a table of two columns, and what is not known."""

import numpy as np
import pytest

from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.location_quotient import expected_counts, reference_totals
from clustrat.indicators.shrinkage import shrunken_location_quotient
from clustrat.potential.theme_quotient import QuotientScale, quotient_scale, theme_quotients

WEIGHTS = np.array([1.0, 0.5, 0, 0, 0.25, 0, 0, 0])


def scale(**change):
    given = {
        "weights": np.array([1.0, 1.0, 0.0]),
        "reference": np.array([50.0, 50.0, 100.0]),
        "unit": 1.0,
        "alpha": 0.0,
    }
    return QuotientScale(**{**given, **change})


def test_by_hand_without_prior():
    # 30 + 10 persons where 10 + 10 are expected.
    found = theme_quotients(np.array([[30.0, 10.0, 60.0]]), np.array([[10.0, 10.0, 80.0]]), scale())
    assert found.lq.tolist() == [2.0]
    assert found.seen.tolist() == [1.0]


def test_what_is_not_known_is_left_out_above_and_below():
    found = theme_quotients(np.array([[30.0, np.nan, 60.0]]), np.array([[10.0, 10.0, 80.0]]), scale())
    assert found.lq.tolist() == [3.0]
    assert found.seen.tolist() == [0.5]


def test_nothing_known_of_the_theme_is_missing_and_nobody_is_zero():
    values = np.array([[np.nan, np.nan, 60.0], [0.0, 0.0, 60.0]])
    found = theme_quotients(values, np.full((2, 3), 10.0), scale(alpha=5.0))
    assert np.isnan(found.lq[0])
    assert found.seen[0] == 0
    assert found.lq[1] == 0


def test_equal_to_the_shrunken_quotient_of_theme_and_rest(small):
    values, units = small.table(1), np.round(small.table(2) / 50) + 1
    matrix, local = small.matrix(values), small.matrix(units)
    margins = reference_totals(matrix)
    mine = quotient_scale(
        values, expected_counts(margins), weights=WEIGHTS, reference=margins.industry, local_units=units
    )
    found = theme_quotients(values, expected_counts(margins), mine)

    def two(table):
        inside = table @ WEIGHTS
        return RegionIndustryMatrix.from_values(
            np.column_stack([inside, table.sum(axis=1) - inside]), regions=small.regions, industries=["T", "rest"],
            nuts_version="2013", nace_version="2", year=2014,
        )  # fmt: skip

    other = shrunken_location_quotient(two(values), local_units=two(local.values))
    np.testing.assert_allclose(found.lq, other.lq[:, 0], rtol=1e-9)
    assert mine.alpha == pytest.approx(other.alpha[0])
    assert mine.unit == pytest.approx(other.unit[0])


def test_scale_of_counts_is_irrelevant_when_the_unit_grows_with_them(small):
    values, units = small.table(1), np.round(small.table(2) / 50) + 1

    def lq(factor):
        margins = reference_totals(small.matrix(values * factor))
        expected = expected_counts(margins)
        mine = quotient_scale(values * factor, expected, weights=WEIGHTS, reference=margins.industry, local_units=units)
        return theme_quotients(values * factor, expected, mine).lq

    np.testing.assert_allclose(lq(1.0), lq(7.0), rtol=1e-9)
