"""Programme areas: the published numbers of regions, other versions of NUTS, and what is refused."""

import pytest

from clustrat.codes.programme_areas import PROGRAMME_AREAS, programme_members
from clustrat.errors import CodeListError, ParameterError


@pytest.mark.parametrize(
    ("area", "version", "n"),
    [
        ("central_europe_2014", "2013", 76),  # printed by the programme: 76 NUTS-2 regions
        ("central_europe_2021", "2021", 81),  # printed by the programme: 81 NUTS-2 regions
    ],
)
def test_as_many_regions_as_the_programme_says(area, version, n):
    assert len(programme_members(area, version=version)) == n


def test_splits_stay_inside_and_mergers_do_too():
    later = programme_members("central_europe_2014", version="2021")
    assert {"HU11", "HU12", "PL91", "PL92", "HR02", "HR05", "HR06"} <= later
    assert programme_members("central_europe_2021", version="2021") - later == {"DE91"}
    assert "HR04" in programme_members("central_europe_2021", version="2013")


def test_who_is_outside():
    inside = programme_members("central_europe_2014", version="2013")
    assert inside.isdisjoint({"DE71", "DEA1", "ITI1", "FR10", "RO32"})
    assert {"DE11", "DED2", "ITH4", "SI04"} <= inside


def test_an_unknown_area_or_version_is_refused_with_the_ones_there_are():
    with pytest.raises(ParameterError, match="central_europe_2014"):
        programme_members("alpine_space", version="2013")
    for version in ("", "2099"):
        with pytest.raises(CodeListError):
            programme_members("central_europe_2014", version=version)
    assert all(name.startswith("Interreg") for name in PROGRAMME_AREAS.values())
