"""Complementarity by hand, its laws, and reasons that say exactly what they take away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import EvidenceError, ParameterError
from clustrat.matching.capabilities import CapabilityTable
from clustrat.matching.complementarity import (
    bridge,
    complementarity,
    complementarity_reasons,
    same_capability,
    why_undefined,
)

#: Degrees that leave sums exact enough to compare.
DEGREES = st.sampled_from([0.0, 0.25, 0.5, 1.0])


def table_of(**sides):
    """Profiles as ``a=("xz", "y")``: needs and offers, one letter a code."""
    return CapabilityTable.from_records(
        [
            (name, side, code)
            for name, both in sides.items()
            for side, codes in zip(("need", "offer"), both, strict=True)
            for code in codes
        ],
        organisations=tuple(sides),
    )


@st.composite
def profiles(draw, n=3, k=8):
    grids = draw(st.lists(st.lists(DEGREES, min_size=k, max_size=k), min_size=2 * n, max_size=2 * n))
    return CapabilityTable.from_records(
        [
            (f"o{row % n}", ("need", "offer")[row // n], f"k{column}", degree)
            for row, grid in enumerate(grids)
            for column, degree in enumerate(grid)
            if degree
        ],
        organisations=tuple(f"o{i}" for i in range(n)),
        capabilities=tuple(f"k{i}" for i in range(k)),
    )


@pytest.mark.parametrize(
    ("a", "b", "score"),
    [
        (("x", "y"), ("y", "x"), 1.0),
        (("x", "y"), ("x", "y"), 0.0),
        (("xz", "y"), ("y", "x"), 0.75),
    ],
    ids=["each has what the other needs", "clones", "half of one need"],
)
def test_the_examples_worked_by_hand(a, b, score):
    table = table_of(a=a, b=b)
    assert complementarity(table, organisation="a")[1] == score
    assert complementarity(table, organisation="b")[0] == score


def test_without_a_recorded_need_there_is_no_score_and_a_sentence_says_why():
    table = table_of(a=("x", "y"), b=("", "x"), c=("", ""))
    assert np.isnan(complementarity(table, organisation="a")).all()
    assert np.isnan(complementarity(table, organisation="b")).all()
    assert why_undefined(table, organisation="a", partner="b") == "There is no score, since no need is recorded of b."
    assert why_undefined(table, organisation="b", partner="c", names={"c": "Lab C"}).endswith("of b and Lab C.")
    assert complementarity_reasons(table, organisation="a", partner="b") == ()


@given(profiles())
def test_the_order_of_sides_changes_nothing_and_the_score_lies_in_0_to_1(table):
    scores = np.array([complementarity(table, organisation=o) for o in table.organisations])
    assert np.allclose(scores, scores.T, equal_nan=True)
    known = scores[~np.isnan(scores)]
    assert ((known >= 0) & (known <= 1 + 1e-12)).all()


@given(profiles(), st.integers(1, 5))
def test_reasons_sum_to_the_score_and_are_no_more_than_asked_for(table, n):
    score = complementarity(table, organisation="o0")[1]
    found = complementarity_reasons(table, organisation="o0", partner="o1", n=n)
    assert len(found) <= n
    assert sum(reason.contribution for reason in found) == pytest.approx(np.nan_to_num(score), abs=1e-12)
    assert sum(reason.share for reason in found) == pytest.approx(1.0 if found else 0.0)


@given(profiles())
def test_taking_any_reason_away_changes_the_score_by_exactly_its_part(table):
    score = complementarity(table, organisation="o0")[1]
    for reason in complementarity_reasons(table, organisation="o0", partner="o1"):
        less = table
        for giver, _, code in reason.parts:
            less = less.without_offer(giver, code)
        after = complementarity(less, organisation="o0")[1]
        assert score - after == pytest.approx(reason.contribution, abs=1e-12)


def test_reasons_name_who_gives_the_records_and_whether_the_need_was_inferred():
    table = CapabilityTable.from_records(
        [
            ("a", "need", "x", 1, "a's form"),
            ("b", "offer", "x", 1, "b's page"),
            ("b", "offer", "w"),
            ("a", "offer", "y"),
        ]
    ).with_inferred_needs(np.ones((3, 3)))
    assert table.need_is_inferred.tolist() == [False, True]
    first, second = complementarity_reasons(table, organisation="a", partner="b", names={"x": "laser cutting"})
    assert (first.giver, first.receiver, first.capabilities) == ("b", "a", ("x",))
    assert first.sources == ("b's page", "a's form")
    assert first.sentence == "b offers laser cutting, which a needs: 50% of the score."
    assert not first.need_is_inferred
    assert second.need_is_inferred
    assert "probably needs, by what it offers" in second.sentence


def test_what_is_beyond_the_fifth_is_gathered_and_named():
    table = table_of(a=("stuvwxyz", ""), b=("q", "stuvwxyz"))
    found = complementarity_reasons(table, organisation="a", partner="b")
    assert [reason.kind for reason in found] == ["meets_need"] * 4 + ["further"]
    assert found[-1].capabilities == ("w", "x", "y", "z")
    assert found[-1].sentence == "4 further needs are met, of w, x, y, z: 50% of the score."


@given(profiles())
def test_clones_are_peers_and_not_complements(table):
    twin = CapabilityTable.from_records(
        [(name, side, code) for name in "ab" for side, code in (("need", "k1"), ("offer", "k2"), ("offer", "k3"))]
    )
    assert complementarity(twin, organisation="a")[1] == 0
    assert same_capability(twin, organisation="a")[1] == pytest.approx(1)
    peers = same_capability(table, organisation="o0")
    known = peers[~np.isnan(peers)]
    assert ((known >= 0) & (known <= 1)).all()


def test_a_bridge_leads_from_the_traditional_to_the_emerging_by_hand():
    # a: half steel, half other; b: all in robots. The share of steel 1/2, times the share of robots 1, times their relatedness 0.4.
    table = table_of(a=("", "so"), b=("", "r"), c=("", "s"), d=("", ""))
    phi = np.full((3, 3), 0.4)
    told = {"traditional": {"s"}, "emerging": {"r"}}
    assert bridge(table, organisation="a", relatedness=phi, **told)[1] == pytest.approx(0.2)
    assert bridge(table, organisation="b", relatedness=phi, **told)[0] == pytest.approx(0.2)
    found = bridge(table, organisation="b", **told)
    assert found[2] == 1
    assert np.isnan(found[[1, 3]]).all()
    assert bridge(table, organisation="a", **told)[2] == 0
    assert np.isnan(bridge(table, organisation="a", traditional=(), emerging=("r",))).all()


def test_what_cannot_be_asked_is_refused():
    table = table_of(a=("x", "y"), b=("y", "x"))
    with pytest.raises(ParameterError, match="'x' is named as traditional and as emerging"):
        bridge(table, organisation="a", traditional=("x",), emerging=("x",))
    with pytest.raises(EvidenceError, match="2 by 2"):
        bridge(table, organisation="a", traditional=("x",), emerging=("y",), relatedness=np.full((2, 2), 1.5))
    with pytest.raises(ParameterError, match="n=0 reasons"):
        complementarity_reasons(table, organisation="a", partner="b", n=0)
    with pytest.raises(ParameterError, match="never its own partner"):
        complementarity_reasons(table, organisation="a", partner="a")
    with pytest.raises(EvidenceError, match="no profile of 'z'"):
        complementarity(table, organisation="z")
