"""Maps as SVG made here: proportional symbols on country outlines, one tile per region, and choropleths of loaded boundaries."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from clustrat.publish.figures import Figure, accessible
from clustrat.publish.language import Translator
from clustrat.publish.style import FONT, HIGHLIGHT, INK, LINE, LQ_CLASSES, MUTED, PAPER, SOFT, lq_class

__all__ = ["MapPoint", "choropleth", "has_tiles", "symbol_map", "tile_map"]

Ring = Sequence[tuple[float, float]]

#: Windows in kilometres of EPSG:3035: left, bottom, right, top.
CENTRAL_WINDOW = (3950.0, 1480.0, 5560.0, 3600.0)
EUROPE_WINDOW = (2500.0, 1350.0, 6550.0, 5450.0)
LAND, SEA, BORDER = "#f3f5f3", "#ffffff", "#c3ccd1"
#: Radius of the largest symbol, in kilometres of the map of Central Europe.
LARGEST_KM = 58.0
SMALLEST_KM = 5.0
HATCH = (
    '<defs><pattern id="hidden" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="6" height="6" fill="{PAPER}"/><rect width="2" height="6" fill="{MUTED}"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """A region on a map: its place, its figures, and whether they are hidden at source or missing."""

    code: str
    name: str
    x_km: float | None
    y_km: float | None
    persons: float | None
    lq: float | None
    is_hidden: bool = False

    @property
    def has_figure(self) -> bool:
        """Whether a symbol with size and colour can be drawn."""
        return self.persons is not None and self.lq is not None


@cache
def _outlines() -> Mapping[str, list[list[tuple[int, int]]]]:
    text = files(__package__).joinpath("data", "outlines_natural_earth.json").read_text(encoding="utf-8")
    outlines: Mapping[str, list[list[tuple[int, int]]]] = json.loads(text)["outlines"]
    return outlines


@cache
def _tiles() -> Mapping[str, tuple[int, int]]:
    text = files(__package__).joinpath("data", "tiles_nuts2_2013.csv").read_text(encoding="utf-8")
    return {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(text.splitlines())}


def has_tiles(code: str) -> bool:
    """Whether the tile map has a tile for a region: NUTS-2 2013 of the nine Central European countries."""
    return code in _tiles()


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _path(rings: Sequence[Ring], left: float, top: float, scale: float) -> str:
    parts = []
    for ring in rings:
        points = [f"{_number((x - left) * scale)} {_number((top - y) * scale)}" for x, y in ring]
        parts.append("M" + "L".join(points) + "Z")
    return "".join(parts)


def _fill(point: MapPoint) -> str:
    if point.is_hidden:
        return "url(#hidden)"
    return LQ_CLASSES[lq_class(point.lq)][1] if point.lq is not None else PAPER


def _words(point: MapPoint, say: Translator) -> str:
    if point.is_hidden:
        return say.text("%(region)s (%(code)s): hidden to protect firms", region=point.name, code=point.code)
    if not point.has_figure:
        return say.text("%(region)s (%(code)s): no figure", region=point.name, code=point.code)
    return say.text(
        "%(region)s (%(code)s): LQ %(lq)s, %(persons)s persons",
        region=point.name,
        code=point.code,
        lq=say.number(point.lq, 1),
        persons=say.number(point.persons),
    )


def symbol_map(
    points: Sequence[MapPoint], *, highlight: str, name: str, title: str, alt: str, say: Translator, table: str, source: str,
    width: int = 640,
) -> Figure:  # fmt: skip
    """Regions as circles: area is persons employed, colour the class of the location quotient.

    Parameters
    ----------
    points
        All regions with a label point; those outside the window are left out.
    highlight
        Code of the region of the study, ringed and named. A region outside Central Europe gets the map of Europe.
    """
    home = next((p for p in points if p.code == highlight), None)
    window = CENTRAL_WINDOW if home is None or _inside(home, CENTRAL_WINDOW) else EUROPE_WINDOW
    left, bottom, right, top = window
    scale = width / (right - left)
    height = round((top - bottom) * scale)
    shown = [p for p in points if _inside(p, window)]
    largest = max((p.persons or 0.0 for p in shown), default=0.0) or 1.0
    enlarge = (right - left) / (CENTRAL_WINDOW[2] - CENTRAL_WINDOW[0])
    radius_of_largest = LARGEST_KM * enlarge**0.5 * scale
    parts = [_head(width, height), f'<rect width="{width}" height="{height}" fill="{SEA}"/>']
    for rings in _outlines().values():
        path = _path(rings, left, top, scale)
        parts.append(f'<path d="{path}" fill="{LAND}" stroke="{BORDER}" stroke-width="0.8" stroke-linejoin="round"/>')
    for point in sorted(shown, key=lambda p: (-(p.persons or 0.0), p.code)):
        parts.append(_symbol(point, left, top, scale, largest, radius_of_largest, say))
    if home is not None and _inside(home, window):
        parts.append(_ring(home, left, top, scale, largest, radius_of_largest, width))
    parts.append(_class_legend(say, x=14, y=18, has_hidden=any(p.is_hidden for p in shown)))
    parts.append(_size_legend(say, x=14, y=168, largest=largest, radius=radius_of_largest))
    parts.append("</svg>")
    svg = accessible("".join(parts), title=title, alt=alt)
    return Figure(name=name, title=title, alt=alt, svg=svg, table=table, source=source)


def _inside(point: MapPoint, window: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = window
    return point.x_km is not None and point.y_km is not None and left < point.x_km < right and bottom < point.y_km < top


def _head(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{FONT}, system-ui, sans-serif" font-size="11">{HATCH}'
    )


def _radius(point: MapPoint, largest: float, radius_of_largest: float, scale: float) -> float:
    if point.persons is None:
        return SMALLEST_KM * scale * 1.4
    return max(radius_of_largest * math.sqrt(point.persons / largest), SMALLEST_KM * scale * 0.5)


def _symbol(
    point: MapPoint, left: float, top: float, scale: float, largest: float, radius_of_largest: float, say: Translator
) -> str:
    assert point.x_km is not None and point.y_km is not None
    x, y = (point.x_km - left) * scale, (top - point.y_km) * scale
    words = f"<title>{escape(_words(point, say))}</title>"
    if not point.has_figure and not point.is_hidden:
        arm = 2.5
        return (
            f'<path d="M{_number(x - arm)} {_number(y - arm)}L{_number(x + arm)} {_number(y + arm)}M{_number(x - arm)} '
            f'{_number(y + arm)}L{_number(x + arm)} {_number(y - arm)}" stroke="{MUTED}" stroke-width="1">{words}</path>'
        )
    radius = _radius(point, largest, radius_of_largest, scale)
    dash = ' stroke-dasharray="2 1.5"' if point.is_hidden else ""
    edge = MUTED if point.is_hidden else PAPER
    return (
        f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}" fill="{_fill(point)}" fill-opacity="0.92" '
        f'stroke="{edge}" stroke-width="0.9"{dash}>{words}</circle>'
    )


def _ring(
    home: MapPoint, left: float, top: float, scale: float, largest: float, radius_of_largest: float, width: int
) -> str:
    assert home.x_km is not None and home.y_km is not None
    x, y = (home.x_km - left) * scale, (top - home.y_km) * scale
    radius = _radius(home, largest, radius_of_largest, scale) + 3
    to_right = x < width * 0.62
    text_x = x + radius + 6 if to_right else x - radius - 6
    anchor = "start" if to_right else "end"
    text = f'<text x="{_number(text_x)}" y="{_number(y + 4)}" text-anchor="{anchor}" font-size="13" font-weight="600" '
    return (
        f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}" fill="none" stroke="{HIGHLIGHT}" stroke-width="2.4"/>'
        f'{text}stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" fill="{PAPER}">{escape(home.name)}</text>'
        f'{text}fill="{INK}">{escape(home.name)}</text>'
    )


def _class_legend(say: Translator, *, x: int, y: int, has_hidden: bool) -> str:
    rows = [(colour, say.text(words)) for _, colour, words in reversed(LQ_CLASSES)]
    if has_hidden:
        rows.append(("url(#hidden)", say.text("hidden to protect firms")))
    widest = max(len(words) for _, words in rows)
    parts = [
        f'<rect x="{x - 8}" y="{y - 14}" width="{34 + widest * 6}" height="{len(rows) * 17 + 12}" fill="{PAPER}" fill-opacity="0.88"/>'
    ]
    for number, (colour, words) in enumerate(rows):
        top = y + number * 17
        parts.append(
            f'<rect x="{x}" y="{top - 9}" width="12" height="12" fill="{colour}" stroke="{LINE}" stroke-width="0.6"/>'
        )
        parts.append(f'<text x="{x + 18}" y="{top + 1.5}" fill="{INK}">{escape(words)}</text>')
    return "".join(parts)


def _size_legend(say: Translator, *, x: int, y: int, largest: float, radius: float) -> str:
    """Three circles for three round sizes."""
    sizes = [_round_down(largest), _round_down(largest / 4), _round_down(largest / 20)]
    parts = []
    bottom = y + 2 * radius * math.sqrt(sizes[0] / largest)
    for size in sizes:
        r = radius * math.sqrt(size / largest)
        parts.append(
            f'<circle cx="{_number(x + radius)}" cy="{_number(bottom - r)}" r="{_number(r)}" fill="none" stroke="{MUTED}" stroke-width="0.9"/>'
            f'<text x="{_number(x + 2 * radius + 8)}" y="{_number(bottom - 2 * r + 4)}" fill="{MUTED}">{escape(say.number(size))}</text>'
        )
    label = escape(say.text("persons employed"))
    plate = (
        f'<rect x="{x - 8}" y="{y - 14}" width="{_number(2 * radius + 74)}" height="{_number(bottom - y + 38)}" '
        f'fill="{PAPER}" fill-opacity="0.88"/>'
    )
    return f'<g>{plate}{"".join(parts)}<text x="{x}" y="{_number(bottom + 16)}" fill="{MUTED}">{label}</text></g>'


def _round_down(value: float) -> float:
    """One significant digit, 1, 2 or 5."""
    if value <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(value))
    return max(float(digit * power) for digit in (1, 2, 5) if digit * power <= value)


def tile_map(
    points: Sequence[MapPoint], *, highlight: str, name: str, title: str, alt: str, say: Translator, table: str, source: str,
    width: int = 640,
) -> Figure:  # fmt: skip
    """One tile of equal size per region, colour the class of the location quotient, with the figure written in it."""
    tiles = _tiles()
    columns = max(column for column, _ in tiles.values()) + 1
    rows = max(row for _, row in tiles.values()) + 1
    side = width / (columns + 0.2)
    height = round(side * 0.78 * rows + 8)
    by_code = {point.code: point for point in points}
    parts = [_head(width, height), f'<rect width="{width}" height="{height}" fill="{PAPER}"/>']
    tall = side * 0.78
    for code, (column, row) in sorted(tiles.items()):
        point = by_code.get(code)
        x, y = column * side + 2, row * tall + 2
        parts.append(_tile(point, code, x, y, side - 3, tall - 3, say, is_home=code == highlight))
    parts.append(_class_legend(say, x=14, y=height - 112, has_hidden=any(p.is_hidden for p in points)))
    parts.append("</svg>")
    svg = accessible("".join(parts), title=title, alt=alt)
    return Figure(name=name, title=title, alt=alt, svg=svg, table=table, source=source)


def _tile(
    point: MapPoint | None, code: str, x: float, y: float, wide: float, tall: float, say: Translator, *, is_home: bool
) -> str:
    fill, text, ink, words = PAPER, "–", MUTED, code
    if point is not None:
        fill, words = _fill(point), _words(point, say)
        if point.is_hidden:
            text = say.text("hidden")
        elif point.lq is not None:
            text = say.number(point.lq, 1)
            ink = PAPER if lq_class(point.lq) in (0, 4) else INK
    edge, thick = (HIGHLIGHT, 3) if is_home else (LINE, 0.8)
    middle = _number(x + wide / 2)
    plate = ""
    if point is not None and point.is_hidden:
        plate = f'<rect x="{_number(x + 3)}" y="{_number(y + 4)}" width="{_number(wide - 6)}" height="{_number(tall - 8)}" fill="{PAPER}"/>'
        ink = INK
    return (
        f'<g><title>{escape(words)}</title><rect x="{_number(x)}" y="{_number(y)}" width="{_number(wide)}" '
        f'height="{_number(tall)}" rx="2" fill="{fill}" stroke="{edge}" stroke-width="{thick}"/>{plate}'
        f'<text x="{middle}" y="{_number(y + tall * 0.42)}" text-anchor="middle" font-size="9.5" fill="{ink}">{code}</text>'
        f'<text x="{middle}" y="{_number(y + tall * 0.8)}" text-anchor="middle" font-size="11.5" font-weight="600" fill="{ink}">'
        f"{escape(text)}</text></g>"
    )


def choropleth(
    points: Sequence[MapPoint], boundaries: Any, *, highlight: str, name: str, title: str, alt: str, say: Translator,
    table: str, source: str, width: int = 640,
) -> Figure:  # fmt: skip
    """Regions filled by the class of their location quotient, from boundaries that the user has loaded.

    ``boundaries`` carries ``paths`` (code -> rings in kilometres of EPSG:3035) and the ``notice`` that must be printed.
    """
    home = next((p for p in points if p.code == highlight), None)
    window = CENTRAL_WINDOW if home is None or _inside(home, CENTRAL_WINDOW) else EUROPE_WINDOW
    left, bottom, right, top = window
    scale = width / (right - left)
    height = round((top - bottom) * scale) + 18
    by_code = {point.code: point for point in points}
    parts = [_head(width, height), f'<rect width="{width}" height="{height}" fill="{SEA}"/>']
    parts += [
        f'<path d="{_path(rings, left, top, scale)}" fill="{LAND}" stroke="{BORDER}" stroke-width="0.5"/>'
        for rings in _outlines().values()
    ]
    for code, rings in sorted(boundaries.paths.items()):
        point = by_code.get(code)
        if point is None:
            continue
        fill = _fill(point) if point.has_figure or point.is_hidden else SOFT
        words = escape(_words(point, say))
        parts.append(
            f'<path d="{_path(rings, left, top, scale)}" fill="{fill}" stroke="{PAPER}" stroke-width="0.6"><title>{words}</title></path>'
        )
    if highlight in boundaries.paths:
        outline = _path(boundaries.paths[highlight], left, top, scale)
        parts.append(
            f'<path d="{outline}" fill="none" stroke="{HIGHLIGHT}" stroke-width="2.4" stroke-linejoin="round"/>'
        )
    parts.append(_class_legend(say, x=14, y=18, has_hidden=any(p.is_hidden for p in points)))
    parts.append(
        f'<text x="6" y="{height - 5}" font-size="9.5" fill="{MUTED}">{escape(boundaries.notice)}</text></svg>'
    )
    svg = accessible("".join(parts), title=title, alt=alt)
    return Figure(name=name, title=title, alt=alt, svg=svg, table=table, source=source)
