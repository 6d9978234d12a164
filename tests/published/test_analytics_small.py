"""The small reference case: measures of indicators recomputed to 1e-9 on the scale max(1, |expected|)."""

import csv

import numpy as np
import pytest

from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.agglomeration import ellison_glaeser
from clustrat.indicators.concentration import (
    atkinson,
    gini,
    hoover_gini,
    hoover_index_pct,
    locational_gini,
    schutz,
    theil,
)
from clustrat.indicators.diversity import (
    entropy,
    hachman,
    herfindahl,
    krugman_specialisation,
    related_variety,
    unrelated_variety,
)
from clustrat.indicators.growth import growth_pct
from clustrat.indicators.location_quotient import location_quotient

pytestmark = pytest.mark.extra_data


def rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class Case:
    """The counts by year, and the tables beside them."""

    def __init__(self, folder):
        self.folder = folder
        cells = rows(folder / "input.csv")
        self.years = sorted({int(c["year"]) for c in cells})
        self.regions = sorted({c["region"] for c in cells})
        self.activities = sorted({c["activity"] for c in cells})
        by_key = {(int(c["year"]), c["region"], c["activity"]): float(c["value"]) for c in cells}
        self.counts = {
            year: np.array([[by_key[year, r, a] for a in self.activities] for r in self.regions]) for year in self.years
        }
        population = {row["region"]: float(row["population"]) for row in rows(folder / "regions.csv")}
        self.population = [population[region] for region in self.regions]
        group = {row["activity"]: row["group"] for row in rows(folder / "groups.csv")}
        self.groups = [group[activity] for activity in self.activities]

    def expected(self, measure):
        return {(int(r["year"]), r["k1"]): float(r["value"]) for r in rows(self.folder / "expected" / f"{measure}.csv")}


@pytest.fixture(scope="module")
def case(extra_data):
    return Case(extra_data / "reference" / "analytics_small")


def close(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


BY_ACTIVITY = {
    "gini_activity": lambda case, x: gini(x),
    "locational_gini": lambda case, x: locational_gini(x),
    "hoover_gini_pop": lambda case, x: hoover_gini(x, case.population),
    "hoover_index_pop_pct": lambda case, x: hoover_index_pct(x, case.population),
    "theil_activity": lambda case, x: theil(x).total,
    "schutz_activity": lambda case, x: schutz(x),
    "atkinson0.5_activity_plus1": lambda case, x: atkinson(x + 1),
}
BY_REGION = {
    "herfindahl": lambda case, x: herfindahl(x),
    "krugman_full": lambda case, x: krugman_specialisation(x),
    "krugman_half": lambda case, x: krugman_specialisation(x, half=True),
    "hachman": lambda case, x: hachman(x),
    "entropy_bits": lambda case, x: entropy(x),
    "unrelated_variety": lambda case, x: unrelated_variety(x, groups=case.groups),
    "related_variety": lambda case, x: related_variety(x, groups=case.groups),
}


@pytest.mark.parametrize("measure", BY_ACTIVITY)
def test_measures_by_activity(case, measure):
    expected = case.expected(measure)
    assert len(expected) == len(case.years) * len(case.activities)
    for year in case.years:
        for activity, value in zip(case.activities, BY_ACTIVITY[measure](case, case.counts[year]), strict=True):
            assert value == close(expected[year, activity]), (year, activity)


@pytest.mark.parametrize("measure", BY_REGION)
def test_measures_by_region(case, measure):
    expected = case.expected(measure)
    assert len(expected) == len(case.years) * len(case.regions)
    for year in case.years:
        for region, value in zip(case.regions, BY_REGION[measure](case, case.counts[year]), strict=True):
            assert value == close(expected[year, region]), (year, region)


def test_location_quotients(case):
    expected = rows(case.folder / "expected" / "lq.csv")
    assert len(expected) == len(case.years) * len(case.regions) * len(case.activities)
    found = {}
    for year in case.years:
        matrix = RegionIndustryMatrix.from_values(
            case.counts[year],
            regions=case.regions,
            industries=case.activities,
            nuts_version="2013",
            nace_version="2",
            year=year,
        )
        found[year] = location_quotient(matrix).lq
    for row in expected:
        place = case.regions.index(row["k1"]), case.activities.index(row["k2"])
        assert found[int(row["year"])][place] == close(float(row["value"]))


@pytest.mark.parametrize(("measure", "axis"), [("growth_region_pct", 1), ("growth_activity_pct", 0)])
def test_growth_of_totals(case, measure, axis):
    expected = case.expected(measure)
    names = case.regions if axis == 1 else case.activities
    for before, after in zip(case.years, case.years[1:], strict=False):
        found = growth_pct(case.counts[before].sum(axis=axis), case.counts[after].sum(axis=axis))
        for name, value in zip(names, found, strict=True):
            assert value == close(expected[after, name])


def test_ellison_glaeser(case):
    expected = case.expected("ellison_glaeser")
    (year,) = {year for year, _ in expected}
    plants = rows(case.folder / "plants.csv")
    totals = dict(zip(case.regions, case.counts[year].sum(axis=1), strict=True))
    found = ellison_glaeser([float(p["employment"]) for p in plants], [p["region"] for p in plants], totals)
    by_name = {name.lower(): value for (_, name), value in expected.items()}
    assert {"gamma": found.gamma, "g": found.g, "h": found.h} == {k: close(v) for k, v in by_name.items()}
