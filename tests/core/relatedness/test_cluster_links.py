"""Links of clusters: means, shares, strong and weak links, and members that cannot be."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.relatedness.cluster_links import cluster_links, related_share


def blocks():
    """Three clusters of three industries; the first two are near each other, the third is apart."""
    r = np.full((9, 9), -1.0)
    r[:6, :6] = 1.0
    for start in (0, 3, 6):
        r[start : start + 3, start : start + 3] = 2.0
    return r, {"one": [0, 1, 2], "two": [3, 4, 5], "three": [6, 7, 8]}


def test_links_by_hand():
    r, members = blocks()
    found = cluster_links(r, members)
    np.testing.assert_allclose(found.relatedness, [[2, 1, -1], [1, 2, -1], [-1, -1, 2]])
    assert found.holds_together.all()
    assert found.n_comparable == 3
    assert found.clusters == ("one", "two", "three")
    assert not np.diag(found.is_strong).any()


def test_shares_count_industries_at_the_ninetieth_percentile():
    r, members = blocks()
    r[0, 3:6] = r[3:6, 0] = 3.0
    shares = related_share(r, members)
    assert shares[0, 1] == pytest.approx(1 / 3)
    assert np.isnan(shares[0, 0])


@pytest.mark.parametrize(
    "members", [{"one": [0, 1], "two": []}, {"one": [0, 1], "two": [1]}, {"one": [0], "two": [99]}]
)
def test_members_that_cannot_be_are_refused(members):
    with pytest.raises(EvidenceError):
        cluster_links(blocks()[0], members)


def test_one_cluster_has_no_links():
    with pytest.raises(ParameterError, match="two clusters"):
        cluster_links(blocks()[0], {"one": [0, 1]})


def line(n):
    """Clusters of two industries along a line: the nearer, the more related."""
    place = np.repeat(np.arange(n, dtype=float), 2)
    members = {f"c{i}": [2 * i, 2 * i + 1] for i in range(n)}
    return -np.abs(place[:, None] - place[None, :]) * (1 + place[:, None] / 100) * (1 + place[None, :] / 100), members


def test_strong_links_are_the_top_tenth_if_enough_industries_are_related():
    r, members = line(6)
    found = cluster_links(r, members)
    # Of 15 pairs the 90th percentile lets two pass: the first two neighbours, in which all industries are near.
    assert np.argwhere(np.triu(found.is_strong)).tolist() == [[0, 1], [1, 2]]
    np.testing.assert_array_equal(found.is_strong, found.is_strong.T)


def test_high_mean_of_few_industries_is_no_strong_link():
    r, members = np.zeros((20, 20)), {"a": list(range(10)), "b": list(range(10, 18)), "c": [18], "d": [19]}
    r[18:], r[:, 18:] = 1.0, 1.0
    r[0, 10] = r[10, 0] = 1000.0
    found = cluster_links(r, members)
    assert found.relatedness[0, 1] == found.relatedness[np.triu_indices(4, 1)].max()
    assert found.share_min[0, 1] == pytest.approx(0.1)
    assert not found.is_strong[0, 1]
    assert found.is_weak[0, 1]


def test_cluster_without_strong_link_shows_its_two_best_weak_ones():
    r, members = line(6)
    found = cluster_links(r, members)
    assert found.is_shown[0].tolist() == found.is_strong[0].tolist()
    for i in np.flatnonzero(~found.is_strong.any(axis=1)):
        shown = np.flatnonzero(found.is_shown[i])
        weak = np.flatnonzero(found.is_weak[i])
        assert len(shown) == min(2, len(weak))
        assert set(shown) <= set(weak)
        assert all(found.relatedness[i, shown].min() >= found.relatedness[i, j] for j in set(weak) - set(shown))


def test_links_are_never_strong_and_weak():
    found = cluster_links(*line(8))
    assert not (found.is_strong & found.is_weak).any()
    assert not np.diag(found.is_weak).any()


def test_weak_links_need_common_places():
    r, members = line(6)
    apart = r.copy()
    apart[:4, :] = apart[:, :4] = -99.0
    without, with_places = cluster_links(r, members), cluster_links(r, members, colocation=apart)
    assert without.is_weak[2, 3]
    assert (with_places.is_weak <= without.is_weak).all()
    np.testing.assert_array_equal(with_places.is_strong, without.is_strong)


def test_cluster_of_one_industry_cannot_be_compared_within():
    r, members = blocks()
    found = cluster_links(r, {**members, "three": [6]})
    assert np.isnan(found.relatedness[2, 2])
    assert found.n_comparable == 2
    assert found.holds_together.tolist() == [True, True, False]


def test_cluster_that_lies_nearer_to_another_does_not_hold_together():
    r, members = blocks()
    r[:3, :3] = 0.5
    assert cluster_links(r, members).holds_together.tolist() == [False, True, True]


def test_pairs_that_are_not_known_are_left_out_of_the_mean():
    r, members = blocks()
    r[0, 3] = r[3, 0] = np.nan
    r[:3, 6:] = r[6:, :3] = np.nan
    found = cluster_links(r, members)
    assert found.relatedness[0, 1] == pytest.approx(1)
    assert np.isnan(found.relatedness[0, 2])
    assert np.isnan(found.share[0, 2])
    assert not found.is_weak[0, 2]


def test_the_diagonal_of_industries_is_not_read():
    r, members = blocks()
    other = r.copy()
    np.fill_diagonal(other, 1e9)
    np.testing.assert_array_equal(cluster_links(r, members).relatedness, cluster_links(other, members).relatedness)
    np.testing.assert_array_equal(related_share(r, members), related_share(other, members))


def test_nothing_lent_is_changed():
    r, members = blocks()
    kept = r.copy()
    cluster_links(r, members, colocation=r)
    np.testing.assert_array_equal(r, kept)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"one": [0, 1], "two": []}, "cluster 'two' has no industry"),
        ({"one": [0, 1], "two": [1]}, "Industry 1 stands in cluster 'two' and once before"),
        ({"one": [0, 0], "two": [1]}, "Industry 0 stands in cluster 'one' and once before"),
        ({"one": [0], "two": [99]}, "Industry 99 of cluster 'two' is not one of the 9"),
        ({"one": [0], "two": [-1]}, "Industry -1 of cluster 'two'"),
    ],
)
@pytest.mark.parametrize("of", [cluster_links, related_share])
def test_wrong_member_is_named(of, members, words):
    with pytest.raises(EvidenceError, match=words):
        of(blocks()[0], members)


@pytest.mark.parametrize(
    ("r", "words"),
    [
        (np.ones((2, 3)), "shape \\(2, 3\\)"),
        (np.full((3, 3), np.nan), "No two clusters can be compared"),
        (np.array([[0, 1, 2], [1, 0, np.inf], [2, np.inf, 0]]), "infinite"),
    ],
)
def test_relatedness_that_cannot_be_is_refused(r, words):
    with pytest.raises(EvidenceError, match=words):
        cluster_links(r, {"one": [0], "two": [1]})


def test_colocation_of_other_industries_is_refused():
    with pytest.raises(EvidenceError, match="same industries"):
        cluster_links(*blocks(), colocation=np.ones((12, 12)))
