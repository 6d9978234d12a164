"""Cluster categories: counts as documented, weights that add up, divisions shared by name."""

from collections import defaultdict

import numpy as np
import pytest

from clustrat.clusters.categories import categories, division_weights
from clustrat.codes.nace import activities
from clustrat.errors import CodeListError

DIVISIONS = ["C31", "C24", "Q86", "C21", "H49", "B05"]


def test_there_are_51_traded_and_16_local_categories():
    kinds = [category.kind for category in categories()]
    assert (kinds.count("traded"), kinds.count("local"), len(kinds)) == (51, 16, 67)
    assert len({category.code for category in categories()}) == 67


def test_575_classes_have_weights_that_sum_to_one():
    sums = defaultdict(float)
    n_links = 0
    for category in categories():
        for nace_class, weight in category.weights.items():
            assert 0 < weight <= 1
            sums[nace_class] += weight
            n_links += 1
    assert len(sums) == 575
    assert n_links == 946
    assert max(abs(total - 1) for total in sums.values()) < 1e-5


def test_221_classes_are_shared_by_several_categories():
    owners = defaultdict(set)
    for category in categories():
        for nace_class in category.weights:
            owners[nace_class].add(category.code)
    assert sum(len(names) > 1 for names in owners.values()) == 221


def test_every_class_is_one_of_nace_rev_2():
    known = {activity.code for activity in activities(version="2", level="class")}
    assert {c for category in categories() for c in category.weights} <= known


def test_health_and_care_are_local():
    names = {c.name: c.kind for c, _ in division_weights(["Q86"]).sharing("Q86")}
    assert names["Local Health Services"] == "local"


def test_a_division_is_the_mean_of_its_classes():
    # NACE C31 has the classes 31.01, 31.02, 31.03 and 31.09.
    weights = division_weights(["C31"])
    for column, category in enumerate(weights.categories):
        by_class = [category.weights.get(code, 0.0) for code in ("31.01", "31.02", "31.03", "31.09")]
        assert weights.weights[0, column] == pytest.approx(sum(by_class) / 4)
    assert weights.allocation == "equal_classes"


def test_shares_of_a_division_sum_to_at_most_one():
    every = sorted({f"{a.section}{a.code[:2]}" for a in activities(version="2", level="class")})
    weights = division_weights(every).weights
    assert (weights >= 0).all()
    assert (weights.sum(axis=1) <= 1 + 1e-6).all()
    assert weights[every.index("A01")].sum() < 1  # farming, 01.1 to 01.5, is in no category


def test_wholly_is_said_only_of_whole_divisions():
    weights = division_weights(DIVISIONS)
    np.testing.assert_array_equal(weights.wholly, np.isclose(weights.weights, 1, atol=1e-6))
    assert weights.wholly[DIVISIONS.index("C21")].sum() <= 1


def test_a_shared_division_lists_its_categories_largest_first():
    shares = division_weights(["C31"]).sharing("C31")
    assert shares[0][0].name == "Furniture"
    assert [share for _, share in shares] == sorted((share for _, share in shares), reverse=True)
    assert len(division_weights(["C31"]).sharing("C31", at_least=0.5)) == 1


def test_order_of_the_divisions_is_kept():
    one, other = division_weights(DIVISIONS), division_weights(DIVISIONS[::-1])
    np.testing.assert_array_equal(one.weights, other.weights[::-1])


@pytest.mark.parametrize("version", ["", "v2", "2014"])
def test_an_unknown_version_is_refused_with_the_versions_there_are(version):
    with pytest.raises(CodeListError, match=r"Give one of: v1\."):
        categories(version=version)


@pytest.mark.parametrize("division", ["C99", "Z31", "C", "C3", "G451", ""])
def test_what_is_no_division_is_refused(division):
    with pytest.raises(CodeListError, match=rf"no division '{division}' in NACE Rev\. 2"):
        division_weights([division])


def test_the_same_division_twice_is_refused():
    with pytest.raises(CodeListError, match="'C31' stands twice"):
        division_weights(["C31", "C31"])


def test_asking_for_a_division_that_is_not_there_is_refused():
    with pytest.raises(CodeListError, match="'C24' is not among the 1 divisions"):
        division_weights(["C31"]).sharing("C24")
