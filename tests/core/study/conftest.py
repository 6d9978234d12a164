"""What the tests of the study share: the small raw files, and the module that writes them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from clustrat.store.catalog import Edition, open_edition
from clustrat.study.answer import Prepared, Study
from clustrat.study.question import StudyQuestion
from clustrat.study.run import prepare, run_study

EMBEDDED = Path(__file__).parents[3] / "src" / "clustrat" / "data" / "edition"


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The embedded edition, whatever this machine has built."""
    return open_edition(EMBEDDED)


@pytest.fixture(scope="session")
def study_of(edition: Edition) -> Callable[..., Study]:
    """A study of the embedded edition; what studies share is computed once."""

    def answer(region: str, **parameters: Any) -> Study:
        question = StudyQuestion(region=region, **parameters)
        return run_study(question, prepared=prepare(edition, question))

    return answer


@pytest.fixture(scope="session")
def prepared(edition: Edition) -> Prepared:
    """What the studies of 2014 share."""
    return prepare(edition, StudyQuestion(region="ITH4"))


@pytest.fixture(scope="session")
def raw_files() -> ModuleType:
    """The module that writes small raw files."""
    path = Path(__file__).parents[2] / "trust" / "small_raw_files.py"
    spec = importlib.util.spec_from_file_location("small_raw_files", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small_raw(raw_files: ModuleType, tmp_path: Path) -> Path:
    """A folder with all raw files of a small edition."""
    folder: Path = raw_files.write_small_raw_files(tmp_path / "raw")
    return folder
