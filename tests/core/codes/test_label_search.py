"""Labels found by their n-grams: by hand, endings that no stemmer knows, order, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.codes.label_search import LabelIndex
from clustrat.errors import ParameterError

FURNITURE = [
    ("C31", "manufacture of furniture"),
    ("C31", "vyroba nabytku"),
    ("C31", "produkcja mebli"),
    ("C10", "manufacture of food products"),
    ("C10", "vyroba potravinarskych vyrobku"),
]
INDEX = LabelIndex.of(FURNITURE)


@pytest.mark.parametrize("words", ["furniture", "nabytek", "nabytok", "mebli", "meble", "furnitures"])
def test_other_endings_find_the_same_code(words):
    assert INDEX.find(words)[0].code == "C31"


def test_the_same_text_scores_one_and_a_code_comes_once():
    first = INDEX.find("manufacture of furniture")[0]
    assert (first.code, first.score) == ("C31", 1.0)
    codes = [hit.code for hit in INDEX.find("manufacture", least=0.0)]
    assert len(set(codes)) == len(codes)


def test_nothing_like_it_is_no_hit():
    assert INDEX.find("zzzzz") == ()
    assert INDEX.find("") == ()


def test_index_without_labels_is_refused():
    with pytest.raises(ParameterError, match="at least one label"):
        LabelIndex.of([("C31", "")])


def test_order_of_labels_does_not_matter():
    other = LabelIndex.of(FURNITURE[::-1])
    for words in ("furniture", "vyroba", "mebl"):
        assert {it.code: it.score for it in INDEX.find(words)} == {it.code: it.score for it in other.find(words)}


@given(st.text(max_size=30))
def test_scores_lie_between_nought_and_one(words):
    assert all(0 <= hit.score <= 1.000001 for hit in INDEX.find(words, least=0.0))
