"""The figures about a theme: none without one, each with its finding as title."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clustrat.study.answer import Study
from clustrat.study.theme_figures import theme_figures


def test_without_a_theme_there_is_no_figure(study_of: Callable[..., Study]) -> None:
    assert theme_figures(study_of("ITH4")) == []


def test_figures_say_their_finding(themed: Study) -> None:
    titles = {figure.name: figure.title for figure in theme_figures(themed)}
    assert list(titles) == ["potential", "quadrants", "partners"]
    assert titles["potential"].startswith("No clear order: the intervals of Green economy")
    assert titles["quadrants"] == "3 of the 9 missing industries of the theme stand near to what is here"
    first = themed.tables["partners"].as_records()[0]
    assert titles["partners"].startswith(f"{first['region']} brings most beyond chance")


def test_every_figure_names_its_table_and_source(themed: Study) -> None:
    for figure in theme_figures(themed):
        assert figure.table in themed.tables
        assert figure.source.startswith("Source: Eurostat")
        assert figure.alt


def test_nothing_is_drawn_of_an_empty_table(few: Study) -> None:
    assert "partners" not in [figure.name for figure in theme_figures(few)]


@pytest.mark.parametrize("region", ["IE01"])
def test_a_region_that_lacks_nothing_known_says_so(region: str, few: Study) -> None:
    titles = {figure.name: figure.title for figure in theme_figures(few)}
    assert titles["quadrants"] == "The region lacks no industry of the theme that has figures"
