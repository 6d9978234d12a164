import hashlib

import polars as pl
import pytest

from clustrat.errors import EditionError
from clustrat.store.catalog import CATALOG_FILE, Edition, TableEntry, catalog_bytes, open_edition
from clustrat.store.tables import read_table, write_table

KEYS = ["measure", "nuts_code", "year"]


def frame():
    return pl.DataFrame(
        {
            "nuts_code": ["ITH4", "ITH4", "AT31", "SI04"],
            "measure": ["persons"] * 4,
            "year": pl.Series([2014, 2013, 2014, 2014], dtype=pl.Int16),
            "value": [13613.0, 14137.0, 0.0, None],
            "flag": ["", "", "", "c"],
        }
    )


@pytest.fixture
def edition(tmp_path):
    written = write_table(frame(), tmp_path / "t.parquet", sort_by=KEYS)
    entry = TableEntry(
        name="t", title="T", file=written.file, sha256=written.sha256, n_bytes=written.n_bytes, n_rows=written.n_rows,
        publisher="P", table_code="c", vintage="v", licence="l", attribution="a",
    )  # fmt: skip
    edition = Edition(
        id="1", folder=tmp_path, built_by="test", nuts_version="2013", nace_version="2", tables={"t": entry}
    )
    (tmp_path / CATALOG_FILE).write_bytes(catalog_bytes(edition))
    return open_edition(tmp_path)


def test_rows_come_back_sorted_with_their_flags(edition):
    assert read_table(edition, "t").rows() == [
        ("AT31", "persons", 2014, 0.0, ""),
        ("ITH4", "persons", 2013, 14137.0, ""),
        ("ITH4", "persons", 2014, 13613.0, ""),
        ("SI04", "persons", 2014, None, "c"),
    ]


def test_columns_and_conditions_choose(edition):
    rows = read_table(edition, "t", columns=["value"], where=pl.col("nuts_code") == "ITH4").rows()
    assert rows == [(14137.0,), (13613.0,)]


def test_equal_rows_give_equal_bytes_whatever_their_order(tmp_path):
    first = write_table(frame(), tmp_path / "a.parquet", sort_by=KEYS)
    second = write_table(frame().reverse(), tmp_path / "b.parquet", sort_by=KEYS)
    assert first.sha256 == second.sha256
    assert first.sha256 == hashlib.sha256((tmp_path / "b.parquet").read_bytes()).hexdigest()
    assert first.n_bytes == (tmp_path / "a.parquet").stat().st_size


def test_two_rows_with_one_key_are_refused(tmp_path):
    double = pl.concat([frame(), frame().head(1)])
    with pytest.raises(
        EditionError, match=r"Two rows of t.parquet have the key .*ITH4.*each|Each figure must stand once"
    ):
        write_table(double, tmp_path / "t.parquet", sort_by=KEYS)
    assert not (tmp_path / "t.parquet").exists()


def test_an_unknown_table_is_answered_with_those_there_are(edition):
    with pytest.raises(EditionError, match=r"no table 'u'. Its tables are: t"):
        read_table(edition, "u")


def test_an_unknown_column_is_answered_with_those_there_are(edition):
    with pytest.raises(EditionError, match=r"no column 'emp'. Its columns are: nuts_code, measure, year, value, flag"):
        read_table(edition, "t", columns=["emp"])


def test_a_condition_on_an_unknown_column_is_a_sentence(edition):
    with pytest.raises(EditionError, match=r"names a column that is not there"):
        read_table(edition, "t", where=pl.col("emp") > 1)


def test_a_damaged_file_is_a_sentence(edition):
    path = edition.folder / "t.parquet"
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(EditionError, match=r"Table 't' of edition 1 is damaged"):
        read_table(edition, "t")


def test_a_file_that_went_away_after_opening_is_a_sentence(edition):
    (edition.folder / "t.parquet").unlink()
    with pytest.raises(EditionError, match=r"could not be read"):
        read_table(edition, "t")
