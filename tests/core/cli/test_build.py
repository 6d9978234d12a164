import os
import sys

import pytest
import typer
from typer.testing import CliRunner

from clustrat.cli.build import build
from clustrat.errors import SourceError
from clustrat.store.catalog import open_edition


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(build)
    return lambda *arguments: CliRunner(env={"COLUMNS": "240"}).invoke(app, [str(a) for a in arguments])


def test_a_build_prints_its_row_account(run, small_raw, tmp_path):
    result = run("--from", small_raw, "--out", tmp_path / "root", "--processes", "1")
    assert result.exit_code == 0, result.output
    account = open_edition(tmp_path / "root").table("core_eurostat__sbs_regional").row_account
    line = next(line for line in result.stdout.splitlines() if line.startswith("sbs_regional"))
    assert f"{account['read']:,}" in line
    assert f"{account['kept']:,}" in line
    assert "double_code 24" in line
    assert "Edition 2015.1 is in use:" in result.stdout


def test_a_refused_build_leaves_nothing(run, small_raw, tmp_path):
    (small_raw / "pat_ep_rtot.csv.gz").unlink()
    result = run("--from", small_raw, "--out", tmp_path / "root", "--processes", "1")
    assert isinstance(result.exception, SourceError)
    assert "lacks 1 of 9 raw files: pat_ep_rtot.csv.gz" in str(result.exception)
    assert not (tmp_path / "root").exists()


def test_a_failed_refresh_names_the_edition_still_in_use_and_its_date(run, small_raw, tmp_path):
    run("--from", small_raw, "--out", tmp_path / "root", "--processes", "1")
    os.utime(tmp_path / "root" / "current", (1_400_000_000, 1_400_000_000))
    (small_raw / "pat_ep_rtot.csv.gz").write_bytes(b"")
    result = run("--from", small_raw, "--out", tmp_path / "root", "--processes", "1")
    assert isinstance(result.exception, SourceError)
    assert "of 13 May 2014 is still in use." in result.output
    assert open_edition(tmp_path / "root").id == "2015.1"


def test_the_command_line_answers_with_one_sentence_and_exit_code_2(small_raw, tmp_path, monkeypatch, capsys):
    from clustrat.cli.main import main

    monkeypatch.setattr(
        sys, "argv", ["clustrat", "data", "build", "--from", str(tmp_path / "nowhere"), "--out", str(tmp_path)]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.strip().startswith("clustrat: There is no folder")


def test_the_raw_files_must_be_named(run):
    assert run("--out", "x").exit_code == 2
