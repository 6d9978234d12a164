"""AHP: closed forms, named tables of random indices, groups, and judgements that cannot be."""

import numpy as np
import pytest

from clustrat.decision.ahp import RI_TABLES, aggregate_judgements, aggregate_priorities, ahp_weights, random_index
from clustrat.errors import EvidenceError, ParameterError

THREE = [[1, 2, 6], [1 / 2, 1, 2], [1 / 6, 1 / 2, 1]]


def test_three_criteria_have_a_closed_form():
    d = (6 / (2 * 2)) ** (1 / 3)
    result = ahp_weights(THREE)
    means = np.prod(np.array(THREE), axis=1) ** (1 / 3)
    assert result.lambda_max == pytest.approx(1 + d + 1 / d)
    assert result.weights == pytest.approx(means / means.sum())


def test_a_consistent_matrix_has_ratio_zero_under_every_table():
    w = np.array([0.4, 0.3, 0.2, 0.1])
    for table in RI_TABLES:
        result = ahp_weights(w[:, None] / w, ri_table=table)
        assert result.cr == 0 and result.ci == 0 and result.ri_table == table
        assert result.weights == pytest.approx(w)


def test_the_table_changes_the_ratio_and_is_named():
    first, second = (ahp_weights(THREE, ri_table=name) for name in ("saaty-1980", "donegan-dodd-1991"))
    assert first.ci == second.ci and first.cr < second.cr


def test_contradictions_are_remarked_and_never_refused():
    result = ahp_weights([[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]])
    assert result.remarks[0].code == "judgements_inconsistent"
    assert "saaty-1980" in result.remarks[0].sentence
    assert result.weights.sum() == pytest.approx(1)


def test_two_criteria_are_always_consistent_and_eleven_have_no_index():
    assert ahp_weights([[1, 3], [1 / 3, 1]]).cr == 0.0
    assert ahp_weights(np.ones((11, 11))).cr is None
    assert random_index(11, "saaty-1980") is None
    assert ahp_weights([[1.0]]).weights.tolist() == [1.0]


def test_rounded_thirds_are_taken():
    assert ahp_weights([[1, 3], [0.333, 1]]).weights[0] == pytest.approx(0.75, abs=1e-3)


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[1, 2], [2, 1]], "1 over 0 2. Give 1/2"),
        ([[1, 0], [0, 1]], "0 over 1 is 0"),
        ([[1, -2], [-0.5, 1]], "0 over 1 is -2"),
        ([[2, 1], [1, 1]], "0 over 0 is judged 2"),
        ([[1, 2, 3]], "one row and one column"),
        ([[1, np.nan], [1, 1]], "is nan"),
    ],
)
def test_judgements_that_cannot_be_are_named(matrix, words):
    with pytest.raises(EvidenceError, match=words):
        ahp_weights(matrix)


def test_an_unknown_table_is_refused():
    with pytest.raises(ParameterError, match="no table of random indices 'saaty'"):
        ahp_weights(THREE, ri_table="saaty")


def test_aggregated_judgements_stay_reciprocal_and_follow_the_weights():
    other = [[1, 4, 3], [1 / 4, 1, 1], [1 / 3, 1, 1]]
    joint = aggregate_judgements([THREE, other], participant_weights=[3, 1])
    assert joint * joint.T == pytest.approx(np.ones((3, 3)))
    assert joint[0, 1] == pytest.approx(2**0.75 * 4**0.25)
    assert aggregate_judgements([THREE, other], participant_weights=[1, 0]) == pytest.approx(np.array(THREE))


def test_aggregated_priorities_by_hand_and_refusals():
    assert aggregate_priorities([[0.5, 0.5], [0.8, 0.2]]) == pytest.approx([2 / 3, 1 / 3])
    with pytest.raises(EvidenceError, match="above 0"):
        aggregate_priorities([[1.0, 0.0]])
    with pytest.raises(EvidenceError, match="one size"):
        aggregate_judgements([THREE, [[1.0]]])
    with pytest.raises(EvidenceError, match="no participants"):
        aggregate_judgements([])
    with pytest.raises(ParameterError, match="not all of them 0"):
        aggregate_priorities([[0.5, 0.5]], participant_weights=[0])
