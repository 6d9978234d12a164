"""Presence as operators: dense and sparse multiply alike."""

import numpy as np

from clustrat.complexity import links


def test_sparse_and_dense_multiply_alike(monkeypatch):
    m = (np.random.default_rng(1).random((20, 30)) < 0.3).astype(float)
    v, w = np.arange(30.0), np.arange(20.0)
    for limit in (10**6, 0):
        monkeypatch.setattr(links, "DENSE_CELLS", limit)
        there, back = links.there_and_back(m)
        np.testing.assert_allclose(there @ v, m @ v)
        np.testing.assert_allclose(back @ w, m.T @ w)
