"""What Eurostat's service is asked and what its answers mean: addresses, known tables, refusals in sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, urlencode

from clustrat.errors import NetworkError, ParameterError, SourceError
from clustrat.sources.raw_table import RawTable

__all__ = [
    "LOST_STATES",
    "TABLES",
    "KnownTable",
    "asynchronous_key",
    "asynchronous_state",
    "data_address",
    "filtered_address",
    "refuse_bad_answer",
    "refuse_dropped_codes",
    "status_address",
    "wait_is_asked",
]

BASE = "https://ec.europa.eu/eurostat/api/dissemination"
NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_$-]{2,60}$")
CODE = re.compile(r"^[A-Za-z0-9_.+-]{1,60}$")
N_NEAR = 4
STATE = re.compile(rb"<(?:[\w.-]+:)?status>\s*([A-Z_]+)\s*</")
KEY = re.compile(rb"<(?:[\w.-]+:)?(?:key|id)>\s*([A-Za-z0-9._-]+)\s*</")
#: Filters of the service that are no dimensions, in lower case: what they choose cannot be compared code by code.
NO_DIMENSIONS = frozenset({"geolevel", "lasttimeperiod", "sincetimeperiod", "untiltimeperiod"})
#: States in which an asynchronous answer will not come any more.
LOST_STATES = frozenset({"ERROR", "EXPIRED", "NO_RESULTS", "UNKNOWN_REQUEST"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTable:
    """A table that clustrat reads: what it holds, its NUTS version, and our measures by the table's indicator codes.

    ``is_verified`` says whether dimensions and codes were checked against a published file.
    """

    code: str
    title: str
    nuts_version: str
    indicator_dimension: str
    measures: Mapping[str, str]
    is_verified: bool


TABLES = MappingProxyType(
    {
        table.code: table
        for table in (
            KnownTable(
                code="sbs_r_nuts06_r2",
                title="Structural business statistics by NUTS 2 region and NACE Rev. 2, 2008-2020",
                nuts_version="2013",
                indicator_dimension="indic_sb",
                measures=MappingProxyType(
                    {"V11210": "local_units", "V16110": "employment_persons", "V13320": "wages_meur"}
                ),
                is_verified=True,
            ),
            KnownTable(
                code="sbs_r_nuts2021",
                title="Structural business statistics by NUTS 2 region and NACE Rev. 2, from 2021",
                nuts_version="2021",
                indicator_dimension="indic_sbs",
                measures=MappingProxyType({"LOC_NR": "local_units", "EMP_LOC_NR": "employment_persons", "WAGE_LOC_MEUR": "wages_meur"}),
                is_verified=False,
            ),
            *(
                KnownTable(
                    code=code, title=title, nuts_version="2013", indicator_dimension="", measures=MappingProxyType({}),
                    is_verified=True,
                )
                for code, title in (
                    ("sbs_na_sca_r2", "Structural business statistics, national"),
                    ("lfst_r_lfe2en2", "Employment by NUTS 2 region and NACE section group"),
                    ("lfst_r_lfe2emp", "Employment by NUTS 2 region and sex"),
                    ("lfst_r_lfe2eedu", "Employment by NUTS 2 region and education"),
                    ("nama_10r_2gdp", "Gross domestic product by NUTS 2 region"),
                    ("nama_10r_3gdp", "Gross domestic product by NUTS 3 region"),
                    ("rd_p_persreg", "Research and development personnel by NUTS 2 region"),
                    ("rd_e_gerdreg", "Research and development expenditure by NUTS 2 region"),
                    ("hrst_st_rcat", "Human resources in science and technology by NUTS 2 region"),
                    ("pat_ep_rtot", "Patent applications to the EPO by NUTS 3 region"),
                )
            ),
        )
    }
)  # fmt: skip


def data_address(table: str) -> str:
    """The address of a whole table as packed TSV.

    >>> data_address("nama_10r_2gdp").rpartition("/")[2]
    'nama_10r_2gdp?format=TSV&compressed=true'
    """
    return f"{BASE}/sdmx/2.1/data/{_name(table)}?format=TSV&compressed=true"


def filtered_address(table: str, filters: Mapping[str, Sequence[str]]) -> str:
    """The address of a part of a table as JSON-stat; each filter takes several codes.

    >>> filtered_address("nama_10r_2gdp", {"geo": ["ITH4", "AT31"]}).partition("?")[2]
    'format=JSON&lang=EN&geo=ITH4&geo=AT31'
    """
    pairs = [("format", "JSON"), ("lang", "EN")]
    for dimension, codes in filters.items():
        if not NAME.match(dimension) or not codes:
            raise ParameterError(f"'{dimension}={','.join(codes)}' is not a filter. Write it as geo=ITH4,AT31.")
        for code in codes:
            if not CODE.match(code):
                raise ParameterError(f"'{code}' is not a code of {dimension}. Codes look like ITH4, C31 or 2014.")
            pairs.append((dimension, code))
    return f"{BASE}/statistics/1.0/data/{_name(table)}?{urlencode(pairs)}"


def status_address(key: str, *, what: str = "status") -> str:
    """Where to ask whether an asynchronous answer is ready (``status``), and where it lies then (``data``)."""
    return f"{BASE}/1.0/async/{what}/{quote(key, safe='')}"


def _name(table: str) -> str:
    if not NAME.match(table):
        raise ParameterError(f"'{table}' is not the name of a table. Names look like sbs_r_nuts06_r2.")
    return table


def refuse_bad_answer(status: int, body: bytes, *, table: str) -> None:
    """Turn an answer that is not the data into a sentence.

    Raises
    ------
    SourceError
        413 (too big), 404 (no such table, with near names), or another refusal, as JSON or as XML fault.
    NetworkError
        A refusal without a text.
    """
    label = _fault(body)
    if "EXTRACTION_TOO_BIG" in label or (status == 413 and "ASYNCHRONOUS" not in label):
        found = re.search(r"estimated (\d+) rows, max authorised is (\d+)", label)
        size = f": {int(found[1]):,} rows, at most {int(found[2]):,} are given" if found else ""
        raise SourceError(
            f"Eurostat finds the part of {table} too big{size}. Ask for less, such as --filter geo=ITH4,AT31 or --filter time=2014."
        )
    if status == 404 or "NOT_FOUND" in label.upper():
        from difflib import get_close_matches

        if table.lower() in TABLES:
            raise SourceError(
                f"Eurostat has nothing of {table} for this request ({label or status}). Correct the filters, or leave them out."
            )
        near = get_close_matches(table.lower(), TABLES, n=N_NEAR, cutoff=0.4)
        raise SourceError(
            f"Eurostat has no table '{table}' ({label or status}). "
            + (f"Near names: {', '.join(near)}." if near else "Look its name up in Eurostat's data browser.")
        )
    if status >= 400 or label:
        if not label:
            raise NetworkError(f"Eurostat refused {table} with {status} and no word. Try again later.")
        raise SourceError(f"Eurostat refused {table} ({status}): {label}. Correct the filters, or try again later.")


def _fault(body: bytes) -> str:
    """The text of a refusal, from JSON or from an XML fault; empty where the answer is none."""
    start = body[:4096].lstrip()
    if start.startswith(b"{") and (b'"error"' in start or b'"warning"' in start):
        try:
            content = json.loads(body)
        except ValueError:
            return ""
        entry = content.get("error") or content.get("warning")
        entries = entry if isinstance(entry, list) else [entry]
        return "; ".join(str(e.get("label", e)) for e in entries if isinstance(e, dict))
    if start.startswith(b"<") and b"fault" in start.lower():
        found = re.search(rb"<(?:[\w.-]+:)?faultstring[^>]*>([^<]*)</", body)
        return found[1].decode("utf-8", "replace") if found else "a fault without text"
    return ""


def wait_is_asked(body: bytes) -> bool:
    """Whether the service says, with 200, that it works on the answer and wants to be asked again.

    >>> wait_is_asked(b'{"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE. Try again later."}}')
    True
    """
    return b"ASYNCHRONOUS_RESPONSE" in body[:4096]


def asynchronous_key(body: bytes) -> str | None:
    """The key of an asynchronous answer, which comes with 200 in place of the data; ``None`` where it is none.

    The service names it ``id`` where it answers the request, and ``key`` where it answers for the state.

    >>> asynchronous_key(b"<e:Envelope><queued><id>98de-1</id><status>SUBMITTED</status></queued></e:Envelope>")
    '98de-1'
    """
    found = KEY.search(body[:4096])
    return found[1].decode("ascii") if found and asynchronous_state(body) else None


def asynchronous_state(body: bytes) -> str:
    """The word for how far an asynchronous answer is, such as ``AVAILABLE``; empty where the body says none.

    >>> asynchronous_state(b"<a><status><key>98de-1</key><status>DATA_NOT_YET_AVAILABLE</status></status></a>")
    'DATA_NOT_YET_AVAILABLE'
    """
    start = body[:4096]
    found = STATE.search(start) if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else None
    return found[1].decode("ascii") if found else ""


def refuse_dropped_codes(
    table: RawTable, filters: Mapping[str, Sequence[str]], *, answered: Mapping[str, Sequence[str]]
) -> None:
    """Refuse an answer that leaves out codes that were asked for: the service drops unknown ones without a word.

    Parameters
    ----------
    table
        The answer.
    filters
        Codes asked for, by dimension.
    answered
        Codes that the answer lists, by dimension, whether or not they have figures.
    """
    for dimension, codes in filters.items():
        asked = dimension.lower()  # the service takes dimensions and codes in any case
        if asked in NO_DIMENSIONS:
            continue
        there = {str(code).upper() for code in answered.get("time" if asked == "time_period" else asked, ())}
        if missing := [code for code in codes if code.upper() not in there]:
            raise SourceError(
                f"{table.name}: Eurostat left out {dimension} {', '.join(missing)} without a word; the table has no such code, "
                "perhaps because it is of another version. Correct the filter."
            )
