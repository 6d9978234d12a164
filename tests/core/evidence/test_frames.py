"""Frames of any kind in, the same kind out."""

import pandas
import polars as pl
import pyarrow
import pytest

from clustrat.errors import EvidenceError
from clustrat.evidence.frames import as_polars, require_columns, to_kind

DATA = {"region": ["R1", "R2"], "value": [1.0, None]}


@pytest.mark.parametrize(
    ("frame", "kind"),
    [(pl.DataFrame(DATA), "polars"), (pandas.DataFrame(DATA), "pandas"), (pyarrow.table(DATA), "pyarrow")],
)
def test_the_kind_comes_back(frame, kind):
    inside, found = as_polars(frame)
    assert found == kind
    assert inside["region"].to_list() == ["R1", "R2"]
    assert type(to_kind(inside, found)) is type(frame)


def test_a_lazy_frame_is_collected():
    assert as_polars(pl.LazyFrame(DATA))[0].height == 2


@pytest.mark.parametrize("thing", [[1, 2], {"a": [1]}, "table.csv", None])
def test_what_is_no_table_is_refused(thing):
    with pytest.raises(EvidenceError, match="is no table"):
        as_polars(thing)


def test_missing_columns_are_named_with_those_there():
    with pytest.raises(EvidenceError, match=r"'year' in the file, which has: region, value"):
        require_columns(pl.DataFrame(DATA), ["region", "year"], what="the file")
