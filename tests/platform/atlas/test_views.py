"""Screens as pages and files: the same figures everywhere, kept while they are the same, refused in words."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from django.test import Client
from tests.platform.organisations.factories import make_organisation

from clustrat_platform.atlas.queries import persona_doors

pytestmark = pytest.mark.django_db
SCREENS = ("overview", "portfolio", "compare", "potential", "space")


@pytest.mark.parametrize("screen", SCREENS)
def test_page_files_and_report_show_the_same_result(client: Client, screen: str) -> None:
    page = client.get(f"/en/region/ITH4/{screen}?v=2015.1")
    assert page.status_code == 200
    html = page.content.decode()
    result = re.search(r'data-result="([0-9a-f]{64})"', html)
    assert result is not None
    document = client.get(f"/en/region/ITH4/{screen}.json?v=2015.1").json()
    assert document["result_hash"] == result[1]
    table = document["tables"][document["main_table"]]
    got = client.get(f"/en/region/ITH4/{screen}.csv?v=2015.1")
    assert got.headers["X-Result-Hash"] == result[1]
    rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8"))))
    names = [column["name"] for column in table["columns"]]
    assert list(rows[0]) == names
    for row, cells in zip(rows, table["rows"], strict=True):
        for name, cell in zip(names, cells, strict=True):
            if isinstance(cell, float):
                assert float(row[name]) == cell
            elif cell is None:
                assert row[name] == ""
    pdf = client.get(f"/en/region/ITH4/{screen}.pdf?v=2015.1")
    assert pdf.headers["X-Result-Hash"] == result[1]
    assert pdf.content.startswith(b"%PDF-")


def test_numbers_of_the_page_are_those_of_the_table(client: Client) -> None:
    html = client.get("/en/region/ITH4/portfolio").content.decode()
    document = client.get("/en/region/ITH4/portfolio.json").json()
    table = document["tables"]["divisions"]
    names = [column["name"] for column in table["columns"]]
    shown = html[html.index('id="t-all"') :]
    for cells in table["rows"]:
        row = dict(zip(names, cells, strict=True))
        if row["employment_persons"] is not None:
            assert f">{row['employment_persons']:,.0f}" in shown, row["nace_code"]


def test_the_report_prints_its_hash(client: Client) -> None:
    from clustrat_platform.atlas.registry import answer_to, ask_of, screen_of
    from clustrat_platform.atlas.renderers import report_of

    result = answer_to(ask_of(screen_of("region", "overview"), "ITH4", [], language="en"))
    report = report_of(result)
    assert result.hash[:16] in report.footer
    assert any(result.hash[:16] in words for section in report.sections for _term, words in section.definitions)


def test_a_picture_stands_alone_with_its_words(client: Client) -> None:
    svg = client.get("/en/region/ITH4/compare.svg?part=map").content.decode()
    assert svg.startswith("<svg")
    assert "<title>" in svg and "<desc>" in svg
    png = client.get("/en/region/ITH4/space.png")
    assert png.content.startswith(b"\x89PNG")


def test_every_picture_of_a_page_has_a_table_beside_it(client: Client) -> None:
    for screen in SCREENS:
        html = client.get(f"/en/region/ITH4/{screen}").content.decode()
        blocks = html.split('<section class="block"')[1:]
        drawn = [block for block in blocks if "<figure" in block]
        assert all("<table>" in block for block in drawn), screen


def test_an_address_with_its_edition_may_be_kept_for_ever(client: Client) -> None:
    lasting = client.get("/en/region/ITH4/overview.csv?v=2015.1")
    assert "immutable" in lasting.headers["Cache-Control"]
    passing = client.get("/en/region/ITH4/overview.csv")
    assert "immutable" not in passing.headers["Cache-Control"]
    assert passing.content == lasting.content


def test_what_is_known_already_is_not_sent_again(client: Client) -> None:
    first = client.get("/en/region/ITH4/overview.csv")
    again = client.get("/en/region/ITH4/overview.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    page = client.get("/en/region/ITH4/overview")
    assert "HX-Request" in page.headers["Vary"]
    assert client.get("/en/region/ITH4/overview", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


def test_a_fragment_is_the_result_without_its_frame(client: Client) -> None:
    fragment = client.get("/en/region/ITH4/overview", headers={"HX-Request": "true"})
    text = fragment.content.decode()
    assert text.lstrip().startswith('<div id="result"')
    assert "<html" not in text
    assert fragment.headers["HX-Push-Url"] == "/en/region/ITH4/overview"


def test_a_form_leads_to_the_canonical_address(client: Client) -> None:
    sent = client.get("/en/region/ITH4/compare?peers=nearest&own=ITH3%2C+SI04&ind=&year=")
    assert sent.status_code == 302
    assert sent.headers["Location"] == "/en/region/ITH4/compare?peers=ITH3,SI04"
    weighed = client.get("/en/region/ITH4/potential?theme=&w.specialisation=2&w.relatedness=1")
    assert weighed.headers["Location"] == "/en/region/ITH4/potential?w=specialisation:2"


def test_own_peers_are_the_peers(client: Client) -> None:
    document = client.get("/en/region/ITH4/compare.json?peers=SI04,AT21").json()
    table = document["tables"]["peers"]
    assert [row[0] for row in table["rows"]] == ["SI04", "AT21"]


def test_a_threshold_decides_what_is_shown_and_an_empty_table_says_what_is_near(client: Client) -> None:
    html = client.get("/en/region/ITH4/portfolio?cut=20").content.decode()
    assert "Nothing reaches 20.0 in 2014. The nearest are: Furniture (6.4)" in html


def test_traded_and_local_are_told_apart(client: Client) -> None:
    html = client.get("/en/region/ITH4/portfolio?cls=categories&kind=local").content.decode()
    assert "of 16 cluster categories" in html


def test_order_is_a_link_and_missing_cells_come_last(client: Client) -> None:
    html = client.get("/en/region/ITH4/portfolio?sort=-employment_persons").content.decode()
    assert 'aria-sort="descending"' in html
    shown = html[html.index('id="t-all"') : html.index('id="growth"')]
    assert shown.index("Retail trade") < shown.index("Furniture") < shown.index("hidden to protect firms")


def test_other_weights_change_the_rating_and_say_what_moved(client: Client) -> None:
    document = client.get("/en/region/ITH4/potential.json?w=relatedness:3").json()
    table = document["tables"]["potential_weighted"]
    names = [column["name"] for column in table["columns"]]
    rows = [dict(zip(names, row, strict=True)) for row in table["rows"]]
    assert any(row["potential"] != row["potential_weighted"] for row in rows)
    assert sorted(row["order_weighted"] for row in rows) == [1, 2, 3]


def test_neighbours_of_an_industry_can_be_stepped_through(client: Client) -> None:
    html = client.get("/en/region/ITH4/space?sel=C31").content.decode()
    assert "Neighbours of Furniture, the nearest first" in html
    assert "/en/region/ITH4/space?sel=C16#neighbours" in html


@pytest.mark.parametrize("language", ["de", "pl"])
def test_other_languages_have_the_same_numbers(client: Client, language: str) -> None:
    here = client.get("/en/region/ITH4/overview.json").json()["tables"]["headline"]["rows"]
    there = client.get(f"/{language}/region/ITH4/overview.json").json()["tables"]["headline"]["rows"]
    assert [row[4] for row in here] == [row[4] for row in there]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/en/region/ITH4/portfolio?colour=red", 422, "knows no parameter"),
        ("/en/region/ITH4/portfolio?cut=high", 422, "is no value of the parameter"),
        ("/en/region/ITH4/portfolio?year=1990", 422, "year"),
        ("/en/region/ITH4/portfolio?year=2014&year=2013", 422, "given twice"),
        ("/en/region/ITH4/portfolio?v=1999.1", 422, "There is no edition"),
        ("/en/region/ITH4/portfolio?part=nothing", 422, "has no part"),
        ("/en/region/ITH4/portfolio?sort=colour", 422, "has a column"),
        ("/en/region/ITH4/portfolio?base=2014", 422, "base"),
        ("/en/region/ITH4/compare?peers=XX99", 422, "XX99"),
        ("/en/region/ITH4/compare?peers=ITH4", 422, "own peer"),
        ("/en/region/ITH4/compare?ind=Z99", 422, "no NACE division"),
        ("/en/region/ITH4/potential?theme=nothing", 422, "There is no theme"),
        ("/en/region/ITH4/potential?w=colour:2", 422, "no part"),
        ("/en/region/ITH4/space?sel=Z99", 422, "no industry"),
        ("/en/region/ITH4/overview.svg?part=divisions", 422, "is a table"),
        ("/en/region/ITH9/overview", 404, "ITH4"),
        ("/en/region/HU11/overview", 404, "HU10"),
        ("/en/region/ITH42/overview", 404, "ITH4"),
        ("/en/region/ITH/potential", 404, "level"),
        ("/en/region/ITH4/nothing", 404, "portfolio"),
        ("/en/region/SI02/overview", 410, "98"),
    ],
)
def test_refusals_say_what_and_the_way_out(client: Client, address: str, status: int, words: str) -> None:
    got = client.get(address)
    assert got.status_code == status, got.content.decode()[-2000:]
    assert words in got.content.decode()


def test_a_refusal_of_a_file_is_a_problem_document(client: Client) -> None:
    got = client.get("/en/region/SI02/overview.json")
    assert got.status_code == 410
    assert got.headers["Content-Type"] == "application/problem+json"
    document = json.loads(got.content)
    assert [it["code"] for it in document["successors"]] == ["SI04", "SI03"]
    assert sum(it["weight"] for it in document["successors"]) == pytest.approx(1, abs=0.01)


def test_a_page_that_is_kept_asks_only_for_what_neighbours_show_on_it(
    client: Client, django_assert_max_num_queries: object
) -> None:
    """The figures ask the database nothing; directory, organisations and concepts are shown as they are now."""
    client.get("/en/region/ITH4/overview")
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        client.get("/en/region/ITH4/overview")


def test_hidden_figures_stay_hidden_in_every_format(client: Client) -> None:
    document = client.get("/en/region/ITH4/portfolio.json").json()
    table = document["tables"]["divisions"]
    names = [column["name"] for column in table["columns"]]
    hidden = [dict(zip(names, row, strict=True)) for row in table["rows"]]
    hidden = [row for row in hidden if row["reason"] == "confidential_source"]
    assert {row["nace_code"] for row in hidden} == {"H50", "H51"}
    guarded = ("employment_persons", "lq", "shrunken_lq", "lq_low", "lq_high", "growth_pct", "share_of_region_pct")
    assert all(row[name] is None for row in hidden for name in guarded)


def test_search_folds_marks_and_finds_parts(client: Client) -> None:
    html = client.get("/en/search?q=gyor").content.decode()
    assert "/en/region/HU22/overview" in html
    assert (
        "Furniture" in client.get("/en/search?q=furnit").content.decode()
        or "furniture" in client.get("/en/search?q=furnit").content.decode()
    )


def test_doors_lead_to_a_first_screen(client: Client) -> None:
    doors = persona_doors()
    assert [it["name"] for it in doors] == ["policy", "analyst", "cluster", "services"]
    assert all(client.get(it["address"]).status_code == 200 for it in doors)
    assert "/en/region/ITH4/portfolio" in client.get("/en/search?door=analyst&q=ith4").content.decode()


@pytest.mark.parametrize("address", ["/en/search?x=1", "/en/search?door=nobody"])
def test_search_refuses_what_it_does_not_know(client: Client, address: str) -> None:
    assert client.get(address).status_code == 422


def test_pages_carry_no_script_and_no_style_of_their_own(client: Client) -> None:
    for screen in SCREENS:
        html = client.get(f"/en/region/ITH4/{screen}").content.decode()
        assert not re.search(r"\sstyle=", html)
        assert re.findall(r"<script(?![^>]*src=)", html) == []
        assert not re.search(r' on[a-z]+="', html)


@pytest.mark.extra_data
def test_boundaries_that_were_fetched_give_a_filled_map(
    client: Client, extra_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "map_filled" not in {it["name"] for it in client.get("/en/region/AT21/compare.json").json()["figures"]}
    kept = tmp_path / "nuts_2013.geojson.gz"
    kept.write_bytes((extra_data / "data" / "nuts_geo" / "NUTS_RG_20M_2013_4326.geojson.gz").read_bytes())
    monkeypatch.setattr("clustrat.sources.gisco.boundaries_folder", lambda: tmp_path)
    figures = {it["name"]: it for it in client.get("/en/region/AT21/compare.json?v=2015.1").json()["figures"]}
    assert figures["map_filled"]["table"] == "map"
    svg = client.get("/en/region/AT21/compare.svg?part=map_filled").content.decode()
    assert "EuroGeographics" in svg
    assert 'id="t-map"' in client.get("/en/region/AT21/compare").content.decode()


def test_who_is_there_is_a_panel_that_shows_only_what_the_reader_may_see(client: Client) -> None:
    make_organisation("Alpe Cluster", code="ITH4")
    make_organisation("Draft Cluster", code="ITH4", published=False)
    html = client.get("/en/region/ITH4/overview").content.decode()
    assert "Alpe Cluster" in html
    assert "Draft Cluster" not in html
    assert "Alpe Cluster" not in client.get("/en/region/SI04/overview").content.decode()
    assert "Alpe Cluster" not in client.get("/en/region/ITH4/overview.json").content.decode()
