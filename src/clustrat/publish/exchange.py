"""Result tables in the formats of statistical offices and maps: JSON-stat 2.0, SDMX-CSV 2.0, GeoJSON; full precision, every flag."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from clustrat.errors import ParameterError
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.files import FORMULA_STARTS

__all__ = ["geojson_bytes", "json_stat_bytes", "keys_of", "sdmx_csv_bytes"]

#: Name of the dimension that tells the measures of a row apart, and of the one that counts rows without a key.
MEASURE, ROW = "measure", "row"
#: Roles of columns that are figures.
FIGURES = ("value", "low", "high")
STRUCTURE_VERSION = "1.0"


def keys_of(table: ResultTable) -> tuple[Column, ...]:
    """The fewest key columns that tell every row of a table from every other; none where no set of them does.

    >>> columns = (Column(name="rank", words="Rank", role="key"), Column(name="geo", words="NUTS", role="key"))
    >>> table = ResultTable(name="t", title="T", columns=columns, rows=((1, "ITH4"), (1, "SI04")))
    >>> [column.name for column in keys_of(table)]
    ['geo']
    """
    keys = [column for column in table.columns if column.role == "key"]
    for size in range(1, len(keys) + 1):
        for chosen in itertools.combinations(keys, size):
            cells = list(zip(*(table.column(column.name) for column in chosen), strict=True))
            if len(set(cells)) == len(cells) and all(cell is not None for row in cells for cell in row):
                return chosen
    return ()


def _figures(table: ResultTable) -> list[Column]:
    """Columns of figures, and those whose cells are numbers for some row."""
    found = [column for column in table.columns if column.role in FIGURES]
    return [column for column in found if any(_is_number(cell) for cell in table.column(column.name)) or table.rows]


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell)


def _rows(table: ResultTable) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Names of the dimensions, and the codes of every row as text; rows without a key are numbered."""
    keys = keys_of(table)
    if not keys:
        return (ROW,), [(str(number),) for number in range(1, len(table.rows) + 1)]
    cells = zip(*(table.column(column.name) for column in keys), strict=True)
    return tuple(column.name for column in keys), [tuple(str(cell) for cell in row) for row in cells]


def _flag_of(row: Mapping[str, Any], column: Column) -> str:
    own = row.get(f"{column.name}_flag")
    return str(own if own is not None else row.get("flag") or "")


def json_stat_bytes(table: ResultTable, *, about: Mapping[str, str] | None = None) -> bytes:
    """A table as a JSON-stat 2.0 dataset.

    Dimensions are the key columns that tell rows apart, and ``measure``, which tells its figures apart. Values are sparse:
    a missing figure has no value; its flag stands in ``status``, its reason in ``extension.reasons``, and what ``about`` says
    of the whole (such as its result hash) in ``extension`` too.

    Returns
    -------
    bytes
        UTF-8; equal for equal tables.
    """
    names, rows = _rows(table)
    figures = _figures(table)
    codes = [list(dict.fromkeys(row[place] for row in rows)) for place in range(len(names))]
    index = [{code: number for number, code in enumerate(axis)} for axis in codes]
    measures = [column.name for column in figures]
    sizes = [*(len(axis) for axis in codes), len(measures)]
    labels = _labels(table, names, rows)
    values: dict[str, float] = {}
    status: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for row, record in zip(rows, table.as_records(), strict=True):
        base = 0
        for place, code in enumerate(row):
            base = base * len(codes[place]) + index[place][code]
        for number, column in enumerate(figures):
            cell, where = record[column.name], str(base * len(measures) + number)
            if _is_number(cell):
                values[where] = cell
            elif record.get("reason"):
                reasons[where] = str(record["reason"])
            if flag := _flag_of(record, column):
                status[where] = flag
    document: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": table.title,
        "source": "; ".join(table.sources),
        "id": [*names, MEASURE],
        "size": sizes,
        "role": {"metric": [MEASURE], **({"geo": ["nuts_code"]} if "nuts_code" in names else {})},
        "dimension": {
            **{
                name: {"label": _words(table, name), "category": {"index": index[place], "label": labels[place]}}
                for place, name in enumerate(names)
            },
            MEASURE: {
                "label": "Measure",
                "category": {
                    "index": {name: number for number, name in enumerate(measures)},
                    "label": {column.name: column.words for column in figures},
                    "unit": {column.name: {"label": column.unit} for column in figures if column.unit},
                },
            },
        },
        "value": values,
        **({"status": status} if status else {}),
        "extension": {
            **dict(about or {}),
            "table": table.name,
            "sha256": table.sha256,
            "reasons": reasons,
            "notes": list(table.notes),
        },
    }
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode("utf-8")


