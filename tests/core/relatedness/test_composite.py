"""Composite relatedness: means of standardised matrices, co-location, and what says nothing."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.relatedness.composite import colocation, composite_relatedness


def symmetric(rng, n):
    m = rng.random((n, n))
    return (m + m.T) / 2


def test_mean_of_standardised_matrices():
    rng = np.random.default_rng(1)
    a, b = symmetric(rng, 6), symmetric(rng, 6)
    off = ~np.eye(6, dtype=bool)
    found = composite_relatedness({"a": a, "b": b})
    expected = ((a - a[off].mean()) / a[off].std() + (b - b[off].mean()) / b[off].std()) / 2
    np.testing.assert_allclose(found.relatedness[off], expected[off])
    assert found.relatedness[off].mean() == pytest.approx(0, abs=1e-12)
    assert dict(found.used)["a"] == pytest.approx((a[off].mean(), a[off].std()))


def test_the_published_scheme_is_a_weighted_sum_with_one_constant():
    # Printed weights of the US scheme: 1/4 over each standard deviation; location counts twice.
    weights = {"emp": 1.30812717, "est": 1.04039731, "io": 6.80793414, "occ": 1.37200058}
    deviations = {"emp": 0.19111, "est": 0.24029, "io": 0.036722, "occ": 0.18222}
    for name, weight in weights.items():
        assert 0.25 / deviations[name] == pytest.approx(weight, rel=1e-4)


def test_a_matrix_that_is_not_there_drops_out_and_is_told():
    a = symmetric(np.random.default_rng(2), 5)
    with_gap = composite_relatedness({"a": a, "occupation": None})
    np.testing.assert_allclose(with_gap.relatedness, composite_relatedness({"a": a}).relatedness)
    assert [d.code for d in with_gap.diagnostics] == ["matrix_missing"]


@pytest.mark.parametrize(
    "matrices", [{"a": None}, {}, {"a": np.ones((3, 3))}, {"a": np.eye(3), "b": np.eye(4)}, {"a": np.ones((2, 3))}]
)
def test_what_says_nothing_is_refused(matrices):
    with pytest.raises(EvidenceError):
        composite_relatedness(matrices)


def test_colocation_is_a_correlation_over_regions():
    x = np.random.default_rng(3).gamma(1.0, size=(9, 4))
    np.testing.assert_allclose(colocation(x), np.corrcoef(x.T))
    assert np.isnan(colocation(np.c_[x, np.ones(9)])[4]).all()
    with pytest.raises(EvidenceError, match="three"):
        colocation(x[:2])


def test_by_hand():
    # Pairs 1, 3, 2: mean 2, deviation sqrt(2/3). Pairs 0, 0, 3: mean 1, deviation sqrt(2).
    found = composite_relatedness({"io": [[0, 1, 3], [1, 0, 2], [3, 2, 0]], "skill": [[9, 0, 0], [0, 9, 3], [0, 3, 9]]})
    assert found.relatedness[0, 1] == pytest.approx((-1 / np.sqrt(2 / 3) - 1 / np.sqrt(2)) / 2)
    assert found.relatedness[1, 2] == pytest.approx(np.sqrt(2) / 2)
    assert np.isnan(np.diag(found.relatedness)).all()


def test_diagonals_are_not_read():
    a = symmetric(np.random.default_rng(4), 5)
    other = a.copy()
    np.fill_diagonal(other, [np.nan, np.inf, 7, -3, 0])
    np.testing.assert_array_equal(
        composite_relatedness({"a": a}).relatedness, composite_relatedness({"a": other}).relatedness
    )


def test_pair_that_one_matrix_does_not_know_has_no_composite_and_is_told():
    rng = np.random.default_rng(5)
    a, b = symmetric(rng, 5), symmetric(rng, 5)
    b[0, 1] = b[1, 0] = np.nan
    found = composite_relatedness({"a": a, "b": b})
    assert np.isnan(found.relatedness[0, 1])
    assert np.isnan(found.relatedness).sum() == 7
    (told,) = found.diagnostics
    assert (told.code, told.n, told.share) == ("unknown_cell", 1, 0.1)


def test_what_was_used_cannot_be_changed():
    used = composite_relatedness({"a": symmetric(np.random.default_rng(6), 4)}).used
    with pytest.raises(TypeError):
        used["a"] = (0.0, 1.0)


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[0, 1, 2], [3, 0, 1], [2, 1, 0]], "'a' is not symmetric"),
        ([[0, 1, np.nan], [1, 0, 2], [5, 2, 0]], "'a' is not symmetric"),
        ([[0, 1, np.inf], [1, 0, 2], [np.inf, 2, 0]], "'a' is infinite"),
        (np.full((3, 3), np.nan), "'a' is the same for all pairs, or knows none"),
        (np.full((3, 3), 0.1), "'a' is the same for all pairs"),
        ([[0, 1], [1, 0]], "'a' is the same for all pairs"),
        ([1.0, 2.0], "Give square ones"),
    ],
)
def test_matrix_that_cannot_be_is_named(matrix, words):
    with pytest.raises(EvidenceError, match=words):
        composite_relatedness({"a": matrix})


def test_nothing_lent_is_changed():
    a = symmetric(np.random.default_rng(7), 4)
    kept = a.copy()
    composite_relatedness({"a": a})
    np.testing.assert_array_equal(a, kept)


def test_colocation_over_the_regions_that_know_both():
    x = np.random.default_rng(8).gamma(1.0, size=(12, 3)) * 1e6
    x[0, 0] = x[5, 1] = np.nan
    both = ~np.isnan(x[:, 0]) & ~np.isnan(x[:, 1])
    found = colocation(x)
    assert found[0, 1] == pytest.approx(np.corrcoef(x[both, 0], x[both, 1])[0, 1])
    assert found[1, 2] == pytest.approx(np.corrcoef(x[~np.isnan(x[:, 1])][:, 1:].T)[0, 1])


def test_colocation_of_nearly_equal_counts_keeps_its_digits():
    rng = np.random.default_rng(9)
    x = 1e6 + rng.normal(size=(50, 3))
    np.testing.assert_allclose(colocation(x), np.corrcoef(x.T), atol=1e-9)


def test_colocation_needs_three_common_regions_and_counts_that_vary_there():
    nan = np.nan
    # The first varies only where the second is not known; the third shares two regions with the second.
    x = np.array([[1000, nan, 1], [5, 1, nan], [5, 2, nan], [5, 4, 7], [5, 3, 2]])
    found = colocation(x)
    assert np.isnan(found[0, 1])
    assert np.isnan(found[1, 2])
    assert found[0, 0] == found[1, 1] == 1


@pytest.mark.parametrize(("cell", "word"), [(-1.0, "-1"), (np.inf, "inf")])
def test_count_that_cannot_be_is_named(cell, word):
    with pytest.raises(EvidenceError, match=f"region 2, industry 1 is {word}"):
        colocation([[1, 2], [2, 3], [3, cell]])


@pytest.mark.parametrize("counts", [[1.0, 2.0, 3.0], np.zeros((2, 2)), np.zeros((3, 2, 2))])
def test_too_few_regions_are_refused(counts):
    with pytest.raises(EvidenceError, match="three of them"):
        colocation(counts)
