"""Explanations are faithful: parts add up, what is removed changes the score as stated, what does not matter changes nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustrat.errors import EvidenceError
from clustrat.potential.cluster_score import rate_clusters
from clustrat.potential.explanation import open_score, potential_without
from clustrat.potential.score import rate_regions
from clustrat.relatedness.density import relatedness_density

SEEDS = st.integers(0, 2**32 - 1)


def rated(small, values=None, **rest):
    enabling = small.weights([0, 0, 1, 0.5, 0, 0, 0, 0])
    linkage = np.random.default_rng(9).random((8, 8))
    given_ = {"enabling": (enabling,), "linkage": linkage + linkage.T, "actors": small.series("actors"), **rest}
    return rate_regions(small.inputs(values, **given_), small.weights())


def component(opened, name):
    return next(one for one in opened.components if one.name == name)


def indicator(opened, name):
    return next(one for c in opened.components for one in c.indicators if one.name == name)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_contributions_of_components_and_cells_add_up(small, seed):
    rating = rated(small, small.table(seed))
    opened = open_score(rating, "R04")
    if not opened.potential:
        return
    assert sum(c.contribution for c in opened.components if c.contribution is not None) == pytest.approx(
        np.log(opened.potential), abs=1e-12
    )
    for name in ("lacked_density", "linkage_density", "enabling_density"):
        one = indicator(opened, name)
        if one.raw is not None:
            assert sum(cell.contribution or 0 for cell in one.cells) == pytest.approx(one.raw, abs=1e-12)
    scale = rating.profile.held.theme_scale
    r = rating.index("R04")
    prior = scale.alpha / (rating.profile.expected[r] @ scale.weights / scale.unit + scale.alpha)
    quotient = indicator(opened, "theme_quotient")
    assert sum(cell.contribution for cell in quotient.cells) + prior == pytest.approx(quotient.raw)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_removing_a_reason_changes_the_score_by_what_was_stated(small, seed):
    rating = rated(small, small.table(seed))
    opened = open_score(rating, "R04")
    for reason in opened.reasons[:3]:
        assert potential_without(rating, "R04", [reason.code]) - opened.potential == pytest.approx(reason.change)
    assert [abs(r.change) for r in opened.reasons] == sorted((abs(r.change) for r in opened.reasons), reverse=True)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_removing_what_is_no_reason_changes_nothing(small, seed):
    rating = rated(small, small.table(seed))
    opened = open_score(rating, "R04")
    named = {reason.code for reason in opened.reasons}
    for code in set(small.industries) - named:
        assert potential_without(rating, "R04", [code]) == pytest.approx(opened.potential, abs=1e-12)
    cells = {cell.code for c in opened.components for one in c.indicators for cell in one.cells}
    assert named <= cells


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_a_withheld_figure_by_hand(small, seed):
    """Quotient and density weighed anew without the cell, from the modules below, on the scales of the rating."""
    values, weights = small.table(seed), small.weights()
    rating = rate_regions(small.inputs(values, research=False), weights)
    profile, r, i = rating.profile, rating.index("R04"), 0
    expected, scale, has = profile.expected, profile.held.theme_scale, profile.presence.copy()
    rest = [1, 4]
    lq = (values[r, rest] @ scale.weights[rest] / scale.unit + scale.alpha) / (
        expected[r, rest] @ scale.weights[rest] / scale.unit + scale.alpha
    )
    has[r, i] = np.nan
    omega = relatedness_density(has, profile.proximity, density_self="exclusive")[r]
    lacked = weights.values * (has[r] == 0)
    scores = [np.interp(lq, [0, 0.5, 1, 2, 4], range(5))]
    if lacked.any():
        density = np.average(omega, weights=lacked)
        peers = next(one for one in profile.measures if one.name == "lacked_density").among
        peers = peers[~np.isnan(peers)]
        place = 100 * ((peers < density - 1e-9).sum() + (np.abs(peers - density) <= 1e-9).sum() / 2) / len(peers)
        scores.append(0.0 if density == 0 else np.interp(place, [0, 25, 50, 75, 90], range(5)))
    found = potential_without(rating, "R04", [small.industries[i]])
    assert found == pytest.approx(np.prod(scores) ** (1 / len(scores)))


def test_without_a_series(small):
    rating = rate_regions(small.inputs(), small.weights())
    k1, k2, *_ = rating.components[4]
    assert potential_without(rating, "R04", ["rd_expenditure_pct_gdp"]) == pytest.approx(np.sqrt(k1 * k2))
    opened = open_score(rating, "R04")
    assert component(opened, "rd_strength").potential_without == pytest.approx(np.sqrt(k1 * k2))
    assert component(opened, "will_and_demand").is_judged
    assert component(opened, "will_and_demand").potential_without == pytest.approx(opened.potential)


def test_cells_carry_region_code_year_value_flag_and_unit(small):
    flags = np.full((12, 8), "")
    flags[4, 0] = "e"
    opened = open_score(rated(small, flags=flags), "R04")
    cell = next(cell for cell in indicator(opened, "theme_quotient").cells if cell.code == "I0")
    assert (cell.region, cell.year, cell.flag, cell.unit, cell.weight) == ("R04", 2014, "e", "persons", 1.0)
    assert cell.value == small.table()[4, 0]
    series = indicator(opened, "rd_expenditure_pct_gdp").cells[0]
    assert (series.year, series.unit, series.status) == (2013, "%", "known")


def test_a_hidden_cell_is_listed_without_value_and_gives_no_reason(small):
    rating = rated(small, hidden=[(4, 0), (4, 1)], bounds=(0.0, 900.0, 400.0))
    opened = open_score(rating, "R04")
    cells = {cell.code: cell for cell in indicator(opened, "theme_quotient").cells}
    assert (cells["I0"].value, cells["I0"].contribution, cells["I0"].status) == (None, None, "suppressed")
    assert not {"I0", "I1"} & {reason.code for reason in opened.reasons}


def test_what_is_not_there_says_why(small):
    opened = open_score(rate_regions(small.inputs(research=False), small.weights()), "R04")
    assert indicator(opened, "research").reason == "not_given"
    assert indicator(opened, "research").cells == ()
    assert component(opened, "rd_strength").score is None


def test_what_is_refused(small):
    rating = rate_regions(small.inputs(), small.weights())
    with pytest.raises(EvidenceError, match="ITH4"):
        open_score(rating, "ITH4")
    with pytest.raises(EvidenceError, match="'C99' is neither"):
        potential_without(rating, "R04", ["C99"])
    clusters = rate_clusters(rating, "R04")
    with pytest.raises(EvidenceError, match="cluster 'C99'"):
        open_score(clusters, "C99")
    with pytest.raises(EvidenceError, match="neither an industry of this rating of regions"):
        potential_without(clusters, "I0", ["I1"])


def test_the_rating_of_a_cluster_opens_too(small):
    rating = rated(small, small.table(3))
    clusters = rate_clusters(rating, "R04")
    opened = open_score(clusters, "I2")
    assert sum(c.contribution for c in opened.components if c.contribution is not None) == pytest.approx(
        np.log(opened.potential)
    )
    for name in ("closeness", "linkage", "enabling_closeness"):
        one = indicator(opened, name)
        assert sum(cell.contribution for cell in one.cells) == pytest.approx(one.raw)
    quotient = indicator(opened, "cluster_quotient")
    assert [cell.code for cell in quotient.cells] == ["I2"]
    assert quotient.cells[0].value == small.table(3)[4, 2]
    reason = opened.reasons[0]
    assert potential_without(clusters, "I2", [reason.code]) - opened.potential == pytest.approx(reason.change)
