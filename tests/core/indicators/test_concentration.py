"""Concentration: by hand, at the ends of the scale, and with a say for missing cells."""

import math

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.indicators.concentration import (
    atkinson,
    gini,
    gini_of_quotients,
    hoover_gini,
    hoover_index_pct,
    locational_gini,
    schutz,
    theil,
)

MEASURES = {
    "gini": gini,
    "locational_gini": locational_gini,
    "theil": lambda counts, **options: theil(counts, **options).total,
    "atkinson": atkinson,
    "schutz": schutz,
}
every_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
RANDOM = np.random.default_rng(11).integers(1, 1000, size=(9, 5)).astype(float)


def test_gini_is_the_mean_difference_of_all_pairs():
    x = RANDOM[:, 0]
    pairs = np.abs(x[:, None] - x[None, :]).sum() / (2 * len(x) * x.sum())
    assert gini(RANDOM)[0] == pytest.approx(pairs)


@pytest.mark.parametrize(("measure", "most"), [(gini, 0.75), (schutz, 0.75), (lambda x: theil(x).total, math.log(4))])
def test_one_region_with_everything_is_the_most_there_can_be(measure, most):
    counts = np.array([[8.0, 1.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    np.testing.assert_allclose(measure(counts), [most, 0], atol=1e-15)


def test_locational_gini_by_hand():
    # Industry (1, 3) in regions of size (10, 10): Lorenz points (0.5, 0.25), (1, 1); area 0.375; (1 - 0.75) / 2.
    assert locational_gini([[1.0, 9.0], [3.0, 7.0]])[0] == pytest.approx(0.125)


def test_locational_gini_of_an_industry_spread_like_all_is_zero():
    counts = np.column_stack([RANDOM.sum(axis=1) * 0.1, RANDOM])
    counts[:, 1:] *= 0.9
    assert locational_gini(counts)[0] == pytest.approx(0, abs=1e-12)


def test_locational_gini_stays_below_one_half():
    counts = np.zeros((50, 2))
    counts[:, 1] = 100
    counts[0, 0] = 1e-6
    assert 0.45 < locational_gini(counts)[0] < 0.5


def test_hoover_by_hand():
    counts, population = [[6.0], [2.0]], [50.0, 50.0]
    # Shares 0.75 and 0.25 against halves: a quarter would have to move; Lorenz (0.5, 0.25): 1 - 0.75.
    assert hoover_index_pct(counts, population)[0] == pytest.approx(25)
    assert hoover_gini(counts, population)[0] == pytest.approx(0.25)


def test_hoover_of_what_follows_population_is_zero():
    population = np.array([10.0, 20, 70])
    counts = population[:, None] * 3
    assert hoover_index_pct(counts, population)[0] == pytest.approx(0, abs=1e-12)
    assert hoover_gini(counts, population)[0] == pytest.approx(0, abs=1e-12)


def test_theil_by_hand():
    # Values 1 and 3, mean 2: (0.5 ln 0.5 + 1.5 ln 1.5) / 2.
    assert theil([[1.0], [3.0]]).total[0] == pytest.approx((0.5 * math.log(0.5) + 1.5 * math.log(1.5)) / 2)


def test_theil_between_and_within_sum_to_the_whole():
    groups = list("AABBBCCCC")
    parts = theil(RANDOM, groups=groups)
    np.testing.assert_allclose(parts.between + parts.within, parts.total)
    assert (parts.between >= 0).all()
    assert (parts.within >= 0).all()
    # By hand for one industry: weights of the groups times their own index.
    x = RANDOM[:, 2]
    own = {g: x[[k == g for k in groups]] for g in "ABC"}
    within = sum(v.sum() / x.sum() * np.mean(v / v.mean() * np.log(v / v.mean())) for v in own.values())
    assert parts.within[2] == pytest.approx(within)


def test_theil_in_one_group_is_all_within():
    np.testing.assert_allclose(theil(RANDOM).between, 0, atol=1e-15)


def test_atkinson_by_hand():
    # Epsilon 0.5: 1 - ((sqrt 1 + sqrt 9) / 2)^2 / 5 = 1 - 4 / 5. Epsilon 1: geometric mean 3 over 5.
    assert atkinson([[1.0], [9.0]])[0] == pytest.approx(0.2)
    assert atkinson([[1.0], [9.0]], epsilon=1)[0] == pytest.approx(1 - 3 / 5)


def test_atkinson_is_continuous_at_one():
    near, at = atkinson(RANDOM, epsilon=1 - 1e-7), atkinson(RANDOM, epsilon=1)
    np.testing.assert_allclose(near, at, rtol=1e-5)


def test_gini_of_quotients_is_zero_where_all_are_alike_and_large_where_one_is_not():
    assert gini_of_quotients([2.0, 2.0, 2.0]) == pytest.approx(0)
    assert gini_of_quotients([0.0, 0.0, 0.0, 5.0]) == pytest.approx(0.75)
    assert math.isnan(gini_of_quotients([1.0, float("nan")]))
    assert math.isnan(gini_of_quotients([0.0, 0.0]))


@every_measure
def test_scale_order_and_empty_regions_change_nothing(measure):
    plain = measure(RANDOM)
    np.testing.assert_allclose(measure(RANDOM * 7), plain)
    np.testing.assert_allclose(measure(RANDOM[::-1]), plain)
    np.testing.assert_allclose(measure(np.vstack([RANDOM, np.zeros((2, 5))])), plain)


@every_measure
def test_an_unknown_cell_makes_its_industry_missing_and_no_other(measure):
    counts = RANDOM.copy()
    counts[2, 3] = np.nan
    found = measure(counts)
    assert math.isnan(found[3])
    assert np.isfinite(np.delete(found, 3)).all()


@every_measure
def test_a_region_is_left_out_only_by_name(measure):
    counts = RANDOM.copy()
    counts[2, 3] = np.nan
    found = measure(counts, missing="leave_out")
    assert np.isfinite(found).all()
    if measure is not locational_gini:  # sizes of regions are sums of the known cells
        assert found[3] == pytest.approx(measure(np.delete(RANDOM, 2, axis=0))[3])


@every_measure
def test_an_industry_that_exists_nowhere_is_missing(measure):
    counts = RANDOM.copy()
    counts[:, 1] = 0
    assert math.isnan(measure(counts)[1])


@every_measure
@pytest.mark.parametrize("counts", [[[1.0, 2.0]], [1.0, 2.0], [[]]])
def test_what_is_no_table_of_regions_is_refused(measure, counts):
    with pytest.raises(EvidenceError, match="at least two regions"):
        measure(counts)


@every_measure
@pytest.mark.parametrize("bad", [-1.0, math.inf])
def test_an_impossible_count_is_named(measure, bad):
    with pytest.raises(EvidenceError, match=r"in row 1, column 0 cannot be"):
        measure([[1.0, 2.0], [bad, 2.0]])


@every_measure
def test_an_unknown_policy_is_refused(measure):
    with pytest.raises(ParameterError, match="no missing 'zero'"):
        measure(RANDOM, missing="zero")


def test_atkinson_of_a_zero_is_refused_where_logarithms_are_taken():
    with pytest.raises(EvidenceError, match=r"1 counts are zero.*epsilon below 1"):
        atkinson([[0.0, 1.0], [3.0, 1.0]], epsilon=1)
    assert atkinson([[0.0, 1.0], [3.0, 1.0]])[0] == pytest.approx(0.5)


@pytest.mark.parametrize("epsilon", [0, -1, math.nan])
def test_atkinson_needs_an_aversion_above_zero(epsilon):
    with pytest.raises(ParameterError, match="epsilon"):
        atkinson(RANDOM, epsilon=epsilon)


def test_sizes_that_do_not_fit_are_refused():
    with pytest.raises(EvidenceError, match="2 sizes were given for 9 regions"):
        hoover_gini(RANDOM, [1.0, 2.0])
    with pytest.raises(EvidenceError, match="has no size"):
        hoover_index_pct(RANDOM, [math.nan] * 9)


def test_groups_that_do_not_fit_are_refused():
    with pytest.raises(EvidenceError, match="2 groups were given for 9 regions"):
        theil(RANDOM, groups=["A", "B"])


def test_a_single_quotient_is_refused():
    with pytest.raises(EvidenceError, match="too few"):
        gini_of_quotients([1.0])
