"""Scores of a small network by hand."""

import numpy as np
import pytest

from clustrat.matching.collaborations import Collaboration, OrganisationAttributes, temporal_split
from clustrat.matching.link_scores import (
    BASELINES,
    adamic_adar,
    als,
    capabilities_of,
    common_neighbours,
    complementary,
    popularity,
    same_region,
    topic_cosine,
)


@pytest.fixture(scope="module")
def split():
    """a works with b and c, d with b; e is new. a and d share topic x."""
    projects = [
        ("1", 2015, "ab", "x"),
        ("2", 2015, "ac", ""),
        ("3", 2016, "bd", "x"),
        ("4", 2016, "c", "y"),
        ("5", 2020, "ade", ""),
    ]
    attributes = {
        name: OrganisationAttributes(country=country, region=region, kind=kind)
        for name, country, region, kind in [
            ("a", "AT", "AT11", "PRC"),
            ("b", "AT", "AT12", "HES"),
            ("c", "SI", "SI03", "HES"),
            ("d", "AT", "AT11", "PRC"),
            ("e", "", "", "PRC"),
        ]
    }
    return temporal_split(
        [Collaboration(project=p, year=y, organisations=tuple(m), topics=tuple(t)) for p, y, m, t in projects],
        until=2018,
        attributes=attributes,
    )


def test_popularity_is_the_number_of_partners(split):
    assert popularity(split)(4).tolist() == [2, 2, 1, 1, 0]


def test_common_partners_and_their_weights(split):
    # a and d both work with b; b and c both with a.
    assert common_neighbours(split)(0).tolist() == [2, 0, 0, 1, 0]
    assert adamic_adar(split)(3)[0] == pytest.approx(1 / np.log(2))
    assert adamic_adar(split)(4).tolist() == [0, 0, 0, 0, 0]


def test_the_same_region_comes_before_the_same_country_and_unknown_places_are_not_alike(split):
    score = same_region(split)(0)
    assert score[3] > score[1] > score[2]
    assert (same_region(split)(4) < 1).all()


def test_topics_are_compared_by_cosine(split):
    score = topic_cosine(split)(0)
    assert score[3] == pytest.approx(1)
    assert score[4] == 0


def test_factors_bring_near_who_shares_partners_and_are_the_same_for_the_same_seed(split):
    assert als(split)(0).tolist() == als(split)(0).tolist()
    assert np.isfinite(als(split)(4)).all()


def test_profiles_are_made_of_topics_with_inferred_needs(split):
    table = capabilities_of(split)
    assert table.offer.toarray().max() == 1
    assert not table.need_is_inferred[4]


def test_ours_answers_for_a_newcomer_by_kind(split):
    score = complementary(split)(4)
    assert np.isfinite(score).all()
    assert score[1] == score.max()


def test_there_are_six_baselines():
    assert list(BASELINES) == [
        "popularity",
        "common neighbours",
        "Adamic-Adar",
        "same region",
        "topic TF-IDF",
        "implicit ALS",
    ]
