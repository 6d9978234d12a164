"""Complexity over years: one sample, one sign, and refusals."""

import numpy as np
import pytest

from clustrat.complexity.eci import economic_complexity
from clustrat.complexity.panel import complexity_panel
from clustrat.errors import EvidenceError, ParameterError


def cube(seed=1, years=4):
    rng = np.random.default_rng(seed)
    m = (rng.random((12, 15)) < 0.35).astype(float)
    m[0] = 1.0
    m[:, 0] = 1.0
    out = [m]
    for _ in range(years - 1):
        flip = rng.random(m.shape) < 0.03
        flip[0] = flip[:, 0] = False
        out.append(np.where(flip, 1 - out[-1], out[-1]))
    return np.array(out)


def test_each_year_is_its_own_complexity_with_one_sign():
    x = cube()
    found = complexity_panel(x, [2011, 2012, 2013, 2014])
    for year in range(4):
        own = economic_complexity(x[year]).eci
        np.testing.assert_allclose(np.abs(found.eci[year]), np.abs(own), atol=1e-9)
    assert all(np.corrcoef(found.eci[n], found.eci[n + 1])[0, 1] > 0 for n in range(3))
    assert "levels" in found.note


def test_a_sample_that_changes_is_refused_or_common_by_name():
    x = cube()
    x[2, 5] = np.nan
    with pytest.raises(EvidenceError, match=r"1 regions and 0 activities.*sample_changed.*sample='common'"):
        complexity_panel(x, [1, 2, 3, 4])
    found = complexity_panel(x, [1, 2, 3, 4], sample="common")
    assert np.isnan(found.eci[:, 5]).all()
    assert not found.in_sample[0][5]
    assert "sample_changed" in {d.code for d in found.diagnostics}


def test_years_and_shapes_that_do_not_fit_are_refused():
    for years in ([1, 2, 3], [4, 3, 2, 1], [1, 1, 2, 3]):
        with pytest.raises(EvidenceError, match="years rising"):
            complexity_panel(cube(), years)
    with pytest.raises(ParameterError, match="sample 'any'"):
        complexity_panel(cube(), [1, 2, 3, 4], sample="any")
