"""Which newer regions together are exactly an older one."""

import pytest

from clustrat.codes.nuts import CENTRAL_EUROPE, regions
from clustrat.errors import CodeListError
from clustrat.sources.region_parts import newer_parts


@pytest.mark.parametrize(
    ("code", "version", "newer", "parts"),
    [
        ("PL11", "2013", "2021", ("PL71",)),
        ("HU10", "2013", "2021", ("HU11", "HU12")),
        ("PL12", "2013", "2016", ("PL91", "PL92")),
        ("HR04", "2013", "2021", ("HR02", "HR05", "HR06")),
        ("ITH4", "2013", "2021", ("ITH4",)),
        ("ITH3", "2013", "2021", ("ITH3",)),
        ("ITH4", "2021", "2021", ("ITH4",)),
        ("SI02", "2010", "2013", ()),
    ],
)
def test_central_european_changes(code, version, newer, parts):
    assert newer_parts(code, version=version, newer=newer) == parts


def test_no_new_region_belongs_to_two_old_ones():
    """All regions of Central Europe of 2013 are made of regions of 2021, each used once."""
    parts = [
        part
        for region in regions(version="2013", level=2)
        if region.country in CENTRAL_EUROPE
        for part in newer_parts(region.code, version="2013", newer="2021")
    ]
    assert len(parts) == len(set(parts))
    assert set(parts) == {
        r.code for r in regions(version="2021", level=2) if r.country in CENTRAL_EUROPE and r.code[2:] != "ZZ"
    }


@pytest.mark.parametrize(
    ("code", "version", "newer", "sentence"),
    [
        ("ITH4", "2021", "2013", r"NUTS 2013 is older than NUTS 2021.*Give a file in NUTS 2021 or later"),
        ("ITH9", "2013", "2021", "There is no region 'ITH9' in NUTS 2013"),
        ("ITH9", "2013", "2013", "There is no region 'ITH9' of level 2 in NUTS 2013"),
        ("ITH44", "2013", "2021", "is not a code of NUTS level 2"),
        ("ITH4", "1999", "2021", "1999"),
    ],
)
def test_what_has_no_parts_is_refused(code, version, newer, sentence):
    with pytest.raises(CodeListError, match=sentence):
        newer_parts(code, version=version, newer=newer)
