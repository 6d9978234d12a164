"""The parameter set of the diversification model hangs together."""

from dataclasses import FrozenInstanceError

import pytest

from clustrat.potential.diversification_parameters import DIVERSIFICATION_V1, SIGNALS


def test_the_signals_used_are_the_first_rungs_of_the_ladder():
    n = len(DIVERSIFICATION_V1.signals)
    assert DIVERSIFICATION_V1.signals == tuple(SIGNALS)[:n]


def test_a_set_does_not_change():
    with pytest.raises(FrozenInstanceError):
        DIVERSIFICATION_V1.seed = 1
