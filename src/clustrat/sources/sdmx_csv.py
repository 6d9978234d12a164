"""SDMX-CSV as Eurostat answers it: ``OBS_VALUE`` with ``OBS_FLAG`` and ``CONF_STATUS``, every flag kept."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from clustrat.errors import SourceError
from clustrat.sources.raw_table import (
    RawTable,
    joined_flag,
    keep_codes,
    read_published,
    refuse_unknown_flags,
    sha256_of,
)

__all__ = ["parse_sdmx_csv", "read_sdmx_csv"]

#: Columns that are neither dimension nor figure nor flag.
FRAME_COLUMNS = frozenset({"DATAFLOW", "LAST UPDATE", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION"})


def read_sdmx_csv(path: Path, *, keep: Mapping[str, Collection[str]] | None = None) -> RawTable:
    """Read a file, plain or gzip; see :func:`parse_sdmx_csv`."""
    return parse_sdmx_csv(read_published(path, kind="an SDMX-CSV file"), name=path.name, keep=keep)


def parse_sdmx_csv(data: bytes, *, name: str, keep: Mapping[str, Collection[str]] | None = None) -> RawTable:
    """Read SDMX-CSV.

    Parameters
    ----------
    data
        The bytes of the answer.
    name
        The table, for messages.
    keep
        Codes to keep, by dimension (lower case).

    Returns
    -------
    RawTable
        One row per observation with a figure or a flag; a ``CONF_STATUS`` that hides the figure
        joins the flag as ``c``.

    Raises
    ------
    SourceError
        Not such a file, cut off, or a broken line, named by line and column.

    Examples
    --------
    >>> text = b"DATAFLOW,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\\nX,A,IE,2014,5,p,\\nX,A,IE,2015,,,C\\n"
    >>> parse_sdmx_csv(text, name="t").frame.rows()
    [('A', 'IE', 2014, 5.0, 'p'), ('A', 'IE', 2015, None, 'c')]
    """
    import polars as pl

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SourceError(f"{name} is not UTF-8 text. Ask the service with format=SDMX-CSV.") from None
    if not text.endswith("\n"):
        raise SourceError(f"{name}: the last line has no end; the answer is cut off. Fetch it again.")
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise SourceError(f"{name}, line {reader.line_num}: {error}. Fetch it again.") from None
    head = lines[0] if lines else []
    if "OBS_VALUE" not in head or "TIME_PERIOD" not in head:
        raise SourceError(
            f"{name}, line 1: no columns OBS_VALUE and TIME_PERIOD. Ask the service with format=SDMX-CSV."
        )
    ours = {"OBS_VALUE", "OBS_FLAG", "CONF_STATUS", "TIME_PERIOD"} | FRAME_COLUMNS
    dimensions = [column for column in head if column not in ours]
    names = [dimension.lower() for dimension in dimensions]
    if len({*names, "time", "value", "flag"}) != len(names) + 3 or len(set(head)) != len(head):
        raise SourceError(f"{name}, line 1: two of the columns {', '.join(head)} have one name. Fetch it again.")
    place = {column: number for number, column in enumerate(head)}
    rows: list[tuple[Any, ...]] = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(head):
            raise SourceError(
                f"{name}, line {number}: {len(line)} cells for {len(head)} columns. Correct the line, or fetch again."
            )
        value = _value(line[place["OBS_VALUE"]], name=name, number=number)
        hidden = line[place["CONF_STATUS"]] if "CONF_STATUS" in place else ""
        flag = joined_flag(f"{line[place['OBS_FLAG']] if 'OBS_FLAG' in place else ''}|{hidden}")
        if value is not None or flag:
            rows.append((*(line[place[d]] for d in dimensions), line[place["TIME_PERIOD"]], value, flag))
    schema: dict[str, Any] = {**dict.fromkeys([*names, "time"], pl.String), "value": pl.Float64, "flag": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    if frame.height and frame["time"].str.contains(r"^\d{4}$").all():
        frame = frame.with_columns(pl.col("time").cast(pl.Int16))
    by_flag = {flag: n for flag, n in sorted(frame.group_by("flag").len().iter_rows()) if flag}
    refuse_unknown_flags(by_flag, name=name)
    return RawTable(
        name=name,
        sha256=sha256_of(data),
        frame=keep_codes(frame, keep, name=name),
        n_series=frame.select(names).unique().height if names else 1,
        n_cells_read=len(lines) - 1,
        n_values=frame.height - frame["value"].null_count(),
        n_empty=len(lines) - 1 - frame.height,
        cells_by_flag=by_flag,
    )


def _value(text: str, *, name: str, number: int) -> float | None:
    if not text.strip() or text.strip() in (":", "NaN"):
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return value
    raise SourceError(
        f"{name}, line {number}, column OBS_VALUE: '{text}' is not a number. Correct it, or leave the cell empty."
    )
