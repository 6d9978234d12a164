"""Counts per million inhabitants: by hand against the product of the edition, and what is missing stays missing."""

from __future__ import annotations

import math

import pytest

from clustrat.store.catalog import Edition
from clustrat.study.edition_figures import EditionIndicator
from clustrat.study.inhabitants import per_million
from clustrat.study.theme_series import series_of


def of_product(edition: Edition, unit: str) -> float:
    it = EditionIndicator(name=unit, words=unit, table="core_eurostat__gdp", where={"unit": unit}, unit=unit)
    return float(series_of(edition, it, regions=["ITH4"], year=2014).values[0])


def test_by_hand(edition: Edition) -> None:
    found = per_million(
        {"ITH4": 10.0}, edition, regions=["ITH4", "SI04"], year=2014, name="a", words="A", source="S", counted_in={"ITH4": 2026}
    )  # fmt: skip
    inhabitants = 1e6 * of_product(edition, "MIO_EUR") / of_product(edition, "EUR_HAB")
    assert 1.1e6 < inhabitants < 1.3e6  # Friuli-Venezia Giulia had some 1.2 million
    assert found.values[0] == pytest.approx(10 / inhabitants * 1e6)
    assert math.isnan(found.values[1])
    assert found.years == (2026, 0)
    assert found.statuses == ("modelled", "missing")


def test_a_count_of_nothing_is_nothing(edition: Edition) -> None:
    found = per_million({"ITH4": 0.0}, edition, regions=["ITH4"], year=2014, name="a", words="A", source="S")
    assert found.values == (0.0,)
    assert found.statuses == ("modelled",)
    assert found.years == (0,)
