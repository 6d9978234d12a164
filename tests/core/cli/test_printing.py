"""What the terminal says: the sentences whole, the numbers never cut."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

import clustrat
from clustrat.cli.printing import print_study, print_verification, run_many
from clustrat.errors import ClustratError
from clustrat.evidence.result import canonical_json
from clustrat.store.catalog import open_edition
from clustrat.study.answer import Study
from clustrat.study.question import StudyQuestion
from clustrat.study.run import prepare, run_study

EMBEDDED = Path(clustrat.__file__).parent / "data" / "edition"


@pytest.fixture(scope="module")
def study() -> Study:
    question = StudyQuestion(region="ITH4")
    return run_study(question, prepared=prepare(open_edition(EMBEDDED), question))


@pytest.mark.parametrize("width", [80, 160])
def test_answer_in_the_terminal(study: Study, width: int) -> None:
    out = io.StringIO()
    print_study(study, Console(file=out, width=width, no_color=True))
    text = out.getvalue()
    assert "Friuli-Venezia Giulia (ITH4), 2014" in text
    assert "13,613" in text
    assert "Source: Eurostat, sbs_r_nuts06_r2" in text
    assert max(len(line) for line in text.splitlines()) <= width
    for finding in study.findings:
        assert finding.text.split()[0] in text


def test_verification_says_which_table_differs(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads(canonical_json(study.as_record()))
    path = tmp_path / "study.json"
    path.write_text(json.dumps(record))
    assert print_verification(path, edition=EMBEDDED) == 0
    record["tables"]["peers"]["sha256"] = "0"
    path.write_text(json.dumps(record))
    assert print_verification(path, edition=EMBEDDED) == 1
    out = capsys.readouterr().out
    assert "DIFFERS peers" in out
    assert f"1 of {len(record['tables'])} tables differ" in out


def test_refusals_of_many_come_at_the_end(tmp_path: Path) -> None:
    questions = [StudyQuestion(region=region, year=2010) for region in ("SI04", "HR04")]
    with pytest.raises(ClustratError, match=r"1 of 2 studies were refused. HR04: "):
        run_many(questions, out=tmp_path, formats=("csv",), edition=EMBEDDED, boundaries=None, jobs=1, quiet=True)
    assert [p.name for p in tmp_path.iterdir()] == ["SI04"]


@pytest.mark.parametrize("width", [80, 160])
def test_theme_stands_below_the_map_and_once(width: int) -> None:
    question = StudyQuestion(region="ITH4", theme="active_ageing")
    study = run_study(question, prepared=prepare(open_edition(EMBEDDED), question))
    out = io.StringIO()
    print_study(study, Console(file=out, width=width, no_color=True))
    text = out.getvalue()
    assert text.index("Where could it go: Active ageing") > text.index("13,613")
    assert " ".join(text.split()).count("A rating of this project, not an official assessment.") == 1
    assert "* Rests on few figures" in text
    assert max(len(line) for line in text.splitlines()) <= width
