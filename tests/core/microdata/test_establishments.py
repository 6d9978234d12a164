"""Cells of records: the account adds up and sums do not depend on order; more cases, on every engine, in tests/engines."""

import polars as pl
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.microdata.engine import open_engine, read_records
from clustrat.microdata.establishments import aggregate_records
from clustrat.microdata.records import RecordColumns

COLUMNS = RecordColumns(value="jobs", unit="firm")


def table(n=500):
    import random

    chance = random.Random(5)
    return pl.DataFrame(
        {
            "region": [chance.choice("RST") for _ in range(n)],
            "activity": [chance.choice("AB") for _ in range(n)],
            "year": [2014] * n,
            "firm": [chance.randrange(90) for _ in range(n)],
            "jobs": [chance.choice([0.1, 0.2, 0.7, 3.0]) for _ in range(n)],
        }
    )


def cells(frame, tmp_path, **options):
    path = tmp_path / "records.parquet"
    frame.write_parquet(path)
    with open_engine(memory="256MiB") as connection:
        return aggregate_records(connection, read_records(connection, str(path)), columns=COLUMNS, **options)


def test_the_order_of_records_changes_no_digit(tmp_path):
    frame = table()
    assert cells(frame, tmp_path).frame.equals(cells(frame.reverse(), tmp_path).frame)
    assert cells(frame, tmp_path).frame.equals(cells(frame.sort("jobs"), tmp_path).frame)


def test_every_record_is_in_the_account(tmp_path):
    frame = table().with_columns(jobs=pl.when(pl.col("firm") < 9).then(None).otherwise("jobs"))
    with pytest.raises(EvidenceError, match="cannot be counted"):
        cells(frame, tmp_path)
    found = cells(frame, tmp_path, bad_records="reject")
    assert found.n_read == 500 == found.n_kept + sum(found.rejected.values())


def test_a_policy_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(ParameterError, match="bad_records"):
        cells(table(), tmp_path, bad_records="drop")
