"""The atlas for programs: the figures of the pages, bounded, paged, refused in one shape, and a catalogue that validates."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
API = "/api/v1"


def test_the_same_result_as_the_page(client: Client) -> None:
    for screen in ("overview", "portfolio", "compare", "potential", "space"):
        page = client.get(f"/en/region/ITH4/{screen}.json")
        got = client.get(f"{API}/regions/ITH4/{screen}")
        assert got.json()["result_hash"] == page.json()["result_hash"] == got.headers["X-Result-Hash"]
        assert got.json()["tables"] == page.json()["tables"]


def test_shortcuts_give_the_tables_of_the_screens(client: Client) -> None:
    for name, part in (
        ("clusters", "divisions"),
        ("potential", "potential"),
        ("partners", "partners"),
        ("concepts", "concepts"),
    ):
        got = client.get(f"{API}/{name}?region=ITH4").json()
        assert got["name"] == part
        assert got["rows"]
    categories = client.get(f"{API}/clusters?region=ITH4&cls=categories").json()
    assert len(categories["rows"]) == 67


def test_formats_carry_the_same_figures(client: Client) -> None:
    table = client.get(f"{API}/clusters?region=ITH4").json()
    names = [column["name"] for column in table["columns"]]
    persons = {row[0]: row[names.index("employment_persons")] for row in table["rows"]}
    rows = list(csv.DictReader(io.StringIO(client.get(f"{API}/clusters?region=ITH4&format=csv").content.decode())))
    assert {row["nace_code"]: row["employment_persons"] for row in rows} == {
        code: "" if value is None else repr(value) for code, value in persons.items()
    }
    cube = client.get(f"{API}/clusters?region=ITH4&format=json-stat").json()
    assert cube["version"] == "2.0"
    assert cube["id"] == ["nace_code", "measure"]
    industries, measures = (cube["dimension"][name]["category"]["index"] for name in cube["id"])
    place = industries["C31"] * len(measures) + measures["employment_persons"]
    assert cube["value"][str(place)] == persons["C31"] == 13613
    hidden = industries["H50"] * len(measures) + measures["employment_persons"]
    assert str(hidden) not in cube["value"]
    assert cube["status"][str(hidden)] == "c"
    lines = list(
        csv.DictReader(io.StringIO(client.get(f"{API}/clusters?region=ITH4&format=sdmx-csv").content.decode()))
    )
    furniture = [it for it in lines if it["NACE_CODE"] == "C31" and it["MEASURE"] == "employment_persons"]
    assert [float(it["OBS_VALUE"]) for it in furniture] == [13613]
    assert furniture[0]["TIME_PERIOD"] == "2014"
    secret = [it for it in lines if it["NACE_CODE"] == "H50" and it["MEASURE"] == "employment_persons"]
    assert [(it["OBS_VALUE"], it["CONF_STATUS"]) for it in secret] == [("", "C")]


def test_a_table_of_regions_is_a_map(client: Client) -> None:
    got = client.get(f"{API}/regions/ITH4/compare?part=map&format=geojson")
    assert got.headers["Content-Type"] == "application/geo+json"
    features = {it["id"]: it for it in got.json()["features"]}
    assert features["ITH4"]["properties"]["employment_persons"] == 13613
    lon, lat = features["ITH4"]["geometry"]["coordinates"]
    assert 12 < lon < 14 and 45 < lat < 47
    assert client.get(f"{API}/clusters?region=ITH4&format=geojson").status_code == 422


def test_pages_of_a_list_join_to_the_whole(client: Client) -> None:
    found: list[dict[str, Any]] = []
    address = f"{API}/regions?country=AT&limit=7"
    following: str | None = ""
    while following is not None:
        document = client.get(f"{address}&after={following}" if following else address).json()
        found += document["items"]
        following = document["next"]
    assert [it["code"] for it in found] == sorted({it["code"] for it in found})
    assert len(found) == 48  # Austria in NUTS 2013: 1 country, 3 groups of Laender, 9 Laender, 35 regions
    assert "AT11" in {it["code"] for it in found}


def test_observations_are_as_published(client: Client) -> None:
    address = f"{API}/observations?region=ITH4&industry=C31&year=2014&measure=employment_persons"
    document = client.get(address).json()
    assert [(it["value"], it["flag"]) for it in document["items"]] == [(13613.0, "")]
    assert document["next"] is None
    hidden = client.get(f"{API}/observations?region=ITH4&industry=H50&year=2014&measure=employment_persons").json()
    assert [(it["value"], it["flag"]) for it in hidden["items"]] == [(None, "c")]


def test_what_sums_leave_for_hidden_figures_is_not_given_out(client: Client) -> None:
    got = client.get(f"{API}/observations?table=core_eurostat__sbs_bounds")
    assert got.status_code == 404
    assert "core_eurostat__sbs_bounds" not in got.json()["near"]


def test_what_is_known_already_is_not_sent_again(client: Client) -> None:
    for address in ("/regions?limit=2", "/themes", "/clusters?region=ITH4", "/catalogue", "/observations?limit=1"):
        first = client.get(API + address)
        again = client.get(API + address, headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert "immutable" in client.get(f"{API}/clusters?region=ITH4&v=2015.1").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/regions?limit=1001", 422),
        ("/regions?limit=0", 422),
        ("/regions?limit=99999999999999999999", 422),
        ("/regions?after=%00", 422),
        ("/regions?q=%00", 422),
        ("/regions?colour=red", 422),
        ("/regions?country=at", 422),
        ("/regions?nuts=1999", 404),
        ("/regions/ITH9", 404),
        ("/regions/SI02", 410),
        ("/regions/ITH4/nothing", 404),
        ("/regions/ITH4/portfolio?cut=high", 422),
        ("/regions/ITH4/portfolio?cut=2&cut=3", 422),
        ("/regions/ITH4/portfolio?format=xml", 422),
        ("/regions/ITH4/portfolio?lang=fr", 422),
        ("/regions/ITH4/portfolio?part=nothing", 422),
        ("/regions/ITH4/portfolio?v=1999.1", 422),
        ("/clusters", 422),
        ("/potential?region=ITH4&theme=nothing", 422),
        ("/codes/nace-3", 404),
        ("/codes/nace-2?after=Z99", 422),
        ("/themes/nothing", 404),
        ("/observations?table=nothing", 404),
        ("/observations?table=core_eurostat__gdp&industry=C31", 422),
        ("/observations?after=-1", 422),
        ("/observations?after=99999999999999999999", 422),
        ("/figures/nothing", 404),
        ("/editions/1999.1/data", 404),
        ("/catalogue?format=xml", 422),
    ],
)
def test_refusals_have_one_shape(client: Client, address: str, status: int) -> None:
    got = client.get(API + address)
    assert got.status_code == status, got.content
    assert got.headers["Content-Type"] == "application/problem+json"
    document = got.json()
    assert document["status"] == status
    assert document["title"]


def test_a_redrawn_region_names_its_successors(client: Client) -> None:
    document = client.get(f"{API}/regions/SI02").json()
    assert {it["code"] for it in document["successors"]} == {"SI04", "SI03"}


def test_code_lists_and_themes(client: Client) -> None:
    divisions = client.get(f"{API}/codes/nace-2?limit=1000&lang=de").json()["items"]
    assert len([it for it in divisions if it["level"] == "division"]) == 88
    themes = client.get(f"{API}/themes").json()["items"]
    assert {"active_ageing", "green_economy"} <= {it["code"] for it in themes}
    one = client.get(f"{API}/themes/active-ageing").json()
    assert one["code"] == "active_ageing"
    assert one["items"]


def test_a_frozen_figure_tells_its_files(client: Client) -> None:
    sent = client.post("/en/f", {"address": "/region/ITH4/portfolio?part=strength&v=2015.1"})
    short_id = sent.headers["Location"].rsplit("/", 1)[-1]
    document = client.get(f"{API}/figures/{short_id}").json()
    path = document["files"]["csv"].split("://", 1)[1].partition("/")[2]
    assert client.get(f"/{path}").headers["X-Result-Hash"] == document["result_hash"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_catalogue_is_the_same_as_json_ld_and_turtle_and_fits_its_shapes(client: Client) -> None:
    import rdflib
    import rdflib.compare
    from pyshacl import validate

    linked = rdflib.Graph().parse(data=client.get(f"{API}/catalogue").content, format="json-ld")
    turtle = rdflib.Graph().parse(data=client.get(f"{API}/catalogue?format=turtle").content, format="turtle")
    assert rdflib.compare.isomorphic(linked, turtle)
    fits, _report, words = validate(linked, shacl_graph=SHAPES, shacl_graph_format="turtle")
    assert fits, words
    datasets = list(linked.subjects(rdflib.RDF.type, rdflib.URIRef("http://www.w3.org/ns/dcat#Dataset")))
    # The edition, its ten tables that are given out, and what is computed of them: industries and their network.
    assert len(datasets) == 13
    files = {str(it) for it in linked.objects(None, rdflib.URIRef("http://www.w3.org/ns/dcat#downloadURL"))}
    for ending in ("/edition/2015.1/data.zip", "/edition/2015.1/table/core_eurostat__sbs_regional.parquet",
                   "/region/ITH4/space.graphml?v=2015.1", "/region/ITH4/space.edges.csv?v=2015.1",
                   "/region/ITH4/portfolio.parquet?v=2015.1"):  # fmt: skip
        address = next(it for it in files if it.endswith(ending))
        assert client.get("/en" + address.split("/en", 1)[1]).status_code == 200
    assert not any("sbs_bounds" in it for it in files)


def test_the_interface_declares_every_operation(client: Client) -> None:
    document = json.loads(client.get(f"{API}/openapi.json").content)
    assert document["openapi"].startswith("3.1")
    for path in (
        "/regions",
        "/clusters",
        "/potential",
        "/concepts",
        "/partners",
        "/editions",
        "/observations",
        "/themes",
    ):
        assert f"{API}{path}" in document["paths"]


#: What DCAT-AP 3 asks of a catalogue at the least, written as shapes.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix ex: <urn:shapes:> .
ex:Catalogue a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:datatype rdf:langString ] ;
  sh:property [ sh:path dct:description ; sh:minCount 1 ; sh:datatype rdf:langString ] ;
  sh:property [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ;
  sh:property [ sh:path dct:language ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] .
ex:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:datatype rdf:langString ] ;
  sh:property [ sh:path dct:description ; sh:minCount 1 ; sh:datatype rdf:langString ] ;
  sh:property [ sh:path dct:publisher ; sh:maxCount 1 ; sh:class foaf:Agent ] ;
  sh:property [ sh:path dcat:theme ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
ex:Distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dct:format ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] .
ex:Agent a sh:NodeShape ; sh:targetClass foaf:Agent ;
  sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
"""
