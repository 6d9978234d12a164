"""Maps: every region drawn once, hidden figures stay hidden, names cannot become markup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from clustrat.codes.adjacency import neighbours
from clustrat.codes.nuts import CENTRAL_EUROPE, is_pseudo_region, regions
from clustrat.publish.figures import Figure
from clustrat.publish.language import translator
from clustrat.publish.maps import MapPoint, _tiles, choropleth, has_tiles, locator_map, symbol_map, tile_map

SVG = "{http://www.w3.org/2000/svg}"
SHARED = {"title": "The <finding> & more", "alt": "What is seen", "table": "map", "source": "made up"}


@dataclass
class Drawn:
    """A picture with its titles and words."""

    figure: Figure

    @property
    def root(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.figure.svg)

    @property
    def titles(self) -> list[str]:
        return [node.text or "" for node in self.root.iter(f"{SVG}title")][1:]

    @property
    def words(self) -> list[str]:
        return ["".join(node.itertext()) for node in self.root.iter(f"{SVG}text")]


def points(**changes: dict[str, object]) -> list[MapPoint]:
    """All regions of the nine countries with made-up figures; ``changes`` by code."""
    found = []
    for country in CENTRAL_EUROPE:
        for number, region in enumerate(regions(version="2013", level=2, country=country)):
            if is_pseudo_region(region.code):
                continue
            given: dict[str, object] = {
                "code": region.code, "name": region.name, "x_km": region.x_km, "y_km": region.y_km,
                "persons": 100.0 * (number + 1), "lq": 0.3 * (number + 1), **changes.get(region.code, {}),
            }  # fmt: skip
            found.append(MapPoint(**given))  # type: ignore[arg-type]
    return found


HIDDEN: dict[str, object] = {"persons": None, "lq": None, "is_hidden": True}
MISSING: dict[str, object] = {"persons": None, "lq": None}


def symbols(found: list[MapPoint], highlight: str = "ITH4", language: str = "en") -> Drawn:
    return Drawn(symbol_map(found, highlight=highlight, name="map", say=translator(language), **SHARED))


def tiles(found: list[MapPoint], highlight: str = "ITH4") -> Drawn:
    return Drawn(tile_map(found, highlight=highlight, name="map_tiles", say=translator("en"), **SHARED))


def test_symbol_map_draws_every_region_once_with_its_words() -> None:
    drawn = symbols(points())
    assert len(drawn.titles) == len(points())
    assert len(set(drawn.titles)) == len(points())
    assert drawn.root.get("role") == "img"
    assert drawn.root[0].text == SHARED["title"]


def test_area_is_persons() -> None:
    drawn = symbols(points())
    radii = {}
    for circle in drawn.root.iter(f"{SVG}circle"):
        if (title := circle.find(f"{SVG}title")) is not None:
            radii[(title.text or "").split("(")[1][:4]] = float(circle.get("r", 0))
    by_code = {p.code: p.persons or 0 for p in points()}
    largest = max(by_code, key=lambda code: by_code[code])
    for code in ("ITH4", "PL12", "DE21"):
        assert (radii[code] / radii[largest]) ** 2 == pytest.approx(by_code[code] / by_code[largest], abs=0.02)


def test_hidden_and_missing_have_one_size_each_whatever_they_carry() -> None:
    drawn = symbols(points(DE50=HIDDEN, DE60=HIDDEN, AT11=MISSING))
    assert "Bremen (DE50): hidden to protect firms" in drawn.titles
    assert any(title.endswith("(AT11): no figure") for title in drawn.titles)
    radii = {
        circle.get("r")
        for circle in drawn.root.iter(f"{SVG}circle")
        if circle.get("stroke-dasharray") and circle.find(f"{SVG}title") is not None
    }
    assert len(radii) == 1
    assert {"hidden to protect firms", "no figure"} <= set(drawn.words)


def test_the_region_is_ringed_and_named() -> None:
    drawn = symbols(points())
    assert "Friuli-Venezia Giulia" in drawn.words
    assert drawn.figure.svg.count('stroke="#c2410c"') == 2  # on the map and in the legend


def test_a_region_without_a_place_leaves_a_map_without_a_ring() -> None:
    drawn = symbols(points(ITH4={"x_km": None, "y_km": None}))
    assert "#c2410c" not in drawn.figure.svg


def test_map_of_no_regions_is_still_a_map() -> None:
    assert symbols([]).root.get("role") == "img"


def test_names_cannot_become_markup() -> None:
    for drawn in (symbols(points(ITH4={"name": "<script>&"})), tiles(points(ITH4={"name": "<script>&"}))):
        assert "<script>" not in drawn.figure.svg
        assert any("<script>&" in words for words in drawn.words)


def test_same_points_same_picture() -> None:
    assert symbols(points()).figure.svg == symbols(points()[::-1]).figure.svg
    assert tiles(points()).figure.svg == tiles(points()[::-1]).figure.svg


def test_every_region_of_the_nine_countries_has_one_tile() -> None:
    expected = {p.code for p in points()}
    assert set(_tiles()) == expected
    assert len(set(_tiles().values())) == len(expected)
    assert not has_tiles("FR10")


def test_tiles_keep_neighbours_together() -> None:
    placed = _tiles()
    pairs = {frozenset((a, b)) for a in placed for b in neighbours(a, version="2013") if b in placed}
    touching = sum(
        max(abs(placed[a][0] - placed[b][0]), abs(placed[a][1] - placed[b][1])) == 1 for a, b in map(tuple, pairs)
    )
    assert touching / len(pairs) >= 0.85
    assert max(abs(placed["ITH4"][axis] - placed["ITH3"][axis]) for axis in (0, 1)) == 1


def test_tiles_keep_north_up_and_west_left() -> None:
    placed = _tiles()
    north_to_south = ("DEF0", "DE92", "DE26", "DE21", "AT33", "ITH1", "ITI4", "ITF6", "ITG1")
    west_to_east = ("DEA1", "DE73", "DEE0", "DED2", "PL51", "PL52", "PL11", "PL31")
    assert all(placed[a][1] < placed[b][1] for a, b in pairwise(north_to_south))
    assert all(placed[a][0] < placed[b][0] for a, b in pairwise(west_to_east))


def test_tile_map_writes_the_quotient_into_the_tile() -> None:
    drawn = tiles(points(ITH4={"lq": 6.44}, DE50=HIDDEN, AT11=MISSING))
    assert len(drawn.titles) == len(points())
    assert "6.4" in drawn.words
    assert drawn.words[drawn.words.index("DE50") + 1] == ""
    assert drawn.words[drawn.words.index("AT11") + 1] == "–"


def test_tile_map_of_another_region_has_no_ring() -> None:
    assert 'stroke-width="3"' not in tiles(points(), highlight="FR10").figure.svg


def square(x: float, y: float) -> tuple[tuple[tuple[float, float], ...], ...]:
    return (((x, y), (x + 90, y), (x + 90, y + 90), (x, y + 90)),)


def test_choropleth_fills_what_it_is_given_and_prints_the_notice() -> None:
    boundaries = SimpleNamespace(
        paths={
            "ITH4": square(4550, 2550),
            "DE50": square(4250, 3300),
            "AT11": square(4800, 2750),
            "XX00": square(1, 1),
        },
        notice="© the owners of the <boundaries>",
    )
    drawn = Drawn(
        choropleth(
            points(DE50=HIDDEN, AT11=MISSING),
            boundaries,
            highlight="ITH4",
            name="map_filled",
            say=translator("en"),
            **SHARED,
        )
    )
    assert len(drawn.titles) == 3
    assert "© the owners of the <boundaries>" in drawn.words
    assert "Friuli-Venezia Giulia" in drawn.words
    assert 'fill="url(#hidden)"' in drawn.figure.svg


def test_a_city_is_drawn_over_the_region_around_it() -> None:
    around = (((4500.0, 3200.0), (4700.0, 3200.0), (4700.0, 3400.0), (4500.0, 3400.0)),)
    boundaries = SimpleNamespace(paths={"DE30": square(4550, 3250), "DE40": around}, notice="")
    drawn = Drawn(choropleth(points(), boundaries, highlight="ITH4", name="m", say=translator("en"), **SHARED))
    assert [title.split("(")[1][:4] for title in drawn.titles] == ["DE40", "DE30"]


def test_locator_is_one_dot_without_words() -> None:
    home = next(p for p in points() if p.code == "ITH4")
    drawn = Drawn(locator_map(home, title="Where", alt="Where it lies"))
    assert drawn.words == []
    assert len(list(drawn.root.iter(f"{SVG}circle"))) == 1


def test_numbers_on_maps_are_those_of_the_language() -> None:
    assert any(re.search(r"LQ \d,\d", title) for title in symbols(points(), language="de").titles)
