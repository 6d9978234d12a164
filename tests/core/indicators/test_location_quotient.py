"""Location quotients: worked by hand, refused where they cannot be, and never silently zero."""

import math

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.location_quotient import (
    additive_quotient,
    expected_counts,
    location_quotient,
    reference_totals,
    symmetric_quotient,
)


def matrix(values, *, industry_totals=None, status=None):
    values = np.array(values, dtype=float)
    return RegionIndustryMatrix.from_values(
        values,
        regions=[f"R{r}" for r in range(values.shape[0])],
        industries=[f"I{i}" for i in range(values.shape[1])],
        nuts_version="2013",
        nace_version="2",
        year=2014,
        status=status,
        industry_totals=None if industry_totals is None else np.array(industry_totals, dtype=float),
    )


def codes(result):
    return {diagnostic.code for diagnostic in result.diagnostics}


def test_by_hand():
    # R0 has 10 of its 40 in I0; all regions have 40 of 100 there: 0.25 / 0.4 = 0.625.
    lq = location_quotient(matrix([[10, 30], [30, 30]])).lq
    np.testing.assert_allclose(lq, [[0.625, 1.25], [1.25, 30 / 60 / 0.6]])


def test_a_true_zero_has_a_quotient_of_zero():
    assert location_quotient(matrix([[0, 30], [30, 30]])).lq[0, 0] == 0


def test_the_published_convention_takes_margins_and_their_sum():
    # Region R0 sums to 40 known persons; the industry has 50 of 200 in the nation: (10/40) / (50/200) = 1.
    result = location_quotient(matrix([[10, 30], [30, 30]], industry_totals=[50, 150]), totals="published")
    assert result.lq[0, 0] == 1
    assert result.totals.convention == "published"
    assert result.totals.grand == 200
    np.testing.assert_allclose(result.totals.known_share, [40 / 50, 60 / 150])


def test_the_known_convention_ignores_published_margins_but_says_what_they_would_show():
    counts = [[10, 30], [30, 30]]
    result = location_quotient(matrix(counts, industry_totals=[50, 60]))
    np.testing.assert_array_equal(result.lq, location_quotient(matrix(counts)).lq)
    (found,) = (d for d in result.diagnostics if d.code == "totals_incomplete")
    assert found.keys == ("I0",)
    assert found.share == pytest.approx(0.8)
    assert "I0 (80 %)" in found.sentence


def test_an_unknown_cell_is_missing_and_moves_nothing_that_does_not_need_it():
    counts = np.array([[10, 30, 5], [30, 30, 7], [4, 2, 9]], dtype=float)
    counts[1, 2] = np.nan
    result = location_quotient(matrix(counts))
    assert math.isnan(result.lq[1, 2])
    assert np.isfinite(np.delete(result.lq.ravel(), 5)).all()
    # As if the record were not in the table: margins are sums of what is known.
    totals = reference_totals(matrix(counts))
    np.testing.assert_array_equal(totals.region, [45, 60, 15])
    np.testing.assert_array_equal(totals.industry, [44, 62, 14])
    (found,) = result.diagnostics
    assert (found.code, found.n, found.keys) == ("unknown_cell", 1, ("R1 x I2",))


def test_with_published_margins_an_unknown_cell_leaves_other_regions_as_they_were():
    counts = np.array([[10, 30, 5], [30, 30, 7], [4, 2, 9]], dtype=float)
    margins = counts.sum(axis=0)
    whole = location_quotient(matrix(counts, industry_totals=margins), totals="published").lq
    counts[1, 2] = np.nan
    lq = location_quotient(matrix(counts, industry_totals=margins), totals="published").lq
    np.testing.assert_array_equal(lq[[0, 2]], whole[[0, 2]])


def test_a_suppressed_cell_stays_missing():
    status = np.full((2, 2), CellStatus.KNOWN, dtype=np.uint8)
    status[0, 1] = CellStatus.SUPPRESSED
    result = location_quotient(matrix([[10, np.nan], [30, 30]], status=status))
    assert math.isnan(result.lq[0, 1])
    assert "unknown_cell" in codes(result)


