"""Ratings of the clusters of a region: by hand, against the quotients of industries, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from clustrat.clusters.categories import Category, DivisionWeights
from clustrat.errors import EvidenceError
from clustrat.indicators.shrinkage import shrunken_location_quotient
from clustrat.potential.cluster_score import rate_clusters
from clustrat.potential.rating_parameters import COMPONENTS, POTENTIAL_RATING_V1
from clustrat.potential.score import rate_regions
from clustrat.potential.theme_density import closeness

RELATEDNESS = COMPONENTS.index("relatedness")


def rating_of(small, values=None, weights=None, **rest):
    parameters = replace(POTENTIAL_RATING_V1, n_draws=40)
    return rate_regions(small.inputs(values, **rest), weights or small.weights(), parameters=parameters)


def two_categories(small):
    shares = np.zeros((8, 2))
    shares[:4, 0], shares[3:, 1] = [1, 1, 1, 0.5], [0.5, 1, 1, 1, 1]
    categories = tuple(Category(code=str(n), name=f"Category {n}", kind="traded", weights={}) for n in (1, 2))
    return DivisionWeights(
        divisions=small.industries, categories=categories, weights=shares, wholly=shares == 1, allocation="equal_classes",
        version="v1", nace_version="2",
    )  # fmt: skip


def test_the_quotient_of_an_industry_is_its_own(small):
    rating = rating_of(small)
    found = rate_clusters(rating, "R04")
    other = shrunken_location_quotient(rating.profile.inputs.persons).lq[4]
    quotient = next(one for one in found.indicators if one.name == "cluster_quotient")
    np.testing.assert_allclose(quotient.raw, other)
    assert found.kind == "cluster"
    assert found.cases == small.industries


def test_closeness_by_its_own_module_and_the_region_gives_research(small):
    rating = rating_of(small)
    found = rate_clusters(rating, "R04")
    near = next(one for one in found.indicators if one.name == "closeness")
    np.testing.assert_allclose(near.raw, closeness(rating.profile.proximity, rating.profile.weights.values))
    np.testing.assert_allclose(found.component("rd_strength"), rating.component("rd_strength")[4])
    assert found.details["theme_share"].tolist() == rating.profile.weights.values.tolist()


def test_a_category_by_hand(small):
    values = small.table(2)
    rating = rating_of(small, values)
    found = rate_clusters(rating, "R04", categories=two_categories(small))
    shares = two_categories(small).weights
    assert found.cases == ("1", "2")
    np.testing.assert_allclose(found.details["persons"], values[4] @ shares)
    a = closeness(rating.profile.proximity, rating.profile.weights.values)
    near = next(one for one in found.indicators if one.name == "closeness")
    np.testing.assert_allclose(near.raw, (values[4] * a) @ shares / (values[4] @ shares))


def test_a_cluster_without_anybody_is_a_true_zero(small):
    values = small.table()
    values[4, 2] = 0.0
    found = rate_clusters(rating_of(small, values), "R04", rng=np.random.default_rng(1))
    assert found.potential[2] == 0
    assert found.high[2] == 0


def test_an_unknown_cluster_has_no_specialisation_and_is_not_zero(small):
    values = small.table()
    values[4, 2] = np.nan
    found = rate_clusters(rating_of(small, values), "R04")
    assert np.isnan(found.components[2, 0])
    assert not found.is_ranked[2]


def test_a_hidden_cluster_shows_no_figure(small):
    found = rate_clusters(
        rating_of(small, hidden=[(4, 2)], bounds=(0.0, 800.0, 500.0)), "R04", rng=np.random.default_rng(1)
    )
    quotient = next(one for one in found.indicators if one.name == "cluster_quotient")
    assert np.isnan(quotient.raw[2])
    assert np.isnan(found.details["persons"][2])
    assert not np.isnan(found.potential[2])
    assert found.high[2] - found.low[2] > 0


def test_linkage_and_enabling_are_reported_beside(small):
    linkage = np.random.default_rng(3).random((8, 8))
    rating = rating_of(small, linkage=linkage + linkage.T, enabling=(small.weights([0, 0, 1, 0, 0, 0, 0, 0]),))
    found = rate_clusters(rating, "R04")
    names = {one.name: one for one in found.indicators}
    assert not np.isnan(names["linkage"].raw).any()
    both = (names["closeness"].scores + names["linkage"].scores) / 2
    np.testing.assert_allclose(found.components[:, RELATEDNESS], both)
    assert names["enabling_closeness"].raw[2] == max(names["enabling_closeness"].raw)


def test_labels_permuted_change_nothing(small):
    values = small.table(7)
    order = np.random.default_rng(1).permutation(8)
    a = rate_clusters(rating_of(small, values), "R04")
    matrix = small.matrix(values[:, order], industries=[small.industries[i] for i in order])
    weights = small.weights(small.weights().values[order], industries=[small.industries[i] for i in order])
    inputs = type(small.inputs())(persons=matrix, research=(small.series(),))
    b = rate_clusters(rate_regions(inputs, weights), "R04")
    np.testing.assert_allclose(b.potential, a.potential[order], atol=1e-7)


def test_judged_scores_of_clusters(small):
    judged = np.full(8, np.nan)
    judged[1] = 3.0
    found = rate_clusters(rating_of(small), "R04", will_and_demand=judged)
    assert found.component("will_and_demand")[1] == 3.0
    assert found.confidence[1] > found.confidence[0]


def test_what_is_refused(small):
    rating = rating_of(small)
    with pytest.raises(EvidenceError, match="ITH4"):
        rate_clusters(rating, "ITH4")
    with pytest.raises(EvidenceError, match="from a rating of regions"):
        rate_clusters(rate_clusters(rating, "R04"), "R04")
    with pytest.raises(EvidenceError, match="Judged scores"):
        rate_clusters(rating, "R04", will_and_demand=[5.0] * 8)
    with pytest.raises(EvidenceError, match="categories are not made"):
        rate_clusters(rating, "R04", categories=replace(two_categories(small), nace_version="2.1"))
