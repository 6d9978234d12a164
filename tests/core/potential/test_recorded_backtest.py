"""The record in the package: read back as written, told apart from other editions, and free of dates."""

import json
import re
from importlib.resources import files

import pytest

from clustrat.errors import EvidenceError
from clustrat.potential.backtest_table import run_backtest
from clustrat.potential.diversification_parameters import DIVERSIFICATION_V1
from clustrat.potential.recorded_backtest import RECORD_FILE, backtest_record, recorded_backtest


def test_a_record_holds_every_row_with_six_digits(walking_panel):
    table = run_backtest(
        walking_panel,
        base_years=(2010,),
        target_year=2014,
        codes="spliced",
        kinds={},
        signals=("closeness",),
        n_draws=100,
    )
    record = backtest_record([table], table_sha256="abc")
    assert len(record["rows"]) == len(table.rows)
    assert record["rows"][0]["auc"] == pytest.approx(table.rows[0].auc, abs=1e-6)
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_other_figures_are_told_in_a_sentence():
    found = recorded_backtest("f" * 64)
    assert found.differs is not None
    assert "made from other figures" in found.differs
    assert recorded_backtest(found.table_sha256).differs is None


def test_the_record_is_of_this_parameter_set():
    parameters = recorded_backtest("").parameters
    assert parameters["version"] == DIVERSIFICATION_V1.version
    assert tuple(parameters["signals"]) == DIVERSIFICATION_V1.signals
    assert parameters["seed"] == DIVERSIFICATION_V1.seed


def test_signals_in_use_are_those_chosen_for_both_base_years():
    choices = [c for c in recorded_backtest("").choices if c["codes"] == "spliced"]
    assert {c["base_year"] for c in choices} == {2009, 2010}
    for choice in choices:
        assert tuple(choice["signals"]) == DIVERSIFICATION_V1.signals
        assert max(end for _, end in choice["windows"]) <= choice["base_year"]


def test_what_the_record_says():
    """The goals of the model, reached and missed, as the documentation states them."""
    found = recorded_backtest("")
    for base_year, auc, gain, distant_gain in ((2010, 0.867, 0.0154, 0.081), (2009, 0.845, 0.0148, 0.132)):
        whole, distant = found.row(base_year=base_year), found.row(base_year=base_year, group="distant")
        assert whole.auc == pytest.approx(auc, abs=5e-4)
        assert whole.gain == pytest.approx(gain, abs=2e-4)
        assert whole.gain_low > 0
        assert distant.gain == pytest.approx(distant_gain, abs=1e-3)
        assert distant.gain_low > 0
    assert found.row(base_year=2010).ece < 0.02
    assert found.row(base_year=2009).ece is None
    assert 2009 in found.statements


def test_a_row_that_was_not_recorded_is_refused():
    with pytest.raises(EvidenceError, match="No row was recorded"):
        recorded_backtest("").row(base_year=1999)


def test_the_record_carries_no_date_and_no_path():
    text = files("clustrat.potential").joinpath("data", RECORD_FILE).read_text(encoding="utf-8")
    assert not re.search(r"\d{4}-\d{2}-\d{2}|/|\\\\", text)
