"""Relatedness density under both conventions: by hand, its bounds, and refused."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.relatedness.density import density_means, nearest_density, relatedness_density, relative_relatedness
from clustrat.relatedness.proximity import proximity

PHI = np.array([[1.0, 0.5, 0.25], [0.5, 1.0, 0.0], [0.25, 0.0, 1.0]])
M = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 0.0]])


def test_by_hand():
    inclusive = relatedness_density(M, PHI)
    np.testing.assert_allclose(inclusive[0], [1.25 / 1.75, 0.5 / 1.5, 1.25 / 1.25])
    exclusive = relatedness_density(M, PHI, density_self="exclusive")
    np.testing.assert_allclose(exclusive[0], [0.25 / 0.75, 1.0, 1.0])


def test_a_region_without_presence_has_density_zero_and_an_unknown_region_none():
    assert relatedness_density(M, PHI)[1].tolist() == [0, 0, 0]
    unknown = np.array([[1.0, 0, 1], [np.nan, np.nan, np.nan]])
    assert np.isnan(relatedness_density(unknown, PHI, density_self="exclusive")[1]).all()


def test_an_unknown_cell_has_no_inclusive_density_and_its_neighbours_stay():
    hidden, absent = M.copy(), M.copy()
    hidden[0, 1], absent[0, 1] = np.nan, 0.0
    found, other = relatedness_density(hidden, PHI), relatedness_density(absent, PHI)
    assert np.isnan(found[0, 1])
    np.testing.assert_allclose(found[0, [0, 2]], other[0, [0, 2]])
    assert relatedness_density(hidden, PHI, density_self="exclusive")[0, 1] == 1.0


def test_the_diagonal_given_is_not_read():
    other = PHI.copy()
    np.fill_diagonal(other, 7.0)
    np.testing.assert_allclose(relatedness_density(M, other), relatedness_density(M, PHI))


@pytest.mark.parametrize("density_self", ["inclusive", "exclusive"])
def test_between_zero_and_one_and_one_where_a_region_has_everything(density_self):
    m = (np.random.default_rng(1).random((20, 9)) < 0.4).astype(float)
    m[0] = 1.0
    found = relatedness_density(m, proximity(m), density_self=density_self)
    assert np.nanmin(found) >= 0
    assert np.nanmax(found) <= 1 + 1e-12
    np.testing.assert_allclose(found[0], 1.0)


def test_nearest_density_with_all_neighbours_is_exclusive_density():
    m = (np.random.default_rng(2).random((20, 9)) < 0.4).astype(float)
    phi = proximity(m)
    np.testing.assert_allclose(nearest_density(m, phi, k_near=8), relatedness_density(m, phi, density_self="exclusive"))
    with pytest.raises(ParameterError, match="k_near"):
        nearest_density(m, phi, k_near=0)


def test_means_inside_and_outside():
    found = density_means([[0.2, 0.4, 0.9]], [[0.0, np.nan, 1.0]])
    assert found.internal.tolist() == [0.9]
    assert found.external.tolist() == [0.2]
    assert np.isnan(density_means([[0.2]], [[1.0]]).external[0])


def test_relative_relatedness_needs_two_options_that_differ():
    assert np.isnan(relative_relatedness([[0.5, 0.2]], [[1.0, 0.0]])).all()
    assert np.isnan(relative_relatedness([[0.2, 0.2]], [[0.0, 0.0]])).all()


@pytest.mark.parametrize(
    ("phi", "words"),
    [(-PHI, "-0.5"), (PHI[:2], "shape"), (np.where(PHI == 0.5, np.inf, PHI), "inf"), (np.eye(4), "4")],
)
def test_relatedness_that_cannot_be_is_refused(phi, words):
    with pytest.raises(EvidenceError, match=words):
        relatedness_density(M, phi)


def test_a_convention_that_does_not_exist_is_refused():
    with pytest.raises(ParameterError, match="density_self"):
        relatedness_density(M, PHI, density_self="both")


@pytest.mark.parametrize("function", [density_means, relative_relatedness])
def test_other_cells_are_refused(function):
    with pytest.raises(EvidenceError, match="same cells"):
        function([[0.1, 0.2]], [[1.0]])
