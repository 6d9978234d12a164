"""Quotients of real regions in 2014, to the digits printed beside the data, under the convention named there."""

import pytest

from clustrat.indicators.location_quotient import location_quotient
from clustrat.indicators.shrinkage import shrunken_location_quotient

pytestmark = pytest.mark.extra_data

#: Region, division, persons employed (None where not printed), LQ under totals="known", its digits.
KNOWN = [
    ("ITH4", "C31", 13613, 6.4, 1),
    ("ITH3", "C15", None, 5.8, 1),
    ("DE11", "C29", 158012, 6.0, 1),
    ("CZ08", "C24", None, 8.0, 1),
    ("AT31", "C24", None, 3.6, 1),
    ("PL22", "B05", 88043, 83, 0),
]
PUBLISHED = [("DE11", "C29", 5.6, 1), ("CZ08", "C24", 7.4, 1), ("PL22", "B05", 56, 0)]


@pytest.mark.parametrize(("region", "industry", "persons", "lq", "digits"), KNOWN)
def test_with_sums_of_known_cells(persons_2014, region, industry, persons, lq, digits):
    r, i = persons_2014.region_index(region), persons_2014.industry_index(industry)
    assert round(location_quotient(persons_2014).lq[r, i], digits) == lq
    if persons is not None:
        assert persons_2014.values[r, i] == persons


@pytest.mark.parametrize(("region", "industry", "lq", "digits"), PUBLISHED)
def test_with_national_margins(persons_2014, region, industry, lq, digits):
    r, i = persons_2014.region_index(region), persons_2014.industry_index(industry)
    assert round(location_quotient(persons_2014, totals="published").lq[r, i], digits) == lq


def test_divisions_that_germany_hides_are_said_to_be_incomplete(persons_2014):
    (found,) = (d for d in location_quotient(persons_2014).diagnostics if d.code == "totals_incomplete")
    assert {"E37", "E38", "E39"} <= set(found.keys)


def test_the_weighted_mean_of_the_quotients_is_one(persons_2014):
    result = location_quotient(persons_2014)
    weights = result.totals.region / result.totals.region.sum()
    lq = result.lq.copy()
    lq[persons_2014.values != persons_2014.values] = 0  # nothing known, nothing added to either sum
    assert (weights @ lq) == pytest.approx(1)


def test_the_famous_clusters_are_specialised_beyond_doubt(persons_2014):
    shrunken = shrunken_location_quotient(persons_2014)
    chance = shrunken.probability_at_least(2.0)
    for region, industry, *_ in KNOWN:
        assert chance[persons_2014.region_index(region), persons_2014.industry_index(industry)] > 0.999
