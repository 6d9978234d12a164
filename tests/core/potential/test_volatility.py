"""Volatility of cells: by hand, recovered from simulated moves, and what it leaves out."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.potential.volatility import fit_volatility

ONE_COUNTRY = np.array([0, 0])


def test_alike_cells_have_the_mean_move():
    before, persons = np.zeros((2, 2)), np.full((2, 2), 50.0)
    after = np.array([[0.1, -0.3], [0.2, 0.2]])
    law = fit_volatility([(before, after, persons)], country_of=ONE_COUNTRY, ridge=1e8)
    assert law.of(persons) == pytest.approx(np.full((2, 2), 0.2), rel=1e-4)


def test_size_industry_and_country_are_recovered():
    rng = np.random.default_rng(8)
    country_of = np.repeat([0, 1], 150)
    persons = np.exp(rng.uniform(2, 10, size=(300, 6)))
    industry, country = np.linspace(-0.5, 0.5, 6), np.array([-0.3, 0.3])
    sigma = np.exp(0.2 - 0.4 * np.log(persons) + industry + country[country_of][:, None])
    moves = rng.exponential(sigma) * rng.choice([-1, 1], size=sigma.shape)
    law = fit_volatility([(np.zeros_like(moves), moves, persons)], country_of=country_of, ridge=1e-3)
    assert law.size == pytest.approx(-0.4, abs=0.03)
    assert law.industry - law.industry.mean() == pytest.approx(industry, abs=0.15)
    assert np.diff(law.country) == pytest.approx(0.6, abs=0.15)


def test_unknown_cells_and_other_regions_do_not_enter():
    before, persons = np.zeros((2, 2)), np.full((2, 2), 50.0)
    after = np.array([[0.1, np.nan], [9.0, 9.0]])
    law = fit_volatility([(before, after, persons)], country_of=ONE_COUNTRY, ridge=1e8, rows=np.array([True, False]))
    assert law.of(persons)[0, 0] == pytest.approx(0.1, rel=1e-3)


def test_a_cell_without_a_figure_has_no_volatility():
    persons = np.array([[50.0, np.nan], [0.0, 5.0]])
    law = fit_volatility([(np.zeros((2, 2)), np.full((2, 2), 0.1), persons)], country_of=ONE_COUNTRY)
    found = law.of(persons)
    assert np.isnan(found).tolist() == [[False, True], [False, False]]
    assert (found[~np.isnan(found)] > 0).all()


@pytest.mark.parametrize("moves", [[], [(np.full((2, 2), np.nan),) * 3]])
def test_without_moves_it_is_refused(moves):
    with pytest.raises(EvidenceError, match="two consecutive years"):
        fit_volatility(moves, country_of=ONE_COUNTRY)
