"""The same duplicates on every engine, with the same evidence and probability."""

import numpy as np
import pytest

from clustrat.microdata.engine import engine_name
from clustrat.microdata.linkage import find_duplicates
from clustrat.microdata.linkage_synthetic import synthetic_organisations


def test_an_engine_gives_what_duckdb_gives(connection):
    records = synthetic_organisations(60, rng=np.random.default_rng(4)).records
    name = engine_name(connection)
    session = connection._session if name == "spark" else None
    found = find_duplicates(records, engine=name, spark=session)
    expected = find_duplicates(records)
    assert [(s.left, s.right, s.tier, s.evidence) for s in found] == [
        (s.left, s.right, s.tier, s.evidence) for s in expected
    ]
    assert [s.probability for s in found] == pytest.approx([s.probability for s in expected])
