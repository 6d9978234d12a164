"""Monitored values: the sums by hand of the design, exactness, and what must not be added."""

from datetime import date
from decimal import Decimal

import pytest

from clustrat.decision.results import (
    Missing,
    combine_own_and_children,
    distinct_bounds,
    exact_sum,
    missing,
    over_periods,
    rest_of_total,
    roll_up_counts,
    roll_up_distinct,
    roll_up_milestones,
    roll_up_ratios,
    roll_up_scales,
    rounded,
    target_pairs,
    traffic_light,
)
from clustrat.errors import EvidenceError, ParameterError

D = Decimal
GAP = Missing("not_reported")


def test_zero_is_a_value_and_missing_is_not_zero():
    partial = roll_up_counts({"a": D(0), "b": GAP, "c": D(5)})
    assert (partial.value, partial.completeness, partial.n_known, partial.n_expected) == (5, "partial", 2, 3)
    zeros = roll_up_counts({"a": D(0), "b": D(0)})
    assert (zeros.value, zeros.completeness) == (0, "complete")
    none = roll_up_counts({"a": GAP, "b": GAP})
    assert (none.value, none.completeness, none.at_least) == (None, "missing", False)


def test_what_is_not_due_or_not_applicable_was_not_expected():
    result = roll_up_counts(
        {"a": D(1), "b": missing("not_due"), "c": missing("not_applicable"), "d": missing("suppressed")}
    )
    assert (result.n_expected, result.completeness) == (2, "partial")


def test_at_least_is_said_only_where_gaps_cannot_be_negative():
    assert roll_up_counts({"a": D(1), "b": GAP}).at_least
    assert not roll_up_counts({"a": D(1), "b": GAP}, can_be_negative=True).at_least


def test_ratios_are_never_means_of_percentages():
    result = roll_up_ratios({"a": (D(1), D(2)), "b": (D(90), D(100)), "c": GAP})
    assert (result.numerator, result.denominator, result.completeness) == (91, 102, "partial")
    assert roll_up_ratios({"a": (D(0), D(0))}).undefined
    assert roll_up_ratios({"a": GAP}).numerator is None


def test_organisations_are_counted_once():
    result = roll_up_distinct({"a": {"x", "y"}, "b": ["y"], "c": GAP})
    assert (result.distinct, result.claimed, result.completeness) == (2, 3, "partial")
    assert roll_up_distinct({"a": []}).distinct == 0
    assert roll_up_distinct({"a": GAP}).distinct is None
    with pytest.raises(EvidenceError, match="the text 'xy'"):
        roll_up_distinct({"a": "xy"})


def test_persons_without_ids_have_bounds():
    assert distinct_bounds([50, 75], population=100) == (75, 100)
    assert distinct_bounds([50, 75]) == (75, 125)
    for sizes, population in (([], None), ([-1], None), ([50], 40)):
        with pytest.raises(EvidenceError, match="cannot be"):
            distinct_bounds(sizes, population=population)


def test_milestones_and_scales():
    assert roll_up_milestones({"a": date(2026, 1, 1), "b": None, "c": None}).reached == 1
    result = roll_up_scales({"a": 3, "b": 7, "c": GAP})
    assert (result.median, result.completeness, result.n_known) == (3, "partial", 2)
    assert roll_up_scales({"a": GAP}).median is None


def test_thousandths_survive_where_floats_lose_them():
    big = D("123456789012345678.123456")
    assert roll_up_counts({"a": big, "b": D("0.000001")}).value == D("123456789012345678.123457")


def test_a_sum_that_would_be_rounded_is_refused():
    with pytest.raises(EvidenceError, match="more than 50 digits"):
        exact_sum([D(10) ** 40, D("1e-40")])


@pytest.mark.parametrize("value", [0.5, 1, D("NaN"), D("Infinity"), None])
def test_what_is_no_finite_decimal_is_refused_with_its_place(value):
    with pytest.raises(EvidenceError, match="value of pilot 3 is"):
        roll_up_counts({"pilot 3": value})


