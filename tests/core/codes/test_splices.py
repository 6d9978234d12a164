"""Old codes of the regional business table have one successor, or break."""

import gzip
from collections import defaultdict

import pytest

from clustrat.codes.correspondence import successors
from clustrat.codes.nuts import is_pseudo_region, region, regions
from clustrat.codes.splices import splices
from clustrat.errors import CodeListError

OLD_VERSION = {2010: "2006", 2012: "2010"}


def test_an_old_code_stands_once_and_is_refused_by_the_list_of_2013():
    old = [splice.old for splice in splices()]
    assert len(set(old)) == len(old) == 40
    for code in old:
        with pytest.raises(CodeListError, match=f"{code} is a code of NUTS 20(06|10), not of NUTS 2013"):
            region(code, version="2013")


def test_new_codes_are_regions_of_2013_and_a_split_has_none():
    for splice in splices():
        assert (splice.new is None) == (splice.kind == "split")
        if splice.new:
            assert region(splice.new, version="2013").level == len(splice.old) - 2


@pytest.mark.parametrize("splice", [s for s in splices() if len(s.old) == 4], ids=lambda s: s.old)
def test_kinds_agree_with_the_correspondence_of_the_versions(splice):
    parts = successors(splice.old, from_version=OLD_VERSION[splice.last_year], to_version="2013")
    shares = {part.code: part.weight for part in parts}
    if splice.kind == "split":
        assert max(shares.values()) < 0.7
    else:
        assert shares[splice.new] > (0.8 if splice.kind == "boundary_change" else 0.999)


def test_the_splices_of_the_methods_are_there():
    carried_on = {s.old: (s.new, s.last_year, s.kind) for s in splices()}
    assert carried_on["ITD4"] == ("ITH4", 2010, "recode")
    assert carried_on["ITE4"] == ("ITI4", 2010, "recode")
    assert carried_on["SI02"] == ("SI04", 2012, "boundary_change")
    assert carried_on["DE41"] == ("DE40", 2010, "sum") == carried_on["DE42"]
    assert carried_on["UKI1"] == (None, 2012, "split")


@pytest.mark.extra_data
def test_every_code_of_the_business_table_is_listed_spliced_or_a_pseudo_region(extra_data):
    years_of = defaultdict(set)
    with gzip.open(extra_data / "data" / "eurostat_bulk" / "sbs_r_nuts06_r2.tsv.gz", "rt", encoding="utf-8") as file:
        years = [int(year) for year in file.readline().split("\t")[1:]]
        for line in file:
            key, *cells = line.rstrip("\n").split("\t")
            years_of[key.split(",")[-1]].update(y for y, cell in zip(years, cells, strict=True) if cell.strip() != ":")
    listed = {r.code for r in regions(version="2013")}
    old = {splice.old: splice.last_year for splice in splices()}
    unlisted = {code for code in years_of if code not in listed and not is_pseudo_region(code)}
    assert unlisted == set(old)
    assert {code: max(years_of[code]) for code in old} == old
