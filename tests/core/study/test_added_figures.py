"""What added tables say of a region: its own rows and those one level down, hidden ones empty with their reason, nothing redrawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl
import pytest

from clustrat.publish.language import translator
from clustrat.store.catalog import CATALOG_FILE, Edition, catalog_bytes, open_edition
from clustrat.study.added_figures import added_figures, names_of_added_tables
from clustrat.study.added_tables import AddedTable, stage_edition

SAY = translator("en")
ROWS = [
    ("firms", "ITH4", "C31", 2014, 7.0, ""), ("firms", "ITH4", "", 2015, None, "c"), ("firms", "ITH42", "C31", 2015, 3.0, "p"),
    ("firms", "ITH3", "C31", 2015, 9.0, ""), ("firms", "ITH4", "C31", 2015, 0.0, ""), ("firms", "ITH", "C31", 2015, 99.0, ""),
    ("firms", "ITH4", "C25", 2015, None, ""),
]  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Edition:
    """An edition of one table."""
    whole = open_edition()
    entry = whole.tables["core_eurostat__patents"]
    folder = tmp_path / "first"
    folder.mkdir()
    (folder / entry.file).write_bytes((whole.folder / entry.file).read_bytes())
    edition = replace(whole, folder=folder, tables=MappingProxyType({entry.name: entry}))
    (folder / CATALOG_FILE).write_bytes(catalog_bytes(edition))
    return edition


def with_table(edition: Edition, **fields: Any) -> Edition:
    names = ["measure", "nuts_code", "nace_code", "year", "value", "flag"]
    frame = pl.DataFrame(ROWS, schema=names, orient="row", schema_overrides={"year": pl.Int16, "value": pl.Float64})
    given: dict[str, Any] = {
        "name": "core_desk__firms", "title": "Firms", "unit": "firms", "publisher": "An office", "licence": "CC BY 4.0",
        "vintage": "2026-01-01", "frame": frame, "account": {"read": 7, "kept": 7, "rejected": {}}, "source_name": "firms.csv",
        "source_sha256": "0" * 64, **fields,
    }  # fmt: skip
    root = edition.folder.parent
    return open_edition(root / stage_edition(edition, AddedTable(**given), root=root))


def test_rows_of_the_region_and_one_level_down_newest_first(small: Edition) -> None:
    edition = with_table(small)
    assert names_of_added_tables(edition) == ("core_desk__firms",)
    table = added_figures(edition, "ITH4", say=SAY).tables[0]
    assert [(row[0], row[2], row[4], row[5], row[6], row[7]) for row in table.rows] == [
        ("ITH4", "", 2015, None, "c", "confidential_source"),
        ("ITH4", "C25", 2015, None, "", "not_available"),
        ("ITH4", "C31", 2015, 0.0, "", ""),
        ("ITH42", "C31", 2015, 3.0, "p", ""),
        ("ITH4", "C31", 2014, 7.0, "", ""),
    ]
    assert table.rows[0][1:4:2] == ("Friuli-Venezia Giulia", "all industries")
    assert table.columns[5].unit == "firms"
    assert "An office" in table.sources[0]
    assert table.parameters["edition"] == edition.id


def test_a_region_of_which_no_table_speaks_has_none(small: Edition) -> None:
    assert added_figures(small, "ITH4", say=SAY).tables == ()
    assert added_figures(with_table(small), "AT31", say=SAY).tables == ()


def test_a_table_of_another_version_counts_only_where_the_region_stayed(small: Edition) -> None:
    """NUTS 2016 split HU10 into HU11 and HU12; Friuli-Venezia Giulia stayed."""
    edition = with_table(small, nuts_version="2016")
    assert added_figures(edition, "ITH4", say=SAY).tables[0].parameters["nuts_version"] == "2016"
    found = added_figures(edition, "HU10", say=SAY)
    assert (found.tables, found.left_out) == ((), (("Firms", "2016"),))
