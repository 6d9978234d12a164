"""The rating of concepts: by hand, laws, and what is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import EvidenceError
from clustrat.matching.concept_rating import PARTS, rate_concept

NAN = float("nan")
SCORE = st.one_of(st.just(NAN), st.floats(0, 4))


def test_by_hand():
    found = rate_concept(1.0, regions=("R1", "R2"), components=[[0, 0, 1, 2, NAN], [0, 0, 4, 2, NAN]])
    # 4, 4, 2 and one part not known: the third root of 32.
    assert found.rating == pytest.approx(32 ** (1 / 3))
    assert found.confidence == 0.75
    assert found.brought_by == {"enabling": "R2", "rd_strength": "R1", "will_and_demand": ""}


def test_a_true_nothing_is_nothing_and_a_gap_is_not():
    assert rate_concept(0.0, regions=("R1",), components=[[4, 4, 4, 4, 4]]).rating == 0
    assert rate_concept(1.0, regions=("R1",), components=[[NAN] * 5]).rating == 4
    assert rate_concept(1.0, regions=("R1",), components=[[NAN] * 5]).confidence == 0.25


@given(
    coverage=st.floats(0, 1),
    components=st.lists(st.tuples(*[SCORE] * 5), min_size=1, max_size=4),
    further=st.tuples(*[SCORE] * 5),
)
def test_the_best_counts_and_no_part_is_made_up(coverage, components, further):
    names = tuple(f"R{k}" for k in range(len(components)))
    one = rate_concept(coverage, regions=names, components=components)
    more = rate_concept(coverage, regions=(*names, "R9"), components=[*components, further])
    assert set(one.parts) == set(PARTS)
    assert 0 <= one.rating <= 4
    assert more.confidence >= one.confidence
    for name in PARTS:
        if not math.isnan(one.parts[name]):
            assert more.parts[name] >= one.parts[name]


def test_what_cannot_be_is_refused():
    with pytest.raises(EvidenceError, match="lies between 0 and 1"):
        rate_concept(1.2, regions=("R1",), components=[[1] * 5])
    with pytest.raises(EvidenceError, match="do not fit 2 regions"):
        rate_concept(0.2, regions=("R1", "R2"), components=[[1] * 5])
    with pytest.raises(EvidenceError, match="go from 0 to 4"):
        rate_concept(0.2, regions=("R1",), components=[[1, 1, 5, 1, 1]])
