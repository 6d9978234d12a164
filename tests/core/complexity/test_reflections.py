"""The method of reflections: by hand, towards the eigenvector, and refused."""

import numpy as np
import pytest

from clustrat.complexity.eci import economic_complexity
from clustrat.complexity.reflections import method_of_reflections
from clustrat.errors import ParameterError

STAIRS = np.triu(np.ones((3, 3)))


def table(seed=1, rows=14, columns=20):
    m = (np.random.default_rng(seed).random((rows, columns)) < 0.35).astype(float)
    m[0] = 1.0
    m[:, 0] = 1.0
    return m


def test_steps_by_hand():
    # k = 3, 2, 1 and u = 1, 2, 3. Step 1: regions 2, 2.5, 3; activities 3, 2.5, 2. Step 2 of regions: 2.5, 2.25, 2.
    raw = method_of_reflections(STAIRS, n_region=2, n_activity=1, scale="raw")
    assert raw.region == pytest.approx([2.5, 2.25, 2.0])
    assert raw.activity == pytest.approx([3.0, 2.5, 2.0])


def test_plain_loops():
    m = table()
    k, u = m.sum(axis=1), m.sum(axis=0)
    region, activity = k, u
    for _ in range(18):
        region, activity = m @ activity / k, m.T @ region / u
    found = method_of_reflections(m, scale="raw")
    np.testing.assert_allclose(found.region, region, rtol=1e-12)
    np.testing.assert_allclose(found.activity, m.T @ region / u, rtol=1e-12)


def test_many_steps_give_the_order_of_the_eigenvector():
    m = np.triu(np.ones((12, 12)))
    found = method_of_reflections(m, n_region=60)
    assert np.corrcoef(found.region, economic_complexity(m).eci)[0, 1] > 0.9999


def test_scales():
    m = table(3)
    z = method_of_reflections(m, ddof=1).region
    assert (z.mean(), z.std(ddof=1)) == (pytest.approx(0, abs=1e-9), pytest.approx(1))
    hundred = method_of_reflections(m, scale="0-100").region
    assert (hundred.min(), hundred.max()) == (0.0, 100.0)


def test_empty_rows_are_restored_and_another_part_has_none():
    m = table(4)
    found = method_of_reflections(np.pad(m, ((0, 1), (0, 1)))).region
    np.testing.assert_allclose(found[:-1], method_of_reflections(m).region, rtol=1e-6)
    assert np.isnan(found[-1])
    apart = np.zeros((6, 6))
    apart[:3, :3] = STAIRS
    apart[3:, 3:] = np.triu(np.ones((3, 3)))
    assert np.isnan(method_of_reflections(apart).region[3:]).all()


@pytest.mark.parametrize("options", [{"n_region": -1}, {"n_activity": -2}, {"scale": "percent"}])
def test_options_that_cannot_be_are_refused(options):
    with pytest.raises(ParameterError):
        method_of_reflections(STAIRS, **options)
