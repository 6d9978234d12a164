"""PROMETHEE II and TOPSIS: by hand, at their edges, and refused with gaps."""

import math

import numpy as np
import pytest

from clustrat.decision.cross_checks import Preference, orders_that_differ, promethee, topsis
from clustrat.errors import EvidenceError, ParameterError

USUAL = Preference()


def test_linear_preference_between_its_thresholds():
    result = promethee(
        [[0.0], [1.0], [2.5], [9.0]], weights=[1], directions=["max"], preferences=[Preference(kind="linear", q=1, p=3)]
    )
    assert result.preference[:, 0].tolist() == [0, 0, 0.75, 1]


def test_the_lower_is_better_where_the_criterion_says_so():
    result = promethee([[1.0], [2.0]], weights=[1], directions=["min"], preferences=[USUAL])
    assert result.phi.tolist() == [1, -1]


def test_equal_alternatives_have_no_flow():
    assert promethee([[1.0], [1.0]], weights=[1], directions=["max"], preferences=[USUAL]).phi.tolist() == [0, 0]


def test_topsis_by_hand_without_normalisation():
    result = topsis([[1, 0, 3], [0, 5, 6]], weights=[1, 1, 1], directions=["max"] * 3, normalisation="none")
    assert result.closeness[0] == pytest.approx(1 / (1 + math.sqrt(34)))


def test_normalisation_is_named_and_changes_the_numbers():
    matrix = [[1, 100], [2, 50], [4, 10]]
    found = {
        n: topsis(matrix, weights=[0.5, 0.5], directions=["max", "max"], normalisation=n) for n in ("vector", "min-max")
    }
    assert found["vector"].normalisation == "vector"
    assert found["vector"].closeness != pytest.approx(found["min-max"].closeness)


def test_alternatives_that_coincide_are_undefined():
    for normalisation in ("vector", "min-max", "none"):
        result = topsis([[1, 0], [1, 0]], weights=[1, 1], directions=["max", "min"], normalisation=normalisation)
        assert np.isnan(result.closeness).all()


def test_orders_that_differ_are_named():
    assert orders_that_differ({"a": [3, 2, 1], "b": [3, 1, 2]}) == (1, 2)
    with pytest.raises(EvidenceError, match="different numbers"):
        orders_that_differ({"a": [1], "b": [1, 2]})


@pytest.mark.parametrize(
    ("kind", "q", "p", "words"),
    [
        ("gauss", 0, 1, "no preference function 'gauss'"),
        ("linear", 2, 1, "0 <= q < p"),
        ("linear", -1, 1, "0 <= q < p"),
    ],
)
def test_preferences_that_cannot_be_are_refused(kind, q, p, words):
    with pytest.raises(ParameterError, match=words):
        Preference(kind=kind, q=q, p=p)


@pytest.mark.parametrize(
    ("matrix", "options", "error", "words"),
    [
        ([[1.0]], {}, EvidenceError, "only one alternative"),
        ([[1.0], [np.nan]], {}, EvidenceError, "Alternative 1 has no finite figure on criterion 0"),
        ([[1.0], [2.0]], {"directions": ["up"]}, ParameterError, "no direction 'up'"),
        ([[1.0], [2.0]], {"directions": ["max", "max"]}, EvidenceError, "one per criterion"),
        ([[1.0], [2.0]], {"weights": [0.5]}, ParameterError, "add up to 0.5"),
        ([[1.0], [2.0]], {"preferences": []}, ParameterError, "0 preference functions"),
    ],
)
def test_promethee_refuses(matrix, options, error, words):
    with pytest.raises(error, match=words):
        promethee(matrix, **{"weights": [1], "directions": ["max"], "preferences": [USUAL], **options})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"normalisation": "sum"}, "no normalisation 'sum'"),
        ({"weights": [0]}, "not all of them 0"),
        ({"weights": [-1]}, "from 0"),
    ],
)
def test_topsis_refuses(options, words):
    with pytest.raises(ParameterError, match=words):
        topsis([[1.0], [2.0]], **{"weights": [1], "directions": ["max"], **options})
