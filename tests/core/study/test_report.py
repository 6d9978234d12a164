"""The report: what stands where, and that every figure has its table."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from clustrat.publish.language import EnglishText
from clustrat.publish.reports import html_bytes, pdf_bytes
from clustrat.study.answer import Study
from clustrat.study.report import report_of
from clustrat.study.report_figures import figures_of


@pytest.mark.parametrize("region", ["HR04", "SI", "PL22", "FI20", "ES63", "FR10"])
def test_regions_with_less_have_a_report_too(study_of: Callable[..., Study], region: str) -> None:
    study = study_of(region)
    report = report_of(study, figures_of(study))
    assert len(report.key_figures) >= 4
    assert report.sections[0].statements


@pytest.mark.parametrize("language", ["pl", "cs", "sk", "sl", "hu", "hr"])
def test_untranslated_languages_say_so_and_mark_what_is_english(study_of: Callable[..., Study], language: str) -> None:
    study = study_of("SI04", language=language)
    report = report_of(study, {})
    assert report.language == language
    assert report.fallback_note
    assert not isinstance(report.fallback_note, EnglishText)
    for section in report.sections:
        assert not isinstance(section.heading, EnglishText)
        assert all(isinstance(item.text, EnglishText) for item in section.statements)
        for table in section.tables:
            assert not [words for words in (table.caption, *table.columns) if isinstance(words, EnglishText)]


@pytest.mark.parametrize("language", ["en", "de", "it"])
def test_whole_languages_mark_nothing(study_of: Callable[..., Study], language: str) -> None:
    study = study_of("SI04", language=language)
    page = html_bytes(report_of(study, {})).decode()
    assert report_of(study, {}).fallback_note == ""
    assert page.count('lang="en"') == (language == "en")


def test_english_sentences_are_marked_on_page_and_paper(study_of: Callable[..., Study]) -> None:
    study = study_of("SI04", language="sl")
    report = report_of(study, figures_of(study))
    page = html_bytes(report).decode()
    assert '<html lang="sl">' in page
    assert re.search(r'<span class="said" lang="en">[^<]* hidden in 2014; published for 2013: 3\.383 persons', page)
    assert '<figcaption lang="en">' in page
    assert '<h2 id="strengths">Kaj je tu močno</h2>' in page
    languages = {str(item) for item in re.findall(rb"/Lang ?\((\w+)\)", pdf_bytes(report))}
    assert "b'sl'" in languages


def test_headings_come_in_order_and_tables_have_heads(study_of: Callable[..., Study]) -> None:
    study = study_of("DE11")
    page = re.sub(r"<svg.*?</svg>", "", html_bytes(report_of(study, figures_of(study))).decode(), flags=re.DOTALL)
    assert [int(level) for level in re.findall(r"<h(\d)", page)] == [1] + [2] * 9
    for table in re.findall(r"<table>.*?</table>", page, flags=re.DOTALL):
        assert "<caption><span" in table
        assert set(re.findall(r'<th scope="(\w+)"', table)) == {"col", "row"}
        assert "<th>" not in table


def test_hidden_figures_stand_nowhere_on_the_page(study_of: Callable[..., Study]) -> None:
    study = study_of("SI04")
    hidden = [row for row in study.tables["divisions"].as_records() if row["reason"] == "confidential_source"]
    assert hidden
    for section in report_of(study, {}).sections:
        if section.anchor == "hidden":
            continue
        for table in section.tables:
            for row in table.rows:
                if row[0] in {r["short_label"] for r in hidden}:
                    assert set(row[2:]) <= {"–", ""}
