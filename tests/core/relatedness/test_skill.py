"""Skill relatedness: by hand, at its ends, and what is refused."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.relatedness.skill import skill_relatedness


def test_by_hand_with_two_directions():
    # F = 12; out 6, 4, 2; in 5, 4, 3. SR_01 = 3 * 12 / (6 * 4) = 1.5, SR_10 = 4 * 12 / (4 * 5) = 2.4.
    found = skill_relatedness([[0, 3, 3], [4, 0, 0], [1, 1, 0]])
    assert found[0, 1] == pytest.approx((0.5 / 2.5 + 1.4 / 3.4) / 2)
    # SR_12 = 0, SR_21 = 1 * 12 / (2 * 4) = 1.5.
    assert found[1, 2] == pytest.approx((-1 + 0.5 / 2.5) / 2)


def test_nobody_moves_between_two_industries():
    found = skill_relatedness([[0, 0, 5], [0, 0, 5], [5, 5, 0]])
    assert found[0, 1] == found[1, 0] == -1


def test_everybody_moves_anywhere():
    # One mover each way between four industries: 12 * 1 / (3 * 3) = 4/3, as staying is no choice here.
    off = ~np.eye(4, dtype=bool)
    assert skill_relatedness(off.astype(float))[off] == pytest.approx((4 / 3 - 1) / (4 / 3 + 1))


def test_stayers_are_not_read():
    flows = np.array([[0.0, 4.0, 1.0], [4.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    stayed = flows + np.diag([1000.0, np.nan, 5.0])
    np.testing.assert_array_equal(skill_relatedness(stayed), skill_relatedness(flows))


def test_industry_without_movers_has_no_relatedness_and_changes_no_other():
    flows = np.array([[0.0, 4.0, 1.0], [4.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    found = skill_relatedness(np.pad(flows, ((0, 1), (0, 1))))
    np.testing.assert_allclose(found[:3, :3], skill_relatedness(flows))
    assert np.isnan(found[3]).all()
    assert np.isnan(found[:, 3]).all()


def test_industry_that_nobody_comes_to_cannot_be_compared():
    found = skill_relatedness([[0, 4, 0], [4, 0, 0], [1, 1, 0]])
    assert np.isnan(found[2]).all()
    assert np.isfinite(found[:2, :2]).all()


def test_nothing_lent_is_changed():
    flows = np.array([[7.0, 4.0], [4.0, 9.0]])
    skill_relatedness(flows)
    assert flows.tolist() == [[7, 4], [4, 9]]


@pytest.mark.parametrize(("cell", "word"), [(-1.0, "-1"), (np.inf, "inf"), (np.nan, "nan")])
def test_flow_that_cannot_be_is_named(cell, word):
    with pytest.raises(
        EvidenceError, match=f"from industry 0 to 1 is {word}; flows are known, finite and not negative"
    ):
        skill_relatedness([[0, cell], [1, 0]])


@pytest.mark.parametrize("flows", [[[1.0, 2.0]], [[1.0]], [1.0, 2.0], np.zeros((2, 2, 2))])
def test_table_that_is_not_square_is_refused(flows):
    with pytest.raises(EvidenceError, match="one row and one column per industry, at least two"):
        skill_relatedness(flows)


def test_table_in_which_nobody_moves_is_refused():
    with pytest.raises(EvidenceError, match="Nobody moves between the industries"):
        skill_relatedness([[100, 0], [0, 100]])
