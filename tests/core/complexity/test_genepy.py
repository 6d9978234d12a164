"""GENEPY: by the plain formula, dense and by Lanczos, and where it is not determined."""

import numpy as np
import pytest

from clustrat.complexity import genepy as module
from clustrat.complexity.genepy import genepy
from clustrat.errors import EvidenceError


def plain(m):
    k = m.sum(axis=1, keepdims=True)
    w = m / k / (m / k).sum(axis=0)
    n = w @ w.T
    np.fill_diagonal(n, 0)
    values, vectors = np.linalg.eigh(n)
    two = np.argsort(-np.abs(values))[:2]
    squares, top = vectors[:, two] ** 2, values[two]
    return (squares @ top) ** 2 + 2 * squares @ top**2


def table(seed=1, rows=12, columns=18):
    m = (np.random.default_rng(seed).random((rows, columns)) < 0.35).astype(float)
    m[0] = 1.0
    m[:, 0] = 1.0
    return m


@pytest.mark.parametrize("dense", [True, False])
def test_equals_the_formula(monkeypatch, dense):
    if not dense:
        monkeypatch.setattr(module, "DENSE_UP_TO", 0)
    for m in (table(1), table(2, 30, 25)):
        np.testing.assert_allclose(genepy(m).region, plain(m), rtol=1e-7)


def test_order_of_regions_does_not_matter_and_empty_ones_are_restored():
    m = table(3)
    order = np.random.default_rng(1).permutation(len(m))
    np.testing.assert_allclose(genepy(m[order]).region, genepy(m).region[order], rtol=1e-9)
    wide = genepy(np.pad(m, ((0, 1), (0, 1)))).region
    np.testing.assert_allclose(wide[:-1], genepy(m).region, rtol=1e-9)
    assert np.isnan(wide[-1])


def test_a_presence_that_is_none_is_refused():
    with pytest.raises(EvidenceError, match="holds 3"):
        genepy([[3, 1, 0]] * 3)
