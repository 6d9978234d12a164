"""Proportional ordering of lists by harmonic weights: a bloc with clones cannot fill the first page."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from fractions import Fraction

from clustrat.errors import EvidenceError

__all__ = ["harmonic_order"]


def harmonic_order(proposals: Sequence[str], supporters: Mapping[str, Collection[Hashable]]) -> list[str]:
    """Order proposals, the best first, so that every group of supporters appears early in proportion.

    Each supporter spreads the weight 1/m over the m of his or her proposals still standing. The proposal with the least sum
    drops out and takes the worst free place; of equal ones the later in the list drops first. Then again, all in exact fractions.

    Parameters
    ----------
    proposals
        Names in the frozen order of the list.
    supporters
        Who supports each; a proposal without an entry has none.

    Returns
    -------
    list of str

    Raises
    ------
    EvidenceError
        A name stands twice, or supporters are given for a proposal that is not in the list.

    Notes
    -----
    After the description of harmonic weighting in LiquidFeedback (:cite:`behrens2014`); exact agreement is to be verified.

    Examples
    --------
    Two clones of a bloc of three against one proposal of two others: the second clone comes last.

    >>> harmonic_order(["c1", "c2", "m"], {"c1": [1, 2, 3], "c2": [1, 2, 3], "m": [4, 5]})
    ['c1', 'm', 'c2']
    """
    names = list(proposals)
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise EvidenceError(f"The proposal '{twice[0]}' stands twice in the list. Give each once.")
    unknown = sorted(set(supporters) - set(names))
    if unknown:
        raise EvidenceError(
            f"There are supporters of '{unknown[0]}', which is not in the list. Add it, or leave them out."
        )
    backers = {name: set(supporters.get(name, ())) for name in names}
    standing = list(names)
    n_of: dict[Hashable, int] = {}
    for people in backers.values():
        for person in people:
            n_of[person] = n_of.get(person, 0) + 1
    dropped: list[str] = []
    while standing:
        sums = {}
        for name in standing:
            tally: dict[int, int] = {}
            for person in backers[name]:
                tally[n_of[person]] = tally.get(n_of[person], 0) + 1
            sums[name] = sum((Fraction(count, m) for m, count in tally.items()), start=Fraction(0))
        least = min(sums.values())
        loser = next(name for name in reversed(standing) if sums[name] == least)
        standing.remove(loser)
        for person in backers[loser]:
            n_of[person] -= 1
        dropped.append(loser)
    return dropped[::-1]
