"""The scale test: each form by its criteria, and unknown is not failed."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.indicators.shrinkage import shrunken_location_quotient
from clustrat.matching.combinations import ClusterMember, combine
from clustrat.matching.merge import merge_regions
from clustrat.matching.parameters import MatchingParameters
from clustrat.matching.presence_table import PresenceTable
from clustrat.matching.scale import scale_of_concept, scale_test


@pytest.mark.parametrize(
    ("persons", "probability", "passed", "form"),
    [
        (1000, 0.5, True, "cluster"),
        (999, 0.5, False, "innovation_partnership"),
        (1000, 0.49, False, "initiative"),
        (10, 0.1, False, "bilateral_agreement"),
        (None, 0.9, None, "not_known"),
        (5000, None, None, "not_known"),
        (None, 0.1, False, "not_known"),
        (None, None, None, "not_known"),
    ],
)
def test_forms(persons, probability, passed, form):
    found = scale_test(industry="C31", region="R1", persons=persons, probability=probability)
    assert (found.passed, found.form) == (passed, form)
    assert found.sentence.endswith(".")
    assert [c.threshold for c in found.criteria] == [1000, 0.5]


def joined(matrix):
    values = np.full((10, 2), 6000.0)
    values[:2] = [[700, 100], [600, 100]]
    m = matrix(values)
    return merge_regions(m, shrunken_location_quotient(m), ["R0", "R1"])


def test_together_they_have_the_scale_that_each_lacks(matrix):
    merged = joined(matrix)
    found = scale_test(industry="C0", region="R0", persons=700, probability=0.99, merged=merged)
    assert (found.passed, found.form, found.regions) == (True, "joint_cluster", ("R0", "R1"))
    assert "1,300 persons" in found.sentence


def test_what_passes_alone_needs_nobody_and_what_fails_together_stays_as_it_is(matrix):
    merged = joined(matrix)
    assert scale_test(industry="C0", region="R0", persons=2000, probability=0.9, merged=merged).form == "cluster"
    small = scale_test(industry="C1", region="R0", persons=100, probability=0.1, merged=merged)
    assert (small.form, small.regions) == ("bilateral_agreement", ("R0",))


def test_thresholds_are_named_and_can_be_changed():
    low = MatchingParameters(version="small", min_employment=100)
    assert scale_test(industry="C31", region="R1", persons=400, probability=0.9, parameters=low).form == "cluster"


def test_every_cluster_of_a_concept_is_tested_alone_and_then_together(matrix):
    values = np.full((10, 2), 6000.0)
    values[:2] = [[700, 50], [900, 1100]]
    counts = matrix(values)
    table = PresenceTable(
        presence=[[1, 0], [1, 1]], relatedness=[[1, 0.5], [0.5, 1]], regions=("R0", "R1"), industries=("C0", "C1")
    )
    concept = combine(
        table,
        members=[ClusterMember(region="R0", industry="C0"), ClusterMember(region="R1", industry="C1")],
        weights=[1, 1],
    )
    first, second = scale_of_concept(concept, counts, shrunken_location_quotient(counts))
    assert (first.form, first.regions) == ("joint_cluster", ("R0", "R1"))
    assert (second.form, second.regions) == ("cluster", ("R1",))
    fewer = counts.select(regions=["R0", "R2", "R3"])
    with pytest.raises(EvidenceError, match="R1"):
        scale_of_concept(concept, fewer, shrunken_location_quotient(fewer))
