"""The command: one sentence and exit code 2 for every refusal, nothing half written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import clustrat

EMBEDDED = Path(clustrat.__file__).parent / "data" / "edition"


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    code = "from clustrat.cli.main import main; main()"
    environment = {**os.environ, "CLUSTRAT_EDITION": str(EMBEDDED), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=cwd, capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("study", "ITH9"), "There is no region 'ITH9' in NUTS 2013. Near codes:"),
        (("study", "ITD4"), "ITD4 is a code of NUTS 2006, not of NUTS 2013. It became ITH4"),
        (("study", "ITH4", "--year", "2016"), "It has 2008 to 2015"),
        (("study", "HR04", "--year", "2010"), "Years with figures for HR04: 2014, 2015"),
        (
            ("study", "ITH4", "--totals", "all"),
            "There is no convention of totals 'all'. Choose one of: known, published.",
        ),
        (("study", "ITH4", "--format", "docx"), "There is no format 'docx'"),
        (("study", "ITH4", "--format", ","), "No format was named"),
        (("study",), "No region was named"),
        (("study", "ITH4", "--boundaries", "none.geojson"), "There is no file none.geojson"),
        (("study", "--verify", "none.json"), "There is no file none.json"),
        (("study", "ITH4", "--edition", "nowhere"), "nowhere"),
        (("data", "build", "--from", "nowhere"), "nowhere"),
        (("data", "fetch", "../x"), "is not the name of a table"),
        (("data", "fetch", "nama_10r_2gdp", "--filter", "geo"), "'geo' is not a filter"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    line = done.stderr.strip().splitlines()[-1]
    assert line.startswith("clustrat: ")
    assert sentence in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_wrong_option_is_said(tmp_path: Path) -> None:
    done = run("study", "ITH4", "--colour", "red", cwd=tmp_path)
    assert done.returncode == 2
    assert "No such option" in done.stderr


def test_version_and_help(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout.strip() == f"clustrat {clustrat.__version__}"
    assert "study" in run("--help", cwd=tmp_path).stdout


def test_study_and_its_verification(tmp_path: Path) -> None:
    done = run("study", "SI04", "--format", "csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "hidden in 2014; published for 2013: 3,383 persons." in " ".join(done.stdout.split())
    verified = run("study", "--verify", "studies/SI04/study.json", cwd=tmp_path)
    assert verified.returncode == 0
    assert "is reproduced" in verified.stdout
