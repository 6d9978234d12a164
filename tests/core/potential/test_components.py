"""Indicators join into components by the mean of what is known; measures score on their own scale."""

import numpy as np

from clustrat.potential.components import Measure, component_scores, score_measure
from clustrat.potential.rating_parameters import COMPONENTS, POTENTIAL_RATING_V1

NAN = float("nan")


def measure(scale, among=(1.0, 2.0, 3.0, 4.0, 5.0), mask=None):
    return Measure(
        name="m",
        component="rd_strength",
        words="M",
        unit="",
        scale=scale,
        raw=np.zeros(1),
        among=np.array(among),
        mask=mask,
    )


def test_the_mean_of_known_indicators():
    owners = ["rd_strength", "rd_strength", "enabling"]
    found = component_scores(np.array([[1.0, NAN, 3.0], [NAN, NAN, 0.0]]), owners)
    k = COMPONENTS.index("rd_strength")
    assert found[0, k] == 1.0
    assert np.isnan(found[1, k])
    assert found[1, COMPONENTS.index("enabling")] == 0.0


def test_one_zero_of_two_does_not_end_a_component():
    assert component_scores(np.array([[0.0, 4.0]]), ["rd_strength"] * 2)[0, COMPONENTS.index("rd_strength")] == 2.0


def test_any_number_of_axes():
    assert component_scores(np.ones((3, 2, 1)), ["enabling"]).shape == (3, 2, 5)


def test_the_scales():
    raw = np.array([3.0])
    assert score_measure(measure("quotient"), raw, POTENTIAL_RATING_V1).tolist() == [3.5]
    assert score_measure(measure("percentile"), raw, POTENTIAL_RATING_V1).tolist() == [2.0]
    assert score_measure(measure("judged"), raw, POTENTIAL_RATING_V1).tolist() == [3.0]


def test_a_mask_chooses_the_peers():
    mask = np.array([[True] * 5 + [False] * 5])
    among = (1.0, 2.0, 3.0, 4.0, 5.0, 90.0, 91.0, 92.0, 93.0, 94.0)
    assert score_measure(measure("percentile", among, mask), np.array([3.0]), POTENTIAL_RATING_V1).tolist() == [2.0]


def test_too_few_peers_give_nothing():
    assert np.isnan(score_measure(measure("percentile", (1.0, 2.0)), np.array([1.0]), POTENTIAL_RATING_V1)[0])
