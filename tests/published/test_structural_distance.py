"""Nearest regions beside those of the regional benchmarking tool of Orkestra and the JRC.

Their index (Navarro and others 2014) weighs seven dimensions: geography and demography, human resources, technology,
sectors, firm size, openness, institutions. Ours sees industries only. So the distances are other numbers and are not
compared; that the same regions come out near is a check that ours measures something sensible, no more.
"""

import csv

import pytest

from clustrat.indicators.structural_distance import nearest_regions

pytestmark = pytest.mark.extra_data


@pytest.fixture(scope="module")
def published(extra_data):
    """The published neighbours of each region, nearest first."""
    neighbours: dict[str, list[str]] = {}
    path = extra_data / "reference" / "structural_distance_published.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in sorted(csv.DictReader(lines), key=lambda row: int(row["rank"])):
            neighbours.setdefault(row["region"], []).append(row["other_region"])
    return neighbours


@pytest.mark.parametrize(("region", "at_least"), [("AT11", 8), ("AT21", 4)])
def test_most_published_neighbours_are_among_our_ten_nearest(persons_2014, published, region, at_least):
    peers = nearest_regions(persons_2014, region, k=10)
    assert peers.n_candidates > 270
    shared = set(peers.codes) & set(published[region])
    # By chance ten of some 280 regions would share a third of a region with nine published ones.
    assert len(shared) >= at_least


def test_upper_austria_is_near_by_their_seven_dimensions_and_not_by_industry_alone(persons_2014, published):
    """An honest difference: AT31 is more industrial than AT11 and AT21, which share its country and institutions."""
    for region in ("AT11", "AT21"):
        assert "AT31" in published[region]
        assert "AT31" not in nearest_regions(persons_2014, region, k=10).codes


def test_a_country_without_manufacturing_figures_breaks_no_ranking(persons_2014):
    # Ireland 2014 has no rows for B to E.
    peers = nearest_regions(persons_2014, "AT11", k=len(persons_2014.regions))
    assert {"IE01", "IE02"} <= set(peers.not_compared)
    assert len(peers.codes) + len(peers.not_compared) == peers.n_candidates
