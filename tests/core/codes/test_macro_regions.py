"""Who takes part in which macro-regional strategy, in every version of NUTS."""

import pytest

from clustrat.codes.macro_regions import MACRO_REGIONS, macro_regions, members, memberships
from clustrat.codes.nuts import VERSIONS, regions
from clustrat.errors import CodeListError, ParameterError


@pytest.mark.parametrize(
    ("code", "version", "sentence"),
    [
        ("XX11", "2013", "There is no region 'XX11'"),
        ("ITD4", "2013", r"It became ITH4 \(100 %\)"),
        ("IT", "2013", "Strategies are listed for NUTS-2 regions; IT is not one"),
        ("ITH4", "", "needs the version of its list"),
        ("ITH4", "1999", "There is no NUTS version '1999'"),
    ],
)
def test_what_takes_part_in_nothing_is_refused(code, version, sentence):
    with pytest.raises(CodeListError, match=sentence):
        macro_regions(code, version=version)


def test_an_unknown_strategy_is_refused_with_those_there_are():
    with pytest.raises(ParameterError, match=r"no macro-regional strategy 'EUSMED'\. Choose one of: EUSBSR"):
        members("EUSMED", version="2013")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ITH4", ("EUSAIR", "EUSALP")),
        ("SI04", ("EUSAIR", "EUSALP", "EUSDR")),
        ("HR03", ("EUSAIR", "EUSDR")),
        ("AT31", ("EUSALP", "EUSDR")),
        ("DE21", ("EUSALP", "EUSDR")),
        ("CZ08", ("EUSDR",)),
        ("PL22", ("EUSBSR",)),
        ("DEF0", ("EUSBSR",)),
        ("DE71", ()),
        ("ITG2", ()),
        ("ITI4", ()),
    ],
)
def test_strategies_of_regions(code, expected):
    assert macro_regions(code, version="2013") == expected


def test_fourteen_italian_regions_look_to_the_adriatic_and_eight_to_the_alps():
    italian = {name: {c for c in members(name, version="2013") if c.startswith("IT")} for name in MACRO_REGIONS}
    assert len(italian["EUSAIR"]) == 14
    assert italian["EUSALP"] == {"ITC1", "ITC2", "ITC3", "ITC4", "ITH1", "ITH2", "ITH3", "ITH4"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("strategy", MACRO_REGIONS)
def test_every_version_has_the_same_countries_that_it_lists(strategy, version):
    listed = {r.code for r in regions(version=version, level=0)}
    expected = {m.code[:2] for m in memberships() if m.strategy == strategy} & listed
    assert {code[:2] for code in members(strategy, version=version)} == expected


def test_a_region_under_a_new_code_takes_part_as_before():
    assert macro_regions("ITD4", version="2006") == macro_regions("ITH4", version="2021") == ("EUSAIR", "EUSALP")
    assert macro_regions("HU11", version="2016") == ("EUSDR",)
    assert macro_regions("FRK2", version="2021") == ("EUSALP",)


def test_doubt_is_marked():
    assert {m.certainty for m in memberships()} == {"certain", "likely"}
    assert {m.code for m in memberships() if m.certainty == "likely"} == {"DE30", "DE40", "DE50", "DE93"}
    assert {m.strategy for m in memberships()} == set(MACRO_REGIONS)
