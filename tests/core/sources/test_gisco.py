"""Boundaries of a user: projected, simplified, checked for their version."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from clustrat.codes.nuts import region, regions
from clustrat.errors import CodeListError, MissingExtraError, SourceError
from clustrat.sources import gisco
from clustrat.sources.gisco import NOTICE, load_boundaries


def feature(code: str, *, east: float = 13.0) -> dict[str, Any]:
    ring = [[east, 46.0], [east + 0.5, 46.0], [east + 0.5, 46.5], [east, 46.5], [east, 46.0]]
    islet = [[east + 1, 46.0], [east + 1.01, 46.0], [east + 1.01, 46.01], [east + 1, 46.0]]
    return {"properties": {"NUTS_ID": code}, "geometry": {"type": "MultiPolygon", "coordinates": [[ring], [islet]]}}


def written(tmp_path: Path, content: Any, *, packed: bool = False) -> Path:
    data = json.dumps(content).encode()
    path = tmp_path / ("b.geojson.gz" if packed else "b.geojson")
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_rings_are_kilometres_and_islets_are_left_out(tmp_path: Path, packed: bool) -> None:
    path = written(tmp_path, {"features": [feature("ITH4"), feature("AT3"), feature("IT")]}, packed=packed)
    found = load_boundaries(path, version="2013", level=2)
    assert set(found.paths) == {"ITH4"}
    (ring,) = found.paths["ITH4"]
    home = region("ITH4", version="2013")
    assert home.x_km is not None and home.y_km is not None
    assert all(abs(x - home.x_km) < 60 and abs(y - home.y_km) < 60 for x, y in ring)
    assert found.notice == NOTICE


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ([], "has no list of features"),
        ({"features": 1}, "has no list of features"),
        ({"features": []}, "holds no NUTS regions of level 2"),
        ({"features": [feature("XX01")]}, "is not of NUTS 2013: 1 of its 1 codes"),
    ],
)
def test_foreign_file_is_refused(tmp_path: Path, content: Any, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        load_boundaries(written(tmp_path, content), version="2013", level=2)


def changed(**changes: Any) -> dict[str, Any]:
    return {"features": [{**feature("ITH4"), **changes}]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (changed(properties=None), "holds no NUTS regions of level 2"),
        ({"features": ["ITH4", None]}, "holds no NUTS regions of level 2"),
        (changed(geometry={"type": "Polygon"}), "the shape of ITH4 is broken"),
        (changed(geometry={"type": "Polygon", "coordinates": [[[1, 2]]]}), "the shape of ITH4 is broken"),
        (changed(geometry={"type": "Wolf", "coordinates": []}), "the shape of ITH4 is broken"),
        (
            changed(geometry={"type": "Polygon", "coordinates": []}),
            "ITH4 is not in degrees|the shape of ITH4 is no area",
        ),
        (changed(geometry={"type": "Point", "coordinates": [13, 46]}), "the shape of ITH4 is no area"),
        (changed(geometry=feature("ITH4", east=4_500_000.0)["geometry"]), "ITH4 is not in degrees but at 4500000, 46"),
    ],
)
def test_shape_that_cannot_be_drawn_is_refused(tmp_path: Path, content: Any, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        load_boundaries(written(tmp_path, content), version="2013", level=2)


@pytest.mark.parametrize(
    ("of", "asked"), [("2010", "2013"), ("2013", "2010"), ("2016", "2021"), ("2021", "2016"), ("2016", "2013")]
)
def test_neighbouring_version_is_refused_by_the_codes_that_only_it_has(tmp_path: Path, of: str, asked: str) -> None:
    codes = [region.code for region in regions(version=of, level=2)]
    path = written(tmp_path, {"features": [feature(code) for code in codes]})
    with pytest.raises(SourceError, match=f"is not of NUTS {asked}"):
        load_boundaries(path, version=asked, level=2)
    assert len(load_boundaries(path, version=of, level=2).paths) == len(codes)


def test_missing_and_damaged_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no file"):
        load_boundaries(tmp_path / "nothing", version="2013", level=2)
    path = written(tmp_path, {"features": [feature("ITH4")]}, packed=True)
    path.write_bytes(path.read_bytes()[:-15])
    with pytest.raises(SourceError, match="is damaged or not GeoJSON"):
        load_boundaries(path, version="2013", level=2)


def test_unknown_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodeListError, match="1999"):
        load_boundaries(written(tmp_path, {"features": [feature("ITH4")]}), version="1999", level=2)


def test_without_the_extra_the_way_out_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    gisco._projection.cache_clear()
    monkeypatch.setitem(sys.modules, "pyproj", None)
    with pytest.raises(MissingExtraError, match=r"clustrat\[geo\]"):
        load_boundaries(written(tmp_path, {"features": [feature("ITH4")]}), version="2013", level=2)


def test_nothing_is_fetched_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gisco, "boundaries_folder", lambda: tmp_path)
    assert gisco.fetched_boundaries(version="2013") is None
    (tmp_path / "nuts_2013.geojson.gz").write_bytes(b"x")
    assert gisco.fetched_boundaries(version="2013") == tmp_path / "nuts_2013.geojson.gz"


@pytest.mark.extra_data
def test_published_boundaries_cover_every_region(extra_data: Path) -> None:
    from clustrat.codes.nuts import CENTRAL_EUROPE

    path = extra_data / "data" / "nuts_geo" / "NUTS_RG_20M_2013_4326.geojson.gz"
    found = load_boundaries(path, version="2013", level=2)
    for country in CENTRAL_EUROPE:
        assert {r.code for r in regions(version="2013", level=2, country=country)} <= set(found.paths)
    newer = extra_data / "data" / "nuts_geo" / "NUTS_RG_60M_2021_4326.geojson.gz"
    assert set(load_boundaries(newer, version="2021", level=2).paths) > set()
    with pytest.raises(SourceError, match="is not of NUTS 2016 but of 2021"):
        load_boundaries(newer, version="2016", level=2)
