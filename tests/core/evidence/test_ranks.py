"""Ranks: by hand, against SciPy, their sum, and what has none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from clustrat.errors import EvidenceError
from clustrat.evidence.ranks import average_ranks


@given(st.lists(st.integers(-5, 5).map(float) | st.floats(allow_nan=False), max_size=40))
def test_equal_to_scipy_and_to_their_sum(values: list[float]) -> None:
    ranks = average_ranks(values)
    assert ranks.tolist() == rankdata(np.array(values)).tolist()
    assert ranks.sum() == len(values) * (len(values) + 1) / 2


def test_both_zeros_are_one_number() -> None:
    assert average_ranks([-0.0, 0.0]).tolist() == [1.5, 1.5]


def test_what_is_missing_has_no_rank() -> None:
    with pytest.raises(EvidenceError, match="1 of 2 values are missing"):
        average_ranks([1.0, np.nan])


def test_a_table_is_no_row() -> None:
    with pytest.raises(EvidenceError, match="cannot be ranked"):
        average_ranks([[1.0], [2.0]])
