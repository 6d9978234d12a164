"""Running a study: the same question, the same bytes; other parameters, other answers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clustrat.errors import EditionError
from clustrat.evidence.result import canonical_json
from clustrat.store.catalog import Edition
from clustrat.study.answer import Study
from clustrat.study.question import StudyQuestion
from clustrat.study.run import prepare

CODE = """
import sys
from pathlib import Path
from clustrat.evidence.result import canonical_json
from clustrat.store.catalog import open_edition
from clustrat.study.question import StudyQuestion
from clustrat.study.run import prepare, run_study
question = StudyQuestion(region="CZ08")
study = run_study(question, prepared=prepare(open_edition(Path(sys.argv[1])), question))
sys.stdout.buffer.write(canonical_json(study.as_record()).encode())
"""


def test_equal_bytes_from_another_process_and_folder(
    study_of: Callable[..., Study], edition: Edition, tmp_path: Path
) -> None:
    here = canonical_json(study_of("CZ08").as_record()).encode()
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(edition.folder)], cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stdout == here


def test_order_of_studies_does_not_matter(study_of: Callable[..., Study]) -> None:
    first = study_of("AT31").as_record()["tables"]
    study_of("DE11", totals="published")
    assert study_of("AT31").as_record()["tables"] == first


@pytest.mark.parametrize("scheme", ["eco_v1", "panorama_v2", "us_cmp"])
def test_every_scheme_gives_stars(study_of: Callable[..., Study], scheme: str) -> None:
    stars = study_of("DE11", scheme=scheme).tables["divisions"].column("stars")
    assert any("★" in s for s in stars)


def test_numbers_do_not_depend_on_the_language(study_of: Callable[..., Study]) -> None:
    english, german = study_of("ITH4"), study_of("ITH4", language="de")
    for name in ("employment_persons", "lq", "lq_low", "growth_pct"):
        assert english.tables["divisions"].column(name) == german.tables["divisions"].column(name)


def test_region_without_figures_is_refused(edition: Edition) -> None:
    with pytest.raises(EditionError, match="holds no business statistics for CH01"):
        prepare(edition, StudyQuestion(region="CH01"))
