"""``clustrat microdata aggregate`` as a user meets it."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from clustrat.cli.main import app
from clustrat.errors import ClustratError


@pytest.fixture
def records(tmp_path):
    path = tmp_path / "records.parquet"
    rows = [("R1", "C31", 2014, firm, float(firm + 5)) for firm in range(12)]
    rows += [("R2", "C31", 2014, firm, 4.0) for firm in range(2)]
    pl.DataFrame(rows, schema=["region", "activity", "year", "firm", "jobs"], orient="row").write_parquet(path)
    return path


def run(*words):
    return CliRunner().invoke(app, ["microdata", "aggregate", *map(str, words), "--memory", "256MiB"])


def test_a_table_and_its_account(records, tmp_path):
    out = tmp_path / "cells.csv"
    result = run(records, "--out", out, "--value", "jobs", "--unit", "firm")
    assert result.exit_code == 0, result.output
    assert "14 records read, 14 kept; 2 cells, 1 sensitive and hidden" in result.stdout
    frame = pl.read_csv(out)
    assert frame["flag"].to_list() == [None, "c"] or frame["flag"].to_list() == ["", "c"]
    assert frame["value"].to_list() == [126.0, None]
    account = json.loads((tmp_path / "cells.csv.account.json").read_text())
    assert account["sensitive_by_reason"] == {"too few": 1}


@pytest.mark.parametrize(
    "options",
    [
        ["--value", "persons"],
        ["--engine", "sqlite"],
        ["--n-min", "2"],
        ["--map-regions", "2013"],
        ["--map-regions", "2021:2013"],
        ["--totals-known", "some"],
        ["--bad-records", "drop"],
        ["--map-activities", "none.csv"],
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_leaves_nothing(records, tmp_path, options):
    result = run(records, "--out", tmp_path / "cells.csv", *options)
    assert isinstance(result.exception, ClustratError), result.output
    assert not (tmp_path / "cells.csv").exists()


def test_another_format_or_no_file_is_refused(records, tmp_path):
    assert isinstance(run(records, "--out", tmp_path / "cells.xlsx").exception, ClustratError)
    assert isinstance(run(tmp_path / "none.parquet", "--out", tmp_path / "cells.csv").exception, ClustratError)
