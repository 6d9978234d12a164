"""One result, every format: for each screen that is registered, page, files, interface, report and figure say the same figures."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import networkx as nx
import polars as pl
import pytest
from django.test import Client

from clustrat_platform.atlas.addresses import ALL_FORMATS
from clustrat_platform.atlas.registry import Screen, all_registered_screens
from clustrat_platform.atlas.renderers import CONTENT_TYPES

pytestmark = pytest.mark.django_db
#: What each noun is asked of; a screen of a new noun has to be named here.
CODES = {"region": "ITH4", "edition": "2015.1", "issue": "gender_in_innovation"}
V = "2015.1"
SCREENS = [it for it in all_registered_screens() if it.noun in CODES]
EACH = pytest.mark.parametrize("screen", SCREENS, ids=lambda it: f"{it.noun}-{it.name}")
#: Formats of the interface and of files that hold the same table.
TWINS = {"csv": "csv", "json-stat": "jsonstat.json", "sdmx-csv": "sdmx.csv"}


def address_of(screen: Screen, suffix: str = "", **state: str) -> str:
    ending = f".{suffix}" if suffix else ""
    query = "&".join(f"{name}={value}" for name, value in {**state, "v": V}.items())
    return f"/en/{screen.noun}/{CODES[screen.noun]}/{screen.name}{ending}?{query}"


def document_of(client: Client, screen: Screen) -> dict[str, Any]:
    found: dict[str, Any] = client.get(address_of(screen, "json")).json()
    return found


def is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def records_of(table: dict[str, Any]) -> list[dict[str, Any]]:
    names = [column["name"] for column in table["columns"]]
    return [dict(zip(names, row, strict=True)) for row in table["rows"]]


def test_no_screen_is_left_out() -> None:
    assert {it.noun for it in all_registered_screens()} == set(CODES), "name what a screen of a new noun is asked of"
    assert {"overview", "portfolio", "compare", "potential", "space", "data"} <= {it.name for it in SCREENS}
    assert {kind for it in SCREENS for kind in it.formats} == set(ALL_FORMATS) == set(CONTENT_TYPES)


@EACH
def test_every_format_carries_the_hash_of_the_page(client: Client, screen: Screen) -> None:
    html = client.get(address_of(screen)).content.decode()
    shown = set(re.findall(r'data-result="([0-9a-f]{64})"', html))
    assert len(shown) == 1
    document = document_of(client, screen)
    assert {document["result_hash"]} == shown
    for suffix in screen.formats:
        if suffix in ("svg", "png") and not document["figures"]:
            continue
        got = client.get(address_of(screen, suffix))
        assert got.status_code == 200, suffix
        assert {got.headers["X-Result-Hash"]} == shown, suffix
        if suffix in ("parquet", "jsonstat.json", "graphml", "pdf"):
            # These files say of themselves which result they are of.
            assert hash_inside(got.content, suffix) == document["result_hash"], suffix
    for kind in ("json", *TWINS):
        got = client.get(f"/api/v1/{screen.noun}s/{CODES[screen.noun]}/{screen.name}?v={V}&format={kind}")
        assert {got.headers["X-Result-Hash"]} == shown, kind
        if kind in TWINS:
            assert got.content == client.get(address_of(screen, TWINS[kind])).content, kind
        else:
            assert got.json() == document


def hash_inside(data: bytes, suffix: str) -> str:
    if suffix == "parquet":
        return pl.read_parquet_metadata(io.BytesIO(data))["result_hash"]
    if suffix == "jsonstat.json":
        return str(json.loads(data)["extension"]["result_hash"])
    if suffix == "graphml":
        return str(nx.parse_graphml(data.decode()).graph["result_hash"])
    found = re.search(rb"result:([0-9a-f]{64})", data)
    return found[1].decode() if found else ""


@EACH
def test_every_table_has_the_same_figures_in_every_file(client: Client, screen: Screen) -> None:
    for name, table in document_of(client, screen)["tables"].items():
        records = records_of(table)
        figures = [column["name"] for column in table["columns"] if column["role"] in ("value", "low", "high")]
        wanted = sorted(float(row[it]) for row in records for it in figures if is_number(row[it]))
        rows = list(csv.DictReader(io.StringIO(client.get(address_of(screen, "csv", part=name)).content.decode())))
        for row, record in zip(rows, records, strict=True):
            for it in figures:
                assert row[it] == ("" if record[it] is None else repr(record[it]) if is_number(record[it]) else row[it])
        frame = pl.read_parquet(io.BytesIO(client.get(address_of(screen, "parquet", part=name)).content))
        assert sorted(frame["value"].drop_nulls().to_list()) == wanted, name
        assert frame.height == len(records) * len(figures)
        cube = client.get(address_of(screen, "jsonstat.json", part=name)).json()
        assert sorted(float(it) for it in cube["value"].values()) == wanted, name
        lines = csv.DictReader(io.StringIO(client.get(address_of(screen, "sdmx.csv", part=name)).content.decode()))
        assert sorted(float(it["OBS_VALUE"]) for it in lines if it["OBS_VALUE"]) == wanted, name


class Tables(HTMLParser):
    """The tables of a page: caption, heads and the text of each cell, without marks and reasons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str], list[list[str]]]] = []
        self._caption, self._heads, self._rows, self._row = "", [""], [[""]], [""]
        self._where, self._is_mark = "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._caption, self._heads, self._rows = "", [], []
        elif tag == "caption":
            self._where = "caption"
        elif tag == "tr":
            self._row = []
        elif tag in ("th", "td"):
            self._row.append("")
            self._where = "cell"
        elif tag == "abbr" or (tag == "span" and dict(attrs).get("class") == "why"):
            self._is_mark = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            if not self._heads:
                self._heads = self._row
            else:
                self._rows.append(self._row)
        elif tag == "table":
            self.found.append((self._caption.strip(), self._heads, self._rows))
        elif tag in ("abbr", "span"):
            self._is_mark = False
        elif tag in ("caption", "th", "td"):
            self._where = ""

    def handle_data(self, data: str) -> None:
        if self._where == "caption":
            self._caption += data
        elif self._where == "cell" and not self._is_mark:
            self._row[-1] += data


