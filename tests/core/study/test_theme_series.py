"""Indicator series of all regions: own years, new codes of old regions, and nothing made up."""

from __future__ import annotations

import math

import pytest

from clustrat.store.catalog import Edition
from clustrat.study.edition_figures import EditionIndicator, figure_of
from clustrat.study.theme_series import RESEARCH, codes_of_parts, national_values, series_of

EXPENDITURE = RESEARCH[0]
WOMEN = EditionIndicator(
    name="women_researchers_pct", words="Women among the researchers", unit="%", table="core_eurostat__rd_personnel",
    where={"sector": "TOTAL", "occupation": "RSE", "sex": "T", "unit": "HC"},
    part={"sector": "TOTAL", "occupation": "RSE", "sex": "F", "unit": "HC"},
)  # fmt: skip


def test_a_series_holds_the_single_figures(edition: Edition) -> None:
    series = series_of(edition, EXPENDITURE, regions=("ITH4", "DE11"), year=2014)
    for region in series.regions:
        single = figure_of(edition, EXPENDITURE, region, 2014)
        assert series.aligned((region,))[0] == single["value"]
        assert series.year_of(region) == single["year"]


def test_a_region_under_its_new_code(edition: Edition) -> None:
    """Slaskie was PL22 before and after; Lubelskie, PL31, became PL81 with the same borders."""
    series = series_of(edition, RESEARCH[1], regions=("PL31",), year=2014)
    assert series.aligned(("PL31",))[0] == figure_of(edition, RESEARCH[1], "PL81", 2014)["value"]


def test_a_share_of_a_split_region_is_that_of_the_sums_of_its_parts(edition: Edition) -> None:
    """Budapest region, HU10, was parted into HU11 and HU12; tables of 2019 know only these."""

    def count(code: str, sex: str) -> float:
        one = EditionIndicator(name="x", words="x", unit="HC", table=WOMEN.table, where={**WOMEN.where, "sex": sex})
        return float(figure_of(edition, one, code, 2019)["value"])

    assert figure_of(edition, WOMEN, "HU10", 2019, max_age=1)["value"] is None
    women, everybody = (sum(count(code, sex) for code in ("HU11", "HU12")) for sex in ("F", "T"))
    series = series_of(edition, WOMEN, regions=("HU10",), year=2019)
    assert series.aligned(("HU10",))[0] == pytest.approx(100 * women / everybody)


def test_a_rate_of_a_split_region_is_missing_and_not_a_mean_of_its_parts(edition: Edition) -> None:
    series = series_of(edition, RESEARCH[1], regions=("PL12",), year=2014)
    assert figure_of(edition, RESEARCH[1], "PL91", 2014)["value"] is not None
    assert math.isnan(series.aligned(("PL12",))[0])
    assert series.status_of("PL12") == "missing"
    assert series.year_of("PL12") is None


def test_no_female_count_in_germany_is_no_zero(edition: Edition) -> None:
    series = series_of(edition, WOMEN, regions=("DE11",), year=2014)
    assert math.isnan(series.values[0])


@pytest.mark.parametrize(("region", "parts"), [("ITH4", ()), ("PL22", ()), ("HU10", ("HU11", "HU12")), ("IT", ())])
def test_codes_of_parts(region: str, parts: tuple[str, ...]) -> None:
    assert codes_of_parts(region) == parts


def test_parts_that_reach_beyond_the_region_are_refused() -> None:
    """Ireland was divided anew: IE01 and IE02 became three regions whose borders cross the old one."""
    assert codes_of_parts("IE01") == ()


def test_national_values_are_those_of_countries_that_have_one(edition: Edition) -> None:
    found = national_values(edition, WOMEN, countries=("DE", "XX"), year=2014)
    assert set(found) <= {"DE"}
