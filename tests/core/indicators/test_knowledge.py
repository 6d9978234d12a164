"""Ease of recombination and modular complexity, by hand."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.indicators.knowledge import ease_of_recombination, modular_complexity

# Three patents: {A, B}, {B, C}, {B}. B meets two others in three patents, A and C one in one.
PATENTS = [[1, 1, 0], [0, 1, 1], [0, 1, 0]]


def test_by_hand():
    assert ease_of_recombination(PATENTS) == pytest.approx([1, 2 / 3, 1])
    assert modular_complexity(PATENTS) == pytest.approx([2 / (5 / 3), 2 / (5 / 3), 1 / (2 / 3)])


def test_what_nobody_has_and_what_combines_with_nothing():
    assert np.isnan(ease_of_recombination([[1, 0], [1, 0]])[1])
    assert np.isnan(modular_complexity([[1, 0, 0], [0, 0, 0]])).all()


def test_counts_instead_of_presence_are_refused():
    with pytest.raises(EvidenceError, match="holds 7"):
        ease_of_recombination([[7, 1]])
