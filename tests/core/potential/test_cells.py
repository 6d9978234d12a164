"""Cells under an indicator: which there are, in which role, and what each adds."""

import numpy as np
import pytest

from clustrat.potential.cells import cells_of_cluster, cells_of_region
from clustrat.potential.cluster_score import rate_clusters
from clustrat.potential.inputs import Technologies
from clustrat.potential.score import rate_regions

R = 4


def rated(small, **rest):
    return rate_regions(small.inputs(**rest), small.weights())


def test_items_of_the_theme_with_their_weights(small):
    cells = cells_of_region(rated(small).profile, "theme_quotient", R)
    assert {cell.code: cell.weight for cell in cells} == {"I0": 1.0, "I1": 0.5, "I4": 0.25}
    assert {cell.role for cell in cells} == {"item"}
    assert [c.contribution for c in cells] == sorted((c.contribution for c in cells), reverse=True)


def test_neighbours_are_present_and_lacked_items_are_not(small):
    profile = rated(small).profile
    for cell in cells_of_region(profile, "lacked_density", R):
        has = profile.presence[R, small.industries.index(cell.code)]
        assert has == (1 if cell.role == "neighbour" else 0)


def test_technologies_add_up_over_the_industries_present(small):
    second = (np.random.default_rng(3).random((12, 2)) < 0.5).astype(float)
    technologies = Technologies(
        codes=("A", "B"), presence=second, weights=np.array([1.0, 0.5]), words="Patents", year=2012
    )
    rating = rated(small, technologies=technologies)
    cells = cells_of_region(rating.profile, "technology_density", R)
    raw = next(one for one in rating.indicators if one.name == "technology_density").raw[R]
    assert sum(cell.contribution for cell in cells) == pytest.approx(raw)


def test_a_series_is_one_cell_and_what_is_not_given_has_none(small):
    profile = rated(small).profile
    (cell,) = cells_of_region(profile, "rd_expenditure_pct_gdp", R)
    assert (cell.region, cell.role, cell.year, cell.contribution) == ("R04", "series", 2013, cell.value)
    assert cells_of_region(profile, "enabling_quotient", R) == ()
    assert cells_of_region(profile, "linkage_density", R) == ()


def test_unknown_items_stay_in_the_list_without_value(small):
    values = small.table()
    values[R, [0, 1, 4]] = np.nan
    cells = cells_of_region(rated(small, values=values).profile, "theme_quotient", R)
    assert [(cell.value, cell.contribution, cell.status) for cell in cells] == [(None, None, "not_available")] * 3


def test_a_cluster_shows_its_industries_and_the_items_it_is_near_to(small):
    rating = rated(small)
    clusters = rate_clusters(rating, "R04")
    (own,) = cells_of_cluster(rating.profile, clusters.basis, "cluster_quotient", 2)
    assert (own.code, own.role, own.weight) == ("I2", "part", 1.0)
    near = cells_of_cluster(rating.profile, clusters.basis, "closeness", 2)
    assert {cell.code for cell in near} <= {"I0", "I1", "I4"}
    assert cells_of_cluster(rating.profile, clusters.basis, "linkage", 2) == ()
    assert cells_of_cluster(rating.profile, clusters.basis, "rd_expenditure_pct_gdp", 2)[0].role == "series"


def test_a_hidden_part_of_a_cluster_gives_no_contribution(small):
    rating = rated(small, hidden=[(R, 2)], bounds=(0.0, 800.0, 500.0))
    clusters = rate_clusters(rating, "R04")
    (own,) = cells_of_cluster(rating.profile, clusters.basis, "cluster_quotient", 2)
    assert (own.value, own.contribution, own.status) == (None, None, "suppressed")
