"""The figures of a study: findings as titles, text alternatives, sources; fewer where less is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clustrat.study.answer import Study
from clustrat.study.report_figures import figures_of, locator


def test_figures_have_findings_alternatives_and_sources(study_of: Callable[..., Study]) -> None:
    figures = figures_of(study_of("ITH4"))
    assert set(figures) == {"strength", "map", "map_tiles", "growth", "shift_share", "timeline", "peers"}
    for figure in figures.values():
        assert figure.title
        assert figure.alt
        assert "Source: Eurostat, " in figure.source or "Source: Eurostat: " in figure.source
        assert 'role="img"' in figure.svg


@pytest.mark.parametrize(
    ("region", "missing"),
    [("HR04", {"growth", "shift_share"}), ("SI", {"shift_share", "map_tiles"}), ("FR10", {"map_tiles"})],
)
def test_what_is_not_known_has_no_figure(study_of: Callable[..., Study], region: str, missing: set[str]) -> None:
    assert not missing & set(figures_of(study_of(region)))


def test_none_is_not_said_as_nought(study_of: Callable[..., Study]) -> None:
    figures = figures_of(study_of("AT31"))
    assert figures["peers"].title == "In each of its strongest industries a peer stands as high or higher"


def test_signs_of_the_small_charts_are_told_beside_them(study_of: Callable[..., Study]) -> None:
    assert "A cross marks a year without a published figure." in figures_of(study_of("ITH4"))["timeline"].source


def test_region_is_shown_on_a_small_map(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    assert "<svg" in locator(study, study.translator).svg


def test_figures_are_equal_every_time(study_of: Callable[..., Study]) -> None:
    assert figures_of(study_of("SI04")) == figures_of(study_of("SI04"))
