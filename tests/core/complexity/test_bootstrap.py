"""Bootstrap ranks: certain where counts are large and far apart, wide where they are not, and repeatable."""

import numpy as np
import pytest

from clustrat.complexity.bootstrap import bootstrap_ranks
from clustrat.complexity.eci import economic_complexity
from clustrat.errors import ParameterError
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.location_quotient import location_quotient
from clustrat.indicators.presence import presence


def matrix(scale, seed=1, hidden=()):
    rng = np.random.default_rng(seed)
    x = np.round(rng.gamma(0.7, 1.0, size=(15, 12)) * scale)
    for cell in hidden:
        x[cell] = np.nan
    return RegionIndustryMatrix.from_values(
        x, regions=[f"R{n}" for n in range(15)], industries=[f"A{n}" for n in range(12)], nuts_version="2013",
        nace_version="2", year=2014,
    )  # fmt: skip


def ranks(scale, seed=7, **options):
    return bootstrap_ranks(matrix(scale, **options), rng=np.random.default_rng(seed), n_draws=60)


def test_the_point_is_the_complexity_of_the_counts():
    found = ranks(50)
    assert (found.conventions["name"], found.conventions["totals"]) == ("growthlab", "known")
    m = presence(location_quotient(matrix(50)).lq)
    np.testing.assert_allclose(found.eci, economic_complexity(m).eci)
    assert sorted(found.rank.tolist()) == list(range(1, 16))
    assert found.rank[np.argmax(found.eci)] == 1


def test_large_counts_leave_less_room_than_small_ones():
    def width(found):
        return np.nanmean(found.rank_high - found.rank_low)

    assert width(ranks(100_000)) < width(ranks(10)) / 2


def test_the_same_chance_gives_the_same_ranks():
    a, b, c = ranks(20), ranks(20), ranks(20, seed=8)
    np.testing.assert_array_equal(a.rank_low, b.rank_low)
    assert not np.array_equal(a.eci_low, c.eci_low)


def test_a_hidden_cell_stays_out_of_every_draw():
    found = ranks(50, hidden=[(3, 4), (5, 6)])
    assert np.isfinite(found.rank).all()
    assert (found.placed > 0.9).all()


@pytest.mark.parametrize("options", [{"n_draws": 5}, {"interval": 1.0}, {"interval": 0.0}])
def test_options_that_cannot_be_are_refused(options):
    with pytest.raises(ParameterError):
        bootstrap_ranks(matrix(10), rng=np.random.default_rng(1), **options)
