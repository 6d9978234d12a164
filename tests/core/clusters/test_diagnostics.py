"""Diagnostics of a cluster map: present when there is something to know, and silent otherwise."""

import numpy as np

from clustrat.clusters.categories import division_weights
from clustrat.clusters.diagnostics import imputed_categories, quotients_set_zero, suppressed_cells
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.matrix import RegionIndustryMatrix


def matrix(values, *, industries, hidden=()):
    values = np.array(values, dtype=float)
    status = np.full(values.shape, CellStatus.KNOWN, dtype=np.uint8)
    for cell in hidden:
        status[cell] = CellStatus.SUPPRESSED
    return RegionIndustryMatrix.from_values(
        values,
        regions=[f"R{r}" for r in range(values.shape[0])],
        industries=industries,
        nuts_version="2013",
        nace_version="2",
        year=2014,
        status=status,
    )


def test_suppressed_cells_are_counted_and_the_first_twenty_named():
    values = np.full((5, 6), np.nan)
    counts = matrix(values, industries=[f"I{i}" for i in range(6)], hidden=[(r, i) for r in range(5) for i in range(5)])
    (found,) = suppressed_cells(counts)
    assert (found.code, found.n, len(found.keys), found.keys[0]) == ("suppressed_cell", 25, 20, "R0 x I0")
    assert found.share == 25 / 30
    assert "25 of 30 cells" in found.sentence


def test_nothing_suppressed_nothing_said():
    assert suppressed_cells(matrix([[1, 2], [3, 4]], industries=["C10", "C31"])) == ()


def test_imputed_categories_tell_single_hidden_cells_apart():
    (found,) = imputed_categories(np.array([[0, 1], [2, 3]]))
    assert (found.code, found.severity, found.n, found.share) == ("imputed_share", "warning", 3, 0.75)
    assert "1 of them rest on a single one" in found.sentence
    assert imputed_categories(np.zeros((2, 2), dtype=np.int64)) == ()


def test_quotients_set_zero_are_those_of_empty_regions_and_empty_categories():
    weights = division_weights(["C31"])
    names = [category.code for category in weights.categories]
    values = np.ones((3, len(names)))
    assert quotients_set_zero(matrix(values, industries=names), weights) == ()
    values[:, 4] = 0
    (found,) = quotients_set_zero(matrix(values, industries=names), weights)
    assert (found.code, found.n) == ("lq_set_zero", 3)
    assert found.keys[0] == f"R0 x {names[4]}"
