"""What a cluster map is made of: matrices that fit together, or a refusal."""

import numpy as np
import pytest

from clustrat.clusters.inputs import ClusterInputs
from clustrat.errors import EvidenceError
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.matrix import RegionIndustryMatrix


def matrix(values, *, version="2013", hidden=()):
    values = np.array(values, dtype=float)
    status = np.full(values.shape, CellStatus.KNOWN, dtype=np.uint8)
    for cell in hidden:
        status[cell] = CellStatus.SUPPRESSED
    return RegionIndustryMatrix.from_values(
        values,
        regions=[f"R{r}" for r in range(values.shape[0])],
        industries=["C10", "C31"][: values.shape[1]],
        nuts_version=version,
        nace_version="2",
        year=2014,
        status=status,
    )


def test_the_allocation_fills_hidden_cells_only():
    persons = matrix([[10, np.nan], [np.nan, 4]], hidden=[(0, 1)])
    estimate = np.array([[99.0, 7.0], [8.0, 99.0]])
    inputs = ClusterInputs(persons=persons, local_units=persons, wages=persons, estimate=estimate)
    np.testing.assert_array_equal(inputs.filled_persons, [[10, 7], [np.nan, 4]])


def test_without_an_allocation_hidden_cells_stay_missing_and_the_matrix_untouched():
    persons = matrix([[10, np.nan], [3, 4]], hidden=[(0, 1)])
    filled = ClusterInputs(persons=persons, local_units=persons, wages=persons).filled_persons
    assert np.isnan(filled[0, 1])
    filled[0, 0] = -1
    assert persons.values[0, 0] == 10


@pytest.mark.parametrize("name", ["local_units", "wages", "base_persons"])
def test_matrices_of_other_regions_are_refused_by_name(name):
    persons, other = matrix([[1, 2], [3, 4]]), matrix([[1, 2], [3, 4], [5, 6]])
    given = {"persons": persons, "local_units": persons, "wages": persons, "base_persons": persons} | {name: other}
    with pytest.raises(EvidenceError, match=f"'{name}' and the persons differ"):
        ClusterInputs(**given)


def test_matrices_of_mixed_versions_are_refused():
    persons = matrix([[1, 2], [3, 4]])
    with pytest.raises(EvidenceError, match="of one version"):
        ClusterInputs(persons=persons, local_units=persons, wages=matrix([[1, 2], [3, 4]], version="2021"))


@pytest.mark.parametrize("name", ["lower", "upper", "estimate"])
def test_arrays_of_another_shape_are_refused_by_name(name):
    persons = matrix([[1, 2], [3, 4]])
    with pytest.raises(EvidenceError, match=rf"'{name}' has shape \(2,\)"):
        ClusterInputs(persons=persons, local_units=persons, wages=persons, **{name: np.zeros(2)})
