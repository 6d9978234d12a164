"""What an agency's own totals give back: by hand, against an independent attacker, and what is hidden besides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustrat.study.added_secrecy import ADDED_SECRECY_V1, Exposed, Key, exposed_figures, hide_more

VERSIONS = {"nuts_version": "2013", "nace_version": "2"}
PARTS = ["ITH1", "ITH2", "ITH3", "ITH4", "ITH5"]
INDUSTRIES = ["C10", "C25", "C31"]


def table(values: list[list[int]], year: int = 2015) -> dict[Key, float | None]:
    """Five regions and their total, three industries and their total."""
    cells: dict[Key, float | None] = {}
    for region, row in zip(PARTS, values, strict=True):
        for industry, value in zip(INDUSTRIES, row, strict=True):
            cells[region, industry, year] = float(value)
        cells[region, "", year] = float(sum(row))
    for number, industry in enumerate(INDUSTRIES):
        cells["ITH", industry, year] = float(sum(row[number] for row in values))
    cells["ITH", "", year] = float(sum(map(sum, values)))
    return cells


def without(cells: dict[Key, float | None], *keys: Key) -> dict[Key, float | None]:
    return {key: None if key in keys else value for key, value in cells.items()}


FULL = table([[10, 20, 30], [11, 21, 31], [12, 22, 32], [13, 23, 33], [14, 24, 34]])


@pytest.mark.parametrize(("keys", "exact"), [
    ([("ITH4", "C31", 2015)], [True]),
    # Two in one column: each still follows from its own row.
    ([("ITH4", "C31", 2015), ("ITH5", "C31", 2015)], [True, True]),
    # Four at the corners of a rectangle: 33 is only known to lie between 19 and 57.
    ([("ITH4", "C31", 2015), ("ITH5", "C31", 2015), ("ITH4", "C25", 2015), ("ITH5", "C25", 2015)], []),
])  # fmt: skip
def test_by_hand(keys: list[Key], exact: list[bool]) -> None:
    found = exposed_figures(without(FULL, *keys), keys, **VERSIONS)
    assert [it.is_exact for it in found] == exact


def test_a_total_that_is_hidden_follows_from_its_parts_too() -> None:
    key = ("ITH", "C31", 2015)
    assert exposed_figures(without(FULL, key), [key], **VERSIONS) == [Exposed(key=key, is_exact=True)]


def test_an_interval_that_is_too_narrow_is_not_protection() -> None:
    """Two hidden, 1,000 and 1: the large one lies between 0 and 1,001, but the total of others leaves the small one within 1,001 too."""
    cells: dict[Key, float | None] = {("ITH", "", 2015): 1001.0, **{(it, "", 2015): 0.0 for it in PARTS}}
    keys: list[Key] = [("ITH4", "", 2015), ("ITH5", "", 2015)]
    assert exposed_figures(without(cells, *keys), keys, **VERSIONS) == []
    zero = {**without(cells, *keys), ("ITH", "", 2015): 0.0}
    assert [it.is_exact for it in exposed_figures(zero, keys, **VERSIONS)] == [True, True], (
        "a sum of 0 gives all of them back"
    )


def test_parts_that_are_not_in_the_table_protect() -> None:
    key = ("ITH4", "C31", 2015)
    cells = {it: value for it, value in without(FULL, key).items() if it[0] in ("ITH", "ITH4", "ITH5")}
    assert exposed_figures({it: v for it, v in cells.items() if it[1] == "C31"}, [key], **VERSIONS) == []


def test_averages_are_no_sums() -> None:
    cells: dict[Key, float | None] = {
        (region, industry, 2015): 20.0 + number
        for number, region in enumerate(["ITH", *PARTS])
        for industry in INDUSTRIES
    }
    cells |= {("ITH", f"C{n}", 2015): 25.0 for n in (13, 14, 15, 16)}
    cells |= {(it, f"C{n}", 2015): 25.0 for it in PARTS for n in (13, 14, 15, 16)}
    key = ("ITH4", "C31", 2015)
    assert exposed_figures(without(cells, key), [key], **VERSIONS) == []


def test_what_was_shown_before_cannot_be_taken_back() -> None:
    key = ("ITH4", "C31", 2015)
    found = exposed_figures({key: None}, [key], earlier={key: 33.0}, **VERSIONS)
    assert found == [Exposed(key=key, is_exact=True, was_shown=True)]
    earlier = {it: value for it, value in FULL.items() if it != key and it[1] == "C31"}
    assert exposed_figures({key: None}, [key], earlier=earlier, **VERSIONS) == [Exposed(key=key, is_exact=True)]


def test_figures_below_zero_are_subtracted_all_the_same() -> None:
    key = ("ITH4", "", 2015)
    cells: dict[Key, float | None] = {("ITH", "", 2015): -5.0, **{(it, "", 2015): -1.0 for it in PARTS}}
    assert exposed_figures(without(cells, key), [key], **VERSIONS) == [Exposed(key=key, is_exact=True)]


def test_rounded_totals_protect_no_more_than_their_rounding() -> None:
    key = ("ITH4", "", 2015)
    cells: dict[Key, float | None] = {("ITH", "", 2015): 501.0, **{(it, "", 2015): 100.0 for it in PARTS}}
    assert [it.key for it in exposed_figures(without(cells, key), [key], **VERSIONS)] == [key]


def test_nothing_hidden_nothing_exposed() -> None:
    assert exposed_figures(FULL, [], **VERSIONS) == []
    assert hide_more(FULL, [], **VERSIONS) == ([], [])


def is_determined(cells: dict[Key, float | None], key: Key) -> bool:
    """An independent attacker by linear algebra: whether the sums fix an unknown exactly, in whatever way they are combined."""
    unknown = [it for it, value in cells.items() if value is None]
    lines = []
    for industry in [*INDUSTRIES, ""]:
        lines.append((("ITH", industry, 2015), [(region, industry, 2015) for region in PARTS]))
    for region in [*PARTS, "ITH"]:
        lines.append(((region, "", 2015), [(region, industry, 2015) for industry in INDUSTRIES]))
    matrix = np.zeros((len(lines), len(unknown)))
    for number, (total, parts) in enumerate(lines):
        for it, sign in [(total, -1.0), *((part, 1.0) for part in parts)]:
            if it in unknown:
                matrix[number, unknown.index(it)] = sign
    wanted = np.zeros(len(unknown))
    wanted[unknown.index(key)] = 1.0
    rank = np.linalg.matrix_rank(matrix)
    return bool(np.linalg.matrix_rank(np.vstack([matrix, wanted])) == rank)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.lists(st.integers(1, 60), min_size=3, max_size=3), min_size=5, max_size=5),
    st.sets(st.tuples(st.sampled_from(PARTS), st.sampled_from(INDUSTRIES)), min_size=1, max_size=4),
)
def test_attempted_inversion_finds_nothing_after_hiding_more(
    values: list[list[int]], places: set[tuple[str, str]]
) -> None:
    """DIS-1: whoever adds and subtracts as they like gets no hidden figure back, and no interval narrower than the rule."""
    hidden: list[Key] = sorted((region, industry, 2015) for region, industry in places)
    cells = without(table(values), *hidden)
    exposed = {it.key for it in exposed_figures(cells, hidden, **VERSIONS)}
    assert {key for key in hidden if is_determined(cells, key)} <= exposed, "the gate sees whatever the attacker sees"
    more, left = hide_more(cells, hidden, **VERSIONS)
    assert left == []
    protected = without(cells, *more)
    assert not [key for key in hidden if is_determined(protected, key)]
    assert len(more) <= ADDED_SECRECY_V1.max_more
