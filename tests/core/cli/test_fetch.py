"""Options of fetching."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from clustrat.cli.data import app
from clustrat.cli.fetch import parse_filters
from clustrat.errors import ParameterError, SourceError


def test_filters_add_up() -> None:
    assert parse_filters(["geo=ITH4, AT31", "geo=SI04", "time=2014"]) == {
        "geo": ["ITH4", "AT31", "SI04"],
        "time": ["2014"],
    }
    assert parse_filters([]) == {}


@pytest.mark.parametrize("text", ["geo", "=ITH4", "geo=", " = "])
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="is not a filter. Write it as dimension=CODE,CODE"):
        parse_filters([text])


def test_file_goes_with_boundaries_only(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["fetch", "nama_10r_2gdp", "--file", str(tmp_path / "x")])
    with pytest.raises(ParameterError, match="goes with 'boundaries' only"):
        raise done.exception or AssertionError(done.output)


def test_foreign_boundaries_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.geojson"
    path.write_text("{}")
    done = CliRunner().invoke(app, ["fetch", "boundaries", "--file", str(path), "--out", str(tmp_path / "kept")])
    with pytest.raises(SourceError, match="has no list of features"):
        raise done.exception or AssertionError(done.output)
    assert not (tmp_path / "kept").exists()
