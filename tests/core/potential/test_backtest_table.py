"""The honest table on a panel of random walks: complete, out of sample, and silent where it must be."""

from dataclasses import replace

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.potential.backtest import area_under_curve
from clustrat.potential.backtest_table import MODEL, SAME_RATE, run_backtest
from clustrat.potential.baselines import BASELINES, baseline_scores
from clustrat.potential.diversification_parameters import DIVERSIFICATION_V1
from clustrat.potential.panel import candidates

KINDS = {f"C{n:02d}": "odd" if n % 2 else "even" for n in range(19)}
OPTIONS = {"target_year": 2014, "codes": "walked", "kinds": KINDS, "n_draws": 100}


@pytest.fixture(scope="module")
def table(walking_panel):
    return run_backtest(walking_panel, base_years=(2010, 2009), signals=("closeness", "relatedness_density"), **OPTIONS)


def test_every_baseline_stands_beside_the_model(table):
    scores = {row.score for row in table.rows if row.group == "all" and row.base_year == 2010}
    assert scores == {MODEL, SAME_RATE, *BASELINES}


def test_numbers_are_those_of_the_measures(table, walking_panel):
    asked = candidates(walking_panel, base_year=2010, target_year=2014)
    lq = baseline_scores(walking_panel, base_year=2010)["lq"]
    row = table.row(base_year=2010, score="lq")
    assert row.auc == area_under_curve(lq[asked.is_candidate], asked.entered[asked.is_candidate])
    assert (row.n, row.n_entries) == (asked.n, asked.n_entries)


def test_groups_part_the_candidates(table):
    for group_kind, least in (("country", 4), ("distance", 2)):
        parts = [r for r in table.rows if (r.group_kind, r.base_year, r.score) == (group_kind, 2010, MODEL)]
        assert len(parts) >= least
        assert sum(r.n for r in parts) == table.row(base_year=2010).n
    kinds = {r.group for r in table.rows if r.group_kind == "kind"}
    assert kinds == {"odd", "even"}


def test_the_gain_is_over_the_best_single_baseline_of_the_same_group(table):
    model = table.row(base_year=2010)
    rows = [r for r in table.rows if r.base_year == 2010 and r.group == "all" and r.score in BASELINES]
    best = max(rows, key=lambda r: r.auc)
    assert model.over == best.score
    assert model.gain == pytest.approx(model.auc - best.auc)
    assert model.gain_low <= model.gain <= model.gain_high


def test_probabilities_only_where_the_horizon_is_known(table):
    assert table.row(base_year=2010).brier is not None
    assert table.row(base_year=2009).brier is None
    assert set(table.calibration) == {2010}
    assert "one length cannot tell" in table.statements[2009]


def test_small_groups_have_no_interval(table):
    for row in table.rows:
        if row.n_entries < 10:
            assert row.auc_low is None
            assert row.gain is None


def test_signals_are_chosen_where_none_are_given(walking_panel):
    said = []
    quick = replace(DIVERSIFICATION_V1, n_repeats=1, n_folds=2)
    found = run_backtest(walking_panel, base_years=(2009,), parameters=quick, progress=said.append, **OPTIONS)
    assert found.choices[0].base_year == 2009
    assert found.choices[0].windows == ((2008, 2009),)
    assert len(said) == 3


def test_a_future_without_meaning_gives_no_gain(walking_panel):
    """The target year is shuffled over regions: model and baselines alike fall to chance."""
    rng = np.random.default_rng(3)
    persons = walking_panel.persons.copy()
    persons[-1] = rng.permuted(persons[-1], axis=0)
    found = run_backtest(replace(walking_panel, persons=persons), base_years=(2010,), signals=("closeness",), **OPTIONS)
    model = found.row(base_year=2010)
    assert model.auc == pytest.approx(0.5, abs=0.07)
    assert not (model.gain_low or 0) > 0


def test_a_row_that_is_not_there_is_refused(table):
    with pytest.raises(EvidenceError, match="no row for base year 2010, group 'moon'"):
        table.row(base_year=2010, group="moon")


def test_years_out_of_order_are_refused(walking_panel):
    with pytest.raises(ParameterError, match="horizon=-1"):
        run_backtest(walking_panel, base_years=(2011,), signals=("closeness",), **{**OPTIONS, "target_year": 2010})
