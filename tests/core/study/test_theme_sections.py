"""The chapters about a theme: in their order, a table for every figure, cells for every column, marks where little is known."""

from __future__ import annotations

from collections.abc import Callable

from clustrat.study.answer import Study
from clustrat.study.report_figures import figures_of
from clustrat.study.report_sections import certainty_words, sections_of
from clustrat.study.theme_findings import DETAIL
from clustrat.study.theme_sections import theme_sections

ORDER = ["theme", "potential", "missing", "theme-clusters", "partners", "concepts", "readiness", "behind"]


def test_without_a_theme_there_is_no_chapter(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    assert theme_sections(study, {}, words=certainty_words(study.translator)) == ()


def test_chapters_come_in_their_order_before_the_method(themed: Study) -> None:
    anchors = [section.anchor for section in sections_of(themed, figures_of(themed))]
    assert anchors[-len(ORDER) - 1 :] == [*ORDER, "method"]


def test_every_figure_has_its_table_and_every_row_its_cells(themed: Study) -> None:
    figures = figures_of(themed)
    for section in theme_sections(themed, figures, words=certainty_words(themed.translator)):
        for figure in section.figures:
            assert section.twins[figure.name].rows
        for table in (*section.tables, *section.twins.values()):
            assert len(table.columns) == len(table.numeric)
            assert all(len(row) == len(table.columns) for row in table.rows)
            assert not table.widths or len(table.widths) == len(table.columns)


def test_without_figures_tables_stand_alone(themed: Study) -> None:
    for section in theme_sections(themed, {}, words=certainty_words(themed.translator)):
        assert section.figures == ()


def test_details_stand_in_their_own_chapter_and_not_on_the_first_page(themed: Study) -> None:
    first, *_ = sections_of(themed, {})
    details = {finding.text for finding in themed.findings if finding.kind == DETAIL}
    assert not details & {statement.text for statement in first.statements}
    chapter = next(s for s in sections_of(themed, {}) if s.anchor == "theme")
    assert details <= {statement.text for statement in chapter.statements}


def test_numbers_of_a_region_with_few_figures_are_marked(few: Study) -> None:
    sections = {s.anchor: s for s in theme_sections(few, {}, words=certainty_words(few.translator))}
    ratings = sections["potential"].tables[0]
    assert all(row[1].endswith("*") for row in ratings.rows)
    assert "* Rests on few figures" in ratings.note
    assert all(row[3].endswith("*") for row in sections["theme-clusters"].tables[0].rows)


def test_chapters_with_nothing_to_show_are_left_out(few: Study) -> None:
    anchors = [s.anchor for s in theme_sections(few, {}, words=certainty_words(few.translator))]
    assert "partners" not in anchors
    assert "concepts" not in anchors


def test_the_past_stands_in_the_chapter_of_what_may_come(themed: Study) -> None:
    missing = next(s for s in sections_of(themed, {}) if s.anchor == "missing")
    past = missing.tables[-1]
    assert past.caption == "What the past says about such advice"
    assert ("This forecast", "2010–2014") in {row[:2] for row in past.rows}
