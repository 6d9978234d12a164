"""The mix of industries of clusters: by hand, and where no size is known."""

import numpy as np

from clustrat.potential.cluster_basis import industry_mix

EVERY = np.array([True, True])


def test_by_size_and_share():
    mix = industry_mix(np.array([30.0, 10.0]), np.array([[1.0, 0.0], [0.5, 1.0]]), exists=EVERY)
    np.testing.assert_allclose(mix, [[30 / 35, 0], [5 / 35, 1]])


def test_by_share_alone_where_no_size_is_published():
    mix = industry_mix(np.array([np.nan, np.nan]), np.array([[1.0], [0.5]]), exists=EVERY)
    np.testing.assert_allclose(mix.ravel(), [2 / 3, 1 / 3])


def test_an_unpublished_size_beside_a_published_one_does_not_enter():
    mix = industry_mix(np.array([np.nan, 5.0]), np.array([[1.0], [1.0]]), exists=EVERY)
    assert mix.ravel().tolist() == [0.0, 1.0]


def test_nothing_known_is_a_column_of_zeros():
    assert industry_mix(np.array([1.0]), np.array([[1.0]]), exists=np.array([False])).tolist() == [[0.0]]
