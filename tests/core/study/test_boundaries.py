"""Boundaries for the choropleth: none by itself, the named file first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clustrat.errors import SourceError
from clustrat.sources import gisco
from clustrat.study.boundaries import find_boundaries


def test_none_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gisco, "boundaries_folder", lambda: tmp_path)
    assert find_boundaries(None, level=2) is None


def test_named_file_is_read(tmp_path: Path) -> None:
    ring = [[13.0, 46.0], [13.5, 46.0], [13.5, 46.5], [13.0, 46.0]]
    content = {
        "features": [{"properties": {"NUTS_ID": "ITH4"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]
    }
    path = tmp_path / "b.geojson"
    path.write_text(json.dumps(content))
    found = find_boundaries(path, level=2)
    assert found is not None
    assert set(found.paths) == {"ITH4"}


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no file"):
        find_boundaries(tmp_path / "nothing.geojson", level=2)
