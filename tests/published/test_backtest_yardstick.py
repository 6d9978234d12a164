"""The yardstick of the diversification model: what single signals reached on the European table, to the digits printed."""

import pytest

from clustrat.potential.backtest import area_under_curve
from clustrat.potential.baselines import baseline_scores
from clustrat.potential.panel import candidates
from clustrat.study.backtest_panels import raw_panel

pytestmark = pytest.mark.extra_data

#: Base year, candidates, entries, and AUC of quotient, exclusive density and ubiquity, on codes as in the raw file, to 2014.
PRINTED = [(2010, 8480, 761, 0.848, 0.607, 0.624), (2009, 7355, 704, 0.825, 0.611, 0.600)]


@pytest.fixture(scope="module")
def panel(extra_data):
    return raw_panel(extra_data / "data" / "eurostat_bulk" / "sbs_r_nuts06_r2.tsv.gz")


@pytest.mark.parametrize(("base_year", "n", "n_entries", "lq", "density", "ubiquity"), PRINTED)
def test_single_signals_reach_what_is_printed(panel, base_year, n, n_entries, lq, density, ubiquity):
    asked = candidates(panel, base_year=base_year, target_year=2014)
    assert (asked.n, asked.n_entries) == (n, n_entries)
    scores = baseline_scores(panel, base_year=base_year)
    entered = asked.entered[asked.is_candidate]
    found = {
        name: round(area_under_curve(scores[name][asked.is_candidate], entered), 3)
        for name in ("lq", "density_exclusive", "ubiquity")
    }
    assert found == pytest.approx({"lq": lq, "density_exclusive": density, "ubiquity": ubiquity}, abs=0.0011)


def test_the_raw_file_keeps_old_and_new_codes_apart(panel):
    assert {"ITD4", "ITH4"} <= set(panel.regions)
    assert not any(region.endswith("ZZ") for region in panel.regions)
    assert len(panel.industries) == 68
