"""What all maps share: the window they show, the outlines of countries, how a region is filled, and the legends."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal
from xml.sax.saxutils import escape

from clustrat.publish.language import Translator
from clustrat.publish.style import FONT_STACK, HIGHLIGHT, INK, LINE, LQ_CLASSES, MUTED, PAPER, SOFT, lq_class

__all__ = [
    "BORDER", "MapPoint", "Window", "area_of", "class_legend", "country_paths", "country_shapes", "cross", "digits", "fill_of", "head",
    "marks_legend", "path_of", "size_legend", "window_around", "words_of",
]  # fmt: skip

Ring = Sequence[tuple[float, float]]
#: How a missing figure is drawn; empty where none is missing.
Missing = Literal["", "cross", "dash", "fill"]

#: Colours of a country of the programme area, of any other, and of the borders between them.
LAND, LAND_AROUND, BORDER = "#e9edee", "#f5f7f7", "#ffffff"
HATCH = (
    '<pattern id="hidden" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="5" height="5" fill="{PAPER}"/><rect width="1.6" height="5" fill="{MUTED}"/></pattern>'
)
#: Countries of Natural Earth that are drawn darker, by NUTS code.
COUNTRIES = {
    "AT": "Austria", "CZ": "Czechia", "DE": "Germany", "HR": "Croatia", "HU": "Hungary", "IT": "Italy", "PL": "Poland",
    "SI": "Slovenia", "SK": "Slovakia",
}  # fmt: skip
LINE_HEIGHT, LETTER = 16, 6.2


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of Europe that a map shows, in kilometres of EPSG:3035, and its width in pixels."""

    left: float
    bottom: float
    right: float
    top: float
    width: int

    @property
    def scale(self) -> float:
        """Pixels per kilometre."""
        return self.width / (self.right - self.left)

    @property
    def height(self) -> int:
        """Height of the map in pixels."""
        return round((self.top - self.bottom) * self.scale)

    def holds(self, point: MapPoint) -> bool:
        """Whether a region lies inside; one without a label point lies nowhere."""
        if point.x_km is None or point.y_km is None:
            return False
        return self.left < point.x_km < self.right and self.bottom < point.y_km < self.top

    def place(self, point: MapPoint) -> tuple[float, float]:
        """Where a region with a label point lies, in pixels."""
        return ((point.x_km or 0.0) - self.left) * self.scale, (self.top - (point.y_km or 0.0)) * self.scale

    def meets(self, ring: Ring) -> bool:
        """Whether any part of a ring may be seen."""
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        return max(xs) > self.left and min(xs) < self.right and max(ys) > self.bottom and min(ys) < self.top


#: Kilometres beyond the window that are still drawn.
MARGIN_KM = 40.0
#: Left, bottom, right, top.
CENTRAL_EUROPE = (3985.0, 1460.0, 5425.0, 3585.0)
EUROPE = (2500.0, 1350.0, 6550.0, 5450.0)


def window_around(home: MapPoint | None, *, width: int) -> Window:
    """Central Europe if the region lies in it (or there is none), else all of Europe."""
    near = Window(left=CENTRAL_EUROPE[0], bottom=CENTRAL_EUROPE[1], right=CENTRAL_EUROPE[2], top=CENTRAL_EUROPE[3],
                  width=width)  # fmt: skip
    if home is None or near.holds(home):
        return near
    return Window(left=EUROPE[0], bottom=EUROPE[1], right=EUROPE[2], top=EUROPE[3], width=width)


@cache
def _outlines() -> Mapping[str, list[list[tuple[int, int]]]]:
    text = files(__package__).joinpath("data", "outlines_natural_earth.json").read_text(encoding="utf-8")
    outlines: Mapping[str, list[list[tuple[int, int]]]] = json.loads(text)["outlines"]
    return outlines


def country_shapes(window: Window, *, country: str = "") -> Iterator[str]:
    """Outlines of the countries that are seen, clipped by ``#frame``; ``country`` (NUTS code) is drawn darkest."""
    yield '<g clip-path="url(#frame)">'
    inside = set(COUNTRIES.values())
    for name, path in _seen_outlines(window):
        fill = "#c9d4d9" if country and name == COUNTRIES.get(country) else LAND if name in inside else LAND_AROUND
        yield f'<path d="{path}" fill="{fill}" stroke="{BORDER}" stroke-width="1" stroke-linejoin="round"/>'
    yield "</g>"


