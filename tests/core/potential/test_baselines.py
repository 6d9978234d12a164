"""Every baseline is there for every cell, and sees nothing after the base year."""

import numpy as np
import pytest

from clustrat.errors import ParameterError
from clustrat.potential.baselines import BASELINES, baseline_scores
from clustrat.potential.panel import RegionPanel


@pytest.fixture
def panel():
    rng = np.random.default_rng(3)
    persons = rng.lognormal(5, 1, size=(3, 12, 8)).round()
    return RegionPanel(
        years=(2008, 2009, 2010),
        regions=tuple(f"AT{n:02d}" for n in range(12)),
        industries=tuple(f"C{n:02d}" for n in range(8)),
        persons=persons,
        local_units=np.ceil(persons / 20),
    )


def test_all_baselines_cover_the_matrix(panel):
    found = baseline_scores(panel, base_year=2009)
    assert list(found) == list(BASELINES)
    assert all(score.shape == (12, 8) and not np.isnan(score).any() for score in found.values())


def test_what_comes_later_changes_nothing(panel):
    before = baseline_scores(panel, base_year=2009)
    panel.persons[2], panel.local_units[2] = 7.0, 3.0
    after = baseline_scores(panel, base_year=2009)
    for name, score in before.items():
        np.testing.assert_array_equal(score, after[name])


def test_growth_is_no_sign_where_there_is_no_earlier_year(panel):
    assert (baseline_scores(panel, base_year=2008)["growth"] == 0).all()
    assert (baseline_scores(panel, base_year=2009)["growth"] != 0).any()


def test_an_unknown_cell_has_no_score(panel):
    panel.persons[1, 4, 2] = np.nan
    found = baseline_scores(panel, base_year=2009)
    assert np.isnan([found[name][4, 2] for name in ("lq", "ln_shrunken_lq", "size", "growth")]).all()


def test_a_year_that_is_not_there_is_refused(panel):
    with pytest.raises(ParameterError, match="no year 2012"):
        baseline_scores(panel, base_year=2012)
