"""Charts about a theme: what is drawn is what the table holds, nothing is drawn of nothing, and names cover no circle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

from clustrat.evidence.result import Column, ResultTable
from clustrat.publish import potential_charts as charts
from clustrat.publish.figures import Figure
from clustrat.publish.language import translator

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"title": "The finding <of> it & all", "alt": 'What "it" shows', "source": "Source: made up for tests, 2014"}


def table(name: str, records: list[dict[str, Any]]) -> ResultTable:
    columns = [Column(name=key, words=key) for key in (records[0] if records else {"label": ""})]
    return ResultTable.from_records(name, name, columns, records)


def rating(label: str, potential: float | None, **rest: Any) -> dict[str, Any]:
    record = {
        "label": label, "potential": potential, "potential_low": None, "potential_high": None, "confidence": 0.8,
        "place": 3, "n_ranked": 280, "is_marked": False,
    }  # fmt: skip
    return {**record, **rest}


RATINGS = table(
    "potential",
    [
        rating("Ageing <old>", 2.24, potential_low=2.0, potential_high=2.6, is_marked=True),
        rating("Green", 2.81, place=None),
        rating("Nothing known", None),
    ],
)
MISSING = table(
    "quadrants",
    [
        {"nace_code": f"C{n}", "short_label": f"Industry {n}", "theme_weight": 0.5 if n < 12 else 0.0,
         "density_percentile": float(7 * n % 100), "complexity_percentile": float(13 * n % 100)}
        for n in range(10, 40)
    ],
)  # fmt: skip
PARTNERS = table(
    "partners",
    [
        {"region": "Wien", "nuts_code": "AT13", "score": 3.86, "score_low": -0.5, "score_high": 4.1, "added": 0.73, "by_chance": 0.3},
        {"region": "A & B", "nuts_code": "DK01", "score": 1.2, "score_low": None, "score_high": None, "added": 0.1, "by_chance": 0.3},
    ],
)  # fmt: skip


def potential(language: str = "en") -> Figure:
    return charts.potential_chart(RATINGS, say=translator(language), **WORDS)


def quadrants(language: str = "en") -> Figure:
    return charts.quadrants_chart(MISSING, say=translator(language), of_theme="belongs", **WORDS)


def partners(language: str = "en") -> Figure:
    return charts.partners_chart(PARTNERS, PARTNERS.as_records(), say=translator(language), **WORDS)


ALL = [potential, quadrants, partners]


def words(figure: Figure) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", ALL)
def test_every_chart_says_what_it_is_and_draws_the_same_again(chart: Callable[..., Figure]) -> None:
    figure = chart()
    root = ElementTree.fromstring(figure.svg)
    assert root.get("role") == "img"
    assert next(root.iter(f"{SVG}title")).text == WORDS["title"]
    assert chart().svg == figure.svg
    assert "<script" not in figure.svg


def test_a_theme_without_a_rating_is_not_drawn() -> None:
    drawn = words(potential())
    assert "Ageing <old>" in drawn
    assert "Nothing known" not in drawn


def test_ratings_are_written_in_the_language_and_a_theme_without_a_place_says_so() -> None:
    assert {"2.2", "2.8", "place 3 of 280", "not ranked", "rests on few figures, marked"} <= set(words(potential()))
    assert {"2,2", "2,8", "Platz 3 von 280", "ohne Rang"} <= set(words(potential("de")))


def test_every_industry_has_a_circle_and_those_of_the_theme_come_first_to_their_names() -> None:
    figure = quadrants()
    assert figure.svg.count("<path") > len(MISSING.rows)
    drawn = words(figure)
    assert {"Industry 10", "Industry 11"} <= set(drawn)
    assert {"near, rare know-how", "far, common know-how", "belongs"} <= set(drawn)


def test_partners_are_named_with_score_and_share() -> None:
    assert {"Wien (AT13)", "A & B (DK01)", "3.9", "73%"} <= set(words(partners()))


@pytest.mark.parametrize("chart", [charts.potential_chart, charts.quadrants_chart])
def test_a_table_of_another_kind_is_refused(chart: Callable[..., Figure]) -> None:
    extra = {"of_theme": "belongs"} if chart is charts.quadrants_chart else {}
    with pytest.raises(KeyError):
        chart(PARTNERS, say=translator("en"), **WORDS, **extra)


def test_nothing_missing_draws_an_empty_plane() -> None:
    figure = charts.quadrants_chart(table("quadrants", []), say=translator("en"), of_theme="belongs", **WORDS)
    assert "near, rare know-how" in words(figure)
