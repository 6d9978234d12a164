"""Uploaded tables: what is refused before a cell is read, and what is found row by row."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from clustrat_platform.atlas import table_child
from clustrat_platform.atlas.table_checks import check_mapping, check_rows
from clustrat_platform.atlas.table_child import LIMITS, RefusedError, read_csv, read_xlsx
from clustrat_platform.atlas.table_reading import ReadTable, kind_of, read_upload
from clustrat_platform.base.problems import Invalid

MAPPING = {
    "nuts": "geo", "nace": "nace", "year": "year", "value": "value", "flag": "flag", "measure": "employment_persons",
    "unit": "persons", "nuts_version": "2013", "nace_version": "2",
}  # fmt: skip


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(change: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A good workbook with parts added or replaced."""
    source = zipfile.ZipFile(io.BytesIO(workbook(["geo", "value"], ["ITH4", 1])))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name in source.namelist():
            if name not in change:
                target.writestr(name, source.read(name))
        for name, data in change.items():
            target.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(("data", "fault"), [
    (b"", "no line below its head"), (b"geo,value\n", "no line below its head"), (b"geo,value\nITH4\n", "1 fields instead of 2"),
    (b"geo,geo\nITH4,1\n", "stands twice"), (b"geo,\nITH4,1\n", "has no name"), (b"geo,value\nITH4,a\x00b\n", "NUL"),
    ("geo,value\nÖ,1\n".encode("latin-1"), "not UTF-8"), ("geo,value\nITH4,1\n".encode("utf-16"), "UTF-16"), (b"PK\x03\x04", "ZIP archive"),
    (b"geo,value\nITH4,=1+1\n", "is a formula"), (b"geo,value\n@SUM(A1),1\n", "is a formula"), (b"geo,value\n+cmd|x,1\n", "is a formula"),
    ("geo,value\n\uff1d1,1\n".encode(), "is a formula"), (b'geo,value\n"ITH4,1\n', "unexpected end"),
    (b"geo,value\nITH4," + b"x" * 5_001 + b"\n", "field larger"), (b",".join([b"c%d" % n for n in range(201)]) + b"\n" + b"," * 200 + b"\n", "201 columns"),
])  # fmt: skip
def test_a_csv_that_is_none_is_refused_with_a_sentence(data: bytes, fault: str) -> None:
    with pytest.raises(RefusedError, match=fault):
        read_csv(data)


def test_negative_numbers_are_numbers_and_one_apostrophe_goes() -> None:
    found = read_csv("geo;value;note\nITH4;-1,5;'=1+1\nITH3;-2 d;\n".encode("utf-8-sig"))
    assert found == [["geo", "value", "note"], ["ITH4", "-1,5", "=1+1"], ["ITH3", "-2 d", ""]]


