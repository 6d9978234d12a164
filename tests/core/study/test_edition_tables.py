"""What an edition says of itself: every table with its licence, and an account in which nothing is lost."""

from __future__ import annotations

from clustrat.publish.language import translator
from clustrat.store.catalog import Edition
from clustrat.study.edition_tables import edition_tables


def test_every_table_has_its_licence_and_hash(edition: Edition) -> None:
    tables = {table.name: table for table in edition_tables(edition, say=translator("en"))}
    assert set(tables["edition_tables"].column("table")) == set(edition.tables)
    assert all(tables["edition_tables"].column("licence"))
    assert all(len(value) == 64 for value in tables["edition_tables"].column("sha256"))


def test_cells_read_are_cells_kept_and_rejected(edition: Edition) -> None:
    tables = {table.name: table for table in edition_tables(edition, say=translator("en"))}
    accounts: dict[str, dict[str, int]] = {}
    for row in tables["row_account"].as_records():
        accounts.setdefault(row["table"], {})[row["fate"]] = row["cells"]
    assert accounts
    for name, account in accounts.items():
        rejected = sum(count for fate, count in account.items() if fate.startswith("rejected"))
        assert account["read"] == account["kept"] + rejected, name


def test_coverage_knows_what_is_not_there(edition: Edition) -> None:
    tables = {table.name: table for table in edition_tables(edition, say=translator("en"))}
    rows = {(it["country"], it["year"]): it for it in tables["coverage"].as_records()}
    assert rows["FR", 2008]["n_with_figures"] == 0
    assert rows["HR", 2014]["n_with_figures"] > 0
    assert all(it["n_known"] + it["n_hidden"] <= it["n_cells"] for it in rows.values())


def test_every_parameter_set_names_its_version(edition: Edition) -> None:
    tables = {table.name: table for table in edition_tables(edition, say=translator("en"))}
    assert {"potential_rating.v1", "matching.v1", "sdc.v1", "jump.v1", "headline.v1"} <= set(
        tables["parameter_sets"].column("set")
    )
    assert set(tables["flags"].column("letter")) >= set("bcdepu")
