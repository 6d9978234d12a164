"""Hiding further cells where totals are known: checked against what an attacker can compute."""

import numpy as np
import pytest

from clustrat.errors import DisclosureError
from clustrat.evidence.attainable import attainable_intervals
from clustrat.evidence.sums import two_way_system
from clustrat.microdata.protection import hide_to_protect


def codes(prefix, n):
    return tuple(f"{prefix}{i}" for i in range(n))


def attacked(values, hidden):
    """Bounds that someone who knows the open cells and all totals can compute for the hidden ones."""
    n, m = values.shape
    whole = np.block([[np.where(hidden, np.nan, values), values.sum(axis=1, keepdims=True)],
                      [values.sum(axis=0, keepdims=True), np.array([[values.sum()]])]])  # fmt: skip
    regions, activities = [*codes("R", n), "all"], [*codes("A", m), "total"]
    system = two_way_system(
        whole, regions=regions, industries=activities, region_sums=[("all", codes("R", n))],
        industry_sums=[("total", codes("A", m))], half_width=0.0,
    )  # fmt: skip
    found = attainable_intervals(system)
    return {cell: (low, high) for cell, low, high in zip(system.cells, found.lower, found.upper, strict=True)}


def test_one_sensitive_cell_gets_a_rectangle_that_leaves_it_open():
    values = np.array([[40.0, 9, 30], [20, 50, 12], [25, 14, 60]])
    sensitive = np.zeros((3, 3), dtype=bool)
    sensitive[0, 1] = True
    need = np.where(sensitive, 3.0, 0.0)
    hidden = hide_to_protect(
        values, spare=values / 2, need=need, hidden=sensitive, regions=codes("R", 3), activities=codes("A", 3)
    )
    assert hidden[0, 1]
    assert hidden.sum() == 4
    low, high = attacked(values, hidden)["R0", "A1"]
    assert low <= 9 - 3
    assert high >= 9 + 3


@pytest.mark.parametrize("seed", range(8))
def test_every_sensitive_cell_of_random_tables_stays_open(seed):
    rng = np.random.default_rng(seed)
    values = np.round(rng.gamma(1.0, 40, size=(7, 6))) + 5
    sensitive = rng.random(values.shape) < 0.15
    need = np.where(sensitive, 0.2 * values, 0.0)
    hidden = hide_to_protect(
        values, spare=0.6 * values, need=need, hidden=sensitive, regions=codes("R", 7), activities=codes("A", 6)
    )
    assert (hidden >= sensitive).all()
    bounds = attacked(values, hidden)
    for r, a in np.argwhere(sensitive):
        low, high = bounds[f"R{r}", f"A{a}"]
        assert low <= max(0.0, values[r, a] - need[r, a]) + 1e-6
        assert high >= values[r, a] + need[r, a] - 1e-6


def test_a_table_of_one_row_cannot_be_protected_and_says_so():
    values = np.array([[5.0, 0.0]])
    sensitive = np.array([[True, False]])
    with pytest.raises(DisclosureError, match="R0"):
        hide_to_protect(
            values,
            spare=values,
            need=np.where(sensitive, 1.0, 0.0),
            hidden=sensitive,
            regions=("R0",),
            activities=("A0", "A1"),
        )
