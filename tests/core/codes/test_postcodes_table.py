"""Postcode tables as Eurostat lays them out, and the region of a record with method, confidence and who should decide."""

import io
import zipfile

import pytest

from clustrat.codes import postcodes_table
from clustrat.codes.postcodes import postcode
from clustrat.codes.postcodes_table import in_version, locate, located_share, read_postcode_table
from clustrat.errors import CodeListError, SourceError

AT = ("pc2020_AT_NUTS-2021_v2.0.csv", b"NUTS3;CODE\n'AT221';'8010'\n'AT130';'1010'\n")
DE = (
    "pc2020_DE_NUTS-2021_v3.0.csv",
    b"\xef\xbb\xbfNUTS3;CODE\r\n'DED21';'01067'\r\n'DE212';'80331'\r\n'DE21H';'80331'\r\n",
)
PL = ("pc2020_PL_NUTS-2021_v1.0.csv", b"CODE;NUTS3\n'00-950';'PL911'\n")


def packed(*files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.fixture(scope="module")
def table():
    return read_postcode_table([("pc2020_NUTS-2021.zip", packed(AT, ("readme.txt", b"x"))), DE, PL])


def test_files_as_published_are_read_packed_or_not_whatever_the_order_of_columns(table):
    assert (table.nuts_version, table.countries) == ("2021", ("AT", "DE", "PL"))
    assert table.regions(postcode("00950", country="PL")) == ("PL911",)
    assert table.regions(postcode("1010", country="HU")) == ()
    assert len(table.sources[0][1]) == 64


def test_lines_that_cannot_be_used_are_counted_by_reason():
    name = "pc2020_SI_NUTS-2021_v1.0.csv"
    table = read_postcode_table(
        [(name, b"NUTS3;CODE\n'SI041';'1000'\n'AT221';'1001'\n'SI041';'99'\n'SI04';'1002'\nSI041\n")]
    )
    assert dict(table.n_unread) == {"no NUTS-3 code of the country": 2, "no postcode of the country": 1}


def test_countries_beyond_the_nine_are_left_out_and_counted():
    table = read_postcode_table([AT, ("pc2020_BE_NUTS-2021_v2.0.csv", b"NUTS3;CODE\n'BE100';'1000'\n")])
    assert table.countries == ("AT",)
    assert dict(table.n_unread) == {"a country without known form (BE)": 1}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([("at.csv", AT[1])], "The name of at.csv does not say country and NUTS version"),
        (
            [("pc2020_AT_NUTS-2021.csv", b"PLZ;Ort\n8010;Graz\n")],
            "has the columns PLZ, ORT; Eurostat's postcode files have NUTS3 and CODE",
        ),
        ([("pc2020_AT_NUTS-2021.csv", b"")], r"has the columns \(none\)"),
        ([("pc2020_AT_NUTS-2021.csv", b"NUTS3;CODE\n'AT221';'8010 G\xf6'\n")], "is not in UTF-8"),
        ([AT, ("pc2016_DE_NUTS-2016_v2.csv", DE[1])], "different NUTS versions"),
        ([("pc2020_BE_NUTS-2021_v2.0.csv", b"NUTS3;CODE\n")], "no postcode of the nine countries"),
        ([("pc.zip", packed(AT)[:60])], "damaged or locked ZIP"),
    ],
)
def test_other_files_are_refused_with_what_is_wrong(files, message):
    with pytest.raises(SourceError, match=message):
        read_postcode_table(files)


def test_a_zip_that_swells_and_one_of_many_files_are_refused_while_reading(monkeypatch):
    monkeypatch.setattr(postcodes_table, "MOST_BYTES", 1_000)
    with pytest.raises(SourceError, match=r"unpacks to more than 1,000 bytes"):
        read_postcode_table([("pc2020_AT.zip", packed((AT[0], b"NUTS3;CODE\n" + b"'AT221';'8010'\n" * 100)))])
    monkeypatch.setattr(postcodes_table, "MOST_MEMBERS", 2)
    with pytest.raises(SourceError, match="more than 2 files"):
        read_postcode_table([("pc.zip", packed(AT, DE, PL))])


