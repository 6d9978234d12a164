"""Engines open and close, and refuse in sentences."""

import sys

import polars as pl
import pytest

from clustrat.errors import MissingExtraError, ParameterError, SourceError
from clustrat.microdata.engine import collected, engine_name, open_engine, read_records


@pytest.mark.parametrize("options", [{"name": "sqlite"}, {"memory": "lots"}, {"memory": "0GiB"}, {"threads": 0}])
def test_options_that_cannot_be_are_refused(options):
    with pytest.raises(ParameterError), open_engine(**options):
        pass


def test_a_temporary_folder_must_exist(tmp_path):
    with pytest.raises(ParameterError, match="no folder"), open_engine(temp_folder=tmp_path / "none"):
        pass


def test_nothing_is_left_in_the_temporary_folder(tmp_path):
    with open_engine(memory="256MiB", temp_folder=tmp_path) as connection:
        assert engine_name(connection) == "duckdb"
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_the_way_out_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match=r"clustrat\[microdata\]"), open_engine():
        pass


def test_files_that_cannot_be_read_are_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    (tmp_path / "twice.csv").write_text("a,a\n1,2\n")
    with open_engine(memory="256MiB") as connection:
        for name, words in (("none.parquet", "no file"), ("notes.txt", "neither"), ("twice.csv", "twice")):
            with pytest.raises(SourceError, match=words):
                read_records(connection, str(tmp_path / name))
        with pytest.raises(SourceError, match=r"broken\.parquet"):
            read_records(connection, str(tmp_path / "broken.parquet"))
        with pytest.raises(ParameterError, match="one character"):
            read_records(connection, str(tmp_path / "twice.csv"), separator="||")


def test_many_files_by_a_pattern(tmp_path):
    for n in range(3):
        pl.DataFrame({"a": [n]}).write_parquet(tmp_path / f"part{n}.parquet")
    with open_engine(memory="256MiB") as connection:
        assert collected(read_records(connection, str(tmp_path / "part*.parquet"))).height == 3
