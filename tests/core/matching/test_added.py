"""Kernels, needs, random additions and levelling: by hand, in the limit, and refused."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from clustrat.errors import EvidenceError, ParameterError
from clustrat.matching.added import (
    cluster_weights,
    density_kernel,
    level_by_diversity,
    near_kernel,
    needs,
    random_additions,
)
from clustrat.relatedness.density import relatedness_density

PHI = np.array([[1.0, 0.5, 0.25], [0.5, 1.0, 0.0], [0.25, 0.0, 1.0]])


def test_a_neighbourhood_holds_the_activity_itself_and_its_nearest():
    np.testing.assert_allclose(near_kernel(PHI, k_near=1)[0], [1 / 1.5, 0.5 / 1.5, 0])
    np.testing.assert_allclose(near_kernel(PHI, k_near=9)[0], np.array([1, 0.5, 0.25]) / 1.75)
    np.testing.assert_allclose(near_kernel(PHI, k_near=2).sum(axis=1), 1)


def test_the_diagonal_given_is_not_read_and_what_is_unknown_is_unrelated():
    other = PHI.copy()
    np.fill_diagonal(other, np.nan)
    np.testing.assert_allclose(near_kernel(other), near_kernel(PHI))
    other[:, 2] = other[2] = np.nan
    assert near_kernel(other)[2].tolist() == [0, 0, 1]
    assert density_kernel(other)[2].tolist() == [0, 0, 0]


def test_needs_with_all_others_as_neighbourhood_are_exclusive_density():
    """With nothing present in the region itself, raw C is the exclusive density of the partner, averaged over the theme."""
    phi = np.array([[1.0, 0.5, 0.25], [0.5, 1.0, 0.125], [0.25, 0.125, 1.0]])
    partner, w = np.array([[1.0, 0.0, 1.0]]), np.array([1.0, 2.0, 0.0])
    added = partner @ needs([[0.0, 0.0, 0.0]], w, density_kernel(phi))[0]
    expected = relatedness_density(partner, phi, density_self="exclusive")[0] @ w / w.sum()
    np.testing.assert_allclose(added, expected)


def test_what_is_not_known_is_neither_had_nor_lacking():
    found = needs([[np.nan, 0.0, 1.0]], [1.0, 1.0, 1.0], near_kernel(PHI))
    assert found[0, 0] == found[0, 2] == 0
    assert np.isnan(needs([[np.nan, 1.0, 1.0]], [1.0, 0.0, 0.0], near_kernel(PHI))).all()


def test_random_additions_by_hand():
    """Of prevalences 3 and 1 the first is drawn first in three of four orders."""
    mean, sd = random_additions([1.0, 0.0], [3, 1], n_random=40_000, rng=np.random.default_rng(5))
    np.testing.assert_allclose(mean, [0, 0.75, 1], atol=0.01)
    np.testing.assert_allclose(sd, [0, np.sqrt(0.75 * 0.25), 0], atol=0.01)


def test_equal_prevalence_is_plain_sampling_without_return():
    """The mean of n of N is n times the mean; the variance n (N - n) / (N - 1) times that of one."""
    v = np.arange(6.0)
    mean, sd = random_additions(v, np.ones(6), n_random=40_000, rng=np.random.default_rng(6))
    n = np.arange(7)
    np.testing.assert_allclose(mean, n * v.mean(), atol=0.05)
    np.testing.assert_allclose(sd, np.sqrt(n * (6 - n) / 5 * v.var()), atol=0.05)


def test_what_nobody_has_is_drawn_last():
    mean, _ = random_additions([1.0, 0.0, 0.0], [0, 1, 1], n_random=50, rng=np.random.default_rng(1))
    assert mean.tolist() == [0, 0, 0, 1]


def test_levelled_scores_do_not_go_with_diversity():
    rng = np.random.default_rng(2)
    diversity = rng.integers(5, 40, 200)
    score = 0.2 * diversity + rng.normal(size=200) ** 3
    rest = score - level_by_diversity(score, diversity)
    assert spearmanr(score, diversity)[0] > 0.5
    assert abs(spearmanr(rest, diversity)[0]) < 0.01


def test_nothing_is_levelled_where_nothing_can_be():
    assert level_by_diversity([1.0, 2.0, np.nan], [1, 2, 3]).tolist() == [0, 0, 0]
    assert level_by_diversity([1.0, 2.0, 3.0], [4, 4, 4]).tolist() == [0, 0, 0]


def test_cluster_weights_are_the_mean_of_neighbourhoods():
    kernel = near_kernel(PHI)
    np.testing.assert_allclose(cluster_weights(kernel, [0, 1]), (kernel[0] + kernel[1]) / 2)
    with pytest.raises(ParameterError, match="at least one activity"):
        cluster_weights(kernel, [])


@pytest.mark.parametrize("phi", [-PHI, np.where(PHI == 0.5, np.inf, PHI), PHI[:2]])
def test_relatedness_that_cannot_be_is_refused(phi):
    with pytest.raises(EvidenceError):
        near_kernel(phi)


def test_a_neighbourhood_of_none_is_refused():
    with pytest.raises(ParameterError, match="k_near=0"):
        near_kernel(PHI, k_near=0)
