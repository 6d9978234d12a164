"""The figures of a study: each with its finding as title, its sentence as text alternative, and its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clustrat.codes.nuts import regions
from clustrat.publish import charts as draw
from clustrat.publish import maps
from clustrat.publish.figures import Figure
from clustrat.publish.language import Translator, joined
from clustrat.study.answer import Study
from clustrat.study.question import NUTS_VERSION
from clustrat.study.table_words import source_words
from clustrat.study.theme_figures import theme_figures

if TYPE_CHECKING:
    from clustrat.sources.gisco import Boundaries

__all__ = ["figures_of", "locator"]

N_IN_CHART = 12
N_NAMED_BUBBLES = 12


def figures_of(study: Study, *, boundaries: Boundaries | None = None) -> dict[str, Figure]:
    """All figures of a study by name, each with its finding as title and its sentence as text alternative."""
    say, tables = study.translator, study.tables
    source = source_words(tables["divisions"].sources, say)
    strong = study.strongest(N_IN_CHART)
    keys = [row["nace_code"] for row in strong]
    found: list[Figure] = []
    if strong:
        top = strong[0]
        found.append(
            draw.strength_chart(
                tables["divisions"],
                keys,
                say=say,
                title=say.text(
                    "The strongest: %(industry)s, %(lq)s times the usual share",
                    industry=top["short_label"],
                    lq=say.number(top["lq"], 1),
                ),
                alt=_listed(strong, say),
                source=source,
            )
        )
        found += _maps(study, boundaries, top)
    if study.base_year is not None and any(row["growth_pct"] is not None for row in tables["divisions"].as_records()):
        years = f"{study.base_year}–{study.year}"
        named = [row["nace_code"] for row in study.strongest(N_NAMED_BUBBLES)]
        found.append(
            draw.growth_chart(
                tables["divisions"],
                named,
                say=say,
                title=_growth_title(study, say),
                alt=say.text(
                    "Change of persons employed %(years)s against location quotient for every industry with both figures; the "
                    "figures stand in the table of industries.",
                    years=years,
                ),
                source=source,
                years=years,
            )
        )
    if tables["shift_share"].rows:
        parts = {row["component"]: row["persons"] for row in tables["shift_share"].as_records()}
        found.append(
            draw.shift_share_chart(
                tables["shift_share"],
                say=say,
                title=_shift_title(parts, study, say),
                alt="; ".join(
                    f"{row['label']}: {say.signed(row['persons'])}" for row in tables["shift_share"].as_records()
                ),
                source=source,
            )
        )
    if tables["timeline"].rows:
        found.append(
            draw.timeline_chart(
                tables["timeline"],
                say=say,
                title=_timeline_title(study, say),
                alt=say.text(
                    "One small line chart for each of the strongest industries; a gap is a year without a published figure, a "
                    "diamond a break in the series."
                ),
                source=joined(
                    (
                        say.text(
                            "A diamond marks a break in the series: figures before and after it are not alike. A cross marks a "
                            "year without a published figure."
                        ),
                        source,
                    )
                ),
            )
        )
    if tables["peer_comparison"].rows and study.peer_codes:
        found.append(
            draw.peers_chart(
                tables["peer_comparison"],
                say=say,
                title=_peers_title(study, say),
                alt=say.text(
                    "For each of the strongest industries, the location quotient of the region and of each peer."
                ),
                source=source,
                region_name=study.region.name,
            )
        )
    found += theme_figures(study)
    return {figure.name: figure for figure in found}


def _growth_title(study: Study, say: Translator) -> str:
    """How many of the specialised industries have grown."""
    strong = [
        row for row in study.tables["divisions"].as_records() if (row["lq"] or 0.0) >= study.question.presence_cut
    ]
    known = [row["growth_pct"] for row in strong if row["growth_pct"] is not None]
    n_grown = sum(growth > 0 for growth in known)
    if not n_grown:
        return say.text(
            "No specialised industry employs more persons than in %(base)s",
            base=study.base_year,
        )
    return say.plural(
        "%(n)s of %(all)s specialised industries employs more persons than in %(base)s",
        "%(n)s of %(all)s specialised industries employ more persons than in %(base)s",
        n_grown,
        all=len(known),
        base=study.base_year,
    )


def _timeline_title(study: Study, say: Translator) -> str:
    """How many of the strongest industries stand higher at the end than at the beginning of their figures."""
    known: dict[str, list[tuple[int, float]]] = {}
    for row in study.tables["timeline"].as_records():
        if row["employment_persons"] is not None:
            known.setdefault(row["nace_code"], []).append((row["year"], row["employment_persons"]))
    years = [year for course in known.values() for year, _ in course]
    first, last = min(years, default=study.year), max(years, default=study.year)
    n_grown = sum(course[-1][1] > course[0][1] for course in known.values())
    if not n_grown:
        return say.text(
            "None of the strongest industries grew between %(first)s and %(last)s",
            first=first,
            last=last,
        )
    return say.plural(
        "%(n)s of the %(all)s strongest industries grew between %(first)s and %(last)s",
        "%(n)s of the %(all)s strongest industries grew between %(first)s and %(last)s",
        n_grown,
        all=len(known),
        first=first,
        last=last,
    )


def _peers_title(study: Study, say: Translator) -> str:
    """In how many of its strongest industries the region stands above every peer."""
    industries: dict[str, tuple[list[float], list[float]]] = {}
    for row in study.tables["peer_comparison"].as_records():
        own, others = industries.setdefault(row["short_label"], ([], []))
        if row["lq"] is not None:
            (own if row["is_study_region"] else others).append(row["lq"])
    n_ahead = sum(bool(own) and all(own[0] > other for other in others) for own, others in industries.values())
    if not n_ahead:
        return say.text("In each of its strongest industries a peer stands as high or higher")
    return say.plural(
        "In %(n)s of its %(all)s strongest industries the region stands above every peer",
        "In %(n)s of its %(all)s strongest industries the region stands above every peer",
        n_ahead,
        all=len(industries),
    )


def _shift_title(parts: Mapping[str, float], study: Study, say: Translator) -> str:
    if parts["regional"] >= 0:
        return say.text(
            "The region did better than trend and mix would explain: %(own)s persons of its own",
            own=say.signed(parts["regional"]),
        )
    return say.text(
        "The region did worse than trend and mix would explain: %(own)s persons of its own",
        own=say.signed(parts["regional"]),
    )


def _maps(study: Study, boundaries: Boundaries | None, top: Mapping[str, Any]) -> list[Figure]:
    """The symbol map; the tile map where the region has a tile; the choropleth where boundaries are loaded."""
    say, table = study.translator, study.tables["map"]
    places = {r.code: r for r in regions(version=NUTS_VERSION, level=study.region.level)}
    points = [
        maps.MapPoint(
            code=row["nuts_code"],
            name=row["region"],
            x_km=places[row["nuts_code"]].x_km,
            y_km=places[row["nuts_code"]].y_km,
            persons=row["employment_persons"],
            lq=row["lq"],
            is_hidden=row["reason"] == "confidential_source",
        )
        for row in table.as_records()
    ]
    ranked = sorted((p for p in points if p.lq is not None), key=lambda p: (-(p.lq or 0.0), p.code))
    place = next((n for n, p in enumerate(ranked, start=1) if p.code == study.region.code), None)
    shared: dict[str, Any] = {
        "highlight": study.region.code,
        "say": say,
        "table": "map",
        "source": source_words(table.sources, say),
        "title": say.text(
            "%(industry)s: the region ranks %(place)s of %(n)s regions with a figure",
            industry=top["short_label"],
            place=say.number(place),
            n=len(ranked),
        ),
        "alt": say.text(
            "Map of %(industry)s. Highest location quotients: %(named)s.",
            industry=top["label"],
            named="; ".join(f"{p.name} ({say.number(p.lq, 1)})" for p in ranked[:5]),
        ),
    }
    found = [maps.symbol_map(points, name="map", **shared)]
    if maps.has_tiles(study.region.code):
        tiles_title = say.text("%(industry)s, one tile per region of Central Europe", industry=top["short_label"])
        found.append(maps.tile_map(points, name="map_tiles", **{**shared, "title": tiles_title}))
    if boundaries is not None:
        filled = say.text("%(industry)s by region", industry=top["short_label"])
        found.append(maps.choropleth(points, boundaries, name="map_filled", **{**shared, "title": filled}))
    return found


def _listed(rows: list[dict[str, Any]], say: Translator) -> str:
    """The chart as a sentence."""
    listed = "; ".join(f"{row['short_label']} {say.number(row['lq'], 1)}" for row in rows)
    return say.text("Location quotients with their intervals: %(listed)s.", listed=listed)


def locator(study: Study, say: Translator) -> Figure:
    """Where the region lies; drawn by :mod:`clustrat.publish.maps` from its label point alone."""
    place = study.region
    home = maps.MapPoint(
        code=place.code, name=place.name, x_km=place.x_km, y_km=place.y_km, persons=None, lq=None, is_hidden=False
    )
    words = say.text("Where the region lies in Europe")
    return maps.locator_map(home, title=words, alt=words)
