"""Ratings of all regions: by hand, laws on random tables, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from clustrat.codes.themes import theme, theme_weights
from clustrat.errors import EvidenceError
from clustrat.potential.inputs import PotentialInputs
from clustrat.potential.rating_parameters import COMPONENTS, POTENTIAL_RATING_V1
from clustrat.potential.score import rate_regions
from clustrat.store.catalog import open_edition
from clustrat.study.landscape import read_landscape

SEEDS = st.integers(0, 2**32 - 1)
LESS_CONFIDENT = replace(POTENTIAL_RATING_V1, min_confidence=0.7)


def test_the_rating_of_a_region_by_hand(small):
    rating = rate_regions(small.inputs(), small.weights())
    r = rating.index("R05")
    k1, k2, _, k4, _ = rating.components[r]
    assert rating.potential[r] == pytest.approx((k1 * k2 * k4) ** (1 / 3))
    assert rating.confidence[r] == pytest.approx(0.6)
    # R05 is sixth of twelve in R&D: percentile 100 * 5.5 / 12, between the knots 25 and 50.
    assert k4 == pytest.approx(1 + (100 * 5.5 / 12 - 25) / 25)
    quotient = next(one for one in rating.indicators if one.name == "theme_quotient").raw[r]
    assert k1 == pytest.approx(np.interp(quotient, [0, 0.5, 1, 2, 4], range(5)))


def test_contributions_add_to_the_logarithm(small):
    rating = rate_regions(small.inputs(), small.weights())
    known = rating.potential > 0
    np.testing.assert_allclose(np.nansum(rating.contributions, axis=1)[known], np.log(rating.potential[known]))


def test_a_missing_series_lowers_confidence_and_is_not_zero(small):
    values = np.linspace(0.5, 3.0, 12)
    values[4] = np.nan
    rating = rate_regions(small.inputs(research=(small.series(values=values),)), small.weights())
    r = rating.index("R04")
    assert np.isnan(rating.component("rd_strength")[r])
    assert rating.confidence[r] == pytest.approx(0.4)
    assert rating.potential[r] == pytest.approx(np.sqrt(np.nanprod(rating.components[r])))
    assert rating.potential[r] > 0


def test_below_min_confidence_shown_not_ranked(small):
    rating = rate_regions(small.inputs(), small.weights(), parameters=LESS_CONFIDENT)
    assert not rating.is_ranked.any()
    assert rating.order() == ()
    assert not np.isnan(rating.potential).all()


def test_a_true_zero_gives_zero(small):
    values = small.table()
    values[2, [0, 1, 4]] = 0.0
    rating = rate_regions(small.inputs(values), small.weights(), rng=np.random.default_rng(1))
    r = rating.index("R02")
    assert (rating.potential[r], rating.low[r], rating.high[r]) == (0, 0, 0)


def test_judged_will_enters_as_given_and_is_never_computed(small):
    judged = np.full(12, np.nan)
    judged[3] = 4.0
    without = rate_regions(small.inputs(), small.weights())
    rating = rate_regions(small.inputs(), small.weights(), will_and_demand=judged)
    assert np.isnan(without.component("will_and_demand")).all()
    assert rating.component("will_and_demand")[3] == 4.0
    assert rating.confidence[3] == pytest.approx(0.8)
    others = np.arange(12) != 3
    np.testing.assert_array_equal(rating.potential[others], without.potential[others])


def test_demand_stands_beside_and_is_never_added(small):
    plain = rate_regions(small.inputs(), small.weights())
    rating = rate_regions(small.inputs(), small.weights(), demand=small.series("persons_65_pct"))
    np.testing.assert_array_equal(rating.potential, plain.potential)
    assert rating.demand.scores[-1] == 4.0


def test_low_coverage_marks_every_number(small):
    assert rate_regions(small.inputs(), small.weights(coverage=0.3)).is_marked.all()
    assert not rate_regions(small.inputs(), small.weights()).is_marked.any()


def test_a_region_without_half_of_its_industries_is_marked(small):
    values = small.table()
    values[3, 3:] = np.nan
    rating = rate_regions(small.inputs(values), small.weights())
    assert rating.is_marked.tolist() == [n == 3 for n in range(12)]
    assert rating.known_share[3] == pytest.approx(3 / 8)


def test_a_hidden_figure_is_not_given_back(small):
    rating = rate_regions(small.inputs(hidden=[(0, 0)], bounds=(100.0, 300.0, 290.0)), small.weights())
    quotient = next(one for one in rating.indicators if one.name == "theme_quotient")
    assert np.isnan(quotient.raw[0])
    assert not np.isnan(quotient.scores[0])
    moved = rate_regions(small.inputs(hidden=[(0, 0)], bounds=(100.0, 300.0, 110.0)), small.weights())
    # Its allocation enters the margins of all, and no more: the score is that of the middle of the bounds.
    assert abs(moved.component("specialisation")[0] - rating.component("specialisation")[0]) < 0.2


def test_the_order_breaks_ties_by_code(small):
    rating = rate_regions(small.inputs(), small.weights())
    tied = replace(rating, potential=np.ones(12))
    assert tied.order() == small.regions


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_labels_permuted_change_nothing(small, seed):
    values, rng = small.table(seed), np.random.default_rng(seed + 1)
    rows, columns = rng.permutation(12), rng.permutation(8)
    a = rate_regions(small.inputs(values), small.weights())
    matrix = small.matrix(
        values[np.ix_(rows, columns)],
        regions=[small.regions[r] for r in rows],
        industries=[small.industries[i] for i in columns],
    )
    weights = small.weights(a.profile.weights.values[columns], industries=[small.industries[i] for i in columns])
    b = rate_regions(replace_persons(small.inputs(values), matrix), weights)
    for region in small.regions:
        np.testing.assert_allclose(b.components[b.index(region)], a.components[a.index(region)], atol=1e-7)
        assert b.potential[b.index(region)] == pytest.approx(a.potential[a.index(region)], abs=1e-7, nan_ok=True)


def replace_persons(inputs, matrix):
    return type(inputs)(persons=matrix, research=inputs.research)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.sampled_from([2.0, 10.0, 1000.0]))
def test_the_scale_of_counts_is_irrelevant(small, seed, factor):
    values, units = small.table(seed), np.ones((12, 8))
    a = rate_regions(small.inputs(values, local_units=small.matrix(units)), small.weights())
    b = rate_regions(small.inputs(values * factor, local_units=small.matrix(units)), small.weights())
    np.testing.assert_allclose(b.components, a.components, atol=1e-6)
    np.testing.assert_allclose(b.potential, a.potential, atol=1e-6)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_an_unknown_cell_is_not_a_zero(small, seed):
    """A theme of one industry: nothing is known where its figure is not, and there is none where it is zero."""
    values = small.table(seed)
    unknown, zero = values.copy(), values.copy()
    unknown[0, 0], zero[0, 0] = np.nan, 0.0
    one = small.weights([1, 0, 0, 0, 0, 0, 0, 0])
    a, b = rate_regions(small.inputs(unknown), one), rate_regions(small.inputs(zero), one)
    assert np.isnan(a.component("specialisation")[0])
    assert a.confidence[0] < b.confidence[0]
    assert (b.component("specialisation")[0], b.potential[0]) == (0, 0)


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_between_zero_and_four_and_low_below_high(small, seed):
    parameters = replace(POTENTIAL_RATING_V1, n_draws=10)
    rating = rate_regions(
        small.inputs(small.table(seed)), small.weights(), parameters=parameters, rng=np.random.default_rng(seed)
    )
    assert np.nanmin(rating.components) >= 0
    assert np.nanmax(rating.components) <= 4
    assert (rating.low <= rating.potential).all()
    assert (rating.potential <= rating.high).all()
    assert rating.components.shape == (12, len(COMPONENTS))


@pytest.fixture(scope="module")
def edition_inputs():
    landscape = read_landscape(open_edition(), level=2)
    bounds = landscape.bounds["employment_persons"][2014]
    return PotentialInputs(
        persons=landscape.matrix("employment_persons", 2014),
        local_units=landscape.matrix("local_units", 2014),
        lower=bounds.lower,
        upper=bounds.upper,
        estimate=bounds.estimate,
    )


def test_on_the_edition_relatedness_does_not_merely_count_industries(edition_inputs):
    """Raw density follows diversity (rank correlation 0.92); among regions of like diversity it does so much less."""
    for code in ("active_ageing", "green_economy", "smart_mobility"):
        rating = rate_regions(edition_inputs, theme_weights(theme(code), edition_inputs.persons.industries))
        kinds = (rating.profile.presence == 1).sum(axis=1)
        raw = next(one for one in rating.indicators if one.name == "lacked_density").raw
        score = rating.component("relatedness")
        known = ~np.isnan(score)
        assert spearmanr(raw[known], kinds[known]).statistic > 0.85
        assert spearmanr(score[known], kinds[known]).statistic < 0.5


def test_on_the_edition_pharmaceutical_walloon_brabant_is_wholly_specialised_in_active_ageing(edition_inputs):
    weights = theme_weights(theme("active_ageing"), edition_inputs.persons.industries)
    rating = rate_regions(edition_inputs, weights)
    assert rating.component("specialisation")[rating.index("BE31")] == 4.0
    assert rating.is_marked.all()
    assert rating.diagnostics[0].code == "theme_coverage"


def test_a_theme_of_which_nothing_is_known_is_refused_instead_of_zero(small):
    values = small.table()
    values[:, [0, 1, 4]] = np.nan
    with pytest.raises(EvidenceError, match="no zero either"):
        rate_regions(small.inputs(values), small.weights())


@pytest.mark.parametrize(
    ("judged", "words"), [([1.0], "1 judged scores for 12"), ([5.0] * 12, "R00 is 5"), ([-1.0] * 12, "R00 is -1")]
)
def test_judged_scores_that_cannot_be(small, judged, words):
    with pytest.raises(EvidenceError, match=words):
        rate_regions(small.inputs(), small.weights(), will_and_demand=judged)


def test_an_unknown_case_is_refused(small):
    with pytest.raises(EvidenceError, match="'ITH4' is not among the 12 rated"):
        rate_regions(small.inputs(), small.weights()).index("ITH4")


def test_weights_of_another_version_are_refused(small):
    with pytest.raises(EvidenceError, match="never applied"):
        rate_regions(small.inputs(), small.weights(nace="2.1"))


def test_draws_for_one_region_leave_the_others_without_an_interval(small):
    rating = rate_regions(small.inputs(), small.weights(), rng=np.random.default_rng(1), drawn_for=("R03",))
    place = rating.index("R03")
    assert rating.low[place] <= rating.potential[place] <= rating.high[place]
    assert np.isnan(np.delete(rating.low, place)).all()


def test_draws_for_a_region_without_figures_are_refused(small):
    with pytest.raises(EvidenceError, match="'XX' is not among the 12 with figures"):
        rate_regions(small.inputs(), small.weights(), rng=np.random.default_rng(1), drawn_for=("XX",))
