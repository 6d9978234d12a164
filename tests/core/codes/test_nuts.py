"""Every region has its name, parent and place; a code of another version is told what became of it."""

import gzip
import json

import pytest

from clustrat.codes.nuts import CENTRAL_EUROPE, NAME_MISSING, VERSIONS, is_pseudo_region, region, regions
from clustrat.errors import CodeListError, ParameterError


@pytest.mark.parametrize(
    ("code", "version", "sentence"),
    [
        ("SI02", "2013", r"SI02 is a code of NUTS 2010, not of NUTS 2013\. It became SI04 \(98 %\), SI03 \(2 %\)\."),
        ("ITD4", "2013", r"ITD4 is a code of NUTS 2006, not of NUTS 2013\. It became ITH4 \(100 %\)\."),
        ("PL12", "2021", r"It became PL91 \(55 %\), PL92 \(45 %\)\."),
        ("HU10", "2016", r"It became HU11 \(59 %\), HU12 \(41 %\)\."),
        ("ITD", "2013", r"ITD is a code of NUTS 2006, not of NUTS 2013\. Its regions are now in ITH\."),
        ("EL1", "2013", r"Its regions are now in EL5, EL6\."),
        ("HU11", "2013", r"HU11 is a code of NUTS 2016, not of NUTS 2013\. In NUTS 2013 its place is in HU10\."),
        ("FRK", "2013", r"In NUTS 2013 its regions are in FR7\."),
        ("FRA5", "2010", r"Near codes of 2010: FR"),
        ("RS11", "2013", r"No source gives the regions of RS for 2013\."),
        ("TR51", "2016", r"no source gives the regions of TR in that version"),
    ],
)
def test_a_code_of_another_version_is_told_what_became_of_it(code, version, sentence):
    with pytest.raises(CodeListError, match=sentence):
        region(code, version=version)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ITH9", r"There is no region 'ITH9' in NUTS 2013\. Near codes: .*ITH4 \(Friuli-Venezia Giulia\)"),
        ("ith4", r"There is no region 'ith4'\. NUTS writes it ITH4\."),
        (" ITH4 ", r"NUTS writes it ITH4\."),
        ("GR30", r"NUTS writes it EL30\."),
        ("GB", r"NUTS writes it UK\."),
        ("oberosterreich", r"Regions of that name: AT31 \(Oberösterreich\)\."),
        ("XX11", r"There is no region 'XX11' in NUTS 2013\. Codes look like ITH4\."),
        ("", r"There is no region '' in NUTS 2013\. Codes look like ITH4\."),
        ("CZZZ", r"CZZZ stands for activity that no region holds"),
    ],
)
def test_an_unknown_code_is_refused_with_the_way_out(code, sentence):
    with pytest.raises(CodeListError, match=sentence):
        region(code, version="2013")


def test_a_code_without_a_version_cannot_be_asked():
    with pytest.raises(TypeError):
        region("ITH4")  # type: ignore[call-arg]
    with pytest.raises(CodeListError, match="A NUTS code needs the version of its list"):
        region("ITH4", version="")
    with pytest.raises(CodeListError, match="There is no NUTS version '2024'"):
        regions(version="2024")


def test_unknown_level_and_country_are_refused():
    with pytest.raises(ParameterError, match="NUTS has no level 4"):
        regions(version="2013", level=4)
    with pytest.raises(CodeListError, match=r"There is no country 'GR' in NUTS\. NUTS writes it EL\."):
        regions(version="2013", country="GR")
    with pytest.raises(CodeListError, match=r"There is no country 'XX' in NUTS 2013\. Choose one of: AT, BE"):
        regions(version="2013", country="XX")


def test_a_region_has_name_parent_and_place():
    ith4 = region("ITH4", version="2013")
    assert (ith4.name, ith4.parent, ith4.country, ith4.level) == ("Friuli-Venezia Giulia", "ITH", "IT", 2)
    assert ith4.lon == pytest.approx(13.1, abs=0.3)
    assert ith4.lat == pytest.approx(46.1, abs=0.3)
    assert region("IT", version="2013").parent is None


