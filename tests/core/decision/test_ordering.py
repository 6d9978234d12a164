"""Proportional ordering: by hand, and lists that cannot be."""

import pytest

from clustrat.decision.ordering import harmonic_order
from clustrat.errors import EvidenceError


def test_ties_drop_the_later_one_first():
    assert harmonic_order(["a", "b"], {"a": [1], "b": [2]}) == ["a", "b"]
    assert harmonic_order(["b", "a"], {"a": [1], "b": [2]}) == ["b", "a"]


def test_a_proposal_without_supporters_comes_last():
    assert harmonic_order(["a", "b"], {"b": [1]}) == ["b", "a"]


def test_clones_share_their_bloc():
    # 4/3 each against 3: c3 drops. 2 each against 3: c2 drops. 4 against 3: m drops, c1 is first.
    order = harmonic_order(["c1", "c2", "c3", "m"], {"c1": "abcd", "c2": "abcd", "c3": "abcd", "m": "xyz"})
    assert order == ["c1", "m", "c2", "c3"]


def test_an_empty_list_is_an_empty_order():
    assert harmonic_order([], {}) == []


def test_twice_or_unknown_is_refused():
    with pytest.raises(EvidenceError, match="'a' stands twice"):
        harmonic_order(["a", "a"], {})
    with pytest.raises(EvidenceError, match="supporters of 'b'"):
        harmonic_order(["a"], {"b": [1]})
