"""Verification: equal is said of what is equal, and DIFFERS of what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clustrat.codes.themes import THEME_TEMPLATE, read_theme
from clustrat.errors import ParameterError, SourceError
from clustrat.evidence.result import canonical_json
from clustrat.store.catalog import Edition
from clustrat.study.answer import Study
from clustrat.study.own_files import OwnPaths, read_own_files
from clustrat.study.question import StudyQuestion
from clustrat.study.run import prepare, run_study
from clustrat.study.verification import verify_study


@pytest.fixture
def stated(study_of: Callable[..., Study]) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(canonical_json(study_of("ITH4").as_record()))
    return record


def written(tmp_path: Path, record: Any) -> Path:
    path = tmp_path / "study.json"
    path.write_text(record if isinstance(record, str) else json.dumps(record))
    return path


def test_study_is_reproduced(tmp_path: Path, stated: dict[str, Any], edition: Edition) -> None:
    verification = verify_study(written(tmp_path, stated), edition=edition)
    assert verification.is_equal
    assert verification.notes == ()


def test_changed_hash_is_found(tmp_path: Path, stated: dict[str, Any], edition: Edition) -> None:
    stated["tables"]["divisions"]["sha256"] = "0" * 64
    verification = verify_study(written(tmp_path, stated), edition=edition)
    assert not verification.is_equal
    assert [name for name, is_equal in verification.tables.items() if not is_equal] == ["divisions"]


def test_changed_question_is_found(tmp_path: Path, stated: dict[str, Any], edition: Edition) -> None:
    stated["question"]["totals"] = "published"
    assert not verify_study(written(tmp_path, stated), edition=edition).is_equal


def test_missing_and_foreign_tables_are_found(tmp_path: Path, stated: dict[str, Any], edition: Edition) -> None:
    stated["tables"]["invented"] = stated["tables"].pop("divisions")
    tables = verify_study(written(tmp_path, stated), edition=edition).tables
    assert tables["invented"] is False
    assert tables["divisions"] is False


def test_other_edition_and_version_are_said(tmp_path: Path, stated: dict[str, Any], edition: Edition) -> None:
    stated["edition"]["id"], stated["code_version"] = "2001.1", "0.0.1"
    first, second = verify_study(written(tmp_path, stated), edition=edition).notes
    assert "made with edition 2001.1; edition 2015.1, in use now, holds other tables" in first
    assert "made with clustrat 0.0.1" in second


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        ("{", "is not JSON"),
        ("[]", "is not a study of the format clustrat-study.v1"),
        ({"format": "other"}, "is not a study of the format"),
        ({"format": "clustrat-study.v1"}, "lacks 'question'"),
    ],
)
def test_foreign_file_is_refused(tmp_path: Path, record: Any, sentence: str, edition: Edition) -> None:
    with pytest.raises(SourceError, match=sentence):
        verify_study(written(tmp_path, record), edition=edition)


def test_missing_file_is_refused(tmp_path: Path, edition: Edition) -> None:
    with pytest.raises(SourceError, match="There is no file"):
        verify_study(tmp_path / "study.json", edition=edition)


def test_unknown_parameter_is_refused(tmp_path: Path, stated: dict[str, Any], edition: Edition) -> None:
    stated["question"]["colour"] = "red"
    with pytest.raises(ParameterError, match="unknown parameters: colour"):
        verify_study(written(tmp_path, stated), edition=edition)


def test_study_about_a_theme_is_reproduced(tmp_path: Path, themed: Study, edition: Edition) -> None:
    record = json.loads(canonical_json(themed.as_record()))
    assert verify_study(written(tmp_path, record), edition=edition).is_equal
    record["understood"]["theme"]["content_hash"] = "0" * 10
    notes = verify_study(written(tmp_path, record), edition=edition).notes
    assert "made with the theme active_ageing v1 (0000000000)" in notes[0]


def test_study_with_a_theme_of_ones_own_needs_no_file_again(
    tmp_path: Path, study_of: Callable[..., Study], edition: Edition
) -> None:
    file = tmp_path / "silver.csv"
    file.write_text(THEME_TEMPLATE, encoding="utf-8")
    study = study_of("ITH4", own_theme=read_theme(file))
    file.unlink()
    record = json.loads(canonical_json(study.as_record()))
    assert verify_study(written(tmp_path, record), edition=edition).is_equal


def test_study_with_a_file_of_ones_own_needs_the_same_file_again(
    tmp_path: Path, study_of: Callable[..., Study], edition: Edition
) -> None:
    rows = "indicator,geo,year,value\njoint_projects_per_million,ITH4,2014,{value}\n"
    paths = OwnPaths(indicators=tmp_path / "mine.csv")
    (tmp_path / "mine.csv").write_text(rows.format(value=45), encoding="utf-8")
    own = read_own_files(paths, country="IT")
    question = StudyQuestion(region="ITH4", theme="active_ageing", own_files=own.records)
    study = run_study(question, prepared=prepare(edition, question), own=own)
    path = written(tmp_path, json.loads(canonical_json(study.as_record())))
    assert verify_study(path, edition=edition, paths=paths).is_equal
    with pytest.raises(SourceError, match=r"rests on a file of its user, mine\.csv .* with --indicators"):
        verify_study(path, edition=edition)
    (tmp_path / "mine.csv").write_text(rows.format(value=46), encoding="utf-8")
    with pytest.raises(SourceError, match="has other bytes than"):
        verify_study(path, edition=edition, paths=paths)
