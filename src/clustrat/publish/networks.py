"""The industry space as SVG made here: industries where the layout has them, links between, one region's strengths lit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from clustrat.evidence.result import ResultTable
from clustrat.publish.figures import Figure, accessible
from clustrat.publish.labels import Circle, Label, place_labels
from clustrat.publish.language import Translator
from clustrat.publish.map_frame import class_legend, cross, digits, head, marks_legend, size_legend
from clustrat.publish.style import HIGHLIGHT, INK, LINE, LQ_CLASSES, MUTED, PAPER, lq_class

__all__ = ["space_chart"]

WIDTH, HEIGHT, GAP, LEGEND_WIDTH, MARGIN = 640, 560, 22, 178, 34
#: Radius of the largest circle, and the least that can be seen, in pixels.
LARGEST, SMALLEST = 21.0, 3.2
N_NAMED = 22


def space_chart(
    nodes: ResultTable, links: ResultTable, *, chosen: str = "", say: Translator, title: str, alt: str, source: str
) -> Figure:
    """The industry space with what one region has in it.

    Parameters
    ----------
    nodes
        Reads ``nace_code``, ``short_label``, ``x``, ``y``, ``employment_persons``, ``lq``, ``reason``.
    links
        Reads ``nace_code``, ``neighbour`` and ``proximity``; a link given in both directions is drawn once.
    chosen
        Code of an industry whose links and neighbours stand out; empty for none.
    say, title, alt, source
        See :class:`clustrat.publish.figures.Figure`.

    Returns
    -------
    Figure
        Area is persons employed, colour the class of the location quotient; a hidden figure is a dashed ring, a missing one a
        cross. An industry stands at the same place for every region of an edition.
    """
    rows = nodes.as_records()
    numbers = {row["nace_code"]: number for number, row in enumerate(rows)}
    most = max((row["employment_persons"] or 0.0 for row in rows), default=0.0) or 1.0
    across, up = _spread([row["x"] for row in rows]), _spread([row["y"] for row in rows])
    circles = [_circle(row, most, x=x, y=y) for row, x, y in zip(rows, across, up, strict=True)]
    near = {row["neighbour"] for row in links.as_records() if row["nace_code"] == chosen}
    parts = [head(WIDTH + GAP + LEGEND_WIDTH, HEIGHT)]
    for row in links.as_records():
        if row["nace_code"] < row["neighbour"]:
            parts.append(_link(row, circles, numbers, chosen))
    parts += [_node(row, circle, say) for row, circle in zip(rows, circles, strict=True)]
    if chosen in numbers:
        it = circles[numbers[chosen]]
        parts.append(
            f'<circle cx="{digits(it.x)}" cy="{digits(it.y)}" r="{digits(it.radius + 3)}" fill="none" stroke="{HIGHLIGHT}" '
            'stroke-width="2.4"/>'
        )
    parts += _names(rows, circles, numbers, chosen=chosen, near=near)
    x = WIDTH + GAP
    legend, y = class_legend(say, x=x, y=14, width=LEGEND_WIDTH)
    parts.append(legend)
    legend, y = size_legend(say, x=x, y=y + 22, largest=most, radius=LARGEST, width=LEGEND_WIDTH)
    parts.append(legend)
    hidden = any(row["reason"] == "confidential_source" for row in rows)
    missing = any(row["lq"] is None and row["reason"] != "confidential_source" for row in rows)
    name = str(rows[numbers[chosen]]["short_label"]) if chosen in numbers else ""
    parts.append(
        marks_legend(
            say, x=x, y=y + 20, width=LEGEND_WIDTH, hidden=hidden, missing="cross" if missing else "", home=name,
            hatched=False,
        )
    )  # fmt: skip
    svg = accessible("".join([*parts, "</svg>"]), title=title, alt=alt)
    return Figure(name="space", title=title, alt=alt, svg=svg, table=nodes.name, source=source)


def _spread(places: list[float]) -> list[float]:
    """Places of one direction as 0 .. 1, drawn apart: half by their distance, half by their order, equal ones alike.

    >>> _spread([0.0, 0.1, 1.0])
    [0.0, 0.3, 1.0]
    """
    least, most = min(places, default=0.0), max(places, default=1.0)
    order = {place: number for number, place in enumerate(sorted(set(places)))}
    steps, length = max(len(order) - 1, 1), (most - least) or 1.0
    return [0.5 * (place - least) / length + 0.5 * order[place] / steps for place in places]


def _circle(row: Mapping[str, Any], most: float, *, x: float, y: float) -> Circle:
    x, y = MARGIN + x * (WIDTH - 2 * MARGIN), MARGIN + (1 - y) * (HEIGHT - 2 * MARGIN)
    persons = row["employment_persons"]
    radius = 4.2 if persons is None else max(LARGEST * math.sqrt(persons / most), SMALLEST)
    return Circle(x=x, y=y, radius=radius)


def _link(row: Mapping[str, Any], circles: list[Circle], numbers: Mapping[str, int], chosen: str) -> str:
    a, b = circles[numbers[row["nace_code"]]], circles[numbers[row["neighbour"]]]
    stands_out = chosen in (row["nace_code"], row["neighbour"])
    look = f'stroke="{HIGHLIGHT}" stroke-width="1.8"' if stands_out else f'stroke="{LINE}" stroke-width="1"'
    return f'<path d="M{digits(a.x)} {digits(a.y)}L{digits(b.x)} {digits(b.y)}" {look}/>'


def _node(row: Mapping[str, Any], circle: Circle, say: Translator) -> str:
    label, code = row["short_label"], row["nace_code"]
    if row["reason"] == "confidential_source":
        words = say.text("%(industry)s (%(code)s): hidden to protect firms", industry=label, code=code)
        look = f'fill="{PAPER}" stroke="{MUTED}" stroke-dasharray="2 1.5"'
    elif row["lq"] is None:
        words = say.text("%(industry)s (%(code)s): no figure", industry=label, code=code)
        return f"<g><title>{escape(words)}</title>{cross(circle.x, circle.y)}</g>"
    else:
        words = say.text(
            "%(industry)s (%(code)s): LQ %(lq)s, %(persons)s persons",
            industry=label,
            code=code,
            lq=say.number(row["lq"], 1),
            persons=say.number(row["employment_persons"]),
        )
        look = f'fill="{LQ_CLASSES[lq_class(row["lq"])][1]}" stroke="{PAPER}"'
    return (
        f'<circle cx="{digits(circle.x)}" cy="{digits(circle.y)}" r="{digits(circle.radius)}" {look}>'
        f"<title>{escape(words)}</title></circle>"
    )


def _names(
    rows: list[dict[str, Any]], circles: list[Circle], numbers: Mapping[str, int], *, chosen: str, near: set[str]
) -> list[str]:
    """The chosen industry and its neighbours are named first, then the region's strongest ones."""
    order = sorted(
        rows, key=lambda row: (row["nace_code"] != chosen, row["nace_code"] not in near, -(row["lq"] or 0.0))
    )
    wanted = {numbers[row["nace_code"]]: str(row["short_label"]) for row in order[:N_NAMED]}
    found = place_labels(circles, wanted, width=WIDTH, height=HEIGHT, letter_width=5.9)
    return [_text(label, is_chosen=number == numbers.get(chosen)) for number, label in found.items()]


def _text(label: Label, *, is_chosen: bool) -> str:
    weight = 600 if is_chosen else 400
    start = f'<text x="{digits(label.x)}" y="{digits(label.y + 4)}" font-size="11" font-weight="{weight}" '
    words = escape(label.text)
    return (
        f'{start}stroke="{PAPER}" stroke-width="3.2" stroke-linejoin="round" stroke-opacity="0.9" fill="{PAPER}" '
        f'aria-hidden="true">{words}</text>{start}fill="{INK}">{words}</text>'
    )
