"""Concepts: coverage by hand, what is shared, added, redundant and missing, and what is refused."""

import dataclasses

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.matching.combinations import ClusterMember, combine, theme_coverage
from clustrat.matching.parameters import MatchingParameters

STRICT = MatchingParameters(version="strict", coverage_density=1.0)


def at(region, industry):
    return ClusterMember(region=region, industry=industry)


@pytest.fixture(scope="module")
def four_regions(table):
    """A and B are near (0.5), C and D (0.2), B and C faintly (0.1)."""
    return table([[1, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 1], [0, np.nan, 1, 0]])


def test_coverage_by_hand(four_regions):
    found = combine(four_regions, members=[at("R1", "A"), at("R2", "C")], weights=[2, 1, 1, 4], parameters=STRICT)
    # A of R1 holds B too, which is near it; D is missing: its neighbours A (0.1) and C (0.2) are both held, so it is within reach.
    assert found.present == ("A", "B", "C")
    assert found.within_reach == ("D",)
    assert found.coverage == 1
    assert found.missing == ()


def test_what_is_out_of_reach_is_missing_heaviest_first(table):
    found = combine(
        table([[1, 0, 0, 0], [1, 0, 0, 0]], relatedness=np.eye(4)),
        members=[at("R1", "A"), at("R2", "A")],
        weights=[1, 1, 3, 0],
    )
    assert found.coverage == 0.2
    assert found.missing == ("C", "B")
    assert found.shared == ("A",)
    (reason,) = [r for r in found.reasons if r.kind == "missing"]
    assert reason.value == pytest.approx(0.8)
    assert reason.sentence == "Still missing, 80% of the theme: C, B."


def test_a_twin_is_redundant_and_a_third_adds(table):
    full = table([[1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0]], relatedness=np.eye(4))
    found = combine(full, members=[at("R1", "A"), at("R2", "A"), at("R3", "C")], weights=[1, 0, 1, 0])
    assert [part.redundant for part in found.parts] == [True, True, False]
    assert found.parts[2].adds == 0.5
    assert found.parts[2].only_here == ("C",)
    kinds = [(r.kind, r.member) for r in found.reasons]
    assert ("redundant", at("R1", "A")) in kinds
    assert ("adds", at("R3", "C")) in kinds


def test_what_holds_the_thing_itself_is_not_redundant_where_the_others_only_come_near(table):
    full = table([[1, 0, 0, 0], [0, 1, 0, 0]], relatedness=[[1, 0.5, 0, 0], [0.5, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    found = combine(full, members=[at("R1", "A"), at("R2", "B")], weights=[0, 1, 0, 0])
    b = found.parts[1]
    assert (b.adds, b.adds_present, b.redundant) == (0, 1, False)
    assert "only come near" in next(r.sentence for r in found.reasons if r.member == at("R2", "B"))
    assert found.parts[0].redundant


def test_two_clusters_of_one_region_can_be_combined(four_regions):
    found = combine(four_regions, members=[at("R3", "A"), at("R3", "D")], weights=[1, 0, 0, 1])
    assert found.coverage == 1


def test_hidden_cells_make_a_member_uncertain_and_coverage_an_interval(four_regions):
    found = combine(
        four_regions,
        members=[at("R2", "C"), at("R4", "B")],
        weights=[0, 1, 1, 0],
        parameters=dataclasses.replace(STRICT),
    )
    assert found.parts[1].uncertain
    assert (found.coverage, found.coverage_high) == (0.5, 1.0)
    assert "uncertain" in [r.kind for r in found.reasons]


def test_coverage_of_nothing_is_none_and_of_everything_all(four_regions):
    kernel = four_regions.neighbourhoods(k_near=8)
    for density in (0.0, 0.5, 1.0):
        both = theme_coverage([[0] * 4, [1] * 4], [1, 2, 0, 3], kernel, coverage_density=density)
        assert both.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("members", "error", "words"),
    [
        ([at("R1", "A")], ParameterError, "two to 4 clusters; given: 1"),
        ([at("R1", "A"), at("R1", "A")], ParameterError, "A in R1 stands twice"),
        ([at("R1", "A"), at("R2", "A")], EvidenceError, "R2 has no more than its share of A"),
        ([at("R1", "A"), at("R9", "A")], EvidenceError, "R9"),
        ([at("R1", "A"), at("R2", "Z")], EvidenceError, "Z"),
        ([at("R1", "A"), at("R1", "B"), at("R2", "C"), at("R3", "A"), at("R3", "D")], ParameterError, "given: 5"),
    ],
)
def test_combinations_that_cannot_be_are_refused(members, error, words, four_regions):
    with pytest.raises(error, match=words):
        combine(four_regions, members=members, weights=[1, 1, 1, 1])


def test_a_theme_without_coverage_is_refused(four_regions):
    with pytest.raises(EvidenceError, match="no coverage"):
        combine(four_regions, members=[at("R1", "A"), at("R2", "C")], weights=[0, 0, 0, 0])
