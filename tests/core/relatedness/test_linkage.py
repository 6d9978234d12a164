"""Input-output linkage: worked by hand, as sums of rounds, and what is refused."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.relatedness.linkage import direct_linkage, input_output, multipliers

Z, X = np.array([[20.0, 10.0], [40.0, 20.0]]), np.array([100.0, 200.0])
RANDOM = np.random.default_rng(3)
LARGE_X = RANDOM.uniform(50, 100, size=12)
LARGE_Z = RANDOM.uniform(0, 1, size=(12, 12)) * 0.05 * np.minimum.outer(LARGE_X, LARGE_X)


def test_coefficients_by_hand():
    table = input_output(Z, X)
    np.testing.assert_allclose(table.technical, [[0.2, 0.05], [0.4, 0.1]])
    np.testing.assert_allclose(table.allocation, [[0.2, 0.1], [0.2, 0.1]])


def test_inverses_by_hand():
    # |I - A| = 0.8 * 0.9 - 0.05 * 0.4 = 0.7; |I - B| = 0.8 * 0.9 - 0.1 * 0.2 = 0.7.
    table = input_output(Z, X)
    np.testing.assert_allclose(table.leontief, np.array([[0.9, 0.05], [0.4, 0.8]]) / 0.7)
    np.testing.assert_allclose(table.ghosh, np.array([[0.9, 0.1], [0.2, 0.8]]) / 0.7)
    np.testing.assert_allclose(table.backward, np.array([1.3, 0.85]) / 0.7)
    np.testing.assert_allclose(table.forward, np.array([1.0, 1.0]) / 0.7)


def test_inverses_are_the_sum_of_all_rounds_of_suppliers():
    table = input_output(LARGE_Z, LARGE_X)
    for shares, inverse in ((table.technical, table.leontief), (table.allocation, table.ghosh)):
        rounds = sum(np.linalg.matrix_power(shares, n) for n in range(200))
        np.testing.assert_allclose(inverse, rounds, rtol=1e-10)


def test_both_inverses_are_of_one_table():
    """G = X^-1 L X: the two models differ by the outputs only."""
    table = input_output(LARGE_Z, LARGE_X)
    np.testing.assert_allclose(table.ghosh, table.leontief * LARGE_X / LARGE_X[:, None], rtol=1e-10)


def test_output_is_what_final_demand_needs():
    table = input_output(LARGE_Z, LARGE_X)
    np.testing.assert_allclose(table.leontief @ (LARGE_X - LARGE_Z.sum(axis=1)), LARGE_X, rtol=1e-10)


def test_key_industries_are_above_the_mean_in_both():
    # The first sells to and buys from the others; they do neither among themselves.
    table = input_output([[30, 30, 30], [30, 0, 0], [30, 0, 0]], [200, 200, 200])
    assert table.is_key.tolist() == [True, False, False]


def test_an_industry_exactly_at_the_mean_is_no_key():
    assert not input_output(np.full((3, 3), 10.0), [100, 100, 100]).is_key.any()


def test_no_deliveries_mean_no_linkage():
    table = input_output(np.zeros((3, 3)), [1, 2, 3])
    assert table.backward.tolist() == table.forward.tolist() == [1, 1, 1]
    assert not direct_linkage(table).any()


def test_scope_is_said():
    assert input_output(Z, X).scope == "national coefficients"
    assert input_output(Z, X, scope="Upper Austria, survey of 2015").scope == "Upper Austria, survey of 2015"


def test_direct_linkage_is_the_largest_of_four_shares():
    # a12 = 0.05, a21 = 0.4, b12 = 0.1, b21 = 0.2.
    np.testing.assert_allclose(direct_linkage(input_output(Z, X)), [[0.2, 0.4], [0.4, 0.1]])


def test_value_added_multipliers_are_one_where_there_are_no_imports():
    value_added = (LARGE_X - LARGE_Z.sum(axis=0)) / LARGE_X
    np.testing.assert_allclose(multipliers(input_output(LARGE_Z, LARGE_X), value_added), 1.0)


def test_multipliers_take_negative_values():
    # A subsidised industry can have a negative value added: 1 / 0.7 * (-0.1 * 0.9 + 0.5 * 0.4), ...
    found = multipliers(input_output(Z, X), [-0.1, 0.5])
    np.testing.assert_allclose(found, np.array([0.11, 0.395]) / 0.7)


def test_nothing_lent_is_changed():
    z, x = Z.copy(), X.copy()
    direct_linkage(input_output(z, x))
    np.testing.assert_array_equal(z, Z)
    np.testing.assert_array_equal(x, X)


@pytest.mark.parametrize(("output", "word"), [(0.0, "0"), (-5.0, "-5"), (np.nan, "nan"), (np.inf, "inf")])
def test_output_not_above_zero_is_refused(output, word):
    with pytest.raises(EvidenceError, match=f"output of industry 1 is {word}; coefficients need one above 0"):
        input_output(Z, [100.0, output])


@pytest.mark.parametrize(("cell", "word"), [(-40.0, "-40"), (np.nan, "nan"), (np.inf, "inf")])
def test_delivery_that_cannot_be_is_named(cell, word):
    z = Z.copy()
    z[1, 0] = cell
    with pytest.raises(EvidenceError, match=f"from industry 1 to 0 is {word}; it must be known and not negative"):
        input_output(z, X)


@pytest.mark.parametrize("x", [[20.0, 50.0], [15.0, 15.0]])
def test_more_deliveries_than_output_are_refused(x):
    with pytest.raises(EvidenceError, match="take up all output"):
        input_output(Z, x)


def test_closed_economy_is_refused_whatever_rounding_says():
    """All output is delivered on: the spectral radius is 1, or the last digit below it."""
    for seed in range(20):
        z = np.random.default_rng(seed).uniform(0, 1, size=(6, 6))
        with pytest.raises(EvidenceError, match=r"spectral radius 1\b.*same table and currency"):
            input_output(z, z.sum(axis=0))


@pytest.mark.parametrize(
    ("z", "x"),
    [([[1.0, 2.0]], [1.0]), ([1.0, 2.0], [1.0, 2.0]), (Z, [1.0]), (Z, [[1.0], [2.0]]), (np.zeros((0, 0)), [])],
)
def test_tables_that_do_not_fit_are_refused(z, x):
    with pytest.raises(EvidenceError, match="Give a square table and one output per industry"):
        input_output(z, x)


@pytest.mark.parametrize("values", [[1.0], [1.0, 2.0, 3.0], [1.0, np.nan], [np.inf, 1.0], 1.0])
def test_multipliers_need_one_value_for_each_industry(values):
    with pytest.raises(EvidenceError, match="for 2 industries"):
        multipliers(input_output(Z, X), values)
