"""Tiles of scores: every class can be written on, a missing score stays a dash."""

from __future__ import annotations

import pytest
from tests.core.publish.test_style import contrast

from clustrat.publish import style
from clustrat.publish.language import translator
from clustrat.publish.tile_scores import DARK_FROM, ScoreTile, score_class, score_tiles

SAY = translator("en")


@pytest.mark.parametrize("number", range(len(style.SCORE_CLASSES)))
def test_words_on_a_class_can_be_read(number: int) -> None:
    ink = style.PAPER if number >= DARK_FROM else style.INK
    assert contrast(style.SCORE_CLASSES[number][1], ink) >= 4.5


@pytest.mark.parametrize(("score", "number"), [(0.0, 0), (0.99, 0), (1.0, 1), (3.49, 3), (3.5, 4), (4.0, 4)])
def test_a_bound_belongs_to_the_class_above(score: float, number: int) -> None:
    assert score_class(score) == number


def test_a_missing_score_is_a_dash_and_no_zero() -> None:
    tiles = {
        "AT11": ScoreTile(name="Burgenland", score=None),
        "AT12": ScoreTile(name="<Lower>", score=0.0, is_marked=True),
    }
    figure = score_tiles(tiles, name="m", title="T", alt="A", say=SAY, table="t", source="S")
    assert "<title>Burgenland (AT11)</title>" in figure.svg
    assert "&lt;Lower&gt; (AT12): 0.0 of 4" in figure.svg
    assert "few figures, not ranked" in figure.svg
    assert figure.svg.count(">0.0</text>") == 1