def test_an_empty_region_has_no_quotients_and_changes_no_other():
    with_empty = location_quotient(matrix([[10, 30], [0, 0], [30, 30]]))
    assert np.isnan(with_empty.lq[1]).all()
    np.testing.assert_array_equal(with_empty.lq[[0, 2]], location_quotient(matrix([[10, 30], [30, 30]])).lq)
    (found,) = with_empty.diagnostics
    assert (found.code, found.keys) == ("empty_region", ("R1",))


def test_an_empty_activity_has_no_quotients_and_changes_no_other():
    with_empty = location_quotient(matrix([[10, 0, 30], [30, 0, 30]]))
    assert np.isnan(with_empty.lq[:, 1]).all()
    np.testing.assert_array_equal(with_empty.lq[:, [0, 2]], location_quotient(matrix([[10, 30], [30, 30]])).lq)
    assert codes(with_empty) == {"empty_activity"}


def test_a_missing_published_margin_makes_its_industry_missing_only():
    result = location_quotient(matrix([[10, 30], [30, 30]], industry_totals=[np.nan, 60]), totals="published")
    assert np.isnan(result.lq[:, 0]).all()
    assert np.isfinite(result.lq[:, 1]).all()


def test_the_input_is_not_changed():
    counts = matrix([[10, np.nan], [30, 30]], industry_totals=[40, 60])
    before = counts.values.copy(), counts.industry_totals.copy()
    location_quotient(counts, totals="published")
    np.testing.assert_array_equal(counts.values, before[0])
    np.testing.assert_array_equal(counts.industry_totals, before[1])


def test_symmetric_form():
    np.testing.assert_allclose(symmetric_quotient(np.array([0, 1, 3, np.nan])), [-1, 0, 0.5, np.nan])


def test_rows_of_the_additive_form_sum_to_zero():
    additive = additive_quotient(matrix([[10, 30, 5], [30, 30, 7]]))
    np.testing.assert_allclose(additive.sum(axis=1), 0, atol=1e-15)
    assert additive[0, 0] == pytest.approx(10 / 45 - 40 / 112)


def test_expected_counts_have_the_margins_of_the_table():
    counts = matrix([[10, 30], [30, 30]])
    expected = expected_counts(reference_totals(counts))
    np.testing.assert_allclose(expected.sum(axis=0), counts.values.sum(axis=0))
    np.testing.assert_allclose(expected.sum(axis=1), counts.values.sum(axis=1))


@pytest.mark.parametrize("values", [[[1, 2]], [[1], [2]], [[5]]])
def test_one_region_or_one_industry_is_refused(values):
    with pytest.raises(EvidenceError, match=r"at least two of each"):
        location_quotient(matrix(values))


@pytest.mark.parametrize("values", [[[0, 0], [0, 0]], [[np.nan, np.nan], [np.nan, 0]]])
def test_a_table_without_activity_is_refused(values):
    with pytest.raises(EvidenceError, match="nothing to compare"):
        location_quotient(matrix(values))


def test_published_totals_that_are_not_there_are_refused():
    with pytest.raises(ParameterError, match="no published margins"):
        location_quotient(matrix([[1, 2], [3, 4]]), totals="published")


def test_an_unknown_convention_is_refused():
    with pytest.raises(ParameterError, match="no totals 'both'"):
        location_quotient(matrix([[1, 2], [3, 4]]), totals="both")


def test_a_negative_cell_is_named_in_the_message():
    with pytest.raises(EvidenceError, match="R1 x I0 = -5"):
        location_quotient(matrix([[1, 2], [-5, 4]]))


def test_an_infinite_cell_is_named_in_the_message():
    with pytest.raises(EvidenceError, match="R0 x I1 = inf"):
        location_quotient(matrix([[1, np.inf], [5, 4]]))
