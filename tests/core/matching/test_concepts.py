"""The search for concepts: the best by trying all, never redundant, with the region in it."""

import itertools

import numpy as np
import pytest

from clustrat.matching.combinations import ClusterMember, combine
from clustrat.matching.concepts import find_concepts
from clustrat.matching.parameters import MatchingParameters
from clustrat.matching.partners import partners

PAIRS = MatchingParameters(version="pairs", max_members=2, reach_worth=1.0, min_gain=0.0, n_partners=50, n_each=50)


@pytest.fixture(scope="module")
def ranking(random_table):
    return partners(random_table(n=40, seed=7), region="R00", weights=np.arange(12))


def test_each_has_the_region_and_a_partner_and_no_redundant_cluster(ranking):
    found = find_concepts(ranking)
    assert found
    best = {p.region for p in ranking.top(ranking.parameters.n_partners)}
    for concept in found:
        regions = {member.region for member in concept.members}
        assert "R00" in regions
        assert regions - {"R00"} <= best
        assert regions - {"R00"}
        assert 2 <= len(concept.members) <= 4
        assert not any(part.redundant for part in concept.parts)


def test_no_two_have_the_same_clusters_of_the_region_or_of_partners(ranking):
    own, theirs = [], []
    for concept in find_concepts(ranking):
        own.append(frozenset(m.industry for m in concept.members if m.region == "R00"))
        theirs.append(frozenset(m.industry for m in concept.members if m.region != "R00"))
    assert len(set(own)) == len(own)
    assert len(set(theirs)) == len(theirs)


def test_the_first_pair_is_the_best_of_all_pairs(random_table):
    full = random_table(n=15, seed=8)
    w = np.arange(12.0)
    ranking = partners(full, region="R03", weights=w, parameters=PAIRS)
    best = find_concepts(ranking)[0]
    own = [ClusterMember(region="R03", industry=full.industries[i]) for i in np.flatnonzero(full.has[3])]
    others = [
        ClusterMember(region=r, industry=full.industries[i])
        for r in full.regions
        if r != "R03"
        for i in np.flatnonzero(full.has[full.region_index(r)] * np.nan_to_num(ranking.needs))
    ]
    own = [m for m in own if (w @ ranking.kernel)[full.industry_index(m.industry)] > 0]
    nearest = sorted(own, key=lambda m: (-(w @ ranking.kernel)[full.industry_index(m.industry)], m.industry))[:6]
    every = [
        combine(full, members=pair, weights=w, parameters=PAIRS).coverage for pair in itertools.product(nearest, others)
    ]
    assert best.coverage == pytest.approx(max(every))


def test_it_repeats(ranking):
    first, second = find_concepts(ranking), find_concepts(ranking)
    assert [c.members for c in first] == [c.members for c in second]


def test_where_a_region_has_nothing_near_there_is_no_concept(table):
    lone = table([[0, 0, 0, 1], [1, 0, 0, 0]], relatedness=np.eye(4))
    assert find_concepts(partners(lone, region="R1", weights=[1, 0, 0, 0])) == ()


def test_where_no_partner_adds_anything_there_is_none(table):
    lone = table([[1, 0, 0, 0], [1, 0, 0, 0]], relatedness=np.eye(4))
    assert find_concepts(partners(lone, region="R1", weights=[1, 1, 0, 0])) == ()


@pytest.mark.parametrize("most", [1, 2])
def test_the_same_partner_regions_come_so_often_and_no_more(random_table, most):
    rules = MatchingParameters(version="spread", n_same_partners=most)
    for seed in range(5):
        found = find_concepts(
            partners(random_table(n=40, seed=seed), region="R00", weights=np.arange(12), parameters=rules)
        )
        abroad = [frozenset(m.region for m in concept.members if m.region != "R00") for concept in found]
        assert all(abroad.count(regions) <= most for regions in abroad)
