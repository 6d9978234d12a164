"""Panels refuse what cannot be; candidates are absent in the base year and known in both."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError, ParameterError
from clustrat.potential.panel import RegionPanel, candidates


def panel(persons, years=(2010, 2014), **changes):
    persons = np.array(persons, dtype=float)
    parts = {
        "years": years,
        "regions": tuple(f"AT1{n}" for n in range(persons.shape[1])),
        "industries": tuple(f"C1{n}" for n in range(persons.shape[2])),
        "persons": persons,
        "local_units": np.ones(persons.shape),
    }
    return RegionPanel(**{**parts, **changes})


TWO_YEARS = [[[10, 30, 1], [30, 30, 50]], [[90, 30, np.nan], [30, 30, 50]]]


def test_only_known_and_absent_cells_are_candidates():
    asked = candidates(panel(TWO_YEARS), base_year=2010, target_year=2014)
    # 2010: LQ 0.92, 1.84, 0.07 and 1.03, 0.69, 1.35; the third cell of the first region is not known in 2014.
    # 2014: 90 of 120 and 30 of 110, with margins 120, 60, 50: LQ 1.44 and 1.05.
    assert asked.is_candidate.tolist() == [[True, False, False], [False, True, False]]
    assert asked.entered.tolist() == [[True, False, False], [False, True, False]]
    assert (asked.n, asked.n_entries) == (2, 2)


def test_distant_candidates_are_below_the_cut():
    asked = candidates(panel(TWO_YEARS), base_year=2010, target_year=2014, distant_below=0.95)
    assert asked.is_distant.tolist() == [[True, False, False], [False, True, False]]
    assert candidates(panel(TWO_YEARS), base_year=2010, target_year=2014).is_distant.sum() == 0


def test_only_the_regions_asked_for():
    asked = candidates(panel(TWO_YEARS), base_year=2010, target_year=2014, regions=["AT11"])
    assert asked.is_candidate.tolist() == [[False] * 3, [False, True, False]]


def test_a_panel_until_a_year_holds_nothing_later():
    early = panel(TWO_YEARS).until(2010)
    assert early.years == (2010,)
    assert early.persons.shape[0] == early.local_units.shape[0] == 1
    with pytest.raises(ParameterError, match="no year 2014"):
        early.matrix(2014)


def test_the_target_year_must_follow():
    with pytest.raises(ParameterError, match="2010 does not follow the base year 2010"):
        candidates(panel(TWO_YEARS), base_year=2010, target_year=2010)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"years": (2014, 2010)}, "do not ascend"),
        ({"regions": ("AT11", "AT11")}, "AT11"),
        ({"local_units": np.ones((2, 2, 2))}, "local_units has shape"),
        ({"wages": np.ones((1, 2, 3))}, "wages has shape"),
    ],
)
def test_what_cannot_be_is_refused(changes, sentence):
    with pytest.raises(EvidenceError, match=sentence):
        panel(TWO_YEARS, **changes)
