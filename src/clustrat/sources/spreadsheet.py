"""Lists as offices publish them, CSV or XLSX: encodings guessed and told, titles above the head skipped, formulas left as marks, bombs refused."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from clustrat.errors import SourceError
from clustrat.sources.field_limit import field_limit

__all__ = ["FORMULA", "MOST", "Sheet", "read_sheet", "unpacked_members"]

#: Stands in a cell that held a formula: its value is not known here.
FORMULA = "\ue000formula"
#: Limits (trust.v1): bytes packed and unpacked, ratio between them, members of an archive, cells, columns, letters of a cell.
MOST = {
    "bytes": 20_000_000,
    "unpacked": 200_000_000,
    "ratio": 100,
    "members": 1_000,
    "cells": 5_000_000,
    "columns": 500,
    "letters": 20_000,
}
_CHUNK = 65_536
#: Archives smaller than this when unpacked are harmless whatever their ratio.
_SMALL = 1_000_000
#: In this order; the first that reads all bytes, and gives no letters that no name holds, is taken.
_ENCODINGS = ("utf-8-sig", "cp1250", "cp1252", "iso8859-2")
_NO_LETTERS = re.compile("[\x80-\x9f\ufffd]")
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[+-]?[\d\s.,\u00a0]+%?")
_N_HEAD_LINES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table as text.

    Attributes
    ----------
    name
        The file.
    columns
        Names of the head, spaces and line breaks inside made one space; each once, an empty one is ``column 3``.
    rows
        (number of the row in the file, cells); a row of the file is one of the sheet, however many lines its texts have.
    encoding, delimiter
        Of a CSV; empty for a workbook.
    n_above
        Rows above the head that were skipped.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str
    delimiter: str
    n_above: int


def read_sheet(content: bytes, *, name: str, encoding: str = "", delimiter: str = "") -> Sheet:
    """Read a CSV (plain or gzip) or the first sheet with cells of an XLSX workbook.

    Parameters
    ----------
    content
        The bytes as published.
    name
        What messages call the file.
    encoding, delimiter
        Of a CSV, where the guess is wrong: UTF-8 where the bytes allow it, else Windows code page 1250 or 1252.

    Raises
    ------
    SourceError
        It is too large, packed like a bomb, damaged, locked, has no head, or is no table.

    Examples
    --------
    >>> sheet = read_sheet("Beneficiaries 2020;\\n;\\nName;PLZ\\nŁódź;8010\\n".encode("cp1250"), name="list.csv")
    >>> sheet.columns, sheet.rows, sheet.encoding, sheet.n_above
    (('Name', 'PLZ'), ((4, ('Łódź', '8010')),), 'cp1250', 2)
    """
    if len(content) > MOST["bytes"]:
        raise SourceError(f"{name} has more than {MOST['bytes'] // 1_000_000} MB. Split it, or leave columns out.")
    if content[:2] == b"\x1f\x8b":
        content = _gunzipped(content, name)
    if content[:4] == b"PK\x03\x04":
        return _with_head(_workbook(content, name), name, encoding="", delimiter="")
    text, encoding = _decoded(content, name, encoding)
    if "\x00" in text:
        raise SourceError(f"{name} holds the character NUL, which no text may hold. Export it again.")
    delimiter = delimiter or _delimiter(text)
    return _with_head(_lines(text, delimiter, name), name, encoding=encoding, delimiter=delimiter)


def unpacked_members(content: bytes, *, name: str, ending: str) -> Iterator[tuple[str, bytes]]:
    """The files of a ZIP with a certain ending; sizes are counted while reading, what headers say counts for nothing.

    Raises
    ------
    SourceError
        It is packed like a bomb, holds too many files, is damaged or locked.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise SourceError(f"{name} is no ZIP, or is damaged. Download it again.") from error
    members = archive.infolist()
    if len(members) > MOST["members"]:
        raise SourceError(f"{name} holds {len(members):,} files; {MOST['members']:,} are allowed. Unpack it yourself.")
    total = 0
    for member in members:
        if member.flag_bits & 1:
            raise SourceError(f"{name} has a password. Take it off.")
        parts = []
        try:
            with archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    total += len(chunk)
                    if total > MOST["unpacked"] or (total > _SMALL and total > MOST["ratio"] * len(content)):
                        raise SourceError(
                            f"{name} unpacks to more than {MOST['ratio']} times its size, or more than "
                            f"{MOST['unpacked'] // 1_000_000} MB. It is not read."
                        )
                    if member.filename.lower().endswith(ending):
                        parts.append(chunk)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, zlib.error) as error:
            raise SourceError(f"A part of {name} is damaged. Download it again.") from error
        if member.filename.lower().endswith(ending):
            yield member.filename.rsplit("/", 1)[-1], b"".join(parts)


