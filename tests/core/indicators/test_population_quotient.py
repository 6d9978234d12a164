"""Quotients per head: by hand, their mean, and refusals."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.indicators.population_quotient import population_quotient


def test_quotient_per_head_of_the_population():
    x = np.array([[30.0, 10, np.nan], [10, 10, 4]])
    found = population_quotient(x, [100, 300])
    assert found[0, 0] == pytest.approx((30 / 100) / (40 / 400))
    assert np.isnan(found[0, 2])
    assert found[1, 2] == pytest.approx((4 / 300) / (4 / 400))
    heads = np.array([100, 300])
    np.testing.assert_allclose(heads / heads.sum() @ found[:, :2], [1, 1])


@pytest.mark.parametrize(
    ("counts", "heads", "words"),
    [
        ([[1.0, 2]], [1, 2], "one population per region"),
        ([[1.0, -2]], [1], "row 0, column 1"),
        ([[1.0, 2], [3, 4]], [1, 0], "population of row 1 is 0"),
        ([[1.0, 2], [3, 4]], [np.nan, 1], "population of row 0 is nan"),
    ],
)
def test_population_that_cannot_be_is_refused(counts, heads, words):
    with pytest.raises(EvidenceError, match=words):
        population_quotient(counts, heads)
