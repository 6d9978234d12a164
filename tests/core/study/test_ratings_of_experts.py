"""Judged ratings: refused where a score cannot be, joined by hand, laws of the median and of disagreement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import EvidenceError, ParameterError
from clustrat.study.ratings_of_experts import (
    COMPONENTS,
    DisagreementParameters,
    JudgedParameters,
    disagreement,
    interview_score,
    judged_rating,
)

scores = st.floats(min_value=0, max_value=4, allow_nan=False)


@pytest.mark.parametrize("score", [-0.1, 4.1, 99, float("nan"), float("inf")])
def test_a_score_off_the_scale_is_refused_by_name(score: float) -> None:
    with pytest.raises(EvidenceError, match="score of relatedness .* from 0 to 4"):
        judged_rating({"relatedness": score})
    with pytest.raises(EvidenceError, match="from 0 to 4"):
        interview_score([score, 1, 2])
    with pytest.raises(EvidenceError, match="score of judged"):
        disagreement(1.0, score)


def test_an_unknown_component_is_refused_with_those_there_are() -> None:
    with pytest.raises(EvidenceError, match="no part 'charm'.*specialisation"):
        judged_rating({"charm": 3})


@pytest.mark.parametrize("threshold", [0, -1, 4.5])
def test_a_threshold_that_marks_all_or_none_is_refused(threshold: float) -> None:
    with pytest.raises(ParameterError, match="threshold"):
        DisagreementParameters(threshold=threshold)


def test_no_interview_cannot_speak() -> None:
    with pytest.raises(ParameterError, match="1 or more"):
        JudgedParameters(min_interviews=0)


def test_worked_by_hand() -> None:
    """mission.md 5.6: equal weights, 4, 2, 1, missing, 2 -> 16^(1/4) = 2.0, confidence 0.8."""
    found = judged_rating({"specialisation": 4, "relatedness": 2, "enabling": 1, "will_and_demand": 2})
    assert (found.total, found.confidence) == (2.0, 0.8)


def test_missing_is_never_zero_and_a_true_zero_gives_zero() -> None:
    assert judged_rating(dict.fromkeys(COMPONENTS)).total is None
    assert judged_rating({**dict.fromkeys(COMPONENTS, 4.0), "enabling": 0}).total == 0


def test_too_few_interviews_are_unknown_and_not_zero() -> None:
    assert interview_score([]) is None
    assert interview_score([4, 4]) is None
    assert interview_score([0, 0, 0]) == 0


@given(st.lists(scores, min_size=3, max_size=9))
def test_interviews_together_say_something_between_the_extremes_whatever_their_order(values: list[float]) -> None:
    found = interview_score(values)
    assert found is not None
    assert min(values) <= found <= max(values)
    assert interview_score(values[::-1]) == found


@given(scores, scores)
def test_disagreement_does_not_depend_on_who_is_named_first(one: float, other: float) -> None:
    assert disagreement(one, other).is_marked == disagreement(other, one).is_marked


@pytest.mark.parametrize(("computed", "judged", "is_marked"), [
    (1.0, 3.0, True), (3.0, 1.0, True), (1.01, 3.0, False), (0.0, 0.0, False), (None, 4.0, False), (4.0, None, False),
])  # fmt: skip
def test_two_of_four_is_the_threshold(computed: float | None, judged: float | None, is_marked: bool) -> None:
    assert disagreement(computed, judged).is_marked is is_marked
