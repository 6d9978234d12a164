"""Names of the columns of records; what each record must have is tested in tests/engines, on every engine."""

import polars as pl
import pytest

from clustrat.errors import ClustratError
from clustrat.microdata.engine import open_engine, read_records
from clustrat.microdata.records import RecordColumns, checked_records


@pytest.fixture
def records(tmp_path):
    path = tmp_path / "records.parquet"
    pl.DataFrame({"region": ["R1"], "activity": ["A"], "year": [2014], "jobs": [3.0]}).write_parquet(path)
    with open_engine(memory="256MiB") as connection:
        yield read_records(connection, str(path))


@pytest.mark.parametrize(
    "columns",
    [
        RecordColumns(value="persons"), RecordColumns(region="nuts"), RecordColumns(unit="firm"),
        RecordColumns(weight="w"), RecordColumns(sums=("turnover",)),
    ],
)  # fmt: skip
def test_a_column_that_is_not_there_is_named_with_those_that_are(records, columns):
    with pytest.raises(ClustratError, match=r"region, activity, year, jobs"):
        checked_records(records, columns)
