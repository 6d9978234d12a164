"""Shrunken quotients: against scipy.stats, against brute force, and honest where counts are small."""

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize_scalar

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.location_quotient import location_quotient
from clustrat.indicators.shrinkage import fit_alpha, probability_at_least, shrunken_location_quotient

RNG = np.random.default_rng(20140101)


def matrix(values, *, measure="employment_persons"):
    values = np.array(values, dtype=float)
    return RegionIndustryMatrix.from_values(
        values,
        regions=[f"R{r}" for r in range(values.shape[0])],
        industries=[f"I{i}" for i in range(values.shape[1])],
        nuts_version="2013",
        nace_version="2",
        year=2014,
        measure=measure,
    )


def negative_binomial_log_likelihood(alpha, x, mu):
    """The marginal distribution of a Gamma-Poisson, by SciPy's own negative binomial."""
    return stats.nbinom.logpmf(x, alpha, alpha / (mu + alpha)).sum()


@pytest.fixture(scope="module")
def counts():
    """30 regions x 4 industries, from evenly spread to strongly concentrated."""
    mu = RNG.uniform(5, 200, size=(30, 4))
    theta = np.column_stack([RNG.gamma(a, 1 / a, size=30) for a in (0.3, 1, 5, 50)])
    return RNG.poisson(mu * theta).astype(float), mu


def test_alpha_is_that_of_brute_force(counts):
    x, mu = counts
    alpha, at_bound = fit_alpha(x, mu)
    assert not at_bound.any()
    for i in range(x.shape[1]):
        best = minimize_scalar(
            lambda t, i=i: -negative_binomial_log_likelihood(np.exp(t), x[:, i], mu[:, i]),
            bounds=(np.log(1e-3), np.log(1e6)),
            method="bounded",
            options={"xatol": 1e-10},
        )
        assert alpha[i] == pytest.approx(np.exp(best.x), rel=1e-4)


def test_alpha_tells_even_from_concentrated_industries(counts):
    alpha, _ = fit_alpha(*counts)
    assert (np.diff(alpha) > 0).all()


def test_alpha_of_counts_that_equal_their_expectation_lies_at_the_bound():
    mu = np.full((20, 1), 50.0)
    alpha, at_bound = fit_alpha(mu.copy(), mu)
    assert at_bound.all()
    assert alpha[0] == pytest.approx(1e6, rel=1e-2)


def test_missing_pairs_leave_the_fit_as_if_the_region_were_not_there(counts):
    x, mu = counts
    with_gap = x.copy()
    with_gap[3, 0] = np.nan
    assert fit_alpha(with_gap, mu)[0][0] == pytest.approx(fit_alpha(np.delete(x, 3, 0), np.delete(mu, 3, 0))[0][0])


def test_an_industry_without_any_figure_has_no_prior():
    x = np.array([[np.nan, 3.0], [np.nan, 9.0]])
    alpha, at_bound = fit_alpha(x, np.full((2, 2), 5.0))
    assert np.isnan(alpha[0])
    assert not at_bound[0]


def test_posterior_interval_and_chance_are_those_of_scipy(counts):
    x, _ = counts
    result = shrunken_location_quotient(matrix(x), interval=0.8)
    posterior = stats.gamma(result.shape, scale=1 / result.rate)
    np.testing.assert_allclose(result.lq, posterior.mean())
    np.testing.assert_allclose(result.low, posterior.ppf(0.1), rtol=1e-9)
    np.testing.assert_allclose(result.high, posterior.ppf(0.9), rtol=1e-9)
    np.testing.assert_allclose(result.probability_at_least(1.5), posterior.sf(1.5), atol=1e-12)


def test_chance_by_hand():
    # Gamma(1, 2) is exponential with rate 2: P(X >= 1) = exp(-2).
    assert probability_at_least(np.array(1.0), np.array(2.0), 1.0) == pytest.approx(np.exp(-2))


def test_the_estimate_lies_between_the_quotient_and_one():
    counts = matrix([[1, 300, 40], [40, 300, 41], [900, 300, 39], [50, 310, 38]])
    raw, shrunken = location_quotient(counts).lq, shrunken_location_quotient(counts).lq
    assert ((np.minimum(raw, 1) <= shrunken + 1e-12) & (shrunken <= np.maximum(raw, 1) + 1e-12)).all()


def test_a_small_region_is_drawn_further_than_a_large_one():
    # R0 and R3 have the same LQ in I0, a hundred persons against ten thousand.
    counts = matrix([[30, 70], [200, 1800], [100, 2000], [3000, 7000], [900, 9000]])
    raw, result = location_quotient(counts).lq, shrunken_location_quotient(counts)
    assert raw[0, 0] == pytest.approx(raw[3, 0])
    assert abs(result.lq[0, 0] - raw[0, 0]) > abs(result.lq[3, 0] - raw[3, 0])
    assert result.high[0, 0] - result.low[0, 0] > result.high[3, 0] - result.low[3, 0]


