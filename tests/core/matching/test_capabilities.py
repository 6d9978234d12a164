"""Profiles of organisations: built from lines, needs inferred and marked, refusals that name the line."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from clustrat.errors import EvidenceError, ParameterError
from clustrat.matching.capabilities import CapabilityTable, inferred_needs

LINES = [("a", "offer", "x", 1.0, "row 7"), ("b", "need", "y", 0.5), ("b", "offer", "z")]


def test_of_a_line_that_comes_twice_the_higher_degree_counts_in_any_order():
    for degrees in ((0.2, 0.7), (0.7, 0.2)):
        table = CapabilityTable.from_records([("a", "need", "x", degree) for degree in degrees])
        assert table.need.toarray().tolist() == [[0.7]]


def test_what_is_not_known_of_an_organisation_stays_unknown():
    table = CapabilityTable.from_records(LINES, countries={"a": "AT"}, age_days={"b": 3.0})
    assert table.countries == ("AT", "")
    assert np.isnan(table.age_days[0])
    assert table.age_days[1] == 3.0


def test_an_organisation_without_a_record_can_be_listed():
    table = CapabilityTable.from_records(LINES, organisations=("b", "a", "new"))
    assert table.offer.shape == (3, 3)
    assert table.index("new") == 2


def test_the_record_behind_a_line_is_kept():
    assert CapabilityTable.from_records(LINES).sources == {("a", "offer", "x"): "row 7"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (("a", "wish", "x"), "is of 'wish'. Write need or offer"),
        (("a", "need", "x", 0.0), "need of x = 0: a degree lies above 0"),
        (("a", "need", "x", 1.01), "x = 1.01"),
        (("a", "need", "x", float("nan")), "x = nan"),
        (("c", "need", "x"), "c with x is not among the listed"),
    ],
)
def test_a_line_that_cannot_be_is_named(line, message):
    with pytest.raises(EvidenceError, match=message):
        CapabilityTable.from_records([line], organisations=("a",), capabilities=("x",))


def test_a_list_with_one_twice_and_an_unknown_organisation_are_refused():
    with pytest.raises(EvidenceError, match="The organisation 'a' is listed twice"):
        CapabilityTable.from_records([], organisations=("a", "a"))
    with pytest.raises(EvidenceError, match="no profile of 'q' among 2"):
        CapabilityTable.from_records(LINES).index("q")


def test_needs_are_inferred_by_hand_only_where_none_is_declared():
    # y is related to x by 3 and to z by 1: (3*1 + 1*0)/4 of it is near for one that offers x.
    phi = [[9, 3, 0], [3, 9, 1], [0, 1, 9]]
    table = CapabilityTable.from_records(LINES).with_inferred_needs(phi)
    assert table.need.toarray().tolist() == [[0, 0.75, 0], [0, 0.5, 0]]
    assert table.need_is_inferred.tolist() == [True, False]


def test_what_is_offered_in_full_is_never_an_inferred_need_and_only_the_nearest_are_kept():
    offer = csr_array([[1.0, 1.0, 0.0, 0.0]])
    phi = np.array([[0, 1, 1, 2], [1, 0, 1, 2], [1, 1, 0, 1], [2, 2, 1, 0]])
    assert (inferred_needs(offer, phi).toarray()[0] > 0).tolist() == [False, False, True, True]
    assert (inferred_needs(offer, phi, n_codes=1).toarray()[0] > 0).tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("phi", "n", "error", "message"),
    [
        ([[0.0]], 5, EvidenceError, "shape"),
        (-np.ones((3, 3)), 5, EvidenceError, "below 0"),
        (np.full((3, 3), np.nan), 5, EvidenceError, "not known"),
        (np.ones((3, 3)), 0, ParameterError, "n_codes=0"),
    ],
)
def test_a_relatedness_that_cannot_be_is_refused(phi, n, error, message):
    with pytest.raises(error, match=message):
        inferred_needs(CapabilityTable.from_records(LINES).offer, phi, n_codes=n)


def test_an_offer_taken_away_leaves_the_needs_and_the_former_table():
    table = CapabilityTable.from_records(LINES)
    less = table.without_offer("a", "x")
    assert less.offer.sum() == 1.0
    assert (less.need != table.need).nnz == 0
    assert table.offer.sum() == 2.0