@pytest.mark.parametrize(("data", "fault"), [
    (b"not a workbook", "no XLSX workbook"), (b"PK\x05\x06" + b"\0" * 18, "no XLSX workbook"),
    (workbook(["geo", "value"], ["ITH4", "=1+1"]), "holds a formula"), (workbook(["geo", "value"]), "no line below its head"),
    (repacked({"xl/media/x.bin": b"\0" * 60_000_000}), "macro or another archive"),
    (repacked({"xl/media/x.xml": b"\0" * 60_000_000}), "times its size"), (repacked({"inner.zip": b"PK"}), "another archive"),
    (repacked({"../evil.xml": b"x"}), "leads out of it"), (repacked({"/evil.xml": b"x"}), "leads out of it"),
    (repacked({"xl/workbook.xml": b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><workbook/>'}), "document type"),
    (repacked({"xl/workbook.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><workbook/>'.encode("utf-16")}), "document type"),
    (repacked({"xl/workbook.xml": b"<workbook"}), "cannot be read"),
    (repacked({f"xl/x{n}.xml": b"" for n in range(1_001)}), "parts"),
])  # fmt: skip
def test_a_workbook_that_is_none_or_a_bomb_is_refused_with_a_sentence(data: bytes, fault: str) -> None:
    with pytest.raises(RefusedError, match=fault):
        read_xlsx(data)


def test_a_bomb_with_a_forged_size_is_counted_while_it_unpacks() -> None:
    data = bytearray(repacked({"xl/media/x.xml": b"\0" * 30_000_000}))
    size = (30_000_000).to_bytes(4, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = (100).to_bytes(4, "little")
    with pytest.raises(RefusedError):
        read_xlsx(bytes(data))


def test_cells_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(table_child.LIMITS, "cells", 5)
    with pytest.raises(RefusedError, match="more than 5 cells"):
        read_csv(b"a,b\n1,2\n3,4\n")
    with pytest.raises(RefusedError, match="more than 5 cells"):
        read_xlsx(workbook(["a", "b"], [1, 2], [3, 4]))


def test_a_workbook_reads_as_text_without_empty_edges() -> None:
    found = read_xlsx(workbook(["geo", "value", None], ["ITH4", 1.5, None], [None, None, None], ["ITH3", 12.0, None]))
    assert found == [["geo", "value"], ["ITH4", "1.5"], ["ITH3", "12"]]


def test_the_process_of_its_own_answers_and_refuses() -> None:
    found = read_upload(b"geo,value\nITH4,1\n", name="t.csv")
    assert (found.columns, found.rows) == (["geo", "value"], [["ITH4", "1"]])
    assert read_upload(workbook(["geo", "value"], ["ITH4", 1]), name="T.XLSX").rows == [["ITH4", "1"]]
    with pytest.raises(Invalid, match="times its size"):
        read_upload(repacked({"xl/media/x.xml": b"\0" * 60_000_000}), name="t.xlsx")


def test_what_ends_the_process_is_told_as_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from clustrat_platform.atlas import table_reading

    monkeypatch.setattr(table_reading.sys, "executable", "/bin/false")
    with pytest.raises(Invalid, match="could not be read within its limits"):
        read_upload(b"geo,value\nITH4,1\n", name="t.csv")


@pytest.mark.parametrize(("name", "n_bytes", "fault"), [
    ("t.xls", 9, "neither"), ("t", 9, "neither"), ("t.csv.exe", 9, "neither"), ("t.csv", 0, "is empty"), ("t.csv", 20_000_001, "21 MB"),
])  # fmt: skip
def test_other_files_are_refused_by_name_and_size(name: str, n_bytes: int, fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        kind_of(name, n_bytes=n_bytes)
    assert LIMITS["bytes"] == 20_000_000


# Rows ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("changed", "fault"), [
    ({"nuts": ""}, "which column"), ({"value": "x"}, "no column 'x'"), ({"nace": "geo"}, "two meanings"), ({"measure": "Persons!"}, "small letters"),
    ({"unit": " "}, "Name the unit"), ({"year": ""}, "either by a column"), ({"fixed_year": "2015"}, "either by a column"),
    ({"year": "", "fixed_year": "15"}, "no year"), ({"nuts_version": "1999"}, "of which version"), ({"nace_version": "3"}, "of which version"),
])  # fmt: skip
def test_a_mapping_that_cannot_be_is_refused(changed: dict[str, str], fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        check_mapping(MAPPING | changed, columns=["geo", "nace", "year", "value", "flag"])


def checked(*rows: list[str], territory: tuple[str, str] | None = None, hide_more: bool = False) -> Any:
    columns = ["geo", "nace", "year", "value", "flag"]
    mapping = check_mapping({**MAPPING, "hide_more": hide_more}, columns=columns)
    return check_rows(ReadTable(columns=columns, rows=list(rows)), mapping, territory=territory)


@pytest.mark.parametrize(("row", "fault"), [
    (["ITZ9", "C31", "2015", "1", ""], "ITZ9"), (["FRB0", "C31", "2015", "1", ""], "FRB0"), (["ITH4", "Z99", "2015", "1", ""], "Z99"),
    (["ITH4", "C31", "15", "1", ""], "no year"), (["ITH4", "C31", "2999", "1", ""], "no year"), (["ITH4", "C31", "2015", "many", ""], "neither a number"),
    (["ITH4", "C31", "2015", "1.5.2", ""], "neither a number"), (["ITH4", "C31", "2015", "1e99", ""], "too large"),
    (["ITH4", "C31", "2015", "nan", ""], "neither a number"), (["ITH4", "C31", "2015", "1", "q"], "published vocabulary"),
    (["", "C31", "2015", "1", ""], ""),
])  # fmt: skip
def test_a_row_that_cannot_be_is_left_out_with_its_line(row: list[str], fault: str) -> None:
    found = checked(["ITH3", "C31", "2015", "7", ""], row)
    assert (found.n_read, len(found.rows), found.n_rejected) == (2, 1, 1)
    assert found.findings[0].line == 3
    assert fault in found.findings[0].text


def test_missing_is_not_zero_and_a_row_stands_once() -> None:
    found = checked(
        ["ITH4", "C31", "2015", ":", ""], ["ITH3", "C31", "2015", "0", ""], ["ITH5", "C31", "2015", "1,5 d", ""],
        ["ITH4", "C31", "2015", "4", ""],
    )  # fmt: skip
    assert [row[4:] for row in found.rows] == [(None, ""), (0.0, ""), (1.5, "d")]
    assert "stand in line 2 already" in found.findings[0].text
    assert found.certificate["rule_version"] == "sdc.v1"


def test_a_row_outside_the_territory_is_left_out() -> None:
    """PER-5."""
    found = checked(["ITH4", "C31", "2015", "1", ""], ["AT31", "C31", "2015", "1", ""], territory=("2013", "ITH"))
    assert [row[1] for row in found.rows] == ["ITH4"]
    assert "does not lie in your territory" in found.findings[0].text


def test_a_confidential_figure_that_is_shown_stops_the_whole_table() -> None:
    found = checked(["ITH4", "C31", "2015", "12", "c"], ["ITH3", "C31", "2015", "7", ""])
    assert "Line 2 shows a confidential figure" in found.faults[0]


def test_a_hidden_figure_that_follows_by_subtraction_stops_the_whole_table() -> None:
    """DIS: the total less the published parts."""
    parts = [["ITH1", "C31", "2015", "10", ""], ["ITH2", "C31", "2015", "20", ""], ["ITH3", "C31", "2015", "30", ""]]
    total = ["ITH", "C31", "2015", "100", ""]
    hidden = [["ITH4", "C31", "2015", ":", "c"], ["ITH5", "C31", "2015", "15", ""]]
    (fault,) = checked(*parts, *hidden, total).faults
    assert "ITH4 (C31, 2015) is hidden, but follows from the totals" in fault
    assert not checked(*parts, *hidden).faults
    both = [hidden[0], ["ITH5", "C31", "2015", ":", "c"]]
    assert not checked(*parts, *both, total).faults


def test_further_figures_are_hidden_on_request_and_said_row_by_row() -> None:
    parts = [["ITH1", "C31", "2015", "10", ""], ["ITH2", "C31", "2015", "20", ""], ["ITH3", "C31", "2015", "30", ""]]
    rest = [["ITH4", "C31", "2015", ":", "c"], ["ITH5", "C31", "2015", "15", ""], ["ITH", "C31", "2015", "100", ""]]
    found = checked(*parts, *rest, hide_more=True)
    assert (found.faults, found.n_hidden_more) == ([], 1)
    assert [(row[1], row[4], row[5]) for row in found.rows][:1] == [("ITH1", None, "c")]
    (note,) = found.findings
    assert (note.line, note.is_error) == (2, False)
    assert found.certificate["n_hidden_more"] == 1
    assert found.n_rejected == 0


@pytest.mark.parametrize(("value", "flag", "firms", "fault"), [
    ("12", "", "2", "fewer than 3 firms"), ("12", "", "1", "fewer than 3 firms"), (":", "", "2", ""), ("12", "", "3", ""),
    ("0", "", "0", ""), ("12", "", "", ""),
])  # fmt: skip
def test_a_figure_of_too_few_firms_is_not_shown(value: str, flag: str, firms: str, fault: str) -> None:
    table = ReadTable(
        columns=["geo", "nace", "year", "value", "flag", "firms"], rows=[["ITH4", "C31", "2015", value, flag, firms]]
    )
    found = check_rows(table, check_mapping({**MAPPING, "contributors": "firms"}, columns=table.columns))
    assert bool(found.faults) == bool(fault)
    if fault:
        assert fault in found.faults[0]
    elif firms == "2":
        assert found.rows[0][4:] == (None, "c")
    else:
        assert found.rows[0][5] == ""
    few = ReadTable(columns=table.columns, rows=[["ITH4", "C31", "2015", "1", "", "two"]])
    odd = check_rows(few, check_mapping({**MAPPING, "contributors": "firms"}, columns=few.columns))
    assert "no number of firms" in odd.findings[0].text


def test_what_the_edition_in_use_shows_cannot_be_hidden_by_another_upload() -> None:
    """DIS-6: differencing against what was published before."""
    table = ReadTable(columns=["geo", "nace", "year", "value", "flag"], rows=[["ITH4", "C31", "2015", ":", "c"]])
    mapping = check_mapping(MAPPING, columns=table.columns)
    found = check_rows(table, mapping, earlier={("ITH4", "C31", 2015): 12.0})
    assert "the edition in use shows it" in found.faults[0]
    total = ReadTable(columns=table.columns, rows=[*table.rows, ["ITH", "C31", "2015", "50", ""]])
    earlier = {(f"ITH{n}", "C31", 2015): 10.0 for n in (1, 2, 3, 5)}
    assert "follows from the totals" in check_rows(total, mapping, earlier=earlier).faults[0]
    assert check_rows(total, mapping, earlier={}).faults == []
