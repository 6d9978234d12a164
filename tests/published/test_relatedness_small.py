"""The small reference case: cross-space proximity and the strongest tree, to 1e-9."""

import csv

import numpy as np
import pytest

from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.location_quotient import location_quotient
from clustrat.indicators.presence import presence
from clustrat.relatedness.cross_space import cross_proximity
from clustrat.relatedness.industry_space import max_spanning_tree_weight
from clustrat.relatedness.proximity import proximity

pytestmark = pytest.mark.extra_data


def rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def folder(extra_data):
    return extra_data / "reference" / "analytics_small"


@pytest.fixture(scope="module")
def case(folder):
    """Activities, and the presence of each year."""
    cells = rows(folder / "input.csv")
    regions, activities = (sorted({cell[axis] for cell in cells}) for axis in ("region", "activity"))
    counts = {(cell["year"], cell["region"], cell["activity"]): float(cell["value"]) for cell in cells}
    found = {}
    for year in sorted({cell["year"] for cell in cells}):
        matrix = RegionIndustryMatrix.from_values(
            np.array([[counts[year, region, activity] for activity in activities] for region in regions]),
            regions=regions,
            industries=activities,
            nuts_version="2013",
            nace_version="2",
            year=int(year),
        )
        found[year] = presence(location_quotient(matrix).lq)
    return activities, found


def test_cross_proximity_of_the_two_halves(folder, case):
    activities, by_year = case
    half = len(activities) // 2
    expected = rows(folder / "expected" / "cross_proximity.csv")
    assert len(expected) == len(by_year) * half * (len(activities) - half)
    found = {year: cross_proximity(m[:, :half], m[:, half:]) for year, m in by_year.items()}
    for row in expected:
        place = activities.index(row["k1"]), activities.index(row["k2"]) - half
        assert found[row["year"]][place] == pytest.approx(float(row["value"]), rel=1e-9, abs=1e-9), row


def test_weight_of_the_strongest_tree(folder, case):
    expected = {row["year"]: float(row["value"]) for row in rows(folder / "expected" / "max_spanning_tree_weight.csv")}
    found = {year: max_spanning_tree_weight(proximity(m)) for year, m in case[1].items()}
    assert found == pytest.approx(expected, rel=1e-9)