@pytest.mark.parametrize("version", VERSIONS)
def test_parents_are_in_the_same_list(version):
    codes = {r.code for r in regions(version=version)}
    assert all(r.parent in codes for r in regions(version=version) if r.level)
    assert not any(is_pseudo_region(code) for code in codes)


@pytest.mark.parametrize(("version", "nuts2"), [("2013", 276), ("2016", 281), ("2021", 242 + 41)])
def test_the_union_of_28_has_as_many_regions_as_the_regulation(version, nuts2):
    # NUTS 2013: 276 regions, NUTS 2016: 281, both of EU 28; NUTS 2021: 242 of EU 27, and the 41 of the United Kingdom.
    outside = {"AL", "CH", "IS", "LI", "ME", "MK", "NO", "RS", "TR"}
    assert sum(r.country not in outside for r in regions(version=version, level=2)) == nuts2


@pytest.mark.parametrize("version", ["2013", "2016", "2021"])
def test_from_2013_on_every_region_has_a_name_and_a_place(version):
    assert all(r.name != NAME_MISSING and r.lon is not None and r.x_km is not None for r in regions(version=version))


@pytest.mark.parametrize("version", VERSIONS)
def test_only_small_regions_of_old_versions_lack_a_name(version):
    nameless = [r for r in regions(version=version) if r.name == NAME_MISSING]
    assert all(r.level == 3 for r in nameless)
    assert len(nameless) <= 60


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("PL22", "Śląskie"),
        ("CZ02", "Střední Čechy"),
        ("SK022", "Trenčiansky kraj"),
        ("HU221", "Győr-Moson-Sopron"),
        ("HR032", "Ličko-senjska županija"),
        ("AT31", "Oberösterreich"),
        ("AT", "Österreich"),
        ("EL30", "Attiki"),
    ],
)
def test_names_of_2013_have_the_letters_that_their_file_lost(code, name):
    assert region(code, version="2013").name == name


def test_names_are_neither_in_capitals_nor_read_in_the_wrong_encoding():
    for version in VERSIONS:
        for r in regions(version=version):
            assert not r.name.isupper(), r
            assert "Ã" not in r.name, r
            assert not any("\u0080" <= letter <= "\u009f" for letter in r.name), r


def test_projected_points_are_those_of_the_label_points():
    # A degree of latitude is 111 km everywhere; EPSG:3035 keeps areas, so near its centre (10 E, 52 N) it keeps distances.
    north, south = region("DE60", version="2013"), region("DE21", version="2013")
    assert north.y_km is not None and south.y_km is not None and north.lat is not None and south.lat is not None
    assert north.y_km - south.y_km == pytest.approx(111.2 * (north.lat - south.lat), rel=0.02)
    centre = region("DE91", version="2013")
    assert centre.x_km == pytest.approx(4321, abs=80)


def test_the_nine_countries_have_their_regions_of_2013():
    counted = {country: len(regions(version="2013", level=2, country=country)) for country in CENTRAL_EUROPE}
    assert counted == {"AT": 9, "CZ": 8, "DE": 38, "HR": 2, "HU": 7, "IT": 21, "PL": 16, "SI": 2, "SK": 4}


@pytest.mark.extra_data
def test_every_region_of_the_published_geometry_is_listed_and_its_point_lies_inside(extra_data):
    shapely = pytest.importorskip("shapely")
    path = extra_data / "data" / "nuts_geo" / "NUTS_RG_20M_2013_4326.geojson.gz"
    features = json.loads(gzip.decompress(path.read_bytes()))["features"]
    assert {f["properties"]["NUTS_ID"] for f in features} == {r.code for r in regions(version="2013")}
    for feature in features:
        listed = region(feature["properties"]["NUTS_ID"], version="2013")
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.distance(shapely.Point(listed.lon, listed.lat)) < 0.02, listed
