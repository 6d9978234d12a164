"""Labelled matrices: what they refuse, and that they cannot be changed behind one's back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.matrix import RegionIndustryMatrix

LABELS: dict[str, Any] = {
    "regions": ["R1", "R2"], "industries": ["C10", "C31", "C32"], "nuts_version": "2013", "nace_version": "2", "year": 2014,
}  # fmt: skip


def matrix(values: Any = ((10, 0, 5), (30, np.nan, 7)), **changes: Any) -> RegionIndustryMatrix:
    return RegionIndustryMatrix.from_values(values, **{**LABELS, **changes})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"values": [[1, 2, 3]]}, "has shape \\(1, 3\\)"),
        ({"values": [[1, 2, -3], [1, 2, 3]]}, "1 negative cells: R1 x C32 = -3"),
        ({"values": [[1, 2, np.inf], [1, 2, 3]]}, "1 infinite cells: R1 x C32 = inf"),
        ({"regions": ["R1", "R1"]}, "The region 'R1' stands twice"),
        ({"industries": ["C10", "C10", "C31"]}, "The industry 'C10' stands twice"),
        ({"nuts_version": ""}, "needs the versions of its codes"),
        ({"nace_version": ""}, "needs the versions of its codes"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EvidenceError, match=sentence):
        matrix(**changes)


def test_zero_is_known_and_missing_is_not() -> None:
    m = matrix()
    assert m.status_at("R1", "C31") is CellStatus.TRUE_ZERO
    assert m.status_at("R2", "C31") is CellStatus.NOT_AVAILABLE
    assert m.is_known.tolist() == [[True, True, True], [True, False, True]]
    assert not m.is_suppressed.any()


def test_unknown_labels_are_refused_with_what_there_is() -> None:
    with pytest.raises(EvidenceError, match="The region 'R9' is not in this matrix of 2 .*begins R1, R2"):
        matrix().value_at("R9", "C10")
    with pytest.raises(EvidenceError, match="The industry 'C99'"):
        matrix().select(industries=["C99"])


def test_selection_keeps_order_status_and_margins() -> None:
    m = matrix(industry_totals=np.array([1.0, 2.0, 3.0])).select(regions=["R2"], industries=["C32", "C10"])
    assert m.values.tolist() == [[7.0, 30.0]]
    assert m.industry_totals is not None
    assert m.industry_totals.tolist() == [3.0, 1.0]
    assert m.shape == (1, 2)


def test_neither_the_lender_nor_the_matrix_is_changed() -> None:
    values = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    m = matrix(values)
    with pytest.raises(ValueError, match="read-only"):
        m.values[0, 0] = 9
    values[0, 0] = 9
    assert m.value_at("R1", "C10") == 1.0
