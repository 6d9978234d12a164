"""The folder of a study: complete, equal every time, and nothing half written."""

from __future__ import annotations

import csv
import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clustrat.errors import ParameterError, StorageError
from clustrat.study import folder
from clustrat.study.answer import Study
from clustrat.study.folder import write_study


@pytest.fixture(scope="module")
def written(study_of: Callable[..., Study], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(study_of("ITH4"), tmp_path_factory.mktemp("out") / "ITH4")


def names(path: Path) -> set[str]:
    return {str(p.relative_to(path)) for p in path.rglob("*") if p.is_file()}


def test_everything_is_there(written: Path, study_of: Callable[..., Study]) -> None:
    found = names(written)
    assert {"report.html", "report.pdf", "study.json"} <= found
    assert {f"tables/{name}.csv" for name in study_of("ITH4").tables} <= found
    figures = {"strength", "map", "map_tiles", "growth", "shift_share", "timeline", "peers"}
    assert {f"figures/{name}.{kind}" for name in figures for kind in ("svg", "png")} <= found
    assert (written / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert (written / "figures" / "map.png").read_bytes().startswith(b"\x89PNG")


def test_written_twice_is_equal(written: Path, study_of: Callable[..., Study], tmp_path: Path) -> None:
    again = write_study(study_of("ITH4"), tmp_path / "other" / "ITH4")
    assert names(again) == names(written)
    for name in sorted(names(written)):
        assert (again / name).read_bytes() == (written / name).read_bytes(), name


def test_files_say_what_the_tables_say(written: Path, study_of: Callable[..., Study]) -> None:
    table = study_of("ITH4").tables["divisions"]
    with (written / "tables" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(r["lq"]) if r["lq"] else None for r in rows] == table.column("lq")
    assert [r["flag"] for r in rows] == table.column("flag")
    record = json.loads((written / "study.json").read_text(encoding="utf-8"))
    assert record["tables"]["divisions"]["sha256"] == table.sha256


def test_only_what_is_asked_for(study_of: Callable[..., Study], tmp_path: Path) -> None:
    found = names(write_study(study_of("ITH4"), tmp_path / "a", formats=("csv",)))
    assert all(name == "study.json" or name.endswith(".csv") for name in found)
    assert names(write_study(study_of("ITH4"), tmp_path / "b", formats=("html",))) == {"report.html", "study.json"}


def test_foreign_folder_is_not_touched(study_of: Callable[..., Study], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(ParameterError, match="is not the folder of a former study"):
        write_study(study_of("ITH4"), tmp_path / "mine", formats=("csv",))
    assert names(tmp_path) == {"mine/letter.txt"}


def test_former_study_is_replaced_whole(study_of: Callable[..., Study], tmp_path: Path) -> None:
    write_study(study_of("ITH4"), tmp_path / "a", formats=("csv", "svg"))
    write_study(study_of("SI04"), tmp_path / "a", formats=("csv",))
    assert not (tmp_path / "a" / "figures").exists()
    assert json.loads((tmp_path / "a" / "study.json").read_text())["question"]["region"] == "SI04"


@pytest.mark.parametrize("place", ["write_table", "html_bytes", "pdf_bytes", "png_pictures"])
def test_failure_leaves_the_former_study_and_nothing_else(
    study_of: Callable[..., Study], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    former = write_study(study_of("SI04"), tmp_path / "a", formats=("csv",))
    before = {name: (former / name).read_bytes() for name in names(former)}

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(folder, place, full)
    with pytest.raises(StorageError, match="No space left on device"):
        write_study(study_of("ITH4"), tmp_path / "a")
    assert {name: (former / name).read_bytes() for name in names(former)} == before
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.extra_data
def test_choropleth_where_boundaries_are_given(
    study_of: Callable[..., Study], tmp_path: Path, extra_data: Path
) -> None:
    path = extra_data / "data" / "nuts_geo" / "NUTS_RG_20M_2013_4326.geojson.gz"
    out = write_study(study_of("ITH4"), tmp_path / "a", formats=("svg",), boundaries=path)
    svg = (out / "figures" / "map_filled.svg").read_text(encoding="utf-8")
    assert "EuroGeographics" in svg
