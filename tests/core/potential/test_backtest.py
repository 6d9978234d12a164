"""Measures of a forecast: by hand, against brute force, as laws, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import EvidenceError, ParameterError
from clustrat.potential.backtest import (
    area_under_curve,
    bootstrap_auc,
    bootstrap_auc_difference,
    brier_score,
    calibration_curve,
    expected_calibration_error,
    precision_at,
    recall_at,
)

outcomes = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40)


@given(outcomes)
def test_auc_counts_pairs_in_the_right_order(rows):
    score, entered = np.array([s for s, _ in rows]), np.array([y for _, y in rows])
    pairs = [np.sign(a - b) / 2 + 0.5 for a in score[entered] for b in score[~entered]]
    if pairs:
        assert area_under_curve(score, entered) == pytest.approx(np.mean(pairs))
    else:
        assert np.isnan(area_under_curve(score, entered))


@given(outcomes)
def test_auc_turns_with_the_order_and_needs_no_scale(rows):
    score, entered = np.array([s for s, _ in rows], dtype=float), np.array([y for _, y in rows])
    auc = area_under_curve(score, entered)
    if not np.isnan(auc):
        assert area_under_curve(-score, entered) == pytest.approx(1 - auc)
        assert area_under_curve(np.exp(score), entered) == pytest.approx(auc)


def test_brier_score_by_hand():
    assert brier_score([0.2, 0.9, 0.4], [False, True, True]) == pytest.approx((0.04 + 0.01 + 0.36) / 3)


def test_a_calibrated_forecast_has_no_calibration_error():
    p = np.repeat([0.2, 0.8], 10)
    y = np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0])
    assert expected_calibration_error(p, y, n_bins=2) == pytest.approx(0)
    assert expected_calibration_error(p / 2, y, n_bins=2) == pytest.approx(0.25)


def test_the_calibration_curve_holds_every_candidate_once():
    rng = np.random.default_rng(0)
    p = rng.random(103)
    bins = calibration_curve(p, rng.random(103) < p)
    assert sum(b.n for b in bins) == 103
    assert [b.stated for b in bins] == sorted(b.stated for b in bins)


def test_precision_and_recall_per_region_by_hand():
    score = [5, 4, 3, 2, 9, 8, 7]
    entered = [0, 1, 1, 0, 1, 0, 0]
    region = ["A", "A", "A", "A", "B", "B", "B"]
    assert precision_at(score, entered, region, k=2) == pytest.approx(2 / 4)
    assert recall_at(score, entered, region, k=2) == pytest.approx(2 / 3)
    assert recall_at(score, entered, region, k=3) == 1
    assert precision_at(score, entered, region, k=10) == pytest.approx(3 / 7)


def test_recall_is_unknown_where_nothing_entered():
    assert np.isnan(recall_at([1.0, 2.0], [0, 0], ["A", "A"]))


def test_the_bootstrap_encloses_its_estimate_and_repeats_by_seed():
    rng = np.random.default_rng(5)
    region = np.repeat(np.arange(30), 20)
    y = rng.random(600) < 0.3
    score = y + rng.normal(size=600)
    first = bootstrap_auc(score, y, region, rng=np.random.default_rng(1), n_draws=200)
    again = bootstrap_auc(score, y, region, rng=np.random.default_rng(1), n_draws=200)
    assert first == again
    assert first.low < first.estimate < first.high
    assert first.estimate == area_under_curve(score, y)


def test_equal_weights_give_the_plain_auc():
    """One region drawn over and over is the sample itself."""
    rng = np.random.default_rng(5)
    y, score = rng.random(50) < 0.5, rng.integers(0, 6, 50)
    found = bootstrap_auc(score, y, np.zeros(50), rng=rng, n_draws=100)
    assert found.low == pytest.approx(found.estimate)
    assert found.high == pytest.approx(found.estimate)


def test_the_paired_difference_is_narrower_than_two_intervals():
    rng = np.random.default_rng(6)
    region = np.repeat(np.arange(40), 15)
    y = rng.random(600) < 0.3
    signal = y + rng.normal(size=600)
    close = signal + rng.normal(scale=0.2, size=600)
    pair = bootstrap_auc_difference(signal, close, y, region, rng=np.random.default_rng(2), n_draws=300)
    alone = bootstrap_auc(signal, y, region, rng=np.random.default_rng(2), n_draws=300)
    assert pair.high - pair.low < (alone.high - alone.low) / 2
    assert pair.estimate == pytest.approx(area_under_curve(signal, y) - area_under_curve(close, y))


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: area_under_curve([1.0], [True, False]), EvidenceError, "one of each for every candidate"),
        (lambda: area_under_curve([], []), EvidenceError, "at least one"),
        (
            lambda: area_under_curve([1.0, float("nan")], [True, False]),
            EvidenceError,
            "1 of 2 candidates have no score",
        ),
        (lambda: brier_score([1.5], [True]), EvidenceError, "A probability is 1.5"),
        (lambda: expected_calibration_error([-0.1], [True]), EvidenceError, "between 0 and 1"),
        (lambda: calibration_curve([0.1], [True], n_bins=0), ParameterError, "n_bins=0"),
        (lambda: precision_at([0.1], [True], ["A"], k=0), ParameterError, "k=0"),
        (lambda: recall_at([0.1], [True], ["A", "B"]), EvidenceError, "1 scores and 2 regions"),
        (
            lambda: bootstrap_auc([0.1], [True], ["A"], rng=np.random.default_rng(0), n_draws=5),
            ParameterError,
            "n_draws=5 is too few",
        ),
        (
            lambda: bootstrap_auc([0.1], [True], ["A"], rng=np.random.default_rng(0), level=1.0),
            ParameterError,
            "level=1",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused(call, error, sentence):
    with pytest.raises(error, match=sentence):
        call()
