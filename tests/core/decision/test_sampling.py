"""Draws of weights and performances: uniform, within their bounds, and refused where there are none."""

import numpy as np
import pytest

from clustrat.decision.sampling import draw_performance, simplex_weights
from clustrat.errors import ParameterError


def rng():
    return np.random.default_rng(20)


def test_weights_sum_to_one_and_are_uniform():
    draws = simplex_weights(3, n_draws=40_000, rng=rng())
    assert draws.sum(axis=1) == pytest.approx(np.ones(40_000))
    assert draws.mean(axis=0) == pytest.approx(np.full(3, 1 / 3), abs=0.005)
    # Uniform on the triangle: P(w_1 > 1/2) = 1/4.
    assert (draws > 0.5).mean(axis=0) == pytest.approx(np.full(3, 0.25), abs=0.01)


def test_an_order_of_all_criteria_gives_the_rank_order_centroid():
    draws = simplex_weights(3, n_draws=40_000, rng=rng(), order=[1, 2, 0])
    assert draws.mean(axis=0) == pytest.approx([1 / 9, 11 / 18, 5 / 18], abs=0.005)


def test_an_order_of_some_criteria_leaves_the_others_free():
    draws = simplex_weights(4, n_draws=20_000, rng=rng(), order=[3, 0])
    assert (draws[:, 3] >= draws[:, 0]).all()
    assert draws[:, [1, 2]].mean(axis=0) == pytest.approx([0.25, 0.25], abs=0.01)


def test_bounds_are_kept_with_and_without_an_order():
    for order in (None, [0, 1, 2]):
        draws = simplex_weights(3, n_draws=500, rng=rng(), order=order, lower=[0.2, 0.1, 0.1], upper=[0.7, 0.6, 0.3])
        assert draws.shape == (500, 3)
        assert (draws >= np.array([0.2, 0.1, 0.1]) - 1e-9).all() and (draws <= np.array([0.7, 0.6, 0.3]) + 1e-9).all()
        assert order is None or ((draws[:, 0] >= draws[:, 1]) & (draws[:, 1] >= draws[:, 2])).all()


def test_lower_bounds_that_add_up_to_one_leave_one_weighting():
    draws = simplex_weights(2, n_draws=3, rng=rng(), lower=[0.25, 0.75])
    assert draws == pytest.approx(np.array([[0.25, 0.75]] * 3))


def test_one_criterion_has_the_weight_one():
    assert simplex_weights(1, n_draws=2, rng=rng()).tolist() == [[1.0], [1.0]]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"n_criteria": 0}, "n_criteria=0"),
        ({"n_draws": 0}, "n_draws=0"),
        ({"order": [0, 0]}, "each once"),
        ({"order": [0, 3]}, "from 0 to 2"),
        ({"lower": [0.5, 0.5]}, "3 numbers"),
        ({"lower": [0.5, 0.5, -0.1]}, "between 0 and 1"),
        ({"upper": [0.5, 0.5, np.nan]}, "between 0 and 1"),
        ({"lower": [0.5, 0, 0], "upper": [0.4, 1, 1]}, "above its upper bound"),
        ({"lower": [0.5, 0.5, 0.5]}, "add up to 1.5"),
        ({"upper": [0.2, 0.2, 0.2]}, "upper ones to 0.6"),
    ],
)
def test_bounds_and_orders_that_cannot_be_are_refused(options, words):
    with pytest.raises(ParameterError, match=words):
        simplex_weights(**{"n_criteria": 3, "n_draws": 10, "rng": rng(), **options})


def test_an_order_against_the_bounds_is_refused_with_both_named():
    with pytest.raises(ParameterError, match=r"only 0 keep the bounds.*order \[0, 1\].*Widen"):
        simplex_weights(2, n_draws=10, rng=rng(), order=[0, 1], upper=[0.3, 1.0])


def test_fixed_normal_and_interval_cells_stand_side_by_side():
    nan = np.nan
    drawn = draw_performance(
        [[5.0, 10.0, nan]],
        n_draws=4_000,
        rng=rng(),
        sd=[[nan, 2.0, nan]],
        low=[[nan, nan, 1.0]],
        high=[[nan, nan, 3.0]],
    )
    assert (drawn[:, 0, 0] == 5.0).all()
    assert drawn[:, 0, 1].mean() == pytest.approx(10.0, abs=0.15) and drawn[:, 0, 1].std() == pytest.approx(
        2.0, abs=0.1
    )
    assert drawn[:, 0, 2].min() >= 1.0 and drawn[:, 0, 2].max() <= 3.0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"sd": [[-1.0]]}, "cannot be"),
        ({"low": [[1.0]]}, "both ends"),
        ({"low": [[3.0]], "high": [[1.0]]}, "lower one first"),
        ({"low": [[1.0]], "high": [[3.0]], "sd": [[1.0]]}, "one of them"),
        ({"sd": [[1.0, 2.0]]}, "one for each cell"),
        ({"n_draws": 0}, "n_draws >= 1"),
    ],
)
def test_uncertainty_that_cannot_be_is_refused(options, words):
    with pytest.raises(ParameterError, match=words):
        draw_performance([[2.0]], **{"n_draws": 3, "rng": rng(), **options})
