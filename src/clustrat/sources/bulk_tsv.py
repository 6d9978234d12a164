"""Eurostat's bulk TSV files, old layout (``nace_r2,geo\\time``) and new (``freq,nace_r2,geo\\TIME_PERIOD``)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from clustrat.errors import SourceError
from clustrat.sources.raw_table import RawTable, keep_codes, refuse_unknown_flags, sha256_of

if TYPE_CHECKING:
    import polars as pl

__all__ = ["read_bulk_tsv"]

GZIP_MAGIC = b"\x1f\x8b"
#: A table larger than this, unpacked, is not one of Eurostat's regional tables.
MAX_BYTES = 2 * 1024**3
#: What a cell may hold: a number or ``:``, then a flag; Prodcom prints ``:C`` without a space.
CELL = r"^(:|[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?) ?([A-Za-z]*)$"


def read_bulk_tsv(path: Path, *, keep: Mapping[str, Collection[str]] | None = None) -> RawTable:
    r"""Read a bulk TSV file, plain or gzip, in either layout; every flag is kept.

    Parameters
    ----------
    path
        The file as published.
    keep
        Codes to keep, by dimension; the account still covers the whole file.

    Returns
    -------
    RawTable
        One row per cell that holds a figure or a flag; ``time`` is the year where all periods are years.

    Raises
    ------
    SourceError
        The file is not there, is cut off, is not such a table, or a line or cell is broken (named by line and column).

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "t.tsv"
    >>> _ = file.write_text("nace_r2,geo\\time\t2015 \t2014 \nC31,ITH4\t: c\t13613 d\n")
    >>> read_bulk_tsv(file).frame.rows()
    [('C31', 'ITH4', 2015, None, 'c'), ('C31', 'ITH4', 2014, 13613.0, 'd')]
    """
    data = _read_bytes(path)
    dimensions, periods, lines = _split(data, path)
    frame = _cells(dimensions, periods, lines, path)
    n_cells = len(lines) * len(periods)
    counts = frame.group_by("flag").len().sort("flag")
    cells_by_flag = {flag: n for flag, n in counts.iter_rows() if flag}
    refuse_unknown_flags(cells_by_flag, name=path.name)
    return RawTable(
        name=path.name,
        sha256=sha256_of(path.read_bytes()),
        frame=keep_codes(frame, keep, name=path.name),
        n_series=len(lines),
        n_cells_read=n_cells,
        n_values=frame.height - frame["value"].null_count(),
        n_empty=n_cells - frame.height,
        cells_by_flag=cells_by_flag,
    )


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            packed = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        if not packed:
            return path.read_bytes()
        with gzip.open(path) as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}. Give the path of a bulk TSV file.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(f"{path.name} is cut off or damaged ({error}). Download it again.") from None
    if len(data) > MAX_BYTES:
        raise SourceError(f"{path.name} unpacks to more than {MAX_BYTES:,} bytes. Is it one of Eurostat's tables?")
    return data


def _split(data: bytes, path: Path) -> tuple[list[str], list[str], list[str]]:
    """Dimensions, periods and lines; the last line must be whole."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise SourceError(f"{path.name} is not UTF-8 text. Give a bulk TSV file of Eurostat.") from None
    lines = text.split("\n")
    head = lines[0].rstrip("\r").split("\t")
    if len(head) < 2 or "\\" not in head[0] or not head[0].upper().rpartition("\\")[2].startswith("TIME"):
        raise SourceError(
            f"{path.name}, line 1: '{lines[0][:60].strip()}' is not the head of a bulk TSV file, "
            r"which looks like 'nace_r2,indic_sb,geo\time', then one column per period."
        )
    if lines[-1]:
        raise SourceError(
            f"{path.name}, line {len(lines)}: the last line has no end; the file is cut off. Fetch it again."
        )
    body = lines[1:-1]
    if not body:
        raise SourceError(f"{path.name} has no line below its head. Fetch it again.")
    dimensions = head[0].rpartition("\\")[0].strip().lower().split(",")
    return dimensions, [period.strip() for period in head[1:]], body


def _cells(dimensions: list[str], periods: list[str], lines: list[str], path: Path) -> pl.DataFrame:
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
            f"{path.name}, line {number}: '{line[:60].strip()}' has not {len(dimensions)} codes and {len(periods)} cells. "
            "Correct the line, or fetch the file again."
        )
    fields = raw.select(
        pl.col("line").str.strip_chars_end("\r").str.split("\t").list.to_struct(fields=["keys", *periods])
    )
    wide = fields.unnest("line").with_columns(
        pl.col("keys").str.split(",").list.to_struct(fields=dimensions).alias("codes")
    )
    long = (
        wide.with_row_index("number", offset=2)
        .select("number", pl.col("codes"), *periods)
        .unnest("codes")
        .unpivot(periods, index=["number", *dimensions], variable_name="time", value_name="cell")
        .with_columns(pl.col("cell").str.strip_chars())
        .filter(pl.col("cell") != ":")
        .with_columns(pl.col("cell").str.extract_groups(CELL).alias("parts"))
        .with_columns(
            pl.col("parts").struct.field("1").alias("number_text"), pl.col("parts").struct.field("2").alias("flag")
        )
    )
    broken = long.filter(pl.col("number_text").is_null())
    if broken.height:
        number, time, cell = broken.sort("number").select("number", "time", "cell").row(0)
        raise SourceError(
            f"{path.name}, line {number}, column {time}: '{cell}' is neither a number nor ':', with or without a flag. "
            "Correct the cell, or write ':' where there is none."
        )
    all_years = all(period.isdigit() and len(period) == len("2014") for period in periods)
    value = pl.when(pl.col("number_text") == ":").then(None).otherwise(pl.col("number_text"))
    return (
        long.with_columns(
            value.cast(pl.Float64, strict=False).alias("value"),
            pl.col("flag").fill_null("").str.to_lowercase(),
            pl.col("time").cast(pl.Int16) if all_years else pl.col("time"),
        )
        .sort("number", maintain_order=True)
        .select(*dimensions, "time", "value", "flag")
    )