def number_in(text: str) -> tuple[float, float] | None:
    """A number as a page writes it in English, and how far rounding may have moved it; ``None`` where it is none."""
    found = re.fullmatch(r"([+−-]?)([0-9][0-9,]*)(?:\.([0-9]+))?\s*(%?)", text.strip())
    if found is None:
        return None
    scale = 0.01 if found[4] else 1.0
    value = float(f"{found[2].replace(',', '')}.{found[3] or '0'}") * scale
    return (-value if found[1] in ("−", "-") else value), 0.5000001 * 10 ** -len(found[3] or "") * scale


def fits(text: str, cell: Any) -> bool:
    """Whether a cell of the page can be the figure of the table."""
    if text.strip() == "–":
        return cell is None
    shown = number_in(text)
    if shown is None or not is_number(cell):
        # Words, such as chances; but where the table has nothing, the page shows no number.
        return shown is None
    value, slack = shown
    return math.isclose(value, cell, abs_tol=slack) or math.isclose(value, cell / 100, abs_tol=slack)


def compared(columns: list[dict[str, Any]], heads: list[str]) -> Iterator[tuple[int, str]]:
    """Places of a row of the page, and the columns of figures that they show."""
    words = {column["words"]: column["name"] for column in columns if column["role"] == "value"}
    if "lq" in words.values():
        words["Relative presence"] = "lq"
    for place, head in enumerate(heads):
        if head.strip() in words:
            yield place, words[head.strip()]


@EACH
def test_numbers_of_the_page_are_those_of_the_tables(client: Client, screen: Screen) -> None:
    tables = {table["title"]: table for table in document_of(client, screen)["tables"].values()}
    html = client.get(address_of(screen, tab="table") if "tab" in screen.names else address_of(screen)).content.decode()
    n_compared = 0
    for caption, heads, rows in Tables(html).found:
        if caption not in tables:
            continue
        table = tables[caption]
        places = list(compared(table["columns"], heads))
        records = records_of(table)
        for row in rows:
            assert any(all(fits(row[place], it[name]) for place, name in places) for it in records), (caption, row)
            n_compared += sum(number_in(row[place]) is not None for place, _name in places)
    # What experts and agencies give is empty here: there is nobody yet.
    assert n_compared > 5 or not any(table["rows"] for table in tables.values())


@EACH
def test_a_figure_that_is_frozen_and_embedded_is_of_the_same_result(client: Client, screen: Screen) -> None:
    document = document_of(client, screen)
    parts = [it["name"] for it in document["figures"]] or list(document["tables"])
    page = client.post("/en/f", {"address": f"/{screen.noun}/{CODES[screen.noun]}/{screen.name}?part={parts[0]}&v={V}"})
    for address in (page.headers["Location"], f"{page.headers['Location']}/embed"):
        html = client.get(address).content.decode()
        assert set(re.findall(r'data-result="([0-9a-f]{64})"', html)) == {document["result_hash"]}
    if document["figures"]:
        for ending in ("/card.png", "/picture.png?size=small", "/picture.svg"):
            got = client.get(page.headers["Location"] + ending)
            assert got.headers["X-Result-Hash"] == document["result_hash"]


def test_the_network_is_the_same_as_graph_list_and_table(client: Client) -> None:
    space = next(it for it in SCREENS if it.name == "space")
    links = records_of(document_of(client, space)["tables"]["neighbours"])
    wanted = {frozenset((it["nace_code"], it["neighbour"])): it["proximity"] for it in links}
    graph = nx.parse_graphml(client.get(address_of(space, "graphml")).content.decode())
    assert {frozenset((a, b)): weight for a, b, weight in graph.edges(data="proximity")} == wanted
    rows = csv.DictReader(io.StringIO(client.get(address_of(space, "edges.csv")).content.decode()))
    assert {frozenset((it["source"], it["target"])): float(it["weight"]) for it in rows} == wanted
    hidden = [node for node, facts in graph.nodes(data=True) if facts.get("reason") == "confidential_source"]
    assert hidden
    assert not any({"employment_persons", "lq", "density"} & set(graph.nodes[node]) for node in hidden)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/region/ITH4/portfolio.graphml", 404),
        ("/en/region/ITH4/overview.edges.csv", 404),
        ("/en/region/ITH4/portfolio.zip", 404),
        ("/en/edition/2015.1/data.graphml", 404),
        ("/en/region/ITH4/portfolio.xlsx", 404),
        ("/en/region/ITH4/portfolio.parquet?part=nothing", 422),
        ("/en/region/XX99/portfolio.parquet", 404),
    ],
)
def test_formats_that_a_screen_has_not_are_refused(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status
