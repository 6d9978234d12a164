"""Tables of an edition as Parquet files: written with equal bytes for equal rows, read by column and condition."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clustrat.errors import EditionError
from clustrat.store import durable

if TYPE_CHECKING:
    import polars as pl

    from clustrat.store.catalog import Edition

__all__ = ["WrittenTable", "read_table", "write_table"]

#: Small enough that a condition on the leading sort column skips most of a file.
ROW_GROUP_ROWS = 1 << 17
COMPRESSION_LEVEL = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTable:
    """A table file as written: its name, hash, size and number of rows."""

    file: str
    sha256: str
    n_bytes: int
    n_rows: int


def write_table(frame: pl.DataFrame, path: Path, *, sort_by: Sequence[str]) -> WrittenTable:
    """Write a table; equal rows give equal bytes, whatever their order.

    Parameters
    ----------
    frame
        The rows; the columns of ``sort_by`` must tell each row from every other.
    path
        The Parquet file; its folder must exist.
    sort_by
        Key columns, the one asked for most often first.

    Returns
    -------
    WrittenTable
        Name, SHA-256, bytes and rows of the file.

    Raises
    ------
    EditionError
        Two rows have the same key.
    StorageError
        The disk is full, or refuses the file.
    """
    ordered = frame.sort(list(sort_by))
    if ordered.height and ordered.select(list(sort_by)).is_duplicated().any():
        double = ordered.filter(ordered.select(list(sort_by)).is_duplicated()).row(0)
        raise EditionError(
            f"Two rows of {path.name} have the key {double[: len(sort_by)]}. Each figure must stand once: "
            "check how the codes were joined."
        )
    buffer = io.BytesIO()
    ordered.rechunk().write_parquet(
        buffer,
        compression="zstd",
        compression_level=COMPRESSION_LEVEL,
        statistics=True,
        row_group_size=ROW_GROUP_ROWS,
    )
    data = buffer.getvalue()
    durable.write_file(path, data)
    return WrittenTable(
        file=path.name, sha256=hashlib.sha256(data).hexdigest(), n_bytes=len(data), n_rows=ordered.height
    )


def read_table(
    edition: Edition, name: str, *, columns: Sequence[str] | None = None, where: pl.Expr | None = None
) -> pl.DataFrame:
    """Read one table of an edition, or some of its columns and rows.

    Parameters
    ----------
    edition
        An open edition.
    name
        Name of the table.
    columns
        Columns to read, in this order; ``None`` reads all.
    where
        A condition on the rows, such as ``pl.col("measure") == "employment_persons"``.

    Returns
    -------
    polars.DataFrame
        Rows in the order of the file (sorted by its keys). A null ``value`` is missing, with its flag beside it; 0 is
        a number.

    Raises
    ------
    EditionError
        The table or a column is not in the edition, or the file is damaged.

    Examples
    --------
    >>> import polars as pl
    >>> from clustrat.store.catalog import open_edition
    >>> read_table(open_edition(), "core_eurostat__sbs_regional", columns=["value", "flag"],
    ...     where=(pl.col("measure") == "employment_persons") & (pl.col("nuts_code") == "ITH4")
    ...     & (pl.col("nace_code") == "C31") & (pl.col("year") == 2014)).rows()
    [(13613.0, '')]
    """
    import polars as pl

    entry = edition.table(name)
    path = edition.folder / entry.file
    try:
        frame = pl.scan_parquet(path)
        there = frame.collect_schema().names()
        asked = list(there if columns is None else columns)
        if unknown := [column for column in asked if column not in there]:
            raise EditionError(
                f"Table '{name}' of edition {edition.id} has no column '{unknown[0]}'. Its columns are: {', '.join(there)}."
            )
        if where is not None:
            frame = frame.filter(where)
        return frame.select(asked).collect()
    except pl.exceptions.ColumnNotFoundError as error:
        raise EditionError(
            f"A condition on table '{name}' of edition {edition.id} names a column that is not there "
            f"({str(error).splitlines()[0]}). Its columns are: {', '.join(there)}."
        ) from None
    except (pl.exceptions.ComputeError, pl.exceptions.PolarsError, OSError) as error:
        raise EditionError(
            f"Table '{name}' of edition {edition.id} is damaged: {path} could not be read "
            f"({str(error).splitlines()[0]}). Build the edition again, or restore the file."
        ) from None
