"""Connected parts and the second eigenvector: dense and Lanczos agree, twins are seen, nothing is made up."""

import numpy as np
import pytest

from clustrat.complexity import spectrum as s
from clustrat.errors import ParameterError


def connected(rng, rows, columns, fill=0.3):
    m = (rng.random((rows, columns)) < fill).astype(float)
    m[0] = 1.0
    m[:, 0] = 1.0
    return m


def walk(m):
    """The matrix of the random walk over regions, without any trick."""
    return (m / m.sum(axis=1, keepdims=True)) @ (m / m.sum(axis=0)).T


@pytest.mark.parametrize("shape", [(8, 12), (12, 8), (200, 230), (230, 200)])
def test_eigenvalues_are_those_of_the_random_walk(shape):
    m = connected(np.random.default_rng(1), *shape)
    values = np.sort(np.linalg.eigvals(walk(m)).real)[::-1]
    found = s.second_vector(m)
    assert found.lambda2 == pytest.approx(values[1], abs=1e-9)
    assert found.lambda3 == pytest.approx(values[2], abs=1e-6)


def test_the_vector_is_an_eigenvector_with_weighted_mean_zero():
    m = connected(np.random.default_rng(2), 20, 30)
    found = s.second_vector(m)
    k, u = m.sum(axis=1), m.sum(axis=0)
    again = (m.T / u[:, None]) @ ((m @ found.activity) / k)
    np.testing.assert_allclose(again, found.lambda2 * found.activity, atol=1e-10)
    assert u @ found.activity == pytest.approx(0, abs=1e-9)


def test_lanczos_and_the_dense_solver_agree(monkeypatch):
    m = connected(np.random.default_rng(3), 40, 60)
    dense = s.second_vector(m)
    monkeypatch.setattr(s, "DENSE_UP_TO", 0)
    lanczos = s.second_vector(m)
    sign = np.sign(dense.activity @ lanczos.activity)
    np.testing.assert_allclose(sign * lanczos.activity, dense.activity, atol=1e-10)
    for found in (dense, lanczos):
        np.testing.assert_allclose(found.region, m @ found.activity / m.sum(axis=1), atol=1e-12)
    assert lanczos.lambda3 == pytest.approx(dense.lambda3, abs=1e-7)


@pytest.mark.parametrize("dense_up_to", [0, 160])
def test_a_ring_is_degenerate_for_both_solvers(monkeypatch, dense_up_to):
    monkeypatch.setattr(s, "DENSE_UP_TO", dense_up_to)
    ring = np.eye(12) + np.roll(np.eye(12), 1, axis=1)
    found = s.second_vector(ring)
    assert found.activity.size == found.region.size == 0
    assert found.code == "degenerate_eigenvalue"


@pytest.mark.parametrize("dense_up_to", [0, 160])
def test_rank_one_has_no_second_vector(monkeypatch, dense_up_to):
    monkeypatch.setattr(s, "DENSE_UP_TO", dense_up_to)
    found = s.second_vector(np.ones((9, 7)))
    assert (found.activity.size, found.code) == (0, "no_second_eigenvector")


def two_islands(first=(4, 5), second=(3, 3)):
    m = np.zeros((first[0] + second[0], first[1] + second[1]))
    m[: first[0], : first[1]] = 1.0
    m[first[0] :, first[1] :] = 1.0
    return m


def test_parts_are_numbered_from_the_largest():
    parts = s.largest_component(two_islands((3, 3), (4, 5)))
    assert parts.region_of.tolist() == [1, 1, 1, 0, 0, 0, 0]
    assert parts.activity_of.tolist() == [1, 1, 1, 0, 0, 0, 0, 0]
    assert parts.kept_regions.sum() == 4
    assert [d.code for d in parts.diagnostics] == ["disconnected"]
    assert "4 x 5, 3 x 3" in parts.diagnostics[0].sentence


def test_ties_go_to_the_larger_regions_then_to_the_first():
    m = two_islands((3, 3), (3, 3))
    assert s.largest_component(m).region_of.tolist() == [0, 0, 0, 1, 1, 1]
    assert s.largest_component(m, sizes=[1, 1, 1, 2, 2, 2]).region_of.tolist() == [1, 1, 1, 0, 0, 0]


def test_each_part_is_used_if_it_is_large_enough():
    m = np.zeros((8, 8))
    m[:4, :4] = m[4:7, 4:7] = 1.0
    m[7, 7] = 1.0
    parts = s.largest_component(m, components="each")
    assert parts.n == 3
    assert parts.kept_regions.tolist() == [True] * 7 + [False]


def test_empty_rows_and_columns_belong_nowhere_and_are_named():
    m = np.pad(np.ones((3, 3)), ((0, 1), (0, 2)))
    parts = s.largest_component(m, regions=["A", "B", "C", "D"], activities=list("12345"))
    assert parts.region_of.tolist() == [0, 0, 0, -1]
    assert {(d.code, d.axis, d.keys) for d in parts.diagnostics} == {
        ("empty_at_threshold", "region", ("D",)),
        ("empty_at_threshold", "activity", ("4", "5")),
    }


def test_a_part_that_is_too_small_says_so():
    parts = s.largest_component(np.ones((2, 5)))
    assert not parts.kept_regions.any()
    assert [d.code for d in parts.diagnostics] == ["too_small"]


def test_a_long_chain_is_one_part():
    m = np.eye(50) + np.eye(50, k=1)
    assert s.largest_component(m).n == 1


def test_a_choice_that_does_not_exist_is_refused():
    with pytest.raises(ParameterError, match="components"):
        s.largest_component(np.ones((3, 3)), components="both")
