"""Rank stability: by hand with two components, laws, and what cannot be ranked."""

from dataclasses import replace

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.potential.rating_parameters import POTENTIAL_RATING_V1
from clustrat.potential.score import rate_regions
from clustrat.potential.sensitivity import rank_components, rank_stability

NAN = float("nan")
SMALL = replace(POTENTIAL_RATING_V1, n_weight_draws=4000, min_confidence=0.2)


def ranked(components, *, low=None, high=None, labels=None, seed=1, parameters=SMALL):
    n = len(components)
    return rank_components(
        components,
        labels=labels or [f"R{i}" for i in range(n)],
        low=[NAN] * n if low is None else low,
        high=[NAN] * n if high is None else high,
        rng=np.random.default_rng(seed),
        parameters=parameters,
    )


def test_two_components_by_hand():
    # ln x: (ln 4, 0) against (0, ln 2): the first leads where w ln 4 > (1 - w) ln 2, that is for w > 1/3.
    found = ranked([[4, 1, NAN, NAN, NAN], [1, 2, NAN, NAN, NAN]])
    assert found.cases == ("R0", "R1")
    assert found.first[0] == pytest.approx(2 / 3, abs=0.03)
    assert found.first_three.tolist() == [1.0, 1.0]


def test_dominance_is_first_under_all_weights_and_zero_is_last():
    found = ranked([[1, 1, 1, 1, NAN], [3, 3, 3, 3, NAN], [4, 4, 4, 0, NAN]])
    assert found.cases == ("R1", "R0", "R2")
    assert found.first.tolist() == [1.0, 0.0, 0.0]
    assert found.acceptability.rank_acceptability[2].tolist() == [0, 0, 1]


def test_each_is_weighed_over_its_own_components():
    found = ranked([[2, 2, NAN, NAN, NAN], [2, 2, 2, 2, NAN]])
    np.testing.assert_allclose(found.potential, [2, 2])


def test_no_clear_order_where_intervals_overlap():
    found = ranked([[4, 4, 4, 4, NAN], [3, 3, 3, 3, NAN], [1, 1, 1, 1, NAN]], low=[3.2, 2.5, 0.5], high=[4, 3.4, 1.2])
    assert found.is_clear.tolist() == [False, True]
    assert found.overlapping == (("R1",), ("R0",), ())


def test_labels_permuted_change_nothing():
    x = np.random.default_rng(5).uniform(0.5, 4, size=(6, 5))
    a, b = ranked(x), ranked(x[::-1], labels=[f"R{i}" for i in reversed(range(6))])
    assert a.cases == b.cases
    np.testing.assert_allclose(a.first, b.first)


def test_below_min_confidence_is_left_out():
    found = ranked([[4, NAN, NAN, NAN, NAN], [1, 1, 1, 1, NAN]], parameters=POTENTIAL_RATING_V1)
    assert found.cases == ("R1",)
    with pytest.raises(EvidenceError, match="50 % of the weights"):
        ranked([[4, NAN, NAN, NAN, NAN]], parameters=POTENTIAL_RATING_V1)


@pytest.mark.parametrize(
    ("components", "labels", "words"),
    [([[1] * 5] * 2, ["A", "A"], "twice"), ([[1] * 4], ["A"], "components"), ([[1] * 5] * 2, ["A"], "1 labels")],
)
def test_what_does_not_fit(components, labels, words):
    with pytest.raises(EvidenceError, match=words):
        ranked(components, labels=labels)


def test_of_a_rating_and_of_some_of_its_cases(small):
    rating = rate_regions(small.inputs(), small.weights(), parameters=SMALL)
    whole = rank_stability(rating, rng=np.random.default_rng(1))
    assert whole.cases == rating.order()
    assert whole.first.sum() == pytest.approx(1.0)
    some = rank_stability(rating, rng=np.random.default_rng(1), cases=["R03", "R01"])
    assert set(some.cases) == {"R01", "R03"}
    with pytest.raises(EvidenceError, match="ITH4"):
        rank_stability(rating, rng=np.random.default_rng(1), cases=["ITH4"])
