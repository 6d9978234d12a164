"""Similarity of regions by their quotients."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.indicators.similarity import quotient_similarity


def test_equals_numpys_correlation_where_all_is_known():
    lq = np.random.default_rng(1).gamma(1.0, 1.0, size=(6, 9))
    np.testing.assert_allclose(quotient_similarity(lq), np.corrcoef(np.log(lq + 0.1)), atol=1e-12)


def test_an_unknown_cell_is_left_out_of_its_pairs_only():
    lq = np.random.default_rng(2).gamma(1.0, 1.0, size=(4, 9))
    full = quotient_similarity(lq)
    lq[0, 3] = np.nan
    found = quotient_similarity(lq)
    np.testing.assert_allclose(found[1:, 1:], full[1:, 1:])
    rest = np.delete(lq, 3, axis=1)
    assert found[0, 1] == pytest.approx(np.corrcoef(np.log(rest[:2] + 0.1))[0, 1])


def test_a_region_that_does_not_vary_has_none():
    assert np.isnan(quotient_similarity([[1.0, 1, 1], [1, 2, 3]])[0]).all()


@pytest.mark.parametrize("epsilon", [0.0, -0.1])
def test_epsilon_must_be_above_zero(epsilon):
    with pytest.raises(ParameterError, match="epsilon"):
        quotient_similarity([[1.0, 2, 3]], epsilon=epsilon)


@pytest.mark.parametrize("lq", [[[1.0, -2, 3]], [[1.0, np.inf, 3]], [[1.0, 2.0]]])
def test_what_cannot_be_is_refused(lq):
    with pytest.raises(EvidenceError):
        quotient_similarity(lq)