def test_plants_make_the_interval_wider_than_persons():
    rng = np.random.default_rng(3)
    persons = rng.integers(200, 3000, size=(15, 4)).astype(float)
    units = matrix(np.ceil(persons / 40), measure="local_units")
    by_person, by_plant = (shrunken_location_quotient(matrix(persons), local_units=u) for u in (None, units))
    assert ((by_plant.high - by_plant.low) > (by_person.high - by_person.low)).mean() > 0.9
    assert {d.code for d in by_person.diagnostics} >= {"interval_optimistic"}
    assert "interval_optimistic" not in {d.code for d in by_plant.diagnostics}
    both = persons.sum(axis=0) / units.values.sum(axis=0)
    np.testing.assert_allclose(by_plant.unit, both)


def test_the_unit_counts_only_cells_where_persons_and_local_units_are_known():
    persons = matrix([[100, 10], [np.nan, 10], [50, 10]])
    units = matrix([[10, 1], [90, 1], [np.nan, 1]])
    assert shrunken_location_quotient(persons, local_units=units).unit[0] == 10


def test_a_unit_is_never_below_one_person():
    persons, units = matrix([[5, 10], [6, 12]]), matrix([[50, 1], [60, 1]])
    assert shrunken_location_quotient(persons, local_units=units).unit[0] == 1


def test_a_missing_cell_has_no_estimate_interval_or_chance():
    counts = matrix([[np.nan, 30, 9], [30, 30, 8], [20, 10, 7]])
    result = shrunken_location_quotient(counts)
    chance = result.probability_at_least(1.0)
    for array in (result.lq, result.low, result.high, chance):
        assert np.isnan(array[0, 0])
        assert np.isfinite(np.delete(array.ravel(), 0)).all()


def test_a_true_zero_has_a_small_positive_estimate_and_a_chance():
    counts = matrix([[0, 30, 9], [30, 30, 8], [20, 10, 7], [5, 60, 4]])
    result = shrunken_location_quotient(counts)
    assert 0 < result.lq[0, 0] < 1
    assert 0 < result.probability_at_least(1.0)[0, 0] < 0.5


def test_an_empty_region_and_an_empty_industry_are_missing():
    counts = matrix([[3, 30, 0], [0, 0, 0], [20, 10, 0], [5, 60, 0]])
    result = shrunken_location_quotient(counts)
    assert np.isnan(result.lq[1]).all()
    assert np.isnan(result.lq[:, 2]).all()
    assert np.isfinite(result.lq[np.ix_([0, 2, 3], [0, 1])]).all()


def test_the_chance_falls_as_the_cut_rises(counts):
    result = shrunken_location_quotient(matrix(counts[0]))
    chances = np.array([result.probability_at_least(cut) for cut in (0.1, 0.5, 1, 2, 4)])
    assert (np.diff(chances, axis=0) <= 0).all()
    assert ((chances >= 0) & (chances <= 1)).all()


def test_cuts_may_differ_by_industry(counts):
    result = shrunken_location_quotient(matrix(counts[0]))
    cuts = np.array([0.5, 1.0, 1.5, 2.0])
    by_column = result.probability_at_least(cuts)
    for i, cut in enumerate(cuts):
        np.testing.assert_array_equal(by_column[:, i], result.probability_at_least(float(cut))[:, i])


@pytest.mark.parametrize("interval", [0, 1, -0.5, 90, float("nan")])
def test_an_interval_outside_zero_and_one_is_refused(interval):
    with pytest.raises(ParameterError, match="between 0 and 1"):
        shrunken_location_quotient(matrix([[1, 2], [3, 4]]), interval=interval)


def test_local_units_of_other_regions_are_refused():
    units = matrix([[1, 2], [3, 4], [5, 6]])
    with pytest.raises(EvidenceError, match="local units"):
        shrunken_location_quotient(matrix([[1, 2], [3, 4]]), local_units=units)


def test_local_units_in_another_order_are_refused():
    persons, units = matrix([[1, 2], [3, 4]]), matrix([[1, 2], [3, 4]]).select(regions=["R1", "R0"])
    with pytest.raises(EvidenceError, match="local units"):
        shrunken_location_quotient(persons, local_units=units)


def test_same_input_same_output(counts):
    first, second = (shrunken_location_quotient(matrix(counts[0])) for _ in range(2))
    for name in ("lq", "low", "high", "alpha"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
