"""Eurostat's bulk TSV files, old layout (``nace_r2,geo\\time``) and new (``freq,nace_r2,geo\\TIME_PERIOD``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustrat.errors import SourceError
from clustrat.sources.raw_table import (
    RawTable,
    joined_flag,
    keep_codes,
    read_published,
    refuse_unknown_flags,
    sha256_of,
)

if TYPE_CHECKING:
    import polars as pl

__all__ = ["read_bulk_tsv"]

#: What a cell may hold: a number or ``:``, then a flag; Prodcom prints ``:C`` without a space, newer tables ``: |C``.
CELL = r"^(:|[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?) ?([A-Za-z|]*)$"
#: Names that the frame needs for itself.
OWN_COLUMNS = ("number", "codes", "cell", "parts", "number_text", "time", "value", "flag")


def read_bulk_tsv(
    path: Path, *, keep: Mapping[str, Collection[Any]] | None = None, name: str | None = None
) -> RawTable:
    r"""Read a bulk TSV file, plain or gzip, in either layout; every flag is kept.

    Parameters
    ----------
    path
        The file as published.
    keep
        Codes to keep, by dimension; the account still covers the whole file.
    name
        What messages call the file; default: its own name.

    Returns
    -------
    RawTable
        One row per cell that holds a figure or a flag; ``time`` is the year where all periods are years.

    Raises
    ------
    SourceError
        The file is not there, is cut off, is not such a table, has a series twice, or a line or cell is broken or not a
        finite number (named by line and column).

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "t.tsv"
    >>> _ = file.write_text("nace_r2,geo\\time\t2015 \t2014 \nC31,ITH4\t: c\t13613 d\n")
    >>> read_bulk_tsv(file).frame.rows()
    [('C31', 'ITH4', 2015, None, 'c'), ('C31', 'ITH4', 2014, 13613.0, 'd')]
    """
    name = name or path.name
    data = read_published(path, kind="a bulk TSV file", name=name)
    dimensions, periods, lines = _split(data, name)
    series = _series(dimensions, periods, lines, name)
    frame = _cells(series, dimensions, periods, name)
    n_cells = len(lines) * len(periods)
    counts = frame.group_by("flag").len().sort("flag")
    cells_by_flag = {flag: n for flag, n in counts.iter_rows() if flag}
    refuse_unknown_flags(cells_by_flag, name=name)
    known = {dimension: series[dimension].unique() for dimension in dimensions} if keep else None
    return RawTable(
        name=name,
        sha256=sha256_of(path.read_bytes()),
        frame=keep_codes(frame, keep, name=name, known=known),
        n_series=len(lines),
        n_cells_read=n_cells,
        n_values=frame.height - frame["value"].null_count(),
        n_empty=n_cells - frame.height,
        cells_by_flag=cells_by_flag,
    )


def _split(data: bytes, name: str) -> tuple[list[str], list[str], list[str]]:
    """Dimensions, periods and lines; the last line must be whole."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise SourceError(f"{name} is not UTF-8 text. Give a bulk TSV file of Eurostat.") from None
    lines = text.split("\n")
    head = lines[0].rstrip("\r").split("\t")
    if len(head) < 2 or "\\" not in head[0] or not head[0].upper().rpartition("\\")[2].startswith("TIME"):
        raise SourceError(
            f"{name}, line 1: '{lines[0][:60].strip()}' is not the head of a bulk TSV file, "
            r"which looks like 'nace_r2,indic_sb,geo\time', then one column per period."
        )
    if lines[-1]:
        raise SourceError(f"{name}, line {len(lines)}: the last line has no end; the file is cut off. Fetch it again.")
    body = lines[1:-1]
    if not body:
        raise SourceError(f"{name} has no line below its head. Fetch it again.")
    dimensions = head[0].rpartition("\\")[0].strip().lower().split(",")
    periods = [period.strip() for period in head[1:]]
    named = Counter([*dimensions, *OWN_COLUMNS, *periods])
    if wrong := [column for column in (*dimensions, *periods) if not column or named[column] > 1]:
        raise SourceError(f"{name}, line 1: the column '{wrong[0]}' has no name of its own. Fetch the file again.")
    return dimensions, periods, body


def _series(dimensions: list[str], periods: list[str], lines: list[str], name: str) -> pl.DataFrame:
    """One row per line: its number, codes and cells as text; every line must be whole and of a series of its own."""
    import polars as pl

    raw = pl.DataFrame({"line": lines}).with_row_index("number", offset=2)
    widths = raw.with_columns(
        n=pl.col("line").str.count_matches("\t"), keys=pl.col("line").str.split("\t").list.first()
    )
    wrong = widths.filter(
        (pl.col("n") != len(periods)) | (pl.col("keys").str.count_matches(",") != len(dimensions) - 1)
    )
    if wrong.height:
        number, line = wrong.select("number", "line").row(0)
        raise SourceError(
            f"{name}, line {number}: '{line[:60].strip()}' has not {len(dimensions)} codes and {len(periods)} cells. "
            "Correct the line, or fetch the file again."
        )
    twice = widths.filter(pl.col("keys").is_duplicated())
    if twice.height:
        key = twice["keys"][0]
        first, second = twice.filter(pl.col("keys") == key)["number"][:2]
        raise SourceError(
            f"{name}, line {second}: the series '{key}' stands in line {first} already. "
            "Keep one of them, or fetch the file again."
        )
    fields = raw.select(
        "number", pl.col("line").str.strip_chars_end("\r").str.split("\t").list.to_struct(fields=["codes", *periods])
    )
    return (
        fields.unnest("line")
        .with_columns(pl.col("codes").str.split(",").list.to_struct(fields=dimensions))
        .unnest("codes")
    )


def _cells(series: pl.DataFrame, dimensions: list[str], periods: list[str], name: str) -> pl.DataFrame:
    """One row per cell with a figure or a flag."""
    import polars as pl

    long = (
        series.unpivot(periods, index=["number", *dimensions], variable_name="time", value_name="cell")
        .with_columns(pl.col("cell").str.strip_chars())
        .filter(pl.col("cell") != ":")
        .with_columns(pl.col("cell").str.extract_groups(CELL).alias("parts"))
        .with_columns(
            pl.col("parts").struct.field("1").alias("number_text"), pl.col("parts").struct.field("2").alias("flag")
        )
        .with_columns(pl.when(pl.col("number_text") != ":").then(pl.col("number_text")).cast(pl.Float64).alias("value"))
    )
    broken = long.filter(pl.col("number_text").is_null() | pl.col("value").is_infinite())
    if broken.height:
        number, time, cell = broken.sort("number").select("number", "time", "cell").row(0)
        raise SourceError(
            f"{name}, line {number}, column {time}: '{cell}' is neither a number nor ':', with or without a flag. "
            "Correct the cell, or write ':' where there is none."
        )
    flags = {text: joined_flag(text) for text in long["flag"].unique()}
    all_years = all(period.isdigit() and len(period) == len("2014") for period in periods)
    return (
        long.with_columns(pl.col("flag").replace(flags), pl.col("time").cast(pl.Int16) if all_years else pl.col("time"))
        .filter(pl.col("value").is_not_null() | (pl.col("flag") != ""))
        .sort("number", maintain_order=True)
        .select(*dimensions, "time", "value", "flag")
    )
