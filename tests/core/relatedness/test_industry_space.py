"""The industry space: tree, communities and a layout that stays."""

import json

import numpy as np
import pytest

from clustrat.errors import EditionError, EvidenceError, ParameterError
from clustrat.relatedness.industry_space import industry_space, max_spanning_tree_weight, read_industry_space
from clustrat.relatedness.proximity import proximity

CODES = ["A", "B", "C", "D", "E", "F"]


def two_groups():
    phi = np.full((6, 6), 0.1)
    phi[:3, :3] = phi[3:, 3:] = 0.8
    phi[2, 3] = phi[3, 2] = 0.4
    return phi


def test_tree_by_hand():
    assert max_spanning_tree_weight(two_groups()) == pytest.approx(4 * 0.8 + 0.4)


def test_groups_are_found_and_the_tree_is_always_drawn():
    space = industry_space(two_groups(), CODES, edition="2015.1", links_per_activity=1)
    assert space.community in ((0, 0, 0, 1, 1, 1), (1, 1, 1, 0, 0, 0))
    tree = [(a, b) for a, b, _, is_tree in space.links if is_tree]
    assert len(tree) == 5
    assert (2, 3) in tree
    assert space.modularity > 0.2
    assert max(map(abs, space.x + space.y)) == 1.0


def test_the_same_again_and_another_seed_says_so():
    first = industry_space(two_groups(), CODES, edition="2015.1")
    assert industry_space(two_groups(), CODES, edition="2015.1") == first
    assert industry_space(two_groups(), CODES, edition="2015.1", seed=5).seed == 5
    assert first.library.startswith("networkx ")


def test_an_activity_that_nobody_has_is_left_out():
    phi = two_groups()
    phi[1] = phi[:, 1] = np.nan
    space = industry_space(phi, CODES, edition="2015.1")
    assert space.nodes == ("A", "C", "D", "E", "F")


@pytest.mark.parametrize(
    ("phi", "words"),
    [
        (np.triu(np.ones((6, 6))), "not symmetric"),
        (-two_groups(), "not negative"),
        (np.ones((6, 5)), "square matrix"),
        (np.full((6, 6), np.nan), "needs three"),
    ],
)
def test_what_is_no_network_is_refused(phi, words):
    with pytest.raises(EvidenceError, match=words):
        industry_space(phi, CODES, edition="2015.1")


def test_options_are_checked():
    with pytest.raises(ParameterError, match="links_per_activity"):
        industry_space(two_groups(), CODES, edition="2015.1", links_per_activity=0.5)
    with pytest.raises(ParameterError, match="edition"):
        industry_space(two_groups(), CODES, edition="")


def test_threshold_draws_the_tree_and_all_links_at_or_above_it():
    space = industry_space(two_groups(), CODES, edition="2015.1", threshold=0.8)
    assert len(space.links) == 7
    assert [link for link in space.links if link[2] < 0.8] == [(2, 3, 0.4, True)]
    assert space.cut == 0.8


def test_tree_alone_has_no_cut():
    assert industry_space(two_groups(), CODES, edition="2015.1", threshold=0.9).cut is None


def test_links_per_activity_counts_links():
    assert len(industry_space(two_groups(), CODES, edition="2015.1", links_per_activity=2).links) == 12
    assert len(industry_space(two_groups(), CODES, edition="2015.1", links_per_activity=99).links) == 15


def test_order_of_activities_changes_nothing():
    order = [4, 0, 5, 2, 1, 3]
    phi = two_groups() + np.add.outer(np.arange(6), np.arange(6)) / 1000
    moved = industry_space(phi[np.ix_(order, order)], [CODES[i] for i in order], edition="2015.1")
    assert moved == industry_space(phi, CODES, edition="2015.1")


def test_the_diagonal_is_not_read():
    phi = two_groups()
    np.fill_diagonal(phi, [np.nan, np.inf, -1, 0, 1, 2])
    assert industry_space(phi, CODES, edition="2015.1") == industry_space(two_groups(), CODES, edition="2015.1")
    assert max_spanning_tree_weight(phi) == pytest.approx(3.6)


def test_empty_activities_are_told():
    phi = two_groups()
    phi[1] = phi[:, 1] = np.nan
    (told,) = industry_space(phi, CODES, edition="2015.1").diagnostics
    assert (told.code, told.keys, told.n) == ("empty_activity", ("B",), 1)


