"""The frame of all maps: windows, outlines, fills and legends."""

from __future__ import annotations

import re

import pytest

from clustrat.codes.nuts import CENTRAL_EUROPE, regions
from clustrat.publish.language import translator
from clustrat.publish.map_frame import (
    COUNTRIES,
    MapPoint,
    Window,
    _outlines,
    class_legend,
    country_shapes,
    cross,
    digits,
    fill_of,
    marks_legend,
    path_of,
    size_legend,
    window_around,
    words_of,
)
from clustrat.publish.style import LQ_CLASSES, PAPER

WINDOW = Window(left=0.0, bottom=0.0, right=100.0, top=200.0, width=50)


def point(**given: object) -> MapPoint:
    values: dict[str, object] = {
        "code": "X1",
        "name": "X",
        "x_km": 50.0,
        "y_km": 50.0,
        "persons": 10.0,
        "lq": 1.0,
        **given,
    }
    return MapPoint(**values)  # type: ignore[arg-type]


def test_window_turns_north_up() -> None:
    assert WINDOW.height == 100
    assert WINDOW.place(point(x_km=0.0, y_km=200.0)) == (0.0, 0.0)
    assert WINDOW.place(point(x_km=100.0, y_km=0.0)) == (50.0, 100.0)


@pytest.mark.parametrize("place", [(None, 50.0), (50.0, None), (-1.0, 50.0), (50.0, 201.0)])
def test_window_does_not_hold_what_lies_elsewhere_or_nowhere(place: tuple[float | None, float | None]) -> None:
    assert not WINDOW.holds(point(x_km=place[0], y_km=place[1]))


def test_central_europe_holds_every_region_of_the_nine_countries() -> None:
    for country in CENTRAL_EUROPE:
        for region in regions(version="2013", level=2, country=country):
            if region.x_km is not None:
                home = point(x_km=region.x_km, y_km=region.y_km)
                assert window_around(home, width=100).right == window_around(None, width=100).right, region.code


def test_a_region_elsewhere_gets_all_of_europe() -> None:
    lisbon = point(x_km=2650.0, y_km=1950.0)
    assert window_around(lisbon, width=100).holds(lisbon)


def test_outlines_name_the_nine_countries_and_their_source() -> None:
    from importlib.resources import files

    assert set(COUNTRIES) == set(CENTRAL_EUROPE)
    assert set(COUNTRIES.values()) <= set(_outlines())
    text = files("clustrat.publish").joinpath("data", "outlines_natural_earth.json").read_text(encoding="utf-8")
    assert "Natural Earth" in text[:200]
    assert "public domain" in text[:200]


def test_rings_out_of_sight_are_not_drawn() -> None:
    inside, outside = [(10.0, 10.0), (20.0, 10.0), (20.0, 20.0)], [(300.0, 10.0), (310.0, 10.0), (310.0, 20.0)]
    assert path_of([inside, outside], WINDOW) == "M5 95L10 95L10 90Z"
    assert path_of([outside], WINDOW) == ""


def test_shapes_show_the_country_of_the_region_darkest() -> None:
    window = window_around(None, width=400)
    plain, italian = "".join(country_shapes(window)), "".join(country_shapes(window, country="IT"))
    assert plain.count("<path") == italian.count("<path")
    assert (
        len(set(re.findall(r'fill="(#[0-9a-f]+)"', italian))) == len(set(re.findall(r'fill="(#[0-9a-f]+)"', plain))) + 1
    )


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (-0.04, "-0"), (10.0, "10"), (3.14159, "3.1"), (100.05, "100")]
)
def test_digits_are_short(value: float, text: str) -> None:
    assert digits(value).removesuffix(".0") == text or float(digits(value)) == pytest.approx(value, abs=0.06)


def test_hidden_missing_and_known_look_different_and_say_so() -> None:
    say = translator("en")
    known, hidden = point(lq=2.0), point(lq=None, persons=None, is_hidden=True)
    missing = point(lq=None, persons=None)
    assert fill_of(known) == LQ_CLASSES[4][1]
    assert fill_of(hidden) == "url(#hidden)"
    assert fill_of(missing) == PAPER
    assert words_of(known, say) == "X (X1): LQ 2.0, 10 persons"
    assert words_of(hidden, say) == "X (X1): hidden to protect firms"
    assert words_of(missing, say) == "X (X1): no figure"


def test_a_hidden_region_never_shows_a_figure_it_may_carry() -> None:
    leaky = point(lq=6.4, persons=1234.0, is_hidden=True)
    assert fill_of(leaky) == "url(#hidden)"
    assert "1,234" not in words_of(leaky, translator("en"))


def test_class_legend_has_a_colour_and_words_for_each_class() -> None:
    svg, y = class_legend(translator("de"), x=0, y=10, width=180)
    assert [colour for _, colour in reversed(LQ_CLASSES)] == re.findall(r'<rect[^>]*fill="(#[0-9a-f]+)"', svg)
    assert "0,5- bis 0,8-fach" in svg
    assert y > 80


@pytest.mark.parametrize("language", ["en", "de", "it"])
def test_legend_words_stay_in_their_column(language: str) -> None:
    svg, _ = class_legend(translator(language), x=0, y=10, width=188)
    svg += marks_legend(
        translator(language), x=0, y=10, width=188, hidden=True, missing="cross", home="Friuli-Venezia Giulia"
    )
    for x, words in re.findall(r'<text x="([\d.]+)"[^>]*>([^<]*)<', svg):
        assert float(x) + 6.4 * len(words) <= 205, words


def test_size_legend_has_round_numbers_that_fall() -> None:
    svg, _ = size_legend(translator("en"), x=0, y=10, largest=41325.0, radius=27.0, width=188)
    assert re.findall(r">([\d,]+)<", svg) == ["20,000", "5,000", "1,000"]
    radii = [float(r) for r in re.findall(r' r="([\d.]+)"', svg)]
    assert radii[0] / radii[1] == pytest.approx(2.0, abs=0.05)


def test_size_legend_of_a_tiny_industry_repeats_nothing() -> None:
    svg, _ = size_legend(translator("en"), x=0, y=10, largest=1.0, radius=27.0, width=188)
    assert re.findall(r">([\d,]+)<", svg) == ["1"]


def test_marks_legend_says_only_what_is_on_the_map() -> None:
    say = translator("en")
    assert marks_legend(say, x=0, y=0, width=188, hidden=False, missing="", home="") == ""
    only = marks_legend(say, x=0, y=0, width=188, hidden=False, missing="cross", home="")
    assert "no figure" in only
    assert "hidden" not in only
    assert cross(6.5, -4.0) in only


def test_what_lies_far_outside_is_cut_off_and_what_is_seen_stays() -> None:
    window = Window(left=0.0, bottom=0.0, right=100.0, top=100.0, width=100)
    whole = [(10.0, 10.0), (90.0, 10.0), (90.0, 90.0), (10.0, 90.0)]
    assert path_of([whole], window) == "M10 90L90 90L90 10L10 10Z"
    far = [(50.0, 50.0), (5000.0, 50.0), (5000.0, 60.0), (50.0, 60.0)]
    assert path_of([far], window) == "M140 40L140 50L50 50L50 40Z" or set(path_of([far], window)[1:-1].split("L")) == {
        "50 50", "140 50", "140 40", "50 40",
    }  # fmt: skip
