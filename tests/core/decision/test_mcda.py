"""Additive value: by hand, without rank reversal, and with gaps that stay gaps."""

import numpy as np
import pytest

from clustrat.decision.mcda import Anchor, additive_value, partial_values, ranks, swing_weights
from clustrat.errors import EvidenceError, ParameterError

ANCHORS = [Anchor(lo=0, hi=10), Anchor(lo=0, hi=100, direction="min")]


def test_parts_add_up_to_the_value_by_hand():
    result = additive_value([[5, 20]], weights=[0.25, 0.75], anchors=ANCHORS)
    assert result.parts.tolist() == [[0.125, pytest.approx(0.6)]]
    assert result.value[0] == pytest.approx(0.725)


def test_another_alternative_changes_no_value():
    alone = additive_value([[5, 20]], weights=[0.5, 0.5], anchors=ANCHORS).value[0]
    assert additive_value([[5, 20], [9, 1], [0, 100]], weights=[0.5, 0.5], anchors=ANCHORS).value[0] == alone


def test_figures_outside_the_anchors_are_clipped_and_listed():
    values, clipped = partial_values([[12, -5], [5, 50]], ANCHORS)
    assert values.tolist() == [[1, 1], [0.5, 0.5]]
    assert clipped == ((0, 0), (0, 1))


def test_a_missing_figure_leaves_the_value_unknown_unless_it_has_no_weight():
    assert np.isnan(additive_value([[np.nan, 20]], weights=[0.5, 0.5], anchors=ANCHORS).value[0])
    assert additive_value([[np.nan, 20]], weights=[0, 1], anchors=ANCHORS).value[0] == pytest.approx(0.8)


def test_ranks_share_the_better_place():
    assert ranks([0.2, 0.9, 0.2, np.nan]) == [2, 1, 2, None]


@pytest.mark.parametrize(
    ("swings", "words"),
    [([], "Swing points"), ([0, 0], "not all of them 0"), ([-1, 2], "from 0"), ([np.nan, 1], "numbers")],
)
def test_swings_that_cannot_be_are_refused(swings, words):
    with pytest.raises(EvidenceError, match=words):
        swing_weights(swings)


@pytest.mark.parametrize(
    ("weights", "words"),
    [([0.5, 0.6], "add up to 1.1"), ([1.5, -0.5], "from 0"), ([1.0], "2 numbers"), ([np.nan, 1], "from 0")],
)
def test_weights_that_cannot_be_are_refused(weights, words):
    with pytest.raises(ParameterError, match=words):
        additive_value([[5, 20]], weights=weights, anchors=ANCHORS)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"lo": 1, "hi": 1}, "lower one first"),
        ({"lo": 2, "hi": 1}, "lower one first"),
        ({"lo": 0, "hi": np.inf}, "finite"),
        ({"lo": 0, "hi": 1, "direction": "up"}, "no direction 'up'"),
    ],
)
def test_anchors_that_cannot_be_are_refused(options, words):
    with pytest.raises(ParameterError, match=words):
        Anchor(**options)


def test_figures_that_do_not_fit_the_anchors_are_refused():
    with pytest.raises(EvidenceError, match="one anchor per criterion"):
        partial_values([[1, 2, 3]], ANCHORS)
    with pytest.raises(EvidenceError, match="Alternative 0 is infinite on criterion 1"):
        partial_values([[1, np.inf]], ANCHORS)
