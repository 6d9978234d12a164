"""The opinion map: against a plain decomposition, and independent of the order of the people."""

import numpy as np
import pytest

from clustrat.decision.opinion_map import opinion_map, principal_axes
from clustrat.errors import EvidenceError, ParameterError

NAN = float("nan")
RNG = np.random.default_rng(4)


def votes(n_people, n_statements, share_missing=0.3):
    table = RNG.integers(-1, 2, size=(n_people, n_statements)).astype(float)
    table[RNG.random(table.shape) < share_missing] = np.nan
    return table


@pytest.mark.parametrize("shape", [(30, 8), (8, 30)])
def test_axes_are_those_of_a_plain_decomposition(shape):
    table = votes(*shape)
    means = np.nanmean(table, axis=0)
    centred = np.where(np.isnan(table), 0.0, table - means)
    _, singular, right = np.linalg.svd(centred, full_matrices=False)
    result = opinion_map(table)
    assert result.means == pytest.approx(means)
    assert result.eigenvalues == pytest.approx(singular**2, abs=1e-9)
    for axis in range(2):
        largest = right[axis, np.abs(right[axis]).argmax()]
        assert result.loadings[axis] == pytest.approx(right[axis] * np.sign(largest), abs=1e-9)
    n = (~np.isnan(table)).sum(axis=1)
    assert result.projection == pytest.approx(np.sqrt(shape[1] / n)[:, None] * (centred @ result.loadings.T), abs=1e-9)


def test_both_routes_to_the_axes_agree():
    table = votes(40, 12)
    assert principal_axes(table)[1] == pytest.approx(principal_axes(table, all_values=True)[1], abs=1e-9)


def test_places_do_not_depend_on_the_order_of_the_people_to_the_last_bit():
    table = votes(60, 20)
    order = RNG.permutation(60)
    assert (opinion_map(table[order]).projection == opinion_map(table).projection[order]).all()


def test_a_moderated_out_statement_is_a_pass_of_everybody():
    table = votes(20, 6)
    zeroed = table.copy()
    zeroed[:, 2] = 0.0
    assert opinion_map(table, moderated_out=[2]).projection == pytest.approx(opinion_map(zeroed).projection)


def test_inclusion_counts_own_votes_up_to_seven_or_all_statements():
    assert opinion_map([[1, NAN], [1, -1], [-1, 1]]).included.tolist() == [False, True, True]
    table = votes(20, 30, 0.0)
    table[0, 6:] = np.nan
    table[1, 7:] = np.nan
    assert opinion_map(table).included[:2].tolist() == [False, True]


def test_votes_that_all_agree_have_no_spread_and_stand_in_one_place():
    result = opinion_map([[1, 1], [1, 1]])
    assert not result.projection.any() and not result.loadings.any()


def test_nobody_voted_on_a_statement():
    result = opinion_map([[1, NAN], [-1, NAN]])
    assert result.means.tolist() == [0.0, 0.0]


def test_a_map_of_nothing_is_refused():
    with pytest.raises(EvidenceError, match="0 people"):
        opinion_map(np.empty((0, 3)))


def test_a_statement_that_is_not_there_cannot_be_moderated_out():
    with pytest.raises(ParameterError, match="Statement 5"):
        opinion_map([[1, -1]], moderated_out=[5])
