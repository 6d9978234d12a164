"""Inferred groups: found where they were planted, refused by the gate where votes are chance."""

import numpy as np
import pytest

from clustrat.decision.inferred_groups import adjusted_rand, inferred_groups, match_labels, validity_gate
from clustrat.decision.parameters import DECISION_V1
from clustrat.errors import EvidenceError

QUICK = DECISION_V1.changed(version="test", gate_nulls=10, gate_resamples=10, map_starts=5)


def planted(sizes, n_statements=12, noise=0.1, seed=0):
    rng = np.random.default_rng(seed)
    rows = []
    for group, size in enumerate(sizes):
        opinion = np.where(np.arange(n_statements) % len(sizes) == group, 1.0, -1.0)
        block = np.tile(opinion, (size, 1))
        flip = rng.random(block.shape) < noise
        rows.append(np.where(flip, -block, block))
    return np.concatenate(rows)


def test_planted_groups_are_found_the_largest_first():
    result = inferred_groups(planted([40, 25]), seed=1)
    assert result.sizes == (40, 25)
    assert result.labels.tolist() == [0] * 40 + [1] * 25
    assert result.silhouette == max(result.silhouettes.values())


def test_groups_do_not_depend_on_the_order_of_the_people():
    table = planted([30, 20, 15], noise=0.25)
    order = np.random.default_rng(5).permutation(len(table))
    assert (inferred_groups(table[order], seed=3).labels == inferred_groups(table, seed=3).labels[order]).all()


def test_people_with_too_few_votes_belong_to_no_group():
    table = planted([20, 15])
    table[0, 3:] = np.nan
    assert inferred_groups(table, seed=1).labels[0] == -1


def test_votes_that_tell_nobody_apart_give_no_groups():
    result = inferred_groups(np.ones((20, 8)), seed=1)
    assert (result.n_groups, result.silhouette, set(result.labels.tolist())) == (0, None, {-1})


def test_the_gate_passes_planted_groups_and_reports_progress():
    seen = []
    gate = validity_gate(
        planted([40, 30]), seed=1, parameters=QUICK, progress=lambda done, total: seen.append((done, total))
    )
    assert gate.passed and gate.remarks == ()
    assert gate.silhouette > gate.null_silhouette and gate.median_ari > 0.9
    assert seen[-1] == (20, 20)


def test_the_gate_stops_votes_dealt_out_by_chance():
    table = np.random.default_rng(2).choice([-1.0, 0.0, 1.0], size=(60, 15))
    gate = validity_gate(table, seed=1, parameters=QUICK)
    assert not gate.passed
    assert gate.remarks[0].code in {"groups_like_chance", "groups_unstable", "group_too_small"}


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (planted([20, 10]), "too_few_people"),
        (planted([60, 3], noise=0.02), "group_too_small"),
        (np.ones((60, 8)), "no_groups"),
    ],
)
def test_the_gate_says_which_criterion_failed(table, code):
    gate = validity_gate(table, seed=1, parameters=QUICK)
    assert (gate.passed, gate.remarks[0].code) == (False, code)


def test_adjusted_rand_by_hand_and_at_its_ends():
    assert adjusted_rand([0, 0, 1, 1], [5, 5, 2, 2]) == 1.0
    assert adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(-0.5)
    assert adjusted_rand([0, 0], [1, 1]) == 1.0
    with pytest.raises(EvidenceError, match="cannot be compared"):
        adjusted_rand([0], [0, 1])


def test_groups_keep_their_names_and_a_new_one_gets_a_new_name():
    assert match_labels([0, 0, 0, 1, 1], [1, 1, 1, 0, 0]).tolist() == [0, 0, 0, 1, 1]
    assert match_labels([0, 0, 0, 0], [0, 0, 1, -1]).tolist() == [0, 0, 1, -1]
    with pytest.raises(EvidenceError, match="same people"):
        match_labels([0], [0, 1])


def test_no_votes_no_groups():
    with pytest.raises(EvidenceError, match="no votes"):
        inferred_groups(np.empty((0, 0)), seed=1)