def test_activities_without_links_stand_in_a_row_below_and_are_told():
    phi = two_groups()
    phi[[1, 5]] = phi[:, [1, 5]] = 0.0
    space = industry_space(phi, CODES, edition="2015.1")
    assert [(space.x[i], space.y[i]) for i in (1, 5)] == [(-1.0, -1.0), (1.0, -1.0)]
    assert max(map(abs, (*space.x[2:5], *space.y[2:5]))) <= 0.9
    (told,) = space.diagnostics
    assert (told.code, told.keys, told.share) == ("disconnected", ("B", "F"), pytest.approx(1 / 3))


def test_two_parts_have_two_trees():
    phi = two_groups()
    phi[:3, 3:] = phi[3:, :3] = 0.0
    assert max_spanning_tree_weight(phi) == pytest.approx(3.2)
    space = industry_space(phi, CODES, edition="2015.1", threshold=2)
    assert len(space.links) == 4
    assert space.diagnostics[0].keys == ("D", "E", "F")


def test_activities_without_any_link_at_all():
    space = industry_space(np.eye(4), CODES[:4], edition="2015.1")
    assert (space.links, space.modularity, space.cut) == ((), 0.0, None)
    assert space.y == (-1.0,) * 4


def test_single_unknown_pair_is_no_link():
    phi = two_groups()
    phi[0, 5] = phi[5, 0] = np.nan
    space = industry_space(phi, CODES, edition="2015.1", links_per_activity=99)
    assert len(space.links) == 14
    assert len(space.nodes) == 6


def test_saved_and_read_back_it_is_the_same():
    phi = two_groups()
    phi[1] = phi[:, 1] = np.nan
    space = industry_space(phi, CODES, edition="2015.1")
    assert read_industry_space(space.to_json(), edition="2015.1") == space


def test_tables_of_nodes_and_links():
    space = industry_space(two_groups(), CODES, edition="2015.1", threshold=0.8)
    nodes, links = space.node_table(), space.link_table()
    assert nodes.column("activity") == CODES
    assert nodes.column("n_links") == [2, 2, 3, 3, 2, 2]
    assert links.rows[3] == ("C", "D", 0.4, True)
    assert sum(nodes.column("n_links")) == 2 * len(links.rows)
    assert nodes.parameters["library"] == space.library


def test_nothing_lent_is_changed():
    phi = two_groups()
    industry_space(phi, CODES, edition="2015.1")
    np.testing.assert_array_equal(phi, two_groups())


@pytest.mark.full
def test_each_of_615_activities_has_a_place_of_its_own():
    rng = np.random.default_rng(1)
    presence = (rng.normal(size=(300, 8)) @ rng.normal(size=(8, 615)) + rng.normal(size=(300, 615)) > 1).astype(float)
    phi = proximity(presence)
    space = industry_space(phi, [f"{i:04d}" for i in range(615)], edition="2015.1")
    assert len(set(zip(space.x, space.y, strict=True))) == 615


def changed(**fields):
    return json.dumps({**json.loads(industry_space(two_groups(), CODES, edition="2015.1").to_json()), **fields})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is no JSON"),
        ("[]", "has not the fields"),
        (changed(extra=1), "has not the fields it should have: extra"),
        (changed(edition="2016.1"), "is that of edition 2016.1, not 2015.1"),
        (changed(x=[0.0]), "is damaged"),
        (changed(links=[[0, 6, 0.5, True]]), "is damaged"),
        (changed(links=[[3, 2, 0.5, True]]), "is damaged"),
    ],
)
def test_saved_space_that_is_not_this_one_is_refused(text, words):
    with pytest.raises(EditionError, match=f"{words}.*Make the industry space anew"):
        read_industry_space(text, edition="2015.1")


@pytest.mark.parametrize(
    ("codes", "words"), [(CODES[:5], "5 codes for 6 activities"), ([*CODES[:5], "A"], "The code A stands for two")]
)
def test_codes_that_do_not_fit_are_refused(codes, words):
    with pytest.raises(EvidenceError, match=words):
        industry_space(two_groups(), codes, edition="2015.1")


def test_infinite_relatedness_is_named():
    phi = two_groups()
    phi[4, 1] = phi[1, 4] = np.inf
    with pytest.raises(EvidenceError, match="activities 1 and 4 is inf"):
        max_spanning_tree_weight(phi)


@pytest.mark.parametrize("threshold", [0.0, -1.0, float("nan")])
def test_threshold_not_above_zero_is_refused(threshold):
    with pytest.raises(ParameterError, match="must be above 0"):
        industry_space(two_groups(), CODES, edition="2015.1", threshold=threshold)
