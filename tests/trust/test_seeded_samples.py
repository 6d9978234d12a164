"""Larger samples than every run can afford: thousands of cells straight from the raw file, the whole build, studies killed at any moment."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from clustrat.codes.splices import splices
from clustrat.store.catalog import open_edition
from clustrat.store.tables import read_table

MEASURES = {"V11210": "local_units", "V16110": "employment_persons", "V13320": "wages_meur"}
SEED = 20260101


def raw_cells(path: Path) -> dict[tuple[str, str, str, int], tuple[float | None, str]]:
    """Every cell of the raw file by plain Python, without a line of ours."""
    found = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        years = [int(year) for year in file.readline().rstrip("\n").split("\t")[1:]]
        for line in file:
            keys, *cells = line.rstrip("\n").split("\t")
            nace, indicator, geo = keys.split(",")
            if indicator in MEASURES:
                for year, cell in zip(years, cells, strict=True):
                    number, _, flag = cell.strip().partition(" ")
                    found[indicator, nace, geo, year] = (None if number == ":" else float(number), flag)
    return found


@pytest.mark.full
@pytest.mark.extra_data
def test_five_thousand_cells_straight_from_the_raw_file(extra_data: Path) -> None:
    raw = raw_cells(extra_data / "data" / "eurostat_bulk" / "sbs_r_nuts06_r2.tsv.gz")
    spliced = {code for splice in splices() for code in (splice.old, splice.new)}
    frame = read_table(open_edition(), "core_eurostat__sbs_regional").with_columns(
        pl.col("nuts_code", "nace_code", "measure").cast(pl.String)
    )
    embedded = {
        (m, n, g, y): (v, f)
        for g, n, m, y, v, f in frame.select("nuts_code", "nace_code", "measure", "year", "value", "flag").iter_rows()
    }
    keys = [
        key
        for key, (value, flag) in raw.items()
        if (value is not None or "c" in flag) and key[2] not in spliced and len(key[1]) in (1, 3)
    ]
    for indicator, nace, geo, year in random.Random(SEED).sample(sorted(keys), 5000):
        value, flag = raw[indicator, nace, geo, year]
        if value is not None and value < 0:
            continue  # one published wage is below zero: rejected and counted
        assert embedded[MEASURES[indicator], nace, geo, year] == (value, flag), (indicator, nace, geo, year)


@pytest.mark.release
@pytest.mark.extra_data
def test_the_embedded_edition_is_what_its_own_command_makes(extra_data: Path, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "CLUSTRAT_EDITION"}
    command = [
        sys.executable,
        "-c",
        "from clustrat.cli.main import main; main()",
        "data",
        "build",
        "--from",
        str(extra_data / "data"),
    ]
    done = subprocess.run(
        [*command, "--out", str(tmp_path)], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    built, embedded = open_edition(tmp_path), open_edition()
    assert {name: entry.sha256 for name, entry in built.tables.items()} == {
        name: entry.sha256 for name, entry in embedded.tables.items()
    }


@pytest.mark.release
def test_a_study_killed_at_any_moment_is_old_or_new(tmp_path: Path) -> None:
    out = tmp_path / "out"
    base = [sys.executable, "-c", "from clustrat.cli.main import main; main()", "study"]

    def region() -> str:
        return str(json.loads((out / "study.json").read_text(encoding="utf-8"))["question"]["region"])

    subprocess.run([*base, "SI04", "--out", str(out), "-q"], check=True, stdout=subprocess.DEVNULL)
    chance = random.Random(SEED)
    for _ in range(40):
        process = subprocess.Popen(
            [*base, "ITH4", "--out", str(out), "-q"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.2, 4.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        folders = [path for path in tmp_path.iterdir() if path.name == "out" or path.name.endswith(".old")]
        assert any((path / "study.json").exists() for path in folders), "neither the former nor the new study is there"
        if out.exists():
            assert region() in ("SI04", "ITH4")
            assert (out / "report.pdf").read_bytes().rstrip().endswith(b"%%EOF")
    subprocess.run([*base, "AT31", "--out", str(out), "-q"], check=True, stdout=subprocess.DEVNULL)
    assert region() == "AT31"
