"""Complexity outlook: by loops, by hand, and refused."""

import numpy as np
import pytest

from clustrat.complexity.eci import economic_complexity
from clustrat.complexity.outlook import complexity_outlook_gain, complexity_outlook_index, opportunity_gain
from clustrat.errors import EvidenceError
from clustrat.relatedness.density import relatedness_density
from clustrat.relatedness.proximity import proximity


def table(seed=1):
    m = (np.random.default_rng(seed).random((9, 12)) < 0.4).astype(float)
    m[0] = 1.0
    m[:, 0] = 1.0
    return m


def test_by_loops():
    m = table()
    phi, found = proximity(m), economic_complexity(m)
    omega, pci = relatedness_density(m, phi), found.pci_raw
    total = phi.sum(axis=0)
    coi = [sum(omega[r, i] * (1 - m[r, i]) * pci[i] for i in range(12)) for r in range(9)]
    np.testing.assert_allclose(complexity_outlook_index(m, phi, found), (coi - np.mean(coi)) / np.std(coi))
    cog = [
        [
            (1 - m[r, i]) * sum((1 - m[r, j]) * phi[i, j] / total[j] * pci[j] for j in range(12))
            for i in range(12)
        ]
        for r in range(9)
    ]  # fmt: skip
    np.testing.assert_allclose(complexity_outlook_gain(m, phi, found), np.array(cog) / found.eci_raw.std(), atol=1e-12)


def test_no_gain_where_it_is_there_and_none_known_where_presence_is_not():
    m = table(2)
    m[3, 4] = np.nan
    gain = complexity_outlook_gain(m, proximity(m), economic_complexity(m))
    assert (gain[m == 1] == 0).all()
    assert np.isnan(gain[3, 4])
    assert np.isfinite(np.delete(gain.ravel(), 3 * 12 + 4)).all()


def test_an_empty_region_and_activity_have_none_and_move_nobody():
    m = table(3)
    wide = np.pad(m, ((0, 1), (0, 1)))
    a, b = economic_complexity(m), economic_complexity(wide)
    np.testing.assert_allclose(
        complexity_outlook_index(wide, proximity(wide), b)[:-1], complexity_outlook_index(m, proximity(m), a)
    )
    gain = complexity_outlook_gain(wide, proximity(wide), b)
    np.testing.assert_allclose(gain[:-1, :-1], complexity_outlook_gain(m, proximity(m), a), atol=1e-12)
    assert np.isnan(gain[-1]).all()
    assert np.isnan(gain[:, -1]).all()


def test_opportunity_gain_by_loops():
    m, p = table(4), np.random.default_rng(1).normal(size=12)
    phi = proximity(m, diagonal="out")
    q = phi / phi.sum(axis=0)
    expected = ((1 - m) * p) @ q - (1 - (1 - m) @ q) * p
    np.testing.assert_allclose(opportunity_gain(m, phi, p), expected)
    p[2] = np.nan
    assert np.isnan(opportunity_gain(m, phi, p)[:, 2]).all()


def test_complexity_of_another_table_is_refused():
    m = table()
    with pytest.raises(EvidenceError, match="same presence matrix"):
        complexity_outlook_index(m, proximity(m), economic_complexity(table()[:, :8]))
