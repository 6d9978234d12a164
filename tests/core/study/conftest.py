"""What the tests of the study share: the embedded edition, and studies of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
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
def themed(study_of: Callable[..., Study]) -> Study:
    """Friuli-Venezia Giulia before active ageing."""
    return study_of("ITH4", theme="active_ageing")


@pytest.fixture(scope="session")
def few(study_of: Callable[..., Study]) -> Study:
    """A region with figures for less than half of its industries, before active ageing."""
    return study_of("IE01", theme="active_ageing")
