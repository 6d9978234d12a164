"""Names beside circles: inside the chart, never over each other."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from clustrat.publish.labels import LINE_HEIGHT, Circle, Label, place_labels

WIDTH, HEIGHT = 400.0, 300.0
circles = st.lists(
    st.builds(
        Circle, x=st.floats(0, WIDTH, width=32), y=st.floats(0, HEIGHT, width=32), radius=st.floats(1, 25, width=32)
    ),
    max_size=12,
)


def overlap(a: Label, b: Label) -> bool:
    return abs(a.y - b.y) < LINE_HEIGHT and a.x < b.x + b.width and b.x < a.x + a.width


@given(circles)
def test_names_stay_inside_and_apart(found: list[Circle]) -> None:
    names = place_labels(found, {n: f"name {n}" for n in range(len(found))}, width=WIDTH, height=HEIGHT)
    for label in names.values():
        assert label.x >= 0
        assert label.x + label.width <= WIDTH
        assert LINE_HEIGHT / 2 <= label.y <= HEIGHT - LINE_HEIGHT / 2
    assert not [pair for pair in combinations(names.values(), 2) if overlap(*pair)]


@given(circles)
def test_same_circles_same_names(found: list[Circle]) -> None:
    wanted = {n: "x" * (n + 3) for n in range(len(found))}
    assert place_labels(found, wanted, width=WIDTH, height=HEIGHT) == place_labels(
        found, wanted, width=WIDTH, height=HEIGHT
    )


def test_the_first_name_has_the_best_place() -> None:
    near = [Circle(x=200, y=150, radius=5), Circle(x=202, y=150, radius=5)]
    first = place_labels(near, {0: "first", 1: "second"}, width=WIDTH, height=HEIGHT, most_cost=float("inf"))
    assert first[0].y == 150 or 0 in first


def test_name_beside_the_edge_turns_to_the_left() -> None:
    (label,) = place_labels([Circle(x=395, y=150, radius=4)], {0: "Furniture"}, width=WIDTH, height=HEIGHT).values()
    assert label.x + label.width < 395


def test_name_without_a_free_place_is_left_out() -> None:
    crowd = [Circle(x=x, y=y, radius=25) for x in range(0, 401, 20) for y in range(0, 301, 20)]
    assert place_labels(crowd, {100: "Furniture"}, width=WIDTH, height=HEIGHT) == {}
    assert place_labels(crowd, {100: "Furniture"}, width=WIDTH, height=HEIGHT, most_cost=float("inf"))


def test_name_wider_than_the_chart_is_left_out() -> None:
    spot = [Circle(x=20, y=20, radius=3)]
    assert place_labels(spot, {0: "x" * 200}, width=WIDTH, height=HEIGHT, most_cost=float("inf")) == {}


def test_standing_words_are_not_covered() -> None:
    spot = [Circle(x=100, y=100, radius=4)]
    free = place_labels(spot, {0: "Furniture"}, width=WIDTH, height=HEIGHT)[0]
    moved = place_labels(spot, {0: "Furniture"}, width=WIDTH, height=HEIGHT, standing=[free])[0]
    assert not overlap(free, moved)


def test_name_does_not_cross_a_line_of_the_chart_if_another_side_is_free() -> None:
    circle = {"circles": [Circle(x=200, y=150, radius=4)], "wanted": {0: "Furniture"}, "width": WIDTH, "height": HEIGHT}
    assert place_labels(**circle)[0].x > 200
    beside = place_labels(**circle, upright=(220.0,))[0]
    assert not beside.x < 220 < beside.x + beside.width
    off = place_labels(**circle, level=(150.0,))[0]
    assert abs(off.y - 150) >= LINE_HEIGHT / 2
