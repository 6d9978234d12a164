"""Relatedness by common presence: by hand, against each other, and refused."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.relatedness import proximity as p

# Four regions, three activities: u = 3, 2, 1; C = AB 2, AC 1, BC 0.
M = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [0, 0, 0]], dtype=float)


def test_by_hand():
    assert p.cooccurrence(M).tolist() == [[0, 2, 1], [2, 0, 0], [1, 0, 0]]
    assert p.cooccurrence(M, diagonal="in").diagonal().tolist() == [3, 2, 1]
    np.testing.assert_allclose(p.proximity(M)[0], [1, 2 / 3, 1 / 3])
    np.testing.assert_allclose(p.sqrt_proximity(M)[0], [0, 2 / np.sqrt(6), 1 / np.sqrt(3)])
    np.testing.assert_allclose(p.asymmetric_proximity(M)[0], [1, 1, 1])
    np.testing.assert_allclose(p.asymmetric_proximity(M)[1], [2 / 3, 1, 0])
    # S = 3, 2, 1, T = 6.
    np.testing.assert_allclose(p.association_strength(M)[0], [0, 2 * 6 / 6, 1 * 6 / 3])
    np.testing.assert_allclose(p.cosine_relatedness(M)[0], [0, 2 / np.sqrt(6), 1 / np.sqrt(3)])
    np.testing.assert_allclose(p.jaccard_relatedness(M)[0], [0, 2 / 3, 1 / 3])
    np.testing.assert_allclose(p.jaccard_similarity(M)[0], [0, 2 / 3, 1 / 3])
    expected = 3 * (3 / 6 * 2 / 3 + 2 / 6 * 3 / 4)
    assert p.probability_relatedness(M)[0, 1] == pytest.approx(2 / expected)


def test_z_score_counts_only_regions_that_have_something():
    # R = 3: A and B: mean 3*2/3 = 2, variance 2 * 0 = 0: A is everywhere, so it says nothing.
    z = p.zscore_relatedness(M)
    assert np.isnan(z[0, 1])
    # B and C: mean 2/3, variance 2/3 * 1/3 * 2/2.
    assert z[1, 2] == pytest.approx((0 - 2 / 3) / np.sqrt(2 / 9))
    np.testing.assert_allclose(p.zscore_relatedness(M[:3]), z)


def test_z_score_against_scipys_hypergeometric_distribution():
    from scipy.stats import hypergeom

    m = (np.random.default_rng(3).random((30, 5)) < 0.4).astype(float)
    m = m[m.any(axis=1)]
    u, c = m.sum(axis=0), m.T @ m
    law = hypergeom(len(m), int(u[0]), int(u[1]))
    assert p.zscore_relatedness(m)[0, 1] == pytest.approx((c[0, 1] - law.mean()) / law.std())


def test_continuous_proximity_is_the_correlation_mapped_to_zero_one():
    lq = np.random.default_rng(2).gamma(1.0, size=(8, 4))
    np.testing.assert_allclose(p.continuous_proximity(lq), (1 + np.corrcoef(lq.T)) / 2)
    lq[0, 1] = np.nan
    rest = lq[1:]
    found = p.continuous_proximity(lq)
    assert found[0, 1] == pytest.approx((1 + np.corrcoef(rest[:, 0], rest[:, 1])[0, 1]) / 2)
    assert found[0, 2] == pytest.approx((1 + np.corrcoef(lq[:, 0], lq[:, 2])[0, 1]) / 2)


@pytest.mark.parametrize("method", sorted(p.RELATEDNESS))
def test_an_activity_nobody_has_is_missing_and_moves_no_other(method):
    m = (np.random.default_rng(4).random((12, 5)) < 0.5).astype(float)
    found = p.relatedness(m, method=method)
    wider = p.relatedness(np.insert(m, 2, 0.0, axis=1), method=method)
    keep = [0, 1, 3, 4, 5]
    np.testing.assert_allclose(wider[np.ix_(keep, keep)], found)
    assert np.isnan(np.delete(wider[2], 2)).all()


@pytest.mark.parametrize("method", sorted(p.RELATEDNESS))
def test_an_unknown_cell_counts_as_absent(method):
    m = (np.random.default_rng(5).random((12, 5)) < 0.5).astype(float)
    hidden, absent = m.copy(), m.copy()
    hidden[3, 1], absent[3, 1] = np.nan, 0.0
    np.testing.assert_allclose(p.relatedness(hidden, method=method), p.relatedness(absent, method=method))


def test_names_that_do_not_exist_are_refused():
    with pytest.raises(ParameterError, match="similarity"):
        p.relatedness(M, method="similarity")
    with pytest.raises(ParameterError, match="diagonal"):
        p.proximity(M, diagonal="yes")


@pytest.mark.parametrize("function", [p.proximity, p.association_strength, p.zscore_relatedness, p.cooccurrence])
def test_quotients_instead_of_presence_are_refused(function):
    with pytest.raises(EvidenceError, match=r"holds 0\.7"):
        function([[0.7, 1.0], [1.0, 0.0]])


def test_two_regions_are_too_few_for_a_correlation():
    with pytest.raises(EvidenceError, match="at least three"):
        p.continuous_proximity([[1.0, 2.0], [2.0, 1.0]])
