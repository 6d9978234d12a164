"""Maps as SVG made here: proportional symbols on country outlines, one tile per region, and choropleths of loaded boundaries."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from clustrat.publish.figures import Figure, accessible
from clustrat.publish.labels import Circle, Label, place_labels
from clustrat.publish.language import Translator
from clustrat.publish.map_frame import (
    MapPoint,
    Window,
    area_of,
    class_legend,
    country_shapes,
    cross,
    digits,
    fill_of,
    head,
    marks_legend,
    path_of,
    size_legend,
    window_around,
    words_of,
)
from clustrat.publish.style import HIGHLIGHT, INK, LINE, MUTED, PAPER, SOFT, lq_class

__all__ = [
    "MapPoint",
    "choropleth",
    "country_lines",
    "has_tiles",
    "locator_map",
    "symbol_map",
    "tile_map",
    "tile_places",
]

#: Width of a map, of the gap beside it, and of its legend, in pixels.
MAP_WIDTH, GAP, LEGEND_WIDTH = 470, 22, 188
#: Radius of the largest symbol, and the least that can be seen, in pixels.
LARGEST, SMALLEST = 27.0, 1.3
#: How many regions are named beside the one of the study.
N_NAMED = 5
TILE_WIDE, TILE_TALL, TILE_GAP = 42.5, 36.0, 2.5
#: Classes whose colour is so dark that words on it are white.
DARK_CLASSES = (0, 4)


@cache
def _tiles() -> Mapping[str, tuple[int, int]]:
    text = files(__package__).joinpath("data", "tiles_nuts2_2013.csv").read_text(encoding="utf-8")
    return {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(text.splitlines())}


def tile_places() -> Mapping[str, tuple[int, int]]:
    """The column and row of every tile, counted from 0 at the top left, by region code.

    >>> tile_places()["AT11"]
    (7, 8)
    """
    return MappingProxyType(dict(_tiles()))


def has_tiles(code: str) -> bool:
    """Whether the tile map has a tile for a region: NUTS-2 2013 of the nine Central European countries.

    >>> has_tiles("ITH4"), has_tiles("FR10")
    (True, False)
    """
    return code in _tiles()


def symbol_map(
    points: Sequence[MapPoint], *, highlight: str, name: str, title: str, alt: str, say: Translator, table: str, source: str
) -> Figure:  # fmt: skip
    """Regions as circles: area is persons employed, colour the class of the location quotient.

    Parameters
    ----------
    points
        All regions with a label point; those outside the window are left out.
    highlight
        Code of the region of the study, ringed and named. A region outside Central Europe gets the map of Europe.
    name, title, alt, table, source
        See :class:`clustrat.publish.figures.Figure`.
    say
        Words and numbers.

    Returns
    -------
    Figure
        A figure that is hidden at source is drawn as a dashed ring, a missing one as a cross, both of one size.
    """
    home = next((p for p in points if p.code == highlight), None)
    window = window_around(home, width=MAP_WIDTH)
    shown = sorted((p for p in points if window.holds(p)), key=lambda p: (-(p.persons or 0.0), p.code))
    largest = max((p.persons or 0.0 for p in shown if p.has_figure), default=0.0) or 1.0
    circles = [_circle(p, window, largest) for p in shown]
    parts = [_frame_head(window), *country_shapes(window), '<g clip-path="url(#frame)">']
    parts += [_symbol(p, c, say) for p, c in zip(shown, circles, strict=True)]
    parts.append("</g>")
    parts += _names(shown, circles, highlight, window)
    x = MAP_WIDTH + GAP
    legend, y = class_legend(say, x=x, y=14, width=LEGEND_WIDTH)
    parts.append(legend)
    legend, y = size_legend(say, x=x, y=y + 22, largest=largest, radius=LARGEST, width=LEGEND_WIDTH)
    parts.append(legend)
    parts.append(
        marks_legend(
            say, x=x, y=y + 20, width=LEGEND_WIDTH,
            hidden=any(p.is_hidden for p in shown), missing="cross" if any(not p.has_figure and not p.is_hidden for p in shown) else "",
            home=home.name if home is not None and window.holds(home) else "", hatched=False,
        )
    )  # fmt: skip
    svg = accessible("".join([*parts, "</svg>"]), title=title, alt=alt)
    return Figure(name=name, title=title, alt=alt, svg=svg, table=table, source=source)


def _frame_head(window: Window, *, extra: int = 0) -> str:
    width = MAP_WIDTH + GAP + LEGEND_WIDTH
    clip = f'<clipPath id="frame"><rect width="{MAP_WIDTH}" height="{window.height}"/></clipPath>'
    return head(width, window.height + extra, defs=clip)


def _circle(point: MapPoint, window: Window, largest: float) -> Circle:
    x, y = window.place(point)
    if not point.has_figure:
        return Circle(x=x, y=y, radius=3.6)
    return Circle(x=x, y=y, radius=max(LARGEST * math.sqrt((point.persons or 0.0) / largest), SMALLEST))


def _symbol(point: MapPoint, circle: Circle, say: Translator) -> str:
    words = f"<title>{escape(words_of(point, say))}</title>"
    if not point.has_figure and not point.is_hidden:
        return f"<g>{words}{cross(circle.x, circle.y)}</g>"
    edge = f'stroke="{MUTED}" stroke-width="0.9" stroke-dasharray="2 1.5"' if point.is_hidden else f'stroke="{PAPER}"'
    # So small a circle shows no hatch; its dashed ring is the sign.
    fill = PAPER if point.is_hidden else fill_of(point)
    return (
        f'<circle cx="{digits(circle.x)}" cy="{digits(circle.y)}" r="{digits(circle.radius)}" fill="{fill}" '
        f'fill-opacity="0.9" {edge}>{words}</circle>'
    )


def _names(shown: Sequence[MapPoint], circles: Sequence[Circle], highlight: str, window: Window) -> list[str]:
    """The ring and the name of the region of the study, and the names of the strongest others."""
    number = next((n for n, p in enumerate(shown) if p.code == highlight), None)
    parts, standing = [], []
    wide, tall = window.width, window.height
    if number is not None:
        home, circle = shown[number], circles[number]
        parts.append(
            f'<circle cx="{digits(circle.x)}" cy="{digits(circle.y)}" r="{digits(circle.radius + 3)}" fill="none" '
            f'stroke="{HIGHLIGHT}" stroke-width="2.4"/>'
        )
        ringed = [Circle(x=c.x, y=c.y, radius=c.radius + 4) if n == number else c for n, c in enumerate(circles)]
        found = place_labels(ringed, {number: home.name}, width=wide, height=tall, letter_width=7.9, most_cost=math.inf)
        standing = list(found.values())
        parts += [_text(label, size=14, weight=600) for label in standing]
    ranked = sorted(
        (n for n, p in enumerate(shown) if p.has_figure), key=lambda n: (-(shown[n].lq or 0), shown[n].code)
    )
    wanted = {n: shown[n].name for n in ranked[:N_NAMED] if n != number}
    others = place_labels(circles, wanted, width=wide, height=tall, standing=standing, letter_width=6.1)
    return parts + [_text(label, size=11.5, weight=400) for label in others.values()]


def _text(label: Label, *, size: float, weight: int) -> str:
    """A name with a rim of paper, so that it is read over borders and circles."""
    start = (
        f'<text x="{digits(label.x)}" y="{digits(label.y + size * 0.36)}" font-size="{size}" font-weight="{weight}" '
    )
    words = escape(label.text)
    return (
        f'{start}stroke="{PAPER}" stroke-width="3.4" stroke-linejoin="round" stroke-opacity="0.9" fill="{PAPER}" '
        f'aria-hidden="true">{words}</text>{start}fill="{INK}">{words}</text>'
    )


def locator_map(home: MapPoint, *, title: str, alt: str) -> Figure:
    """Where the region lies: one dot on the country outlines, without words."""
    window = window_around(home, width=150)
    x, y = window.place(home)
    clip = f'<clipPath id="frame"><rect width="{window.width}" height="{window.height}"/></clipPath>'
    parts = [head(window.width, window.height, defs=clip), *country_shapes(window, country=home.code[:2])]
    if window.holds(home):
        parts.append(
            f'<circle cx="{digits(x)}" cy="{digits(y)}" r="4.2" fill="{HIGHLIGHT}" stroke="{PAPER}" stroke-width="1.4"/>'
        )
    svg = accessible("".join([*parts, "</svg>"]), title=title, alt=alt)
    return Figure(name="locator", title=title, alt=alt, svg=svg)


def tile_map(
    points: Sequence[MapPoint], *, highlight: str, name: str, title: str, alt: str, say: Translator, table: str, source: str
) -> Figure:  # fmt: skip
    """One tile of equal size per region of Central Europe, its colour the class of the location quotient written in it.

    Parameters are those of :func:`symbol_map`; a line runs between tiles of different countries.
    """
    tiles = _tiles()
    height = round(TILE_TALL * (max(row for _, row in tiles.values()) + 1)) + 4
    by_code = {point.code: point for point in points}
    parts = [head(MAP_WIDTH + GAP + LEGEND_WIDTH, height)]
    parts += [_tile(by_code.get(code), code, place, say) for code, place in sorted(tiles.items())]
    parts.append(f'<path d="{country_lines(tiles)}" stroke="{INK}" stroke-width="1.1" stroke-linecap="round"/>')
    if highlight in tiles:
        x, y = _corner(tiles[highlight])
        parts.append(
            f'<rect x="{digits(x)}" y="{digits(y)}" width="{TILE_WIDE - TILE_GAP}" height="{TILE_TALL - TILE_GAP}" rx="2" '
            f'fill="none" stroke="{HIGHLIGHT}" stroke-width="3"/>'
        )
    x = MAP_WIDTH + GAP
    legend, y = class_legend(say, x=x, y=14, width=LEGEND_WIDTH)
    parts.append(legend)
    inside = [by_code.get(code) for code in tiles]
    home = by_code.get(highlight)
    parts.append(
        marks_legend(
            say, x=x, y=y + 20, width=LEGEND_WIDTH, hidden=any(p is not None and p.is_hidden for p in inside),
            missing="dash" if any(p is None or (not p.has_figure and not p.is_hidden) for p in inside) else "",
            home=home.name if home is not None else "",
        )
    )  # fmt: skip
    svg = accessible("".join([*parts, "</svg>"]), title=title, alt=alt)
    return Figure(name=name, title=title, alt=alt, svg=svg, table=table, source=source)


def _corner(place: tuple[int, int]) -> tuple[float, float]:
    return place[0] * TILE_WIDE + 2, place[1] * TILE_TALL + 2


def _tile(point: MapPoint | None, code: str, place: tuple[int, int], say: Translator) -> str:
    x, y = _corner(place)
    wide, tall = TILE_WIDE - TILE_GAP, TILE_TALL - TILE_GAP
    fill, figure, ink, words, plate = PAPER, "–", MUTED, code, ""
    if point is not None:
        words = words_of(point, say)
        if point.is_hidden:
            fill, figure, ink = fill_of(point), "", INK
            plate = f'<rect x="{digits(x + 6)}" y="{digits(y + 9)}" width="{digits(wide - 12)}" height="14" fill="{PAPER}"/>'
        elif point.lq is not None:
            fill, figure = fill_of(point), say.number(point.lq, 1)
            ink = PAPER if lq_class(point.lq) in DARK_CLASSES else INK
    middle = digits(x + wide / 2)
    high = 0.58 if not figure else 0.40
    return (
        f'<g><title>{escape(words)}</title><rect x="{digits(x)}" y="{digits(y)}" width="{wide}" height="{tall}" rx="2" '
        f'fill="{fill}" stroke="{LINE}" stroke-width="0.8"/>{plate}'
        f'<text x="{middle}" y="{digits(y + tall * high)}" text-anchor="middle" font-size="9.5" fill="{ink}">{code}</text>'
        f'<text x="{middle}" y="{digits(y + tall * 0.80)}" text-anchor="middle" font-size="12" font-weight="600" fill="{ink}">'
        f"{escape(figure)}</text></g>"
    )


def country_lines(tiles: Mapping[str, tuple[int, int]]) -> str:
    """Lines between tiles that touch and belong to different countries."""
    country = {place: code[:2] for code, place in tiles.items()}
    half = TILE_GAP / 2
    parts = []
    for (column, row), own in sorted(country.items()):
        x, y = _corner((column, row))
        if country.get((column + 1, row), own) != own:
            parts.append(
                f"M{digits(x + TILE_WIDE - half)} {digits(y - half)}V{digits(y + TILE_TALL - half)}",
            )
        if country.get((column, row + 1), own) != own:
            parts.append(f"M{digits(x - half)} {digits(y + TILE_TALL - half)}H{digits(x + TILE_WIDE - half)}")
    return "".join(parts)


def choropleth(
    points: Sequence[MapPoint], boundaries: Any, *, highlight: str, name: str, title: str, alt: str, say: Translator,
    table: str, source: str,
) -> Figure:  # fmt: skip
    """Regions filled by the class of their location quotient, from boundaries that the user has loaded.

    ``boundaries`` carries ``paths`` (code -> rings in kilometres of EPSG:3035) and the ``notice`` that must be printed;
    the other parameters are those of :func:`symbol_map`.
    """
    home = next((p for p in points if p.code == highlight), None)
    window = window_around(home, width=MAP_WIDTH)
    by_code = {point.code: point for point in points}
    parts = [_frame_head(window, extra=20), *country_shapes(window), '<g clip-path="url(#frame)">']
    # Rings are outer ones: a large region would cover a city that lies inside it, so the large come first.
    for code, rings in sorted(boundaries.paths.items(), key=lambda entry: (-area_of(entry[1]), entry[0])):
        point = by_code.get(code)
        if point is None or not (path := path_of(rings, window)):
            continue
        fill = fill_of(point) if point.has_figure or point.is_hidden else SOFT
        words = escape(words_of(point, say))
        parts.append(
            f'<path d="{path}" fill="{fill}" stroke="{PAPER}" stroke-width="0.6"><title>{words}</title></path>'
        )
    if highlight in boundaries.paths:
        outline = path_of(boundaries.paths[highlight], window)
        parts.append(
            f'<path d="{outline}" fill="none" stroke="{HIGHLIGHT}" stroke-width="2.4" stroke-linejoin="round"/>'
        )
    parts.append("</g>")
    if home is not None and window.holds(home):
        x, y = window.place(home)
        spot = Circle(x=x, y=y, radius=14.0)
        found = place_labels([spot], {0: home.name}, width=window.width, height=window.height, letter_width=7.9)
        parts += [_text(label, size=14, weight=600) for label in found.values()]
    x = MAP_WIDTH + GAP
    legend, end = class_legend(say, x=x, y=14, width=LEGEND_WIDTH)
    parts.append(legend)
    parts.append(
        marks_legend(
            say, x=x, y=end + 20, width=LEGEND_WIDTH, hidden=any(p.is_hidden for p in points),
            missing="fill" if any(not p.has_figure and not p.is_hidden for p in points) else "", home=home.name if home else "",
        )
    )  # fmt: skip
    notice = escape(boundaries.notice)
    parts.append(f'<text x="0" y="{window.height + 15}" font-size="9.5" fill="{MUTED}">{notice}</text></svg>')
    svg = accessible("".join(parts), title=title, alt=alt)
    return Figure(name=name, title=title, alt=alt, svg=svg, table=table, source=source)
