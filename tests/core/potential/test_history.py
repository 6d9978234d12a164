"""What is known by a base year, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.potential.history import read_history


def test_no_later_year_is_kept(walking_panel):
    history = read_history(walking_panel, base_year=2010, names=["closeness"])
    assert history.panel.years == (2008, 2009, 2010)
    assert sorted(history.ln_lq) == [2008, 2009, 2010]


def test_every_pair_of_known_years_is_a_window(walking_panel):
    history = read_history(walking_panel, base_year=2010, names=["closeness", "wage_excess"])
    windows = history.windows(names=["closeness", "wage_excess"], volatility_of=history.volatility().of)
    assert [(w.base_year, w.target_year) for w in windows] == [(2008, 2009), (2008, 2010), (2009, 2010)]
    assert [w.horizon for w in windows] == [1, 2, 1]
    assert all(np.isfinite(w.values).all() for w in windows)


def test_a_missing_signal_speaks_neither_way(walking_panel):
    history = read_history(walking_panel, base_year=2009, names=["wage_excess"])
    (window,) = history.windows(names=["wage_excess"], volatility_of=history.volatility().of)
    filled = window.values[window.region == 3, 0]
    assert len(filled)
    assert filled == pytest.approx(np.full(len(filled), window.values[window.region != 3, 0].mean()))


def test_only_so_many_years_are_looked_back(walking_panel):
    history = read_history(walking_panel, base_year=2014, names=["closeness"])
    assert min(history.ln_lq) == 2014 - history.parameters.history_years


def test_a_first_year_has_no_past(walking_panel):
    with pytest.raises(EvidenceError, match="By 2008 no window with entries is known"):
        read_history(walking_panel, base_year=2008, names=["closeness"]).windows(
            names=["closeness"], volatility_of=lambda persons: np.ones(persons.shape)
        )


def test_a_year_that_is_not_there_is_refused(walking_panel):
    with pytest.raises(ParameterError, match="no year 2020"):
        read_history(replace(walking_panel), base_year=2020, names=["closeness"])
