"""Editions with a table added: refusals, one switch, and a fault at every boundary that leaves the old or the new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clustrat.errors import EditionError, SourceError, StorageError
from clustrat.store import durable
from clustrat.store.catalog import Edition, open_edition
from clustrat.study.added_tables import (
    AddedTable,
    compare_editions,
    compare_frames,
    folder_in_use,
    keep_edition,
    stage_edition,
    switch_edition,
)


def rows(n: int = 3, *, value: float | None = 1.0, flag: str = "", **fields: Any) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "measure": ["firms"] * n,
            "nuts_code": [f"ITH{number}" for number in range(1, n + 1)],
            "nace_code": [""] * n,
            "year": [2020] * n,
            "value": [value] * n,
            "flag": [flag] * n,
        },
        schema_overrides={"year": pl.Int16, "value": pl.Float64},
    )
    return frame.with_columns(**{name: pl.lit(it) for name, it in fields.items()})


def a_table(frame: pl.DataFrame | None = None, **fields: Any) -> AddedTable:
    frame = rows() if frame is None else frame
    account = {"read": frame.height, "kept": frame.height, "rejected": {}}
    return AddedTable(
        **{
            "name": "core_desk__firms", "title": "Firms", "unit": "firms", "publisher": "An office", "licence": "CC BY 4.0",
            "vintage": "2026-01-01", "frame": frame, "account": account, "source_name": "firms.csv", "source_sha256": "0" * 64,
            **fields,
        }
    )  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Edition:
    """An edition with one small table, in use in a folder of its own."""
    whole = open_edition()
    name = "core_eurostat__patents"
    folder = tmp_path / "editions" / "first"
    folder.mkdir(parents=True)
    entry = whole.tables[name]
    (folder / entry.file).write_bytes((whole.folder / entry.file).read_bytes())
    from dataclasses import replace
    from types import MappingProxyType

    from clustrat.store.catalog import CATALOG_FILE, catalog_bytes, point_to

    edition = replace(whole, folder=folder, tables=MappingProxyType({name: entry}))
    (folder / CATALOG_FILE).write_bytes(catalog_bytes(edition))
    point_to(folder.parent, "first")
    return open_edition(folder.parent)


@pytest.mark.parametrize(("table", "fault"), [
    (a_table(name="core_eurostat__patents"), "is named 'core_desk__"),
    (a_table(rows(value=3.0, flag="c")), "shows a figure in a confidential cell"),
    (a_table(rows(value=float("inf"))), "infinite"),
    (a_table(rows(flag="q")), "not in the published vocabulary"),
    (a_table(rows(year=3000).with_columns(pl.col("year").cast(pl.Int16))), "year 3000"),
    (a_table(rows(0)), "would be empty"),
    (a_table(account={"read": 9, "kept": 9, "rejected": {}}), "lost rows"),
    (a_table(rows().drop("flag")), "documented columns"),
])  # fmt: skip
def test_a_table_that_no_edition_may_hold_is_refused(small: Edition, table: AddedTable, fault: str) -> None:
    root = small.folder.parent
    with pytest.raises(SourceError, match=fault):
        stage_edition(small, table, root=root)
    assert folder_in_use(root) == "first"
    assert not (root / ".desk-staging").exists()


def test_two_rows_of_one_key_are_refused(small: Edition) -> None:
    double = pl.concat([rows(), rows(1)])
    with pytest.raises(EditionError, match="Each figure must stand once"):
        stage_edition(small, a_table(double), root=small.folder.parent)


def test_staging_uses_nothing_and_switching_is_one_step_there_and_back(small: Edition) -> None:
    root = small.folder.parent
    name = stage_edition(small, a_table(), root=root)
    assert folder_in_use(root) == "first"
    switch_edition(root, name)
    found = open_edition(root)
    assert found.id.startswith(f"{small.id}-d")
    assert set(found.tables) == {*small.tables, "core_desk__firms"}
    assert found.tables["core_desk__firms"].licence == "CC BY 4.0"
    assert stage_edition(small, a_table(), root=root) == name
    switch_edition(root, "first")
    assert open_edition(root).id == small.id


def test_the_id_follows_from_the_tables_of_the_desk(small: Edition) -> None:
    root = small.folder.parent
    first = open_edition(root / stage_edition(small, a_table(), root=root))
    second = open_edition(root / stage_edition(first, a_table(rows(value=2.0)), root=root))
    assert first.id != second.id
    assert first.id.count("-d") == second.id.count("-d") == 1
    (found,) = compare_editions(first, second)
    assert (found.n_changed, found.n_added, found.n_removed, found.is_equal) == (3, 0, 0, False)
    assert compare_editions(first, first) == []


def test_lost_rows_need_a_name(small: Edition) -> None:
    root = small.folder.parent
    first = open_edition(root / stage_edition(small, a_table(), root=root))
    with pytest.raises(SourceError, match="1 fewer than in the edition in use"):
        stage_edition(first, a_table(rows(2)), root=root)
    name = stage_edition(first, a_table(rows(2)), root=root, accept_fewer_rows="an analyst")
    assert "accepted by an analyst" in open_edition(root / name).tables["core_desk__firms"].notes[-1]


@pytest.mark.parametrize("name", ["", "nothing", "../first", ".desk-staging", "a\\b"])
def test_only_a_whole_edition_is_switched_to(small: Edition, name: str) -> None:
    root = small.folder.parent
    with pytest.raises(EditionError):
        switch_edition(root, name)
    assert folder_in_use(root) == "first"


def test_a_damaged_edition_is_not_switched_to(small: Edition) -> None:
    root = small.folder.parent
    name = stage_edition(small, a_table(), root=root)
    file = root / name / "core_desk__firms.parquet"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(EditionError, match="damaged"):
        switch_edition(root, name)
    assert folder_in_use(root) == "first"


def test_a_fault_at_every_boundary_leaves_the_old_or_the_new_one(
    small: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REL-1, REL-2: writes, syncs and renames fail one after the other."""
    root = small.folder.parent
    state = {"n": 0, "fails_at": 0}

    def failing(real: Callable[..., None]) -> Callable[..., None]:
        def step(*args: Any) -> None:
            state["n"] += 1
            if state["n"] == state["fails_at"]:
                raise OSError(28, "No space left on device")
            real(*args)

        return step

    for name in ("_write", "_sync", "_rename"):
        monkeypatch.setattr(durable, name, failing(getattr(durable, name)))

    def publish() -> str:
        name = stage_edition(small, a_table(), root=root)
        switch_edition(root, name)
        return name

    for fails_at in range(1, 100):
        state.update(n=0, fails_at=fails_at)
        switched = True
        try:
            publish()
        except StorageError:
            switched = False
        found = open_edition(root)
        assert found.id == small.id or found.id.startswith(f"{small.id}-d")
        assert len(found.tables) == (1 if found.id == small.id else 2)
        if switched:
            break
        state.update(n=0, fails_at=0)
        assert publish() == folder_in_use(root)
        switch_edition(root, "first")
        for folder in root.glob("*-d*"):
            durable.remove_folder(folder)
    assert 8 < fails_at < 40


def test_an_edition_elsewhere_is_kept_for_the_way_back(small: Edition, tmp_path: Path) -> None:
    root = tmp_path / "other"
    name = keep_edition(small, root=root)
    assert open_edition(root / name).id == small.id
    assert keep_edition(open_edition(root / name), root=root) == name
    assert folder_in_use(root) == ""


def test_a_missing_value_is_no_zero_when_rows_are_compared() -> None:
    found = compare_frames("t", rows(value=None), rows(value=0.0))
    assert found.n_changed == 3
    assert found.examples[0][1:] == (":", "0")
    assert compare_frames("t", None, rows()).n_added == 3
    assert compare_frames("t", rows(), None).n_removed == 3
