"""What is said of a theme: no more than the tables hold, with interval, known share and the past beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clustrat.publish.language import EnglishText, translator
from clustrat.study.answer import Study
from clustrat.study.theme_findings import DETAIL, HEADLINE, coverage_notes, find_theme


def said(study: Study) -> str:
    return "\n".join(finding.text for finding in study.findings if finding.kind in (HEADLINE, DETAIL))


def test_without_a_theme_nothing_is_said(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    assert list(find_theme(study, say=translator("en"))) == []
    assert HEADLINE not in [finding.kind for finding in study.findings]


def test_the_rating_is_said_with_interval_place_and_known_share(themed: Study) -> None:
    row = themed.tables["potential"].as_records()[0]
    headline = next(finding for finding in themed.findings if finding.kind == HEADLINE)
    assert f"potential {row['potential']:.1f} of 4 (90% interval {row['potential_low']:.1f} to" in headline.text
    assert f"place {row['place']} of {row['n_ranked']} regions; 80% of the parts" in headline.text
    assert "not an official assessment" in headline.text
    assert headline.sure == "perhaps"


def test_overlapping_intervals_are_no_clear_order(themed: Study) -> None:
    assert "There is no clear order among the themes, because intervals overlap" in said(themed)


def test_the_past_stands_beside_what_is_recommended(themed: Study) -> None:
    assert "What the past says of such forecasts: made in 2010 for 2014" in said(themed)
    assert "the best single signal" in said(themed)


def test_the_obvious_one_is_named_with_its_reason(themed: Study) -> None:
    for row in themed.tables["partners_absent"].as_records():
        assert f"Not among the first: {row['region']}, {row['relation']}. {row['sentence']}" in said(themed)


def test_limits_are_said_as_limits(themed: Study) -> None:
    last = [finding for finding in themed.findings if finding.kind == DETAIL][-1]
    assert last.sure == "limit"
    assert "is a proposal of this project (version v1); 49% of it lies in industries with figures" in last.text
    assert "Health and care, Q86-88, is not in these statistics" in last.text


def test_nothing_is_called_sure(themed: Study) -> None:
    assert "sure" not in {finding.sure for finding in themed.findings if finding.kind in (HEADLINE, DETAIL)}


def test_findings_quote_tables_that_are_there(themed: Study) -> None:
    for finding in themed.findings:
        assert set(finding.tables) <= set(themed.tables)


def test_a_region_with_few_figures_says_its_share_and_names_no_partner(few: Study) -> None:
    assert "has figures for only 41% of the industries: every number of these chapters is marked with *" in said(few)
    assert "No partner can be named" in said(few)
    assert "not known to lack any industry of the theme" in said(few)


@pytest.mark.parametrize("language", ["de", "it"])
def test_complete_languages_have_every_sentence(language: str, study_of: Callable[..., Study]) -> None:
    study = study_of("AT31", theme="green_economy", language=language)
    assert not [f.text for f in study.findings if isinstance(f.text, EnglishText)]
    assert not [note for note in coverage_notes(study, study.translator) if isinstance(note, EnglishText)]


def test_other_languages_fall_back_and_say_so(study_of: Callable[..., Study]) -> None:
    study = study_of("SI04", theme="smart_mobility", language="sl")
    assert any(isinstance(finding.text, EnglishText) for finding in study.findings if finding.kind == DETAIL)
