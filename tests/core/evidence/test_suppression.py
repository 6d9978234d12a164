import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustrat.errors import EvidenceError
from clustrat.evidence.attainable import attainable_intervals
from clustrat.evidence.sums import two_way_system
from clustrat.evidence.suppression import ALLOCATION_V1, AllocationRules, allocate, imputed_share, remainders

NAN = np.nan


def one_column(values, *, half_width=0.5):
    regions = ["XX", *(f"XX{n}" for n in range(1, len(values)))]
    return two_way_system(
        np.array(values, dtype=float)[:, None],
        regions=regions,
        industries=["C31"],
        region_sums=[("XX", regions[1:])],
        industry_sums=[],
        half_width=half_width,
    )


def two_by_two(values):
    return two_way_system(
        np.array(values, dtype=float),
        regions=["XX", "XX1", "XX2"],
        industries=["C", "C10", "C11"],
        region_sums=[("XX", ["XX1", "XX2"])],
        industry_sums=[("C", ["C10", "C11"])],
    )


def test_what_is_left_over_is_shared_equally_where_priors_are_equal():
    """100 persons, 40 and 30 published, two hidden: 15 each."""
    system = one_column([100, 40, 30, NAN, NAN])
    assert remainders(system)[0].tolist() == [30.0]
    assert allocate(system, prior=np.ones(2)).values.tolist() == [15.0, 15.0]


def test_what_is_left_over_follows_the_prior():
    assert allocate(one_column([100, 40, 30, NAN, NAN]), prior=np.array([1.0, 2.0])).values == pytest.approx([10, 20])


def test_the_unit_of_the_prior_does_not_matter():
    system = one_column([100, 40, 30, NAN, NAN])
    small, large = (allocate(system, prior=scale * np.array([1.0, 2.0])).values for scale in (1e-3, 1e3))
    assert small == pytest.approx(large)


def test_two_margins_are_met_at_once():
    """Margins 60, 40 and 50, 50 with equal priors: 30, 20, 30, 20."""
    values = allocate(two_by_two([[100, 60, 40], [50, NAN, NAN], [50, NAN, NAN]]), prior=np.ones(4)).values
    assert values == pytest.approx([30, 20, 30, 20])


def test_estimates_stay_inside_their_bounds():
    system = one_column([100, 40, 30, NAN, NAN])
    allocation = allocate(system, prior=np.ones(2), lower=np.array([20.0, 0.0]), upper=np.array([28.0, 30.0]))
    assert allocation.values == pytest.approx([20, 10])


def test_a_hidden_total_gets_the_sum_of_its_parts():
    """The country's figure is hidden, its section is not: C10 and C11 of both regions follow from the sections."""
    system = two_by_two([[100, NAN, 40], [50, NAN, 10], [50, NAN, 30]])
    values = dict(zip(system.cells, allocate(system, prior=np.ones(3)).values, strict=True))
    assert values[("XX1", "C10")] == pytest.approx(40)
    assert values[("XX2", "C10")] == pytest.approx(20)
    assert values[("XX", "C10")] == pytest.approx(60)


def test_without_any_published_total_there_is_no_estimate():
    assert np.isnan(allocate(one_column([NAN, 40, NAN]), prior=np.ones(2)).values).all()


def test_without_a_prior_there_is_no_estimate():
    assert np.isnan(allocate(one_column([100, 40, 30, NAN, NAN]), prior=np.array([1.0, NAN])).values).all()


def test_a_prior_of_zero_gets_nothing():
    values = allocate(one_column([100, 40, 30, NAN, NAN]), prior=np.array([0.0, 1.0])).values
    assert values == pytest.approx([0, 30])


def test_priors_of_zero_alone_share_out_nothing():
    assert np.isnan(allocate(one_column([100, 40, 30, NAN, NAN]), prior=np.zeros(2)).values).all()


def test_a_small_negative_remainder_is_rounding_and_counts_as_zero():
    system = one_column([100, 70, 31, NAN])
    rho, diagnostic = remainders(system)
    assert rho.tolist() == [0.0]
    assert (diagnostic.code, diagnostic.n, diagnostic.keys) == ("residual_rounded", 1, ("XX C31 = sum of 3 regions",))
    allocation = allocate(system, prior=np.ones(1))
    assert allocation.values.tolist() == [0.0]
    assert [d.code for d in allocation.diagnostics] == ["residual_rounded"]


