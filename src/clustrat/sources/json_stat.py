"""JSON-stat 2.0 as Eurostat answers it: flat or sparse values, sparse status, flags and codes kept."""

from __future__ import annotations

import json
import math
import sys
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

__all__ = ["answered_codes", "parse_json_stat", "read_json_stat"]

#: Cells of one answer; Eurostat gives at most five million.
MAX_CELLS = 20_000_000


def read_json_stat(path: Path, *, keep: Mapping[str, Collection[str]] | None = None) -> RawTable:
    """Read a file, plain or gzip; see :func:`parse_json_stat`."""
    return parse_json_stat(read_published(path, kind="a JSON-stat file"), name=path.name, keep=keep)


def parse_json_stat(data: bytes, *, name: str, keep: Mapping[str, Collection[str]] | None = None) -> RawTable:
    r"""Read a JSON-stat 2.0 dataset.

    Parameters
    ----------
    data
        The bytes of the answer.
    name
        The table, for messages.
    keep
        Codes to keep, by dimension.

    Returns
    -------
    RawTable
        One row per cell with a figure or a flag. Status texts such as ``"|C"`` (no observation flag, confidential) become
        flags in lower case.

    Raises
    ------
    SourceError
        The answer is cut off, is not JSON, or is not a JSON-stat 2.0 dataset whose parts fit together.

    Examples
    --------
    >>> answer = b'''{"version": "2.0", "class": "dataset", "id": ["geo", "time"], "size": [1, 2], "value": {"0": 5},
    ...   "status": {"1": "|C"}, "dimension": {"geo": {"category": {"index": {"IE": 0}}},
    ...   "time": {"category": {"index": {"2014": 0, "2015": 1}}}}}'''
    >>> parse_json_stat(answer, name="t").frame.rows()
    [('IE', 2014, 5.0, ''), ('IE', 2015, None, 'c')]
    """
    import polars as pl

    content = _content(data, name)
    dimensions, codes = _axes(content, name)
    n_cells = math.prod(len(axis) for axis in codes)
    if n_cells > MAX_CELLS:
        raise SourceError(f"{name} has {n_cells:,} cells, more than {MAX_CELLS:,}. Ask for less with --filter.")
    values = _sparse(content.get("value"), n_cells, "value", name)
    flags = _sparse(content.get("status"), n_cells, "status", name)
    rows = []
    for place in sorted(set(values) | set(flags)):
        value, flag = _number(values.get(place), place, name), joined_flag(str(flags.get(place, "")))
        if value is not None or flag:
            rows.append((*_codes_at(place, codes), value, flag))
    schema: dict[str, Any] = {**dict.fromkeys(dimensions, pl.String), "value": pl.Float64, "flag": pl.String}
    frame = _with_years(pl.DataFrame(rows, schema=schema, orient="row"))
    counted = frame.group_by("flag").len().iter_rows()
    by_flag = {flag: n for flag, n in sorted(counted) if flag}
    refuse_unknown_flags(by_flag, name=name)
    return RawTable(
        name=name,
        sha256=sha256_of(data),
        frame=keep_codes(frame, keep, name=name, known=dict(zip(dimensions, codes, strict=True))),
        n_series=n_cells // max(len(codes[dimensions.index("time")]) if "time" in dimensions else 1, 1),
        n_cells_read=n_cells,
        n_values=frame.height - frame["value"].null_count(),
        n_empty=n_cells - frame.height,
        cells_by_flag=by_flag,
    )


def _content(data: bytes, name: str) -> dict[str, Any]:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{name} is cut off or not JSON ({error}). Fetch it again.") from None
    if (
        not isinstance(content, dict)
        or content.get("class") != "dataset"
        or not str(content.get("version", "")).startswith("2")
    ):
        raise SourceError(f"{name} is not a JSON-stat 2.0 dataset. Ask the service with format=JSON.")
    return content


def _axes(content: dict[str, Any], name: str) -> tuple[list[str], list[list[str]]]:
    """Dimensions and, for each, its codes in order."""
    try:
        dimensions = [str(dimension).lower() for dimension in content["id"]]
        sizes = [int(size) for size in content["size"]]
        codes = []
        for dimension, size in zip(content["id"], sizes, strict=True):
            index = content["dimension"][dimension]["category"].get("index")
            if index is None:  # JSON-stat allows to leave the index out where there is one category
                index = list(content["dimension"][dimension]["category"]["label"])
            ordered = (
                [code for code, _ in sorted(index.items(), key=lambda pair: pair[1])]
                if isinstance(index, dict)
                else [str(code) for code in index]
            )
            if len(ordered) != size:
                raise SourceError(
                    f"{name}: dimension {dimension} has {len(ordered)} codes and size {size}. Fetch it again."
                )
            if len(set(ordered)) != size or (isinstance(index, dict) and sorted(index.values()) != list(range(size))):
                raise SourceError(f"{name}: two codes of dimension {dimension} have one place. Fetch it again.")
            codes.append(ordered)
    except SourceError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(f"{name} lacks a part of a JSON-stat dataset ({error}). Fetch it again.") from None
    if len({*dimensions, "value", "flag"}) != len(dimensions) + 2:
        raise SourceError(f"{name}: the dimensions {', '.join(dimensions)} have no names of their own. Fetch it again.")
    return dimensions, codes


def _sparse(part: Any, n_cells: int, what: str, name: str) -> dict[int, Any]:
    """Values or status by place, whether they came as a list or as an object."""
    if part is None:
        return {}
    if isinstance(part, list):
        if len(part) != n_cells:
            raise SourceError(
                f"{name}: {len(part)} entries of {what} for {n_cells} cells. The answer is cut off; fetch it again."
            )
        return {place: entry for place, entry in enumerate(part) if entry is not None}
    if isinstance(part, str):
        return dict.fromkeys(range(n_cells), part)
    try:
        found = {int(place): entry for place, entry in part.items()}
    except (AttributeError, ValueError):
        raise SourceError(f"{name}: the {what} is neither a list nor an object by place. Fetch it again.") from None
    if found and not 0 <= min(found) <= max(found) < n_cells:
        raise SourceError(f"{name}: a {what} stands at place {max(found)} of {n_cells} cells. Fetch it again.")
    return found


def _number(value: Any, place: int, name: str) -> float | None:
    """A figure, which must be finite: JSON itself knows no infinity, but readers of it do."""
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max:
        return float(value)
    raise SourceError(f"{name}, cell {place}: '{value}' is not a number. The answer is broken; fetch it again.")


def _codes_at(place: int, codes: list[list[str]]) -> list[str]:
    """The codes of a cell; the last dimension runs fastest."""
    found = []
    for axis in reversed(codes):
        place, position = divmod(place, len(axis))
        found.append(axis[position])
    return found[::-1]


def _with_years(frame: pl.DataFrame) -> pl.DataFrame:
    """Periods that are all years become numbers."""
    import polars as pl

    if "time" not in frame.columns or not frame.height or not frame["time"].str.contains(r"^\d{4}$").all():
        return frame
    return frame.with_columns(pl.col("time").cast(pl.Int16))


def answered_codes(data: bytes) -> dict[str, list[str]]:
    """The codes that a JSON-stat dataset lists, by dimension, whether or not they have figures."""
    dimensions, codes = _axes(_content(data, "The answer"), "The answer")
    return dict(zip(dimensions, codes, strict=True))
