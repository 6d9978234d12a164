"""Charts of result tables, drawn from one description each (Vega-Lite) to SVG and PNG; nothing is computed here."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from clustrat.errors import MissingExtraError
from clustrat.evidence.result import ResultTable
from clustrat.publish.language import Translator
from clustrat.publish.style import ACCENT, FONT, HIGHLIGHT, INK, LINE, MUTED, PAPER, SOFT, VEGA_CONFIG
from clustrat.publish.typesetting import png_of

__all__ = [
    "Figure",
    "growth_chart",
    "peers_chart",
    "png_pictures",
    "shift_share_chart",
    "strength_chart",
    "timeline_chart",
]

WIDTH = 640
#: Marks of certainty in charts: filled means sure, outlined means perhaps, faint means no claim.
SURE, PERHAPS, UNSURE = "sure", "perhaps", "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawn figure: the finding as its title, its text alternative, and the picture as SVG."""

    name: str
    title: str
    alt: str
    svg: str
    table: str = ""
    source: str = ""


def png_pictures(figures: Sequence[Figure]) -> dict[str, bytes]:
    """The figures as PNG by name, from the same SVG."""
    return dict(zip((figure.name for figure in figures), png_of([figure.svg for figure in figures]), strict=True))


@cache
def _converter() -> Any:
    """The chart renderer, with our typeface only."""
    try:
        import vl_convert
    except ImportError:
        raise MissingExtraError(
            "Charts need the extra 'publish'. Install it: pip install 'clustrat[publish]', or leave out --format svg, png, "
            "html and pdf."
        ) from None
    vl_convert.register_font_directory(str(files(__package__).joinpath("fonts")))
    return vl_convert


@cache
def _compiled(key: str) -> Any:
    """A chart description compiled once; its data are put in later."""
    import json

    return _converter().vegalite_to_vega(json.loads(key))


def _draw(
    spec: Mapping[str, Any],
    values: Sequence[Mapping[str, Any]],
    *,
    name: str,
    title: str,
    alt: str,
    table: str,
    source: str,
) -> Figure:
    import json

    full = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": dict(VEGA_CONFIG),
        "data": {"name": "rows", "values": []},
        **spec,
    }
    compiled = json.loads(json.dumps(_compiled(json.dumps(full, sort_keys=True))))
    for data in compiled["data"]:
        if data["name"] == "rows":
            data["values"] = list(values)
    svg = _converter().vega_to_svg(compiled)
    return Figure(
        name=name, title=title, alt=alt, svg=accessible(svg, title=title, alt=alt), table=table, source=source
    )


def accessible(svg: str, *, title: str, alt: str) -> str:
    """The SVG with the role of an image, a title and a description for those who cannot see it."""
    head, _, rest = svg.partition(">")
    head = head.replace(' role="graphics-document"', "")
    return f'{head} role="img"><title>{escape(title)}</title><desc>{escape(alt)}</desc>{rest}'


def _rows(table: ResultTable, choose: Callable[[Mapping[str, Any]], bool]) -> list[dict[str, Any]]:
    return [row for row in table.as_records() if choose(row)]


def _certainty(probability: float | None) -> str:
    if probability is None:
        return UNSURE
    return SURE if probability >= 0.9 else PERHAPS if probability >= 0.5 else UNSURE


