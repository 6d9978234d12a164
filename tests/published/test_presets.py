"""The presets equal the packages they are named after: outputs recorded from them, at 1e-9 on the scale max(1, |x|)."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from clustrat.complexity.presets import preset
from clustrat.study.analysis import analyse
from clustrat.study.complexity_tables import complexity_tables

PEERS = Path(__file__).parent / "peers"
KEYS = ["year", "region", "activity"]


def close(ours, theirs, rtol=1e-9):
    ours, theirs = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    assert (np.abs(ours - theirs) <= rtol * np.maximum(1, np.abs(theirs))).all()


@pytest.mark.parametrize("table", ["tall", "wide"])
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_growthlab_is_ecomplexity(table, precision):
    counts = pl.read_csv(PEERS / f"{table}_input.csv")
    peer = pl.read_csv(PEERS / f"{table}_ecomplexity.csv").sort(KEYS)
    ours = complexity_tables(counts, conventions="growthlab", precision=precision)
    cells = ours.by_cell.with_columns(pl.col("region", "activity").cast(pl.String)).sort(KEYS)
    assert cells.select("region", "activity").equals(peer.select("region", "activity"))
    rtol = 1e-9 if precision == "float64" else 1e-5
    close(cells["lq"], peer["rca"])
    assert cells["presence"].cast(int).to_list() == peer["mcp"].to_list()
    for name in ("density", "cog"):
        close(cells[name], peer[name], rtol)
    by_region = peer.unique(["year", "region"]).sort("year", "region")
    by_activity = peer.unique(["year", "activity"]).sort("year", "activity")
    for name in ("diversity", "eci", "coi"):
        close(ours.by_region[name], by_region[name], rtol)
    for name in ("ubiquity", "pci"):
        close(ours.by_activity[name], by_activity[name], rtol)


@pytest.mark.parametrize("table", ["tall", "wide"])
def test_datawheel_is_economic_complexity(table):
    counts = pl.read_csv(PEERS / f"{table}_input.csv")
    found = analyse(counts, measures=["eci", "pci", "density"], conventions=preset("datawheel")).tables
    density = pl.read_csv(PEERS / f"{table}_datawheel_density.csv").sort(KEYS)
    ours = found["density"].sort("year", "k1", "k2")
    assert ours["k1"].to_list() == density["region"].to_list()
    close(ours["value"], density["density"])
    complexity = pl.read_csv(PEERS / f"{table}_datawheel_complexity.csv")
    for kind in ("eci", "pci"):
        theirs = complexity.filter(pl.col("kind") == kind).sort("year", "key")
        mine = found[kind].sort("year", "k1")
        assert mine["k1"].to_list() == theirs["key"].to_list()
        close(mine["value"], theirs["value"])


def test_a_peer_under_another_preset_is_another_number():
    counts = pl.read_csv(PEERS / "tall_input.csv")
    peer = pl.read_csv(PEERS / "tall_ecomplexity.csv").sort(KEYS)
    other = complexity_tables(counts, conventions="datawheel").by_cell.sort(KEYS)
    assert not np.allclose(other["density"], peer["density"])
