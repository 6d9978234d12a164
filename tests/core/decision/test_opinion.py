"""Opinion over declared groups: by hand, by brute force, and refused where counts do not fit."""

import math
from fractions import Fraction

import numpy as np
import pytest

from clustrat.decision.opinion import (
    VoteCounts,
    consensus_statements,
    count_votes,
    geometric_consensus,
    group_aware_consensus,
    next_statement,
    opinion_statistics,
    representative_statements,
    routing_priority,
    withhold_small_cells,
)
from clustrat.errors import EvidenceError

NAN = float("nan")


def counts_of(seen, agree=None):
    seen = np.array(seen)
    return VoteCounts(
        groups=tuple("abc"[: seen.shape[1]]), agree=np.array(agree or seen), disagree=np.zeros_like(seen), seen=seen
    )


def test_votes_are_counted_by_declared_group_and_people_without_one_are_left_out():
    counts = count_votes([[1, 0], [-1, NAN], [1, 1], [1, 1]], ["b", "a", "b", None])
    assert counts.groups == ("a", "b")
    assert counts.agree.tolist() == [[0, 2], [0, 1]]
    assert counts.disagree.tolist() == [[1, 0], [0, 0]]
    assert counts.seen.tolist() == [[1, 2], [0, 2]]  # the pass counts as seen


def test_a_vote_that_is_none_is_named():
    with pytest.raises(EvidenceError, match="person 1 on statement 0 is 2"):
        count_votes([[1], [2]], ["a", "a"])


def test_groups_must_be_one_per_person():
    with pytest.raises(EvidenceError, match="2 people and 1 groups"):
        count_votes([[1], [1]], ["a"])


def test_votes_without_rows_and_columns_are_refused():
    with pytest.raises(EvidenceError, match="one row per person"):
        count_votes([1, -1], ["a", "a"])


def test_shares_and_z_by_hand():
    result = opinion_statistics([[3, 1]], [[1, 4]], [[5, 6]])
    assert result.pa[0] == pytest.approx([4 / 7, 2 / 8])
    assert result.pat[0, 0] == pytest.approx(2 * math.sqrt(6) * (4 / 6 - 0.5))
    assert result.ra[0, 0] == pytest.approx((4 / 7) / (2 / 8))
    pooled = (4 + 2) / (6 + 7)
    z = (4 / 6 - 2 / 7) / math.sqrt(pooled * (1 - pooled) * (1 / 6 + 1 / 7))
    assert result.rat[0] == pytest.approx([z, -z])
    assert result.gac_agree[0] == pytest.approx(4 / 7 * 2 / 8)
    assert result.gac_agree_geometric[0] == pytest.approx(math.sqrt(4 / 7 * 2 / 8))


def test_z_is_zero_where_everybody_agrees():
    assert opinion_statistics([[3, 4]], [[0, 0]], [[3, 4]]).rat.tolist() == [[0.0, 0.0]]


def test_one_group_has_nobody_to_differ_from():
    result = opinion_statistics([[3]], [[1]], [[5]])
    assert np.isnan(result.ra).all() and np.isnan(result.rat).all()
    assert not result.representative.any()


def test_a_group_without_votes_contributes_one_half_and_lowers_the_coverage():
    result = opinion_statistics([[8, 0]], [[0, 0]], [[8, 0]])
    assert result.gac_agree[0] == pytest.approx(9 / 10 * 0.5)
    assert result.coverage[0] == 0.5


def test_representative_statements_come_in_the_order_of_their_strength():
    result = opinion_statistics([[18, 2], [15, 5], [2, 18]], [[1, 17], [3, 14], [17, 1]], [[20, 20]] * 3)
    assert representative_statements(result, 0)[0] in (0, 2)
    assert set(representative_statements(result, 0)) == {0, 1, 2}
    assert result.agrees[:, 0].tolist() == [True, True, False]


def test_at_most_five_statements_of_consensus():
    agree = list(range(14, 21))
    found = consensus_statements(agree, [0] * 7, [20] * 7)
    assert found.agree == (6, 5, 4, 3, 2)
    assert found.disagree == ()


def test_consensus_adds_groups_up():
    assert consensus_statements([[9, 9]], [[0, 0]], [[10, 10]]) == consensus_statements([18], [0], [20])


@pytest.mark.parametrize(
    ("agree", "disagree", "seen", "words"),
    [
        ([[3]], [[3]], [[5]], "3 agreements and 3 disagreements among 5"),
        ([[-1]], [[0]], [[5]], "agreements of group 0 on statement 0 are -1"),
        ([[1]], [[0.5]], [[5]], "disagreements of group 0 on statement 0 are 0.5"),
        ([[1]], [[0]], [[NAN]], "votes of group 0 on statement 0 are nan"),
        ([[1, 2]], [[0]], [[5]], "shapes"),
        ([1], [0], [5], "by statement and group"),
    ],
)
def test_counts_that_do_not_fit_are_refused(agree, disagree, seen, words):
    with pytest.raises(EvidenceError, match=words):
        opinion_statistics(agree, disagree, seen)


def test_exact_consensus_is_the_product():
    assert group_aware_consensus([1, 2, 0], [2, 4, 0]) == Fraction(2, 4) * Fraction(3, 6) * Fraction(1, 2)


def test_geometric_mean_does_not_fall_with_the_number_of_groups():
    assert [float(geometric_consensus([0.8] * n)) for n in (2, 3, 4, 8)] == pytest.approx([0.8] * 4)


def test_priority_of_what_has_been_seen_falls_and_meta_statements_are_fixed():
    found = routing_priority(
        agree=[0, 5, 5], passes=[0, 1, 1], seen=[0, 10, 10], extremity=[0, 0, 0], is_meta=[False, False, True]
    )
    i = (1 - 2 / 12) * 6 / 12
    assert found == pytest.approx([5.0625, (i * (1 + 8 / 4)) ** 2, 49])


def test_priority_of_more_agreements_than_votes_is_refused():
    with pytest.raises(EvidenceError, match="more than the votes"):
        routing_priority(agree=[3], passes=[0], seen=[2], extremity=[0.0])


def test_one_small_group_takes_the_next_smallest_with_it():
    assert withhold_small_cells(counts_of([[3, 20, 9]])).tolist() == [[True, False, True]]


def test_two_small_groups_hide_each_other_and_a_group_without_votes_hides_nobody():
    assert withhold_small_cells(counts_of([[3, 2, 9]])).tolist() == [[True, True, False]]
    assert withhold_small_cells(counts_of([[0, 20, 9]])).tolist() == [[True, False, False]]
    assert withhold_small_cells(counts_of([[2, 1]])).tolist() == [[True, True]]


def test_the_next_statement_is_drawn_by_priority_and_never_twice():
    rng = np.random.default_rng(8)
    drawn = [next_statement([3.0, 1.0, 6.0], already_seen=[2], rng=rng) for _ in range(2_000)]
    assert drawn.count(0) / 2_000 == pytest.approx(0.75, abs=0.04) and 2 not in drawn
    assert next_statement([3.0], already_seen=[0], rng=rng) is None
    with pytest.raises(EvidenceError, match="not negative"):
        next_statement([-1.0], rng=rng)
