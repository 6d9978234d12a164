"""Samples of years: which keys are there when, and the sentence where that changes."""

import numpy as np
import polars as pl
import pytest

from clustrat.errors import EvidenceError
from clustrat.evidence.samples import in_sample, sample_changed

LABELS = pl.Series(["R1", "R2"]), pl.Series(["A", "B", "C"])
SAME = np.ones((2, 2), dtype=bool), np.ones((2, 3), dtype=bool)


def test_rows_by_year():
    start, region, activity = np.array([0, 2, 4]), np.array([0, 1, 1, 1]), np.array([0, 2, 0, 1])
    rows, columns = in_sample(start, (region, activity), (2, 3))
    assert rows.tolist() == [[True, True], [False, True]]
    assert columns.tolist() == [[True, False, True], [True, True, False]]


def test_a_sample_that_stays_needs_no_word():
    assert sample_changed([2013, 2014], LABELS, SAME, sample="fixed") == []


def test_an_activity_that_comes_later_is_named_with_its_first_year():
    columns = SAME[1].copy()
    columns[0, 1] = False
    with pytest.raises(EvidenceError, match="1 activities have no row at all in some years, first B in 2013"):
        sample_changed([2013, 2014], LABELS, (SAME[0], columns), sample="fixed")
    (told,) = sample_changed([2013, 2014], LABELS, (SAME[0], columns), sample="each")
    assert (told.code, told.axis, told.keys, told.share) == ("sample_changed", "activity", ("B",), 1 / 3)
    assert told.sentence.endswith("they are not known there.")
