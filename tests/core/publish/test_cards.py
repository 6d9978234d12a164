"""Cards of figures: their size to the pixel, their words, and pictures in any width."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET

import pytest

from clustrat.errors import ParameterError
from clustrat.publish.cards import CARD_SIZE, card_svg, scaled_svg
from clustrat.publish.figures import Figure
from clustrat.publish.typesetting import png_of

NAMES = {"svg": "http://www.w3.org/2000/svg"}


def figure(*, width: int = 600, height: int = 300, title: str = "Furniture: 6.4 times the usual share") -> Figure:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">'
        f'<title>T</title><desc>D</desc><rect width="{width}" height="{height}" fill="#0b5c6b"/></svg>'
    )
    return Figure(name="f", title=title, alt="A bar.", svg=svg, source="Source: Eurostat & others")


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize(("width", "height"), [(600, 300), (400, 500)])
def test_card_has_the_size_that_networks_ask_for(width: int, height: int) -> None:
    card = card_svg(figure(width=width, height=height), kicker="Friuli", foot="clustrat")
    assert size_of(png_of([card])[0]) == CARD_SIZE == (1200, 628)


def test_card_says_what_the_figure_says_and_escapes_it() -> None:
    card = card_svg(figure(title="Wood <& cork>"), kicker="A & B", foot="2015.1")
    root = ET.fromstring(card)
    words = [it.text for it in root.iterfind(".//svg:text", NAMES)]
    assert {"A & B", "Wood <& cork>", "Source: Eurostat & others", "2015.1"} <= set(words)
    assert root.find("svg:desc", NAMES).text == "A bar."  # type: ignore[union-attr]


def test_long_title_ends_in_an_ellipsis_and_stays_on_the_card() -> None:
    card = card_svg(figure(title="word " * 200), kicker="", foot="")
    lines = [it for it in ET.fromstring(card).iterfind(".//svg:text", NAMES) if it.get("font-weight") == "600"]
    assert len(lines) <= 3
    assert any((it.text or "").endswith("…") for it in lines)


def test_figure_keeps_its_proportions_and_stays_inside() -> None:
    for width, height in ((600, 300), (400, 500), (1000, 100), (100, 1000)):
        card = card_svg(figure(width=width, height=height), kicker="k", foot="f")
        transform = ET.fromstring(card).find("svg:g", NAMES).get("transform")  # type: ignore[union-attr]
        place, scale = str(transform).split(" scale(")
        x, y = (float(it) for it in place.removeprefix("translate(").rstrip(")").split())
        factor = float(scale.rstrip(")"))
        assert x >= 0 and x + width * factor <= CARD_SIZE[0] + 0.5
        assert y >= 0 and y + height * factor <= CARD_SIZE[1] + 0.5


def test_a_picture_in_another_width_has_that_many_pixels() -> None:
    svg = scaled_svg(figure().standalone(), width=320)
    assert size_of(png_of([svg])[0])[0] == 480  # one and a half pixels a unit


@pytest.mark.parametrize(("svg", "width"), [("<svg></svg>", 100), ('<svg width="10" height="10"></svg>', 0)])
def test_a_picture_without_size_or_width_is_refused(svg: str, width: float) -> None:
    with pytest.raises(ParameterError, match="give a width above 0"):
        scaled_svg(svg, width=width)
