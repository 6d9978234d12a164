"""The fast chain equals the single measures, in both precisions, on clean and on awkward tables; and it refuses."""

import numpy as np
import pytest

from clustrat.complexity.chain import ROWS_IN_CACHE, chain, year_chain
from clustrat.complexity.eci import economic_complexity
from clustrat.complexity.outlook import complexity_outlook_gain, complexity_outlook_index
from clustrat.complexity.presets import preset
from clustrat.errors import EvidenceError, ParameterError
from clustrat.indicators.presence import presence
from clustrat.relatedness.density import relatedness_density
from clustrat.relatedness.proximity import proximity, relatedness


def counts(seed, rows=30, columns=18):
    rng = np.random.default_rng(seed)
    return np.round(rng.gamma(0.6, 50, size=(rows, columns))) * (rng.random((rows, columns)) < 0.8)


def awkward(seed):
    x = counts(seed)
    x[3] = 0
    x[:, 5] = 0
    x[7, 9] = np.nan
    x[8, :] = np.nan
    return x


def quotients(x):
    by_region, by_activity = np.nansum(x, axis=1), np.nansum(x, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(by_region[:, None] > 0, x / by_region[:, None], np.nan) / np.where(
            by_activity > 0, by_activity / by_region.sum(), np.nan
        )


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("density_self", ["inclusive", "exclusive"])
@pytest.mark.parametrize(
    "x", [counts(1), counts(2, 70, 90), awkward(3), awkward(4)], ids=["small", "wide", "awkward", "more"]
)
def test_equals_the_single_measures(x, density_self, precision):
    rules = preset("growthlab", density_self=density_self)
    found = chain(x, conventions=rules, precision=precision)
    tolerance = 1e-10 if precision == "float64" else 1e-5
    lq = quotients(x)
    m = presence(lq)
    phi, complexity = proximity(m), economic_complexity(m, sizes=np.nansum(x, axis=1))
    np.testing.assert_allclose(found.lq, lq, rtol=1e-12)
    assert found.lq.dtype == np.float64
    for ours, theirs in (
        (found.eci, complexity.eci),
        (found.pci, complexity.pci),
        (found.density, relatedness_density(m, phi, density_self=density_self)),
        (found.coi, complexity_outlook_index(m, phi, complexity)),
        (found.cog, complexity_outlook_gain(m, phi, complexity)),
    ):
        np.testing.assert_allclose(ours, theirs, atol=tolerance, rtol=tolerance)


def test_blocks_do_not_change_the_result(monkeypatch):
    from clustrat.complexity import chain as module

    x = awkward(5)
    whole = chain(x)
    monkeypatch.setattr(module, "BLOCK_NUMBERS", 100)
    parts = chain(x)
    np.testing.assert_allclose(parts.density, whole.density, rtol=1e-13)
    np.testing.assert_allclose(parts.cog, whole.cog, rtol=1e-10, atol=1e-13)
    assert len(x) < ROWS_IN_CACHE


def test_counts_are_not_changed_unless_given_away():
    x = counts(6)
    kept = x.copy()
    chain(x)
    np.testing.assert_array_equal(x, kept)
    chain(x, overwrite=True)
    assert not np.array_equal(x, kept)


def test_an_added_empty_region_changes_nothing():
    x = counts(7)
    a, b = chain(x), chain(np.pad(x, ((0, 1), (0, 1))))
    for name in ("lq", "density", "cog"):
        np.testing.assert_allclose(getattr(b, name)[:-1, :-1], getattr(a, name), rtol=1e-12, atol=1e-12)
        assert np.isnan(getattr(b, name)[-1]).all()
    np.testing.assert_allclose(b.coi[:-1], a.coi)
    assert np.isnan(b.diversity[-1])


def test_another_relatedness_feeds_the_density():
    x = counts(8)
    rules = preset("econgeo")
    found = chain(x, conventions=rules)
    m = presence(quotients(x))
    expected = 100 * relatedness_density(m, relatedness(m, method="prob"), density_self="exclusive")
    np.testing.assert_allclose(found.density, expected, rtol=1e-10)
    assert found.conventions["relatedness"] == "prob"


def test_rounding_inside_is_only_by_name():
    x = counts(9)
    rounded = chain(x, conventions=preset("econgeo", rounding="econgeo"))
    np.testing.assert_allclose(rounded.lq, np.round(quotients(x), 2))
    assert not np.allclose(rounded.eci, chain(x, conventions=preset("econgeo")).eci, atol=1e-6)
    np.testing.assert_allclose(
        rounded.eci,
        economic_complexity(rounded.presence, sign_rule="ubiquity", pci_scale="own", rounding="econgeo").eci,
    )


def test_a_table_of_rank_one_has_quotients_of_one_and_no_complexity():
    found = chain(np.outer([1.0, 2, 3, 7], [5.0, 1, 3]))
    assert found.presence.all()
    assert np.isnan(found.eci).all()
    assert np.isnan(found.coi).all()
    assert {"near_threshold", "no_second_eigenvector"} <= {d.code for d in found.diagnostics}


@pytest.mark.parametrize(
    ("x", "words"),
    [
        ([[1.0, -2], [3, 4]], "row 0, column 1"),
        ([[1.0, np.inf], [3, 4]], "row 0, column 1"),
        ([[1.0, 2]], "too_small"),
        ([[0.0, 0], [0, 0]], "zero or missing"),
        ([[np.nan, np.nan], [np.nan, np.nan]], "zero or missing"),
        ([1.0, 2.0], "shape"),
    ],
)
def test_tables_that_cannot_be_are_refused(x, words):
    with pytest.raises(EvidenceError, match=words):
        year_chain(x)


def test_a_precision_that_does_not_exist_is_refused():
    with pytest.raises(ParameterError, match="precision"):
        chain(counts(1), precision="float16")
