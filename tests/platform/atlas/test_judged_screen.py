"""Judgements as a result: beside what is computed in every format, and a withdrawal that reaches each of them."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.test import Client, RequestFactory
from tests.platform.atlas import judged
from tests.platform.atlas.test_judged_views import client_of, computed, text_of

from clustrat_platform.atlas import actions, judged_panel
from clustrat_platform.atlas.models import PotentialAssessment

pytestmark = pytest.mark.django_db
PAGE = "/en/region/ITH4/judged"
#: The fixture that computes without a study.
assert computed


def numbers_on(page: str) -> set[str]:
    """Numbers with one digit after the point that a page shows, but for those in pictures."""
    return set(re.findall(r"(?<![\d.v])\d\.\d(?![\d.])", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)))


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def scores(client: Client, query: str = "") -> dict[str, Any]:
    """What each way of publication says of the judged rating, in its own words."""
    document = json.loads(client.get(f"{PAGE}.json{query}").content)
    table = document["tables"]["judged"] if isinstance(document["tables"], dict) else document["tables"][0]
    column = [it["name"] for it in table["columns"]].index("judged")
    interface = client.get(f"/api/v1/regions/ITH4/judged?part=judged&{query.lstrip('?')}").json()
    place = [it["name"] for it in interface["columns"]].index("judged")
    return {
        "csv": [row["judged"] for row in rows_of(client, f"{PAGE}.csv{query}")],
        "json": [row[column] for row in table["rows"]],
        "api": [row[place] for row in interface["rows"]],
    }


def test_judged_and_computed_stand_in_columns_of_their_own_and_are_never_averaged(
    computed: dict[str, float | None],
) -> None:
    judged.make_assessment({"specialisation": 4})
    judged.make_assessment({"specialisation": 2}, cluster="C31")
    client = client_of(None)
    rows = rows_of(client, f"{PAGE}.csv")
    assert [(row["judged"], row["computed"], row["distance"]) for row in rows] == [
        ("4.0", "1.0", "3.0"),
        ("2.0", "1.0", "1.0"),
    ]
    assert [row["disagreement"] for row in rows] == ["≠ they disagree", "no"]
    shown = text_of(client.get(PAGE))
    assert "◆ Judged, 0 to 4" in shown
    assert "○ Computed, 0 to 4" in shown
    assert "2.5" not in numbers_on(shown), "no mean of 4 and 1"
    computed["value"] = None
    judged.make_assessment({"specialisation": 3}, code="ITH3")
    assert rows_of(client, "/en/region/ITH3/judged.csv")[0]["disagreement"] == "cannot be said"


def test_a_region_without_judgements_says_so_and_drafts_stay_inside(computed: dict[str, float | None]) -> None:
    judged.make_assessment(state="expert_validated", rationale="zxqdraft")
    client = client_of(None)
    assert "No expert has published a judgement" in text_of(client.get(PAGE))
    assert rows_of(client, f"{PAGE}.csv") == []


def test_a_judged_result_follows_what_is_published_and_is_not_kept_for_ever(computed: dict[str, float | None]) -> None:
    judged.make_assessment({"specialisation": 4})
    client = client_of(None)
    edition = client.get("/api/v1/editions").json()["items"][0]["id"]
    first = client.get(f"{PAGE}.csv?v={edition}")
    assert "immutable" not in first.headers["Cache-Control"]
    judged.make_assessment({"specialisation": 1})
    second = client.get(f"{PAGE}.csv?v={edition}")
    assert first.headers["X-Result-Hash"] != second.headers["X-Result-Hash"]
    assert "immutable" in client.get(f"/en/edition/{edition}/data.csv?v={edition}").headers["Cache-Control"]


def test_withdrawal_reaches_page_files_interface_basket_and_figure(computed: dict[str, float | None]) -> None:
    """F5: wherever a figure of the interview is published, it is another one after the withdrawal."""
    round_ = judged.make_round()
    interviews = [judged.approved_interview(round_, score) for score in (1, 1, 4, 4)]
    first = judged.make_assessment({"will_and_demand": "interviews"})
    assert first.total == 2.5
    client = client_of(None)
    edition = client.get("/api/v1/editions").json()["items"][0]["id"]
    frozen = f"?v={edition}"
    before = scores(client, frozen)
    assert before == {"csv": ["2.5"], "json": [2.5], "api": [2.5]}
    kept = f"/region/ITH4/judged?part=judged&v={edition}"
    figure = client.post("/en/f", {"address": kept}).headers["Location"]
    client.post("/en/workspace", {"do": "add", "address": kept})
    assert "Judged beside computed" in text_of(client.get("/en/workspace"))
    for address in (PAGE, figure):
        assert "2.5" in numbers_on(text_of(client.get(address))), address
    assert "2.5 of 4" in json.dumps(judged_panel.build(RequestFactory().get("/"), "ITH4"))

    actions.withdraw_interview(by=None, interview=interviews[0], reason="wish of the respondent")
    now = PotentialAssessment.objects.get(supersedes=first)
    assert now.total == 4.0
    assert scores(client, frozen) == {"csv": ["4.0"], "json": [4.0], "api": [4.0]}
    history = [f"/en/assessment/{it.permanent_id}" for it in (first, now)]
    for address in (PAGE, f"{PAGE}{frozen}", figure, "/en/workspace", "/en/assessments", *history):
        assert "2.5" not in numbers_on(text_of(client.get(address))), address
    assert "recomputed after a withdrawal" in text_of(client.get(PAGE))
    assert "2.5" not in json.dumps(judged_panel.build(RequestFactory().get("/"), "ITH4"))
    assert b"2.5" not in client.get("/en/workspace.zip").content

    for interview in interviews[1:]:
        actions.withdraw_interview(by=None, interview=interview, reason="wish of the respondent")
    assert scores(client, frozen) == {"csv": [""], "json": [None], "api": [None]}
    former = PotentialAssessment.objects.filter(state="superseded")
    assert {(it.total, it.mark) for it in former} == {(None, "interviews taken out after a withdrawal")}
