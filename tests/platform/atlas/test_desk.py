"""The data desk as its people meet it: from upload to edition by forms alone, and what is refused on the way."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from tests.platform.atlas.test_judged_views import client_of, text_of
from tests.platform.atlas.test_uploads import MAPPING, ROWS, published_upload, root
from tests.platform.organisations.factories import make_holder, make_region

from clustrat.study.added_tables import folder_in_use
from clustrat_platform.atlas import desk_screen
from clustrat_platform.atlas.actions import uploads as actions
from clustrat_platform.atlas.models import DataUpload
from clustrat_platform.base.jobs import run_job
from clustrat_platform.base.models import Job

pytestmark = pytest.mark.django_db
#: The fixture of an installation with one small edition is that of the uploads.
assert root


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_FOR_STAFF = False


def send(client: Client, data: bytes, *, name: str = "firms.csv", **fields: Any) -> Any:
    given = {"title": "Firms", "table": "firms", "publisher": "An office", "licence": "CC BY 4.0"}
    region = make_region("ITH").pk
    return client.post("/en/desk", {**given, "region": region, "file": SimpleUploadedFile(name, data), **fields})


def work() -> None:
    for job in Job.objects.filter(state="waiting"):
        run_job.func(job.pk)


def test_from_upload_to_edition_and_back_by_forms_alone(root: Path) -> None:
    client = client_of(make_holder("analyst", "ITH"))
    made = send(client, (ROWS + "ITZ9,2015,=nothing\n").encode().replace(b"=nothing", b"5"))
    assert made.status_code == 302, text_of(made)
    address = made.headers["Location"]
    assert "waiting, 0 %" in text_of(client.get(address))
    work()
    shown = text_of(client.get(address))
    assert "First rows" in shown
    assert '<option value="geo" selected>' in shown
    refused = client.post(address, {"do": "map", **MAPPING, "unit": ""})
    assert refused.status_code == 422
    assert 'href="#id_unit"' in text_of(refused)
    assert client.post(address, {"do": "map", **MAPPING}).status_code == 302
    work()
    shown = text_of(client.get(address))
    assert "4 rows read: 3 can be kept, 1 are left out." in shown
    assert "3 rows more, 0 rows gone, 0 changed" in shown
    findings = client.get(f"{address}/findings.csv")
    assert findings.headers["Content-Disposition"].startswith("attachment")
    assert "ITZ9" in findings.content.decode("utf-8-sig")
    refused = client.post(address, {"do": "publish"})
    assert refused.status_code == 422
    assert "1 rows are left out" in text_of(refused)
    assert folder_in_use(root) == "first"
    assert client.post(address, {"do": "publish", "accept_loss": "on"}).status_code == 302
    work()
    upload = DataUpload.objects.get()
    assert (upload.state, folder_in_use(root)) == ("published", upload.edition)
    compared = client.get(f"/en/desk/compare?a=2015.1&b={upload.edition.rpartition('-')[0]}")
    assert "core_desk__firms" in text_of(compared)
    assert client.post(address, {"do": "roll_back", "reason": ""}).status_code == 422
    assert client.post(address, {"do": "roll_back", "reason": "wrong year"}).status_code == 302
    assert folder_in_use(root) == "first"


def test_a_published_table_is_read_by_the_region_its_files_and_the_interface(root: Path) -> None:
    upload = published_upload(ROWS.replace(":", ": c"))
    client = client_of(None)
    page = text_of(client.get("/en/region/ITH4/added"))
    edition = upload.edition.rpartition("-")[0]
    for words in ("Firms", "An office", edition, ">12<"):
        assert words in page
    rows = list(csv.DictReader(io.StringIO(client.get("/en/region/ITH4/added.csv").content.decode("utf-8-sig"))))
    assert [(row["nuts_code"], row["year"], row["value"]) for row in rows] == [("ITH4", "2015", "12.0")]
    hidden = text_of(client.get("/en/region/ITH5/added"))
    assert "hidden to protect firms" in hidden
    asked = client.get("/api/v1/observations?table=core_desk__firms&region=ITH4").json()
    assert [(it["value"], it["year"]) for it in asked["items"]] == [(12.0, 2015)]
    assert asked["edition"] == edition
    assert "An office" in asked["sources"][0]
    result = client.get(f"/api/v1/regions/ITH4/added?v={edition}").json()
    assert result["edition"]["id"] == edition if isinstance(result["edition"], dict) else result["edition"] == edition
    shown = desk_screen.panel(RequestFactory().get("/"), "ITH4")
    assert shown is not None
    assert "12 firms · all industries, Friuli-Venezia Giulia, 2015 · An office" in shown["lines"][0]["note"]
    assert desk_screen.panel(RequestFactory().get("/"), "AT31") is None
    actions.roll_back_upload(by=None, upload=upload, root=root, reason="wrong year")
    assert "No table that was added here" in text_of(client.get("/en/region/ITH4/added"))
    assert desk_screen.panel(RequestFactory().get("/"), "ITH4") is None
    assert client.get("/api/v1/observations?table=core_desk__firms&region=ITH4").status_code == 404
    frozen = text_of(client.get(f"/en/region/ITH4/added?v={edition}"))
    assert ">12<" in frozen, "what was cited stays readable"


@pytest.mark.parametrize(("data", "name", "fault"), [
    (b"x", "firms.pdf", "neither"), (b"", "firms.csv", "empty"), (b"x" * 20_000_001, "firms.csv", "21 MB"),
])  # fmt: skip
def test_a_file_that_is_no_table_comes_back_with_a_sentence(data: bytes, name: str, fault: str) -> None:
    answer = send(client_of(make_holder("editor", "ITH")), data, name=name)
    assert answer.status_code == 422
    assert fault in text_of(answer)
    assert 'value="An office"' in text_of(answer)
    assert not DataUpload.objects.exists()


def test_a_territory_that_is_not_ones_own_cannot_be_chosen() -> None:
    client = client_of(make_holder("analyst", "AT31"))
    assert send(client, ROWS.encode()).status_code == 422
    assert send(client, ROWS.encode(), region="").status_code == 403


def test_an_upload_of_another_region_is_not_there() -> None:
    """PER-2, PER-5."""
    made = send(client_of(make_holder("analyst", "ITH")), ROWS.encode())
    stranger = client_of(make_holder("analyst", "AT31"))
    address = made.headers["Location"]
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"do": "map", **MAPPING}).status_code == 404
    assert stranger.get(f"{address}/findings.csv").status_code == 404
    assert "firms.csv" not in text_of(stranger.get("/en/desk"))


@pytest.mark.parametrize("query", ["a=2015.1&b=lost", "a=lost", "x=1"])
def test_an_edition_that_is_not_there_is_named(query: str) -> None:
    assert client_of(None).get(f"/en/desk/compare?{query}").status_code == 422


def test_cells_are_shown_as_text() -> None:
    client = client_of(make_holder("analyst", "ITH"))
    made = send(client, b"geo,year,firms\n<script>alert(1)</script>,2015,1\n", name="a<b>.csv")
    work()
    shown = text_of(client.get(made.headers["Location"]))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
