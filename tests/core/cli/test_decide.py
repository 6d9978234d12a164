"""The command ``clustrat decide`` as a facilitator meets it: results in a file, or one sentence and nothing written."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from clustrat.cli.main import app
from clustrat.errors import SourceError, StorageError

CASE = {"id": "a", "topic": "delphi", "inputs": {"ratings": [1, 5, 6, 6, 7, 9]}, "parameters": {}}


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [CASE]}), encoding="utf-8")
    return path


def run(*words):
    return CliRunner().invoke(app, ["decide", *map(str, words)])


def test_results_are_written_and_named(cases, tmp_path):
    out = tmp_path / "new" / "results.json"
    result = run(cases, "--out", out)
    assert result.exit_code == 0, result.output
    assert "1 cases were answered with the parameters decision.v1." in result.output
    assert json.loads(out.read_text(encoding="utf-8"))["cases"][0]["results"]["iqr"] == 1.5


def test_the_same_cases_give_the_same_bytes(cases, tmp_path):
    for name in ("one.json", "two.json"):
        run(cases, "--out", tmp_path / name, "--quiet")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_a_bad_case_is_one_sentence_exit_code_two_and_leaves_the_former_results(cases, tmp_path):
    out = tmp_path / "results.json"
    out.write_text("former", encoding="utf-8")
    cases.write_text(
        json.dumps({"cases": [CASE, {**CASE, "id": "b", "inputs": {"ratings": [1, "many"]}}]}), encoding="utf-8"
    )
    code = "import sys; sys.argv = ['clustrat', 'decide', sys.argv[1], '--out', sys.argv[2]]; from clustrat.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, str(cases), str(out)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "clustrat: Case 'b', field inputs.ratings[1]: \"many\" is no number. "
        'Write a number, a fraction such as "7/12", or null where it is missing.'
    )
    assert out.read_text(encoding="utf-8") == "former"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.json", "results.json"]


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path):
    assert isinstance(run(tmp_path / "none.json", "--out", tmp_path / "r.json").exception, SourceError)
    (tmp_path / "bad.json").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in str(run(tmp_path / "bad.json", "--out", tmp_path / "r.json").exception)


def test_a_place_that_cannot_be_written_is_refused(cases, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run(cases, "--out", tmp_path / "file" / "r.json")
    assert isinstance(result.exception, StorageError)
