"""Country outlines for our maps: ``python scripts/build_outlines.py --from countries-50m.json`` (TopoJSON of Natural Earth).

Natural Earth is in the public domain. Projects to EPSG:3035, clips to Europe, simplifies, and writes kilometres as whole numbers.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pyproj
import shapely

OUT = Path(__file__).parent.parent / "src" / "clustrat" / "publish" / "data" / "outlines_natural_earth.json"
WINDOW = shapely.box(2300, 1200, 6900, 5600)
DEGREES = shapely.box(-32, 30, 60, 73)
TOLERANCE_KM = 3.0
SMALLEST_KM2 = 150.0


def main() -> None:
    """Decode, project, clip, simplify, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="path", type=Path, required=True)
    topology = json.loads(parser.parse_args().path.read_text(encoding="utf-8"))
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    project = pyproj.Transformer.from_crs(4326, 3035, always_xy=True).transform
    outlines = {}
    for country in topology["objects"]["countries"]["geometries"]:
        shape = shapely.union_all(list(_polygons(country, arcs))).intersection(DEGREES)
        if shape.is_empty:
            continue
        flat = shapely.transform(
            shapely.segmentize(shape, 0.5), lambda x, y: tuple(v / 1000 for v in project(x, y)), interleaved=False
        )
        flat = shapely.make_valid(flat).intersection(WINDOW).simplify(TOLERANCE_KM)
        rings = [
            [[round(x), round(y)] for x, y in part.exterior.coords]
            for part in shapely.get_parts(flat)
            if part.geom_type == "Polygon" and part.area > SMALLEST_KM2
        ]
        if rings:
            outlines[country["properties"]["name"]] = sorted(rings, key=len, reverse=True)
    content = {
        "source": "Natural Earth, 1:50m cultural vectors (public domain), by way of the npm package world-atlas 2.0.2",
        "projection": "EPSG:3035, kilometres",
        "outlines": dict(sorted(outlines.items())),
    }
    OUT.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def _decoded(arc, quantisation):
    """Absolute degrees of a delta-encoded arc."""
    (sx, sy), (tx, ty) = quantisation["scale"], quantisation["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * sx + tx, y * sy + ty))
    return points


def _polygons(country, arcs):
    """The outer rings of a country; lakes are left as land."""
    parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    for part in parts:
        ring = []
        for number in part[0]:
            points = arcs[number] if number >= 0 else arcs[~number][::-1]
            ring.extend(points[1:] if ring else points)
        if len(ring) > 3:
            yield shapely.Polygon(ring).buffer(0) if not shapely.Polygon(ring).is_valid else shapely.Polygon(ring)


if __name__ == "__main__":
    main()
