"""Spatial autocorrelation through PySAL: our reading of values and neighbours, and what is refused."""

import sys

import numpy as np
import pytest

from clustrat.errors import EvidenceError, MissingExtraError, ParameterError
from clustrat.indicators.spatial import local_moran, moran


def grid(n):
    """A square of regions with the neighbours of a rook."""
    names = [f"{r}-{c}" for r in range(n) for c in range(n)]
    near = {
        f"{r}-{c}": {f"{r + dr}-{c + dc}" for dr, dc in ((0, 1), (1, 0)) if r + dr < n and c + dc < n}
        for r in range(n)
        for c in range(n)
    }
    return names, near


def test_moran_by_hand():
    # A chain 1, 2, 3, 4: gaps -1.5, -0.5, 0.5, 1.5; each row's neighbours averaged.
    chain = {"A": {"B"}, "B": {"A", "C"}, "C": {"B", "D"}, "D": {"C"}}
    gaps = np.array([-1.5, -0.5, 0.5, 1.5])
    lag = np.array([gaps[1], (gaps[0] + gaps[2]) / 2, (gaps[1] + gaps[3]) / 2, gaps[2]])
    assert moran([1.0, 2, 3, 4], list("ABCD"), chain).i == pytest.approx((gaps * lag).sum() / (gaps**2).sum())
    assert moran([1.0, 2, 3, 4], list("ABCD"), chain).expected == pytest.approx(-1 / 3)


def test_order_of_regions_does_not_matter():
    names, near = grid(5)
    y = np.random.default_rng(3).normal(size=25)
    order = np.random.default_rng(4).permutation(25)
    assert moran(y[order], [names[i] for i in order], near).i == pytest.approx(moran(y, names, near).i)


def test_a_hot_corner_is_found_and_noise_is_not():
    names, near = grid(10)
    rng = np.random.default_rng(5)
    y = rng.normal(size=100)
    calm = local_moran(y, names, near, seed=1, n_permutations=999)
    for r in range(3):
        for c in range(3):
            y[names.index(f"{r}-{c}")] += 8
    found = local_moran(y, names, near, seed=1, n_permutations=999)
    assert calm.is_significant.sum() <= 5
    assert found.is_significant[names.index("1-1")]
    assert found.quadrant[names.index("1-1")] == "high among high"
    assert found.p.tolist() == local_moran(y, names, near, seed=1, n_permutations=999).p.tolist()


def test_islands_and_unknown_values_are_left_out_and_told():
    names, near = grid(3)
    y = np.arange(9.0)
    y[4] = np.nan
    found = moran([*y, 3.0], [*names, "island"], near)
    assert found.n == 8
    assert {d.code for d in found.diagnostics} == {"island", "unknown_cell"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1.0, 1, 1, 1], "same value"),
        ([1.0, np.inf, 2, 3], "infinite"),
        ([1.0, np.nan, 2, 3], "at least four"),
        ([1.0], "4 regions"),
    ],
)
def test_what_cannot_be_is_refused(values, words):
    chain = {"A": {"B"}, "B": {"C"}, "C": {"D"}}
    with pytest.raises(EvidenceError, match=words):
        moran(values, list("ABCD"), chain)


def test_parameters_are_checked():
    names, near = grid(3)
    with pytest.raises(ParameterError, match="alpha"):
        local_moran(np.arange(9.0), names, near, seed=1, alpha=1.5)
    with pytest.raises(ParameterError, match="n_permutations"):
        local_moran(np.arange(9.0), names, near, seed=1, n_permutations=9)


def test_without_the_extra_the_way_out_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "esda", None)
    names, near = grid(3)
    with pytest.raises(MissingExtraError, match=r"clustrat\[spatial\]"):
        moran(np.arange(9.0), names, near)
