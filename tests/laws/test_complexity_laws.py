"""Laws of relatedness and complexity on random tables: order, scale, empty rows and one hidden cell change nothing they should not."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from clustrat.complexity.chain import chain
from clustrat.complexity.presets import preset

SEEDS = st.integers(0, 2**32 - 1)
FIELDS = ("lq", "density", "cog")


def table(seed, rows=12, columns=10):
    rng = np.random.default_rng(seed)
    return np.round(rng.gamma(0.7, 60, size=(rows, columns))) * (rng.random((rows, columns)) < 0.85) + 0.5


def same(a, b, atol=1e-7):
    np.testing.assert_allclose(a, b, rtol=1e-7, atol=atol)


def is_determined(result):
    return result.lambda2 - result.lambda3 > 0.03 and not {"disconnected", "sign_fallback"} & {
        d.code for d in result.diagnostics
    }


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_order_of_regions_and_activities(seed):
    x = table(seed)
    rng = np.random.default_rng(seed + 1)
    rows, columns = rng.permutation(len(x)), rng.permutation(x.shape[1])
    a, b = chain(x), chain(x[np.ix_(rows, columns)])
    same(b.lq, a.lq[np.ix_(rows, columns)])
    same(b.density, a.density[np.ix_(rows, columns)])
    if is_determined(a):
        same(b.eci, a.eci[rows])
        same(b.pci, a.pci[columns])
        same(b.cog, a.cog[np.ix_(rows, columns)])


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.floats(1e-3, 1e6))
def test_scale_of_counts(seed, factor):
    x = table(seed)
    a, b = chain(x), chain(x * factor)
    same(b.lq, a.lq)
    same(b.density, a.density)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_an_added_empty_region_and_activity(seed):
    x = table(seed)
    a, b = chain(x), chain(np.pad(x, ((0, 1), (0, 1))))
    for name in FIELDS:
        same(getattr(b, name)[:-1, :-1], getattr(a, name))
    same(b.eci[:-1], a.eci)
    same(b.pci[:-1], a.pci)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_eci_is_the_mean_pci_and_density_a_share(seed):
    found = chain(table(seed))
    assert np.nanmin(found.density) >= 0
    assert np.nanmax(found.density) <= 1 + 1e-12
    if np.isfinite(found.eci).all() and np.isfinite(found.pci).all():
        same(found.presence @ found.pci / found.presence.sum(axis=1), found.eci)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(0, 11), st.integers(0, 9))
def test_one_hidden_cell_is_a_table_without_that_record(seed, r, i):
    x = table(seed)
    hidden, without = x.copy(), x.copy()
    hidden[r, i], without[r, i] = np.nan, 0.0
    a, b = chain(hidden), chain(without)
    others = np.ones(x.shape, dtype=bool)
    others[r, i] = False
    assert np.isnan(a.lq[r, i])
    assert np.isnan(a.density[r, i])
    same(a.lq[others], b.lq[others])
    same(a.density[others], b.density[others])
    same(a.eci, b.eci)
    if is_determined(b):
        assert np.isnan(a.cog[r, i])
        same(a.cog[others], b.cog[others])
        same(a.coi, b.coi)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_the_mean_quotient_weighted_by_region_size_is_one(seed):
    x = table(seed)
    same(x.sum(axis=1) / x.sum() @ chain(x).lq, np.ones(x.shape[1]))


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_half_precision_of_presence_stays_within_a_hundred_thousandth(seed):
    x = table(seed)
    a, b = chain(x), chain(x, precision="float32", conventions=preset("growthlab"))
    np.testing.assert_allclose(b.density, a.density, atol=1e-5)
    same(b.eci, a.eci)
