"""The process that reads an uploaded table: with limits on memory and time, no network, no files; it answers in JSON.

Run as ``python -m clustrat_platform.atlas.table_child csv|xlsx`` with the bytes on standard input. What it refuses it says as a
sentence in ``{"refused": ...}``; whatever else ends it, the parent says that the file could not be read.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
import zlib
from datetime import date, datetime
from typing import Any, NoReturn

__all__ = ["LIMITS", "RefusedError", "read_csv", "read_xlsx"]

#: Limits of an upload (trust.v1): bytes packed and unpacked, ratio between them, members of an archive, cells, letters of a cell.
LIMITS = {
    "bytes": 20_000_000,
    "unpacked": 200_000_000,
    "ratio": 100,
    "members": 1_000,
    "cells": 5_000_000,
    "columns": 200,
    "letters": 5_000,
    "memory": 1_000_000_000,
    "seconds": 60,
}
CHUNK = 65_536
#: Archives smaller than this when unpacked are harmless whatever their ratio.
SMALL = 1_000_000
NESTED = (".zip", ".xlsx", ".xlsm", ".gz", ".bz2", ".xz", ".7z", ".bin", ".jar")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?(?:\s+[a-z]{1,4})?\Z")


class RefusedError(Exception):
    """The file is refused, with a sentence."""


def main() -> int:
    """Read standard input, answer on standard output."""
    _limit()
    data = sys.stdin.buffer.read(LIMITS["bytes"] + 1)
    try:
        if len(data) > LIMITS["bytes"]:
            _refuse(f"The file has more than {LIMITS['bytes'] // 1_000_000} MB. Split it.")
        rows = read_xlsx(data) if sys.argv[1:] == ["xlsx"] else read_csv(data)
        answer: dict[str, Any] = {"columns": rows[0], "rows": rows[1:]}
    except RefusedError as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "The file needs more memory than one upload may have. Split it."}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on this system: the parent's limit of time stands alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (LIMITS["memory"], LIMITS["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (LIMITS["seconds"], LIMITS["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing is written to files; standard output is a pipe.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _refuse(sentence: str) -> NoReturn:
    raise RefusedError(sentence)


def read_csv(data: bytes) -> list[list[str]]:
    """The head and the rows of a CSV table, every cell as text.

    Raises
    ------
    RefusedError
        It is not UTF-8, holds NUL or a formula, has ragged lines, or is too large.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        _refuse("The file is UTF-16. Save it as 'CSV UTF-8' and upload it again.")
    if data[:2] == b"PK":
        _refuse("The file is a ZIP archive or a workbook, but its name says CSV. Upload it under its own name.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(f"The file is not UTF-8 (byte {error.start}). Save it as 'CSV UTF-8' and upload it again.")
    if "\x00" in text:
        _refuse("The file holds the character NUL, which no text may hold. Export it again.")
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    csv.field_size_limit(LIMITS["letters"])
    rows: list[list[str]] = []
    n_cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            n_cells += len(row)
            _check_size(n_cells, len(row))
            if rows and len(row) != len(rows[0]):
                _refuse(f"Line {reader.line_num} has {len(row)} fields instead of {len(rows[0])}. Correct the line.")
            rows.append(
                [_cell(cell, place=f"line {reader.line_num}, column {number}") for number, cell in enumerate(row, 1)]
            )
    except csv.Error as error:
        _refuse(f"Line {reader.line_num}: {error}. Correct the line, or put quotation marks around the text.")
    return _with_head(rows)


def _cell(text: str, *, place: str) -> str:
    """A cell without blanks around it; one apostrophe that our own files put before a formula goes."""
    stripped = text.strip(" ")
    if stripped.startswith("'") and stripped[1:].startswith(FORMULA):
        return stripped[1:]
    stripped = stripped.strip()
    if stripped.startswith(FORMULA) and stripped not in ("-", "+") and not NUMBER.match(stripped):
        _refuse(f"{place[0].upper()}{place[1:]}: '{stripped[:40]}' is a formula. Upload values only.")
    return stripped


def read_xlsx(data: bytes) -> list[list[str]]:
    """The head and the rows of the first sheet of a workbook, every cell as text.

    Raises
    ------
    RefusedError
        It is no workbook, is packed like a bomb, holds a formula or a document type, or is too large.
    """
    _check_archive(data)
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    rows: list[list[str]] = []
    n_cells = 0
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0] if book.worksheets else _refuse("The workbook has no sheet with cells.")
        for number, row in enumerate(sheet.iter_rows(), start=1):
            n_cells += len(row)
            _check_size(n_cells, len(row))
            cells = [_cell_of_sheet(cell, number, place) for place, cell in enumerate(row, 1)]
            if any(cells):
                rows.append(cells)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        SyntaxError,
        IndexError,
    ) as error:
        _refuse(f"The workbook cannot be read ({type(error).__name__}). Save it again as XLSX, or as 'CSV UTF-8'.")
    width = max((len(row) for row in rows), default=0)
    while width and all(len(row) < width or not row[width - 1] for row in rows):
        width -= 1
    return _with_head([(row + [""] * width)[:width] for row in rows])


