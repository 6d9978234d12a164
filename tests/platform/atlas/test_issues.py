"""The dashboards of the cross-cutting issues: coverage that adds up, files like the page, and what there is not."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ISSUES = ("gender_in_innovation", "technology_and_knowledge_transfer", "internationalisation")


@pytest.mark.parametrize("issue", ISSUES)
def test_page_and_files_show_the_same_result(client: Client, issue: str) -> None:
    html = client.get(f"/en/issue/{issue}/dashboard").content.decode()
    document = client.get(f"/en/issue/{issue}/dashboard.json").json()
    assert f'data-result="{document["result_hash"]}"' in html
    api = client.get(f"/api/v1/issues/{issue}/dashboard").json()
    assert api["result_hash"] == document["result_hash"]
    table = document["tables"]["issue_coverage"]
    n = table["parameters"]["n_regions"]
    names = [it["name"] for it in table["columns"]]
    for cells in table["rows"]:
        row = dict(zip(names, cells, strict=True))
        assert row["n_own"] + row["n_country"] + row["n_missing"] == n == 107


def test_nothing_known_is_said_and_no_zero(client: Client) -> None:
    html = client.get("/en/issue/internationalisation/dashboard").content.decode()
    assert "nothing is known, which is not the same as nothing being there" in html


def test_all_regions_instead_of_nine_countries(client: Client) -> None:
    few = client.get("/en/issue/gender_in_innovation/dashboard.json").json()
    many = client.get("/en/issue/gender_in_innovation/dashboard.json?area=eu").json()
    assert len(many["tables"]["issue_regions"]["rows"]) > len(few["tables"]["issue_regions"]["rows"]) == 107


def test_a_region_has_all_issues(client: Client) -> None:
    html = client.get("/en/region/ITH4/issues").content.decode()
    for issue in ISSUES:
        assert f"/en/issue/{issue}/dashboard" in html
    assert "of 11 indicators have a figure" in html


def test_the_short_address_leads_to_the_first(client: Client) -> None:
    assert client.get("/en/issues").headers["Location"] == "/en/issue/gender_in_innovation/dashboard"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/issue/luck/dashboard", 404),
        ("/en/issue/gender_in_innovation/overview", 404),
        ("/en/issue/gender_in_innovation/dashboard?area=moon", 422),
        ("/en/issue/gender_in_innovation/dashboard?year=1990", 422),
        ("/en/region/ITH/issues", 404),
        ("/en/region/XX99/issues", 404),
    ],
)
def test_what_there_is_not_is_refused(client: Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status
