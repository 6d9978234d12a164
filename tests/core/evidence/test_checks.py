"""Refusals of impossible figures: the first five cells, and the way out."""

from __future__ import annotations

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.evidence.checks import refuse_duplicates, refuse_infinite, refuse_mixed_versions, refuse_negative

ROWS, COLUMNS = [f"R{n}" for n in range(3)], [f"I{n}" for n in range(3)]


def test_first_five_negative_cells_are_named() -> None:
    values = -np.arange(1.0, 10.0).reshape(3, 3)
    with pytest.raises(
        EvidenceError,
        match=r"9 negative cells: R0 x I0 = -1, R0 x I1 = -2, R0 x I2 = -3, R1 x I0 = -4, R1 x I1 = -5 \(negative_value\)\. Counts",
    ):
        refuse_negative(values, ROWS, COLUMNS)


def test_infinite_cell_is_named() -> None:
    values = np.ones((3, 3))
    values[2, 1] = np.inf
    with pytest.raises(EvidenceError, match="1 infinite cells: R2 x I1 = inf"):
        refuse_infinite(values, ROWS, COLUMNS)


def test_missing_and_zero_pass() -> None:
    values = np.array([[0.0, np.nan], [1.0, 2.0]])
    refuse_negative(values, ROWS, COLUMNS)
    refuse_infinite(values, ROWS, COLUMNS)


def test_double_code_is_named() -> None:
    with pytest.raises(EvidenceError, match="The industry 'C31' stands twice"):
        refuse_duplicates(["C30", "C31", "C31"], axis="industry")
    refuse_duplicates([], axis="region")


def test_versions_are_not_mixed() -> None:
    with pytest.raises(EvidenceError, match="NACE versions 2, 2.1 are mixed"):
        refuse_mixed_versions(["2", "2.1", "2"], axis="NACE")
    refuse_mixed_versions(["2", "2"], axis="NACE")
