"""Metrics by hand, and a network with a planted truth: found by complementarity, missed by what only counts partners."""

import warnings

import numpy as np
import pytest
from tests.core.matching.planted import planted_network

from clustrat.errors import ClustratWarning, ParameterError
from clustrat.matching.collaborations import Collaboration, temporal_split
from clustrat.matching.link_evaluation import evaluate_partners


@pytest.fixture(scope="module")
def planted():
    projects, attributes, known = planted_network()
    split = temporal_split(projects, until=2018, attributes=attributes, known_topics=known)
    return evaluate_partners(split, rng=np.random.default_rng(1), n_draws=200)


def small(ours):
    """One asker, a, and the candidates b to f in the order in which ``ours`` puts them; d is the new partner."""
    projects = [Collaboration(project=f"p{name}", year=2015, organisations=(name,)) for name in "abcdef"] + [
        Collaboration(project="q", year=2020, organisations=("a", "d"))
    ]
    split = temporal_split(projects, until=2018)
    order = {name: place for place, name in enumerate(ours)}
    scores = np.array([-order.get(name, 99.0) for name in split.organisations])
    return evaluate_partners(split, rng=np.random.default_rng(0), ours=lambda s: lambda asker: scores, n_draws=20)


def test_metrics_by_hand():
    # For a the new partner d comes second, for d the new partner a comes first.
    found = small("abdcef")
    assert found.n_new_pairs == 1
    assert found.of("ours", "hit@10").mean == 1
    assert found.of("ours", "mrr").mean == pytest.approx((1 / 2 + 1) / 2)
    assert found.of("ours", "ndcg@10").mean == pytest.approx((1 / np.log2(3) + 1) / 2)
    assert found.of("ours", "recall@50").mean == 1
    assert found.coverage["ours"] == 1


def test_measures_that_nobody_can_be_asked_for_are_unknown():
    found = small("abcdef")
    assert found.of("ours", "cross-border").mean is None
    assert found.of("ours", "hit@10", stratum="newcomer").n == 0
    with pytest.raises(ParameterError, match="no measure 'hits'"):
        found.of("ours", "hits")


def test_the_planted_truth_is_found_and_beats_the_best_baseline(planted):
    ours = planted.of("ours", "hit@10").mean
    best = planted.of(planted.best_baseline, "hit@10").mean
    assert ours >= 1.25 * best
    assert planted.of("ours", "auc 1:1").mean >= 0.8


def test_newcomers_with_a_profile_find_partners_too(planted):
    measured = planted.of("ours", "auc 1:1", stratum="newcomer")
    assert measured.n > 10
    assert measured.mean >= 0.75
    best = max(
        planted.of(name, "hit@10", stratum="newcomer").mean for name in ("popularity", "Adamic-Adar", "topic TF-IDF")
    )
    assert planted.of("ours", "hit@10", stratum="newcomer").mean >= 1.25 * best


def test_intervals_hold_their_mean_and_exposure_is_less_uneven_than_by_popularity(planted):
    for metric in ("hit@10", "ndcg@10", "mrr", "auc 1:100"):
        measured = planted.of("ours", metric)
        assert measured.low <= measured.mean <= measured.high
    assert planted.gini["ours"] < planted.gini["popularity"]
    assert planted.coverage["ours"] > planted.coverage["popularity"]


def test_the_same_chance_gives_the_same_measures():
    projects, attributes, known = planted_network(n=60)
    split = temporal_split(projects, until=2018, attributes=attributes, known_topics=known)
    one, two = (evaluate_partners(split, rng=np.random.default_rng(5), n_draws=20, most_askers=20) for _ in range(2))
    assert one.measures == two.measures
    assert one.n_askers == 20


def test_whoever_knows_the_answers_raises_the_alarm():
    projects, attributes, known = planted_network(n=60)
    split = temporal_split(projects, until=2018, attributes=attributes, known_topics=known)
    cheat = split.new_pairs.toarray().astype(float)
    with pytest.warns(ClustratWarning, match="'ours' tells new partners from others almost without error"):
        evaluate_partners(split, rng=np.random.default_rng(5), ours=lambda s: lambda asker: cheat[asker], n_draws=20)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        evaluate_partners(split, rng=np.random.default_rng(5), n_draws=20)
