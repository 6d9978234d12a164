"""Time the counting at the sizes of its goals: maps, SMAA, Equal Shares, Delphi; prints one line each."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable

import numpy as np

from clustrat.decision.ballots import BudgetBallots
from clustrat.decision.budget import complete_by_increments, equal_shares
from clustrat.decision.delphi import item_statistics
from clustrat.decision.inferred_groups import inferred_groups, validity_gate
from clustrat.decision.opinion_map import opinion_map
from clustrat.decision.smaa import simplex_weights, smaa

RNG = np.random.default_rng(20140101)


def votes(n_people: int, n_statements: int) -> np.ndarray:
    """Two camps with noise; each person has seen a third of the statements."""
    camp = RNG.integers(0, 2, n_people)
    leaning = RNG.normal(size=(2, n_statements))
    table = np.sign(np.round(leaning[camp] + RNG.normal(size=(n_people, n_statements))))
    table[RNG.random(table.shape) > 1 / 3] = np.nan
    return table


def timed(words: str, goal: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    print(f"{words:<58}{time.perf_counter() - start:9.3f} s   goal {goal}", flush=True)


def ballots() -> BudgetBallots:
    chance = random.Random(1)
    costs = {f"p{n}": chance.randint(5_000, 100_000) for n in range(100)}
    chosen = [chance.sample(list(costs), chance.randint(3, 15)) for _ in range(10_000)]
    return BudgetBallots.read(budget=1_000_000, costs=costs, ballots=chosen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gate", action="store_true", help="also run the validity gate at 1,100 x 520 (minutes)")
    chosen = parser.parse_known_args()[0]
    for n, c, goal in ((200, 50, "2 s"), (2_000, 200, "10 s"), (1_100, 520, "20 s")):
        table = votes(n, c)
        timed(f"opinion map with groups, {n} x {c}", goal, lambda t=table: (opinion_map(t), inferred_groups(t, seed=1)))
    if chosen.gate:
        timed("validity gate, 1,100 x 520", "600 s", lambda: validity_gate(votes(1_100, 520), seed=1))
    values = [[1, 0], [0, 1], [0.6, 0.6]]
    timed("SMAA, 200,000 draws x 3 x 2", "1 s", lambda: smaa(values, simplex_weights(2, n_draws=200_000, rng=RNG)))
    election = ballots()
    for utility in ("cost", "cardinality"):
        timed(f"Equal Shares by {utility}, 100 x 10,000", "10 s", lambda u=utility: equal_shares(election, utility=u))
    timed("... with all increments of 1, by cost", "none", lambda: complete_by_increments(election, increment=1))
    ratings = RNG.integers(1, 10, (200, 100))
    timed("Delphi, 200 items x 100 people", "0.1 s", lambda: [item_statistics(row, scale_max=9) for row in ratings])


if __name__ == "__main__":
    main()
