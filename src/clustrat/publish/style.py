"""The look of everything we draw: one ink, one accent, one highlight, a scale that colour-blind people can read."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

__all__ = [
    "ACCENT",
    "FONT",
    "FONT_STACK",
    "HIGHLIGHT",
    "INK",
    "LESS",
    "LINE",
    "LQ_CLASSES",
    "MUTED",
    "PAPER",
    "QUIET",
    "SCORE_CLASSES",
    "SOFT",
    "VEGA_CONFIG",
    "lq_class",
]

FONT = "Inter"
#: For files that are opened where our typeface is not installed.
FONT_STACK = "Inter, system-ui, sans-serif"
INK = "#16242f"
MUTED = "#55646f"
LINE = "#d3dbe0"
SOFT = "#eef2f4"
PAPER = "#ffffff"
ACCENT = "#0b5c6b"
#: The region of the study, and nothing else.
HIGHLIGHT = "#c2410c"
#: What has become less, opposite to the accent.
LESS = "#9a5a1d"
#: What stands in the background: peers, other industries.
QUIET = "#9fb0ba"

#: Classes of relative presence: lower bound and colour. Brown means less, teal more; grey is about the same.
LQ_CLASSES = ((0.0, "#9a5a1d"), (0.5, "#e3bd92"), (0.8, "#cfd6da"), (1.25, "#7db3bf"), (2.0, "#0b5c6b"))

#: Classes of a score from 0 to 4: lower bound and colour, more is darker.
SCORE_CLASSES = ((0.0, "#eef2f4"), (1.0, "#c4dde2"), (2.0, "#7db3bf"), (3.0, "#2f7786"), (3.5, "#0b5c6b"))

#: Shared settings of every chart description.
VEGA_CONFIG: MappingProxyType[str, Any] = MappingProxyType(
    {
        "font": FONT,
        "background": PAPER,
        "view": {"stroke": None},
        "padding": 1,
        "axis": {
            "labelColor": MUTED,
            "titleColor": MUTED,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "titlePadding": 8,
            "labelPadding": 5,
            "gridColor": SOFT,
            "domainColor": LINE,
            "tickColor": LINE,
            "labelFont": FONT,
            "titleFont": FONT,
        },
        "legend": {
            "labelColor": MUTED,
            "titleColor": MUTED,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "symbolStrokeWidth": 1,
        },
        "text": {"font": FONT, "fontSize": 11, "fill": INK},
    }
)


def lq_class(lq: float) -> int:
    """The class of a location quotient, 0 to 4.

    >>> [lq_class(x) for x in (0.2, 0.5, 1.0, 1.5, 6.4)]
    [0, 1, 2, 3, 4]
    """
    return sum(lq >= bound for bound, _ in LQ_CLASSES) - 1
