"""Tables cell by cell: every figure with unit, flag, reason and source; a missing one is null."""

from __future__ import annotations

import io

import polars as pl

from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.cells import cell_rows, parquet_bytes

TABLE = ResultTable(
    name="divisions",
    title="Divisions",
    columns=(
        Column(name="nace_code", words="NACE", role="key"),
        Column(name="short_label", words="Division", role="label"),
        Column(name="employment_persons", words="Persons employed", unit="persons"),
        Column(name="lq", words="LQ"),
        Column(name="lq_low", words="LQ, low", role="low"),
        Column(name="flag", words="Flag", role="flag"),
        Column(name="reason", words="Why", role="reason"),
    ),
    rows=(
        ("C31", "Furniture", 13613.0, 0.1 + 0.2, 0.25, "e", ""),
        ("H50", "Water transport", None, None, None, "c", "confidential_source"),
        ("C99", "None", 0.0, None, None, "", "not_computable"),
    ),
    sources=("Eurostat, sbs",),
)


def test_every_figure_is_a_row_with_its_unit_flag_reason_and_source() -> None:
    rows = cell_rows(TABLE)
    assert len(rows) == 3 * 3
    assert rows[0] == {
        "nace_code": "C31", "label": "Furniture", "measure": "employment_persons", "words": "Persons employed", "unit": "persons",
        "value": 13613.0, "flag": "e", "reason": "", "sources": "Eurostat, sbs",
    }  # fmt: skip
    hidden = [row for row in rows if row["nace_code"] == "H50"]
    assert {(row["value"], row["flag"], row["reason"]) for row in hidden} == {(None, "c", "confidential_source")}


def test_a_true_nought_stays_a_nought_and_has_no_reason() -> None:
    nought = next(
        row for row in cell_rows(TABLE) if row["nace_code"] == "C99" and row["measure"] == "employment_persons"
    )
    assert (nought["value"], nought["reason"]) == (0.0, "")


def test_the_file_reads_back_to_the_last_digit_with_its_origin() -> None:
    data = parquet_bytes(TABLE, about={"edition": "2015.1", "result_hash": "abc"})
    frame = pl.read_parquet(io.BytesIO(data))
    assert frame.filter(pl.col("measure") == "lq")["value"].to_list() == [0.1 + 0.2, None, None]
    metadata = pl.read_parquet_metadata(io.BytesIO(data))
    assert (metadata["edition"], metadata["result_hash"], metadata["table_sha256"]) == ("2015.1", "abc", TABLE.sha256)
    assert data == parquet_bytes(TABLE, about={"edition": "2015.1", "result_hash": "abc"})


def test_rows_without_a_key_are_numbered_and_an_empty_table_keeps_its_columns() -> None:
    keyless = ResultTable(name="t", title="T", columns=(Column(name="lq", words="LQ"),), rows=((1.0,), (2.0,)))
    frame = pl.read_parquet(io.BytesIO(parquet_bytes(keyless, about={})))
    assert frame["row"].to_list() == [1, 2]
    empty = ResultTable(name="t", title="T", columns=TABLE.columns, rows=())
    assert pl.read_parquet(io.BytesIO(parquet_bytes(empty, about={}))).height == 0


def test_a_key_that_is_called_like_a_column_of_ours_keeps_its_cells() -> None:
    columns = (Column(name="measure", words="M", role="key"), Column(name="value", words="V"))
    frame = pl.read_parquet(
        io.BytesIO(parquet_bytes(ResultTable(name="t", title="T", columns=columns, rows=(("gdp", 5.0),)), about={}))
    )
    assert frame.row(0, named=True) | {} == {
        "measure_code": "gdp", "label": "", "measure": "value", "words": "V", "unit": "", "value": 5.0, "flag": "", "reason": "",
        "sources": "",
    }  # fmt: skip
