"""Postcodes of the nine countries: every normal form, every way in which they come spoiled, and what must be refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat.codes.postcodes import POSTCODE_COUNTRIES, postcode
from clustrat.errors import CodeListError

#: (country, normal form, how it comes, what is mended). The places: Graz, Praha, Dresden, Zagreb, Budapest, Lazio, Warszawa, Ljubljana, Žilina.
SPOILED = [
    ("AT", "8010", "8010", ()),
    ("AT", "8010", "A-8010", ("prefix",)),
    ("AT", "8010", "A 8010", ("prefix",)),
    ("AT", "8010", "at8010", ("prefix",)),
    ("AT", "8010", "AT-8010 Graz", ("prefix", "town")),
    ("AT", "8010", "8010.0", ("decimal",)),
    ("AT", "8010", " 8010\xa0", ("spacing",)),
    ("AT", "8010", "８０１０", ("spacing",)),
    ("CZ", "110 00", "110 00", ()),
    ("CZ", "110 00", "11000", ("spacing",)),
    ("CZ", "110 00", "110\xa000", ("spacing",)),
    ("CZ", "110 00", "CZ-11000", ("prefix",)),
    ("CZ", "110 00", "CZ 110 00 Praha 1", ("prefix", "town")),
    ("CZ", "110 00", "11000,0", ("decimal",)),
    ("DE", "01067", "01067", ()),
    ("DE", "01067", "1067", ("zeros",)),
    ("DE", "01067", "D-01067", ("prefix",)),
    ("DE", "01067", "D-1067", ("prefix", "zeros")),
    ("DE", "01067", "1067.0", ("decimal", "zeros")),
    ("DE", "01067", "01067 Dresden", ("town",)),
    ("DE", "80331", "DE 80331", ("prefix",)),
    ("HR", "10000", "HR-10000", ("prefix",)),
    ("HR", "10000", "10000 Zagreb", ("town",)),
    ("HR", "51000", "51000.0", ("decimal",)),
    ("HU", "1011", "H-1011", ("prefix",)),
    ("HU", "1011", "1011, Budapest", ("town",)),
    ("HU", "1011", "HU1011", ("prefix",)),
    ("IT", "00010", "10", ("zeros",)),
    ("IT", "00010", "00010", ()),
    ("IT", "00010", "I-00010", ("prefix",)),
    ("IT", "00010", "10.0", ("decimal", "zeros")),
    ("IT", "00184", "IT 00184 Roma", ("prefix", "town")),
    ("IT", "34121", "34121", ()),
    ("PL", "00-950", "00-950", ()),
    ("PL", "00-950", "00950", ("spacing",)),
    ("PL", "00-950", "00 950", ("spacing",)),
    ("PL", "00-950", "00–950", ("spacing",)),
    ("PL", "00-950", "00 - 950", ("spacing",)),
    ("PL", "00-950", "PL-00-950", ("prefix",)),
    ("PL", "00-950", "950", ("zeros",)),
    ("PL", "40-001", "40-001 Katowice", ("town",)),
    ("SI", "1000", "SI-1000", ("prefix",)),
    ("SI", "1000", "SLO-1000", ("prefix",)),
    ("SI", "1000", "1000 Ljubljana", ("town",)),
    ("SK", "010 01", "010 01", ()),
    ("SK", "010 01", "01001", ("spacing",)),
    ("SK", "010 01", "1001", ("zeros",)),
    ("SK", "811 01", "SK-811 01", ("prefix",)),
    ("SK", "811 01", "81101 Bratislava", ("town",)),
]


@pytest.mark.parametrize(("country", "normal", "written", "mends"), SPOILED)
def test_however_it_comes_it_gets_the_normal_form_and_says_what_was_mended(country, normal, written, mends):
    found = postcode(written, country=country)
    assert (found.country, found.code, found.mends) == (country, normal, mends)
    assert found.written == written
    assert found.is_restored == ("zeros" in mends)


@pytest.mark.parametrize("country", POSTCODE_COUNTRIES)
def test_every_country_is_tried_in_at_least_three_ways(country):
    assert sum(case[0] == country for case in SPOILED) >= 3


def test_a_prefix_says_the_country_where_none_is_given():
    assert postcode("D-1067").country == "DE"
    assert postcode("SLO 1000").country == "SI"


@pytest.mark.parametrize(
    ("written", "country", "message"),
    [
        ("1067", "", "Of which country the postcode '1067' is, is not said"),
        ("10", "", "is not said"),
        ("D-80331", "AT", "'D-80331' is a postcode of DE, but the country given is AT"),
        ("CH-8001", "", "begins with 'CH', which stands for none of"),
        ("8001", "CH", "The form of postcodes of 'CH' is not known"),
        ("801", "AT", "'801' is not a postcode of AT, which look like 9999"),
        ("80101", "AT", "not a postcode of AT"),
        ("0810", "AT", "not a postcode of AT"),
        ("80 10", "AT", "not a postcode of AT"),
        ("1100", "CZ", "not a postcode of CZ, which look like 999 99"),
        ("1100 0", "CZ", "not a postcode of CZ"),
        ("810 00", "CZ", "not a postcode of CZ"),
        ("00123", "DE", "not a postcode of DE"),
        ("123", "DE", "not a postcode of DE"),
        ("1000", "HR", "not a postcode of HR"),
        ("00000", "IT", "not a postcode of IT"),
        ("0", "PL", "not a postcode of PL"),
        ("511 01", "SK", "not a postcode of SK"),
        ("", "AT", "not a postcode of AT"),
        ("Graz", "AT", "not a postcode of AT"),
        ("8010-8020", "AT", "not a postcode of AT"),
        ("8010.5", "AT", "not a postcode of AT"),
        ("-8010", "AT", "not a postcode of AT"),
        ("=8010", "AT", "not a postcode of AT"),
        ("8010\x00", "AT", "not a postcode of AT"),
    ],
)
def test_what_cannot_be_a_postcode_is_refused_with_what_it_should_look_like(written, country, message):
    with pytest.raises(CodeListError, match=message):
        postcode(written, country=country)


@given(st.sampled_from(SPOILED))
def test_a_normal_form_is_its_own_normal_form(case):
    country, normal, _, _ = case
    assert postcode(normal, country=country).mends == ()


@given(st.text(max_size=20), st.sampled_from(["", *POSTCODE_COUNTRIES]))
def test_no_text_gets_further_than_a_postcode_or_a_refusal(text, country):
    try:
        found = postcode(text, country=country)
    except CodeListError:
        return
    assert postcode(found.code, country=found.country).code == found.code
