"""Names beside circles: each where it covers neither another name nor, if it can be helped, another circle."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Circle", "Label", "place_labels"]

#: Width of an average letter of 11 pixels, height of a line, and the gap between a circle and its name.
LETTER_WIDTH, LINE_HEIGHT, GAP = 5.75, 14.0, 4.0
#: Weight of a circle that a name covers in part, against one pixel of distance from the name's own circle.
COVERED = 40.0
#: Weight of a line of the chart that a name would cross: it rather goes to another side of its circle.
CROSSED = 6.0
#: A name that would cost more is left out: it would seem to belong to another circle.
MOST_COST = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A circle of a chart, in pixels."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A name, where it begins (left end, middle of its height) and how wide it is, in pixels."""

    text: str
    x: float
    y: float
    width: float


def place_labels(
    circles: Sequence[Circle],
    wanted: Mapping[int, str],
    *,
    width: float,
    height: float,
    standing: Sequence[Label] = (),
    upright: Sequence[float] = (),
    level: Sequence[float] = (),
    letter_width: float = LETTER_WIDTH,
    most_cost: float = MOST_COST,
) -> dict[int, Label]:
    """Place names, one after the other, each at the best free place around its circle.

    Parameters
    ----------
    circles
        All circles of the chart.
    wanted
        Number of a circle -> its name; the first come first.
    width, height
        Of the chart: no name leaves it.
    standing
        Words that stand already and may not be covered.
    upright, level
        Lines of the chart, by their x and their y, that a name crosses only if no other place is as good.
    letter_width
        Of an average letter of the names.
    most_cost
        A name that covers more than this is left out; ``inf`` places every name that fits in.

    Returns
    -------
    dict
        A name for which no place is free is left out.

    Examples
    --------
    >>> place_labels([Circle(x=50, y=50, radius=5)], {0: "Furniture"}, width=200, height=100)[0].x
    59.0
    """
    taken = [_box(label) for label in standing]
    found: dict[int, Label] = {}
    for number, text in wanted.items():
        wide = letter_width * len(text)
        best: tuple[float, Label] | None = None
        for label, distance in _candidates(circles[number], text, wide):
            box = _box(label)
            if box[0] < 0 or box[2] > width or box[1] < 0 or box[3] > height or any(_meet(box, b) for b in taken):
                continue
            cost = distance + sum(COVERED * _covered(box, c) for n, c in enumerate(circles) if n != number)
            cost += CROSSED * sum(box[0] < x < box[2] for x in upright)
            cost += CROSSED * sum(box[1] < y < box[3] for y in level)
            if cost <= most_cost and (best is None or cost < best[0] - 1e-9):
                best = (cost, label)
        if best is not None:
            taken.append(_box(best[1]))
            found[number] = best[1]
    return found


def _box(label: Label) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a name."""
    half = LINE_HEIGHT / 2
    return (label.x, label.y - half, label.x + label.width, label.y + half)


def _candidates(circle: Circle, text: str, wide: float) -> list[tuple[Label, float]]:
    """Right, left, above, below, and the corners between, near and a little farther."""
    places = []
    for farther in (0.0, 8.0):
        reach = circle.radius + GAP + farther
        slant = reach * math.sqrt(0.5) + 1
        up = circle.radius + LINE_HEIGHT / 2 + 1 + farther
        places += [
            (circle.x + reach, circle.y, farther),
            (circle.x - reach - wide, circle.y, 2 + farther),
            (circle.x - wide / 2, circle.y - up, 3 + farther),
            (circle.x - wide / 2, circle.y + up, 3 + farther),
            (circle.x + slant, circle.y - slant, 4 + farther),
            (circle.x + slant, circle.y + slant, 4 + farther),
            (circle.x - slant - wide, circle.y - slant, 5 + farther),
            (circle.x - slant - wide, circle.y + slant, 5 + farther),
        ]
    return [(Label(text=text, x=x, y=y, width=wide), distance) for x, y, distance in places]


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _covered(box: tuple[float, float, float, float], circle: Circle) -> float:
    """How deep a circle reaches into a box, as a part of its radius, 0 to 1 and more."""
    dx = max(box[0] - circle.x, 0.0, circle.x - box[2])
    dy = max(box[1] - circle.y, 0.0, circle.y - box[3])
    return max(circle.radius - math.hypot(dx, dy), 0.0) / max(circle.radius, 1.0)
