"""Frozen results: one spelling, one hash."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.evidence.result import Column, Diagnostic, ResultTable, canonical_json

COLUMNS = (Column(name="code", words="Code", role="key"), Column(name="lq", words="LQ"))


def table(rows: Any, **changes: Any) -> ResultTable:
    return ResultTable(**{"name": "t", "title": "T", "columns": COLUMNS, "rows": rows, **changes})


def test_row_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 1 of table 't' has 1 cells for 2 columns"):
        table((("a", 1.0), ("b",)))


def test_json_refuses_what_has_no_spelling() -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        canonical_json({"x": math.nan})


def test_unknown_column_is_refused() -> None:
    with pytest.raises(ValueError, match="is not in list"):
        table((("a", 1.0),)).column("nothing")


def test_records_and_columns() -> None:
    t = table((("a", 1.0), ("b", None)))
    assert t.column("lq") == [1.0, None]
    assert t.as_records()[1] == {"code": "b", "lq": None}
    assert ResultTable.from_records("t", "T", COLUMNS, t.as_records()) == t


@given(
    st.lists(st.tuples(st.text(max_size=5), st.none() | st.floats(allow_nan=False, allow_infinity=False)), max_size=5)
)
def test_equal_tables_have_equal_hashes_and_others_have_not(rows: list[tuple[str, float | None]]) -> None:
    assert table(tuple(rows)).sha256 == table(tuple(rows)).sha256
    assert table((*rows, ("x", 1.0))).sha256 != table(tuple(rows)).sha256
    assert table(tuple(rows), title="other").sha256 != table(tuple(rows)).sha256


def test_order_of_keys_does_not_matter() -> None:
    assert canonical_json({"b": 1, "a": {"d": 2, "c": 3}}) == canonical_json({"a": {"c": 3, "d": 2}, "b": 1})


def test_diagnostic_is_plain_data() -> None:
    record = Diagnostic(code="x", severity="info", sentence="s", keys=("a",), n=1).as_dict()
    assert record["keys"] == ["a"]
    assert canonical_json(record)
