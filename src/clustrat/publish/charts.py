"""Charts of result tables, each drawn from one description (Vega-Lite) in one look; nothing is computed but where it stands."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clustrat.evidence.result import ResultTable
from clustrat.publish.figures import Figure, Given, draw
from clustrat.publish.labels import Circle, Label, place_labels
from clustrat.publish.language import Translator
from clustrat.publish.style import ACCENT, HIGHLIGHT, INK, LESS, LINE, MUTED, PAPER, QUIET, SOFT

__all__ = ["growth_chart", "peers_chart", "shift_share_chart", "strength_chart", "timeline_chart"]

#: Marks of certainty: filled means sure, outlined means perhaps, faint means no claim.
SURE, PERHAPS, UNSURE = "sure", "perhaps", "unsure"
FILLS = {SURE: ACCENT, PERHAPS: PAPER, UNSURE: SOFT}
#: Where the axes of quotients may have their marks, and how far they reach.
QUOTIENTS = (0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256)
LEAST_LQ, MOST_LQ = 0.06, 256.0
#: The words of a first or last figure in a small panel: alignment, offset, and the field of their height.
ENDS = {
    "first": ("left", -5, -12, "above"),
    "last": ("right", 5, -12, "above"),
    "first_beside": ("right", -9, 0, "persons"),
    "last_beside": ("left", 9, 0, "persons"),
}
#: How many years of a small panel lie under such words.
N_YEARS_UNDER_WORDS = 3
#: Growth beyond this is drawn at the edge.
MOST_GROWTH_PCT = 100.0


def strength_chart(
    table: ResultTable, keys: Sequence[str], *, say: Translator, title: str, alt: str, source: str
) -> Figure:
    """Location quotients as dots with their intervals, and the persons employed as bars beside them.

    Parameters
    ----------
    table
        Reads ``nace_code``, ``short_label``, ``lq``, ``lq_low``, ``lq_high``, ``employment_persons`` and
        ``probability_specialised``.
    keys
        NACE codes in the order of the rows; one without a quotient is left out.
    say
        Words and numbers.
    title, alt, source
        See :class:`clustrat.publish.figures.Figure`.
    """
    by_code = {row["nace_code"]: row for row in _rows(table, lambda row: row["lq"] is not None and row["lq"] > 0)}
    values = [
        {
            "order": number,
            "label": row["short_label"],
            "lq": row["lq"],
            "low": max(row["lq_low"], LEAST_LQ),
            "high": row["lq_high"],
            "persons": row["employment_persons"],
            "persons_words": say.number(row["employment_persons"]),
            "lq_words": say.number(row["lq"], 1),
            "certainty": _certainty(row["probability_specialised"]),
        }
        for number, row in enumerate(by_code[key] for key in keys if key in by_code)
    ]
    domain = [min([0.5, *(v["low"] * 0.9 for v in values)]), max([2.0, *(v["high"] * 1.12 for v in values)])]
    height = Given(25 * max(len(values), 1))
    y = {"field": "order", "type": "ordinal", "axis": None}
    scale = {"type": "log", "base": 2, "domain": Given(domain), "nice": False}
    x_axis = {**_quotient_axis(domain, say), "title": say.text("Relative presence (LQ, log scale)"),
              "orient": "top", "titleAnchor": "start", "titleY": -26, "domain": False, "ticks": False}  # fmt: skip
    x = {"field": "lq", "type": "quantitative", "scale": scale, "axis": x_axis}
    most = max((v["persons"] for v in values), default=1.0) or 1.0
    persons_axis = {"title": say.text("Persons employed"), "orient": "top", "titleAnchor": "start", "labels": False,
                    "ticks": False, "grid": False, "domain": False, "titleY": -26}  # fmt: skip
    persons = {
        "field": "persons",
        "type": "quantitative",
        "scale": {"domain": Given([0, 1.75 * most])},
        "axis": persons_axis,
    }
    kinds = [kind for kind in (SURE, PERHAPS, UNSURE) if any(value["certainty"] == kind for value in values)]
    kind_words = {
        SURE: say.text("surely above 1"),
        PERHAPS: say.text("perhaps above 1"),
        UNSURE: say.text("not above 1"),
    }
    legend = {"orient": "bottom", "direction": "horizontal", "title": None, "symbolType": "circle", "symbolSize": 80,
              "symbolStrokeColor": ACCENT, "symbolStrokeWidth": 1.7, "labelFontSize": 11, "labelColor": MUTED, "offset": 4,
              "labelExpr": f"({json.dumps({kind: kind_words[kind] for kind in kinds})})[datum.label]"}  # fmt: skip
    spec = {
        "hconcat": [
            {"width": 212, "height": height,
             "mark": {"type": "text", "align": "left", "x": 0, "fontSize": 12, "color": INK, "limit": 208},
             "encoding": {"y": y, "text": {"field": "label"}}},
            {"width": 262, "height": height,
             "layer": [
                 {"mark": {"type": "rule", "color": SOFT, "strokeWidth": 1, "x": 0, "x2": 262}, "encoding": {"y": y}},
                 {"mark": {"type": "rule", "color": INK, "strokeWidth": 1}, "data": {"values": [{"one": 1}]},
                  "encoding": {"x": {"field": "one", "type": "quantitative"}}},
                 {"mark": {"type": "rule", "color": ACCENT, "strokeWidth": 3, "opacity": 0.4, "strokeCap": "round"},
                  "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
                 {"mark": {"type": "point", "filled": True, "stroke": ACCENT, "strokeWidth": 1.7, "opacity": 1, "size": 88},
                  "encoding": {"y": y, "x": x, "fill": {
                      "field": "certainty", "type": "nominal", "legend": legend,
                      "scale": {"domain": kinds, "range": [FILLS[kind] for kind in kinds]}}}},
             ]},
            {"width": 34, "height": height,
             "mark": {"type": "text", "align": "right", "x": 32, "fontWeight": 600, "fontSize": 12.5, "color": INK},
             "encoding": {"y": y, "text": {"field": "lq_words"}}},
            {"width": 128, "height": height,
             "layer": [
                 {"mark": {"type": "bar", "height": 9, "color": "#c9d6dc"}, "encoding": {"y": y, "x": persons}},
                 {"mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11, "color": MUTED},
                  "encoding": {"y": y, "x": persons, "text": {"field": "persons_words"}}},
             ]},
        ],
        "spacing": 8,
        "resolve": {"scale": {"y": "independent", "x": "independent"}},
    }  # fmt: skip
    return draw(spec, values, name="strength", title=title, alt=alt, table=table.name, source=source)


def growth_chart(
    table: ResultTable, keys: Sequence[str], *, say: Translator, title: str, alt: str, source: str, years: str
) -> Figure:
    """Growth against specialisation, persons employed as area; names stand where they cover nothing.

    Parameters
    ----------
    table
        Reads the columns of :func:`strength_chart` and ``growth_pct``; rows without growth are left out.
    keys
        NACE codes to be named, the most important first.
    say, title, alt, source
        See :func:`strength_chart`.
    years
        The two years in words, such as ``2008–2014``.
    """
    width, height = 640, 390
    rows = _rows(
        table,
        lambda row: (
            row["lq"] is not None and row["lq"] > 0 and row["growth_pct"] is not None and row["employment_persons"]
        ),
    )
    places = [
        (max(-MOST_GROWTH_PCT, min(row["growth_pct"], MOST_GROWTH_PCT)), max(LEAST_LQ, min(row["lq"], MOST_LQ)))
        for row in rows
    ]
    across = _padded([0.0, *(x for x, _ in places)], 0.06)
    up = _padded([0.0, *(math.log2(y) for _, y in places)], 0.07)
    most = max((row["employment_persons"] for row in rows), default=1.0)
    largest_area = 1700.0
    circles = [
        Circle(
            x=width * (x - across[0]) / (across[1] - across[0]),
            y=height * (up[1] - math.log2(y)) / (up[1] - up[0]),
            radius=math.sqrt(largest_area * row["employment_persons"] / most / math.pi),
        )
        for (x, y), row in zip(places, rows, strict=True)
    ]
    numbers = {row["nace_code"]: number for number, row in enumerate(rows)}
    wanted = {numbers[key]: str(rows[numbers[key]]["short_label"]) for key in keys if key in numbers}
    words = (
        (say.text("strong and growing"), "right", 10),
        (say.text("strong, shrinking"), "left", 10),
        (say.text("weak, growing"), "right", height - 10),
        (say.text("weak, shrinking"), "left", height - 10),
    )
    corners = [
        Label(
            text=text,
            x=4.0 if align == "left" else width - 4.0 - 6.0 * len(text),
            y=float(place),
            width=6.0 * len(text),
        )
        for text, align, place in words
    ]
    names = place_labels(
        circles,
        wanted,
        width=width,
        height=height,
        standing=corners,
        upright=(width * -across[0] / (across[1] - across[0]),),
        level=(height * up[1] / (up[1] - up[0]),),
    )
    nowhere = Label(text="", x=0.0, y=0.0, width=0.0)
    values: list[dict[str, Any]] = [
        {
            "x": circle.x,
            "y": circle.y,
            "area": math.pi * circle.radius**2,
            "named": row["nace_code"] in keys,
            "growth": place[0],
            "lq": place[1],
            "name": names.get(number, nowhere).text,
            "name_x": names.get(number, nowhere).x,
            "name_y": names.get(number, nowhere).y,
        }
        for number, (row, place, circle) in enumerate(zip(rows, places, circles, strict=True))
    ]
    values.sort(key=lambda value: -value["area"])
    x_ticks = _round_ticks(across)
    x = {
        "field": "growth", "type": "quantitative", "scale": {"domain": Given(across), "nice": False},
        "axis": {"title": say.text("Change of persons employed, %(years)s, in percent (area of a circle: persons employed)", years=years),
                 "values": Given(x_ticks), "labelExpr": Given(_words(x_ticks, lambda tick: say.signed(tick))), "domain": False, "ticks": False},
    }  # fmt: skip
    domain = [2 ** up[0], 2 ** up[1]]
    y = {
        "field": "lq", "type": "quantitative", "scale": {"type": "log", "base": 2, "domain": Given(domain), "nice": False},
        "axis": {**_quotient_axis(domain, say), "domain": False, "ticks": False,
                 "title": say.text("Relative presence (LQ, log scale)")},
    }  # fmt: skip
    pixel_x, pixel_y = ({"field": axis, "type": "quantitative", "scale": None, "axis": None} for axis in ("x", "y"))
    name_x, name_y = ({**pixel, "field": f"name_{axis}"} for axis, pixel in (("x", pixel_x), ("y", pixel_y)))
    plain_name: dict[str, Any] = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 11, "color": INK}
    rim = {"stroke": PAPER, "strokeWidth": 3.5, "strokeOpacity": 0.9, "strokeJoin": "round"}
    spec = {
        "width": width,
        "height": height,
        "layer": [
            {"data": {"values": [{"zero": 0}]}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
             "encoding": {"x": {**x, "field": "zero"}}},
            {"data": {"values": [{"one": 1}]}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
             "encoding": {"y": {**y, "field": "one"}}},
            {"mark": {"type": "circle", "opacity": 0.72, "stroke": PAPER, "strokeWidth": 1},
             "encoding": {"x": x, "y": y, "size": {"field": "area", "type": "quantitative", "scale": None, "legend": None},
                          "color": {"field": "named", "type": "nominal", "legend": None,
                                    "scale": {"domain": [True, False], "range": [ACCENT, "#b9c6cd"]}}}},
            *({"data": {"values": [{"x": 4 if align == "left" else width - 4, "y": place, "where": text}]},
               "mark": {"type": "text", "align": align, "fontSize": 11, "fontStyle": "italic", "color": MUTED},
               "encoding": {"x": pixel_x, "y": pixel_y, "text": {"field": "where"}}} for text, align, place in words),
            *({"transform": [{"filter": "datum.name != ''"}], "mark": mark,
               "encoding": {"x": name_x, "y": name_y, "text": {"field": "name"}}}
              for mark in ({**plain_name, **rim}, plain_name)),
        ],
    }  # fmt: skip
    return draw(spec, values, name="growth", title=title, alt=alt, table=table.name, source=source)


def shift_share_chart(table: ResultTable, *, say: Translator, title: str, alt: str, source: str) -> Figure:
    """The parts of a change as steps that lead to its sum.

    Reads ``component`` (the sum is called ``change`` and comes last), ``label`` and ``persons`` of every row.
    """
    values: list[dict[str, Any]] = []
    reached = 0.0
    for number, row in enumerate(table.as_records()):
        is_sum = row["component"] == "change"
        start = 0.0 if is_sum else reached
        end = row["persons"] if is_sum else reached + row["persons"]
        values.append(
            {
                "order": number,
                "label": row["label"],
                "start": start,
                "end": end,
                "low": min(start, end),
                "high": max(start, end),
                "words": say.signed(row["persons"]),
                "kind": "sum" if is_sum else "more" if row["persons"] >= 0 else "less",
            }
        )
        reached = end
    low, high = (f([0.0, *(v[key] for v in values)]) for f, key in ((min, "low"), (max, "high")))
    spread = (high - low) or 1.0
    height = Given(36 * max(len(values), 1))
    y = {"field": "order", "type": "ordinal", "axis": None}
    scale = {"domain": Given([low - 0.24 * spread, high + 0.24 * spread]), "nice": False}
    x = {"field": "start", "type": "quantitative", "scale": scale, "axis": None}
    colour = {
        "field": "kind", "type": "nominal", "legend": None,
        "scale": {"domain": ["more", "less", "sum"], "range": [ACCENT, LESS, INK]},
    }  # fmt: skip
    words = {"type": "text", "fontSize": 12.5, "fontWeight": 600, "color": INK}
    is_more = "datum.end >= datum.start"
    spec = {
        "hconcat": [
            {"width": 296, "height": height,
             "mark": {"type": "text", "align": "left", "x": 0, "fontSize": 12, "color": INK, "limit": 294},
             "encoding": {"y": y, "text": {"field": "label"},
                          "opacity": {"value": 1}}},
            {"width": 350, "height": height,
             "layer": [
                 {"data": {"values": [{"zero": 0}]}, "mark": {"type": "rule", "color": MUTED},
                  "encoding": {"x": {**x, "field": "zero"}}},
                 {"mark": {"type": "bar", "height": 20}, "encoding": {"x": x, "x2": {"field": "end"}, "y": y, "color": colour}},
                 {"mark": {**words, "align": "left", "dx": 7}, "transform": [{"filter": is_more}],
                  "encoding": {"x": {**x, "field": "high"}, "y": y, "text": {"field": "words"}}},
                 {"mark": {**words, "align": "right", "dx": -7}, "transform": [{"filter": f"!({is_more})"}],
                  "encoding": {"x": {**x, "field": "low"}, "y": y, "text": {"field": "words"}}},
             ]},
        ],
        "spacing": 14,
        "resolve": {"scale": {"y": "independent"}},
    }  # fmt: skip
    return draw(spec, values, name="shift_share", title=title, alt=alt, table=table.name, source=source)


def timeline_chart(table: ResultTable, *, say: Translator, title: str, alt: str, source: str) -> Figure:
    """Persons employed by year, one small panel per division: a gap is a year without a figure, a diamond a break.

    Reads ``nace_code``, ``short_label``, ``year``, ``employment_persons`` and ``has_break``. The first and the last
    known figure are written out; a cross on the ground marks a year without a figure.
    """
    rows = table.as_records()
    known: dict[str, list[int]] = {}
    for row in rows:
        if row["employment_persons"] is not None:
            known.setdefault(row["nace_code"], []).append(row["year"])
    years = sorted({row["year"] for row in rows})
    persons = {(row["nace_code"], row["year"]): row["employment_persons"] or 0 for row in rows}

    def ends(row: Mapping[str, Any]) -> dict[str, Any]:
        """The words of a first or last figure: above the line near it, or beside it where both would meet."""
        code, year = row["nace_code"], row["year"]
        first, last = known.get(code, [0])[0], known.get(code, [0])[-1]
        words = say.number(row["employment_persons"])
        place = "first" if year == first else "last" if year == last else ""
        if place and 0 < last - first <= N_YEARS_UNDER_WORDS:
            # Of two words that would meet, the one with room at its side stands there.
            beside = "last" if years[-1] - last > N_YEARS_UNDER_WORDS else "first"
            place = f"{place}_beside" if place == beside else place
        span = (
            range(year, year + N_YEARS_UNDER_WORDS)
            if year == first
            else range(year - N_YEARS_UNDER_WORDS + 1, year + 1)
        )
        above = max(persons.get((code, near), 0) for near in span)
        return {**{name: words if name == place else "" for name in ENDS}, "above": above}

    order = {label: number for number, label in enumerate(dict.fromkeys(row["short_label"] for row in rows))}
    values = [
        {
            "label": row["short_label"],
            "order": order[row["short_label"]],
            "year": row["year"],
            "persons": row["employment_persons"],
            "ground": 0,
            "roof": 1.3
            * max(other["employment_persons"] or 0 for other in rows if other["nace_code"] == row["nace_code"]),
            "is_missing": row["employment_persons"] is None,
            "is_break": bool(row["has_break"]) and row["employment_persons"] is not None,
            **ends(row),
        }
        for row in rows
    ]
    marked = [years[0], years[-1]] if years else []
    x = {
        "field": "year", "type": "quantitative",
        "scale": {"domain": Given([years[0] - 0.6, years[-1] + 0.6]), "nice": False} if years else {},
        "axis": {"format": "d", "title": None, "values": Given(marked), "grid": False, "ticks": False, "domainColor": LINE},
    }  # fmt: skip
    y = {"field": "persons", "type": "quantitative", "axis": None, "scale": {"domainMin": 0, "nice": False}}
    header = {"title": None, "labelFontSize": 12, "labelFontWeight": 600, "labelColor": INK, "labelAnchor": "start",
              "labelPadding": 16, "labelLimit": 200}  # fmt: skip
    spec = {
        "facet": {"field": "label", "type": "nominal", "sort": {"field": "order", "op": "min"}, "header": header},
        "columns": 3,
        "bounds": "flush",
        "spacing": {"row": 66, "column": 32},
        "spec": {
            "width": 196,
            "height": 66,
            "layer": [
                {"mark": {"type": "rule", "color": LINE, "strokeWidth": 1}, "encoding": {"y": {**y, "field": "ground"}}},
                {"mark": {"type": "line", "color": ACCENT, "strokeWidth": 2.2, "invalid": "break-paths-show-domains"},
                 "encoding": {"x": x, "y": y}},
                {"mark": {"type": "point", "filled": True, "size": 24, "color": ACCENT, "opacity": 1, "invalid": "filter"},
                 "encoding": {"x": x, "y": y}},
                {"transform": [{"filter": "datum.is_missing"}],
                 "mark": {"type": "point", "shape": "M-0.6,-0.6L0.6,0.6M-0.6,0.6L0.6,-0.6", "size": 40, "stroke": MUTED,
                          "strokeWidth": 1.3, "yOffset": -6},
                 "encoding": {"x": x, "y": {**y, "field": "ground"}}},
                {"transform": [{"filter": "datum.is_break"}],
                 "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 95, "color": PAPER, "stroke": ACCENT,
                          "strokeWidth": 1.8, "opacity": 1},
                 "encoding": {"x": x, "y": y}},
                # Room above the highest figure, so that its words stay inside and the headings stand in line.
                {"mark": {"type": "point", "opacity": 0}, "encoding": {"x": x, "y": {**y, "field": "roof"}}},
                *({"transform": [{"filter": f"datum.{place} != ''"}],
                   "mark": {"type": "text", "align": align, "dx": dx, "dy": dy, "fontSize": 11, "color": INK},
                   "encoding": {"x": x, "y": {**y, "field": height}, "text": {"field": place}}}
                  for place, (align, dx, dy, height) in ENDS.items()),
            ],
        },
        "resolve": {"scale": {"y": "independent"}},
    }  # fmt: skip
    return draw(spec, values, name="timeline", title=title, alt=alt, table=table.name, source=source)


def peers_chart(table: ResultTable, *, say: Translator, title: str, alt: str, source: str, region_name: str) -> Figure:
    """The region's strongest divisions beside its peers, one row per division.

    Reads ``short_label``, ``is_study_region`` and ``lq``; a region without a quotient is left out of the row.
    """
    own_name, peers_name = region_name, say.text("peers")
    rows = _rows(table, lambda row: row["lq"] is not None and row["lq"] > 0)
    order = list(dict.fromkeys(str(row["short_label"]) for row in table.as_records()))
    values = [
        {
            "order": order.index(str(row["short_label"])),
            "label": row["short_label"],
            "lq": max(LEAST_LQ, min(row["lq"], MOST_LQ)),
            "who": own_name if row["is_study_region"] else peers_name,
            "words": say.number(row["lq"], 1) if row["is_study_region"] else "",
        }
        for row in rows
    ]
    values.sort(key=lambda value: value["who"] == own_name)
    spread = _padded([0.0, *(math.log2(value["lq"]) for value in values)], 0.05)
    domain = [2 ** spread[0], 2 ** spread[1]]
    height = Given(30 * max(len(order), 1))
    y = {"field": "order", "type": "ordinal", "axis": None, "scale": {"domain": Given(list(range(len(order))))}}
    x = {
        "field": "lq", "type": "quantitative", "scale": {"type": "log", "base": 2, "domain": Given(domain), "nice": False},
        "axis": {**_quotient_axis(domain, say), "title": say.text("Relative presence (LQ, log scale)"),
                 "orient": "top", "titleAnchor": "start", "domain": False, "ticks": False},
    }  # fmt: skip
    who = {"field": "who", "type": "nominal"}
    both = [Given(own_name), peers_name]
    legend = {"orient": "bottom", "title": None, "direction": "horizontal", "labelFontSize": 11.5, "labelColor": INK,
              "labelLimit": 320, "offset": 6}  # fmt: skip
    spec = {
        "hconcat": [
            {"width": 212, "height": height,
             "transform": [{"aggregate": [{"op": "count", "as": "n"}], "groupby": ["order", "label"]}],
             "mark": {"type": "text", "align": "left", "x": 0, "fontSize": 12, "color": INK, "limit": 208},
             "encoding": {"y": y, "text": {"field": "label"}}},
            {"width": 390, "height": height,
             "layer": [
                 {"mark": {"type": "rule", "color": SOFT, "x": 0, "x2": 390}, "encoding": {"y": y}},
                 {"data": {"values": [{"one": 1}]}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
                  "encoding": {"x": {"field": "one", "type": "quantitative"}}},
                 {"mark": {"type": "point", "filled": True, "opacity": 0.85, "stroke": PAPER, "strokeWidth": 0.8},
                  "encoding": {"x": x, "y": y,
                               "shape": {**who, "legend": legend, "scale": {"domain": both, "range": ["diamond", "circle"]}},
                               "size": {**who, "legend": legend, "scale": {"domain": both, "range": [170, 70]}},
                               "color": {**who, "legend": legend, "scale": {"domain": both, "range": [HIGHLIGHT, QUIET]}}}},
             ]},
            {"width": 34, "height": height, "transform": [{"filter": "datum.words != ''"}],
             "mark": {"type": "text", "align": "right", "x": 32, "fontWeight": 600, "fontSize": 12.5, "color": INK},
             "encoding": {"y": y, "text": {"field": "words"}}},
        ],
        "spacing": 10,
        "resolve": {"scale": {"y": "independent"}},
    }  # fmt: skip
    return draw(spec, values, name="peers", title=title, alt=alt, table=table.name, source=source)


def _rows(table: ResultTable, choose: Callable[[Mapping[str, Any]], Any]) -> list[dict[str, Any]]:
    return [row for row in table.as_records() if choose(row)]


def _certainty(probability: float | None) -> str:
    if probability is None:
        return UNSURE
    return SURE if probability >= 0.9 else PERHAPS if probability >= 0.5 else UNSURE


def _padded(values: Sequence[float], share: float) -> list[float]:
    """Least and most, with some room at both ends."""
    low, high = min(values), max(values)
    room = share * ((high - low) or 2.0)
    return [low - room, high + room]


def _round_ticks(domain: Sequence[float]) -> list[float]:
    """Four to nine round marks of a linear axis, zero among them."""
    step = next((s for s in (1, 2, 5, 10, 20, 25, 50) if (domain[1] - domain[0]) / s <= 8), 100)
    first, last = math.ceil(domain[0] / step), math.floor(domain[1] / step)
    return [number * step for number in range(first, last + 1)]


def _quotient_axis(domain: Sequence[float], say: Translator) -> dict[str, Any]:
    """Marks at the powers of two inside a domain, written as the language writes numbers."""
    ticks = [tick for tick in QUOTIENTS if domain[0] <= tick <= domain[1]]
    return {
        "values": Given(ticks),
        "grid": True,
        "labelExpr": _words(QUOTIENTS, lambda t: say.number(t, _digits(t))),
    }


def _digits(tick: float) -> int:
    return 0 if tick >= 1 else len(f"{tick:g}") - 2


def _words(ticks: Sequence[float], write: Callable[[float], str]) -> str:
    """An expression of the chart language that gives the words of each mark."""
    return f"({json.dumps({f'{tick:g}': write(tick) for tick in ticks})})[datum.value]"
