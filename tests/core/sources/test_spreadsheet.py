"""Lists as offices publish them: encodings, titles, broken heads, formulas, bombs; and the real ones."""

import gzip
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.errors import SourceError
from clustrat.sources import spreadsheet
from clustrat.sources.spreadsheet import FORMULA, read_sheet, unpacked_members


def workbook(*rows, sheets=1):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for number in range(1, sheets):
        book.create_sheet(f"more{number}")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def packed(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_letters_of_central_europe_are_read_in_each_encoding(encoding):
    sheet = read_sheet("Nazwa;Ort\nŁódź;Žďár\n".encode(encoding), name="x.csv")
    assert sheet.rows == ((2, ("Łódź", "Žďár")),)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(sign):
    assert read_sheet(f"a{sign}b{sign}c\n1{sign}2{sign}3\n".encode(), name="x").delimiter == sign


def test_titles_above_the_head_line_breaks_in_cells_and_empty_lines_are_coped_with():
    text = 'List of beneficiaries\n\n"Name of\nthe beneficiary",Sum\n"Alpha\nGmbH",1\n\nBeta,2\n'
    sheet = read_sheet(text.encode(), name="x")
    assert sheet.columns == ("Name of the beneficiary", "Sum")
    assert [row for _, row in sheet.rows] == [("Alpha GmbH", "1"), ("Beta", "2")]


def test_names_of_columns_that_are_missing_or_double_get_a_number():
    assert read_sheet(b"a,,a\n1,2,3\n", name="x").columns == ("a", "column 2", "a (3)")


@pytest.mark.parametrize("formula", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+A1+B1", "\uff1d1+1"])
def test_a_formula_is_marked_and_never_read(formula):
    assert read_sheet(f"a;b\n{formula};x\n".encode(), name="x").rows[0][1][0] == FORMULA


@pytest.mark.parametrize(
    ("written", "read"), [("-5", "-5"), ("+43 316", "+43 316"), ("'=1", "=1"), ("- none", "- none"), ("-", "-")]
)
def test_what_only_looks_like_a_formula_stays(written, read):
    assert read_sheet(f"a;b\n{written};x\n".encode(), name="x").rows[0][1][0] == read


def test_a_workbook_is_read_from_its_first_sheet_with_cells():
    sheet = read_sheet(
        workbook(["Name", "PLZ", "Sum"], ["Alpha", 8010.0, "=B2*2"], ["Beta", 1.5, None], sheets=3), name="x.xlsx"
    )
    assert sheet.columns == ("Name", "PLZ", "Sum")
    assert [row for _, row in sheet.rows] == [("Alpha", "8010", FORMULA), ("Beta", "1.5", "")]


def test_gzip_is_unpacked():
    assert read_sheet(gzip.compress(b"a,b\n1,2\n", mtime=0), name="x").rows == ((2, ("1", "2")),)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no row with text"),
        (b"a,b\n1,\x00\n", "NUL"),
        (b"PK\x03\x04broken", "no ZIP, or is damaged"),
        (packed(a="1"), "no XLSX workbook"),
        (gzip.compress(b"a,b", mtime=0)[:10], "damaged gzip"),
        (b"a,b\n" + b"\x81\xff\x00" * 3, "NUL|letters of"),
    ],
)
def test_what_is_no_table_is_refused(content, message):
    with pytest.raises(SourceError, match=message):
        read_sheet(content, name="x")


def test_bombs_and_giants_are_refused_while_reading(monkeypatch):
    monkeypatch.setitem(spreadsheet.MOST, "unpacked", 50_000)
    for bomb in (packed(**{"xl/workbook.xml": "a" * 60_000}), gzip.compress(b"a" * 60_000, mtime=0)):
        with pytest.raises(SourceError, match="unpacks to more than"):
            read_sheet(bomb, name="x")
    monkeypatch.setitem(spreadsheet.MOST, "members", 2)
    with pytest.raises(SourceError, match="holds 3 files"):
        list(unpacked_members(packed(a="1", b="2", c="3"), name="x", ending=""))
    monkeypatch.setitem(spreadsheet.MOST, "bytes", 10)
    with pytest.raises(SourceError, match="more than 0 MB"):
        read_sheet(b"a,b\n1,2\n3,4\n", name="x")


@pytest.mark.parametrize(
    ("limit", "message"), [("columns", "3 columns; 2 are allowed"), ("cells", "more than 2 cells")]
)
def test_too_wide_and_too_long_tables_are_refused(monkeypatch, limit, message):
    monkeypatch.setitem(spreadsheet.MOST, limit, 2)
    with pytest.raises(SourceError, match=message):
        read_sheet(b"a,b,c\n1,2,3\n", name="x")


@given(st.binary(max_size=300))
def test_no_bytes_get_further_than_a_table_or_a_refusal(content):
    try:
        sheet = read_sheet(content, name="x")
    except SourceError:
        return
    assert all(len(row) == len(sheet.columns) for _, row in sheet.rows)


@pytest.mark.extra_data
@pytest.mark.parametrize(
    ("file", "encoding", "n_rows", "column"),
    [
        ("PL_ERDF_2014-2020.csv.gz", "cp1250", 749, "Nazwa beneficjenta"),
        ("HR_2007-2020.csv.gz", "utf-8", 2_532, "Korisnik"),
        ("AT22_ERDF_2007-2013.csv.gz", "utf-8", 4_649, "Begünstigte"),
        ("SI_2007-2013.xlsx", "", 5_041, "NAZIV UPRAVIČENCA"),
    ],
)
def test_the_real_lists_are_read(extra_data, file, encoding, n_rows, column):
    sheet = read_sheet((extra_data / "data" / "structural_funds" / file).read_bytes(), name=file)
    assert (sheet.encoding, len(sheet.rows)) == (encoding, n_rows)
    assert column in sheet.columns
