"""Figures: a picture, its words, and the same bytes every time."""

from __future__ import annotations

import struct
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

from clustrat.errors import MissingExtraError
from clustrat.publish import figures
from clustrat.publish.figures import Figure, Given, accessible, draw, png_pictures

SVG = "{http://www.w3.org/2000/svg}"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100" viewBox="0 0 300 100"><rect width="9" height="9"/></svg>'


def figure(**words: str) -> Figure:
    given = {
        "name": "f",
        "title": "A finding",
        "alt": "What is seen",
        "source": "Source: made up",
        "svg": PICTURE,
        **words,
    }
    return Figure(**{**given, "svg": accessible(given["svg"], title=given["title"], alt=given["alt"])})


def test_accessible_replaces_another_role() -> None:
    svg = accessible(
        '<svg role="graphics-document" aria-roledescription="visualization" width="1" height="1"></svg>',
        title="T",
        alt="A",
    )
    assert svg == '<svg width="1" height="1" role="img"><title>T</title><desc>A</desc></svg>'


def test_words_cannot_become_markup() -> None:
    svg = figure(title="<script>x</script>", alt="</desc><b>", source="a & b").standalone()
    root = ElementTree.fromstring(svg)
    assert root[0].text == "<script>x</script>"
    assert not list(root.iter(f"{SVG}script"))


def test_standalone_has_title_and_source_and_one_name() -> None:
    root = ElementTree.fromstring(figure().standalone())
    words = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    assert words == ["A finding", "Source: made up"]
    assert root.get("role") == "img"
    assert len(list(root.iter(f"{SVG}title"))) == 1


def test_long_titles_break_and_the_picture_moves_down() -> None:
    short = figure(title="one").standalone()
    long = figure(title="one two three four five six seven eight nine ten eleven twelve thirteen").standalone()
    assert (
        float(ElementTree.fromstring(long).get("height", 0))
        > float(ElementTree.fromstring(short).get("height", 0)) + 20
    )


def test_picture_without_a_size_is_refused() -> None:
    with pytest.raises(ValueError, match="picture 'f' does not begin with an <svg> that has a width and a height"):
        _ = figure(svg="<svg></svg>").size


def test_png_keeps_the_shape_and_is_larger_than_the_screen() -> None:
    data = png_pictures([figure()])["f"]
    width, height = struct.unpack(">II", data[16:24])
    shown = ElementTree.fromstring(figure().standalone())
    assert data.startswith(b"\x89PNG")
    assert width >= 1.4 * float(shown.get("width", 0))
    assert width / height == pytest.approx(float(shown.get("width", 0)) / float(shown.get("height", 1)), rel=0.02)
    assert png_pictures([figure()])["f"] == data


def test_no_pictures_are_no_pictures() -> None:
    assert png_pictures([]) == {}


def test_letters_of_the_nine_languages_are_in_the_typeface() -> None:
    from importlib.resources import files

    from fontTools.ttLib import TTFont

    letters = "äöüßàèéìòùąćęłńóśźżčďěňřšťúůýžľĺŕôáíőűđ€–—“”„‚‘’»«·×−±%★☆…→≥"
    for face in ("Regular", "SemiBold", "Italic"):
        font = TTFont(str(files("clustrat.publish").joinpath("fonts", f"Inter-{face}.otf")))
        known = font.getBestCmap()
        assert [letter for letter in letters if ord(letter) not in known] == []


def test_missing_library_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    figures._converter.cache_clear()
    with pytest.raises(MissingExtraError, match="Charts need the extra 'publish'"):
        figures._converter()
    figures._converter.cache_clear()


def test_drawing_leaves_the_description_as_it_was() -> None:
    spec = {"mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    before = repr(spec)
    for values in ([{"a": 1}], [{"a": 2}, {"a": 3}]):
        drawn = draw(spec, values, name="f", title="T", alt="A", table="t", source="s")
        assert drawn.svg.count('data-mark="point"') == len(values)
        assert "Inter, system-ui, sans-serif" in drawn.svg
    assert repr(spec) == before


def test_what_is_given_afterwards_draws_the_same_as_what_is_written_in() -> None:
    values = [{"x": 1.0, "who": "a"}, {"x": 3.0, "who": "b"}]

    def drawn(domain: Any, height: Any, who: Any) -> str:
        spec = {
            "mark": "point", "width": 200, "height": height,
            "encoding": {
                "x": {"field": "x", "type": "quantitative", "scale": {"domain": domain, "nice": False}},
                "color": {"field": "who", "type": "nominal", "legend": None, "scale": {"domain": [who, "b"], "range": ["red", "blue"]}},
            },
        }  # fmt: skip
        return draw(spec, values, name="n", title="T", alt="A", table="t", source="S").svg

    for domain, height, who in (([0, 4], 60, "a"), ([-2.5, 9], 140, 'a "quoted" word'), ([0, 4], 60, "a")):
        written_in = drawn(domain, height, who)
        assert drawn(Given(domain), Given(height), Given(who)) == written_in


def test_one_description_is_compiled_once_whatever_is_given() -> None:
    spec = {"mark": "point", "height": 33, "encoding": {"x": {"field": "x", "type": "quantitative"}}}
    before = figures._compiled.cache_info().misses
    for width in (101, 202, 303):
        draw({**spec, "width": Given(width)}, [{"x": 1.0}], name="n", title="T", alt="A", table="t", source="S")
    assert figures._compiled.cache_info().misses == before + 1
