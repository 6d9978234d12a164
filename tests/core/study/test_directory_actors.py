"""Actors of a directory: read from the edition that has them, counted into the rating, and missing where nobody counted."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import polars as pl
import pytest

from clustrat.publish.language import translator
from clustrat.store.catalog import Edition, TableEntry
from clustrat.store.tables import write_table
from clustrat.study.concept_study import concept_study
from clustrat.study.directory_actors import DIRECTORY_TABLE, directory_actors
from clustrat.study.question import StudyQuestion
from clustrat.study.run import prepare

QUESTION = StudyQuestion(region="ITH4", theme="active_ageing")
KEYS = ("measure", "nuts_code", "nace_code", "year")
#: (region, year, how many): the later count holds, and a filed 0 is a 0.
COUNTS = (("ITH4", 2025, 3.0), ("ITH4", 2026, 12.0), ("DK01", 2026, 4.0), ("AT31", 2026, 0.0), ("CZ08", 2026, 2.0), ("DE11", 2026, 9.0))  # fmt: skip


@pytest.fixture(scope="module")
def with_directory(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The embedded edition with the table of a directory, its other tables linked."""
    folder: Path = tmp_path_factory.mktemp("directory")
    for entry in edition.tables.values():
        (folder / entry.file).symlink_to(edition.folder / entry.file)
    frame = pl.DataFrame(
        {
            "measure": ["enabling_actors"] * len(COUNTS), "nuts_code": [it[0] for it in COUNTS], "nace_code": [""] * len(COUNTS),
            "year": [it[1] for it in COUNTS], "value": [it[2] for it in COUNTS], "flag": [""] * len(COUNTS),
        },
        schema_overrides={"year": pl.Int16},
    )  # fmt: skip
    written = write_table(frame, folder / f"{DIRECTORY_TABLE}.parquet", sort_by=KEYS)
    entry = TableEntry(
        name=DIRECTORY_TABLE, title="Directory", file=written.file, sha256=written.sha256, n_bytes=written.n_bytes,
        n_rows=written.n_rows, publisher="An agency", table_code="directory", vintage="2026-11-25", licence="CC BY 4.0",
        attribution="Source: An agency", sources=(), row_account={"read": 6, "kept": 6, "rejected": {}}, columns={}, notes=(),
    )  # fmt: skip
    tables = MappingProxyType({**edition.tables, DIRECTORY_TABLE: entry})
    return replace(edition, id=f"{edition.id}-d0", folder=folder, tables=tables)


def test_no_table_no_actors(edition: Edition) -> None:
    assert directory_actors(edition, regions=["ITH4"], year=2014) is None


def test_the_latest_count_holds_and_nobody_counted_is_missing(with_directory: Edition) -> None:
    found = directory_actors(with_directory, regions=["ITH4", "AT31", "SI04"], year=2014)
    assert found is not None
    assert found.values[0] == pytest.approx(12 / 1.22, rel=0.03)  # 12 for some 1.22 million inhabitants
    assert found.values[1] == 0
    assert math.isnan(found.values[2])
    assert found.years == (2026, 2026, 0)
    assert "An agency" in found.source


def test_they_count_in_the_rating_of_a_concept(edition: Edition, with_directory: Edition) -> None:
    say = translator("en")
    plain = concept_study(QUESTION, prepared=prepare(edition, QUESTION), say=say)
    counted = concept_study(QUESTION, prepared=prepare(with_directory, QUESTION), say=say)
    assert plain is not None
    assert counted is not None
    assert counted.concept.members == plain.concept.members
    before, after = (
        {row["nuts_code"]: row for row in it.tables["concept_regions"].as_records()} for it in (plain, counted)
    )
    assert before["ITH4"]["enabling_actors_per_million"] is None
    assert after["ITH4"]["enabling_actors_per_million"] == pytest.approx(12 / 1.22, rel=0.03)
    assert after["ITH4"]["enabling"] != before["ITH4"]["enabling"]
    assert any("An agency" in source for source in counted.tables["concept_rating"].sources)
