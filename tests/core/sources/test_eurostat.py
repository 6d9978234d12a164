"""What Eurostat is asked, and its refusals as sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustrat.errors import NetworkError, ParameterError, SourceError
from clustrat.evidence.units import MEASURES
from clustrat.sources import eurostat
from clustrat.sources.json_stat import answered_codes, parse_json_stat

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


QUEUED = (
    b'<?xml version="1.0"?><env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>'
    b'<ns0:syncResponse xmlns:ns0="http://estat.ec.europa.eu/disschain/soap/extraction"><queued>'
    b"<id>98de05ea-540a-43d3-903b-7c9e14faf808</id><status>SUBMITTED</status></queued></ns0:syncResponse></env:Body></env:Envelope>"
)
STATE = (
    b'<env:Envelope xmlns:env="e"><ns0:asyncResponse xmlns:ns0="n"><ns1:status xmlns:ns1="m"><ns1:key>ab-12.x</ns1:key>'
    b"<ns1:status>%s</ns1:status></ns1:status></ns0:asyncResponse></env:Envelope>"
)


@pytest.mark.parametrize(
    ("body", "key"), [(QUEUED, "98de05ea-540a-43d3-903b-7c9e14faf808"), (STATE % b"PROCESSING", "ab-12.x")]
)
def test_asynchronous_answers_are_seen(body: bytes, key: str) -> None:
    assert eurostat.asynchronous_key(body) == key
    eurostat.refuse_bad_answer(200, body, table="t")


@pytest.mark.parametrize(
    "body",
    [
        b"<html>async <id>x</id></html>",
        b"geo\\time\t2014\n",
        TOO_BIG_XML,
        TOO_BIG_JSON,
        b"",
        b'{"id": ["geo"], "status": {}}',
        b"<a><key>../x</key><status>SUBMITTED</status></a>",
    ],
)
def test_other_answers_are_not_taken_for_asynchronous_ones(body: bytes) -> None:
    assert eurostat.asynchronous_key(body) is None
    assert not eurostat.wait_is_asked(body)


@pytest.mark.parametrize("state", ["AVAILABLE", "DATA_NOT_YET_AVAILABLE", "SUBMITTED", "EXPIRED", "UNKNOWN_REQUEST"])
def test_states_are_read_whole(state: str) -> None:
    assert eurostat.asynchronous_state(STATE % state.encode()) == state
    assert eurostat.asynchronous_state(b"nothing") == ""


def test_known_table_without_an_answer_is_not_called_unknown() -> None:
    fault = (
        b'<S:Fault xmlns:S="x"><S:faultcode>100</S:faultcode><S:faultstring>No results found</S:faultstring></S:Fault>'
    )
    with pytest.raises(SourceError, match=r"nothing of nama_10r_2gdp for this request \(No results found\)"):
        eurostat.refuse_bad_answer(404, fault, table="nama_10r_2gdp")


def test_request_that_the_service_queues_is_not_called_too_big() -> None:
    body = b'{ "error": [{"status": 413,"id": 413,"label": "ASYNCHRONOUS_RESPONSE. Please try again later."}]}'
    assert eurostat.wait_is_asked(body)
    with pytest.raises(SourceError, match=r"refused t \(413\): ASYNCHRONOUS_RESPONSE"):
        eurostat.refuse_bad_answer(413, body, table="t")


def test_dropped_codes_are_named() -> None:
    table = parse_json_stat(
        b'{"version":"2.0","class":"dataset","id":["geo"],"size":[1],"value":[1],"dimension":{"geo":{"category":{"index":["ITH4"]}}}}',
        name="t",
    )
    eurostat.refuse_dropped_codes(table, {"geo": ["ITH4"]}, answered={"geo": ["ITH4"]})
    with pytest.raises(SourceError, match="left out geo ITD4, XX99 without a word"):
        eurostat.refuse_dropped_codes(table, {"geo": ["ITD4", "ITH4", "XX99"]}, answered={"geo": ["ITH4"]})


@pytest.mark.parametrize(
    "filters",
    [{"GEO": ["ith4"]}, {"geoLevel": ["nuts2"]}, {"sinceTimePeriod": ["2010"]}, {"time_period": ["2014"]}],
    ids=["any case", "level", "since", "other name of time"],
)
def test_what_the_service_takes_is_not_called_dropped(filters: dict[str, list[str]]) -> None:
    answer = (
        b'{"version":"2.0","class":"dataset","id":["geo","time"],"size":[1,1],"value":[1],"dimension":'
        b'{"geo":{"category":{"index":["ITH4"]}},"time":{"category":{"index":["2014"]}}}}'
    )
    table = parse_json_stat(answer, name="t")
    eurostat.refuse_dropped_codes(table, filters, answered=answered_codes(answer))


def test_known_tables_map_to_our_measures() -> None:
    for table in eurostat.TABLES.values():
        assert set(table.measures.values()) <= set(MEASURES)
    assert eurostat.TABLES["sbs_r_nuts06_r2"].is_verified
    assert not eurostat.TABLES["sbs_r_nuts2021"].is_verified
    assert eurostat.TABLES["sbs_r_nuts2021"].nuts_version == "2021"
    old, new = eurostat.TABLES["sbs_r_nuts06_r2"].measures, eurostat.TABLES["sbs_r_nuts2021"].measures
    assert set(old.values()) == set(new.values())
    assert new["EMP_LOC_NR"] == "employment_persons"


@pytest.mark.extra_data
def test_recorded_refusals(extra_data: Path) -> None:
    folder = extra_data / "data" / "eurostat_api_recorded"
    for name in ("comext_ds-045409-extraction-too-big.json", "comext_ds-045409-fault-413.xml"):
        with pytest.raises(SourceError, match="too big: 1"):
            eurostat.refuse_bad_answer(413, (folder / name).read_bytes(), table="ds-045409")
