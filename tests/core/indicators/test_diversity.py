"""Diversity: by hand, at the ends of the scale, and missing where a cell is."""

import math

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.indicators.diversity import (
    entropy,
    equivalent_number,
    hachman,
    herfindahl,
    krugman_specialisation,
    normalised_herfindahl,
    related_variety,
    unrelated_variety,
)

GROUPS = ["C", "C", "G", "G", "G"]
MEASURES = {
    "herfindahl": herfindahl,
    "normalised_herfindahl": normalised_herfindahl,
    "equivalent_number": equivalent_number,
    "krugman": krugman_specialisation,
    "hachman": hachman,
    "entropy": entropy,
    "unrelated": lambda counts: unrelated_variety(counts, groups=GROUPS),
    "related": lambda counts: related_variety(counts, groups=GROUPS),
}
every_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
RANDOM = np.random.default_rng(12).integers(0, 1000, size=(7, 5)).astype(float) + 1


def test_herfindahl_at_the_ends_of_its_scale():
    counts = [[5.0, 5, 5, 5], [9, 0, 0, 0]]
    np.testing.assert_allclose(herfindahl(counts), [0.25, 1])
    np.testing.assert_allclose(normalised_herfindahl(counts), [0, 1], atol=1e-15)
    np.testing.assert_allclose(equivalent_number(counts), [4, 1])


def test_krugman_by_hand():
    # All regions: halves. Region 0 has 3/4 and 1/4.
    counts = [[3.0, 1.0], [1.0, 3.0]]
    np.testing.assert_allclose(krugman_specialisation(counts), [0.5, 0.5])
    np.testing.assert_allclose(krugman_specialisation(counts, half=True), [0.25, 0.25])
    np.testing.assert_allclose(krugman_specialisation(counts, reference=[3.0, 1.0]), [0, 1])


def test_hachman_by_hand():
    # Shares (3/4, 1/4), quotients (1.5, 0.5): 1 / (1.125 + 0.125).
    np.testing.assert_allclose(hachman([[3.0, 1.0], [1.0, 3.0]]), [0.8, 0.8])


def test_hachman_of_what_the_reference_lacks_is_missing():
    found = hachman([[3.0, 1.0], [1.0, 0.0]], reference=[5.0, 0.0])
    assert math.isnan(found[0])
    assert found[1] == 1


def test_entropy_of_two_equal_halves_is_one_bit():
    np.testing.assert_allclose(entropy([[7.0, 7, 0], [3, 0, 0], [1, 1, 2]]), [1, 0, 1.5])


def test_entropy_is_unrelated_plus_related_variety():
    np.testing.assert_allclose(
        unrelated_variety(RANDOM, groups=GROUPS) + related_variety(RANDOM, groups=GROUPS), entropy(RANDOM)
    )


def test_related_variety_by_its_own_formula():
    shares = RANDOM / RANDOM.sum(axis=1, keepdims=True)
    by_hand = np.zeros(len(RANDOM))
    for members in ([0, 1], [2, 3, 4]):
        p = shares[:, members].sum(axis=1)
        inner = shares[:, members] / p[:, None]
        by_hand += p * (inner * np.log2(1 / inner)).sum(axis=1)
    np.testing.assert_allclose(related_variety(RANDOM, groups=GROUPS), by_hand)


def test_one_group_has_no_unrelated_variety_and_single_groups_no_related():
    np.testing.assert_allclose(unrelated_variety(RANDOM, groups=["C"] * 5), 0, atol=1e-12)
    np.testing.assert_array_equal(related_variety(RANDOM, groups=list("ABCDE")), 0)


@every_measure
def test_scale_and_order_of_regions_change_nothing(measure):
    np.testing.assert_allclose(measure(RANDOM * 13), measure(RANDOM))
    np.testing.assert_allclose(measure(RANDOM[::-1]), measure(RANDOM)[::-1])


@pytest.mark.parametrize("name", ["herfindahl", "normalised_herfindahl", "krugman", "hachman", "entropy"])
def test_an_empty_activity_changes_nothing(name):
    wider = np.column_stack([RANDOM, np.zeros(len(RANDOM))])
    np.testing.assert_allclose(MEASURES[name](wider), MEASURES[name](RANDOM))


@every_measure
def test_an_empty_region_is_missing_and_changes_no_other(measure):
    found = measure(np.vstack([RANDOM, np.zeros(5)]))
    assert math.isnan(found[-1])
    np.testing.assert_allclose(found[:-1], measure(RANDOM))


@every_measure
def test_an_unknown_cell_makes_its_region_missing(measure):
    counts = RANDOM.copy()
    counts[2, 3] = np.nan
    found = measure(counts)
    assert math.isnan(found[2])
    assert np.isfinite(np.delete(found, 2)).all()


@every_measure
@pytest.mark.parametrize("bad", [-1.0, math.inf])
def test_an_impossible_count_is_named(measure, bad):
    counts = RANDOM.copy()
    counts[1, 4] = bad
    with pytest.raises(EvidenceError, match="in row 1, column 4 cannot be"):
        measure(counts)


@every_measure
@pytest.mark.parametrize("counts", [[1.0, 2.0], [[]], []])
def test_what_is_no_table_is_refused(measure, counts):
    with pytest.raises(EvidenceError, match="Give a table"):
        measure(counts)


def test_one_industry_has_no_normalised_index():
    assert np.isnan(normalised_herfindahl([[5.0], [7.0]])).all()


@pytest.mark.parametrize("measure", [krugman_specialisation, hachman])
def test_a_reference_that_does_not_fit_is_refused(measure):
    with pytest.raises(EvidenceError, match="2 industries, the counts 5"):
        measure(RANDOM, reference=[1.0, 2.0])
    with pytest.raises(EvidenceError, match="known in every industry"):
        measure(RANDOM, reference=[1.0, 2.0, 3.0, 4.0, math.nan])
    with pytest.raises(EvidenceError, match="nothing to compare with"):
        measure(RANDOM, reference=[0.0] * 5)


def test_groups_that_do_not_fit_are_refused():
    with pytest.raises(EvidenceError, match="2 groups were given for 5 industries"):
        unrelated_variety(RANDOM, groups=["C", "G"])
