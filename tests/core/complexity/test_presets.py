"""Conventions and presets: their names, changes, and refusals."""

import pytest

from clustrat.complexity.presets import PRESETS, Conventions, preset
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
