"""Equal Shares and its comparisons: by hand, and against a plain version without classes, bounds and common denominators."""

import random
from fractions import Fraction

import pytest

from clustrat.decision.ballots import BudgetBallots
from clustrat.decision.budget import (
    budget_result,
    complete_by_increments,
    equal_shares,
    greedy,
    greedy_fill,
    sequential_phragmen,
    spent_by_group,
)
from clustrat.decision.parameters import DECISION_V1
from clustrat.errors import EvidenceError, ParameterError


def random_ballots(seed, *, scores=False):
    chance = random.Random(seed)
    names = [f"p{n}" for n in range(chance.randint(2, 6))]
    costs = {name: chance.randint(1, 9) for name in names}
    ballots = []
    for _ in range(chance.randint(1, 8)):
        chosen = chance.sample(names, chance.randint(0, len(names)))
        ballots.append({name: chance.randint(1, 4) for name in chosen} if scores else chosen)
    return BudgetBallots.read(budget=chance.randint(1, 30), costs=costs, ballots=ballots)


def plain_equal_shares(ballots, utility):
    """The rule as it is written: every fraction reduced, every price solved by trying who pays all."""
    balance = [ballots.budget / ballots.n_voters] * ballots.n_voters
    people = ballots.supporters()
    left, order = [c for c in range(len(people)) if people[c]], []
    while True:
        prices = {}
        for c in left:
            if sum(balance[i] for i in people[c]) < ballots.costs[c]:
                continue
            worth = {i: ballots.utility(i, c, utility) for i in people[c]}
            tries = sorted({balance[i] / worth[i] for i in people[c]})
            for n in range(len(tries)):
                short = [i for i in people[c] if balance[i] / worth[i] < tries[n]]
                rest = [i for i in people[c] if i not in short]
                rho = (ballots.costs[c] - sum(balance[i] for i in short)) / sum(worth[i] for i in rest)
                if rho <= tries[n]:
                    prices[c] = rho
                    break
        if not prices:
            return order, balance
        best = min(prices, key=lambda c: (prices[c], -len(people[c]), ballots.costs[c], c))
        for i in people[best]:
            balance[i] -= min(balance[i], prices[best] * ballots.utility(i, best, utility))
        order.append((ballots.projects[best], prices[best]))
        left.remove(best)


@pytest.mark.parametrize("utility", ["cost", "cardinality", "score"])
def test_equal_shares_is_that_of_the_plain_version(utility):
    for seed in range(60):
        ballots = random_ballots(seed, scores=utility == "score")
        order, left = plain_equal_shares(ballots, utility)
        result = equal_shares(ballots, utility=utility)
        assert [(step.project, step.rho) for step in result.steps] == order
        assert list(result.left) == left


def test_phragmen_is_that_of_the_plain_version():
    for seed in range(60):
        ballots = random_ballots(seed)
        people, load = ballots.supporters(), [Fraction(0)] * ballots.n_voters
        room, bought, left = ballots.budget, set(), [c for c, who in enumerate(people) if who]
        while left:
            level = {c: (ballots.costs[c] + sum(load[i] for i in people[c])) / len(people[c]) for c in left}
            best = min(left, key=lambda c: (level[c], -len(people[c]), ballots.costs[c], c))
            if ballots.costs[best] > room:
                break
            for i in people[best]:
                load[i] = level[best]
            room -= ballots.costs[best]
            bought.add(ballots.projects[best])
            left.remove(best)
        assert set(sequential_phragmen(ballots)) == bought


def test_ties_go_to_more_supporters_then_lower_cost_then_position_and_are_logged():
    ballots = BudgetBallots.read(budget=6, costs={"a": 2, "b": 2, "c": 2}, ballots=[["a"], ["b", "c"], ["b", "c"]])
    steps = equal_shares(ballots, utility="cost").steps
    assert (steps[0].project, steps[0].tied_with) == ("b", ("c",))
    two = BudgetBallots.read(budget=8, costs={"a": 3, "b": 2}, ballots=[["a"], ["b"]])
    assert equal_shares(two).order == ("b", "a")  # rho = 1 for both, b is cheaper


def test_endowments_decide_who_can_pay():
    ballots = BudgetBallots.read(budget=4, costs={"a": 3, "b": 3}, ballots=[["a"], ["b"]])
    assert equal_shares(ballots).order == ()
    assert equal_shares(ballots, endowments=[1, 3]).order == ("b",)


def test_what_groups_paid_adds_up_to_one():
    ballots = BudgetBallots.read(budget=6, costs={"a": 3, "b": 2}, ballots=[["a"], ["a", "b"], ["b"]])
    result = equal_shares(ballots)
    assert sum(spent_by_group(result, [2, 2, 2], ["x", "y", "x"]).values()) == 1
    poor = BudgetBallots.read(budget=1, costs={"a": 3}, ballots=[["a"]])
    assert spent_by_group(equal_shares(poor), [1], ["x"]) == {}
    with pytest.raises(EvidenceError, match="one group for each voter"):
        spent_by_group(result, [2], ["x"])


def test_the_outcome_before_the_budget_breaks_counts():
    # a and b are both affordable only when together they cost more than the budget.
    ballots = BudgetBallots.read(budget=5, costs={"a": 3, "b": 3}, ballots=[["a"], ["b"]])
    projects, used = complete_by_increments(ballots, increment="1/2")
    assert (projects, used) == ((), 0)
    assert greedy_fill(ballots, projects) == ("a",)


def test_increments_without_end_are_refused():
    ballots = BudgetBallots.read(budget=10, costs={"a": 6, "b": 4}, ballots=[["a"], ["b"]])
    few = DECISION_V1.changed(version="test", increments_max=3)
    with pytest.raises(ParameterError, match="After 3 increments of 0.001"):
        complete_by_increments(ballots, increment="0.001", parameters=few)
    with pytest.raises(ParameterError, match="must be above 0"):
        complete_by_increments(ballots, increment=0)


def test_greedy_skips_what_does_not_fit_and_what_nobody_wants():
    ballots = BudgetBallots.read(budget=5, costs={"a": 4, "b": 3, "c": 1, "d": 1}, ballots=[["a", "b"], ["a"], ["c"]])
    assert greedy(ballots) == ("a", "c")


def test_all_results_side_by_side_carry_their_parameters():
    ballots = BudgetBallots.read(budget=10, costs={"a": 6, "b": 4}, ballots=[["a"], ["b"]])
    result = budget_result(ballots, increment=1)
    assert (result.equal_shares.order, result.with_increments, result.increments_used) == (("b",), ("a", "b"), 1)
    assert result.parameters.version == "decision.v1"


def test_money_that_cannot_be_is_refused():
    ballots = BudgetBallots.read(budget=4, costs={"a": 3}, ballots=[["a"], ["a"]])
    with pytest.raises(EvidenceError, match="1 endowments for 2 voters"):
        equal_shares(ballots, endowments=[4])
    with pytest.raises(EvidenceError, match="0 or more"):
        equal_shares(ballots, endowments=[5, -1])
    with pytest.raises(ParameterError, match="no utility 'fair'"):
        equal_shares(ballots, utility="fair")
