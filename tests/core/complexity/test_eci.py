"""Economic complexity: by hand, by the plain eigenproblem, its laws, and every awkward table."""

import numpy as np
import pytest

from clustrat.complexity.eci import economic_complexity, orient, standardise
from clustrat.errors import EvidenceError, ParameterError

STAIRS = np.triu(np.ones((5, 6)))


def random_table(seed, rows=14, columns=20, fill=0.35):
    m = (np.random.default_rng(seed).random((rows, columns)) < fill).astype(float)
    m[0] = 1.0
    m[:, 0] = 1.0
    return m


def plain(m):
    """ECI and PCI by the full non-symmetric eigenproblem, as the papers write it."""
    k, u = m.sum(axis=1), m.sum(axis=0)
    values, vectors = np.linalg.eig((m / k[:, None]) @ (m / u).T)
    kappa = vectors[:, np.argsort(-values.real)[1]].real
    kappa *= np.sign(np.corrcoef(kappa, k)[0, 1])
    pci = m.T @ kappa / u
    eci = m @ pci / k
    return (eci - eci.mean()) / eci.std(), (pci - eci.mean()) / eci.std()


@pytest.mark.parametrize("seed", range(5))
def test_equals_the_plain_eigenproblem(seed):
    m = random_table(seed)
    eci, pci = plain(m)
    found = economic_complexity(m)
    np.testing.assert_allclose(found.eci, eci, atol=1e-9)
    np.testing.assert_allclose(found.pci, pci, atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_eci_is_the_mean_pci_of_what_a_region_has(seed):
    m = random_table(seed)
    found = economic_complexity(m)
    np.testing.assert_allclose(found.eci, m @ found.pci / m.sum(axis=1), atol=1e-12)
    assert found.eci.mean() == pytest.approx(0, abs=1e-12)
    assert found.eci.std() == pytest.approx(1)


def test_own_scale_and_ddof():
    m = random_table(1)
    found = economic_complexity(m, pci_scale="own", ddof=1)
    assert found.pci.mean() == pytest.approx(0, abs=1e-12)
    assert found.pci.std(ddof=1) == pytest.approx(1)
    assert found.eci.std(ddof=1) == pytest.approx(1)


def test_the_ubiquity_rule_flips_pci_alone():
    m = random_table(2)
    plain_rule = economic_complexity(m, pci_scale="own")
    found = economic_complexity(m, pci_scale="own", sign_rule="ubiquity")
    np.testing.assert_allclose(found.eci, plain_rule.eci)
    assert np.corrcoef(found.pci, m.sum(axis=0))[0, 1] < 0
    np.testing.assert_allclose(np.abs(found.pci), np.abs(plain_rule.pci))


def test_an_anchor_decides_the_sign():
    m = random_table(3)
    eci = economic_complexity(m).eci
    turned = economic_complexity(m, sign_rule="anchor", anchor=-eci)
    np.testing.assert_allclose(turned.eci, -eci)


def test_an_unknown_cell_counts_as_absent():
    m, absent = random_table(4), random_table(4)
    m[3, 2], absent[3, 2] = np.nan, 0.0
    np.testing.assert_allclose(economic_complexity(m).eci, economic_complexity(absent).eci)


def test_an_empty_region_and_activity_are_restored_and_move_nobody():
    m = random_table(5)
    found = economic_complexity(np.pad(m, ((0, 1), (1, 0))))
    expected = economic_complexity(m)
    np.testing.assert_allclose(found.eci[:-1], expected.eci, atol=1e-12)
    np.testing.assert_allclose(found.pci[1:], expected.pci, atol=1e-12)
    assert np.isnan(found.eci[-1])
    assert np.isnan(found.pci[0])
    assert {d.code for d in found.diagnostics} >= {"empty_at_threshold"}


def test_two_parts_only_the_largest_has_complexity_or_each_its_own():
    m = np.zeros((9, 11))
    m[:5, :6], m[5:, 6:] = STAIRS, np.triu(np.ones((4, 5)))
    found = economic_complexity(m)
    np.testing.assert_allclose(found.eci[:5], economic_complexity(STAIRS).eci, atol=1e-12)
    assert np.isnan(found.eci[5:]).all()
    each = economic_complexity(m, components="each")
    assert np.isfinite(each.eci).all()
    assert each.eci[5:].mean() == pytest.approx(0, abs=1e-12)
    assert each.component_of_region.tolist() == [0] * 5 + [1] * 4


def test_rank_one_and_a_ring_have_none_and_say_why():
    for m, code in (
        (np.ones((4, 5)), "no_second_eigenvector"),
        (np.eye(6) + np.roll(np.eye(6), 1, 1), "degenerate_eigenvalue"),
    ):
        found = economic_complexity(m)
        assert np.isnan(found.eci).all()
        assert np.isnan(found.pci).all()
        assert code in {d.code for d in found.diagnostics}


def test_a_small_gap_is_a_warning_with_its_numbers():
    found = economic_complexity(random_table(1), gap_warn=1.0)
    (gap,) = [d for d in found.diagnostics if d.code == "small_gap"]
    assert gap.severity == "warning"
    assert gap.value == pytest.approx(found.lambda2 - found.lambda3)


def test_constant_diversity_takes_the_sign_of_the_totals_then_of_the_largest_entry():
    # Every region has two of six activities, in a chain closed by one shared activity: diversity says nothing.
    m = np.array([[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]], dtype=float)
    up = economic_complexity(m, sizes=[1, 2, 3, 4])
    down = economic_complexity(m, sizes=[4, 3, 2, 1])
    np.testing.assert_allclose(up.eci, -down.eci)
    assert up.eci[3] > 0
    assert "sign_fallback" in {d.code for d in up.diagnostics}
    alone = economic_complexity(m)
    assert "sign_fallback" in {d.code for d in alone.diagnostics}


def test_orient_takes_an_exactly_mirrored_vector_to_one_sign():
    m = STAIRS
    vector = np.arange(6.0) - 2.5
    for given in (vector, -vector):
        k = m.sum(axis=1)
        sign, _ = orient(m @ given / k, given, k=k)
        assert np.corrcoef(sign * (m @ given) / k, k)[0, 1] > 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"pci_scale": "none"}, "pci_scale"),
        ({"ddof": 3}, "ddof"),
        ({"sign_rule": "up"}, "sign_rule"),
        ({"sign_rule": "anchor"}, "needs anchor"),
        ({"anchor": [1.0] * 5}, "needs anchor"),
        ({"components": "none"}, "components"),
    ],
)
def test_conventions_that_do_not_exist_are_refused(options, words):
    with pytest.raises(ParameterError, match=words):
        economic_complexity(STAIRS, **options)


