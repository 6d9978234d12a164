"""The parameter set: its defaults as designed, and values that cannot be."""

from dataclasses import FrozenInstanceError, replace

import pytest

from clustrat.errors import ParameterError
from clustrat.potential.rating_parameters import COMPONENTS, POTENTIAL_RATING_V1


def test_the_set_as_designed():
    assert POTENTIAL_RATING_V1.version == "potential_rating.v1"
    assert POTENTIAL_RATING_V1.quotient_knots == (0, 0.5, 1, 2, 4)
    assert POTENTIAL_RATING_V1.percentile_knots == (0, 25, 50, 75, 90)
    assert POTENTIAL_RATING_V1.min_confidence == 0.5
    assert set(POTENTIAL_RATING_V1.weights.values()) == {1.0}
    assert POTENTIAL_RATING_V1.as_dict()["n_weight_draws"] == 10_000


def test_it_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        POTENTIAL_RATING_V1.version = "other"
    with pytest.raises(TypeError):
        POTENTIAL_RATING_V1.weights["relatedness"] = 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"quotient_knots": (0, 1, 2)}, "five rising"),
        ({"percentile_knots": (0, 50, 25, 75, 90)}, "five rising"),
        ({"weights": {"relatedness": 1.0}}, "Give one for each"),
        ({"weights": {**dict.fromkeys(COMPONENTS, 1.0), "relatedness": -1.0}}, "relatedness is -1"),
        ({"weights": dict.fromkeys(COMPONENTS, 0.0)}, "All weights are 0"),
        ({"min_confidence": 1.5}, "min_confidence=1.5"),
        ({"interval": 1.0}, "interval=1"),
        ({"n_draws": 0}, "n_draws=0"),
        ({"n_like": 1}, "n_like=1"),
        ({"min_peers": 1}, "min_peers=1"),
        ({"presence_threshold": 0.0}, "presence_threshold=0"),
    ],
)
def test_parameters_that_cannot_be(change, words):
    with pytest.raises(ParameterError, match=words):
        replace(POTENTIAL_RATING_V1, **change)