def test_periods_add_for_flows_and_the_last_known_counts_for_stocks():
    values = [(date(2026, 12, 31), GAP), (date(2025, 12, 31), D(2)), (date(2026, 6, 30), D(3))]
    flow, _ = over_periods(values, rule="flow")
    stock, day = over_periods(values, rule="stock")
    assert (flow.value, flow.completeness) == (5, "partial")
    assert (stock.value, day) == (3, date(2026, 6, 30))
    assert over_periods([(date(2026, 1, 1), GAP)], rule="cumulative")[0].value is None
    with pytest.raises(ParameterError, match="no time rule 'mean'"):
        over_periods(values, rule="mean")
    with pytest.raises(EvidenceError, match="ends twice on 2026-12-31"):
        over_periods([values[0], values[0]], rule="flow")


def test_own_values_beside_children():
    own, children = D(2), {"a": D(3), "b": GAP}
    assert combine_own_and_children(own, children).value == 3
    assert combine_own_and_children(own, children, rule="own_only").value == 2
    both = combine_own_and_children(own, children, rule="own_plus_children")
    assert (both.value, both.n_expected) == (5, 3)
    with pytest.raises(ParameterError, match="no rule 'best'"):
        combine_own_and_children(own, children, rule="best")


def test_targets_count_only_beside_values():
    assert target_pairs({"a": D(3), "b": GAP}, {"a": D(4), "c": D(9)}) == (3, 4, ("b", "c"))
    assert target_pairs({"a": GAP}, {"a": D(1)}) == (None, None, ("a",))


def test_cells_and_their_total():
    assert rest_of_total(D(10), {"f": D(4), "m": D(6)}, declared_complete=True) == 0
    with pytest.raises(EvidenceError, match="must be equal"):
        rest_of_total(D(10), {"f": D(4)}, declared_complete=True)
    with pytest.raises(EvidenceError, match="cannot exceed"):
        rest_of_total(D(3), {"f": D(4)}, declared_complete=False)


def test_rounding_for_display_is_half_even():
    assert [rounded(D(text), 1) for text in ("0.25", "0.35", "-0.25")] == [D("0.2"), D("0.4"), D("-0.2")]


def light(value, baseline, target, today=date(2026, 7, 2), **options):
    return traffic_light(
        value,
        baseline=D(baseline),
        target=D(target),
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
        today=today,
        **options,
    )


@pytest.mark.parametrize(
    ("value", "baseline", "target", "colour"),
    [
        (D(18), 0, 40, "green"),
        (D(17), 0, 40, "amber"),
        (D(12), 0, 40, "amber"),
        (D("11.9"), 0, 40, "red"),
        (D(91), 100, 80, "green"),
        (D(92), 100, 80, "amber"),
        (D(105), 100, 80, "red"),
        (GAP, 0, 40, "grey"),
        (None, 0, 40, "grey"),
        (D(5), 5, 5, "green"),
        (D(4), 5, 5, "red"),
    ],
)
def test_traffic_light_in_both_directions(value, baseline, target, colour):
    assert light(value, baseline, target).colour == colour


def test_nothing_is_due_on_the_first_day_and_the_way_ends_with_the_period():
    assert light(D(0), 0, 40, today=date(2026, 1, 1)).colour == "grey"
    assert light(D(40), 0, 40, today=date(2028, 1, 1)).expected == 40
    assert light(D(6), 5, 5, direction="descending").colour == "red"
    with pytest.raises(ParameterError, match="no direction 'up'"):
        light(D(6), 5, 5, direction="up")


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ParameterError, match="end after the start"):
        traffic_light(
            D(1), baseline=D(0), target=D(1), start=date(2026, 2, 1), end=date(2026, 1, 1), today=date(2026, 1, 1)
        )


def test_a_missing_value_needs_a_known_reason():
    with pytest.raises(ParameterError, match="no reason 'forgot'"):
        missing("forgot")
