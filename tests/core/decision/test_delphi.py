"""Delphi statistics: by hand, against SciPy and NumPy, and every verdict."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from clustrat.decision.delphi import (
    agreement_a,
    consensus_index,
    item_statistics,
    kendall_w,
    quantile,
    rand_disagreement,
)
from clustrat.errors import EvidenceError, ParameterError

RNG = np.random.default_rng(11)


@pytest.mark.parametrize("probability", [0.25, 0.3, 0.5, 0.7, 0.75])
def test_quantiles_are_those_of_numpy_type_seven(probability):
    for n in (1, 2, 7, 15, 40):
        ratings = RNG.integers(1, 10, n)
        assert quantile(ratings, probability) == pytest.approx(
            np.quantile(ratings, probability, method="linear"), abs=1e-7
        )


def test_missing_answers_are_left_out():
    assert quantile([1, float("nan"), 3], 0.5) == 2.0
    with pytest.raises(EvidenceError, match="Nobody has answered"):
        quantile([float("nan")], 0.5)


def test_consensus_index_needs_answers_and_a_rising_scale():
    assert consensus_index([0, 0, 0], [1, 2, 3]) is None
    with pytest.raises(ParameterError, match="must rise"):
        consensus_index([1, 1], [2, 1])
    with pytest.raises(EvidenceError, match="whole numbers"):
        consensus_index([1, -1], [1, 2])


def test_agreement_by_hand():
    # One layer of pattern 01110 (A of it 1/2), one of 00100 (A 1): (3 * 1/2 + 1)/4.
    assert agreement_a([0, 1, 2, 1, 0]) == (3 * Fraction(1, 2) + 1) / 4
    assert agreement_a([3, 0, 0, 0]) == 1
    assert agreement_a([0, 0, 0]) is None
    assert agreement_a([1, 1]) is None


def test_agreement_is_minus_one_only_for_the_two_ends():
    assert agreement_a([4, 0, 0, 4]) == -1
    assert agreement_a([5, 0, 0, 3]) == Fraction(-6 + 2, 8)


def test_rand_disagreement_and_its_refusals():
    assert rand_disagreement([1, 2, 1, 9, 8, 9, 1, 9]).disagreement
    with pytest.raises(EvidenceError, match="10 is not on the scale"):
        rand_disagreement([10])
    with pytest.raises(EvidenceError, match=r"4\.5 is not on the scale"):
        rand_disagreement([4.5])


def test_kendall_equals_friedman():
    table = RNG.integers(1, 6, size=(9, 5))
    result = kendall_w(table)
    friedman = stats.friedmanchisquare(*table.T)
    assert (result.chi2, result.p_value) == pytest.approx((friedman.statistic, friedman.pvalue))


def test_kendall_of_one_order_is_one_and_of_no_order_is_undefined():
    assert kendall_w([[1, 2, 3], [10, 20, 30]]).w == pytest.approx(1.0)
    assert kendall_w([[1, 1, 1], [2, 2, 2]]).w is None


def test_a_rater_with_a_gap_is_left_out():
    assert kendall_w([[1, 2, 3], [1, 2, 3], [3, float("nan"), 1]]).n_raters == 2
    with pytest.raises(EvidenceError, match="1 raters have answered every item"):
        kendall_w([[1, 2], [float("nan"), 1]])
    with pytest.raises(EvidenceError, match="at least two items"):
        kendall_w([[1], [2]])


@pytest.mark.parametrize(
    ("ratings", "scale_max", "verdict"),
    [
        ([1, 1, 1, 7, 7, 7], 7, "dissent"),
        ([1, 2, 1, 9, 8, 9, 1, 9], 9, "dissent"),
        ([5, 6, 6, 6, 5, 7, 6, 6, 4, 6], 7, "consensus"),
        ([6, 7, 7, 7, 7, 8, 8, 8, 9, 9], 9, "consensus"),
        ([7, 7, 7, 9, 9, 9, 9, 5, 6, 9, 7, 9, 9, 4, 9, 9, 9, 5, 9, 7], 9, "agreement_in"),
        ([2, 3, 4, 5, 6, 4, 3, 5], 7, "open"),
        ([6, 6, 6, 6], 7, "withheld"),
    ],
)
def test_every_verdict(ratings, scale_max, verdict):
    assert item_statistics(ratings, scale_max=scale_max).verdict == verdict


def test_withheld_means_that_nothing_is_shown():
    item = item_statistics([6, 6, 6, 6], scale_max=7)
    assert (item.n, item.median, item.agreement_a) == (4, None, None)


def test_item_by_hand():
    item = item_statistics([1, 2, 3, 4, 5], scale_max=5)
    assert (item.mad, item.share_top_2, item.share_top_3) == (1.0, 0.4, 0.6)
    assert item.cv == pytest.approx(np.std([1, 2, 3, 4, 5], ddof=1) / 3)


def test_ratings_off_the_scale_and_scales_of_two_points_are_refused():
    with pytest.raises(EvidenceError, match="from 1 to 5"):
        item_statistics([6, 1, 1, 1, 1], scale_max=5)
    with pytest.raises(ParameterError, match="has 2 points"):
        item_statistics([1, 2], scale_max=2)
