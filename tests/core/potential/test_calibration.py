"""Horizons: power laws recovered, and what one length of window cannot tell."""

import numpy as np
import pytest

from clustrat.errors import ParameterError
from clustrat.potential.calibration import WindowScores, fit_horizon_law, horizon_statement


def window(horizon, rate, slope, n=40_000, seed=0):
    rng = np.random.default_rng(seed + horizon)
    s = rng.normal(size=n)
    a = np.log(rate / (1 - rate))
    return WindowScores(horizon=horizon, score=s, entered=rng.random(n) < 1 / (1 + np.exp(-(a + slope * s))))


def test_rate_and_slope_follow_their_powers():
    law = fit_horizon_law([window(h, 0.05, 2.0 * h**-0.5) for h in (1, 2, 4)])
    assert law.horizons == (1, 2, 4)
    assert law.slope_power == pytest.approx(-0.5, abs=0.06)
    assert law.slope(4) == pytest.approx(1.0, abs=0.06)


def test_yearly_chances_are_not_compounded():
    """Equal rates after one and two years stay equal, whatever 1 - (1 - h)^n would say."""
    score = np.tile([0.0, 1.0], 50)
    entered = np.arange(100) < 10
    law = fit_horizon_law([WindowScores(horizon=h, score=score, entered=entered) for h in (1, 2)])
    assert law.rate(5) == pytest.approx(0.1)


def test_a_rate_is_never_certain():
    score = np.tile([0.0, 1.0], 50)
    law = fit_horizon_law([WindowScores(horizon=h, score=score, entered=np.arange(100) < 30 * h) for h in (1, 2)])
    assert law.rate(10) == 0.9


def test_one_length_gives_no_law():
    assert fit_horizon_law([window(1, 0.1, 1.0, n=100), window(1, 0.1, 1.0, n=100, seed=5)]) is None
    assert "windows of 1 year are known" in horizon_statement([1, 1], horizon=5, max_extrapolation=2.0)


def test_a_horizon_far_beyond_the_windows_is_not_stated():
    assert horizon_statement([1, 2], horizon=4, max_extrapolation=2.0) is None
    assert "longest window known by the base year is 2 years" in horizon_statement(
        [1, 2], horizon=5, max_extrapolation=2.0
    )


def test_a_horizon_must_be_ahead():
    with pytest.raises(ParameterError, match="horizon=0"):
        horizon_statement([1, 2], horizon=0, max_extrapolation=2.0)
