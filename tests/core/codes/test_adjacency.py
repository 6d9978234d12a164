"""Neighbours are mutual, and a code that cannot have any is refused."""

import pytest

from clustrat.codes.adjacency import ADJACENCY_VERSIONS, neighbours
from clustrat.codes.nuts import regions
from clustrat.errors import CodeListError


@pytest.mark.parametrize(
    ("code", "version", "sentence"),
    [
        ("ITH9", "2013", r"There is no region 'ITH9' in NUTS 2013\. Near codes: ITH1"),
        ("ITH", "2013", r"Neighbours are listed for NUTS-2 regions; ITH is not one"),
        ("ITH42", "2013", r"Neighbours are listed for NUTS-2 regions; ITH42 is not one"),
        ("SI02", "2013", r"It became SI04 \(98 %\)"),
        ("ITH4", "2016", r"There is no list of neighbours for NUTS version '2016'\. Give one of: '2013', '2021'\."),
        ("ITH4", "", r"needs the version of its list"),
    ],
)
def test_what_has_no_neighbours_is_refused(code, version, sentence):
    with pytest.raises(CodeListError, match=sentence):
        neighbours(code, version=version)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ITH4", {"ITH3", "AT21", "SI04"}),
        ("SI04", {"ITH4", "AT21", "SI03", "HR03"}),
        ("CZ08", {"CZ07", "PL22", "PL52", "SK03"}),
        ("DE30", {"DE40"}),
        ("AT13", {"AT12"}),
        ("SE22", {"SE21", "SE23"}),  # the bridge to Copenhagen is no border
        ("ITG2", set()),
    ],
)
def test_neighbours_on_the_map(code, expected):
    assert neighbours(code, version="2013") == expected


@pytest.mark.parametrize("version", ADJACENCY_VERSIONS)
def test_neighbours_are_mutual_listed_and_never_oneself(version):
    codes = {r.code for r in regions(version=version, level=2)}
    for code in codes:
        around = neighbours(code, version=version)
        assert around <= codes
        assert code not in around
        assert all(code in neighbours(other, version=version) for other in around)


def test_regions_that_did_not_change_keep_their_neighbours():
    before, after = ({r.code for r in regions(version=v, level=2)} for v in ADJACENCY_VERSIONS)
    kept = before & after
    differing = {
        code for code in kept if neighbours(code, version="2013") & kept != neighbours(code, version="2021") & kept
    }
    assert differing <= {
        "UKH3",
        "UKJ4",
    }  # they face each other over the Thames, which the coarser outline of 2021 widens