def _gunzipped(content: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            data = stream.read(min(MOST["unpacked"], max(_SMALL, MOST["ratio"] * len(content))) + 1)
            if stream.read(1):
                raise SourceError(
                    f"{name} unpacks to more than {MOST['ratio']} times its size, or more than "
                    f"{MOST['unpacked'] // 1_000_000} MB. It is not read."
                )
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{name} is a damaged gzip file. Download it again.") from error
    return data


def _decoded(content: bytes, name: str, encoding: str) -> tuple[str, str]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = encoding or "utf-16"
    for candidate in (encoding,) if encoding else _ENCODINGS:
        try:
            text = content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding or not _NO_LETTERS.search(text):
            return text, "utf-8" if candidate == "utf-8-sig" else candidate
    tried = encoding or "UTF-8, Windows-1250, Windows-1252 and ISO 8859-2"
    raise SourceError(f"The letters of {name} are in none of: {tried}. Save it as CSV in UTF-8.")


def _delimiter(text: str) -> str:
    """The sign that parts most of the first lines into the same number of fields."""
    head = text[:100_000]
    best, score = ",", (0, 0)
    for sign in ";,\t|":
        try:
            widths = [
                len(row) for _, row in zip(range(30), csv.reader(io.StringIO(head), delimiter=sign), strict=False)
            ]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count, default=0)
        if usual > 1 and (widths.count(usual), usual) > score:
            best, score = sign, (widths.count(usual), usual)
    return best


def _lines(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    n_cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        with field_limit(MOST["letters"]):
            for number, row in enumerate(reader, 1):
                n_cells += len(row)
                _check_size(n_cells, len(row), name)
                yield number, [_cell(cell) for cell in row]
    except csv.Error as error:
        raise SourceError(f"{name}, line {reader.line_num}: {error}. Correct the line, or quote the text.") from error


def _cell(text: str) -> str:
    """A cell of a CSV, spaces and line breaks made one; the apostrophe that our own files put before a formula goes."""
    bare = " ".join(text.split())
    if bare.startswith("'") and bare[1:].startswith(_FORMULA_START):
        return bare[1:]
    if (
        bare.startswith(_FORMULA_START)
        and len(bare) > 1
        and not _NUMBER.fullmatch(bare)
        and not bare.startswith(("- ", "+ "))
    ):
        return FORMULA
    return bare


def _workbook(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    names = set()
    for member, data in unpacked_members(content, name=name, ending=""):
        names.add(member)
        if b"<!DOCTYPE" in data[:2000] or b"<!ENTITY" in data[:20_000]:
            raise SourceError(f"{name} holds a document type, which no spreadsheet writes. It is not read.")
    if "workbook.xml" not in names:
        raise SourceError(f"{name} is a ZIP, but no XLSX workbook. Unpack it, or save it as XLSX.")
    import warnings

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    n_cells = 0
    with warnings.catch_warnings():
        # What of a workbook openpyxl leaves out (drawings, validations) has no cells.
        warnings.simplefilter("ignore", UserWarning)
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            for sheet in book.worksheets:
                found = False
                for number, row in enumerate(sheet.iter_rows(), 1):
                    n_cells += len(row)
                    _check_size(n_cells, len(row), name)
                    cells = [_value(cell) for cell in row]
                    found = found or any(cells)
                    yield number, cells
                if found:
                    return
        except (
            InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, IndexError,
        ) as error:  # fmt: skip
            if isinstance(error, SourceError):
                raise
            raise SourceError(
                f"{name} cannot be read as a workbook ({type(error).__name__}). Save it again as XLSX or CSV."
            ) from error


def _value(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f" or (isinstance(value, str) and value.startswith("=")):
        return FORMULA
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return " ".join(str(value)[: MOST["letters"]].split())


def _check_size(n_cells: int, n_columns: int, name: str) -> None:
    if n_columns > MOST["columns"]:
        raise SourceError(f"{name} has {n_columns:,} columns; {MOST['columns']} are allowed. Leave some out.")
    if n_cells > MOST["cells"]:
        raise SourceError(f"{name} has more than {MOST['cells']:,} cells. Split it.")


def _with_head(numbered: Iterable[tuple[int, list[str]]], name: str, *, encoding: str, delimiter: str) -> Sheet:
    """Take as head the first row that is about as wide as the table; what lies above is a title."""
    rows = [(number, row) for number, row in numbered if any(row)]
    if not rows:
        raise SourceError(f"{name} has no row with text. Give a table with a head.")
    filled = [sum(bool(cell) for cell in row) for _, row in rows[: _N_HEAD_LINES * 3]]
    usual = sorted(filled)[len(filled) // 2]
    place = next((p for p, n in enumerate(filled[:_N_HEAD_LINES]) if n >= max(1, 0.6 * usual)), 0)
    number, head = rows[place]
    width = max(p for p, cell in enumerate(head) if cell) + 1
    columns: list[str] = []
    for p, cell in enumerate(head[:width]):
        label = (cell if cell != FORMULA else "")[:120] or f"column {p + 1}"
        columns.append(label if label not in columns else f"{label} ({p + 1})")
    body = tuple((n, tuple((row + [""] * width)[:width])) for n, row in rows[place + 1 :])
    return Sheet(
        name=name, columns=tuple(columns), rows=body, encoding=encoding, delimiter=delimiter, n_above=number - 1
    )
