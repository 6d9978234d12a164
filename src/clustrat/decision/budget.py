"""Participatory budgets: the Method of Equal Shares in exact fractions, its completions, and greedy and Phragmén beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from clustrat.decision.ballots import Amount, BudgetBallots, Utility, check_utility, exact
from clustrat.decision.parameters import DECISION_V1, DecisionParameters
from clustrat.errors import EvidenceError, ParameterError

__all__ = [
    "BudgetResult",
    "EqualShares",
    "Purchase",
    "budget_result",
    "complete_by_increments",
    "equal_shares",
    "greedy",
    "greedy_fill",
    "sequential_phragmen",
    "spent_by_group",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One step: the project, its price ``rho`` per unit of utility, and the projects that tied with it."""

    project: str
    rho: Fraction
    tied_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualShares:
    """What was bought in which order, what it cost, and what is left of each voter's money."""

    steps: tuple[Purchase, ...]
    spent: Fraction
    left: tuple[Fraction, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """Projects in the order of purchase."""
        return tuple(step.project for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetResult:
    """Equal Shares with its completions, and the greedy comparison; sets of projects are in the order of the list."""

    utility: Utility
    equal_shares: EqualShares
    with_increments: tuple[str, ...]
    increments_used: int
    completed: tuple[str, ...]
    greedy: tuple[str, ...]
    parameters: DecisionParameters


def equal_shares(
    ballots: BudgetBallots, *, utility: Utility = "cost", endowments: Sequence[Amount] | None = None
) -> EqualShares:
    r"""Method of Equal Shares: every voter holds an equal part of the budget, and supporters pay together (:cite:`peters2021`).

    .. math:: \rho(c): \sum_i \min(b_i, \rho\, u_i(c)) = cost(c)

    Among the unbought projects whose supporters can pay, the one with the least :math:`\rho` is bought; each supporter pays
    :math:`\min(b_i, \rho u_i)`. Ties: more supporters, lower cost, position in the list. All numbers are exact.

    Parameters
    ----------
    ballots
        Projects, costs and votes.
    utility
        What a project is worth to a supporter: its ``cost``, 1 (``cardinality``), or the ``score`` on the ballot.
    endowments
        Money of each voter; default budget / n. See :func:`clustrat.decision.ballots.group_endowments`.

    Returns
    -------
    EqualShares

    Raises
    ------
    EvidenceError
        The endowments are not one per voter, or one is negative.

    Notes
    -----
    A group of a tenth of the voters decides on a tenth of the money, if it agrees. The method often leaves money: see
    :func:`complete_by_increments`.

    Examples
    --------
    Five voters hold 100 each; three pay 100 for a; c costs 200 and has two supporters.

    >>> ballots = BudgetBallots.read(budget=500, costs={"a": 300, "b": 300, "c": 200},
    ...     ballots=[["a"], ["a"], ["a", "b"], ["b", "c"], ["c"]])
    >>> result = equal_shares(ballots, utility="cardinality")
    >>> [(step.project, str(step.rho)) for step in result.steps], int(result.spent)
    ([('a', '100'), ('c', '100')], 500)
    """
    check_utility(utility)
    money = _endowments(ballots, endowments)
    market = _Market(ballots, utility, money)
    return market.run()


def complete_by_increments(
    ballots: BudgetBallots,
    *,
    increment: Amount,
    utility: Utility = "cost",
    endowments: Sequence[Amount] | None = None,
    parameters: DecisionParameters = DECISION_V1,
) -> tuple[tuple[str, ...], int]:
    """Run Equal Shares again with every endowment raised by t increments, t = 0, 1, 2, ...

    Stops at the first t whose outcome leaves no supported unbought project that fits into the budget; if an outcome costs more
    than the budget, the one before it counts.

    Returns
    -------
    projects, t
        The set in the order of the list, and the t it comes from.

    Raises
    ------
    ParameterError
        The increment is not above 0, or so small that ``increments_max`` runs do not suffice.

    Examples
    --------
    >>> ballots = BudgetBallots.read(budget=10, costs={"a": 6, "b": 4}, ballots=[["a"], ["b"]])
    >>> equal_shares(ballots).order, complete_by_increments(ballots, increment=1)
    (('b',), (('a', 'b'), 1))
    """
    check_utility(utility)
    step = exact(increment, what="The increment")
    if step <= 0:
        raise ParameterError(f"increment={increment} must be above 0.")
    money = _endowments(ballots, endowments)
    supported = [bool(people) for people in ballots.supporters()]
    market = _Market(ballots, utility, money, step=step)
    before: set[str] = set()
    cost_of = dict(zip(ballots.projects, ballots.costs, strict=True))
    for t in range(parameters.increments_max + 1):
        outcome = market.run(raised_by=t * step, stop_above=ballots.budget)
        if outcome.spent > ballots.budget:
            return _in_list_order(ballots, before), t - 1
        before = set(outcome.order)
        room = ballots.budget - outcome.spent
        if not any(
            has and name not in before and cost_of[name] <= room
            for name, has in zip(ballots.projects, supported, strict=True)
        ):
            return _in_list_order(ballots, before), t
    raise ParameterError(
        f"After {parameters.increments_max:,} increments of {increment} the budget is still not used up. Give a larger increment."
    )


def greedy(ballots: BudgetBallots, *, utility: Utility = "cost") -> tuple[str, ...]:
    """Projects by sum of utility / cost, skipping what does not fit any more; the set in the order of the list.

    Ties as in :func:`equal_shares`; a project that nobody supports is not bought.

    >>> ballots = BudgetBallots.read(budget=5, costs={"a": 4, "b": 3, "c": 2}, ballots=[["a"], ["a", "c"], ["b"]])
    >>> greedy(ballots)
    ('a',)
    """
    return greedy_fill(ballots, (), utility=utility)


def greedy_fill(ballots: BudgetBallots, bought: Sequence[str], *, utility: Utility = "cost") -> tuple[str, ...]:
    """What was bought, and then greedily what still fits; the set in the order of the list."""
    check_utility(utility)
    supporters = ballots.supporters()
    worth = [
        sum((ballots.utility(i, c, utility) for i in people), start=Fraction(0)) for c, people in enumerate(supporters)
    ]
    order = sorted(
        range(len(worth)), key=lambda c: (-worth[c] / ballots.costs[c], -len(supporters[c]), ballots.costs[c], c)
    )
    chosen = set(bought)
    room = ballots.budget - sum(
        (cost for name, cost in zip(ballots.projects, ballots.costs, strict=True) if name in chosen), start=Fraction(0)
    )
    for c in order:
        if supporters[c] and ballots.projects[c] not in chosen and ballots.costs[c] <= room:
            chosen.add(ballots.projects[c])
            room -= ballots.costs[c]
    return _in_list_order(ballots, chosen)


def sequential_phragmen(ballots: BudgetBallots) -> tuple[str, ...]:
    """Phragmén's rule: voters earn at one speed, and supporters buy a project as soon as they hold its cost together.

    Stops at the first project that does not fit into the budget (:cite:`los2022`). Scores are read as approval. The set is in
    the order of the list; ties as in :func:`equal_shares`.

    >>> ballots = BudgetBallots.read(budget=5, costs={"a": 3, "b": 2}, ballots=[["a"], ["a"], ["b"]])
    >>> sequential_phragmen(ballots)
    ('a', 'b')
    """
    supporters = ballots.supporters()
    # Loads are whole numbers over one common denominator, sums are kept up to date: no fraction is reduced voter by voter.
    scale = math.lcm(*(cost.denominator for cost in ballots.costs))
    costs = [int(cost * scale) for cost in ballots.costs]
    loads, sums, factor = [0] * ballots.n_voters, [0] * len(costs), 1
    bought: set[str] = set()
    room = ballots.budget
    open_ = {c for c, people in enumerate(supporters) if people}
    while open_:
        best = min(
            open_,
            key=lambda c: (
                Fraction(costs[c] * factor + sums[c], len(supporters[c])), -len(supporters[c]), costs[c], c,
            ),
        )  # fmt: skip
        if ballots.costs[best] > room:
            break
        level, n = costs[best] * factor + sums[best], len(supporters[best])
        widen = n // math.gcd(level, n)
        if widen > 1:
            loads, sums, factor = [load * widen for load in loads], [total * widen for total in sums], factor * widen
            level *= widen
        level //= n
        for i in supporters[best]:
            gap = level - loads[i]
            loads[i] = level
            for c in ballots.scores[i]:
                sums[c] += gap
        open_.discard(best)
        bought.add(ballots.projects[best])
        room -= ballots.costs[best]
    return _in_list_order(ballots, bought)


def spent_by_group(result: EqualShares, endowments: Sequence[Amount], groups: Sequence[str]) -> dict[str, Fraction]:
    """The share of what was spent that the voters of each group paid; empty where nothing was bought.

    >>> ballots = BudgetBallots.read(budget=4, costs={"a": 3}, ballots=[["a"], ["a"]])
    >>> spent_by_group(equal_shares(ballots), [2, 2], ["AT", "SI"])
    {'AT': Fraction(1, 2), 'SI': Fraction(1, 2)}
    """
    if not len(result.left) == len(endowments) == len(groups):
        raise EvidenceError("Give one endowment and one group for each voter.")
    paid: dict[str, Fraction] = {}
    for left, own, group in zip(result.left, endowments, groups, strict=True):
        paid[group] = paid.get(group, Fraction(0)) + exact(own) - left
    return {group: part / result.spent for group, part in paid.items()} if result.spent else {}


def budget_result(
    ballots: BudgetBallots,
    *,
    increment: Amount,
    utility: Utility = "cost",
    endowments: Sequence[Amount] | None = None,
    parameters: DecisionParameters = DECISION_V1,
) -> BudgetResult:
    """Equal Shares, completion by increments and then by greedy filling, and the greedy rule alone, side by side."""
    with_increments, used = complete_by_increments(
        ballots, increment=increment, utility=utility, endowments=endowments, parameters=parameters
    )
    return BudgetResult(
        utility=utility,
        equal_shares=equal_shares(ballots, utility=utility, endowments=endowments),
        with_increments=with_increments,
        increments_used=used,
        completed=greedy_fill(ballots, with_increments, utility=utility),
        greedy=greedy(ballots, utility=utility),
        parameters=parameters,
    )


class _Market:
    """One run of Equal Shares: voters who vote and own alike are one class; balances are whole numbers over one denominator."""

    def __init__(
        self, ballots: BudgetBallots, utility: Utility, money: Sequence[Fraction], *, step: Fraction = Fraction(0)
    ) -> None:
        self.ballots = ballots
        self.first_scale = math.lcm(step.denominator, *(amount.denominator for amount in (*ballots.costs, *set(money))))
        kinds: dict[tuple[object, ...], int] = {}
        self.class_of: list[int] = []
        self.first_balance: list[int] = []
        self.size: list[int] = []
        buyers: list[list[int]] = [[] for _ in ballots.projects]
        worth: list[list[Fraction]] = [[] for _ in ballots.projects]
        for voter, (given, own) in enumerate(zip(ballots.scores, money, strict=True)):
            key = (own, *given.items()) if utility == "score" else (own, *given)
            n = kinds.setdefault(key, len(kinds))
            self.class_of.append(n)
            if n < len(self.size):
                self.size[n] += 1
                continue
            self.size.append(1)
            self.first_balance.append(int(own * self.first_scale))
            for c in given:
                buyers[c].append(n)
                worth[c].append(ballots.utility(voter, c, utility))
        self.buyers = buyers
        # Utilities of a project as whole numbers; dividing them by a common factor rescales rho, which `unit` undoes.
        self.worth, self.unit = [], []
        for values in worth:
            denominator = math.lcm(*(value.denominator for value in values)) if values else 1
            whole = [int(value * denominator) for value in values]
            common = math.gcd(*whole) if whole else 1
            self.worth.append([value // common for value in whole])
            self.unit.append(Fraction(common, denominator))
        self.n_supporters = [sum(self.size[n] for n in people) for people in buyers]
        self.whole_worth = [
            sum(self.size[n] * u for n, u in zip(people, values, strict=True))
            for people, values in zip(buyers, self.worth, strict=True)
        ]
        self.is_even = [len(set(values)) <= 1 for values in self.worth]
        self.scale, self.balance = self.first_scale, list(self.first_balance)

    def price(self, c: int) -> tuple[int, int] | None:
        """Rho of a project as (numerator, denominator) in units of the balances, or ``None`` if its supporters cannot pay."""
        people, worth = self.buyers[c], self.worth[c]
        left = int(self.ballots.costs[c] * self.scale)
        if sum(self.balance[n] * self.size[n] for n in people) < left:
            return None
        total = self.whole_worth[c]
        # Who has least for his or her utility is asked first; most often nobody is short, and no order is needed.
        if self.is_even[c]:
            if min(self.balance[n] for n in people) * total >= left * worth[0]:
                return left, total
            queue = sorted((self.balance[n], n, worth[0]) for n in people)
        else:
            common = math.lcm(*worth)
            queue = sorted((self.balance[n] * (common // u), n, u) for n, u in zip(people, worth, strict=True))
        for _, n, u in queue:
            if self.balance[n] * total >= left * u:
                return left, total
            left -= self.balance[n] * self.size[n]
            total -= self.size[n] * u
        return None

    def run(self, *, raised_by: Fraction = Fraction(0), stop_above: Fraction | None = None) -> EqualShares:
        """Buy until nobody can pay any more, or until more than ``stop_above`` is spent."""
        costs = self.ballots.costs
        more = int(raised_by * self.first_scale)
        self.scale, self.balance = self.first_scale, [own + more for own in self.first_balance]
        # Balances only fall, so a price only rises: an old one is a lower bound, and most projects need no new one. The first
        # bound is the price if nobody were short of money.
        bound = {c: costs[c] / (self.whole_worth[c] * self.unit[c]) for c, people in enumerate(self.buyers) if people}
        steps: list[Purchase] = []
        spent = Fraction(0)
        while bound:
            best: Fraction | None = None
            prices: dict[int, tuple[int, int]] = {}
            ties: list[int] = []
            for c in sorted(bound, key=lambda c: (bound[c], c)):
                if best is not None and bound[c] > best:
                    break
                price = self.price(c)
                if price is None:
                    del bound[c]
                    continue
                rho = Fraction(price[0], price[1] * self.scale) / self.unit[c]
                bound[c], prices[c] = rho, price
                if best is None or rho < best:
                    best, ties = rho, [c]
                elif rho == best:
                    ties.append(c)
            if best is None:
                break
            bought = min(ties, key=lambda c: (-self.n_supporters[c], costs[c], c))
            self.charge(bought, *prices[bought])
            del bound[bought]
            spent += costs[bought]
            others = tuple(self.ballots.projects[c] for c in sorted(ties) if c != bought)
            steps.append(Purchase(project=self.ballots.projects[bought], rho=best, tied_with=others))
            if stop_above is not None and spent > stop_above:
                break
        left = [Fraction(amount, self.scale) for amount in self.balance]
        return EqualShares(steps=tuple(steps), spent=spent, left=tuple(left[n] for n in self.class_of))

    def charge(self, c: int, numerator: int, denominator: int) -> None:
        """Take min(balance, rho u) from every supporter; the common denominator widens as far as rho needs it."""
        widen = denominator // math.gcd(numerator, denominator)
        if widen > 1:
            self.balance = [amount * widen for amount in self.balance]
            self.scale *= widen
        rho = numerator * widen // denominator
        for n, u in zip(self.buyers[c], self.worth[c], strict=True):
            self.balance[n] = max(self.balance[n] - rho * u, 0)


def _endowments(ballots: BudgetBallots, endowments: Sequence[Amount] | None) -> tuple[Fraction, ...]:
    if endowments is None:
        return (ballots.budget / ballots.n_voters,) * ballots.n_voters
    money = tuple(exact(own, what=f"The endowment of voter {n}") for n, own in enumerate(endowments))
    if len(money) != ballots.n_voters or min(money) < 0:
        raise EvidenceError(
            f"There are {len(money)} endowments for {ballots.n_voters} voters; give one each, 0 or more."
        )
    return money


def _in_list_order(ballots: BudgetBallots, names: set[str]) -> tuple[str, ...]:
    return tuple(name for name in ballots.projects if name in names)
