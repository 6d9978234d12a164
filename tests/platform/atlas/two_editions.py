"""A second edition beside the embedded one, in which one figure differs: for drift, other editions, and what is withdrawn."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from pathlib import Path

import polars as pl

from clustrat.store.catalog import CATALOG_FILE, Edition, catalog_bytes, open_edition

__all__ = ["EMBEDDED", "NEWER", "make_second_edition"]

EMBEDDED, NEWER = "2015.1", "2015.2"
TABLE = "core_eurostat__sbs_regional"
#: Persons employed in furniture (C31) in Friuli-Venezia Giulia (ITH4) in 2014: 13,613 as published, 14,000 in the newer edition.
NEW_VALUE = 14_000.0


def make_second_edition(root: Path) -> Path:
    """A folder with the edition 2015.2 in use; the embedded 2015.1 is known beside it."""
    from importlib.resources import files

    packaged = Path(str(files("clustrat") / "data" / "edition"))
    folder = root / NEWER
    shutil.copytree(packaged, folder)
    edition = open_edition(packaged)
    entry = edition.tables[TABLE]
    is_it = (
        (pl.col("nuts_code").cast(pl.String) == "ITH4")
        & (pl.col("nace_code").cast(pl.String) == "C31")
        & (pl.col("year") == 2014)
        & (pl.col("measure").cast(pl.String) == "employment_persons")
    )
    frame = pl.read_parquet(folder / entry.file)
    assert frame.filter(is_it).height == 1
    changed = frame.with_columns(value=pl.when(is_it).then(pl.lit(NEW_VALUE)).otherwise(pl.col("value")))
    changed.write_parquet(folder / entry.file)
    data = (folder / entry.file).read_bytes()
    tables = {
        **edition.tables,
        TABLE: dataclasses.replace(entry, sha256=hashlib.sha256(data).hexdigest(), n_bytes=len(data)),
    }
    newer: Edition = dataclasses.replace(edition, id=NEWER, folder=folder, tables=tables)
    (folder / CATALOG_FILE).write_bytes(catalog_bytes(newer))
    (root / "current").write_text(f"{NEWER}\n", encoding="utf-8")
    return root