def country_paths(window: Window) -> Iterator[tuple[str, bool]]:
    """The path of every country that is seen, and whether it lies in the programme area; for pages that draw it themselves."""
    inside = set(COUNTRIES.values())
    for name, path in _seen_outlines(window):
        yield path, name in inside


def _seen_outlines(window: Window) -> Iterator[tuple[str, str]]:
    for name, rings in _outlines().items():
        if path := path_of(rings, window):
            yield name, path


def path_of(rings: Sequence[Ring], window: Window) -> str:
    """Rings as an SVG path; those that cannot be seen are left out."""
    parts = []
    for ring in rings:
        if window.meets(ring) and (seen := _cut(ring, window)):
            points = [
                f"{digits((x - window.left) * window.scale)} {digits((window.top - y) * window.scale)}" for x, y in seen
            ]
            parts.append("M" + "L".join(points) + "Z")
    return "".join(parts)


def _cut(ring: Ring, window: Window) -> list[tuple[float, float]]:
    """The part of a ring that can be seen, with a margin wider than any line (Sutherland and Hodgman 1974)."""
    sides = (
        (0, window.left - MARGIN_KM, 1.0),
        (0, window.right + MARGIN_KM, -1.0),
        (1, window.bottom - MARGIN_KM, 1.0),
        (1, window.top + MARGIN_KM, -1.0),
    )
    points = [(float(x), float(y)) for x, y in ring]
    for axis, limit, sign in sides:
        if all(sign * (point[axis] - limit) >= 0 for point in points):
            continue
        kept: list[tuple[float, float]] = []
        for before, after in zip([points[-1], *points[:-1]], points, strict=True):
            was_in, is_in = (sign * (point[axis] - limit) >= 0 for point in (before, after))
            if was_in != is_in:
                share = (limit - before[axis]) / (after[axis] - before[axis])
                kept.append((before[0] + share * (after[0] - before[0]), before[1] + share * (after[1] - before[1])))
            if is_in:
                kept.append(after)
        points = kept
        if not points:
            break
    return points


def area_of(rings: Sequence[Ring]) -> float:
    """Area that rings enclose, in the square of their unit.

    >>> area_of([[(0, 0), (2, 0), (2, 3), (0, 3)]])
    6.0
    """
    return sum(
        abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2
        for ring in rings
    )


def digits(value: float) -> str:
    """A length in pixels with one decimal at most.

    >>> digits(3.0), digits(3.25)
    ('3', '3.2')
    """
    return f"{value:.1f}".removesuffix(".0")


