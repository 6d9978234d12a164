"""PRODY and EXPY, by hand and refused."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.indicators.sophistication import expy, prody

COUNTS = [[1.0, 1.0], [1.0, 3.0]]
INCOME = [20.0, 40.0]


def test_by_hand():
    assert prody(COUNTS, INCOME) == pytest.approx([(10 + 10) / 0.75, (10 + 30) / 1.25])
    assert expy(COUNTS, INCOME) == pytest.approx([(80 / 3 + 32) / 2, 80 / 12 + 24])


def test_prody_lies_between_lowest_and_highest_income_and_follows_its_unit():
    found = prody(COUNTS, INCOME)
    assert (found >= 20).all()
    assert (found <= 40).all()
    assert prody(COUNTS, [20000.0, 40000.0]) == pytest.approx(1000 * found)


def test_an_unknown_cell_leaves_its_region_out_of_that_activity_only():
    found = prody([[np.nan, 1.0], [1.0, 3.0]], INCOME)
    assert found[0] == 40.0
    assert np.isnan(expy([[np.nan, 1.0], [1.0, 3.0]], INCOME)).tolist() == [True, False]


def test_a_region_without_income_is_left_out_but_has_an_expy():
    assert prody(COUNTS, [np.nan, 40.0]).tolist() == [40.0, 40.0]
    assert expy(COUNTS, [np.nan, 40.0]).tolist() == [40.0, 40.0]


def test_an_activity_nobody_has_and_an_empty_region():
    assert np.isnan(prody([[1.0, 0.0], [2.0, 0.0]], INCOME)[1])
    assert np.isnan(expy([[0.0, 0.0], [2.0, 1.0]], INCOME)[0])


@pytest.mark.parametrize(
    ("counts", "income", "words"),
    [
        ([[-1.0, 1], [1, 1]], INCOME, "row 0, column 0"),
        ([[np.inf, 1], [1, 1]], INCOME, "row 0, column 0"),
        (COUNTS, [0.0, 40.0], "must be above 0"),
        (COUNTS, [20.0, -1.0], "row 1"),
        (COUNTS, [20.0], "one income per region"),
    ],
)
def test_what_cannot_be_is_refused(counts, income, words):
    with pytest.raises(EvidenceError, match=words):
        prody(counts, income)
