"""Budget ballots: exact amounts, and every ballot that cannot be."""

from decimal import Decimal
from fractions import Fraction

import pytest

from clustrat.decision.ballots import BudgetBallots, exact, group_endowments
from clustrat.errors import EvidenceError, ParameterError


def test_amounts_are_read_as_they_are_printed():
    assert exact(0.1) == exact("0.1") == exact(Decimal("0.1")) == Fraction(1, 10)
    assert exact("1/3") * 3 == 1


@pytest.mark.parametrize("amount", ["a lot", float("nan"), float("inf"), None, "1/0"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(EvidenceError, match="finite number"):
        exact(amount)


def test_a_score_of_zero_is_no_support():
    ballots = BudgetBallots.read(budget=1, costs={"a": 1, "b": 1}, ballots=[{"a": 0, "b": "1/2"}])
    assert ballots.supporters() == [[], [0]]


def test_utilities_by_kind():
    ballots = BudgetBallots.read(budget=9, costs={"a": 4}, ballots=[{"a": 3}])
    assert [ballots.utility(0, 0, kind) for kind in ("cost", "cardinality", "score")] == [4, 1, 3]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"budget": -1}, "budget is -1"),
        ({"costs": {}}, "0 projects"),
        ({"ballots": []}, "0 ballots"),
        ({"costs": {"a": 0}}, "cost of project 'a' is 0"),
        ({"ballots": [["b"]]}, "Ballot 0 names project 'b'"),
        ({"ballots": [["a"], ["a", "a"]]}, "Ballot 1 names project 'a' twice"),
        ({"ballots": [{"a": -1}]}, "scores start at 0"),
        ({"ballots": [{"a": "x"}]}, "score of project 'a' on ballot 0 is 'x'"),
    ],
)
def test_ballots_that_cannot_be_are_named(change, words):
    with pytest.raises(EvidenceError, match=words):
        BudgetBallots.read(**{"budget": 5, "costs": {"a": 1}, "ballots": [["a"]], **change})


def test_endowments_by_region_add_up_to_the_budget():
    money = group_endowments(["AT", "SI", "SI"], budget=100, shares={"AT": "0.3", "SI": "0.7"})
    assert money == (30, 35, 35)
    assert sum(group_endowments(["x"] * 3, budget=100)) == 100


@pytest.mark.parametrize(
    ("groups", "shares", "words"),
    [
        (["AT"], {"SI": 1}, "'AT' has voters and no share"),
        (["AT"], {"AT": "1/2", "SI": "1/2"}, "'SI' has a share and no voters"),
        (["AT"], {"AT": "1/2"}, "add up to 1/2"),
    ],
)
def test_shares_that_do_not_fit_are_refused(groups, shares, words):
    with pytest.raises(ParameterError, match=words):
        group_endowments(groups, budget=10, shares=shares)
    with pytest.raises(EvidenceError, match="no voters"):
        group_endowments([], budget=10)