def test_a_large_negative_remainder_is_refused_with_sum_and_amount():
    with pytest.raises(EvidenceError, match=r"'XX C31 = sum of 3 regions' exceed their total by 20\.0"):
        allocate(one_column([100, 70, 50, NAN]), prior=np.ones(1))


def test_the_tolerance_is_half_a_per_cent_of_the_total():
    assert remainders(one_column([100_000, 100_499, NAN]))[0].tolist() == [0.0]
    with pytest.raises(EvidenceError, match=r"exceed their total"):
        remainders(one_column([100_000, 100_501, NAN]))


def test_the_remainder_of_a_hidden_total_is_not_known():
    assert np.isnan(remainders(one_column([NAN, 70, NAN]))[0]).all()


def test_margins_that_cannot_be_met_are_not_converged_and_give_no_estimate():
    """Regions sum to 100, divisions to 50: no figures fit."""
    system = two_by_two([[100, 30, 20], [50, NAN, NAN], [50, NAN, NAN]])
    allocation = allocate(system, prior=np.ones(4))
    assert np.isnan(allocation.values).all()
    (diagnostic,) = allocation.diagnostics
    assert (diagnostic.code, diagnostic.severity, diagnostic.n) == ("not_converged", "warning", 4)


def test_fitting_stops_after_the_sweeps_allowed():
    rules = AllocationRules(version="test", residual_tolerance=0.005, ipf_tolerance=0.0, max_sweeps=3)
    system = two_by_two([[100, 60, 40], [50, NAN, NAN], [50, NAN, NAN]])
    assert allocate(system, prior=np.array([1.0, 2.0, 3.0, 5.0]), rules=rules).n_sweeps == 3


def test_negative_and_infinite_priors_are_named():
    system = one_column([100, 40, 30, NAN, NAN])
    with pytest.raises(EvidenceError, match=r"prior of \('XX4', 'C31'\) is -1"):
        allocate(system, prior=np.array([1.0, -1.0]))
    with pytest.raises(EvidenceError, match=r"is inf"):
        allocate(system, prior=np.array([np.inf, 1.0]))


def test_priors_of_another_length_are_refused():
    with pytest.raises(EvidenceError, match=r"must be 2 numbers"):
        allocate(one_column([100, 40, 30, NAN, NAN]), prior=np.ones(3))


def test_the_inputs_are_not_changed():
    prior = np.array([1.0, 2.0])
    allocate(one_column([100, 40, 30, NAN, NAN]), prior=prior, lower=np.zeros(2), upper=np.full(2, 5.0))
    assert prior.tolist() == [1.0, 2.0]


def test_imputed_share_counts_figures_and_not_cells():
    values = np.array([[60.0, 40.0], [NAN, 10.0]])
    imputed = np.array([[False, True], [False, False]])
    assert imputed_share(values, imputed, axis=1).tolist() == [0.4, 0.0]
    assert float(imputed_share(values, imputed)) == pytest.approx(40 / 110)


def test_the_imputed_share_of_nothing_is_not_a_number():
    assert np.isnan(imputed_share(np.array([0.0, NAN]), np.array([True, False])))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(1, 400), min_size=6, max_size=6),
    st.lists(st.booleans(), min_size=6, max_size=6),
    st.lists(st.floats(0.1, 10), min_size=6, max_size=6),
)
def test_estimates_meet_every_published_sum_and_lie_inside_their_bounds(cells, hidden, priors):
    truth = np.array(cells, dtype=float).reshape(3, 2)
    table = np.zeros((4, 3))
    table[1:, 1:] = truth
    table[0] = table[1:].sum(axis=0)
    table[:, 0] = table[:, 1] + table[:, 2]
    table[1:, 1:][np.array(hidden).reshape(3, 2)] = NAN
    system = two_way_system(
        table,
        regions=["XX", "XX1", "XX2", "XX3"],
        industries=["C", "C10", "C11"],
        region_sums=[("XX", ["XX1", "XX2", "XX3"])],
        industry_sums=[("C", ["C10", "C11"])],
    )
    if not system.cells:
        return
    bounds = attainable_intervals(system)
    allocation = allocate(
        system, prior=np.array(priors[: len(system.cells)]), lower=bounds.lower, upper=bounds.upper, rules=ALLOCATION_V1
    )
    values = allocation.values
    assert not np.isnan(values).any()
    assert (values >= bounds.lower - 1e-9).all()
    assert (values <= bounds.upper + 1e-9).all()
    gap = np.abs(system.coefficients @ values - system.residual)
    assert (gap <= system.slack + 0.005 * np.maximum(system.magnitude, 1.0) + 1e-6).all()
