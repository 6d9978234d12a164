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


@pytest.fixture
def reference(extra_data):
    """The small reference case and its expected values, as {keys: value}."""
    folder = extra_data / "reference" / "analytics_small"

    def expected(name):
        rows = pl.read_csv(folder / "expected" / f"{name}.csv").rows()
        return {row[:-1]: row[-1] for row in rows}

    return pl.read_csv(folder / "input.csv"), expected


def found_by(preset_name, counts, measures):
    tables = analyse(counts, measures=measures, conventions=preset_name).tables
    return {name: {row[:-1]: row[-1] for row in table.iter_rows()} for name, table in tables.items()}


@pytest.mark.extra_data
def test_econgeo_by_its_formulas(reference):
    # EconGeo is in R, which is not at hand: its relatedness, vectors and sign rule by values that it confirms elsewhere.
    counts, expected = reference
    ours = found_by(
        "econgeo", counts, ["eci", "pci", "relatedness", "density", "mcp", "ubiquity", "reflections_region_18_0to100"]
    )
    for name, other in (("eci", "eci"), ("relatedness", "relatedness_prob")):
        assert ours[name] == pytest.approx(expected(other), rel=1e-9, abs=1e-9)
    assert ours["reflections_region_18_0to100"] == pytest.approx(
        expected("reflections_region_18_0to100"), rel=1e-9, abs=1e-7
    )
    own = expected("pci_ownz")
    for year in (2018, 2019, 2020):
        keys = sorted(key for key in own if key[0] == year)
        pci, ubiquity = ([ours[name][key] for key in keys] for name in ("pci", "ubiquity"))
        assert np.corrcoef(pci, ubiquity)[0, 1] < 0
        sign = np.sign(np.dot(pci, [own[key] for key in keys]))
        close(sign * np.array(pci), [own[key] for key in keys])
    near, have = expected("relatedness_prob"), expected("mcp")
    for (year, r, a), value in ours["density"].items():
        others = [key[1] for key in near if key[0] == year and key[2] == a and key[1] != a]
        weights = [near[year, o, a] for o in others]
        assert value == pytest.approx(100 * np.dot(weights, [have[year, r, o] for o in others]) / sum(weights))


@pytest.mark.extra_data
def test_reks_by_its_formulas(reference):
    counts, expected = reference
    ours = found_by("reks", counts, ["eci", "pci", "density", "fitness", "fitness_q", "zscore", "coherence_prox"])
    for name, other in (("eci", "eci"), ("pci", "pci_eciz"), ("density", "density_selfincl")):
        assert ours[name] == pytest.approx(expected(other), rel=1e-9, abs=1e-9)
    for name in ("zscore", "coherence_prox"):
        assert ours[name] == pytest.approx(expected(name), rel=1e-9, abs=1e-9)
    # It stops once nothing moves by more than 1e-10, or after 200 updates: where it stops early, 199 updates are there too.
    for name, other in (("fitness", "fitness_n199"), ("fitness_q", "fitness_q_n199")):
        theirs = expected(other)
        assert set(ours[name]) == set(theirs)
        assert max(abs(ours[name][key] - theirs[key]) for key in theirs) < 1e-6
