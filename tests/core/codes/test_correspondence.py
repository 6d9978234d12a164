"""Counts pass from one version of NUTS to a later one without loss, and what is not known stays unknown."""

import gzip
import math
from itertools import combinations

import pytest

from clustrat.codes.correspondence import (
    BASES,
    LEVELS,
    NUTS_VERSIONS,
    convert_counts,
    predecessors,
    successors,
    weights,
)
from clustrat.codes.nuts import CENTRAL_EUROPE, is_pseudo_region, regions
from clustrat.errors import CodeListError, EvidenceError

FORWARD = list(combinations(NUTS_VERSIONS, 2))


def shares(code, from_version, to_version, **options):
    parts = successors(code, from_version=from_version, to_version=to_version, **options)
    return {part.code: part.weight for part in parts}


# Refusals


def test_weights_do_not_run_backwards():
    with pytest.raises(CodeListError, match="Weights run forward only, not from NUTS 2021 to NUTS 2013"):
        successors("ITH4", from_version="2021", to_version="2013")


@pytest.mark.parametrize("version", ["", "2024", "13"])
def test_a_version_that_is_missing_or_unknown_is_refused(version):
    with pytest.raises(CodeListError, match="version"):
        weights(from_version=version, to_version="2021")
    with pytest.raises(CodeListError, match="version"):
        weights(from_version="2013", to_version=version)


def test_an_unknown_basis_or_level_is_refused_with_those_there_are():
    with pytest.raises(CodeListError, match=r"no weights for level 2 by 'wages'\. .* bases: population_2011"):
        weights(from_version="2013", to_version="2021", basis="wages")
    with pytest.raises(CodeListError, match="no weights for level 1"):
        weights(from_version="2013", to_version="2021", level=1)


def test_an_unknown_region_has_no_successor():
    with pytest.raises(CodeListError, match=r"There is no region 'ITH9' in NUTS 2013\. Near codes: ITH1"):
        successors("ITH9", from_version="2013", to_version="2021")


def test_a_code_of_another_level_is_not_taken_for_a_region_that_stayed():
    with pytest.raises(CodeListError, match=r"'HU101' is not a code of NUTS level 2\. Give level=3\."):
        successors("HU101", from_version="2013", to_version="2016")
    with pytest.raises(CodeListError, match="Weights exist for levels 2 and 3"):
        successors("HU", from_version="2013", to_version="2016")


def test_a_country_that_the_later_list_leaves_out_is_refused():
    with pytest.raises(CodeListError, match="What became of TR51 in NUTS 2016 is not in the lists"):
        successors("TR51", from_version="2013", to_version="2016")


def test_predecessors_of_an_unknown_region_are_refused():
    with pytest.raises(CodeListError, match="There is no region 'HU19' of level 2 in NUTS 2016"):
        predecessors("HU19", from_version="2013", to_version="2016")


@pytest.mark.parametrize(("count", "said"), [(-1.0, "-1"), (math.inf, "inf")])
def test_a_count_that_cannot_be_is_named(count, said):
    with pytest.raises(EvidenceError, match=f"The count of HU10 is {said}"):
        convert_counts({"HU10": count}, from_version="2013", to_version="2016")


def test_crossed_bounds_are_named():
    with pytest.raises(EvidenceError, match=r"The count of HU10 is \[9, 3\]"):
        convert_counts({"HU10": None}, from_version="2013", to_version="2016", bounds={"HU10": (9.0, 3.0)})


# Known answers of methods.md, section 2


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("HU10", {"HU11": 0.586, "HU12": 0.414}),
        ("PL12", {"PL91": 0.548, "PL92": 0.452}),
        ("PL11", {"PL71": 1.0}),
        ("PL31", {"PL81": 1.0}),
        ("PL32", {"PL82": 1.0}),
        ("PL33", {"PL72": 1.0}),
        ("PL34", {"PL84": 1.0}),
    ],
)
def test_regions_of_2013_in_2016_by_population_of_2011(code, expected):
    assert shares(code, "2013", "2016") == pytest.approx(expected, abs=5e-4)


def test_continental_croatia_became_three_regions_in_2021():
    assert shares("HR04", "2013", "2021") == pytest.approx({"HR02": 0.427, "HR05": 0.275, "HR06": 0.298}, abs=5e-4)


def test_splits_of_the_business_table_by_population_of_2011():
    assert shares("UKD2", "2006", "2013")["UKD7"] == pytest.approx(0.12, abs=5e-3)
    assert shares("DED3", "2006", "2013")["DED4"] == pytest.approx(0.06, abs=5e-3)
    assert shares("SI02", "2010", "2013")["SI03"] == pytest.approx(0.015, abs=5e-4)
    assert shares("ITE3", "2006", "2013")["ITH5"] == pytest.approx(0.012, abs=5e-4)


def test_other_bases_give_other_shares():
    by_people = shares("HU10", "2013", "2016")["HU11"]
    by_area = shares("HU10", "2013", "2016", basis="area")["HU11"]
    assert by_area == pytest.approx(525 / 6918, abs=0.005)  # Budapest and Pest, square kilometres
    assert by_area < by_people


# Laws


