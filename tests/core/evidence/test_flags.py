"""Flags and cells as published."""

from __future__ import annotations

import pytest

from clustrat.errors import SourceError
from clustrat.evidence.flags import FLAG_MEANINGS, CellStatus, flag_words, is_confidential, parse_cell, status_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("708", (708.0, "")),
        ("129101 d", (129101.0, "d")),
        (": c", (None, "c")),
        (":", (None, "")),
        (":C", (None, "c")),
        (" 0 ", (0.0, "")),
        ("-8.3 bp", (-8.3, "bp")),
    ],
)
def test_cells_are_split(text: str, expected: tuple[float | None, str]) -> None:
    assert parse_cell(text, place="line 2") == expected


@pytest.mark.parametrize("text", ["", "n/a", "1,000", "12 345", "c", "1e", "--3"])
def test_other_text_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(SourceError, match="^line 7, column 2014: "):
        parse_cell(text, place="line 7, column 2014")


def test_unknown_flag_is_refused_with_the_vocabulary() -> None:
    with pytest.raises(SourceError, match="the flag 'bq' holds 'q', which is not in the published vocabulary"):
        parse_cell("5 bq", place="line 1")


def test_missing_is_not_zero() -> None:
    assert status_of(0.0, "") is CellStatus.TRUE_ZERO
    assert status_of(None, "") is CellStatus.NOT_AVAILABLE
    assert status_of(None, "u") is CellStatus.NOT_AVAILABLE
    assert status_of(None, "bc") is CellStatus.SUPPRESSED
    assert status_of(3.0, "b") is CellStatus.KNOWN


def test_which_cells_have_a_figure() -> None:
    assert {status for status in CellStatus if status.has_value} == {
        CellStatus.KNOWN, CellStatus.TRUE_ZERO, CellStatus.IMPUTED, CellStatus.MODELLED,
    }  # fmt: skip


def test_words_for_every_letter() -> None:
    assert [flag_words(letter) for letter in FLAG_MEANINGS] == list(FLAG_MEANINGS.values())
    assert flag_words("") == ""
    assert [is_confidential(flag) for flag in ("c", "cd", "bc", "b", "")] == [True, True, True, False, False]
