"""Conventions and presets: their names, changes, and refusals."""

import numpy as np
import pytest

from clustrat.complexity.chain import chain
from clustrat.complexity.eci import economic_complexity
from clustrat.complexity.fitness import economic_fitness
from clustrat.complexity.genepy import genepy
from clustrat.complexity.panel import complexity_panel
from clustrat.complexity.presets import PRESETS, Conventions, preset
from clustrat.complexity.reflections import method_of_reflections
from clustrat.errors import ParameterError


def test_presets_are_those_of_the_packages():
    assert set(PRESETS) == {"growthlab", "datawheel", "econgeo", "reks"}
    assert all(PRESETS[name].name == name for name in PRESETS)
    assert preset("datawheel").complexity == "reflections"
    assert (preset("econgeo").relatedness, preset("econgeo").sign_rule) == ("prob", "ubiquity")
    assert preset("reks").fitness_tolerance == 1e-10


def test_a_change_shows_in_the_name_and_the_rest_stays():
    changed = preset("growthlab", ddof=1, density_self="exclusive")
    assert changed.name == "growthlab+ddof+density_self"
    assert changed.pci_scale == "eci"
    assert preset("growthlab", ddof=0).name == "growthlab"


def test_all_conventions_travel_as_data():
    assert set(preset("reks").as_dict()) == set(Conventions.__slots__)


def test_unknown_presets_and_conventions_are_refused():
    with pytest.raises(ParameterError, match="growthlab, datawheel, econgeo, reks"):
        preset("stata")
    with pytest.raises(ParameterError, match="There is no convention 'thresh'"):
        preset("growthlab", thresh=1)


@pytest.mark.parametrize(
    "choice",
    [
        {"complexity": "svd"}, {"relatedness": "cosmic"}, {"diagonal": "1"}, {"density_self": "both"}, {"ddof": 2},
        {"pci_scale": "z"}, {"sign_rule": "random"}, {"rounding": "two"}, {"components": "all"},
        {"presence_threshold": 0.0}, {"presence_rtol": -1.0}, {"fitness_updates": 0}, {"fitness_tolerance": -1.0},
        {"gap_warn": -0.1},
    ],
)  # fmt: skip
def test_values_that_no_convention_has_are_refused(choice):
    with pytest.raises(ParameterError):
        preset("growthlab", **choice)


def test_every_result_carries_its_conventions():
    m = np.triu(np.ones((4, 4)))
    assert economic_complexity(m, ddof=1).conventions["ddof"] == 1
    assert economic_fitness(m, n_updates=3).conventions == {
        "fitness_updates": 3, "fitness_tolerance": 0.0, "components": "largest",
    }  # fmt: skip
    assert method_of_reflections(m, scale="0-100").conventions["scale"] == "0-100"
    assert genepy(m).conventions == {"components": "largest"}
    assert complexity_panel([m, m], [1, 2]).conventions["sample"] == "fixed"
    assert chain(m, conventions=preset("reks")).conventions["name"] == "reks"
