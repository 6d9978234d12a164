"""Coherence of regions, by hand and refused."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.indicators.coherence import coherence

PHI = [[1.0, 0.5, 0.0], [0.5, 1.0, 0.2], [0.0, 0.2, 1.0]]


def test_by_hand():
    # x = 2, 1, 1: shares 1/2, 1/4, 1/4; near = 2.5, 2.2, 1.2; rest = 2, 3, 3.
    assert coherence([[2.0, 1.0, 1.0]], PHI)[0] == pytest.approx(0.5 * 2.5 / 2 + 0.25 * 2.2 / 3 + 0.25 * 1.2 / 3)


def test_one_activity_only_an_empty_region_and_an_unknown_cell_have_none():
    assert np.isnan(coherence([[2.0, 0, 0], [0, 0, 0], [np.nan, 1, 1]], PHI)).all()


def test_an_empty_row_changes_no_other():
    assert coherence([[2.0, 1, 1], [0, 0, 0]], PHI)[0] == coherence([[2.0, 1, 1]], PHI)[0]


@pytest.mark.parametrize("bad", [-1.0, np.inf])
def test_counts_that_cannot_be_are_refused(bad):
    with pytest.raises(EvidenceError, match="row 0, column 1"):
        coherence([[1.0, bad, 2.0]], PHI)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(EvidenceError, match="same activities"):
        coherence([[1.0, 2.0]], PHI)
