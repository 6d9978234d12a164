"""What Eurostat is asked, and its refusals as sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustrat.errors import NetworkError, ParameterError, SourceError
from clustrat.evidence.units import MEASURES
from clustrat.sources import eurostat
from clustrat.sources.json_stat import parse_json_stat

LABEL = b"EXTRACTION_TOO_BIG: The requested extraction is too big, estimated %d rows, max authorised is 5000000, please"
TOO_BIG_JSON = b'{"error":[{"status":413,"id":413,"label":"' + LABEL % 10305182 + b'"}]}'
TOO_BIG_XML = (
    b'<S:Fault xmlns:S="x"><faultcode>413</faultcode><faultstring>' + LABEL % 17348292 + b"</faultstring></S:Fault>"
)


@pytest.mark.parametrize("table", ["", "../secret", "a b", "t?x=1", "sbs/r", "ä" * 5])
def test_names_that_are_none_are_refused(table: str) -> None:
    with pytest.raises(ParameterError, match="is not the name of a table"):
        eurostat.data_address(table)


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"geo": []}, "is not a filter"),
        ({"geo&x": ["AT"]}, "is not a filter"),
        ({"geo": ["AT&format=XML"]}, "is not a code of geo"),
        ({"geo": ["A T"]}, "is not a code of geo"),
    ],
)
def test_filters_that_are_none_are_refused(filters: dict[str, list[str]], sentence: str) -> None:
    with pytest.raises(ParameterError, match=sentence):
        eurostat.filtered_address("nama_10r_2gdp", filters)


def test_addresses_are_on_listed_hosts() -> None:
    from urllib.parse import urlsplit

    from clustrat.sources.http import HOSTS

    for address in (
        eurostat.data_address("nama_10r_2gdp"),
        eurostat.filtered_address("nama_10r_2gdp", {"geo": ["AT"]}),
        eurostat.status_address("key/../../x"),
    ):
        assert urlsplit(address).hostname in HOSTS
        assert "/../" not in urlsplit(address).path


@pytest.mark.parametrize(("body", "rows"), [(TOO_BIG_JSON, "10,305,182"), (TOO_BIG_XML, "17,348,292")])
@pytest.mark.parametrize("status", [200, 413])
def test_too_big_is_a_sentence_with_a_way_out(body: bytes, rows: str, status: int) -> None:
    with pytest.raises(SourceError, match=f"too big: {rows} rows, at most 5,000,000 are given. Ask for less"):
        eurostat.refuse_bad_answer(status, body, table="ds-045409")


def test_unknown_table_gets_near_names() -> None:
    with pytest.raises(SourceError, match=r"no table 'sbs_r_nuts06'.*Near names: sbs_r_nuts06_r2"):
        eurostat.refuse_bad_answer(404, b'{"error":[{"status":404,"label":"NOT_FOUND"}]}', table="sbs_r_nuts06")


def test_refusal_without_a_word_is_said() -> None:
    with pytest.raises(NetworkError, match="refused t with 400 and no word"):
        eurostat.refuse_bad_answer(400, b"", table="t")


def test_other_refusal_carries_its_label() -> None:
    with pytest.raises(SourceError, match=r"refused t \(400\): Invalid value"):
        eurostat.refuse_bad_answer(400, b'{"error":{"status":400,"label":"Invalid value"}}', table="t")


def test_good_answer_passes() -> None:
    eurostat.refuse_bad_answer(200, b"geo\\time\t2014\n", table="t")


def test_asynchronous_answers_are_seen() -> None:
    body = b'<env:E xmlns:env="e"><ns0:asyncResponse xmlns:ns0="n"><status><ns0:key>ab-12.x</ns0:key>%s</status></ns0:asyncResponse></env:E>'
    assert eurostat.asynchronous_key(body % b"<ns0:status>SUBMITTED</ns0:status>") == "ab-12.x"
    assert eurostat.asynchronous_key(body % b"") is None
    assert eurostat.asynchronous_state(b"<s><status>DATA_NOT_YET_AVAILABLE</status></s>") == "DATA_NOT_YET_AVAILABLE"
    assert eurostat.asynchronous_key(b"<html>async</html>") is None
    assert eurostat.asynchronous_key(b"geo\\time\t2014\n") is None
    assert not eurostat.wait_is_asked(b'{"version": "2.0"}')


def test_dropped_codes_are_named() -> None:
    table = parse_json_stat(
        b'{"version":"2.0","class":"dataset","id":["geo"],"size":[1],"value":[1],"dimension":{"geo":{"category":{"index":["ITH4"]}}}}',
        name="t",
    )
    eurostat.refuse_dropped_codes(table, {"geo": ["ITH4"]}, answered={"geo": ["ITH4"]})
    with pytest.raises(SourceError, match="left out geo ITD4, XX99 without a word"):
        eurostat.refuse_dropped_codes(table, {"geo": ["ITD4", "ITH4", "XX99"]}, answered={"geo": ["ITH4"]})


def test_known_tables_map_to_our_measures() -> None:
    for table in eurostat.TABLES.values():
        assert set(table.measures.values()) <= set(MEASURES)
    assert eurostat.TABLES["sbs_r_nuts06_r2"].is_verified
    assert not eurostat.TABLES["sbs_r_nuts2021"].is_verified
    assert eurostat.TABLES["sbs_r_nuts2021"].nuts_version == "2021"


@pytest.mark.extra_data
def test_recorded_refusals(extra_data: Path) -> None:
    folder = extra_data / "data" / "eurostat_api_recorded"
    for name in ("comext_ds-045409-extraction-too-big.json", "comext_ds-045409-fault-413.xml"):
        with pytest.raises(SourceError, match="too big: 1"):
            eurostat.refuse_bad_answer(413, (folder / name).read_bytes(), table="ds-045409")
