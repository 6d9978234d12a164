"""A user's own table, CSV or Parquet: columns checked by name, cells by line, nothing guessed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from clustrat.codes.lists import near_codes
from clustrat.errors import SourceError
from clustrat.sources.raw_table import read_published, sha256_of

if TYPE_CHECKING:
    import polars as pl

__all__ = ["UserTable", "number_column", "read_user_table", "refuse_empty", "refuse_twice"]

#: Where a row stands in its file: the line of a CSV file (its head is line 1), the row of a Parquet file.
LINE = "line"
#: The largest number whose neighbours still differ by less than one: beyond it a count is no count.
MAX_NUMBER = 2.0**53


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTable:
    """A table as its user wrote it.

    Attributes
    ----------
    name
        The file, for messages.
    sha256
        Hash of its bytes.
    frame : polars.DataFrame
        The column ``line`` and the columns asked for; text as written in CSV, types as stored in Parquet.
    place
        What messages call a row: ``"line"`` or ``"row"``.
    has_decimal_comma
        Numbers may be written ``0,5``: the separator of the file is not the comma.
    renamed
        Column -> its name in the file, where that is another.
    """

    name: str
    sha256: str
    frame: pl.DataFrame
    place: str
    has_decimal_comma: bool
    renamed: dict[str, str] = field(default_factory=dict)


def read_user_table(
    path: str | Path,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    kind: str,
    template: str,
    other_names: Mapping[str, str] | None = None,
) -> UserTable:
    """Read a table with known columns; others are left aside.

    Parameters
    ----------
    path
        CSV (commas, semicolons or tabs; plain or gzip) or Parquet.
    required, optional
        Names of columns, in any order in the file; capitals do not matter.
    kind
        What the table should be, for messages.
    template
        Its head and first line, shown where a column is missing.
    other_names
        Other names that columns may have in the file -> the name here.

    Raises
    ------
    SourceError
        The file is not there, is no such table or not UTF-8, a line has too many or too few fields, or a column is missing
        or stands twice.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "t.csv"
    >>> _ = file.write_text("geo;value\\nITH4;0,5\\n")
    >>> found = read_user_table(file, required=["geo", "value"], kind="an indicator table", template="geo,value")
    >>> found.frame.rows(), found.has_decimal_comma
    ([(2, 'ITH4', '0,5')], True)
    """
    import polars as pl

    path = Path(path)
    if path.suffix.lower() == ".parquet":
        data = read_published(path, kind=kind)
        try:
            frame = pl.read_parquet(io.BytesIO(data))
        except (pl.exceptions.PolarsError, OSError, ValueError) as error:
            raise SourceError(
                f"{path.name} is no Parquet file ({str(error).splitlines()[0]}). Save it again."
            ) from None
        place, separator = "row", "\t"
    else:
        data, frame, separator = _read_csv(path, kind=kind)
        place = "line"
    frame = frame.rename({column: column.strip().lower() for column in frame.columns}, strict=True)
    renamed = {
        ours: theirs
        for theirs, ours in (other_names or {}).items()
        if theirs in frame.columns and ours in (*required, *optional) and ours not in frame.columns
    }
    frame = frame.rename({theirs: ours for ours, theirs in renamed.items()})
    if missing := [column for column in required if column not in frame.columns]:
        near = near_codes(missing[0], [c for c in frame.columns if c not in (*required, *optional)])
        raise SourceError(
            f"{path.name}: the column '{missing[0]}' is missing; {kind} needs {', '.join(required)}. "
            + (f"Is it '{near[0]}'? " if near else "")
            + f"The template is:\n{template}"
        )
    if not frame.height:
        raise SourceError(f"{path.name} has no line below its head. Give {kind}.")
    columns = [column for column in (*required, *optional) if column in frame.columns]
    return UserTable(
        name=path.name,
        sha256=sha256_of(data),
        frame=frame.select(columns).with_row_index(LINE, offset=2 if place == "line" else 1),
        place=place,
        has_decimal_comma=separator != ",",
        renamed=renamed,
    )


def number_column(table: UserTable, column: str, *, minimum: float | None = None, empty: bool = False) -> pl.Series:
    """One column as numbers; null only where ``empty`` allows an empty cell.

    Raises
    ------
    SourceError
        A cell is empty, no number, infinite, or below the minimum; named by file, line and column.
    """
    import polars as pl

    values = table.frame[column]
    if values.dtype.is_numeric():
        numbers, is_empty = values.cast(pl.Float64), values.is_null()
    else:
        text = values.cast(pl.String).str.strip_chars()
        is_empty = text.is_null() | (text == "")
        written = text.str.replace(",", ".", literal=True) if table.has_decimal_comma else text
        numbers = written.cast(pl.Float64, strict=False)
    finite = numbers.is_finite().fill_null(value=False) & (numbers.abs() <= MAX_NUMBER).fill_null(value=False)
    wrong = ~finite & ~is_empty if empty else ~finite
    if wrong.any():
        _refuse_cell(
            table, column, wrong, "is not a number", "Write it with a point and without blanks, such as 1234.5."
        )
    if minimum is not None:
        below = (numbers < minimum).fill_null(value=False)
        if below.any():
            _refuse_cell(table, column, below, f"is below {minimum:g}", "Correct the cell.")
    return numbers.set(is_empty, None) if empty else numbers


def refuse_empty(table: UserTable, column: str) -> pl.Series:
    """One column as text without blanks around it; refused where a cell is empty."""
    import polars as pl

    text = table.frame[column].cast(pl.String).str.strip_chars()
    is_empty = text.is_null() | (text == "")
    if is_empty.any():
        _refuse_cell(table, column, is_empty, "is empty", "Fill the cell, or take the line out.")
    return text


def refuse_twice(table: UserTable, keys: Sequence[str], *, frame: pl.DataFrame) -> None:
    """Refuse a key that stands in two rows; ``frame`` holds the keys, cleaned, and ``line``."""
    import polars as pl

    twice = frame.filter(pl.struct(keys).is_duplicated())
    if twice.height:
        key = twice.select(keys).row(0)
        same = pl.all_horizontal(pl.col(k) == v for k, v in zip(keys, key, strict=True))
        first, second = twice.filter(same)[LINE][:2]
        raise SourceError(
            f"{table.name}, {table.place} {second}: {', '.join(str(k) for k in key)} stands in {table.place} {first} "
            "already. Keep one of them."
        )


def _refuse_cell(table: UserTable, column: str, wrong: pl.Series, what: str, way_out: str) -> None:
    row = table.frame.filter(wrong).row(0, named=True)
    n_others = int(wrong.sum()) - 1
    cell = "" if row[column] is None else str(row[column]).strip()
    raise SourceError(
        f"{table.name}, {table.place} {row[LINE]}, column {table.renamed.get(column, column)}: '{cell}' {what}"
        + (f", and {n_others} more" if n_others else "")
        + f". {way_out}"
    )


def _read_csv(path: Path, *, kind: str) -> tuple[bytes, pl.DataFrame, str]:
    import polars as pl

    data = read_published(path, kind=kind)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path.name}, byte {error.start}: the text is not UTF-8. Save it as 'CSV UTF-8' and give it again."
        ) from None
    text = text.rstrip("\r\n") + "\n"
    head = text.partition("\n")[0].strip("\r")
    separator = max(",;\t", key=head.count)
    if not head.strip():
        raise SourceError(f"{path.name} is empty. Give {kind}.")
    columns = [column.strip().strip('"').lower() for column in head.split(separator)]
    if twice := [column for column in columns if column and columns.count(column) > 1]:
        raise SourceError(f"{path.name}, line 1: the column '{twice[0]}' stands twice. Give each column its own name.")
    _refuse_ragged(text, n_fields=len(columns), separator=separator, name=path.name)
    try:
        frame = pl.read_csv(io.BytesIO(text.encode()), separator=separator, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise SourceError(f"{path.name} is no such table ({str(error).splitlines()[0]}). Give {kind}.") from None
    return data, frame, separator


def _refuse_ragged(text: str, *, n_fields: int, separator: str, name: str) -> None:
    """Every line must have as many fields as the head; lines with quotation marks are left to the reader."""
    for number, line in enumerate(text[:-1].split("\n"), start=1):
        if not line.strip():
            raise SourceError(f"{name}, line {number} is empty. Take it out.")
        if line.count('"') % 2:
            raise SourceError(
                f"{name}, line {number}: a quotation mark is open at the end of the line. Close it, or write the text in one line."
            )
        if '"' not in line and line.count(separator) != n_fields - 1:
            raise SourceError(
                f"{name}, line {number}: {line.count(separator) + 1} fields instead of {n_fields}. "
                "Correct the line, or put quotation marks around a text that holds the separator."
            )
