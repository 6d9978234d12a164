"""Structural distance: by hand, as a metric, and never broken by a missing cell."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.structural_distance import nearest_regions, structural_distance


def matrix(values, *, regions=None):
    values = np.array(values, dtype=float)
    return RegionIndustryMatrix.from_values(
        values,
        regions=regions or [f"R{r}" for r in range(values.shape[0])],
        industries=[f"I{i}" for i in range(values.shape[1])],
        nuts_version="2013",
        nace_version="2",
        year=2014,
    )


def test_the_three_distances_by_hand():
    # Shares (0.36, 0.64) and (0.64, 0.36); square roots (0.6, 0.8) and (0.8, 0.6).
    counts = matrix([[36, 64], [64, 36]])
    by = {d: structural_distance(counts, distance=d).distances[0, 1] for d in ("hellinger", "squared", "krugman")}
    assert by["hellinger"] == pytest.approx(np.sqrt((0.2**2 + 0.2**2) / 2))
    assert by["squared"] == pytest.approx(2 * 0.28**2)
    assert by["krugman"] == pytest.approx(0.28)


@pytest.mark.parametrize("distance", ["hellinger", "squared", "krugman"])
def test_it_is_symmetric_zero_on_the_diagonal_and_blind_to_size(distance):
    counts = np.random.default_rng(5).integers(1, 500, size=(6, 9)).astype(float)
    result = structural_distance(matrix(counts), distance=distance)
    np.testing.assert_array_equal(result.distances, result.distances.T)
    np.testing.assert_array_equal(np.diag(result.distances), 0)
    grown = counts * np.array([[1], [10], [3], [7], [2], [100]])
    np.testing.assert_allclose(
        structural_distance(matrix(grown), distance=distance).distances, result.distances, atol=1e-12
    )


@pytest.mark.parametrize(("distance", "most"), [("hellinger", 1), ("krugman", 1), ("squared", 2)])
def test_regions_with_nothing_in_common_are_farthest(distance, most):
    counts = matrix([[5, 0, 1], [0, 9, 0], [1, 1, 1]])
    assert structural_distance(counts, distance=distance).distances[0, 1] <= most
    alone = matrix([[5, 0], [0, 9]])
    assert structural_distance(alone, distance=distance).distances[0, 1] == pytest.approx(most)


def test_hellinger_keeps_the_triangle_inequality():
    d = structural_distance(matrix(np.random.default_rng(6).integers(0, 50, size=(8, 5)) + 1.0)).distances
    assert (d[:, None, :] <= d[:, :, None] + d[None, :, :] + 1e-12).all()


def test_a_missing_cell_leaves_its_industry_out_of_that_pair_only():
    counts = np.array([[36, 64, 5], [64, 36, np.nan], [10, 80, 10]], dtype=float)
    result = structural_distance(matrix(counts))
    without = structural_distance(matrix(counts[:, :2])).distances
    assert result.distances[0, 1] == pytest.approx(without[0, 1])
    whole = structural_distance(matrix(np.nan_to_num(counts))).distances
    assert result.distances[0, 2] == pytest.approx(whole[0, 2])
    assert result.coverage[0, 1] == pytest.approx(290 / 305)
    assert result.coverage[0, 2] == 1
    assert not np.isnan(result.distances).any()


def test_a_region_that_misses_its_manufacturing_is_left_out_by_name():
    counts = [[60, 30, 10], [55, 35, 10], [np.nan, 90, 10]]
    result = structural_distance(matrix(counts))
    assert np.isnan(result.distances[2, :2]).all()
    assert np.isfinite(result.distances[0, 1])
    (found,) = result.diagnostics
    assert found.code == "low_coverage"
    assert "R2" in found.keys
    peers = nearest_regions(matrix(counts), "R0", k=1)
    assert peers.codes == ("R1",)
    assert peers.not_compared == ("R2",)
    assert "R2" in peers.diagnostics[0].sentence


def test_an_empty_region_is_never_near():
    peers = nearest_regions(matrix([[60, 30], [0, 0], [50, 40]]), "R0", k=5)
    assert peers.codes == ("R2",)
    assert peers.not_compared == ("R1",)
    assert {d.code for d in peers.diagnostics} == {"low_coverage", "fewer_peers"}


def test_nearest_first_and_ties_by_code():
    counts = matrix(
        [[50, 50], [10, 90], [45, 55], [90, 10], [45, 55]], regions=["AT11", "AT12", "SI04", "AT13", "SI03"]
    )
    peers = nearest_regions(counts, "AT11", k=4)
    assert peers.codes == ("SI03", "SI04", "AT12", "AT13")
    assert list(peers.distances) == sorted(peers.distances)
    assert peers.coverage == (1, 1, 1, 1)
    assert (peers.rule, peers.distance, peers.n_candidates) == ("nearest", "hellinger", 4)


def test_peers_agree_with_the_distances_of_all_pairs():
    counts = matrix(np.random.default_rng(7).integers(0, 90, size=(12, 6)) + 1.0)
    everything = structural_distance(counts)
    row = counts.region_index("R4")
    peers = nearest_regions(counts, "R4", k=11)
    for code, distance in zip(peers.codes, peers.distances, strict=True):
        assert distance == everything.distances[row, counts.region_index(code)]
    assert "R4" not in peers.codes


def test_candidates_and_country_limit_the_choice():
    counts = matrix([[50, 50], [49, 51], [45, 55], [90, 10]], regions=["AT11", "AT12", "SI04", "IT11"])
    assert nearest_regions(counts, "AT11", k=2, same_country=False).codes == ("SI04", "IT11")
    assert nearest_regions(counts, "AT11", k=1, candidates=["IT11", "AT11"]).codes == ("IT11",)


def test_unknown_region_is_refused():
    with pytest.raises(EvidenceError, match="region 'XX99' is not in this matrix"):
        nearest_regions(matrix([[1, 2], [3, 4]]), "XX99")


def test_unknown_candidate_is_refused():
    with pytest.raises(EvidenceError, match="region 'XX99'"):
        nearest_regions(matrix([[1, 2], [3, 4]]), "R0", candidates=["R1", "XX99"])


def test_a_region_without_figures_is_refused():
    with pytest.raises(EvidenceError, match="'R0' has no figures in 2014"):
        nearest_regions(matrix([[np.nan, np.nan], [3, 4]]), "R0")


def test_without_a_comparable_candidate_there_are_no_peers():
    peers = nearest_regions(matrix([[5, np.nan], [np.nan, 4]]), "R0")
    assert peers.codes == ()
    assert peers.not_compared == ("R1",)
    assert [found.code for found in peers.diagnostics] == ["low_coverage", "fewer_peers"]
    assert peers.diagnostics[1].sentence == "None of the 10 peers asked for can be compared with R0."


def test_no_candidate_at_all_is_refused():
    with pytest.raises(EvidenceError, match="no candidates for peers of 'R0'"):
        nearest_regions(matrix([[5, 4], [6, 4]]), "R0", candidates=["R0"])


def test_an_unknown_rule_is_refused():
    with pytest.raises(ParameterError, match="no rule 'best'"):
        nearest_regions(matrix([[1, 2], [3, 4]]), "R0", rule="best")


@pytest.mark.parametrize("k", [0, -3])
def test_no_peers_are_refused(k):
    with pytest.raises(ParameterError, match=f"k={k}"):
        nearest_regions(matrix([[1, 2], [3, 4]]), "R0", k=k)


@pytest.mark.parametrize("share", [0, -0.1, 1.1, float("nan")])
def test_a_coverage_out_of_range_is_refused(share):
    with pytest.raises(ParameterError, match="min_coverage"):
        structural_distance(matrix([[1, 2], [3, 4]]), min_coverage=share)


def test_an_unknown_distance_is_refused():
    with pytest.raises(ParameterError, match="no distance 'cosine'"):
        structural_distance(matrix([[1, 2], [3, 4]]), distance="cosine")


def test_one_region_is_refused():
    with pytest.raises(EvidenceError, match="only one"):
        structural_distance(matrix([[1, 2]]))


def test_nothing_but_zeros_is_refused():
    with pytest.raises(EvidenceError, match="nothing to compare"):
        structural_distance(matrix([[0, 0], [0, np.nan]]))