@pytest.mark.parametrize(
    ("m", "options", "words"),
    [
        (np.ones((1, 4)), {}, "too few"),
        (np.ones((4, 1)), {}, "too few"),
        (STAIRS * 2, {}, "holds 2"),
        (STAIRS, {"sizes": [1.0]}, "5 regions"),
    ],
)
def test_tables_that_cannot_be_are_refused(m, options, words):
    with pytest.raises(EvidenceError, match=words):
        economic_complexity(m, **options)


def test_standardise_of_a_constant_is_missing():
    assert np.isnan(standardise(np.ones(3))).all()


def test_rounding_inside_by_the_vector_of_the_rounded_matrix():
    m = np.triu(np.ones((6, 6)))
    m[2, 0] = 1
    found = economic_complexity(m, rounding="econgeo", pci_scale="own")
    k, u = m.sum(axis=1), m.sum(axis=0)
    transition = np.round((m / k[:, None]) @ (m / u).T, 4)
    values, vectors = np.linalg.eig(transition)
    second = vectors[:, np.argsort(-values.real)[1]].real
    second = (second - second.mean()) / second.std()
    np.testing.assert_allclose(found.eci, second * np.sign(second @ found.eci), atol=1e-12)
    assert np.corrcoef(found.eci, k)[0, 1] > 0
    assert found.conventions["rounding"] == "econgeo"
    plain = economic_complexity(m, pci_scale="own")
    np.testing.assert_allclose(found.eci, plain.eci, atol=1e-2)
    np.testing.assert_allclose(found.pci, plain.pci, atol=1e-2)
    assert not np.allclose(found.eci, plain.eci, atol=1e-8)
