"""Swaps: gains by hand, ties by code, the place of one member or a further one, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustrat.errors import EvidenceError, ParameterError
from clustrat.matching.combinations import ClusterMember, combine
from clustrat.matching.parameters import MatchingParameters
from clustrat.matching.swaps import swaps


def at(region, industry):
    return ClusterMember(region=region, industry=industry)


@pytest.fixture(scope="module")
def apart(table):
    """Four industries that are near to nothing: a cluster holds its own alone."""
    return table([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, np.nan, 1], [0, 0, 1, 1]], relatedness=np.eye(4))


def test_gains_by_hand(apart):
    # A and B reach (1 + 2) of 10; D of R4 or R5 (4) in the place of B (2) gives 5 of 10, C (3) of R3 gives 4 of 10.
    found = swaps(apart, members=[at("R1", "A"), at("R2", "B")], weights=[1, 2, 3, 4], leaves=at("R2", "B"))
    assert [(s.joins, round(s.coverage, 9), round(s.change, 9)) for s in found] == [
        (at("R4", "D"), 0.5, 0.2),
        (at("R5", "D"), 0.5, 0.2),
        (at("R3", "C"), 0.4, 0.1),
    ]


def test_a_further_member_adds_on_top(apart):
    (best, *_) = swaps(apart, members=[at("R1", "A"), at("R2", "B")], weights=[1, 2, 3, 4])
    assert (best.leaves, best.joins, round(best.change, 9)) == (None, at("R4", "D"), 0.4)


def test_a_full_concept_takes_no_further_member(apart):
    two = MatchingParameters(version="two", max_members=2)
    assert swaps(apart, members=[at("R1", "A"), at("R2", "B")], weights=[1, 2, 3, 4], parameters=two) == ()


def test_only_regions_that_may_join(apart):
    found = swaps(apart, members=[at("R1", "A"), at("R2", "B")], weights=[1, 2, 3, 4], regions=["R3"])
    assert [s.joins for s in found] == [at("R3", "C")]


def test_a_cluster_that_may_be_hidden_is_no_candidate(apart):
    found = swaps(apart, members=[at("R1", "A"), at("R2", "B")], weights=[0, 0, 1, 0], n=9)
    assert at("R4", "C") not in [s.joins for s in found]


@given(seed=st.integers(0, 10_000), place=st.integers(0, 1))
@settings(max_examples=25, deadline=None)
def test_each_change_is_what_the_concept_then_reaches(random_table, seed, place):
    table = random_table(seed, n=8, m=6)
    there = [at(r, i) for a, r in enumerate(table.regions) for b, i in enumerate(table.industries) if table.has[a, b]]
    members = there[:2]
    weights = np.random.default_rng(seed).random(6) + 0.01
    now = combine(table, members=members, weights=weights)
    for swap in swaps(table, members=members, weights=weights, leaves=members[place], n=50):
        changed = combine(table, members=[members[1 - place], swap.joins], weights=weights)
        assert swap.coverage == pytest.approx(changed.coverage)
        assert swap.change == pytest.approx(changed.coverage - now.coverage)
        assert swap.gain <= 1


def test_what_is_there_counts_more_than_what_is_only_within_reach(table):
    # B and C are near each other: B of R2 brings C within reach and holds B; D alone is held for itself.
    near = table(
        [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]],
        relatedness=[[1, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1]],
    )
    members = [at("R1", "A"), at("R4", "A")]
    found = swaps(near, members=members, weights=[0.1, 0, 3, 2], leaves=at("R4", "A"))
    assert [(s.joins.industry, round(s.coverage * 5.1, 6)) for s in found[:2]] == [("D", 2.1), ("B", 3.1)]
    assert [round(s.gain * 5.1, 6) for s in found[:2]] == [2.0, 1.5]


def test_what_cannot_be_asked_is_refused(apart):
    members = [at("R1", "A"), at("R2", "B")]
    with pytest.raises(ParameterError, match="no member of the concept"):
        swaps(apart, members=members, weights=[1, 1, 1, 1], leaves=at("R3", "C"))
    with pytest.raises(ParameterError, match="asks for no change"):
        swaps(apart, members=members, weights=[1, 1, 1, 1], n=0)
    with pytest.raises(ParameterError, match="two to 4 clusters"):
        swaps(apart, members=members[:1], weights=[1, 1, 1, 1])
    with pytest.raises(EvidenceError, match="no more than its share"):
        swaps(apart, members=[at("R1", "A"), at("R1", "B")], weights=[1, 1, 1, 1])
