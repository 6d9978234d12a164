"""Presence: the cut, its tolerance, and cells that are not known."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.indicators.presence import both_present, diversity, known, near_threshold, presence, ubiquity


def test_a_quotient_of_one_up_to_rounding_counts_as_present():
    assert presence([[1 - 1e-14, 1 - 1e-9]]).tolist() == [[1.0, 0.0]]


def test_unknown_stays_unknown_and_counts_as_absent_in_sums():
    m = presence([[2.0, np.nan], [np.nan, 0.5]])
    assert np.isnan(m[0, 1])
    assert diversity(m).tolist() == [1.0, 0.0]
    assert ubiquity(m).tolist() == [1.0, 0.0]
    assert known(m).tolist() == [[1.0, 0.0], [0.0, 0.0]]


def test_known_is_a_new_array():
    m = np.array([[1.0, 0.0]])
    known(m)[0, 0] = 5
    assert m[0, 0] == 1.0


@pytest.mark.parametrize("threshold", [0.0, -1.0, float("nan")])
def test_a_cut_that_cannot_be_is_refused(threshold):
    with pytest.raises(ParameterError, match="presence_threshold"):
        presence([[1.0]], threshold=threshold)


def test_a_negative_tolerance_is_refused():
    with pytest.raises(ParameterError, match="presence_rtol"):
        presence([[1.0]], rtol=-1e-3)


def test_presence_that_is_neither_one_nor_zero_is_named_by_place():
    with pytest.raises(EvidenceError, match="row 1, column 0 holds 2"):
        known([[0.0, 1.0], [2.0, 0.0]])


@pytest.mark.parametrize("matrix", [[1.0, 0.0], np.zeros((0, 3))])
def test_a_matrix_without_rows_or_columns_is_refused(matrix):
    with pytest.raises(EvidenceError, match="shape"):
        known(matrix)


def test_two_rules_at_once():
    nan = np.nan
    found = both_present([[1.0, 1.0, nan, nan]], [[1.0, 0.0, 1.0, 0.0]])
    assert found.tolist()[0][:2] == [1.0, 0.0]
    assert np.isnan(found[0, 2])
    assert found[0, 3] == 0.0
    with pytest.raises(EvidenceError, match="shapes"):
        both_present([[1.0]], [[1.0, 0.0]])


def test_cells_near_the_cut_are_counted_and_named():
    (found,) = near_threshold([[0.9995, 3.0], [1.0005, np.nan]], regions=["R1", "R2"], activities=["A", "B"])
    assert (found.code, found.n, found.keys) == ("near_threshold", 2, ("R1 x A", "R2 x A"))
    assert found.share == pytest.approx(2 / 3)
    assert near_threshold([[0.5, 3.0]]) == ()
