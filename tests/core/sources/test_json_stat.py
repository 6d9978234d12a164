"""JSON-stat 2.0: flat and sparse, flags kept, broken answers refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import SourceError
from clustrat.sources.json_stat import answered_codes, parse_json_stat, read_json_stat


def dataset(value: Any, status: Any = None, *, geo: Any = None, **changes: Any) -> bytes:
    content = {
        "version": "2.0",
        "class": "dataset",
        "id": ["geo", "time"],
        "size": [2, 2],
        "value": value,
        "dimension": {
            "geo": {"category": {"index": geo or {"AT31": 1, "ITH4": 0}}},
            "time": {"category": {"index": {"2014": 0, "2015": 1}}},
        },
        **({"status": status} if status is not None else {}),
    }
    return json.dumps({**content, **changes}).encode()


ROWS = [("ITH4", 2014, 5.0, ""), ("ITH4", 2015, None, "c"), ("AT31", 2014, 0.0, "p")]


def test_sparse_values_and_status() -> None:
    assert parse_json_stat(dataset({"0": 5, "2": 0}, {"1": "|C", "2": "p"}), name="t").frame.rows() == ROWS


def test_flat_values_and_list_of_status() -> None:
    assert parse_json_stat(dataset([5, None, 0, None], [None, "|C", "p", None]), name="t").frame.rows() == ROWS


def test_codes_as_a_list_keep_their_order() -> None:
    assert parse_json_stat(dataset([1, 2, 3, 4], geo=["ITH4", "AT31"]), name="t").frame["geo"].to_list()[:2] == [
        "ITH4",
        "ITH4",
    ]


def test_the_account_adds_up() -> None:
    table = parse_json_stat(dataset({"0": 5, "2": 0}, {"1": "|C"}), name="t")
    assert (table.n_cells_read, table.n_values, table.n_empty, table.cells_by_flag) == (4, 2, 1, {"c": 1})
    assert answered_codes(dataset({}))["geo"] == ["ITH4", "AT31"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (dataset([1, 2, 3, 4])[:-20], "is cut off or not JSON"),
        (b"<html></html>", "is cut off or not JSON"),
        (b"[]", "is not a JSON-stat 2.0 dataset"),
        (dataset([1], version="1.3"), "is not a JSON-stat 2.0 dataset"),
        (dataset([1, 2, 3]), "3 entries of value for 4 cells"),
        (dataset({"7": 1}), "a value stands at place 7 of 4 cells"),
        (dataset({"x": 1}), "neither a list nor an object by place"),
        (dataset({"0": "many"}), "'many' is not a number"),
        (dataset({"0": True}), "'True' is not a number"),
        (dataset([1, 2, 3, 4], size=[3, 2]), "dimension geo has 2 codes and size 3"),
        (dataset([1, 2, 3, 4], dimension={}), "lacks a part of a JSON-stat dataset"),
        (dataset({"0": 1}, {"0": "q"}), "the flag 'q' is not in the published vocabulary"),
        (dataset([1, 2, 3, 4], size=[10**6, 10**6]), "codes and size"),
        (dataset([1, 2, 3, float("nan")]), "cell 3: 'nan' is not a number"),
        (dataset({"1": float("inf")}), "cell 1: 'inf' is not a number"),
        (dataset({"1": 10**400}), "cell 1: '1000"),
        (dataset([1, 2, 3, 4], geo={"AT31": 0, "ITH4": 0}), "two codes of dimension geo have one place"),
        (dataset([1, 2, 3, 4], geo=["AT31", "AT31"]), "two codes of dimension geo have one place"),
        (dataset([1, 2, 3, 4], id=["time", "time"]), "have no names of their own"),
    ],
)
def test_broken_answer_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        parse_json_stat(data, name="t")


@pytest.mark.parametrize(
    ("status", "flag"), [("b|C", "bc"), ("p|C", "cp"), ("|N", "c"), ("|P", "c"), ("p", "p"), ("m", "m")]
)
def test_confidentiality_is_never_taken_for_an_observation_status(status: str, flag: str) -> None:
    assert parse_json_stat(dataset({}, {"0": status}), name="t").cells_by_flag == {flag: 1}


def test_filter_knows_codes_without_figures() -> None:
    assert parse_json_stat(dataset({"0": 1}), name="t", keep={"geo": ["AT31"]}).frame.height == 0


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no file"):
        read_json_stat(tmp_path / "t.json")


def test_filter_with_unknown_code_is_refused() -> None:
    with pytest.raises(SourceError, match="no geo 'XX'"):
        parse_json_stat(dataset([1, 2, 3, 4]), name="t", keep={"geo": ["XX"]})


@given(
    cells=st.lists(
        st.tuples(st.none() | st.floats(-1e9, 1e9, allow_nan=False), st.sampled_from(["", "p", "b", "c", "bc"])),
        min_size=4,
        max_size=4,
    ),
    sparse=st.booleans(),
)
def test_what_is_written_is_read(cells: list[tuple[float | None, str]], sparse: bool) -> None:
    values: Any = [value for value, _ in cells]
    flags: Any = [flag.replace("c", "|C") if flag else None for _, flag in cells]
    if sparse:
        values = {str(n): value for n, value in enumerate(values) if value is not None}
        flags = {str(n): flag for n, flag in enumerate(flags) if flag}
    rows = parse_json_stat(dataset(values, flags), name="t").frame.rows()
    keys = [("ITH4", 2014), ("ITH4", 2015), ("AT31", 2014), ("AT31", 2015)]
    assert rows == [
        (*key, value, flag) for key, (value, flag) in zip(keys, cells, strict=True) if value is not None or flag
    ]


@pytest.mark.extra_data
def test_recorded_answer_with_confidential_cells(extra_data: Path) -> None:
    folder = extra_data / "data" / "eurostat_api_recorded"
    table = read_json_stat(folder / "jsonstat_sts-inpr-m-ie-confidential_abridged.json")
    assert table.cells_by_flag == {"c": 6}
    assert table.n_values == 0
    assert table.frame["time"].to_list()[0] == "2023-01"
