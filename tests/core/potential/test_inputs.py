"""Inputs: what fits together, what is refused, and how hidden cells enter sums."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.potential.inputs import Technologies, refuse_other_industries

WEIGHTS = np.array([1.0, 0.5, 0, 0, 0.25, 0, 0, 0])


def test_a_lone_hidden_cell_counts_with_the_middle_of_its_bounds_never_with_its_allocation(small):
    inputs = small.inputs(hidden=[(0, 0)], bounds=(100.0, 300.0, 290.0))
    assert inputs.filled[0, 0] == 290.0
    assert inputs.values_for(WEIGHTS)[0, 0] == 200.0


def test_two_hidden_cells_count_with_their_allocation(small):
    inputs = small.inputs(hidden=[(0, 0), (0, 1)], bounds=(100.0, 300.0, 290.0))
    assert inputs.values_for(WEIGHTS)[0, :2].tolist() == [290.0, 290.0]


@pytest.mark.parametrize("bounds", [(100.0, 110.0, 105.0), (100.0, 100.0, 100.0), (np.nan, np.nan, 105.0)])
def test_a_lone_hidden_cell_with_narrow_or_no_bounds_does_not_enter(small, bounds):
    inputs = small.inputs(hidden=[(0, 0)], bounds=bounds)
    assert np.isnan(inputs.values_for(WEIGHTS)[0, 0])


def test_hidden_cells_outside_the_theme_do_not_matter_to_its_sum(small):
    inputs = small.inputs(hidden=[(0, 0), (0, 7)], bounds=(100.0, 300.0, 290.0))
    assert inputs.values_for(WEIGHTS)[0, 0] == 200.0


def test_a_hidden_cell_without_bounds_stays_missing(small):
    assert np.isnan(small.inputs(hidden=[(0, 0)]).filled[0, 0])


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ({"proximity": np.zeros((3, 3))}, "'proximity' has shape"),
        ({"linkage": -np.ones((8, 8))}, "'linkage' holds a negative"),
        ({"peers": np.ones(3, dtype=bool)}, "'peers' has shape"),
        ({"flags": np.full((2, 2), "")}, "'flags' has shape"),
    ],
)
def test_arrays_that_do_not_fit(small, rest, words):
    with pytest.raises(EvidenceError, match=words):
        small.inputs(**rest)


def test_series_of_another_version_are_refused(small):
    with pytest.raises(EvidenceError, match="NUTS 2021"):
        small.inputs(research=(small.series(nuts="2021"),))
    with pytest.raises(EvidenceError, match="NUTS 2021"):
        small.inputs(actors=small.series("actors", nuts="2021"))


def test_a_series_given_twice_is_refused(small):
    with pytest.raises(EvidenceError, match="'rd_expenditure_pct_gdp' is given twice"):
        small.inputs(research=(small.series(), small.series()))


def test_local_units_of_other_regions_are_refused(small):
    other = small.matrix(small.table(), regions=tuple(reversed(small.regions)))
    with pytest.raises(EvidenceError, match="local units"):
        small.inputs(local_units=other)


def test_a_second_classification_that_does_not_fit_is_refused(small):
    second = Technologies(
        codes=("H01", "H02"), presence=np.ones((12, 3)), weights=np.ones(2), words="Patents", year=2012
    )
    with pytest.raises(EvidenceError, match="second classification"):
        small.inputs(technologies=second)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"nace": "2.1"}, "never applied to another"),
        ({"industries": tuple(f"J{n}" for n in range(8))}, "theme_weights"),
        ({"values": np.zeros(8)}, "all zero"),
        ({"values": [-1.0, 1, 0, 0, 0, 0, 0, 0]}, "negative"),
        ({"values": [np.nan, 1, 0, 0, 0, 0, 0, 0]}, "not known"),
    ],
)
def test_weights_that_cannot_be(small, weights, words):
    with pytest.raises(EvidenceError, match=words):
        refuse_other_industries(small.weights(**weights), small.matrix(small.table()))
