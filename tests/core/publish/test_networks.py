"""The industry space as a picture: readable without seeing it, each industry where it always stands."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import translator
from clustrat.publish.networks import _spread, space_chart

NODES = ResultTable(
    name="industry_space",
    title="S",
    columns=tuple(
        Column(name=name, words=name)
        for name in ("nace_code", "short_label", "x", "y", "employment_persons", "lq", "reason")
    ),
    rows=(
        ("C31", "Furniture <&>", -1.0, 1.0, 13613.0, 6.4, ""),
        ("C16", "Wood", 0.0, 0.0, 5564.0, 2.6, ""),
        ("H50", "Water transport", 1.0, -1.0, None, None, "confidential_source"),
        ("B05", "Coal", 0.5, -1.0, None, None, "not_available"),
    ),
)
LINKS = ResultTable(
    name="neighbours",
    title="L",
    columns=tuple(Column(name=name, words=name) for name in ("nace_code", "neighbour", "proximity")),
    rows=(("C16", "C31", 0.6), ("C31", "C16", 0.6), ("C16", "H50", 0.4), ("H50", "C16", 0.4)),
)


def draw(chosen: str = "") -> str:
    return space_chart(
        NODES, LINKS, chosen=chosen, say=translator("en"), title="T <1>", alt="Words", source="Source: S"
    ).svg


def test_the_picture_is_well_formed_and_has_words() -> None:
    root = ET.fromstring(draw())
    names = [child.tag.rpartition("}")[2] for child in root]
    assert names[:2] == ["title", "desc"]
    assert root[0].text == "T <1>"
    words = "".join(root.itertext())
    assert "Furniture <&> (C31): LQ 6.4, 13,613 persons" in words
    assert "Water transport (H50): hidden to protect firms" in words
    assert "Coal (B05): no figure" in words


def test_each_link_is_drawn_once() -> None:
    assert len(re.findall(r'<path d="M[0-9. ]+L[0-9. ]+" stroke', draw())) == 2


def test_a_chosen_industry_and_its_links_stand_out() -> None:
    assert draw("C31").count('stroke-width="1.8"') == 1
    assert draw().count('stroke-width="1.8"') == 0


def test_a_hidden_figure_has_no_size_of_its_own() -> None:
    dashed = re.findall(r'<circle [^>]*r="([0-9.]+)"[^>]*stroke-dasharray', draw())
    assert dashed[0] == "4.2"


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=20))
def test_places_keep_their_order(places: list[float]) -> None:
    found = _spread(places)
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in found)
    for a, x in zip(places, found, strict=True):
        for b, y in zip(places, found, strict=True):
            assert (a < b) <= (x <= y)
            assert (a == b) <= (x == y)
