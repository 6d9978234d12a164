"""Cross-space relatedness: by hand, against proximity in one space, and what is refused."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.relatedness.cross_space import cross_density, cross_proximity
from clustrat.relatedness.proximity import proximity

INDUSTRIES = np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 0.0]])
TECHNOLOGIES = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])


def test_proximity_by_hand():
    # Ubiquities 3, 2, 2 and 3, 2. Common regions: 3 1; 1 1; 1 2.
    np.testing.assert_allclose(cross_proximity(INDUSTRIES, TECHNOLOGIES), [[1, 1 / 3], [1 / 3, 1 / 2], [1 / 3, 1]])


def test_density_by_hand():
    found = cross_density(INDUSTRIES, cross_proximity(INDUSTRIES, TECHNOLOGIES))
    # The first region has the industries 0 and 1: (1 + 1/3) / (5/3) of the first technology.
    np.testing.assert_allclose(found[0], [0.8, (1 / 3 + 1 / 2) / (11 / 6)])
    np.testing.assert_allclose(found[3], [0.6, (1 / 3) / (11 / 6)])


def test_a_space_beside_itself_is_that_space():
    np.testing.assert_allclose(cross_proximity(INDUSTRIES, INDUSTRIES), proximity(INDUSTRIES))


def test_region_with_everything_has_density_one_and_one_with_nothing_zero():
    phi = cross_proximity(INDUSTRIES, TECHNOLOGIES)
    np.testing.assert_allclose(cross_density(np.ones((1, 3)), phi), 1.0)
    np.testing.assert_array_equal(cross_density(np.zeros((1, 3)), phi), 0.0)


def test_activity_without_region_has_no_proximity_and_no_density():
    technologies = np.column_stack([TECHNOLOGIES, np.zeros(4)])
    phi = cross_proximity(INDUSTRIES, technologies)
    assert np.isnan(phi[:, 2]).all()
    found = cross_density(INDUSTRIES, phi)
    assert np.isnan(found[:, 2]).all()
    np.testing.assert_array_equal(found[:, :2], cross_density(INDUSTRIES, cross_proximity(INDUSTRIES, TECHNOLOGIES)))


def test_activity_without_region_in_the_first_changes_no_density():
    industries = np.column_stack([INDUSTRIES, np.zeros(4)])
    found = cross_density(industries, cross_proximity(industries, TECHNOLOGIES))
    np.testing.assert_allclose(found, cross_density(INDUSTRIES, cross_proximity(INDUSTRIES, TECHNOLOGIES)))


def test_unknown_presence_counts_as_not_present():
    gap, absent = INDUSTRIES.copy(), INDUSTRIES.copy()
    gap[0, 0], absent[0, 0] = np.nan, 0.0
    np.testing.assert_array_equal(cross_proximity(gap, TECHNOLOGIES), cross_proximity(absent, TECHNOLOGIES))


def test_region_of_which_nothing_is_known_has_no_density():
    gap = INDUSTRIES.copy()
    gap[2] = np.nan
    found = cross_density(gap, cross_proximity(gap, TECHNOLOGIES))
    assert np.isnan(found[2]).all()
    assert np.isfinite(found[[0, 1, 3]]).all()


def test_nothing_lent_is_changed():
    phi = np.array([[0.5, np.nan], [0.5, 0.5], [0.5, 0.5]])
    cross_density(INDUSTRIES, phi)
    assert np.isnan(phi[0, 1])


def test_other_regions_are_refused():
    with pytest.raises(EvidenceError, match="covers 4 regions, the second 3. Give both for the same regions"):
        cross_proximity(INDUSTRIES, TECHNOLOGIES[:3])


@pytest.mark.parametrize("wrong", [0.5, 2.0, -1.0, np.inf])
def test_presence_that_is_none_is_refused(wrong):
    counts = TECHNOLOGIES.copy()
    counts[1, 1] = wrong
    with pytest.raises(EvidenceError, match=f"row 1, column 1 holds {wrong:g}"):
        cross_proximity(INDUSTRIES, counts)


@pytest.mark.parametrize("phi", [np.ones((2, 2)), np.ones(3), np.ones((4, 3))])
def test_proximity_of_other_activities_is_refused(phi):
    with pytest.raises(EvidenceError, match="Presence has 3 activities.*Give one row per activity"):
        cross_density(INDUSTRIES, phi)


@pytest.mark.parametrize("wrong", [-0.1, np.inf])
def test_proximity_that_cannot_be_is_refused(wrong):
    phi = np.ones((3, 2))
    phi[2, 1] = wrong
    with pytest.raises(EvidenceError, match="negative or infinite"):
        cross_density(INDUSTRIES, phi)
