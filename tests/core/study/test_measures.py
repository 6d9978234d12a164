"""The table of measures: names, needs, and what is chosen unasked."""

import numpy as np
import pytest

from clustrat.complexity.presets import preset
from clustrat.errors import ParameterError
from clustrat.study.measures import MANY_PAIRS, MEASURES, SideTables, YearOfTable, choose_measures


def test_every_measure_says_what_it_is():
    for name, measure in MEASURES.items():
        assert measure.name == name
        assert measure.words
        assert measure.kind in {"region", "activity", "cell", "activity_pair", "region_pair", "split_pair", "named"}


def test_without_tables_beside_what_needs_them_is_left_out():
    names = {m.name for m in choose_measures(None, side=SideTables(), shape=(3, 3))}
    assert not names & {"related_variety", "prody", "expy", "hoover_gini_pop", "ellison_glaeser"}
    full = SideTables(population=np.ones(3), income=np.ones(3), groups=("a",) * 3, plants=(("R", 1.0),))
    assert {m.name for m in choose_measures(None, side=full, shape=(3, 3))} == set(MEASURES)


def test_pairs_of_large_tables_only_if_asked_for():
    large = (10, int(MANY_PAIRS**0.5) + 1)
    assert "proximity" not in {m.name for m in choose_measures(None, side=SideTables(), shape=large)}
    assert [m.name for m in choose_measures(["proximity"], side=SideTables(), shape=large)] == ["proximity"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["lq", "lqq"], "no measure 'lqq'"),
        (["related_variety"], "needs --groups"),
        (["prody"], "needs --regions with a column gdp_pc"),
        ([], "No measure was named"),
    ],
)
def test_names_that_cannot_be_had_are_refused(names, words):
    with pytest.raises(ParameterError, match=words):
        choose_measures(names, side=SideTables(), shape=(3, 3))


def test_what_follows_the_preset_is_marked_and_does():
    x = np.random.default_rng(1).gamma(0.6, 50, size=(9, 8))
    years = {
        name: YearOfTable(
            year=1, counts=x, regions=tuple("ABCDEFGHI"), activities=tuple("abcdefgh"), conventions=preset(name)
        )
        for name in ("growthlab", "datawheel", "econgeo")
    }

    def differs(measure, name):
        a, b = (np.asarray(measure.of(years[n]), dtype=float) for n in ("growthlab", name))
        return not np.allclose(a, b, equal_nan=True)

    for measure in MEASURES.values():
        if measure.needs or measure.from_second_year or measure.kind == "named":
            continue
        changes = differs(measure, "datawheel") or differs(measure, "econgeo")
        assert not changes or measure.by_preset, measure.name
