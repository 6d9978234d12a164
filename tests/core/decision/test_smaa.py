"""Rank acceptability and SMAA-2: by hand, against the exact integral, and with gaps and ties."""

import numpy as np
import pytest

from clustrat.decision.smaa import acceptability_of_scores, simplex_weights, smaa, smaa_two_criteria
from clustrat.errors import EvidenceError

COMPROMISE = [[1, 0], [0, 1], [0.6, 0.6]]


def test_equal_scores_share_their_ranks_evenly():
    result = acceptability_of_scores([[2.0, 2.0, 1.0], [3.0, 3.0, 3.0]])
    third = 1 / 3
    assert result.rank_acceptability == pytest.approx(
        np.array([[(0.5 + third) / 2, (0.5 + third) / 2, third / 2]] * 2 + [[third / 2, third / 2, (1 + third) / 2]])
    )
    assert result.pairwise_winning[0, 1] == result.pairwise_winning[1, 0] == 0
    assert result.pairwise_winning[0, 2] == 0.5


def test_holistic_and_first_three_by_hand():
    result = acceptability_of_scores([[4.0, 3.0, 2.0, 1.0], [1.0, 2.0, 3.0, 4.0]])
    assert result.first.tolist() == [0.5, 0, 0, 0.5]
    assert result.first_three.tolist() == [0.5, 1, 1, 0.5]
    assert result.holistic == pytest.approx([0.5, 0.5, 0.5, 0.5])
    assert result.standard_error[0, 0] == pytest.approx(np.sqrt(0.25 / 2))
    assert result.largest_standard_error == pytest.approx(0.5 / np.sqrt(2))


def test_a_missing_score_is_not_ranked_and_the_others_are_ranked_among_themselves():
    result = acceptability_of_scores([[np.nan, 1.0, 2.0], [3.0, 1.0, 2.0]])
    assert result.ranked.tolist() == [0.5, 1, 1]
    assert result.rank_acceptability.tolist() == [[0.5, 0, 0], [0, 0.5, 0.5], [0.5, 0.5, 0]]
    assert result.pairwise_winning[0, 1] == 1.0  # over the one draw that ranks both


def test_an_alternative_that_is_never_ranked_is_undefined_not_zero():
    result = acceptability_of_scores([[np.nan, 1.0], [np.nan, 2.0]])
    assert np.isnan(result.first[0]) and np.isnan(result.holistic[0])
    assert np.isnan(result.pairwise_winning[0]).all() and np.isnan(result.pairwise_winning[1, 0])
    assert result.first[1] == 1.0


def test_two_missing_scores_in_one_draw_do_not_tie_for_a_rank():
    result = acceptability_of_scores([[np.nan, np.nan, 1.0, 1.0], [4.0, 3.0, 2.0, 1.0]])
    assert result.rank_acceptability.sum(axis=1).tolist() == [0.5, 0.5, 1, 1]
    assert result.rank_acceptability[2].tolist() == [0.25, 0.25, 0.5, 0]


def test_one_alternative_is_always_first():
    result = acceptability_of_scores([[0.2], [0.7]])
    assert result.first.tolist() == result.holistic.tolist() == [1.0]


@pytest.mark.parametrize("scores", [[], [[]], [1.0, 2.0]])
def test_scores_without_draws_or_alternatives_are_refused(scores):
    with pytest.raises(EvidenceError, match="one row per draw"):
        acceptability_of_scores(scores)


def test_an_infinite_score_is_named():
    with pytest.raises(EvidenceError, match="alternative 1 in draw 0 is infinite"):
        acceptability_of_scores([[0.0, np.inf]])


def test_simulation_comes_near_the_exact_integral():
    exact = smaa_two_criteria(COMPROMISE)
    drawn = smaa(COMPROMISE, simplex_weights(2, n_draws=50_000, rng=np.random.default_rng(5)))
    assert drawn.acceptability.rank_acceptability == pytest.approx(exact.acceptability.rank_acceptability, abs=0.01)
    assert drawn.acceptability.pairwise_winning == pytest.approx(exact.acceptability.pairwise_winning, abs=0.01)
    assert drawn.central_weights == pytest.approx(exact.central_weights, abs=0.01)


def test_the_same_seed_gives_the_same_result():
    first, second = (smaa(COMPROMISE, simplex_weights(2, n_draws=500, rng=np.random.default_rng(9))) for _ in range(2))
    assert (first.acceptability.rank_acceptability == second.acceptability.rank_acceptability).all()


def test_an_alternative_that_no_weights_put_first_has_no_central_weights():
    result = smaa([[1.0, 1.0], [0.5, 0.5]], [[0.3, 0.7], [0.9, 0.1]])
    assert np.isnan(result.central_weights[1]).all()
    assert np.isnan(result.confidence_factor[1])
    assert result.central_weights[0] == pytest.approx([0.6, 0.4])
    assert np.isnan(smaa_two_criteria([[1.0, 1.0], [0.5, 0.5]]).confidence_factor[1])


def test_uncertain_performances_lower_the_confidence():
    values = np.array([[[0.9, 0.9], [0.5, 0.5]]] * 3 + [[[0.4, 0.4], [0.5, 0.5]]])
    result = smaa(values, [[0.5, 0.5]] * 4)
    assert result.confidence_factor.tolist() == [0.75, 0.25]


def test_equal_alternatives_share_everything():
    result = smaa_two_criteria([[0.5, 0.5], [0.5, 0.5]])
    assert result.acceptability.rank_acceptability.tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert result.confidence_factor.tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("values", "weights", "words"),
    [
        ([[1, 0]], [[0.2, 0.3, 0.5]], "shape"),
        ([1, 0], [[1, 0]], "shape"),
        ([[[1, 0]]], [[1, 0], [0, 1]], "shape"),
        ([[1, 0]], [[-1, 2]], "not negative"),
        ([[1, 0]], [[np.nan, 1]], "not negative"),
        ([[np.inf, 0]], [[1, 0]], "infinite"),
    ],
)
def test_what_does_not_fit_is_refused(values, weights, words):
    with pytest.raises(EvidenceError, match=words):
        smaa(values, weights)


@pytest.mark.parametrize("values", [[[1, 0, 1]], [[np.nan, 1]], [1, 2]])
def test_the_exact_route_takes_two_known_criteria_only(values):
    with pytest.raises(EvidenceError, match="two criteria"):
        smaa_two_criteria(values)