def head(width: float, height: float, *, defs: str = "") -> str:
    """The beginning of a map, with the hatch that stands for hidden figures."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{FONT_STACK}" font-size="12"><defs>{HATCH}{defs}</defs>'
    )


def fill_of(point: MapPoint) -> str:
    """Colour of a region: the class of its quotient, hatched where it is hidden, paper where there is none."""
    if point.is_hidden:
        return "url(#hidden)"
    return LQ_CLASSES[lq_class(point.lq)][1] if point.lq is not None else PAPER


def words_of(point: MapPoint, say: Translator) -> str:
    """A region and its figure in words."""
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


def cross(x: float, y: float, arm: float = 2.6) -> str:
    """The mark of a missing figure."""
    left, right, up, down = digits(x - arm), digits(x + arm), digits(y - arm), digits(y + arm)
    return f'<path d="M{left} {up}L{right} {down}M{left} {down}L{right} {up}" stroke="{MUTED}" stroke-width="1.1"/>'


def class_legend(say: Translator, *, x: float, y: float, width: float) -> tuple[str, float]:
    """The five classes, the highest first; also where the next legend may begin."""
    low, about, high = say.number(0.5, 1), say.number(0.8, 1), say.number(1.25, 2)
    words = (
        say.text("less than half"),
        say.text("%(low)s to %(high)s times", low=low, high=about),
        say.text("about the usual share"),
        say.text("%(low)s to %(high)s times", low=high, high=say.number(2)),
        say.text("twice or more"),
    )
    text, y = _lines(say.text("Relative presence, compared with the usual share"), x=x, y=y, width=width, heading=True)
    parts = [text]
    for (_, colour), line in reversed(list(zip(LQ_CLASSES, words, strict=True))):
        parts.append(
            f'<rect x="{x}" y="{y - 10}" width="13" height="13" rx="1.5" fill="{colour}" stroke="{LINE}" stroke-width="0.6"/>'
        )
        text, y = _lines(line, x=x + 21, y=y, width=width - 21)
        parts.append(text)
        y += 4
    return "".join(parts), y


def size_legend(
    say: Translator, *, x: float, y: float, largest: float, radius: float, width: float
) -> tuple[str, float]:
    """Three circles for three round numbers of persons, side by side; also where the next legend may begin."""
    sizes = list(dict.fromkeys(_round_down(largest / part) for part in (1, 5, 25)))
    text, y = _lines(say.text("Persons employed"), x=x, y=y, width=width, heading=True)
    parts = [text]
    ground = y - 8 + 2 * radius * math.sqrt(sizes[0] / largest)
    centre = x
    for size in sizes:
        r = radius * math.sqrt(size / largest)
        wide = max(2 * r, LETTER * len(say.number(size)))
        centre += wide / 2
        parts.append(
            f'<circle cx="{digits(centre)}" cy="{digits(ground - r)}" r="{digits(r)}" fill="none" stroke="{MUTED}"/>'
            f'<text x="{digits(centre)}" y="{digits(ground + 15)}" text-anchor="middle" fill="{MUTED}">'
            f"{escape(say.number(size))}</text>"
        )
        centre += wide / 2 + 9
    return "".join(parts), ground + 34


def marks_legend(
    say: Translator, *, x: float, y: float, width: float, hidden: bool, missing: Missing, home: str, hatched: bool = True
) -> str:  # fmt: skip
    """The region of the study, hidden figures, missing figures (by their mark): each only where there is one."""
    parts = []
    rows = []
    if home:
        rows.append((f'stroke="{HIGHLIGHT}" stroke-width="2.4" fill="none"', home))
    if hidden:
        fill = "url(#hidden)" if hatched else PAPER
        rows.append((f'stroke="{MUTED}" stroke-dasharray="2 1.5" fill="{fill}"', say.text("hidden to protect firms")))
    for look, words in rows:
        parts.append(f'<circle cx="{x + 6.5}" cy="{digits(y - 4)}" r="6" {look}/>')
        text, y = _lines(words, x=x + 21, y=y, width=width - 21)
        parts.append(text)
        y += 4
    if missing:
        mark = {
            "cross": cross(x + 6.5, y - 4),
            "dash": f'<text x="{x + 3}" y="{digits(y)}" fill="{MUTED}">–</text>',
            "fill": f'<rect x="{x}" y="{digits(y - 10)}" width="13" height="13" rx="1.5" fill="{SOFT}" stroke="{LINE}"/>',
        }[missing]
        parts.append(mark + _lines(say.text("no figure"), x=x + 21, y=y, width=width - 21)[0])
    return "".join(parts)


def _lines(words: str, *, x: float, y: float, width: float, heading: bool = False) -> tuple[str, float]:
    """Words broken into lines, and where the next line would stand."""
    lines = textwrap.wrap(words, max(int(width / (LETTER * (1.06 if heading else 1.0))), 8))
    look = f'fill="{INK}" font-weight="600"' if heading else f'fill="{INK}"'
    parts = []
    for line in lines:
        parts.append(f'<text x="{digits(x)}" y="{digits(y)}" {look}>{escape(line)}</text>')
        y += LINE_HEIGHT
    return "".join(parts), y + (6 if heading else 0)


def _round_down(value: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is not above a value; 1 at least.

    >>> _round_down(41325), _round_down(0.2)
    (20000.0, 1.0)
    """
    if value <= 1:
        return 1.0
    power = 10 ** math.floor(math.log10(value))
    return max(float(digit * power) for digit in (1, 2, 5) if digit * power <= value)
