"""``clustrat backtest`` as a user meets it: the table, the sentence instead of a probability, the files, the refusals."""

import pytest
from typer.testing import CliRunner

from clustrat.cli.main import app
from clustrat.errors import ClustratError


def run(*words):
    return CliRunner().invoke(app, ["backtest", *map(str, words)], env={"COLUMNS": "160"})


@pytest.mark.full
def test_prints_the_table_and_says_why_there_is_no_probability(tmp_path):
    result = run("--base-year", 2009, "--draws", 100, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "2009 to 2014, spliced codes. All candidates: 8,197; entered: 778" in result.stdout
    assert "the model" in result.stdout
    assert "quotient alone" in result.stdout
    assert "no probability is stated" in " ".join(result.stdout.split())
    assert (tmp_path / "out" / "backtest.csv").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--base-year", 2030), "no year 2030"),
        (("--base-year", 2008), "two consecutive years|no window"),
        (("--raw", "missing.tsv", "--base-year", 2009), "missing.tsv"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(words, sentence):
    result = run(*words, "--draws", 100)
    assert result.exit_code != 0
    assert isinstance(result.exception, ClustratError)
    import re

    assert re.search(sentence, str(result.exception))