@pytest.mark.parametrize(("from_version", "to_version"), FORWARD)
@pytest.mark.parametrize("level", LEVELS)
def test_weights_sum_to_one_and_lead_into_the_later_list(from_version, to_version, level):
    earlier = {r.code for r in regions(version=from_version, level=level)}
    later = {r.code for r in regions(version=to_version, level=level)}
    for basis in BASES:
        table = weights(from_version=from_version, to_version=to_version, level=level, basis=basis)
        assert set(table) <= earlier
        for source, parts in table.items():
            assert math.fsum(part.weight for part in parts) == pytest.approx(1, abs=1e-12), source
            assert {part.code for part in parts} <= later, source
            assert {part.code[:2] for part in parts} == {source[:2]}, source


@pytest.mark.parametrize(("from_version", "to_version"), FORWARD)
def test_every_later_region_of_a_country_listed_before_has_a_predecessor_or_is_new(from_version, to_version):
    new = {"FRA5", "FRY5", "NO0B"}  # Mayotte joined in 2014, Jan Mayen and Svalbard with NUTS 2021
    countries = {r.code for r in regions(version=from_version, level=0)}
    for later in regions(version=to_version, level=2):
        if later.country in countries and later.code not in new:
            parts = predecessors(later.code, from_version=from_version, to_version=to_version)
            assert parts and parts[0].weight > 0, later.code


def test_the_same_version_changes_nothing():
    after = convert_counts({"ITH4": 7.0, "HU10": 3.0}, from_version="2013", to_version="2013")
    assert {code: (c.value, c.is_modelled) for code, c in after.items()} == {"HU10": (3.0, False), "ITH4": (7.0, False)}


def test_regions_added_whole_are_not_modelled():
    after = convert_counts({"DE41": 30.0, "DE42": 12.0}, from_version="2006", to_version="2013")
    assert {code: (c.value, c.is_modelled) for code, c in after.items()} == {"DE40": (42.0, False)}


def test_pseudo_regions_pass_unchanged():
    after = convert_counts({"CZZZ": 5.0}, from_version="2013", to_version="2021")
    assert after["CZZZ"].value == 5.0
    assert not after["CZZZ"].is_modelled


def test_slivers_between_two_maps_make_no_modelled_figure():
    assert shares("FI13", "2006", "2013") == {"FI1D": 1.0}  # 0.0002 % lie in FI1C on the map
    assert set(shares("ITH3", "2013", "2021")) == {"ITH3", "ITH4"}  # the commune of Sappada is none


# What is missing


def test_zero_stays_zero():
    assert convert_counts({"HU10": 0.0}, from_version="2013", to_version="2016")["HU11"].value == 0


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_a_missing_part_makes_the_sum_missing_and_the_rest_its_lower_bound(nothing):
    after = convert_counts({"DE41": 100.0, "DE42": nothing}, from_version="2006", to_version="2013")["DE40"]
    assert (after.value, after.lower, after.upper, after.missing) == (None, 100.0, None, ("DE42",))


def test_bounds_of_a_missing_part_bound_the_sum():
    after = convert_counts(
        {"DE41": 100.0, "DE42": None}, from_version="2006", to_version="2013", bounds={"DE42": (20.0, 60.0)}
    )["DE40"]
    assert (after.value, after.lower, after.upper) == (None, 120.0, 160.0)


def test_a_part_that_was_not_given_is_missing_not_zero():
    after = convert_counts({"DE41": 100.0}, from_version="2006", to_version="2013")["DE40"]
    assert (after.value, after.missing) == (None, ("DE42",))


def test_a_region_that_keeps_its_code_but_gains_a_part_needs_the_part():
    after = convert_counts({"ITH4": 100.0}, from_version="2013", to_version="2021")["ITH4"]
    assert after.missing == ("ITH3",)  # 0.03 % of the Veneto's people came over with the commune of Sappada
    assert after.lower == 100.0


@pytest.mark.extra_data
def test_manufacturing_employment_of_2014_passes_to_nuts_2021_whole(extra_data):
    """28,905,887 persons in and out (methods.md, section 2)."""
    counts = {}
    with gzip.open(extra_data / "data" / "eurostat_bulk" / "sbs_r_nuts06_r2.tsv.gz", "rt", encoding="utf-8") as file:
        column = [int(year) for year in file.readline().split("\t")[1:]].index(2014)
        for line in file:
            key, *cells = line.rstrip("\n").split("\t")
            activity, indicator, geo = key.split(",")
            figure = cells[column].split()[0]
            wanted = (activity, indicator, len(geo)) == ("C", "V16110", 4)
            if wanted and figure != ":" and not is_pseudo_region(geo):
                counts[geo] = float(figure)
    assert sum(counts.values()) == 28_905_887
    listed = {r.code for r in regions(version="2013", level=2)}
    assert set(counts) <= listed
    everything = dict.fromkeys(listed) | counts
    after = convert_counts(everything, from_version="2013", to_version="2021")
    assert math.fsum(c.lower for c in after.values()) == pytest.approx(28_905_887, rel=1e-9)
    for country in CENTRAL_EUROPE:
        before = sum(count for code, count in counts.items() if code.startswith(country))
        now = math.fsum(c.lower for code, c in after.items() if code.startswith(country))
        assert now == pytest.approx(before, rel=1e-9)
