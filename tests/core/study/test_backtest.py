"""The backtest of an edition: the record is that of the embedded edition, files are written whole, years are asked for."""

import csv
import json

import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.potential.diversification_parameters import DIVERSIFICATION_V1
from clustrat.potential.panel import candidates
from clustrat.store.catalog import open_edition
from clustrat.study.backtest import backtest_edition, backtest_of_edition, record_backtest, write_backtest
from clustrat.study.backtest_panels import landscape_panel
from clustrat.study.landscape import read_landscape


@pytest.fixture(scope="module")
def edition():
    return open_edition()


@pytest.fixture(scope="module")
def quick(edition):
    """Forecast of one base year on the embedded edition, with the signals given, so that nothing is chosen."""
    from clustrat.potential.backtest_table import run_backtest

    panel = landscape_panel(read_landscape(edition, level=2))
    return run_backtest(
        panel,
        base_years=(2010,),
        target_year=2014,
        codes="spliced",
        kinds={},
        signals=DIVERSIFICATION_V1.signals,
        n_draws=100,
    )


def test_the_record_speaks_of_the_embedded_edition(edition):
    assert backtest_of_edition(edition).differs is None


def test_what_was_recorded_comes_out_again(edition, quick):
    """All but the intervals, which rest on fewer draws here."""
    recorded = backtest_of_edition(edition)
    for group in ("all", "distant"):
        for score in ("model", "lq", "ln_shrunken_lq", "density_exclusive"):
            then, now = (found.row(base_year=2010, group=group, score=score) for found in (recorded, quick))
            assert (now.n, now.n_entries) == (then.n, then.n_entries)
            for name in ("auc", "brier", "ece", "recall_at_10", "precision_at_5"):
                assert getattr(now, name) == pytest.approx(getattr(then, name), abs=2e-6), name


@pytest.mark.release
def test_the_whole_record_comes_out_again(edition):
    """Signals are chosen anew for both base years."""
    recorded = backtest_of_edition(edition)
    (found,) = backtest_edition(edition)
    rows = [row for row in recorded.rows if row.codes == "spliced"]
    assert len(rows) == len(found.rows)
    for then, now in zip(rows, found.rows, strict=True):
        assert (now.group, now.score, now.n, now.over) == (then.group, then.score, then.n, then.over)
        for name in ("auc", "auc_low", "gain", "gain_low", "brier", "ece"):
            assert getattr(now, name) == pytest.approx(getattr(then, name), abs=2e-6), name


def test_a_shuffled_future_is_chance_on_real_figures(edition):
    import numpy as np

    from clustrat.potential.backtest import area_under_curve
    from clustrat.potential.diversification import entry_outlook

    panel = landscape_panel(read_landscape(edition, level=2))
    outlook = entry_outlook(panel, base_year=2010, horizon=4)
    asked = candidates(panel, base_year=2010, target_year=2014)
    shuffled = np.random.default_rng(0).permutation(asked.entered[asked.is_candidate])
    assert area_under_curve(outlook.score[asked.is_candidate], shuffled) == pytest.approx(0.5, abs=0.03)


def test_files_are_written(edition, quick, tmp_path):
    write_backtest([quick], edition=edition, out=tmp_path / "out")
    with (tmp_path / "out" / "backtest.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(quick.rows)
    assert float(rows[0]["auc"]) == pytest.approx(quick.rows[0].auc, abs=1e-6)
    with (tmp_path / "out" / "calibration.csv").open() as lines:
        assert sum(int(row["n"]) for row in csv.DictReader(lines)) == quick.rows[0].n
    account = json.loads((tmp_path / "out" / "backtest.json").read_text())
    assert account["parameters"]["version"] == "diversification.v1"


def test_another_folder_is_not_overwritten(edition, quick, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(ParameterError, match="not the folder of a former backtest"):
        write_backtest([quick], edition=edition, out=tmp_path)


def test_a_record_needs_its_folder(edition, quick, tmp_path):
    with pytest.raises(ParameterError, match="no folder"):
        record_backtest([quick], edition=edition, folder=tmp_path / "none")
    assert record_backtest([quick], edition=edition, folder=tmp_path).name == "backtest_v1.json"


def test_nothing_is_written_of_nothing(edition, tmp_path):
    with pytest.raises(EvidenceError, match="no backtest to write"):
        write_backtest([], edition=edition, out=tmp_path / "out")


def test_a_year_must_be_asked_for(edition):
    with pytest.raises(ParameterError, match="No base year"):
        backtest_edition(edition, base_years=())
