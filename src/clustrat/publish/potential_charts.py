"""Charts of where a region could go: ratings with their intervals, what it lacks by nearness and know-how, partners."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from clustrat.evidence.result import ResultTable
from clustrat.publish.figures import Figure, Given, draw
from clustrat.publish.labels import Circle, Label, place_labels
from clustrat.publish.language import Translator
from clustrat.publish.style import ACCENT, INK, LINE, MUTED, PAPER, SOFT

__all__ = ["partners_chart", "potential_chart", "quadrants_chart"]

#: The scale of a rating.
RATING_MARKS = (0, 1, 2, 3, 4)
#: Names of industries outside the theme that a chart of quadrants has room for.
N_NAMED = 12
#: Width of an average letter of a name; wide ones must not run into their circle.
WIDE_LETTER = 6.2
GREY = "#b9c6cd"
#: A filled dot rests on enough figures, an outlined one is marked.
FIRM, MARKED = "firm", "marked"


def potential_chart(table: ResultTable, *, say: Translator, title: str, alt: str, source: str) -> Figure:
    """Ratings from 0 to 4 as dots with their intervals, one row per theme.

    Parameters
    ----------
    table
        Reads ``label``, ``potential``, ``potential_low``, ``potential_high``, ``confidence``, ``place``, ``n_ranked`` and
        ``is_marked``; a theme without a rating is left out.
    say
        Words and numbers.
    title, alt, source
        See :class:`clustrat.publish.figures.Figure`.
    """
    rows = [row for row in table.as_records() if row["potential"] is not None]
    values = [
        {
            "order": number,
            "label": row["label"],
            "rating": row["potential"],
            "low": row["potential"] if row["potential_low"] is None else row["potential_low"],
            "high": row["potential"] if row["potential_high"] is None else row["potential_high"],
            "words": say.number(row["potential"], 1),
            "beside": say.text("not ranked")
            if row["place"] is None
            else say.text("place %(place)s of %(n)s", place=say.number(row["place"]), n=say.number(row["n_ranked"])),
            "kind": MARKED if row["is_marked"] else FIRM,
        }
        for number, row in enumerate(rows)
    ]
    height = Given(40 * max(len(values), 1))
    y = {"field": "order", "type": "ordinal", "axis": None}
    axis = {"values": list(RATING_MARKS), "format": "d", "grid": True, "domain": False, "ticks": False, "orient": "top",
            "title": say.text("Potential, 0 to 4"), "titleAnchor": "start"}  # fmt: skip
    x = {"field": "rating", "type": "quantitative", "scale": {"domain": [0, 4], "nice": False}, "axis": axis}
    kinds = [kind for kind in (FIRM, MARKED) if any(value["kind"] == kind for value in values)]
    words = {FIRM: say.text("rests on most of the theme"), MARKED: say.text("rests on few figures, marked")}
    legend = _legend(kinds, words)
    spec = {
        "hconcat": [
            {"width": 292, "height": height,
             "mark": {"type": "text", "align": "left", "x": 0, "fontSize": 12, "color": INK, "limit": 290},
             "encoding": {"y": y, "text": {"field": "label"}}},
            {"width": 196, "height": height,
             "layer": [
                 {"mark": {"type": "rule", "color": SOFT, "strokeWidth": 1, "x": 0, "x2": 196}, "encoding": {"y": y}},
                 {"mark": {"type": "rule", "color": ACCENT, "strokeWidth": 3, "opacity": 0.4, "strokeCap": "round"},
                  "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
                 {"mark": {"type": "point", "filled": True, "stroke": ACCENT, "strokeWidth": 1.7, "opacity": 1, "size": 96},
                  "encoding": {"y": y, "x": x, "fill": {
                      "field": "kind", "type": "nominal", "legend": legend,
                      "scale": {"domain": kinds, "range": [ACCENT if kind == FIRM else PAPER for kind in kinds]}}}},
             ]},
            {"width": 34, "height": height,
             "mark": {"type": "text", "align": "right", "x": 32, "fontWeight": 600, "fontSize": 12.5, "color": INK},
             "encoding": {"y": y, "text": {"field": "words"}}},
            {"width": 110, "height": height,
             "mark": {"type": "text", "align": "left", "x": 6, "fontSize": 11, "color": MUTED, "limit": 108},
             "encoding": {"y": y, "text": {"field": "beside"}}},
        ],
        "spacing": 8,
        "resolve": {"scale": {"y": "independent", "x": "independent"}},
    }  # fmt: skip
    return draw(spec, values, name="potential", title=title, alt=alt, table=table.name, source=source)


def quadrants_chart(
    table: ResultTable,
    *,
    say: Translator,
    title: str,
    alt: str,
    source: str,
    of_theme: str,
    named_first: Sequence[str] = (),
) -> Figure:
    """What a region lacks: fit with what is here against know-how depth, both as percentiles; industries of the theme filled.

    Parameters
    ----------
    table
        Reads ``nace_code``, ``short_label``, ``theme_weight``, ``density_percentile`` and ``complexity_percentile``.
    say, title, alt, source
        See :func:`potential_chart`.
    of_theme
        What the filled circles are, for the legend.
    named_first
        Codes of industries outside the theme to be named; default: the nearest.
    """
    width, height = 640, 420
    rows = table.as_records()
    circles = [
        Circle(
            x=_inside(row["density_percentile"], width, room=14.0),
            y=height - _inside(row["complexity_percentile"], height, room=30.0),
            radius=7.0 if row["theme_weight"] > 0 else 4.5,
        )
        for row in rows
    ]
    ranked = sorted(range(len(rows)), key=lambda n: (rows[n]["theme_weight"] <= 0, -rows[n]["density_percentile"]))
    first = [n for n in ranked if rows[n]["theme_weight"] > 0 or rows[n]["nace_code"] in named_first]
    rest = [n for n in ranked if n not in first][:N_NAMED]
    corners = _corners(say, width, height)
    names = place_labels(
        circles,
        {n: str(rows[n]["short_label"]) for n in (*first, *rest)},
        width=width,
        height=height,
        standing=[corner for corner, _ in corners],
        upright=(width / 2,),
        level=(height / 2,),
        letter_width=WIDE_LETTER,
    )
    nowhere = Label(text="", x=0.0, y=0.0, width=0.0)
    kinds = {True: of_theme, False: say.text("other industries that are missing")}
    values = [
        {
            "x": circle.x,
            "y": circle.y,
            "area": 3.1416 * circle.radius**2,
            "kind": kinds[row["theme_weight"] > 0],
            "name": names.get(n, nowhere).text,
            "name_x": names.get(n, nowhere).x,
            "name_y": names.get(n, nowhere).y,
        }
        for n, (row, circle) in enumerate(zip(rows, circles, strict=True))
    ]
    values.sort(key=lambda value: value["kind"] == of_theme)
    pixel_x, pixel_y = ({"field": axis, "type": "quantitative", "scale": None, "axis": None} for axis in ("x", "y"))
    plain_name: dict[str, Any] = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 11, "color": INK}
    rim = {"stroke": PAPER, "strokeWidth": 3.5, "strokeOpacity": 0.9, "strokeJoin": "round"}
    legend = {"orient": "bottom", "direction": "horizontal", "title": None, "symbolSize": 90, "labelFontSize": 11.5,
              "labelColor": INK, "labelLimit": 320, "offset": 26}  # fmt: skip
    frame = [
        {"x": 0, "y": height / 2, "x2": width, "y2": height / 2},
        {"x": width / 2, "y": 0, "x2": width / 2, "y2": height},
    ]
    edges = [
        {"x": 0.0, "y": height + 14.0, "align": "left", "words": say.text("far from what is here")},
        {"x": float(width), "y": height + 14.0, "align": "right", "words": say.text("near to what is here (fit)")},
    ]
    spec = {
        "width": width,
        "height": height,
        "layer": [
            {"data": {"values": [{"x": 0, "y": 0, "x2": width, "y2": height}]},
             "mark": {"type": "rect", "fill": None, "stroke": LINE},
             "encoding": {"x": pixel_x, "y": pixel_y, "x2": {"field": "x2"}, "y2": {"field": "y2"}}},
            {"data": {"values": frame}, "mark": {"type": "rule", "color": LINE, "strokeWidth": 1},
             "encoding": {"x": pixel_x, "y": pixel_y, "x2": {"field": "x2"}, "y2": {"field": "y2"}}},
            {"mark": {"type": "circle", "opacity": 0.85, "stroke": PAPER, "strokeWidth": 1},
             "encoding": {"x": pixel_x, "y": pixel_y,
                          "size": {"field": "area", "type": "quantitative", "scale": None, "legend": None},
                          "color": {"field": "kind", "type": "nominal", "legend": legend,
                                    "scale": {"domain": [Given(kinds[True]), kinds[False]], "range": [ACCENT, GREY]}}}},
            *({"data": {"values": [{"x": corner.x if align == "left" else corner.x + corner.width, "y": corner.y,
                                    "where": corner.text}]},
               "mark": {"type": "text", "align": align, "fontSize": 11, "fontStyle": "italic", "color": MUTED},
               "encoding": {"x": pixel_x, "y": pixel_y, "text": {"field": "where"}}} for corner, align in corners),
            *({"data": {"values": [edge]}, "mark": {"type": "text", "align": edge["align"], "fontSize": 11, "color": MUTED},
               "encoding": {"x": pixel_x, "y": pixel_y, "text": {"field": "words"}}} for edge in edges),
            *({"transform": [{"filter": "datum.name != ''"}], "mark": mark,
               "encoding": {"x": {**pixel_x, "field": "name_x"}, "y": {**pixel_y, "field": "name_y"}, "text": {"field": "name"}}}
              for mark in ({**plain_name, **rim}, plain_name)),
        ],
    }  # fmt: skip
    return draw(spec, values, name="quadrants", title=title, alt=alt, table=table.name, source=source)


def partners_chart(
    table: ResultTable, rows: Sequence[Mapping[str, Any]], *, say: Translator, title: str, alt: str, source: str
) -> Figure:
    """Scores of partners as bars with their intervals, and the share of what is missing that each brings.

    Parameters
    ----------
    table
        Where the rows are from.
    rows
        Reads ``region``, ``nuts_code``, ``score``, ``score_low``, ``score_high``, ``added`` and ``by_chance``.
    say, title, alt, source
        See :func:`potential_chart`.
    """
    values = [
        {
            "order": number,
            "label": f"{row['region']} ({row['nuts_code']})",
            "score": row["score"],
            "low": row["score"] if row["score_low"] is None else row["score_low"],
            "high": row["score"] if row["score_high"] is None else row["score_high"],
            "score_words": say.number(row["score"], 1),
            "added": row["added"],
            "chance": row["by_chance"],
            "added_words": say.percent(row["added"]),
        }
        for number, row in enumerate(rows)
    ]
    lows, highs = ([0.0, *(value[end] for value in values)] for end in ("low", "high"))
    domain = [min(lows), 1.05 * max([1.0, *highs])]
    height = Given(27 * max(len(values), 1))
    y = {"field": "order", "type": "ordinal", "axis": None}
    title_of: dict[str, Any] = {"orient": "top", "titleAnchor": "start", "domain": False, "ticks": False, "titleY": -26}
    axis = {
        **title_of,
        "title": say.text("Score: standard deviations above chance"),
        "grid": True,
        "format": "d",
        "tickCount": 5,
    }
    x = {"field": "score", "type": "quantitative", "scale": {"domain": Given(domain), "nice": False}, "axis": axis}
    share_axis = {
        **title_of,
        "title": say.text("Brings of what is missing (line: by chance)"),
        "labels": False,
        "grid": False,
    }
    share = {"field": "added", "type": "quantitative", "scale": {"domain": [0, 1.3]}, "axis": share_axis}
    spec = {
        "hconcat": [
            {"width": 196, "height": height,
             "mark": {"type": "text", "align": "left", "x": 0, "fontSize": 12, "color": INK, "limit": 194},
             "encoding": {"y": y, "text": {"field": "label"}}},
            {"width": 204, "height": height,
             "layer": [
                 {"mark": {"type": "bar", "height": 11, "color": "#c9d6dc"},
                  "encoding": {"y": y, "x": {**x, "field": "score"}, "x2": {"datum": 0}}},
                 {"mark": {"type": "rule", "color": ACCENT, "strokeWidth": 2, "strokeCap": "round"},
                  "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
                 {"mark": {"type": "point", "filled": True, "color": ACCENT, "opacity": 1, "size": 46},
                  "encoding": {"y": y, "x": x}},
             ]},
            {"width": 28, "height": height,
             "mark": {"type": "text", "align": "right", "x": 26, "fontWeight": 600, "fontSize": 12.5, "color": INK},
             "encoding": {"y": y, "text": {"field": "score_words"}}},
            {"width": 196, "height": height,
             "layer": [
                 {"mark": {"type": "bar", "height": 9, "color": "#c9d6dc"}, "encoding": {"y": y, "x": share}},
                 {"mark": {"type": "tick", "thickness": 2, "size": 15, "color": INK},
                  "encoding": {"y": y, "x": {**share, "field": "chance"}}},
                 {"mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11, "color": MUTED},
                  "encoding": {"y": y, "x": share, "text": {"field": "added_words"}}},
             ]},
        ],
        "spacing": 8,
        "resolve": {"scale": {"y": "independent", "x": "independent"}},
    }  # fmt: skip
    return draw(spec, values, name="partners", title=title, alt=alt, table=table.name, source=source)


def _inside(percentile: float, length: float, *, room: float) -> float:
    """A percentile as pixels, with room for whole circles and for words at the ends."""
    return room + (length - 2 * room) * percentile / 100


def _corners(say: Translator, width: float, height: float) -> list[tuple[Label, str]]:
    """The words in the corners of the quadrants, each with its alignment."""
    words = (
        (say.text("near, rare know-how"), "right", 11.0),
        (say.text("far, rare know-how"), "left", 11.0),
        (say.text("near, common know-how"), "right", height - 11),
        (say.text("far, common know-how"), "left", height - 11),
    )
    return [
        (
            Label(text=text, x=5.0 if align == "left" else width - 5 - 6.0 * len(text), y=y, width=6.0 * len(text)),
            align,
        )
        for text, align, y in words
    ]


def _legend(kinds: Sequence[str], words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "orient": "bottom", "direction": "horizontal", "title": None, "symbolType": "circle", "symbolSize": 80,
        "symbolStrokeColor": ACCENT, "symbolStrokeWidth": 1.7, "labelFontSize": 11, "labelColor": MUTED, "offset": 4,
        "labelLimit": 400, "labelExpr": f"({json.dumps({kind: words[kind] for kind in kinds})})[datum.label]",
    }  # fmt: skip
