"""The limit of fields: it holds inside, and what others set holds again, also after a fault."""

import csv

import pytest

from clustrat.sources.field_limit import field_limit


def test_a_longer_field_is_refused_inside_and_the_former_limit_holds_behind():
    before = csv.field_size_limit()
    with pytest.raises(csv.Error, match="larger than field limit"), field_limit(3):
        list(csv.reader(["abcd,e"]))
    assert csv.field_size_limit() == before
    assert list(csv.reader(["abcd,e"])) == [["abcd", "e"]]


def test_limits_stand_inside_each_other():
    before = csv.field_size_limit()
    with field_limit(10):
        with field_limit(3):
            assert csv.field_size_limit() == 3
        assert csv.field_size_limit() == 10
    assert csv.field_size_limit() == before
