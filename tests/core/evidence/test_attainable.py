"""Bounds against a second solver without blocks, propagation or shared solutions, and against the truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from clustrat.errors import EvidenceError
from clustrat.evidence.attainable import attainable_interval, attainable_intervals, least_relaxation
from clustrat.evidence.sums import two_way_system

NAN = np.nan


def one_column(values, parts, *, half_width=0.0):
    regions = ["XX", *(f"XX{n}" for n in range(1, len(values)))]
    return two_way_system(
        np.array(values, dtype=float)[:, None],
        regions=regions,
        industries=["C31"],
        region_sums=[("XX", [regions[n] for n in parts])],
        industry_sums=[],
        half_width=half_width,
    )


def test_one_hidden_part_is_given_back_by_subtraction():
    bounds = attainable_intervals(one_column([100, 40, 30, NAN], [1, 2, 3]))
    assert (bounds.lower.tolist(), bounds.upper.tolist()) == ([30.0], [30.0])


def test_rounding_opens_the_interval():
    bounds = attainable_intervals(one_column([100, 40, 30, NAN], [1, 2, 3], half_width=0.5))
    assert (bounds.lower.tolist(), bounds.upper.tolist()) == ([28.0], [32.0])


def test_two_hidden_parts_lie_between_nothing_and_all():
    bounds = attainable_intervals(one_column([100, 40, 30, NAN, NAN], [1, 2, 3, 4]))
    assert bounds.lower.tolist() == [0.0, 0.0]
    assert bounds.upper.tolist() == [30.0, 30.0]


def test_a_hidden_total_of_known_parts_is_their_sum():
    bounds = attainable_intervals(one_column([NAN, 40, 30], [1, 2]))
    assert (bounds.lower[0], bounds.upper[0]) == (70.0, 70.0)


def test_a_hidden_total_with_a_hidden_part_has_no_upper_bound():
    bounds = attainable_intervals(one_column([NAN, 40, NAN], [1, 2]))
    assert bounds.lower.tolist() == [40.0, 0.0]
    assert np.isinf(bounds.upper).all()


def test_linear_algebra_gives_back_what_no_single_sum_shows():
    """Two regions, two divisions, one known cell on the diagonal: three equations fix the other three."""
    system = two_way_system(
        np.array([[100, 60, 40], [50, NAN, NAN], [50, NAN, 15]]),
        regions=["XX", "XX1", "XX2"],
        industries=["C", "C10", "C11"],
        region_sums=[("XX", ["XX1", "XX2"])],
        industry_sums=[("C", ["C10", "C11"])],
        half_width=0,
    )
    bounds = attainable_intervals(system)
    assert bounds.lower == pytest.approx([25, 25, 35])
    assert bounds.upper == pytest.approx([25, 25, 35])


def test_a_cycle_needs_the_programme_and_not_only_single_sums():
    """2 x 2 hidden cells with margins 50, 50 and 60, 40: each sum alone allows XX1 C10 from 0 to 50, all together from 10."""
    system = two_way_system(
        np.array([[100, 60, 40], [50, NAN, NAN], [50, NAN, NAN]]),
        regions=["XX", "XX1", "XX2"],
        industries=["C", "C10", "C11"],
        region_sums=[("XX", ["XX1", "XX2"])],
        industry_sums=[("C", ["C10", "C11"])],
        half_width=0,
    )
    assert attainable_interval(system, ("XX1", "C10")) == pytest.approx((10, 50))
    assert attainable_interval(system, ("XX1", "C11")) == pytest.approx((0, 40))


def test_a_figure_without_any_sum_is_not_limited():
    system = two_way_system(np.array([[NAN]]), regions=["XX"], industries=["C"], region_sums=[], industry_sums=[])
    assert attainable_interval(system, ("XX", "C")) == (0.0, np.inf)


def test_a_cell_that_is_published_is_refused():
    with pytest.raises(EvidenceError, match=r"not among the 1 unknown figures"):
        attainable_interval(one_column([100, 40, NAN], [1, 2]), ("XX1", "C31"))


def test_contradicting_sums_are_named_with_the_least_that_must_give_way():
    with pytest.raises(EvidenceError, match=r"XX C31 = sum of 2 regions by 20\.0"):
        attainable_intervals(one_column([100, 120, NAN], [1, 2]))


def test_contradiction_inside_a_block_is_found_by_the_programme():
    system = two_way_system(
        np.array([[100, 60, 60], [50, NAN, NAN], [50, NAN, NAN]]),
        regions=["XX", "XX1", "XX2"],
        industries=["C", "C10", "C11"],
        region_sums=[("XX", ["XX1", "XX2"])],
        industry_sums=[("C", ["C10", "C11"])],
        half_width=0,
    )
    with pytest.raises(EvidenceError, match=r"No figures of 4 hidden cells fit all 4 published sums"):
        attainable_intervals(system)
    assert least_relaxation(system).sum() == pytest.approx(20)


def test_sums_that_agree_need_no_relaxation():
    assert least_relaxation(one_column([100, 40, NAN], [1, 2])).tolist() == [0.0]


def test_relaxed_by_the_least_amount_the_system_has_a_solution():
    system = one_column([100, 120, NAN], [1, 2])
    relaxed = system.with_slack(least_relaxation(system))
    assert attainable_intervals(relaxed).upper == pytest.approx([0.0], abs=1e-5)


REGIONS = ["XX", "XX1", "XX2", "XX11", "XX12", "XX21", "XX22"]
INDUSTRIES = ["C", "C10", "C11", "C12", "D", "D35"]
REGION_SUMS = [
    ("XX", ["XX1", "XX2"]), ("XX", ["XX11", "XX12", "XX21", "XX22"]), ("XX1", ["XX11", "XX12"]), ("XX2", ["XX21", "XX22"]),
]  # fmt: skip
INDUSTRY_SUMS = [("C", ["C10", "C11", "C12"]), ("D", ["D35"])]


@st.composite
def hidden_tables(draw):
    """A true table with all its sums, and a mask of what is hidden."""
    leaves = np.array(draw(st.lists(st.integers(0, 60), min_size=16, max_size=16)), dtype=float).reshape(4, 4)
    truth = np.zeros((7, 6))
    truth[3:, [1, 2, 3, 5]] = leaves
    truth[1], truth[2] = truth[3] + truth[4], truth[5] + truth[6]
    truth[0] = truth[1] + truth[2]
    truth[:, 0], truth[:, 4] = truth[:, 1:4].sum(axis=1), truth[:, 5]
    mask = np.array(draw(st.lists(st.booleans(), min_size=42, max_size=42))).reshape(7, 6)
    return truth, mask


def system_of(truth, mask, half_width):
    return two_way_system(
        np.where(mask, np.nan, truth), regions=REGIONS, industries=INDUSTRIES, region_sums=REGION_SUMS,
        industry_sums=INDUSTRY_SUMS, half_width=half_width,
    )  # fmt: skip


def attack(system, place, sign):
    """The plain programme over the whole system, with other tools: equalities with slack columns, interior point."""
    n = len(system.cells)
    cost = np.zeros(n)
    cost[place] = sign
    matrix = system.coefficients.toarray()
    solution = linprog(
        cost,
        A_ub=np.vstack([matrix, -matrix]),
        b_ub=np.concatenate([system.residual + system.slack, system.slack - system.residual]),
        method="highs-ipm",
    )
    if solution.status == 3 or (solution.status == 4 and sign < 0):
        return np.inf
    assert solution.status == 0, solution.message
    return solution.x[place]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(hidden_tables(), st.sampled_from([0.0, 0.5]))
def test_bounds_hold_the_truth_and_equal_those_of_another_solver(table, half_width):
    truth, mask = table
    system = system_of(truth, mask, half_width)
    bounds = attainable_intervals(system)
    for place, (region, industry) in enumerate(system.cells):
        value = truth[REGIONS.index(region), INDUSTRIES.index(industry)]
        assert bounds.lower[place] - 1e-5 <= value <= bounds.upper[place] + 1e-5
    for place in range(0, len(system.cells), 5):
        if not system.sums:
            continue
        assert bounds.lower[place] == pytest.approx(max(attack(system, place, 1.0), 0.0), abs=1e-3)
        upper = attack(system, place, -1.0)
        assert bounds.upper[place] == pytest.approx(upper, abs=1e-3, rel=1e-5)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(hidden_tables(), st.randoms(use_true_random=False))
def test_publishing_one_more_figure_never_widens_a_bound(table, random):
    truth, mask = table
    places = np.argwhere(mask)
    if not len(places):
        return
    before = attainable_intervals(system_of(truth, mask, 0.5))
    cells = system_of(truth, mask, 0.5).cells
    less = mask.copy()
    r, c = places[random.randrange(len(places))]
    less[r, c] = False
    system = system_of(truth, less, 0.5)
    after = attainable_intervals(system)
    for place, cell in enumerate(system.cells):
        old = cells.index(cell)
        assert after.lower[place] >= before.lower[old] - 1e-5
        assert after.upper[place] <= before.upper[old] + 1e-5
