"""The report: what stands where, and that every figure has its table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clustrat.study.answer import Study
from clustrat.study.report import figures_of, report_of


def test_figures_have_findings_alternatives_and_sources(study_of: Callable[..., Study]) -> None:
    figures = figures_of(study_of("ITH4"))
    assert set(figures) == {"strength", "map", "map_tiles", "growth", "shift_share", "timeline", "peers"}
    for figure in figures.values():
        assert figure.title
        assert figure.alt
        assert figure.source.startswith("Source: Eurostat")
        assert 'role="img"' in figure.svg


def test_every_figure_has_its_table(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    report = report_of(study, figures_of(study))
    for section in report.sections:
        for figure in section.figures:
            assert figure.name in section.twins or any(table.rows for table in section.tables), figure.name


@pytest.mark.parametrize("region", ["HR04", "SI", "PL22", "FI20", "ES63", "FR10"])
def test_regions_with_less_have_a_report_too(study_of: Callable[..., Study], region: str) -> None:
    study = study_of(region)
    report = report_of(study, figures_of(study))
    assert len(report.key_figures) >= 4
    assert report.sections[0].statements


def test_tables_of_a_report_fit_their_columns(study_of: Callable[..., Study]) -> None:
    study = study_of("SI04")
    for section in report_of(study, figures_of(study)).sections:
        for table in (*section.tables, *section.twins.values()):
            assert len(table.columns) == len(table.numeric)
            assert all(len(row) == len(table.columns) for row in table.rows)


def test_untranslated_languages_say_so(study_of: Callable[..., Study]) -> None:
    notes = {}
    for language in ("en", "de", "it", "sl", "hu"):
        study = study_of("SI04", language=language)
        notes[language] = report_of(study, figures_of(study)).fallback_note
    assert notes["en"] == notes["de"] == notes["it"] == ""
    assert notes["sl"]
    assert notes["hu"]
    assert notes["sl"] != notes["hu"]
