"""Entry and exit between two years."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.indicators.entry_exit import entry, exit_from

NAN = float("nan")


def test_every_combination():
    before = [[0, 0, 1, 1, NAN, 0, 1]]
    now = [[1, 0, 1, 0, 1, NAN, NAN]]
    np.testing.assert_array_equal(entry(before, now), [[1, 0, NAN, NAN, NAN, NAN, NAN]])
    np.testing.assert_array_equal(exit_from(before, now), [[NAN, NAN, 0, 1, NAN, NAN, NAN]])


@pytest.mark.parametrize("function", [entry, exit_from])
def test_another_sample_or_a_quotient_instead_of_presence_is_refused(function):
    with pytest.raises(EvidenceError, match="sample_changed"):
        function([[0.0, 1.0]], [[0.0]])
    with pytest.raises(EvidenceError, match="1.7"):
        function([[0.0, 1.0]], [[1.7, 0.0]])