def _cell_of_sheet(cell: Any, row: int, column: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f" or (isinstance(value, str) and value.startswith("=")):
        _refuse(f"Row {row}, column {column} holds a formula. Paste the values, and upload the sheet again.")
    if cell.data_type == "e":
        _refuse(f"Row {row}, column {column} holds the error {str(value)[:20]}. Correct the cell.")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value)
    if len(text) > LIMITS["letters"]:
        _refuse(f"Row {row}, column {column} has more than {LIMITS['letters']} letters.")
    if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in text):
        _refuse(f"Row {row}, column {column} holds a control character, which no text may hold.")
    return text.strip()


def _check_archive(data: bytes) -> None:
    """Unpack every member without keeping it, and count what really comes out; what headers say counts for nothing."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        _refuse("The file is no XLSX workbook. Save it again as XLSX, or as 'CSV UTF-8'.")
    members = archive.infolist()
    if len(members) > LIMITS["members"]:
        _refuse(f"The workbook has {len(members):,} parts; {LIMITS['members']:,} are allowed.")
    names = [member.filename for member in members]
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        _refuse("The archive is no XLSX workbook. Save it again as XLSX, or as 'CSV UTF-8'.")
    if len(set(names)) < len(names):
        _refuse("Two parts of the workbook have the same name. Save it again.")
    total = 0
    for member in members:
        if member.filename.startswith(("/", "\\")) or ".." in member.filename.replace("\\", "/").split("/"):
            _refuse("A part of the workbook has a name that leads out of it. Save it again.")
        if (member.external_attr >> 16) & 0o170000 == 0o120000:
            _refuse("A part of the workbook is a link. Save it again.")
        if member.filename.lower().endswith(NESTED):
            _refuse("The workbook holds a macro or another archive. Save it as a plain XLSX.")
        if member.flag_bits & 1:
            _refuse("The workbook has a password. Take it off.")
        total = _unpack(archive, member, total, packed=len(data))


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, total: int, *, packed: int) -> int:
    tail = b""
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                total += len(chunk)
                if total > LIMITS["unpacked"] or (total > SMALL and total > LIMITS["ratio"] * packed):
                    _refuse(
                        f"The workbook unpacks to more than {LIMITS['ratio']} times its size, or more than "
                        f"{LIMITS['unpacked'] // 1_000_000} MB. It is not read."
                    )
                window = (tail + chunk).replace(b"\x00", b"")
                if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                    _refuse("The workbook holds a document type, which no spreadsheet writes. It is not read.")
                tail = chunk[-20:]
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, zlib.error):
        _refuse("A part of the workbook is damaged. Save it again.")
    return total


def _check_size(n_cells: int, n_columns: int) -> None:
    if n_columns > LIMITS["columns"]:
        _refuse(f"The table has {n_columns:,} columns; {LIMITS['columns']} are allowed.")
    if n_cells > LIMITS["cells"]:
        _refuse(f"The table has more than {LIMITS['cells']:,} cells. Split it.")


def _with_head(rows: list[list[str]]) -> list[list[str]]:
    if len(rows) < 2:
        _refuse("The table has no line below its head.")
    head = [" ".join(cell.split())[:80] for cell in rows[0]]
    if not all(head):
        _refuse(f"Column {head.index('') + 1} has no name in the first line. Give each column a name.")
    if len(set(head)) < len(head):
        twice = next(name for name in head if head.count(name) > 1)
        _refuse(f"The column '{twice}' stands twice. Give each column its own name.")
    return [head, *rows[1:]]


if __name__ == "__main__":
    sys.exit(main())
