"""Result tables cell by cell: one row per figure with its unit, flag, reason and origin, as Parquet."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clustrat.evidence.result import ResultTable
from clustrat.publish.exchange import keys_of

if TYPE_CHECKING:
    import polars as pl

__all__ = ["cell_rows", "parquet_bytes"]

FIGURES = ("value", "low", "high")
#: Columns that every row has besides its keys; a key of the same name is called ``<name>_code``.
OF_EVERY_ROW = ("label", "measure", "words", "unit", "value", "flag", "reason", "sources")


def cell_rows(table: ResultTable) -> list[dict[str, Any]]:
    """One row per figure of a table.

    Returns
    -------
    list of dict
        The key columns that tell rows apart (or ``row``, counted from 1), ``label``, ``measure``, ``words``, ``unit``,
        ``value`` (``None`` where missing), ``flag``, ``reason`` and ``sources``.

    Examples
    --------
    >>> from clustrat.evidence.result import Column
    >>> columns = (Column(name="geo", words="NUTS", role="key"), Column(name="lq", words="LQ"))
    >>> rows = cell_rows(ResultTable(name="t", title="T", columns=columns, rows=(("ITH4", 6.4),)))
    >>> rows[0]["geo"], rows[0]["measure"], rows[0]["value"]
    ('ITH4', 'lq', 6.4)
    """
    keys = [column.name for column in keys_of(table)]
    label = next((column.name for column in table.columns if column.role == "label"), "")
    figures = [column for column in table.columns if column.role in FIGURES]
    sources = "; ".join(table.sources)
    found = []
    for number, record in enumerate(table.as_records(), start=1):
        place = {_key_name(name): record[name] for name in keys} if keys else {"row": number}
        for column in figures:
            cell = record[column.name]
            value = float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
            flag = record.get(f"{column.name}_flag")
            flag = flag if flag is not None else record.get("flag")
            reason = str(record.get("reason") or "")
            found.append(
                {
                    **place,
                    "label": str(record[label] or "") if label else "",
                    "measure": column.name,
                    "words": column.words,
                    "unit": column.unit or str(record.get("unit") or ""),
                    "value": value,
                    "flag": str(flag or ""),
                    "reason": reason if value is None or reason == "substituted" else "",
                    "sources": sources,
                }
            )
    return found


def parquet_bytes(table: ResultTable, *, about: Mapping[str, str]) -> bytes:
    """The cells of a table as Parquet, with where they come from in the metadata of the file.

    Parameters
    ----------
    table
        Any table; a missing figure is null, never 0.
    about
        Names and words for the metadata, such as edition, address and result hash; ``title`` and ``table_sha256`` are added.
    """
    out = io.BytesIO()
    metadata = {"title": table.title, "table": table.name, "table_sha256": table.sha256, **about}
    _frame(table).write_parquet(out, compression="zstd", statistics=False, metadata=metadata)
    return out.getvalue()


def _frame(table: ResultTable) -> pl.DataFrame:
    import polars as pl

    rows = cell_rows(table)
    keys = [_key_name(column.name) for column in keys_of(table)] or ["row"]
    kinds: dict[str, Any] = {name: _kind([row[name] for row in rows]) for name in keys}
    kinds |= {name: pl.Float64 if name == "value" else pl.String for name in OF_EVERY_ROW}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def _key_name(name: str) -> str:
    return f"{name}_code" if name in OF_EVERY_ROW else name


def _kind(cells: list[Any]) -> Any:
    import polars as pl

    is_whole = bool(cells) and all(isinstance(cell, int) and not isinstance(cell, bool) for cell in cells)
    return pl.Int64 if is_whole else pl.String
