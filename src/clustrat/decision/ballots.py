"""Budget ballots: projects with costs, who approves or scores what, and what each voter may spend; all in exact fractions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from clustrat.errors import EvidenceError, ParameterError

__all__ = ["Amount", "BudgetBallots", "Utility", "exact", "group_endowments"]

Amount = int | Fraction | Decimal | str
Utility = Literal["cost", "cardinality", "score"]


def exact(amount: Amount | float, *, what: str = "The amount") -> Fraction:
    """An amount as an exact fraction; a float is read as it is printed, so that 0.1 is one tenth.

    >>> exact("7/12"), exact(0.1)
    (Fraction(7, 12), Fraction(1, 10))
    """
    try:
        return Fraction(repr(amount) if isinstance(amount, float) else amount)
    except (ValueError, OverflowError, TypeError, ZeroDivisionError) as error:
        raise EvidenceError(
            f"{what} is {amount!r}; give a finite number, a fraction such as '7/12', or a decimal."
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetBallots:
    """Projects in their frozen order, and for each voter the score given to each project he or she supports (approval: 1).

    Make it with :meth:`read`, which checks everything.
    """

    budget: Fraction
    projects: tuple[str, ...]
    costs: tuple[Fraction, ...]
    scores: tuple[Mapping[int, Fraction], ...]

    @classmethod
    def read(
        cls,
        *,
        budget: Amount,
        costs: Mapping[str, Amount],
        ballots: Sequence[Collection[str] | Mapping[str, Amount]],
    ) -> BudgetBallots:
        """Ballots as collections of approved projects, or as mappings from project to score (0: not supported).

        Raises
        ------
        EvidenceError
            A cost is not above 0, the budget is negative, a ballot names a project that is not there or one twice, a score is
            negative, or there are no voters or projects.

        Examples
        --------
        >>> ballots = BudgetBallots.read(budget=5, costs={"a": 3, "b": 3}, ballots=[["a"], {"a": 2, "b": 1}])
        >>> ballots.scores[1][1]
        Fraction(1, 1)
        """
        if not costs or not ballots:
            raise EvidenceError(
                f"There are {len(costs)} projects and {len(ballots)} ballots. Give at least one of each."
            )
        money = exact(budget, what="The budget")
        if money < 0:
            raise EvidenceError(f"The budget is {budget}; it cannot be negative.")
        prices = tuple(exact(cost, what=f"The cost of project '{name}'") for name, cost in costs.items())
        for name, price in zip(costs, prices, strict=True):
            if price <= 0:
                raise EvidenceError(f"The cost of project '{name}' is {costs[name]}; give an amount above 0.")
        place = {name: n for n, name in enumerate(costs)}
        scores = []
        for voter, ballot in enumerate(ballots):
            pairs = list(ballot.items()) if isinstance(ballot, Mapping) else [(name, 1) for name in ballot]
            given: dict[int, Fraction] = {}
            for name, score in pairs:
                if name not in place:
                    raise EvidenceError(
                        f"Ballot {voter} names project '{name}', which is not in the list. Correct the ballot."
                    )
                if place[name] in given:
                    raise EvidenceError(f"Ballot {voter} names project '{name}' twice. Keep it once.")
                value = exact(score, what=f"The score of project '{name}' on ballot {voter}")
                if value < 0:
                    raise EvidenceError(f"Ballot {voter} gives project '{name}' the score {score}; scores start at 0.")
                given[place[name]] = value
            scores.append({c: value for c, value in sorted(given.items()) if value > 0})
        return cls(budget=money, projects=tuple(costs), costs=prices, scores=tuple(scores))

    @property
    def n_voters(self) -> int:
        """Number of ballots, empty ones included."""
        return len(self.scores)

    def supporters(self) -> list[list[int]]:
        """For each project, the voters (from 0) who support it."""
        found: list[list[int]] = [[] for _ in self.projects]
        for voter, given in enumerate(self.scores):
            for c in given:
                found[c].append(voter)
        return found

    def utility(self, voter: int, project: int, kind: Utility) -> Fraction:
        """What the project is worth to a voter who supports it: its cost, 1, or the score given."""
        if kind == "cost":
            return self.costs[project]
        return Fraction(1) if kind == "cardinality" else self.scores[voter][project]


def check_utility(kind: str) -> None:
    """Refuse a kind of utility that does not exist."""
    if kind not in ("cost", "cardinality", "score"):
        raise ParameterError(f"There is no utility '{kind}'. Choose cost, cardinality or score.")


def group_endowments(
    groups: Sequence[str], *, budget: Amount, shares: Mapping[str, Amount] | None = None
) -> tuple[Fraction, ...]:
    """What each voter may spend: an equal part of the budget, or of the declared share of the own group.

    Parameters
    ----------
    groups
        The group of each voter.
    budget
        The whole.
    shares
        Share of the budget of each group, together 1; without them every voter has the same.

    Examples
    --------
    >>> group_endowments(["AT", "AT", "SI"], budget=120, shares={"AT": "1/2", "SI": "1/2"})
    (Fraction(30, 1), Fraction(30, 1), Fraction(60, 1))
    """
    money = exact(budget, what="The budget")
    if not groups:
        raise EvidenceError("There are no voters to share the budget among.")
    if shares is None:
        return (money / len(groups),) * len(groups)
    parts = {name: exact(share, what=f"The share of group '{name}'") for name, share in shares.items()}
    missing = sorted(set(groups) - set(parts))
    empty = sorted(name for name, share in parts.items() if share > 0 and name not in set(groups))
    if missing or empty:
        raise ParameterError(
            f"Group '{missing[0]}' has voters and no share."
            if missing
            else f"Group '{empty[0]}' has a share and no voters."
        )
    if sum(parts.values()) != 1 or min(parts.values()) < 0:
        raise ParameterError(
            f"The shares of the groups add up to {sum(parts.values())}; they must be 0 or more and add up to 1."
        )
    sizes = {name: groups.count(name) for name in parts}
    return tuple(money * parts[name] / sizes[name] for name in groups)
