"""``clustrat analyse`` as a user meets it: files, sentences, exit codes."""

import csv
import json

import pytest
from typer.testing import CliRunner

from clustrat.cli.main import app
from clustrat.errors import ClustratError, ParameterError

ROWS = "year,region,activity,value\n" + "".join(
    f"{year},{region},{activity},{value + year - 2013}\n"
    for year in (2013, 2014)
    for region, values in (("R1", (40, 5, 3)), ("R2", (10, 25, 4)), ("R3", (8, 6, 30)))
    for activity, value in zip("ABC", values, strict=True)
)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text(ROWS)
    return path


def run(*words):
    return CliRunner().invoke(app, ["analyse", *map(str, words)])


def test_writes_one_file_per_measure_and_says_what_it_did(table, tmp_path):
    result = run(table, "--out", tmp_path / "out", "--measures", "lq, herfindahl", "--preset", "reks")
    assert result.exit_code == 0, result.output
    assert "2 measures of 3 regions and 3 activities in 2 years (2013-2014), conventions 'reks'." in result.stdout
    with (tmp_path / "out" / "herfindahl.csv").open() as lines:
        first = next(csv.DictReader(lines))
    assert first == {"year": "2013", "k1": "R1", "value": first["value"]}
    assert float(first["value"]) == pytest.approx((40**2 + 5**2 + 3**2) / 48**2)


def test_without_names_it_computes_what_the_tables_allow_and_says_what_is_missing(table, tmp_path):
    result = run(table, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "measures were left out: they need --plants" in result.stdout
    account = json.loads((tmp_path / "out" / "analysis.json").read_text())
    assert len(account["measures"]) > 50


def test_quiet_prints_only_where_the_files_lie(table, tmp_path):
    result = run(table, "--out", tmp_path / "out", "--measures", "lq", "-q")
    assert result.stdout.strip().endswith("analysis.json")
    assert len(result.stdout.strip().splitlines()) == 1


def test_conventions_and_columns_by_name(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text(ROWS.replace("region", "GEO", 1).replace("value", "PERSONS", 1))
    result = run(
        path, "--out", tmp_path / "out", "--measures", "eci", "--columns", "region=GEO,value=PERSONS",
        "--convention", "ddof=1", "--convention", "presence_threshold=0.8",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    conventions = json.loads((tmp_path / "out" / "analysis.json").read_text())["conventions"]
    assert (conventions["ddof"], conventions["presence_threshold"]) == (1, 0.8)


def test_a_missing_value_is_told_once_with_its_number(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text(ROWS.replace("2013,R1,A,40", "2013,R1,A,"))
    result = run(path, "--out", tmp_path / "out", "--measures", "lq", "--missing", "zero")
    assert "count as zero (missing='zero')" in result.stdout


def test_the_list_of_measures_needs_no_table():
    result = run("--list")
    assert result.exit_code == 0
    assert "ellison_glaeser" in result.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--measures", "hhi"], "no measure 'hhi'"),
        (["--preset", "stata"], "no preset 'stata'"),
        (["--precision", "half"], "no precision 'half'"),
        (["--missing", "drop"], "no missing 'drop'"),
        (["--columns", "geo=GEO"], "names no column"),
        (["--columns", "region"], "names no column"),
        (["--convention", "ddof"], "changes no convention"),
        (["--convention", "mode=1"], "no convention 'mode'"),
        (["--format", "xlsx"], "no format 'xlsx'"),
        (["--measures", "prody"], "needs --regions"),
    ],
)
def test_options_that_cannot_be_are_refused_in_a_sentence_and_leave_nothing(table, tmp_path, options, words):
    result = run(table, "--out", tmp_path / "out", *options)
    assert isinstance(result.exception, (ParameterError, ClustratError)), result.output
    assert words in str(result.exception)
    assert not (tmp_path / "out").exists()
