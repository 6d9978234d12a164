"""Signals of one year: by hand, missing where they are not known, refused by name."""

import numpy as np
import pytest

from clustrat.errors import ParameterError
from clustrat.potential.diversification_parameters import SIGNALS
from clustrat.potential.signals import ln_shrunken_quotients, structure_signal, year_signals


def test_all_signals_are_there_and_of_one_shape(walking_panel):
    ln_lq = ln_shrunken_quotients(walking_panel, 2010)
    found = year_signals(walking_panel, 2010, names=tuple(SIGNALS), ln_lq=ln_lq)
    assert list(found) == list(SIGNALS)
    assert all(layer.shape == (60, 20) for layer in found.values())


def test_wages_that_are_not_published_are_missing_and_not_zero(walking_panel):
    ln_lq = ln_shrunken_quotients(walking_panel, 2010)
    excess = year_signals(walking_panel, 2010, names=["wage_excess"], ln_lq=ln_lq)["wage_excess"]
    assert np.isnan(excess[3]).all()
    assert np.isfinite(np.delete(excess, 3, axis=0)).all()


def test_without_wages_the_signal_is_missing_everywhere(walking_panel):
    from dataclasses import replace

    panel = replace(walking_panel, wages=None)
    ln_lq = ln_shrunken_quotients(panel, 2010)
    assert np.isnan(year_signals(panel, 2010, names=["wage_excess"], ln_lq=ln_lq)["wage_excess"]).all()


def test_twice_the_wage_share_is_the_logarithm_of_two(walking_panel):
    from dataclasses import replace

    panel = replace(walking_panel, wages=walking_panel.persons / 40)
    ln_lq = np.log(panel.quotients(2010))
    excess = year_signals(panel, 2010, names=["wage_excess"], ln_lq=ln_lq - np.log(2))["wage_excess"]
    inside = panel.quotients(2010) > 0.05
    assert excess[inside] == pytest.approx(np.full(inside.sum(), np.log(2)))


def test_the_structure_never_looks_at_the_cell_itself():
    z = np.random.default_rng(0).normal(size=(30, 5))
    weights = np.linalg.lstsq(z, structure_signal(z, ridge=0.5), rcond=None)[0]
    assert np.diag(weights) == pytest.approx(np.zeros(5), abs=1e-10)


def test_an_unknown_signal_is_refused_with_the_names_there_are(walking_panel):
    with pytest.raises(ParameterError, match=r"no signal 'luck'. Choose among closeness"):
        year_signals(walking_panel, 2010, names=["luck"], ln_lq=np.zeros((60, 20)))
