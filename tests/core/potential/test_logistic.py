"""Logistic regression by hand, against a general optimiser, and what it refuses."""

import numpy as np
import pytest
from scipy.optimize import minimize

from clustrat.errors import EvidenceError, ParameterError
from clustrat.potential.logistic import fit_logistic, intercept_for_rate, platt_scaling


def test_weights_are_those_of_a_general_optimiser():
    rng = np.random.default_rng(4)
    x = np.column_stack([np.ones(300), rng.normal(size=(300, 3))])
    y = (rng.random(300) < 1 / (1 + np.exp(-(x @ [-1, 2, 0, -0.5])))).astype(float)
    ridge = np.array([1e-3, 1.0, 1.0, 5.0])

    def loss(w):
        return np.sum(np.logaddexp(0, x @ w) - y * (x @ w)) + np.sum(ridge * w**2) / 2

    other = minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-8}).x
    assert fit_logistic(x, y, ridge=ridge) == pytest.approx(other, abs=1e-5)


def test_two_groups_by_hand():
    """One in four against three in four: the difference of the logits is 2 ln 3."""
    x = np.column_stack([np.ones(8), np.repeat([0.0, 1.0], 4)])
    w = fit_logistic(x, [1, 0, 0, 0, 1, 1, 1, 0], ridge=1e-9)
    assert w == pytest.approx([-np.log(3), 2 * np.log(3)])


def test_a_perfect_signal_stays_finite_under_the_ridge():
    w = fit_logistic([[1.0, -1.0], [1.0, -2.0], [1.0, 1.0], [1.0, 2.0]], [0, 0, 1, 1], ridge=[1e-3, 1.0])
    assert np.isfinite(w).all()
    assert w[1] > 0


def test_a_stronger_ridge_draws_towards_none():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(200, 1))
    y = x[:, 0] + rng.normal(size=200) > 0
    assert abs(fit_logistic(x, y, ridge=100.0)[0]) < abs(fit_logistic(x, y, ridge=1.0)[0])


def test_platt_undoes_a_change_of_scale():
    rng = np.random.default_rng(2)
    s = rng.normal(size=4000)
    y = rng.random(4000) < 1 / (1 + np.exp(-(0.5 + 2 * s)))
    a, b = platt_scaling(s, y)
    a_scaled, b_scaled = platt_scaling(10 * s + 3, y)
    assert b_scaled == pytest.approx(b / 10, rel=1e-4)
    assert a_scaled == pytest.approx(a - 3 * b / 10, rel=1e-3)


def test_the_intercept_gives_the_rate():
    s = np.random.default_rng(3).normal(size=100) * 4
    a = intercept_for_rate(s, rate=0.07)
    assert np.mean(1 / (1 + np.exp(-(a + s)))) == pytest.approx(0.07)


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: fit_logistic([[1.0], [1.0]], [1]), EvidenceError, "one row per outcome"),
        (lambda: fit_logistic([[1.0], [float("nan")]], [1, 0]), EvidenceError, "1 signals are missing"),
        (lambda: fit_logistic([[1.0], [1.0]], [1, 1]), EvidenceError, "All 2 outcomes are equal"),
        (lambda: fit_logistic([[1.0], [1.0]], [1, 0], ridge=0), ParameterError, "ridge=0 must be above 0"),
        (lambda: intercept_for_rate([0.0], rate=1.0), ParameterError, "rate=1"),
        (lambda: intercept_for_rate([], rate=0.5), EvidenceError, "at least one score"),
    ],
)
def test_what_cannot_be_fitted_is_refused(call, error, sentence):
    with pytest.raises(error, match=sentence):
        call()
