"""Complexity by a yardstick from outside: by hand and refused."""

import numpy as np
import pytest

from clustrat.complexity.eci import economic_complexity
from clustrat.complexity.external import core_complexity, external_complexity
from clustrat.errors import EvidenceError

M = np.array([[1, 1, 0, 1], [0, 1, 1, 0], [0, 0, 0, 0]], dtype=float)


def test_mean_of_the_pci_that_is_known_by_hand():
    found = external_complexity(M, [1.0, 2.0, 6.0, np.nan])
    assert found.eci[:2].tolist() == [1.5, 4.0]
    assert np.isnan(found.eci[2])
    assert found.coverage[:2] == pytest.approx([2 / 3, 1.0])


def test_levels_can_be_compared_over_years():
    poorer = M.copy()
    poorer[0, 1] = 0
    pci = [1.0, 2.0, 6.0, 0.0]
    assert external_complexity(poorer, pci).eci[1] == external_complexity(M, pci).eci[1]


def test_low_coverage_is_told():
    found = external_complexity(M, [1.0, np.nan, np.nan, np.nan])
    assert "low_coverage" in {d.code for d in found.diagnostics}


def test_the_core_decides_and_the_others_are_placed():
    rng = np.random.default_rng(1)
    m = (rng.random((12, 10)) < 0.4).astype(float)
    m[0] = 1.0
    core = np.arange(12) < 8
    found = core_complexity(m, core)
    own = economic_complexity(m[:8])
    np.testing.assert_allclose(found.eci[:8], own.eci, atol=1e-12)
    turned = m.copy()
    turned[11] = 1 - turned[11]
    np.testing.assert_allclose(core_complexity(turned, core).eci[:11], found.eci[:11], atol=1e-12)


def test_a_core_without_a_vector_gives_nothing_and_says_why():
    found = core_complexity(np.ones((5, 4)), [True] * 4 + [False])
    assert np.isnan(found.eci).all()
    assert "no_second_eigenvector" in {d.code for d in found.diagnostics}


def test_what_cannot_be_is_refused():
    with pytest.raises(EvidenceError, match="4 activities"):
        external_complexity(M, [1.0])
    with pytest.raises(EvidenceError, match="No activity has a PCI"):
        external_complexity(M, [np.nan] * 4)
    with pytest.raises(EvidenceError, match="needs three"):
        core_complexity(M, [True, True, False])
    with pytest.raises(EvidenceError, match="3 regions"):
        core_complexity(M, [True])
