"""The scale, percentiles and the geometric rule: by hand, their laws, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import EvidenceError, ParameterError
from clustrat.potential.scales import (
    join_components,
    like_mask,
    log_contributions,
    percentile_among,
    percentile_score,
    stepped_score,
)

NAN = float("nan")
KNOTS = (0, 25, 50, 75, 90)
scores = st.lists(st.one_of(st.floats(0.01, 4), st.just(NAN)), min_size=5, max_size=5)
weights = st.lists(st.floats(0.1, 5), min_size=5, max_size=5)


def test_the_worked_example():
    joined = join_components([[4, 2, 1, NAN, 2]], [1, 1, 1, 1, 1])
    assert joined.potential[0] == pytest.approx(2.0, abs=1e-12)
    assert joined.confidence[0] == pytest.approx(0.8, abs=1e-12)


def test_weights_by_hand():
    # 4^2 * 1^1 over 3: the cube root of 16; the missing one had a quarter of the weight.
    joined = join_components([[4, 1, NAN]], [2, 1, 1])
    assert joined.potential[0] == pytest.approx(16 ** (1 / 3))
    assert joined.confidence[0] == pytest.approx(0.75)


def test_a_true_zero_gives_zero_and_nothing_known_gives_nothing():
    joined = join_components([[0, 4, 4], [NAN, NAN, NAN]], [1, 1, 1])
    assert joined.potential[0] == 0
    assert np.isnan(joined.potential[1])
    assert joined.confidence.tolist() == [1.0, 0.0]


def test_a_component_without_weight_neither_counts_nor_lowers_confidence():
    joined = join_components([[0, 2, 2], [NAN, 2, 2]], [0, 1, 1])
    np.testing.assert_allclose(joined.potential, [2, 2])
    np.testing.assert_allclose(joined.confidence, [1, 1])


@given(scores, weights)
def test_contributions_add_to_the_logarithm(x, w):
    joined = join_components([x], w)
    if not np.isnan(joined.potential[0]):
        assert np.nansum(log_contributions([x], w)) == pytest.approx(np.log(joined.potential[0]), abs=1e-9)


@given(scores, weights, st.permutations(range(5)))
def test_the_order_of_components_does_not_matter(x, w, order):
    a = join_components([x], w)
    b = join_components([[x[k] for k in order]], [w[k] for k in order])
    np.testing.assert_allclose(a.potential, b.potential)
    np.testing.assert_allclose(a.confidence, b.confidence)


@given(scores, weights)
def test_between_the_smallest_and_the_largest_and_missing_is_never_zero(x, w):
    joined = join_components([x], w)
    known = [value for value in x if not np.isnan(value)]
    if known:
        assert min(known) - 1e-9 <= joined.potential[0] <= max(known) + 1e-9


def test_contribution_of_a_true_zero_is_minus_infinity():
    assert log_contributions([[0.0, 4.0]], [1, 1])[0, 0] == -np.inf


@pytest.mark.parametrize("bad", [-0.1, 4.1])
def test_a_score_outside_the_scale_is_named(bad):
    with pytest.raises(EvidenceError, match=f"Component 1 of case 0 is {bad:g}"):
        join_components([[1, bad]], [1, 1])


@pytest.mark.parametrize("w", [[-1, 1], [0, 0], [NAN, 1], [1, 1, 1]])
def test_weights_that_cannot_be(w):
    with pytest.raises(ParameterError):
        join_components([[1, 1]], w)


def test_steps_of_the_quotient():
    found = stepped_score([0, 0.5, 1, 2, 4, 8, 3], knots=(0, 0.5, 1, 2, 4))
    assert found.tolist() == [0, 1, 2, 3, 4, 4, 3.5]


def test_percentiles_by_hand():
    # Below 3 there are two, equal one: 100 * 2.5 / 4.
    assert percentile_among([3.0], [1, 2, 3, 4]).tolist() == [62.5]
    assert np.isnan(percentile_among([3.0], [NAN])[0])


@given(st.lists(st.floats(0, 100), min_size=2, max_size=30))
def test_a_mask_that_hides_nobody_changes_nothing(values):
    x = np.array(values)
    everyone = np.ones((len(x), len(x)), dtype=bool)
    np.testing.assert_allclose(percentile_among(x, x, mask=everyone), percentile_among(x, x))


def test_a_mask_compares_with_its_own_peers_only():
    mask = np.array([[True, True, False], [False, False, True]])
    assert percentile_among([2.0, 2.0], [1.0, 2.0, 9.0], mask=mask).tolist() == [75.0, 0.0]


def test_too_few_peers_and_missing_values_give_no_score():
    assert np.isnan(percentile_score([1.0], [1.0, NAN, NAN], knots=KNOTS, min_peers=2)).all()
    assert np.isnan(percentile_score([NAN], [1.0, 2.0], knots=KNOTS)).all()


def test_like_peers_take_all_ties():
    assert like_mask([5.0], [5.0, 4.0, 6.0, 9.0], n_like=2).tolist() == [[True, True, True, False]]
    assert like_mask([5.0], [1.0, 9.0], n_like=5).all()


def test_rounding_does_not_break_a_tie():
    assert percentile_among([0.1 + 0.2], [0.3, 0.3, 1.0, 2.0]).tolist() == [25.0]
    everyone = np.ones((1, 4), dtype=bool)
    assert percentile_among([0.1 + 0.2], [0.3, 0.3, 1.0, 2.0], mask=everyone).tolist() == [25.0]
