"""The chapters of a report: a table for every figure, cells for every column, nothing empty."""

from __future__ import annotations

from collections.abc import Callable

from clustrat.study.answer import Study
from clustrat.study.report import report_of
from clustrat.study.report_figures import figures_of
from clustrat.study.report_sections import sections_of


def test_every_figure_has_its_table(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    report = report_of(study, figures_of(study))
    for section in report.sections:
        for figure in section.figures:
            assert figure.name in section.twins or any(table.rows for table in section.tables), figure.name


def test_tables_of_a_report_fit_their_columns(study_of: Callable[..., Study]) -> None:
    study = study_of("SI04")
    for section in report_of(study, figures_of(study)).sections:
        for table in (*section.tables, *section.twins.values()):
            assert len(table.columns) == len(table.numeric)
            assert all(len(row) == len(table.columns) for row in table.rows)


def test_chapters_come_in_their_order_and_none_is_empty(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    sections = sections_of(study, figures_of(study))
    anchors = [section.anchor for section in sections]
    assert anchors == ["findings", "strengths", "change", "peers", "map", "categories", "hidden", "context", "method"]
    for section in sections:
        assert section.statements or section.figures or section.tables or section.definitions


def test_change_that_leads_over_a_break_is_marked(study_of: Callable[..., Study]) -> None:
    study = study_of("SI04")
    strengths = next(s for s in sections_of(study, figures_of(study)) if s.anchor == "strengths")
    cells = [cell for table in strengths.tables for row in table.rows for cell in row]
    assert any(cell.endswith("b") and cell[0] in "+−" for cell in cells)


def test_country_is_not_set_beside_itself(study_of: Callable[..., Study]) -> None:
    for region, n_columns in (("AT", 4), ("AT31", 5)):
        study = study_of(region)
        context = next(s for s in sections_of(study, figures_of(study)) if s.anchor == "context")
        assert len(context.tables[0].columns) == n_columns


def test_hidden_figure_never_published_has_a_dash_for_the_year(study_of: Callable[..., Study]) -> None:
    study = study_of("AT31")
    hidden = next(s for s in sections_of(study, figures_of(study)) if s.anchor == "hidden")
    assert {row[2:] for row in hidden.tables[0].rows} == {("–", "–")}


def test_region_without_peers_has_no_chapter_of_peers(study_of: Callable[..., Study]) -> None:
    study = study_of("IE02")
    assert "peers" not in [section.anchor for section in sections_of(study, figures_of(study))]
