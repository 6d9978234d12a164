"""Scores of regions: smoothed votes with their interval, medians, and what cannot be."""

import pytest
from scipy.stats import beta

from clustrat.decision.rollup_inputs import RegionScore, checked_regions, score_from_ratings, score_from_votes
from clustrat.errors import ClustratError, EvidenceError


def test_votes_give_a_smoothed_share_with_the_beta_interval():
    unit = score_from_votes("R", "N", agree=30, seen=40)
    assert unit.score == pytest.approx(31 / 42)
    assert (unit.low, unit.high) == pytest.approx(beta.interval(0.90, 31, 11))
    assert unit.variance == pytest.approx(beta.var(31, 11))


def test_nobody_voted_is_no_score_rather_than_one_half():
    assert score_from_votes("R", "N", agree=0, seen=0).score is None


def test_medians_of_a_scale():
    assert score_from_ratings("R", "N", median=7, n=9, scale_max=9).score == 0.75
    assert score_from_ratings("R", "N", median=None, n=0, scale_max=9).score is None
    with pytest.raises(EvidenceError, match="median of 10"):
        score_from_ratings("R", "N", median=10, n=9, scale_max=9)


def test_more_agreements_than_votes_are_refused():
    with pytest.raises(EvidenceError, match="R has 5 agreements among 4 votes"):
        score_from_votes("R", "N", agree=5, seen=4)


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ({"score": 1.2}, "score of R is 1.2"),
        ({"score": float("nan")}, "score of R is nan"),
        ({"n": -1}, "-1 participants"),
        ({"population": 0.0}, "population of R is 0"),
        ({"population": float("nan")}, "population of R is nan"),
        ({"variance": -0.1}, "variance of R is -0.1"),
    ],
)
def test_figures_that_cannot_be_are_named(unit, words):
    with pytest.raises(ClustratError, match=words):
        checked_regions([RegionScore(region="R", nation="N", **unit)])


def test_no_region_and_one_twice_are_refused():
    with pytest.raises(EvidenceError, match="at least one"):
        checked_regions([])
    with pytest.raises(EvidenceError, match="R is declared twice"):
        checked_regions([RegionScore(region="R", nation="N")] * 2)
