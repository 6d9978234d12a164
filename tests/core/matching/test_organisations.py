"""The order of partners: a stated sum of terms, what is not known left open, ties by identifier."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.matching.capabilities import CapabilityTable
from clustrat.matching.organisations import ActorWeights, organisation_matches

LINES = [
    ("a", "need", "x"),
    ("a", "offer", "y"),
    ("b", "need", "y"),
    ("b", "offer", "x"),
    ("clone", "need", "x"),
    ("clone", "offer", "y"),
    ("silent", "offer", "x"),
]


@pytest.fixture
def table():
    return CapabilityTable.from_records(
        LINES,
        organisations=("a", "b", "clone", "silent", "unrecorded"),
        countries={"a": "AT", "b": "SI", "clone": "AT", "silent": "HU"},
        age_days={"b": 0.0, "clone": 274.0, "silent": 5480.0},
    )


def test_the_sum_by_hand(table):
    found = organisation_matches(table, organisation="a")
    # Without codes for a bridge its term takes no part: 0.9 is the sum of the others.
    b, clone = found.match("b"), found.match("clone")
    assert b.score == pytest.approx((0.6 * 1 + 0.1 * 0 + 0.1 * 1 + 0.1 * 1) / 0.9)
    assert clone.score == pytest.approx((0.6 * 0 + 0.1 * 1 + 0.1 * 0 + 0.1 * 0.5) / 0.9)
    assert (b.bridge, b.cross_border, clone.freshness) == (None, 1.0, 0.5)


def test_a_planted_pair_comes_first_and_a_clone_behind(table):
    assert [match.organisation for match in organisation_matches(table, organisation="a").top(10)] == [
        "b",
        "clone",
        "silent",
    ]


def test_what_is_not_known_leaves_the_score_open_and_says_why(table):
    found = organisation_matches(table, organisation="a").match("silent")
    assert found.complementary is None
    assert found.undefined == "There is no score, since no need is recorded of silent."
    assert found.score_high - found.score == pytest.approx(0.6 / 0.9)
    assert found.freshness == 0


def test_one_of_which_nothing_is_recorded_and_the_one_that_asks_have_no_rank(table):
    found = organisation_matches(table, organisation="a")
    assert found.rank[[0, 4]].tolist() == [0, 0]
    assert found.n_ranked == 3
    with pytest.raises(ParameterError, match="never its own partner"):
        found.match("a")


def test_the_weights_change_the_order_and_only_their_proportions_matter(table):
    peers = ActorWeights(version="peers", complementary=0, same_capability=3, bridge=0, cross_border=0, freshness=0)
    assert organisation_matches(table, organisation="a", weights=peers).top(1)[0].organisation == "clone"
    twice = ActorWeights(
        version="twice", complementary=1.2, same_capability=0.2, bridge=0.2, cross_border=0.2, freshness=0.2
    )
    assert np.allclose(
        organisation_matches(table, organisation="a", weights=twice).score,
        organisation_matches(table, organisation="a").score,
    )


def test_ties_fall_by_identifier_whatever_the_order_of_rows():
    lines = [
        ("a", "need", "x"),
        *[(name, side, code) for name in "qpr" for side, code in (("need", "z"), ("offer", "x"))],
    ]
    for rows in ("aqpr", "rpqa"):
        found = organisation_matches(CapabilityTable.from_records(lines, organisations=tuple(rows)), organisation="a")
        assert [match.organisation for match in found.top()] == ["p", "q", "r"]


def test_a_bridge_counts_where_codes_are_given(table):
    found = organisation_matches(table, organisation="a", traditional=("y",), emerging=("x",))
    assert (found.match("b").bridge, found.match("clone").bridge) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"complementary": -1.0}, "complementary=-1 must be 0 or more"),
        ({"freshness": float("inf")}, "freshness=inf"),
        ({"stale_days": 0.0}, "stale_days=0"),
        (
            dict.fromkeys(("complementary", "same_capability", "bridge", "cross_border", "freshness"), 0.0),
            "All weights are 0",
        ),
    ],
)
def test_weights_that_cannot_be_are_refused(changed, message):
    with pytest.raises(ParameterError, match=message):
        ActorWeights(**changed)


def test_an_organisation_without_a_profile_is_refused(table):
    with pytest.raises(EvidenceError, match="no profile of 'nobody'"):
        organisation_matches(table, organisation="nobody")