def _words(table: ResultTable, name: str) -> str:
    return next((column.words for column in table.columns if column.name == name), name)


def _labels(table: ResultTable, names: Sequence[str], rows: list[tuple[str, ...]]) -> list[dict[str, str]]:
    """Code -> words for each dimension, where one label column says the same for every row of a code."""
    words = [column for column in table.columns if column.role == "label"]
    found = []
    for place, name in enumerate(names):
        best: dict[str, str] = {}
        for column in words:
            pairs: dict[str, set[str]] = {}
            for row, cell in zip(rows, table.column(column.name), strict=True):
                pairs.setdefault(row[place], set()).add(str(cell))
            if pairs and all(len(texts) == 1 for texts in pairs.values()) and name != ROW:
                best = {code: next(iter(texts)) for code, texts in pairs.items()}
                break
        found.append(best)
    return found


def sdmx_csv_bytes(table: ResultTable, *, agency: str = "CLUSTRAT", year: int | None = None) -> bytes:
    """A table as SDMX-CSV 2.0: one line per figure, its dimensions, value, flag and reason.

    ``year`` fills ``TIME_PERIOD`` where the table has no column ``year``. A figure hidden at source has ``CONF_STATUS`` C.
    """
    names, rows = _rows(table)
    dimensions = [name for name in names if name != "year"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(name.upper() for name in dimensions), "MEASURE", "TIME_PERIOD",
         "OBS_VALUE", "OBS_FLAG", "CONF_STATUS", "UNIT_MEASURE", "REASON"]
    )  # fmt: skip
    structure = f"{agency}:{table.name.upper()}({STRUCTURE_VERSION})"
    for row, record in zip(rows, table.as_records(), strict=True):
        codes = dict(zip(names, row, strict=True))
        period = record.get("year") if record.get("year") is not None else year
        for column in _figures(table):
            cell, flag = record[column.name], _flag_of(record, column)
            writer.writerow(
                ["dataflow", structure, "I", *(_safe(codes[name]) for name in dimensions), column.name,
                 "" if period is None else period, repr(cell) if _is_number(cell) else "", flag.replace("c", ""),
                 "C" if "c" in flag else "", column.unit, "" if _is_number(cell) else _safe(str(record.get("reason") or ""))]
            )  # fmt: skip
    return out.getvalue().encode("utf-8")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def geojson_bytes(table: ResultTable, points: Mapping[str, tuple[float, float]], *, code: str = "nuts_code") -> bytes:
    """A table of regions as GeoJSON: one point per region (its label point, longitude and latitude), the row as properties.

    Parameters
    ----------
    table
        A table with one row per region.
    points
        Region code -> longitude and latitude in degrees; a region without one has no geometry.
    code
        The column with the region's code.

    Raises
    ------
    ParameterError
        The table has no such column, or a region stands in it twice.
    """
    if code not in [column.name for column in table.columns]:
        raise ParameterError(f"Table '{table.name}' has no column '{code}', so it has no places. Ask for JSON or CSV.")
    codes = table.column(code)
    if len(set(codes)) < len(codes):
        raise ParameterError(f"In table '{table.name}' a region stands twice, so it is no map. Ask for JSON or CSV.")
    features = [
        {
            "type": "Feature",
            "id": record[code],
            "geometry": {"type": "Point", "coordinates": list(points[record[code]])}
            if record[code] in points
            else None,
            "properties": record,
        }
        for record in table.as_records()
    ]
    document = {"type": "FeatureCollection", "features": features, "sources": list(table.sources)}
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode("utf-8")
