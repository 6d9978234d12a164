"""Products of presence matrices: exact, symmetric, and on one thread where asked."""

import numpy as np
import pytest

from clustrat.relatedness import products


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("large", [False, True])
def test_counts_equal_the_plain_product_exactly(monkeypatch, dtype, large):
    monkeypatch.setattr(products, "LARGE", 0 if large else 10**6)
    m = (np.random.default_rng(1).random((40, 600)) < 0.3).astype(dtype)
    found = products.common_counts(m, dtype=dtype)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, m.T.astype(int) @ m.astype(int))


def test_input_is_not_changed_and_integers_are_taken():
    m = np.array([[1, 0], [1, 1]])
    products.common_counts(m)
    assert m.tolist() == [[1, 0], [1, 1]]


def test_one_thread_is_given_back():
    from threadpoolctl import threadpool_info

    def threads():
        return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

    before = threads()
    with products.one_thread():
        assert set(threads()) == {1}
    assert threads() == before
