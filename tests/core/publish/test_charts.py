"""Charts: what is drawn is what the table holds; nothing hidden is drawn, nothing runs, equal tables draw equal pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from clustrat.evidence.result import ResultTable
from clustrat.publish import charts
from clustrat.publish.figures import Figure
from clustrat.publish.language import translator

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"title": "The finding <of> it & all", "alt": 'What "it" shows', "source": "Source: made up for tests, 2014"}
KEYS = ("X01", "X05", "X02", "X04", "X06", "X99")


def strength(table: ResultTable, language: str = "en") -> Figure:
    return charts.strength_chart(table, KEYS, say=translator(language), **WORDS)


def growth(table: ResultTable, language: str = "en") -> Figure:
    return charts.growth_chart(table, KEYS, say=translator(language), years="2008–2014", **WORDS)


def shift(table: ResultTable, language: str = "en") -> Figure:
    return charts.shift_share_chart(table, say=translator(language), **WORDS)


def course(table: ResultTable, language: str = "en") -> Figure:
    return charts.timeline_chart(table, say=translator(language), **WORDS)


def peers(table: ResultTable, language: str = "en") -> Figure:
    return charts.peers_chart(table, say=translator(language), region_name="Región <A>", **WORDS)


ALL = [
    ("divisions", strength),
    ("divisions", growth),
    ("shift_share", shift),
    ("timeline", course),
    ("peer_comparison", peers),
]


def words(figure: Figure) -> list[str]:
    """The words in the picture, in its order."""
    root = ElementTree.fromstring(figure.svg)
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


@pytest.mark.parametrize(("fixture", "draw"), ALL)
def test_every_chart_says_what_it_is(fixture: str, draw: Callable[..., Figure], request: pytest.FixtureRequest) -> None:
    figure = draw(request.getfixturevalue(fixture))
    root = ElementTree.fromstring(figure.svg)
    assert root.get("role") == "img"
    assert [node.tag for node in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert (root[0].text, root[1].text) == (WORDS["title"], WORDS["alt"])
    assert (figure.table, figure.source) == (fixture, WORDS["source"])
    assert "<script" not in figure.svg
    assert "href=" not in figure.svg


@pytest.mark.parametrize(("fixture", "draw"), ALL)
def test_no_coordinate_is_lost(fixture: str, draw: Callable[..., Figure], request: pytest.FixtureRequest) -> None:
    svg = draw(request.getfixturevalue(fixture)).svg
    drawn = re.sub(r"<(title|desc)>.*?</\1>|>[^<]*<", "><", svg)
    assert "NaN" not in drawn
    assert "Infinity" not in drawn
    assert "undefined" not in drawn


@pytest.mark.parametrize(("fixture", "draw"), ALL)
def test_equal_tables_draw_equal_pictures(
    fixture: str, draw: Callable[..., Figure], request: pytest.FixtureRequest
) -> None:
    table = request.getfixturevalue(fixture)
    assert draw(table).svg == draw(table).svg


@pytest.mark.parametrize(("fixture", "draw"), ALL)
@pytest.mark.parametrize("language", ["de", "it", "hu"])
def test_every_language_stays_inside(
    fixture: str, draw: Callable[..., Figure], language: str, request: pytest.FixtureRequest
) -> None:
    table = request.getfixturevalue(fixture)
    assert draw(table, language).size[0] <= 1.03 * draw(table).size[0] + 20


def test_strength_keeps_the_order_asked_for_and_leaves_out_what_is_hidden(divisions: ResultTable) -> None:
    drawn = words(strength(divisions))
    labels = [text for text in drawn if text in {"Ďábelské <knoty> & svíce", "Łódki", "Čokoláda", "Žárovky"}]
    assert labels == ["Ďábelské <knoty> & svíce", "Žárovky", "Łódki"]
    assert {"6.4", "1,200", "300", "40"} <= set(drawn)


def test_strength_tells_sure_from_perhaps_in_words(divisions: ResultTable) -> None:
    assert {"surely above 1", "perhaps above 1"} <= set(words(strength(divisions)))


def test_numbers_are_written_as_the_language_writes_them(divisions: ResultTable) -> None:
    drawn = words(strength(divisions, "de"))
    assert {"6,4", "1.200", "0,5"} <= set(drawn)
    assert "6.4" not in drawn


def test_strength_of_nothing_is_an_empty_chart(divisions: ResultTable) -> None:
    assert "Persons employed" in words(charts.strength_chart(divisions, (), say=translator("en"), **WORDS))


def test_growth_names_only_what_it_can_show(divisions: ResultTable) -> None:
    drawn = words(growth(divisions))
    assert "Łódki" in drawn
    assert "Žárovky" not in drawn  # no growth is known
    assert "Őrlés" not in drawn  # was not asked for
    assert {"strong and growing", "weak, shrinking"} <= set(drawn)


def test_growth_draws_area_by_persons(divisions: ResultTable) -> None:
    svg = growth(divisions).svg
    circles = re.findall(r'data-mark="circle"[^>]*? d="([^"]+)"', svg)
    radii = sorted(float(re.match(r"M(-?[\d.]+)", path)[1]) for path in circles)  # type: ignore[index]
    persons = [1.0, 300.0, 1200.0, 9000.0]
    assert len(radii) == len(persons)
    for radius, count in zip(radii, persons, strict=True):
        assert (radius / radii[-1]) ** 2 == pytest.approx(count / persons[-1], rel=0.05, abs=1e-3)


def test_shift_share_steps_lead_to_the_sum(shift_share: ResultTable) -> None:
    svg = shift(shift_share).svg
    bars = re.findall(r'data-row="start: ([^;]+); order: \d; end: ([^;]+);', svg.replace("−", "-"))
    steps = [(float(start), float(end)) for start, end in bars]
    assert steps == [(0, -300), (-300, -180), (-180, -150), (0, -150)]
    assert {"−300", "+120", "+30", "−150"} <= set(words(shift(shift_share)))


def test_timeline_writes_first_and_last_known_figure(timeline: ResultTable) -> None:
    drawn = words(course(timeline))
    assert {"1,000", "1,200", "50", "40"} <= set(drawn)
    assert "1,100" not in drawn
    assert "–" not in drawn


def test_timeline_words_of_neighbouring_years_do_not_meet(timeline: ResultTable) -> None:
    """Of 50 and 40, a year apart, the first stands at the side of its point and the last above."""
    places = {
        written: [float(number) for number in place.split(",")]
        for place, written in re.findall(
            r'transform="translate\(([\d.,-]+)\)"[^>]*>(50|40)</text>', course(timeline).svg
        )
    }
    assert places["50"][0] < places["40"][0]
    assert abs(places["50"][1] - places["40"][1]) >= 10


def test_timeline_leaves_a_gap_and_marks_it(timeline: ResultTable) -> None:
    svg = course(timeline).svg
    crosses = [mark for mark in re.findall(r"<path[^>]*/>", svg) if "ground: 0" in mark and "point" in mark]
    years = sorted(int(year) for mark in crosses for year in re.findall(r"year: (\d{4})", mark))
    assert years == [2008, 2008, 2009, 2009, 2010, 2011, 2011]


def test_peers_draw_own_region_apart(peer_comparison: ResultTable) -> None:
    drawn = words(peers(peer_comparison))
    assert {"Región <A>", "peers", "6.4"} <= set(drawn)
    assert drawn.count("6.4") == 2
