"""JSON-stat, SDMX-CSV and GeoJSON carry every figure to the last digit, and say what is hidden."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import ParameterError
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.exchange import geojson_bytes, json_stat_bytes, keys_of, sdmx_csv_bytes
from clustrat.sources.json_stat import parse_json_stat
from clustrat.sources.sdmx_csv import parse_sdmx_csv

COLUMNS = (
    Column(name="nuts_code", words="NUTS", role="key"),
    Column(name="region", words="Region", role="label"),
    Column(name="nace_code", words="NACE", role="key"),
    Column(name="employment_persons", words="Persons employed", unit="persons"),
    Column(name="flag", words="Flag", role="flag"),
    Column(name="reason", words="Why no figure", role="reason"),
)
TABLE = ResultTable(
    name="t",
    title="Persons employed",
    columns=COLUMNS,
    rows=(
        ("ITH4", "Friuli-Venezia Giulia", "C31", 13613.0, "", ""),
        ("ITH4", "Friuli-Venezia Giulia", "H50", None, "c", "confidential_source"),
        ("SI04", "Zahodna Slovenija", "C31", 0.1, "p", ""),
    ),
    sources=("Source: S",),
)


def test_the_fewest_keys_tell_rows_apart() -> None:
    assert [column.name for column in keys_of(TABLE)] == ["nuts_code", "nace_code"]


def test_rows_without_a_key_are_numbered() -> None:
    table = ResultTable(name="t", title="T", columns=(Column(name="lq", words="LQ"),), rows=((1.5,), (1.5,)))
    assert keys_of(table) == ()
    document = json.loads(json_stat_bytes(table))
    assert document["id"] == ["row", "measure"]
    assert document["value"] == {"0": 1.5, "1": 1.5}


def test_json_stat_by_hand() -> None:
    document = json.loads(json_stat_bytes(TABLE))
    assert (document["version"], document["class"]) == ("2.0", "dataset")
    assert document["size"] == [2, 2, 1]
    assert document["value"] == {"0": 13613.0, "2": 0.1}
    assert document["status"] == {"1": "c", "2": "p"}
    assert document["extension"]["reasons"] == {"1": "confidential_source"}
    assert document["dimension"]["nuts_code"]["category"]["label"]["SI04"] == "Zahodna Slovenija"
    assert document["dimension"]["measure"]["category"]["unit"] == {"employment_persons": {"label": "persons"}}


def test_our_own_reader_reads_json_stat_back() -> None:
    found = parse_json_stat(json_stat_bytes(TABLE), name="t").frame
    assert set(found.rows()) == {
        ("ITH4", "C31", "employment_persons", 13613.0, ""),
        ("ITH4", "H50", "employment_persons", None, "c"),
        ("SI04", "C31", "employment_persons", 0.1, "p"),
    }


def test_our_own_reader_reads_sdmx_csv_back() -> None:
    text = sdmx_csv_bytes(TABLE, year=2014)
    assert text.splitlines()[1].startswith(b"dataflow,CLUSTRAT:T(1.0),I,ITH4,C31,employment_persons,2014,13613.0")
    found = parse_sdmx_csv(text, name="t").frame
    kept = {(row["nuts_code"], row["nace_code"], row["time"], row["value"], row["flag"]) for row in found.to_dicts()}
    assert kept == {
        ("ITH4", "C31", 2014, 13613.0, ""),
        ("ITH4", "H50", 2014, None, "c"),
        ("SI04", "C31", 2014, 0.1, "p"),
    }


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8))
def test_no_digit_is_lost(values: list[float]) -> None:
    columns = (Column(name="code", words="Code", role="key"), Column(name="x", words="X"))
    table = ResultTable(
        name="t", title="T", columns=columns, rows=tuple((f"C{n}", value) for n, value in enumerate(values))
    )
    document = json.loads(json_stat_bytes(table))
    assert [document["value"][str(n)] for n in range(len(values))] == values
    lines = sdmx_csv_bytes(table).decode().splitlines()[1:]
    assert [float(line.split(",")[6]) for line in lines] == values


def test_geojson_puts_regions_at_their_points() -> None:
    columns = (COLUMNS[0], COLUMNS[3])
    table = ResultTable(name="t", title="T", columns=columns, rows=(("ITH4", 5.0), ("SI04", None)))
    document = json.loads(geojson_bytes(table, {"ITH4": (13.1, 46.1)}))
    first, second = document["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [13.1, 46.1]}
    assert first["properties"] == {"nuts_code": "ITH4", "employment_persons": 5.0}
    assert second["geometry"] is None


def test_what_is_no_map_is_refused() -> None:
    with pytest.raises(ParameterError, match="a region stands twice"):
        geojson_bytes(TABLE, {})
    with pytest.raises(ParameterError, match="no column 'place'"):
        geojson_bytes(TABLE, {}, code="place")


def test_text_that_would_run_as_a_formula_is_disarmed() -> None:
    columns = (Column(name="code", words="Code", role="key"), Column(name="x", words="X"))
    table = ResultTable(name="t", title="T", columns=columns, rows=(("=1+1", 1.0),))
    assert b",'=1+1," in sdmx_csv_bytes(table)
