"""Measured quantities and their units."""

from __future__ import annotations

import pytest

from clustrat.errors import ParameterError
from clustrat.evidence.units import MEASURES, measure


def test_unknown_measure_is_refused_with_the_names() -> None:
    with pytest.raises(
        ParameterError, match="no measure 'turnover'. The measures are: local_units, employment_persons, wages_meur"
    ):
        measure("turnover")


def test_every_measure_has_unit_and_source_code() -> None:
    assert [MEASURES[name].source_code for name in MEASURES] == ["V11210", "V16110", "V13320"]
    assert all(m.unit and m.words and m.is_additive for m in MEASURES.values())
    assert measure("wages_meur").unit == "million EUR"
