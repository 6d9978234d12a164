"""Merged areas: recomputed from added counts, never averaged; what is missing stays missing."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.flags import CellStatus
from clustrat.indicators.location_quotient import location_quotient
from clustrat.indicators.shrinkage import shrunken_location_quotient
from clustrat.matching.merge import merge_regions

VALUES = np.random.default_rng(3).poisson(40, (12, 5)) * np.random.default_rng(4).integers(1, 6, (12, 1))


def test_the_quotient_is_that_of_the_table_with_the_regions_added(matrix):
    merged = merge_regions(matrix(VALUES), shrunken_location_quotient(matrix(VALUES)), ["R0", "R3", "R7"])
    together = np.vstack([VALUES[[0, 3, 7]].sum(axis=0), np.delete(VALUES, [0, 3, 7], axis=0)])
    np.testing.assert_allclose(merged.lq[0], location_quotient(matrix(together)).lq[0])
    np.testing.assert_allclose(merged.lq[1:], location_quotient(matrix(VALUES)).lq[[0, 3, 7]])
    np.testing.assert_array_equal(merged.persons[0], together[0])


def test_the_parts_are_as_they_were(matrix):
    quotients = shrunken_location_quotient(matrix(VALUES))
    merged = merge_regions(matrix(VALUES), quotients, ["R1", "R2"])
    np.testing.assert_allclose(merged.shrunken[1:], quotients.lq[[1, 2]])
    np.testing.assert_allclose(merged.low[1:], quotients.low[[1, 2]])
    np.testing.assert_allclose(merged.high[1:], quotients.high[[1, 2]])
    np.testing.assert_allclose(merged.probability[1:], quotients.probability_at_least(1.0)[[1, 2]])


def test_the_order_of_parts_changes_nothing_and_the_interval_encloses(matrix):
    q = shrunken_location_quotient(matrix(VALUES))
    one, other = (merge_regions(matrix(VALUES), q, parts) for parts in (["R1", "R2"], ["R2", "R1"]))
    np.testing.assert_allclose(one.probability[0], other.probability[0])
    assert (one.low[0] < one.shrunken[0]).all()
    assert (one.shrunken[0] < one.high[0]).all()


def test_two_small_counts_together_say_more_than_each(matrix):
    values = np.full((10, 2), 400.0)
    values[:2] = [[9, 4], [9, 4]]
    merged = merge_regions(
        matrix(values), shrunken_location_quotient(matrix(values)), ["R0", "R1"], claim_probability=0.85
    )
    assert merged.probability[0, 0] > merged.probability[1, 0]


def test_what_only_the_merged_area_has_is_named(matrix):
    values = np.random.default_rng(9).poisson(30, (40, 6)).astype(float)
    q = shrunken_location_quotient(matrix(values))
    merged = merge_regions(matrix(values), q, ["R0", "R1", "R2"], claim_probability=0.6)
    expected = [
        f"C{i}" for i in range(6) if merged.probability[0, i] >= 0.6 and (merged.probability[1:, i] < 0.6).all()
    ]
    assert list(merged.only_merged) == expected


def test_a_missing_part_makes_the_sum_missing(matrix):
    values = VALUES.astype(float)
    values[1, 2] = np.nan
    merged = merge_regions(matrix(values), shrunken_location_quotient(matrix(values)), ["R0", "R1"])
    assert np.isnan(merged.persons[0, 2])
    assert np.isnan(merged.lq[0, 2])
    assert np.isnan(merged.probability[0, 2])
    assert not np.isnan(merged.lq[1, 2])
    assert "C2" not in merged.only_merged


def test_the_imputed_share_is_that_of_the_sum(matrix):
    status = np.full(VALUES.shape, CellStatus.KNOWN, dtype=np.uint8)
    status[1, 2] = CellStatus.IMPUTED
    m = matrix(VALUES, status=status)
    merged = merge_regions(m, shrunken_location_quotient(m), ["R0", "R1"])
    np.testing.assert_allclose(merged.imputed_share[2], VALUES[1, 2] / VALUES[:2, 2].sum())
    assert merged.imputed_share[0] == 0


@pytest.mark.parametrize(
    ("parts", "options", "error", "words"),
    [
        (["R0"], {}, ParameterError, "two or more"),
        (["R0", "R0"], {}, ParameterError, "different"),
        (["R0", "R99"], {}, EvidenceError, "R99"),
        (["R0", "R1"], {"cut": 0.0}, ParameterError, "cut=0"),
        (["R0", "R1"], {"claim_probability": 1.0}, ParameterError, "claim_probability=1"),
    ],
)
def test_what_cannot_be_merged_is_refused(parts, options, error, words, matrix):
    with pytest.raises(error, match=words):
        merge_regions(matrix(VALUES), shrunken_location_quotient(matrix(VALUES)), parts, **options)


def test_quotients_of_another_table_are_refused(matrix):
    with pytest.raises(EvidenceError, match="shape"):
        merge_regions(matrix(VALUES), shrunken_location_quotient(matrix(VALUES[:5])), ["R0", "R1"])
    merged = merge_regions(matrix(VALUES), shrunken_location_quotient(matrix(VALUES)), ["R0", "R1"])
    with pytest.raises(EvidenceError, match="C9"):
        merged.industry_index("C9")