@pytest.mark.parametrize(
    ("asked", "code", "method", "confidence"),
    [
        ({"written": "A-8010"}, "AT221", "postcode", 0.95),
        ({"written": "8010", "country": "AT", "point_code": "AT221"}, "AT221", "postcode", 0.99),
        ({"written": "1067", "country": "DE"}, "DED21", "postcode", 0.85),
        ({"written": "80331", "country": "DE", "point_code": "DE212"}, "DE212", "postcode", 0.99),
        ({"written": "", "country": "AT", "point_code": "AT130"}, "AT130", "point", 0.9),
        ({"written": "9999", "country": "AT", "point_code": "AT130"}, "AT130", "point", 0.9),
        ({"written": "", "country": "AT", "town": "wien"}, "AT130", "town", 0.6),
        ({"written": "xx", "country": "AT", "by_hand": "AT123"}, "AT123", "hand", 1.0),
        ({"written": "", "country": "AT", "town": "Nirgendwo"}, None, "none", 0.0),
    ],
)
def test_the_best_method_answers_and_says_how_sure_it_is(table, asked, code, method, confidence):
    found = locate(table=table, **asked)
    assert (found.code, found.method, found.confidence, found.nuts_version) == (code, method, confidence, "2021")
    assert not found.needs_person


def test_postcode_against_point_goes_to_a_person_with_both(table):
    found = locate("8010", country="AT", point_code="AT225", table=table)
    assert (found.code, found.needs_person, found.candidates) == (None, True, ("AT221", "AT225"))
    assert found.why == "The postcode lies in AT221, the point in AT225. A person should decide."


def test_a_postcode_across_a_border_goes_to_a_person_unless_the_point_tells(table):
    found = locate("D-80331", table=table)
    assert (found.code, found.needs_person, found.candidates) == (None, True, ("DE212", "DE21H"))
    assert found.why == "The postcode D-80331 lies in DE212 and DE21H. A person should decide."


def test_what_cannot_be_read_or_is_not_in_the_table_says_so(table):
    assert "is not a postcode of AT" in locate("80", country="AT", table=table).why
    assert locate("8011", country="AT", table=table).why == "The postcode 8011 of AT is not in the table."
    assert locate("1067", country="DE", table=table).why == "Zeros before 1067 were put back."
    assert locate("", table=table).why == "There is no postcode."


def test_the_share_of_an_import_by_hand(table):
    asked = [("8010", "AT"), ("1010", "AT"), ("8011", "AT"), ("80331", "DE"), ("", "AT")]
    share = located_share(locate(code, country=country, table=table) for code, country in asked)
    assert (share.n_records, share.n_with_postcode, share.n_in_table, share.n_located, share.n_for_person) == (
        5,
        4,
        3,
        2,
        1,
    )
    assert (share.located_share, share.in_table_share) == (0.4, 0.75)
    assert dict(share.by_method) == {"none": 2, "postcode": 3}
    assert located_share([]).located_share is None


def test_vintages_convert_where_the_region_tells_and_stay_open_where_it_does_not():
    assert in_version("DED21", from_version="2021", to_version="2010") == "DED21"
    assert in_version("DEE02", from_version="2013", to_version="2013") == "DEE02"
    assert in_version("PL127", from_version="2013", to_version="2016") == "PL911"
    assert in_version("PL911", from_version="2016", to_version="2013") == "PL127"
    assert in_version("AT221", from_version="2024", to_version="2013") == "AT221"
    assert in_version("AT221", from_version="2013", to_version="2024") == "AT221"
    assert in_version("DEG0T", from_version="2024", to_version="2021") is None
    with pytest.raises(CodeListError, match="no region 'AT999'"):
        in_version("AT999", from_version="2013", to_version="2021")
