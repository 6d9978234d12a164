"""The landscape: published figures of all regions, and which years a region has."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from clustrat.errors import EditionError, EvidenceError
from clustrat.evidence.flags import CellStatus
from clustrat.store.catalog import Edition
from clustrat.study.landscape import Landscape, read_landscape


@pytest.fixture(scope="module")
def landscape(edition: Edition) -> Landscape:
    return read_landscape(edition, level=2)


@pytest.mark.parametrize(
    ("region", "industry", "year", "persons"),
    [
        ("ITH4", "C31", 2014, 13_613),
        ("ITH4", "C31", 2008, 19_420),
        ("ITH3", "C15", 2014, 27_016),
        ("DE11", "C29", 2014, 158_012),
        ("PL22", "B05", 2014, 88_043),
        ("SI04", "C21", 2013, 3_383),
    ],
)
def test_known_persons(landscape: Landscape, region: str, industry: str, year: int, persons: int) -> None:
    assert landscape.matrix("employment_persons", year).value_at(region, industry) == persons


def test_hidden_cell_is_hidden_and_not_zero(landscape: Landscape) -> None:
    matrix = landscape.matrix("employment_persons", 2014)
    assert matrix.status_at("SI04", "C21") is CellStatus.SUPPRESSED
    assert np.isnan(matrix.value_at("SI04", "C21"))


def test_pseudo_regions_are_no_rows(landscape: Landscape) -> None:
    assert not [code for code in landscape.regions if code[2] == "Z"]
    assert len(landscape.industries) == 68
    assert landscape.years == tuple(range(2008, 2016))


def test_the_default_year_is_the_only_one_with_all_nine_countries(landscape: Landscape) -> None:
    assert landscape.map_year == 2014
    assert landscape.choose_year("HR04", None) == 2014


def test_year_without_data_says_which_years_there_are(landscape: Landscape) -> None:
    with pytest.raises(
        EditionError, match="no business statistics for HR04 in 2010. Years with figures for HR04: 2014, 2015"
    ):
        landscape.choose_year("HR04", 2010)
    with pytest.raises(EditionError, match="no business statistics for 2016. It has 2008 to 2015"):
        landscape.choose_year("ITH4", 2016)


def test_region_without_figures_is_refused(landscape: Landscape) -> None:
    with pytest.raises(EditionError, match="holds no business statistics for CH01 at level 2"):
        landscape.choose_year("CH01", None)


def test_region_without_figures_is_refused_with_those_of_its_country(landscape: Landscape) -> None:
    with pytest.raises(EditionError, match="level 2. It has no region of LI; 'clustrat data show' lists all regions"):
        landscape.region_index("LI00")
    with pytest.raises(EditionError, match="In AT it has AT11, AT12, AT13"):
        landscape.region_index("AT99")


def test_base_year_without_data_names_its_own_option(landscape: Landscape) -> None:
    with pytest.raises(EditionError, match="for 1999. It has 2008 to 2015: choose one with --base-year"):
        landscape.choose_base_year(1999, year=2014)


def test_base_year_comes_before_the_year(landscape: Landscape) -> None:
    assert landscape.choose_base_year(None, year=2014) == 2008
    assert landscape.choose_base_year(None, year=2008) is None
    with pytest.raises(EditionError, match="Growth cannot be counted from 2014 to 2014"):
        landscape.choose_base_year(2014, year=2014)


def test_level_that_is_not_there_is_refused(edition: Edition) -> None:
    with pytest.raises(EditionError, match="no regions of NUTS level 3"):
        read_landscape(edition, level=3)


def test_bounds_enclose_and_stay_with_hidden_cells(landscape: Landscape) -> None:
    bounds = landscape.bounds["employment_persons"][2014]
    hidden = landscape.status["employment_persons"][landscape.year_index(2014)] == CellStatus.SUPPRESSED
    assert np.isnan(bounds.upper[~hidden]).all()
    both = ~np.isnan(bounds.lower) & ~np.isnan(bounds.upper)
    assert (bounds.lower[both] <= bounds.upper[both]).all()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"nuts_version": "2021"}, "NUTS versions 2013, 2021 are mixed"),
        ({"nace_version": "2.1"}, "NACE versions 2, 2.1 are mixed"),
    ],
)
def test_edition_of_other_versions_is_refused(edition: Edition, changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(EvidenceError, match=sentence):
        read_landscape(dataclasses.replace(edition, **changes), level=2)
