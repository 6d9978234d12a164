"""NUTS boundaries from a user's file: read, checked, projected and simplified for drawing; none is shipped with clustrat."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from clustrat.errors import MissingExtraError, SourceError

__all__ = ["NOTICE", "Boundaries", "boundaries_folder", "fetched_boundaries", "load_boundaries"]

#: What the terms of use ask to be printed beside the boundaries.
NOTICE = "© EuroGeographics for the administrative boundaries"
GZIP_MAGIC = b"\x1f\x8b"
MAX_BYTES = 400 * 1024**2
TOLERANCE_KM = 1.5
SMALLEST_KM2 = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """Outer rings of regions in kilometres of EPSG:3035, by code, with the notice that must stand beside them."""

    version: str
    level: int
    paths: Mapping[str, tuple[tuple[tuple[float, float], ...], ...]]
    notice: str = NOTICE


def boundaries_folder() -> Path:
    """Where fetched boundaries are kept."""
    import platformdirs

    return Path(platformdirs.user_data_dir("clustrat")) / "boundaries"


def fetched_boundaries(*, version: str) -> Path | None:
    """The boundaries of a NUTS version that were fetched before; ``None`` where there are none."""
    path = boundaries_folder() / f"nuts_{version}.geojson.gz"
    return path if path.exists() else None


def load_boundaries(path: Path, *, version: str, level: int) -> Boundaries:
    """Read a GeoJSON of NUTS boundaries (plain or gzip, degrees), and make it ready to draw.

    Parameters
    ----------
    path
        The file, as GISCO publishes it (``NUTS_RG_20M_2013_4326.geojson``), or one with the property ``NUTS_ID``.
    version
        NUTS version that the codes must be of.
    level
        NUTS level to keep.

    Raises
    ------
    SourceError
        The file is not there, is cut off, is not GeoJSON of NUTS regions, or is of another version.
    MissingExtraError
        The extra ``geo`` is not installed.
    """
    from clustrat.codes.nuts import regions

    expected = {region.code for region in regions(version=version, level=level)}
    features = _features(path)
    shapes = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        code = str((properties or {}).get("NUTS_ID", ""))
        if len(code) == level + 2 and feature.get("geometry"):
            shapes[code] = feature["geometry"]
    if not shapes:
        raise SourceError(
            f"{path.name} holds no NUTS regions of level {level} (property NUTS_ID). Give GISCO's GeoJSON."
        )
    if foreign := sorted(set(shapes) - expected):
        _refuse_other_version(set(shapes), foreign, path, version=version, level=level)
    return Boundaries(
        version=version,
        level=level,
        paths=MappingProxyType({code: _rings(shape, code, path) for code, shape in sorted(shapes.items())}),
    )


def _refuse_other_version(codes: set[str], foreign: list[str], path: Path, *, version: str, level: int) -> None:
    """Neighbouring versions differ in a few codes only, and those would be regions without figures."""
    from clustrat.codes.nuts import VERSIONS, regions

    listed = {known: {region.code for region in regions(version=known, level=level)} for known in VERSIONS}
    nearest = min(VERSIONS, key=lambda known: len(codes - listed[known]))
    if len(codes - listed[nearest]) < len(foreign):
        only_there = [code for code in foreign if code in listed[nearest]]
        raise SourceError(
            f"{path.name} is not of NUTS {version} but of {nearest}, to judge by {', '.join(only_there[:4])}. "
            f"Give the file of version {version}."
        )
    if len(foreign) > len(codes) // 10:
        raise SourceError(
            f"{path.name} is not of NUTS {version}: {len(foreign)} of its {len(codes)} codes are not in it, such as "
            f"{', '.join(foreign[:4])}. Give the file of version {version}."
        )


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}. Give a GeoJSON of NUTS boundaries.") from None
    try:
        if data.startswith(GZIP_MAGIC):
            with gzip.open(path) as file:
                data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise SourceError(
                f"{path.name} is larger than {MAX_BYTES:,} bytes unpacked. Give boundaries of 1:20 million."
            )
        content = json.loads(data)
    except (EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{path.name} is damaged or not GeoJSON ({error}). Fetch it again.") from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise SourceError(f"{path.name} has no list of features. Give a GeoJSON of NUTS boundaries.")
    return features


def _rings(geometry: dict[str, Any], code: str, path: Path) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Outer rings in kilometres, small islands left out unless there is nothing else."""
    project = _projection()
    import shapely

    try:
        degrees = shapely.geometry.shape(geometry)
        west, south, east, north = degrees.bounds
    except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError) as error:
        raise SourceError(f"{path.name}: the shape of {code} is broken ({error}). Fetch the file again.") from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise SourceError(
            f"{path.name}: {code} is not in degrees but at {west:.0f}, {south:.0f}. Give the file with 4326 in its name."
        )
    shape = shapely.transform(degrees, project, interleaved=False).simplify(TOLERANCE_KM)
    parts = sorted(
        (part for part in shapely.get_parts(shape) if hasattr(part, "exterior")), key=lambda part: -part.area
    )
    if not parts:
        raise SourceError(f"{path.name}: the shape of {code} is no area. Give a file of areas (RG in its name).")
    kept = [part for part in parts if part.area > SMALLEST_KM2] or parts[:1]
    return tuple(tuple((round(x, 1), round(y, 1)) for x, y in part.exterior.coords) for part in kept)


@cache
def _projection() -> Callable[[Any, Any], tuple[Any, Any]]:
    """Degrees to kilometres of EPSG:3035; made once, since making it takes longer than using it."""
    try:
        import pyproj
        import shapely  # noqa: F401  both belong to the extra, and are missed together
    except ImportError:
        raise MissingExtraError(
            "Boundaries need the extra 'geo'. Install it: pip install 'clustrat[geo]', or leave out --boundaries."
        ) from None
    to_metres = pyproj.Transformer.from_crs(4326, 3035, always_xy=True)

    def project(x: Any, y: Any) -> tuple[Any, Any]:
        east, north = to_metres.transform(x, y)
        return east / 1000, north / 1000

    return project