def _label(row: Mapping[str, Any], longest: int = 34) -> str:
    text = str(row["short_label"])
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def strength_chart(
    table: ResultTable, keys: Sequence[str], *, say: Translator, title: str, alt: str, source: str
) -> Figure:
    """Location quotients of some divisions with their intervals, on a scale of doublings.

    Reads ``nace_code``, ``short_label``, ``lq``, ``lq_low``, ``lq_high``, ``employment_persons`` and
    ``probability_specialised`` of the rows named by ``keys``, in that order.
    """
    by_key = {row["nace_code"]: row for row in _rows(table, lambda row: row["lq"] is not None)}
    values = [
        {
            "label": _label(by_key[key]),
            "lq": by_key[key]["lq"],
            "low": by_key[key]["lq_low"],
            "high": by_key[key]["lq_high"],
            "persons": by_key[key]["employment_persons"],
            "words": say.text("%(persons)s persons", persons=say.number(by_key[key]["employment_persons"])),
            "figure": say.number(by_key[key]["lq"], 1),
            "certainty": _certainty(by_key[key]["probability_specialised"]),
        }
        for key in keys
        if key in by_key
    ]
    lowest = min([0.5, *(v["low"] * 0.9 for v in values)])
    highest = max([2.0, *(v["high"] * 1.15 for v in values)])
    ticks = [t for t in (0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128) if lowest <= t <= highest]
    order = [v["label"] for v in values]
    y = {"field": "label", "type": "nominal", "sort": order, "axis": None}
    scale = {"type": "log", "base": 2, "domain": [lowest, highest], "nice": False}
    x_axis = {
        "values": ticks,
        "title": say.text("times its share in the reference area (location quotient, log scale)"),
        "format": "~g",
        "grid": True,
        "orient": "top",
    }
    x = {"field": "lq", "type": "quantitative", "scale": scale, "axis": x_axis}
    row_height = 22
    shared_y = {**y, "scale": {"paddingInner": 0.2}}
    spec = {
        "hconcat": [
            {
                "width": 215,
                "height": row_height * max(len(values), 1),
                "mark": {"type": "text", "align": "right", "x": 212, "fontSize": 11.5, "color": INK},
                "encoding": {"y": shared_y, "text": {"field": "label"}},
            },
            {
                "width": 290,
                "height": row_height * max(len(values), 1),
                "layer": [
                    {"mark": {"type": "rule", "color": HIGHLIGHT, "strokeWidth": 1}, "data": {"values": [{"one": 1}]},
                     "encoding": {"x": {"field": "one", "type": "quantitative"}}},
                    {"mark": {"type": "rule", "color": ACCENT, "strokeWidth": 2, "opacity": 0.45},
                     "encoding": {"y": shared_y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
                    {"mark": {"type": "point", "filled": True, "stroke": ACCENT, "strokeWidth": 1.6, "opacity": 1, "size": 95},
                     "encoding": {"y": shared_y, "x": x, "fill": {
                         "field": "certainty", "type": "nominal", "legend": None,
                         "scale": {"domain": [SURE, PERHAPS, UNSURE], "range": [ACCENT, PAPER, SOFT]}}}},
                ],
            },
            {
                "width": 130,
                "height": row_height * max(len(values), 1),
                "layer": [
                    {"mark": {"type": "text", "align": "left", "x": 2, "fontWeight": 600, "fontSize": 12},
                     "encoding": {"y": shared_y, "text": {"field": "figure"}}},
                    {"mark": {"type": "text", "align": "left", "x": 36, "color": MUTED, "fontSize": 10.5},
                     "encoding": {"y": shared_y, "text": {"field": "words"}}},
                ],
            },
        ],
        "spacing": 10,
        "resolve": {"scale": {"y": "independent"}},
    }  # fmt: skip
    return _draw(spec, values, name="strength", title=title, alt=alt, table=table.name, source=source)


#: Where a name may stand above or below its circle, in pixels; the first free place is taken.
LABEL_SHIFTS = (-12, 14, -26, 28)
LABEL_HEIGHT, LABEL_PER_LETTER = 14, 6.0


def _labels_apart(
    places: Sequence[tuple[float, float]], named: Mapping[int, str], *, width: int, height: int
) -> dict[int, tuple[str, int]]:
    """Names that do not run into each other, with their shift; a name for which no place is free is left out."""
    if not named:
        return {}
    xs, ys = [x for x, _ in places], [math.log2(y) for _, y in places]
    across, up = (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0
    taken: list[tuple[float, float, float]] = []
    found = {}
    for number, name in named.items():
        x = 28 + (width - 56) * (xs[number] - min(xs)) / across
        y = height - 24 - (height - 48) * (ys[number] - min(ys)) / up
        half = LABEL_PER_LETTER * len(name) / 2
        for dy in LABEL_SHIFTS:
            if all(abs(y + dy - ty) >= LABEL_HEIGHT or abs(x - tx) >= half + thalf for tx, ty, thalf in taken):
                taken.append((x, y + dy, half))
                found[number] = (name, dy)
                break
    return found


def growth_chart(
    table: ResultTable, keys: Sequence[str], *, say: Translator, title: str, alt: str, source: str, years: str
) -> Figure:
    """Growth against specialisation, size as area; reads the columns of :func:`strength_chart` and ``growth_pct``."""
    chosen = set(keys)
    rows = _rows(
        table,
        lambda row: (
            row["lq"] is not None and row["lq"] > 0 and row["growth_pct"] is not None and row["employment_persons"]
        ),
    )
    places = [(min(max(row["growth_pct"], -70), 90), min(max(row["lq"], 0.06), 64)) for row in rows]
    named = {number: _label(row, 26) for number, row in enumerate(rows) if row["nace_code"] in chosen}
    labels = _labels_apart(places, named, width=580, height=400)
    values = [
        {
            "label": labels.get(number, ("", 0))[0],
            "dy": labels.get(number, ("", 0))[1],
            "lq": place[1],
            "growth": place[0],
            "persons": row["employment_persons"],
            "named": row["nace_code"] in chosen,
        }
        for number, (row, place) in enumerate(zip(rows, places, strict=True))
    ]
    x = {
        "field": "growth", "type": "quantitative",
        "axis": {"title": say.text("change of persons employed, %(years)s, in percent", years=years), "grid": True,
                 "tickCount": 7},
        "scale": {"nice": False, "padding": 28},
    }  # fmt: skip
    y = {
        "field": "lq", "type": "quantitative", "scale": {"type": "log", "base": 2, "nice": False, "padding": 24},
        "axis": {"title": say.text("location quotient (log scale)"), "values": [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32],
                 "format": "~g"},
    }  # fmt: skip
    size = {"field": "persons", "type": "quantitative", "scale": {"type": "sqrt", "range": [12, 1400]}, "legend": None}
    zero = {"data": {"values": [{"zero": 0}]}, "mark": {"type": "rule", "color": LINE}}
    one = {"data": {"values": [{"one": 1}]}, "mark": {"type": "rule", "color": HIGHLIGHT, "strokeWidth": 1}}
    halos: tuple[dict[str, Any], ...] = ({"stroke": PAPER, "strokeWidth": 3, "strokeOpacity": 0.9}, {})
    names: list[dict[str, Any]] = [
        {"transform": [{"filter": f"datum.dy == {dy} && datum.label != ''"}],
         "mark": {"type": "text", "dy": dy, "fontSize": 10.5, **halo},
         "encoding": {"x": x, "y": y, "text": {"field": "label"}}}
        for dy in LABEL_SHIFTS
        for halo in halos
    ]  # fmt: skip
    spec = {
        "width": 580,
        "height": 400,
        "layer": [
            {**zero, "encoding": {"x": {"field": "zero", "type": "quantitative"}}},
            {**one, "encoding": {"y": {"field": "one", "type": "quantitative"}}},
            {"mark": {"type": "circle", "opacity": 0.55, "stroke": PAPER, "strokeWidth": 0.8},
             "encoding": {"x": x, "y": y, "size": size, "color": {
                 "field": "named", "type": "nominal", "legend": None,
                 "scale": {"domain": [True, False], "range": [ACCENT, "#9fb0ba"]}}}},
            *names,
        ],
    }  # fmt: skip
    return _draw(spec, values, name="growth", title=title, alt=alt, table=table.name, source=source)


def shift_share_chart(table: ResultTable, *, say: Translator, title: str, alt: str, source: str) -> Figure:
    """Components of a change as signed bars; reads ``component``, ``label`` and ``persons`` of every row."""
    rows = table.as_records()
    values = [
        {
            "label": row["label"],
            "persons": row["persons"],
            "figure": say.signed(row["persons"]),
            "kind": "sum" if row["component"] == "change" else "more" if row["persons"] >= 0 else "less",
        }
        for row in rows
    ]
    largest = max((abs(v["persons"]) for v in values), default=1) or 1
    y = {
        "field": "label", "type": "nominal", "sort": [v["label"] for v in values],
        "axis": {"title": None, "labelLimit": 300, "domain": False, "ticks": False, "labelColor": INK, "labelFontSize": 11.5,
                 "labelPadding": 12},
    }  # fmt: skip
    x = {
        "field": "persons", "type": "quantitative", "scale": {"domain": [-1.5 * largest, 1.5 * largest]},
        "axis": {"title": say.text("persons employed"), "labels": False, "ticks": False, "grid": False, "domain": False},
    }  # fmt: skip
    colour = {
        "field": "kind", "type": "nominal", "legend": None,
        "scale": {"domain": ["more", "less", "sum"], "range": [ACCENT, "#9a5a1d", INK]},
    }  # fmt: skip
    text = {"type": "text", "fontSize": 12, "fontWeight": 600}
    spec = {
        "width": 380,
        "height": 36 * max(len(values), 1),
        "layer": [
            {"mark": {"type": "bar", "height": 18}, "encoding": {"x": x, "y": y, "color": colour}},
            {"data": {"values": [{"zero": 0}]}, "mark": {"type": "rule", "color": MUTED},
             "encoding": {"x": {"field": "zero", "type": "quantitative"}}},
            {"mark": {**text, "align": "left", "dx": 6}, "transform": [{"filter": "datum.persons >= 0"}],
             "encoding": {"x": x, "y": y, "text": {"field": "figure"}}},
            {"mark": {**text, "align": "right", "dx": -6}, "transform": [{"filter": "datum.persons < 0"}],
             "encoding": {"x": x, "y": y, "text": {"field": "figure"}}},
        ],
    }  # fmt: skip
    return _draw(spec, values, name="shift_share", title=title, alt=alt, table=table.name, source=source)


def timeline_chart(table: ResultTable, *, say: Translator, title: str, alt: str, source: str) -> Figure:
    """Persons employed by year, one small panel per division; a year without a figure leaves a gap.

    Reads ``nace_code``, ``short_label``, ``year``, ``employment_persons`` and ``has_break``.
    """
    values = [
        {
            "label": _label(row, 30),
            "year": row["year"],
            "persons": row["employment_persons"],
            "is_break": bool(row["has_break"]) and row["employment_persons"] is not None,
        }
        for row in table.as_records()
    ]
    labels = list(dict.fromkeys(v["label"] for v in values))
    years = sorted({v["year"] for v in values})
    x = {
        "field": "year", "type": "quantitative", "scale": {"domain": [years[0], years[-1]], "nice": False} if years else {},
        "axis": {"format": "d", "title": None, "values": [years[0], years[len(years) // 2], years[-1]] if years else [],
                 "grid": False},
    }  # fmt: skip
    y = {
        "field": "persons", "type": "quantitative",
        "axis": {"title": None, "tickCount": 3, "labelExpr": f"replace(format(datum.value, ','), /,/g, {_quoted(say.group)})"}, "scale": {"zero": True},
    }  # fmt: skip
    spec = {
        "facet": {
            "field": "label", "type": "nominal", "sort": labels,
            "header": {"title": None, "labelFontSize": 11.5, "labelColor": INK, "labelAnchor": "start", "labelFont": FONT},
        },
        "columns": 3,
        "spacing": 22,
        "spec": {
            "width": 165,
            "height": 82,
            "layer": [
                {"mark": {"type": "line", "color": ACCENT, "strokeWidth": 2, "invalid": "break-paths-show-domains"},
                 "encoding": {"x": x, "y": y}},
                {"mark": {"type": "point", "filled": True, "size": 22, "color": ACCENT, "invalid": "filter"},
                 "encoding": {"x": x, "y": y}},
                {"transform": [{"filter": "datum.is_break"}],
                 "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 70, "color": HIGHLIGHT},
                 "encoding": {"x": x, "y": y}},
            ],
        },
        "resolve": {"scale": {"y": "independent"}},
    }  # fmt: skip
    return _draw(spec, values, name="timeline", title=title, alt=alt, table=table.name, source=source)


def peers_chart(table: ResultTable, *, say: Translator, title: str, alt: str, source: str, region_name: str) -> Figure:
    """The region's strongest divisions beside its peers; reads ``short_label``, ``region``, ``is_study_region`` and ``lq``."""
    values = [
        {"label": _label(row), "lq": min(max(row["lq"], 0.06), 64), "own": bool(row["is_study_region"])}
        for row in _rows(table, lambda row: row["lq"] is not None and row["lq"] > 0)
    ]
    order = list(dict.fromkeys(_label(row) for row in table.as_records()))
    y = {
        "field": "label", "type": "nominal", "sort": order,
        "axis": {"title": None, "labelLimit": 260, "domain": False, "ticks": False, "labelColor": INK, "labelFontSize": 11.5,
                 "labelPadding": 10, "grid": True},
    }  # fmt: skip
    x = {
        "field": "lq", "type": "quantitative", "scale": {"type": "log", "base": 2, "nice": False},
        "axis": {"title": say.text("location quotient (log scale)"), "format": "~g", "orient": "top",
                 "values": [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32]},
    }  # fmt: skip
    legend = {"orient": "bottom", "title": None, "symbolType": "circle", "symbolSize": 90, "labelFontSize": 11}
    spec = {
        "width": 400,
        "height": 28 * max(len(order), 1),
        "layer": [
            {"data": {"values": [{"one": 1}]}, "mark": {"type": "rule", "color": HIGHLIGHT, "strokeWidth": 1},
             "encoding": {"x": {"field": "one", "type": "quantitative"}}},
            {"mark": {"type": "point", "filled": True, "opacity": 0.85, "size": 60},
             "transform": [{"calculate": f"datum.own ? {_quoted(region_name)} : {_quoted(say.text('peers'))}", "as": "who"}],
             "encoding": {"x": x, "y": y,
                          "shape": {"field": "own", "type": "nominal", "legend": None,
                                    "scale": {"domain": [False, True], "range": ["circle", "diamond"]}},
                          "size": {"field": "own", "type": "nominal", "legend": None,
                                   "scale": {"domain": [False, True], "range": [42, 150]}},
                          "color": {"field": "who", "type": "nominal", "legend": legend, "scale": {
                              "domain": [region_name, say.text("peers")], "range": [ACCENT, "#a9b7bf"]}}}},
        ],
    }  # fmt: skip
    return _draw(spec, values, name="peers", title=title, alt=alt, table=table.name, source=source)


def _quoted(text: str) -> str:
    """A text as a literal of the chart language."""
    import json

    return json.dumps(text)
