"""Fitness: by hand, its limits, and what is told when it does not settle."""

import numpy as np
import pytest

from clustrat.complexity.fitness import economic_fitness
from clustrat.errors import ParameterError

STAIRS = np.triu(np.ones((3, 3)))


def table(seed=1):
    m = (np.random.default_rng(seed).random((14, 20)) < 0.35).astype(float)
    m[0] = 1.0
    m[:, 0] = 1.0
    return m


def test_two_updates_by_hand():
    # After one: F = 3/2, 1, 1/2; Q = 18/11, 9/11, 6/11. Then F ~ 3, 15/11, 6/11 and Q ~ 3/2, 3/5, 3/11, over their means.
    found = economic_fitness(STAIRS, n_updates=2)
    f, q = np.array([33, 15, 6]) / 11, np.array([3 / 2, 3 / 5, 3 / 11])
    np.testing.assert_allclose(found.fitness, f / f.mean())
    np.testing.assert_allclose(found.q, q / q.mean())


def test_means_are_one_and_a_settled_table_stays():
    found = economic_fitness(table(), n_updates=400)
    assert found.fitness.mean() == pytest.approx(1)
    assert found.q.mean() == pytest.approx(1)


def test_a_tolerance_ends_the_updates_or_says_that_it_did_not():
    m = np.ones((4, 5))
    done = economic_fitness(m, n_updates=200, tolerance=1e-10)
    assert done.n_updates < 5
    assert done.diagnostics == ()
    open_ = economic_fitness(STAIRS, n_updates=5, tolerance=1e-10)
    assert "not_converged" in {d.code for d in open_.diagnostics}
    assert np.isfinite(open_.fitness).all()


def test_a_fitness_that_falls_for_ever_is_told():
    found = economic_fitness(STAIRS, n_updates=20_000)
    assert np.isfinite(found.fitness).all()
    assert (found.fitness >= 0).all()


def test_empty_rows_are_restored():
    m = table(2)
    wide = economic_fitness(np.pad(m, ((0, 1), (1, 0))))
    np.testing.assert_allclose(wide.fitness[:-1], economic_fitness(m).fitness, rtol=1e-9)
    assert np.isnan(wide.fitness[-1])
    assert np.isnan(wide.q[0])


@pytest.mark.parametrize("options", [{"n_updates": 0}, {"tolerance": -1.0}, {"tolerance": float("inf")}])
def test_options_that_cannot_be_are_refused(options):
    with pytest.raises(ParameterError):
        economic_fitness(STAIRS, **options)
