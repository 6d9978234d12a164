"""The parameter set of matching: the named version, and values that cannot be."""

import pytest

from clustrat.errors import ParameterError
from clustrat.matching.parameters import MATCHING_V1, MatchingParameters


def test_the_version_in_use():
    assert (MATCHING_V1.version, MATCHING_V1.k_near, MATCHING_V1.n_random, MATCHING_V1.redundancy_weight) == (
        "matching.v1",
        8,
        500,
        0.5,
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"k_near": 0}, "k_near=0"),
        ({"n_random": 1}, "no spread"),
        ({"redundancy_weight": 1.5}, "between 0 and 1"),
        ({"coverage_density": -0.1}, "between 0 and 1"),
        ({"max_members": 5}, "two to four"),
        ({"min_employment": -1}, "negative"),
        ({"n_concepts": 0}, "at least 1"),
        ({"scale_probability": float("nan")}, "between 0 and 1"),
    ],
)
def test_values_that_cannot_be_are_refused(changed, words):
    with pytest.raises(ParameterError, match=words):
        MatchingParameters(version="other", **changed)
