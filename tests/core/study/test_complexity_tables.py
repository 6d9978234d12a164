"""Complexity of a table of years: the kinds of frames, the years side by side, and what someone should know."""

import numpy as np
import pandas
import polars as pl
import pyarrow
import pytest

from clustrat.complexity.chain import chain
from clustrat.complexity.presets import preset
from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.observations import read_observations
from clustrat.study import complexity_tables as module
from clustrat.study.complexity_tables import complexity_by_year, complexity_tables


def cube(n_years=3, rows=12, columns=9, seed=1):
    rng = np.random.default_rng(seed)
    x = np.round(rng.gamma(0.6, 50, size=(rows, columns))) + 1
    return np.stack([np.round(x * rng.lognormal(0, 0.3, size=x.shape)) for _ in range(n_years)])


def long(x):
    y, r, a = np.indices(x.shape)
    return pl.DataFrame(
        {
            "year": 2010 + y.ravel(),
            "region": [f"R{n:02d}" for n in r.ravel()],
            "activity": [f"A{n:02d}" for n in a.ravel()],
            "value": x.ravel(),
        }
    )


def test_each_year_is_its_own_chain():
    x = cube()
    found = complexity_tables(long(x))
    for number in range(3):
        one = chain(x[number])
        rows = found.by_cell.filter(pl.col("year") == 2010 + number)
        np.testing.assert_allclose(rows["lq"].to_numpy().reshape(12, 9), one.lq)
        np.testing.assert_allclose(rows["density"].to_numpy().reshape(12, 9), one.density)
        np.testing.assert_array_equal(rows["presence"].to_numpy().reshape(12, 9), one.presence)
        regions = found.by_region.filter(pl.col("year") == 2010 + number)
        np.testing.assert_allclose(regions["eci"].to_numpy(), one.eci)
        activities = found.by_activity.filter(pl.col("year") == 2010 + number)
        np.testing.assert_allclose(activities["pci"].to_numpy(), one.pci)
    assert found.by_cell.height == 3 * 12 * 9
    assert found.conventions["name"] == "growthlab"


def test_years_side_by_side_change_nothing(monkeypatch):
    frame = long(cube())
    one_by_one = complexity_tables(frame)
    monkeypatch.setattr(module, "SIDE_BY_SIDE", (0, 10**9))
    together = complexity_tables(frame)
    for name in ("by_region", "by_activity", "by_cell"):
        assert getattr(together, name).equals(getattr(one_by_one, name))


@pytest.mark.parametrize("make", [pandas.DataFrame, pyarrow.table])
def test_the_kind_that_came_in_goes_out(make):
    frame = long(cube())
    given = make(frame.to_dict(as_series=False))
    found = complexity_tables(given)
    assert type(found.by_cell) is type(given)
    expected = complexity_tables(frame).by_region["eci"].to_list()
    assert list(np.asarray(found.by_region["eci"])) == pytest.approx(expected)


def test_arrays_are_numbered():
    found = complexity_tables(cube())
    assert found.by_region["region"].to_list()[:3] == [0, 1, 2]
    assert found.by_region["year"].unique().sort().to_list() == [0, 1, 2]


def test_missing_is_null_and_not_zero():
    x = cube()
    x[1, 4, 2] = np.nan
    x[2, 5] = 0
    found = complexity_tables(long(x))
    (cell,) = found.by_cell.filter(year=2011, region="R04", activity="A02").iter_rows(named=True)
    assert (cell["lq"], cell["presence"], cell["cog"]) == (None, None, None)
    (region,) = found.by_region.filter(year=2012, region="R05").iter_rows(named=True)
    assert (region["eci"], region["diversity"]) == (None, None)
    assert "unknown_cell" in {d.code for d in found.diagnostics}


def test_float32_is_exact_to_a_hundred_thousandth():
    frame = long(cube())
    full, half = complexity_tables(frame), complexity_tables(frame, precision="float32")
    assert half.by_cell["density"].dtype == pl.Float32
    assert half.by_cell["lq"].equals(full.by_cell["lq"])
    for name in ("density", "cog"):
        np.testing.assert_allclose(half.by_cell[name].to_numpy(), full.by_cell[name].to_numpy(), atol=1e-5)


def test_an_anchor_keeps_the_sign_from_year_to_year():
    x = cube(4)
    found = complexity_tables(long(x), conventions=preset("growthlab", sign_rule="anchor"))
    eci = found.by_region["eci"].to_numpy().reshape(4, 12)
    assert all(np.corrcoef(eci[n], eci[n + 1])[0, 1] > 0 for n in range(3))


def test_the_stream_gives_the_same_years():
    frame = long(cube())
    whole = complexity_tables(frame)
    parts = [
        tables.by_cell for _, _, tables in complexity_by_year(read_observations(frame), conventions=preset("growthlab"))
    ]
    assert pl.concat(parts).equals(whole.by_cell)


def test_diagnostics_carry_their_year():
    x = cube()
    x[1, 5] = 0
    told = [d.sentence for d in complexity_tables(long(x)).diagnostics if d.code == "empty_at_threshold"]
    assert told
    assert told[0].startswith("2011: ")


def test_what_does_not_exist_is_refused():
    with pytest.raises(ParameterError, match="preset"):
        complexity_tables(long(cube()), conventions="stata")
    with pytest.raises(EvidenceError, match="no column 'nace'"):
        complexity_tables(long(cube()), activity="nace")
