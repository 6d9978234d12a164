"""Indicator series: alignment, shares, national values that stand in, and what cannot be."""

import math

import pytest

from clustrat.errors import EvidenceError
from clustrat.potential.indicator_series import IndicatorSeries, share_of, substitute_national

NAN = float("nan")


def series(values=(1.0, NAN), **change):
    given = {
        "name": "women", "words": "Women", "unit": "HC", "regions": ("DE11", "AT11"), "values": values,
        "years": (2013, 0), "statuses": ("known", "missing"), "nuts_version": "2013", **change,
    }  # fmt: skip
    return IndicatorSeries(**given)


def test_aligned_by_code_not_by_place():
    found = series().aligned(("AT11", "PL21", "DE11"))
    assert math.isnan(found[0])
    assert math.isnan(found[1])
    assert found[2] == 1.0


def test_year_status_and_flag_of_regions():
    one = series(flags=("e", ""))
    assert (one.year_of("DE11"), one.year_of("AT11"), one.year_of("PL21")) == (2013, None, None)
    assert (one.status_of("DE11"), one.status_of("PL21")) == ("known", "missing")
    assert (one.flag_of("DE11"), one.flag_of("PL21")) == ("e", "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"values": (1.0,)}, "2 regions and 1 values"),
        ({"regions": ("DE11", "DE11")}, "DE11 more than once"),
        ({"values": (-1.0, NAN)}, "-1 in DE11"),
        ({"values": (float("inf"), NAN)}, "inf in DE11"),
        ({"values": (1.0, 0.0)}, "0 in AT11 with the status 'missing'"),
        ({"statuses": ("known", "known")}, "missing exactly where"),
        ({"statuses": ("guessed", "missing")}, "'guessed'"),
        ({"flags": ("e",)}, "1 flags"),
        ({"nuts_version": ""}, "version"),
    ],
)
def test_series_that_cannot_be(change, words):
    with pytest.raises(EvidenceError, match=words):
        series(**change)


def test_share_by_hand_and_only_within_one_year():
    whole = series((4.0, NAN))
    assert share_of(series(), whole, name="p", words="P").values[0] == 25.0
    other_year = series((4.0, NAN), years=(2012, 0))
    found = share_of(series(), other_year, name="p", words="P")
    assert math.isnan(found.values[0])
    assert found.statuses == ("missing", "missing")


def test_nothing_of_nothing_is_missing_not_zero():
    found = share_of(series((0.0, NAN)), series((0.0, NAN)), name="p", words="P")
    assert found.statuses[0] == "missing"


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (series((0.5, NAN)), "of only 0.5"),
        (series(unit="FTE"), "one unit"),
        (series(nuts_version="2021"), "one version"),
    ],
)
def test_shares_that_cannot_be(whole, words):
    with pytest.raises(EvidenceError, match=words):
        share_of(series(), whole, name="p", words="P")


def test_a_national_value_stands_in_only_where_there_is_none_and_says_so():
    found = substitute_national(
        series(unit="%"), {"DE": (9.0, 2011), "AT": (7.0, 2012)}, regions=("DE11", "AT11", "HU10")
    )
    assert found.values[:2] == (1.0, 7.0)
    assert math.isnan(found.values[2])
    assert found.statuses == ("known", "substituted", "missing")
    assert found.years == (2013, 2012, 0)
    assert [math.isnan(v) for v in found.own_values(("DE11", "AT11"))] == [False, True]
