"""The tables about a theme: all there, certified, the same again, and nothing hidden in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clustrat.errors import ParameterError
from clustrat.matching.frame import PartnerFilter
from clustrat.store.catalog import Edition
from clustrat.study.answer import Study
from clustrat.study.own_files import OwnFiles
from clustrat.study.question import StudyQuestion
from clustrat.study.run import prepare, run_study
from clustrat.study.theme_study import THEME_TABLES


def test_without_a_theme_there_are_no_such_tables(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    assert not set(THEME_TABLES) & set(study.tables)
    assert "theme" not in study.as_record()["understood"]
    assert set(study.as_record()["question"]) & {"partner_filter", "own_files"} == set()


def test_every_table_stands_with_its_certificate(themed: Study) -> None:
    for name in THEME_TABLES:
        assert themed.certificates[name].table_sha256 == themed.tables[name].sha256


def test_the_same_question_has_the_same_answer(themed: Study, edition: Edition) -> None:
    question = StudyQuestion(region="ITH4", theme="Active-Ageing")
    again = run_study(question, prepared=prepare(edition, question), own=OwnFiles())
    assert {n: t.sha256 for n, t in again.tables.items()} == {n: t.sha256 for n, t in themed.tables.items()}


def test_tables_of_the_map_do_not_depend_on_the_theme(themed: Study, study_of: Callable[..., Study]) -> None:
    plain = study_of("ITH4")
    assert all(themed.tables[name].sha256 == table.sha256 for name, table in plain.tables.items())


def test_the_record_says_which_list_was_meant(themed: Study) -> None:
    said = themed.as_record()["understood"]["theme"]
    assert (said["code"], said["version"], said["kind"]) == ("active_ageing", "v1", "proposal")
    assert said["content_hash"] == themed.question.chosen_theme.content_hash


def test_what_the_source_hides_is_in_no_table(themed: Study) -> None:
    hidden = {
        row["nace_code"] for row in themed.tables["divisions"].as_records() if row["reason"] == "confidential_source"
    }
    assert hidden
    assert not hidden & set(themed.tables["theme_clusters"].column("nace_code"))
    assert not hidden & set(themed.tables["outlook"].column("nace_code"))
    cells = [row for row in themed.tables["potential_cells"].as_records() if row["code"] in hidden]
    assert all(row["value"] is None and row["contribution"] is None for row in cells)


def test_a_region_is_never_its_own_partner(themed: Study) -> None:
    assert "ITH4" not in themed.tables["partners"].column("nuts_code")


def test_filters_leave_the_scores_as_they_are(themed: Study, study_of: Callable[..., Study]) -> None:
    near = study_of("ITH4", theme="active_ageing", partner_filter=PartnerFilter(border=True, abroad=True))
    scores = dict(
        zip(themed.tables["partners"].column("nuts_code"), themed.tables["partners"].column("score"), strict=True)
    )
    rows = near.tables["partners"].as_records()
    assert {row["country"] for row in rows} == {"AT", "SI"}
    assert all(row["score"] == scores[row["nuts_code"]] for row in rows)


@pytest.mark.parametrize(
    ("only", "sentence"),
    [
        (PartnerFilter(countries=("XX",)), "No region with figures is in XX"),
        (PartnerFilter(max_km=-1.0), "max_km=-1 must be above 0"),
        (PartnerFilter(macro_region="EUMARS"), "EUMARS"),
        (PartnerFilter(programme_area="mars"), "mars"),
    ],
)
def test_filters_that_cannot_be_are_refused(only: PartnerFilter, sentence: str, study_of: Callable[..., Study]) -> None:
    with pytest.raises((ParameterError, LookupError), match=sentence):
        study_of("ITH4", theme="active_ageing", partner_filter=only)


def test_filters_without_a_theme_are_refused(study_of: Callable[..., Study]) -> None:
    with pytest.raises(ParameterError, match="belong to the chapters about a theme"):
        study_of("ITH4", partner_filter=PartnerFilter(abroad=True))


def test_a_region_with_few_figures_is_warned_of_with_its_share(few: Study, themed: Study) -> None:
    warned = next(found for found in few.diagnostics if found.code == "few_industries")
    assert warned.keys == ("IE01",)
    assert warned.share is not None
    assert 0.4 < warned.share < 0.5
    assert all(few.tables["potential"].column("is_marked"))
    assert "few_industries" not in [found.code for found in themed.diagnostics]
