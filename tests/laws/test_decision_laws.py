"""Laws of the counting: who or what comes first does not matter, bounds hold, money is never overspent."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clustrat.decision.ahp import aggregate_judgements, ahp_weights
from clustrat.decision.ballots import BudgetBallots
from clustrat.decision.budget import complete_by_increments, equal_shares, greedy, sequential_phragmen
from clustrat.decision.cross_checks import Preference, promethee, topsis
from clustrat.decision.delphi import agreement_a, consensus_index, item_statistics, kendall_w
from clustrat.decision.mcda import Anchor, additive_value
from clustrat.decision.opinion import count_votes, opinion_statistics
from clustrat.decision.ordering import harmonic_order
from clustrat.decision.rollup import double_majority, roll_up
from clustrat.decision.rollup_inputs import RegionScore
from clustrat.decision.smaa import acceptability_of_scores, simplex_weights, smaa

FEW = settings(max_examples=60, deadline=None)
SEEDS = st.integers(0, 2**32 - 1)


def chance(seed):
    return np.random.default_rng(seed)


# Opinion ----------------------------------------------------------------------------------------------------------------


@FEW
@given(SEEDS, st.integers(1, 30), st.integers(1, 6), st.integers(1, 4))
def test_consensus_does_not_depend_on_the_order_of_people_or_groups(seed, n_people, n_statements, n_groups):
    rng = chance(seed)
    votes = rng.choice([1.0, 0.0, -1.0, np.nan], size=(n_people, n_statements))
    groups = [f"g{n}" for n in rng.integers(0, n_groups, n_people)]
    order = rng.permutation(n_people)
    renamed = {name: f"h{n}" for n, name in enumerate(rng.permutation(sorted(set(groups))))}
    first = count_votes(votes, groups)
    second = count_votes(votes[order], [renamed[groups[n]] for n in order])
    one = opinion_statistics(first.agree, first.disagree, first.seen)
    two = opinion_statistics(second.agree, second.disagree, second.seen)
    assert two.gac_agree == pytest.approx(one.gac_agree)
    assert ((one.gac_agree_geometric > 0) & (one.gac_agree_geometric < 1)).all()
    assert (one.gac_agree <= one.gac_agree_geometric + 1e-12).all()


@FEW
@given(SEEDS)
def test_one_more_agreement_never_lowers_the_consensus(seed):
    rng = chance(seed)
    seen = rng.integers(1, 20, (1, 3))
    agree = rng.integers(0, seen)
    disagree = np.zeros_like(agree)
    more = agree.copy()
    more[0, int(rng.integers(3))] += 1
    before, after = (opinion_statistics(a, disagree, seen).gac_agree[0] for a in (agree, more))
    assert after > before


# Delphi -----------------------------------------------------------------------------------------------------------------

counts = st.lists(st.integers(0, 12), min_size=3, max_size=9).filter(any)


@given(counts)
def test_agreement_has_its_bounds_and_does_not_see_the_direction_of_the_scale(n):
    cns, a = consensus_index(n, range(len(n))), agreement_a(n)
    assert 0 <= cns <= 1 and -1 <= a <= 1
    assert agreement_a(n[::-1]) == a
    assert consensus_index(n[::-1], range(len(n))) == pytest.approx(cns, abs=1e-9)


@given(counts, st.integers(2, 5))
def test_agreement_does_not_depend_on_the_size_of_the_panel(n, times):
    assert agreement_a([times * count for count in n]) == agreement_a(n)


@FEW
@given(SEEDS, st.integers(5, 20), st.integers(3, 9))
def test_the_verdict_does_not_depend_on_the_order_of_the_panel(seed, n, k):
    rng = chance(seed)
    ratings = rng.integers(1, k + 1, n)
    assert item_statistics(rng.permutation(ratings), scale_max=k) == item_statistics(ratings, scale_max=k)


@FEW
@given(SEEDS, st.integers(2, 8), st.integers(2, 6))
def test_concordance_lies_between_zero_and_one_and_is_neutral(seed, m, n):
    rng = chance(seed)
    table = rng.integers(1, 5, (m, n))
    w = kendall_w(table).w
    assume(w is not None)
    assert -1e-12 <= w <= 1 + 1e-12
    assert kendall_w(table[rng.permutation(m)][:, rng.permutation(n)]).w == pytest.approx(w, abs=1e-9)
    assert kendall_w(10 - table).w == pytest.approx(w, abs=1e-9)


# Weights and orders -----------------------------------------------------------------------------------------------------


@FEW
@given(SEEDS, st.integers(3, 7))
def test_ahp_weights_sum_to_one_and_the_ratio_is_zero_just_for_consistent_matrices(seed, n):
    rng = chance(seed)
    w = rng.uniform(0.1, 1, n)
    matrix = w[:, None] / w
    consistent = ahp_weights(matrix)
    assert consistent.weights == pytest.approx(w / w.sum()) and consistent.cr == pytest.approx(0, abs=1e-9)
    matrix[0, 1], matrix[1, 0] = matrix[0, 1] * 2, matrix[1, 0] / 2
    found = ahp_weights(matrix)
    assert found.cr > 1e-4 and found.weights.sum() == pytest.approx(1)
    order = rng.permutation(n)
    assert ahp_weights(matrix[np.ix_(order, order)]).weights == pytest.approx(found.weights[order])


@FEW
@given(SEEDS, st.integers(2, 5))
def test_the_group_of_judges_is_anonymous(seed, n_judges):
    rng = chance(seed)
    matrices = []
    for _ in range(n_judges):
        w = rng.uniform(0.1, 1, 4)
        matrices.append(w[:, None] / w)
    order = rng.permutation(n_judges)
    assert aggregate_judgements([matrices[n] for n in order]) == pytest.approx(aggregate_judgements(matrices))


@FEW
@given(SEEDS, st.integers(1, 40), st.integers(1, 6))
def test_ranks_and_places_are_shared_out_completely(seed, n_draws, m):
    rng = chance(seed)
    result = acceptability_of_scores(rng.integers(0, 3, (n_draws, m)))
    assert result.rank_acceptability.sum(axis=0) == pytest.approx(np.ones(m))
    assert result.rank_acceptability.sum(axis=1) == pytest.approx(np.ones(m))
    assert ((result.holistic >= -1e-12) & (result.holistic <= 1 + 1e-12)).all()
    assert (result.pairwise_winning + result.pairwise_winning.T <= 1 + 1e-12).all()


@FEW
@given(SEEDS, st.integers(2, 6), st.integers(2, 4))
def test_without_ties_one_of_two_wins_and_a_better_alternative_never_loses_places(seed, m, k):
    rng = chance(seed)
    values = rng.random((m, k))
    weights = simplex_weights(k, n_draws=50, rng=rng)
    before = smaa(values, weights).acceptability
    off = ~np.eye(m, dtype=bool)
    assert (before.pairwise_winning + before.pairwise_winning.T)[off] == pytest.approx(1)
    better = values.copy()
    better[0, 0] += 0.5
    assert smaa(better, weights).acceptability.holistic[0] >= before.holistic[0] - 1e-12


@FEW
@given(SEEDS, st.integers(1, 6), st.integers(1, 4))
def test_parts_add_up_to_the_value_and_nobody_changes_anothers(seed, m, k):
    rng = chance(seed)
    matrix, anchors = (
        rng.random((m, k)) * 10,
        [Anchor(lo=2, hi=8, direction=rng.choice(["max", "min"])) for _ in range(k)],
    )
    w = rng.dirichlet(np.ones(k))
    result = additive_value(matrix, weights=w, anchors=anchors)
    assert result.parts.sum(axis=1) == pytest.approx(result.value)
    assert ((result.value >= 0) & (result.value <= 1 + 1e-12)).all()
    assert additive_value(matrix[:1], weights=w, anchors=anchors).value[0] == pytest.approx(result.value[0])


@FEW
@given(SEEDS, st.integers(2, 6), st.integers(1, 4))
def test_flows_cancel_out_and_both_checks_are_neutral(seed, m, k):
    rng = chance(seed)
    matrix, w = rng.integers(0, 5, (m, k)).astype(float), rng.dirichlet(np.ones(k))
    directions = list(rng.choice(["max", "min"], k))
    preferences = [Preference(kind="linear", q=0.5, p=2.0)] * k
    order = rng.permutation(m)
    flows = promethee(matrix, weights=w, directions=directions, preferences=preferences)
    assert flows.phi.sum() == pytest.approx(0, abs=1e-12)
    again = promethee(matrix[order], weights=w, directions=directions, preferences=preferences)
    assert again.phi == pytest.approx(flows.phi[order], abs=1e-12)
    near, moved = (topsis(part, weights=w, directions=directions).closeness for part in (matrix, matrix[order]))
    assert moved == pytest.approx(near[order], nan_ok=True)
    assert ((near >= 0) & (near <= 1) | np.isnan(near)).all()


# Budgets ----------------------------------------------------------------------------------------------------------------


@st.composite
def elections(draw):
    names = [f"p{n}" for n in range(draw(st.integers(1, 6)))]
    costs = {name: draw(st.integers(1, 12)) for name in names}
    ballots = draw(st.lists(st.lists(st.sampled_from(names), unique=True), min_size=1, max_size=8))
    return draw(st.integers(0, 40)), costs, ballots


kinds = st.sampled_from(["cost", "cardinality", "score"])


@FEW
@given(elections(), kinds)
def test_money_is_never_overspent_and_every_project_is_paid_exactly(election, utility):
    budget, costs, ballots = election
    read = BudgetBallots.read(budget=budget, costs=costs, ballots=ballots)
    result = equal_shares(read, utility=utility)
    assert result.spent <= budget
    assert min(result.left) >= 0
    assert sum(result.left) == budget - result.spent  # in fractions: nothing is lost or made
    assert result.spent == sum(costs[name] for name in result.order)
    for chosen in (greedy(read, utility=utility), sequential_phragmen(read)):
        assert sum(costs[name] for name in chosen) <= budget
    completed, _ = complete_by_increments(read, increment=1, utility=utility)
    assert sum(costs[name] for name in completed) <= budget


@FEW
@given(elections(), kinds, st.integers(2, 7))
def test_another_currency_changes_nothing(election, utility, rate):
    budget, costs, ballots = election
    first = equal_shares(BudgetBallots.read(budget=budget, costs=costs, ballots=ballots), utility=utility)
    other = {name: rate * cost for name, cost in costs.items()}
    second = equal_shares(BudgetBallots.read(budget=rate * budget, costs=other, ballots=ballots), utility=utility)
    assert second.order == first.order
    assert second.left == tuple(rate * left for left in first.left)


@FEW
@given(elections(), kinds, st.randoms())
def test_voters_are_anonymous(election, utility, rng):
    budget, costs, ballots = election
    shuffled = rng.sample(ballots, len(ballots))
    one, two = (
        equal_shares(BudgetBallots.read(budget=budget, costs=costs, ballots=part), utility=utility)
        for part in (ballots, shuffled)
    )
    assert one.steps == two.steps
    assert sorted(one.left) == sorted(two.left)


@FEW
@given(elections())
def test_a_group_that_agrees_decides_on_its_share(election):
    budget, costs, ballots = election
    assume(budget > 0)
    unanimous = [*ballots, *[["own"]] * len(ballots)]
    costs = {**costs, "own": budget / 2}
    assert "own" in equal_shares(BudgetBallots.read(budget=budget, costs=costs, ballots=unanimous)).order


@FEW
@given(elections())
def test_an_order_is_a_permutation_and_its_voters_are_anonymous(election):
    _, costs, ballots = election
    backers = {name: [n for n, ballot in enumerate(ballots) if name in ballot] for name in costs}
    order = harmonic_order(list(costs), backers)
    assert sorted(order) == sorted(costs)
    renamed = {name: [f"v{len(ballots) - n}" for n in people] for name, people in backers.items()}
    assert harmonic_order(list(costs), renamed) == order


# Roll-up ----------------------------------------------------------------------------------------------------------------


@st.composite
def territories(draw, *, complete=False, one_per_nation=False):
    score = st.floats(0, 1)
    units = []
    for n in range(draw(st.integers(1, 7))):
        nation = f"N{n}" if one_per_nation else f"N{draw(st.integers(0, 2))}"
        units.append(
            RegionScore(
                region=f"R{n}", nation=nation, score=draw(score if complete else st.none() | score), n=draw(st.integers(1, 50)),
                population=draw(st.floats(0.1, 50)),
            )
        )  # fmt: skip
    return units


@FEW
@given(territories(), st.randoms())
def test_a_roll_up_lies_within_its_units_and_does_not_depend_on_their_order(units, rng):
    scores = [unit.score for unit in units if unit.score is not None]
    result = roll_up(units)
    for values in (result.flat, result.staged):
        for value in values.values():
            assert (value is None) == (not scores)
            assert value is None or min(scores) - 1e-12 <= value <= max(scores) + 1e-12
    assert all(0 <= share <= 1 + 1e-12 for share in result.coverage.values())
    again = roll_up(rng.sample(units, len(units)))
    assert again.staged == pytest.approx(result.staged)


@FEW
@given(territories(complete=True))
def test_population_and_participants_are_the_same_in_one_step_or_two(units):
    result = roll_up(units)
    for scheme in ("population", "participants"):
        assert result.staged[scheme] == pytest.approx(result.flat[scheme])


@FEW
@given(territories(complete=True, one_per_nation=True))
def test_one_region_per_nation_makes_staged_equal_flat(units):
    result = roll_up(units)
    assert result.staged["equal"] == pytest.approx(result.flat["equal"])


@FEW
@given(territories(complete=True), st.floats(0, 1))
def test_more_support_never_turns_an_adoption_down(units, lift):
    raised = [
        RegionScore(region=u.region, nation=u.nation, n=u.n, population=u.population, score=min(1.0, u.score + lift))
        for u in units
    ]
    if double_majority(units).verdict == "adopted":
        assert double_majority(raised).verdict == "adopted"
