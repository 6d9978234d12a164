"""Frozen figures and the basket: what is kept says the same next year, or says that it does not."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

from clustrat_platform.atlas.actions.figures import freeze_figure, withdraw_figure
from clustrat_platform.atlas.frozen import Kept
from clustrat_platform.atlas.models import FrozenFigure
from clustrat_platform.base.chain import history_of

pytestmark = pytest.mark.django_db
ADDRESS = "/region/ITH4/portfolio?part=strength&v=2015.1"


def kept(**changes: str) -> Kept:
    fields = {
        "address": ADDRESS, "edition": "2015.1", "result_hash": "0" * 64, "subject": "Friuli-Venezia Giulia",
        "title": "The strongest", "language": "en",
    }  # fmt: skip
    return Kept(**{**fields, **changes})


def test_a_figure_is_frozen_once_and_audited() -> None:
    first = freeze_figure(by=None, kept=kept(), short_id="abc")
    again = freeze_figure(by=None, kept=kept(title="Another"), short_id="abc")
    assert first == again
    assert again.title == "The strongest"
    assert history_of(first)


def test_the_page_of_a_figure_cites_embeds_and_says_that_it_is_unchanged(client: Client) -> None:
    sent = client.post("/en/f", {"address": ADDRESS})
    assert sent.status_code == 302
    html = client.get(sent.headers["Location"]).content.decode()
    for words in (
        "Unchanged since it was frozen",
        "<svg",
        "/embed",
        "Eurostat, sbs_r_nuts06_r2",
        "The figures as a table",
    ):
        assert words in html
    german = client.get(sent.headers["Location"].replace("/en/", "/de/")).content.decode()
    assert 'lang="de"' in german


def test_another_result_is_said(client: Client) -> None:
    freeze_figure(by=None, kept=kept(), short_id="abc")
    assert "the result differs" in client.get("/en/f/abc").content.decode()


def test_only_the_embedded_figure_may_be_framed(client: Client) -> None:
    freeze_figure(by=None, kept=kept(), short_id="abc")
    page, framed = client.get("/en/f/abc"), client.get("/en/f/abc/embed")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "<script" not in framed.content.decode()
    assert not framed.cookies


def test_a_withdrawn_figure_is_a_tombstone(client: Client) -> None:
    figure = freeze_figure(by=None, kept=kept(), short_id="abc")
    withdraw_figure(by=None, figure=figure, reason="The edition was withdrawn.")
    got = client.get("/en/f/abc")
    assert got.status_code == 410
    assert "The edition was withdrawn." in got.content.decode()
    assert FrozenFigure.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "", "nothing", "https://example.org/region/ITH4/portfolio", "//example.org/region/ITH4/x", "/region/ITH4",
        "/region/ITH4/portfolio?colour=red", "/region/ITH4/portfolio?part=nothing", "/region/ITH4/portfolio?q=" + "x" * 700,
    ],
)  # fmt: skip
def test_only_addresses_of_screens_are_frozen_or_kept(client: Client, address: str) -> None:
    for path, more in (("/en/f", {}), ("/en/workspace", {"do": "add"})):
        assert client.post(path, {"address": address, **more}).status_code in (404, 422)
    assert not FrozenFigure.objects.exists()


def test_a_basket_is_filled_ordered_annotated_and_emptied(client: Client) -> None:
    for address in (ADDRESS, "/region/SI04/compare", ADDRESS):
        assert client.post("/en/workspace", {"do": "add", "address": address}).status_code == 302
    html = client.get("/en/workspace").content.decode()
    assert html.count('name="do" value="remove"') == 2
    assert html.count("Unchanged") == 2
    client.post("/en/workspace", {"do": "up", "key": "1"})
    client.post("/en/workspace", {"do": "note", "key": "0", "note": "<b>for</b> the meeting"})
    html = client.get("/en/workspace").content.decode()
    assert html.index("Vzhodna") if "Vzhodna" in html else html.index("Zahodna Slovenija") < html.index("Friuli")
    assert "&lt;b&gt;for&lt;/b&gt; the meeting" in html
    for key in ("0", "1"):
        client.post("/en/workspace", {"do": "remove", "key": key})
    html = client.get("/en/workspace").content.decode()
    assert "Nothing yet" in html
    assert "2 pieces were taken out" in html
    client.post("/en/workspace", {"do": "put_back", "key": "0"})
    html = client.get("/en/workspace").content.decode()
    assert html.count('name="do" value="remove"') == 1
    assert "&lt;b&gt;for&lt;/b&gt; the meeting" in html


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"do": "burn"}, 422),
        ({"do": "remove", "key": "9"}, 404),
        ({"do": "remove", "key": "-1"}, 404),
        ({"do": "note", "key": "0", "note": "x" * 2001}, 422),
        ({"do": "note", "key": "0", "note": "a\x00b"}, 422),
    ],
)
def test_a_basket_refuses_what_it_cannot_do(client: Client, form: dict[str, str], status: int) -> None:
    client.post("/en/workspace", {"do": "add", "address": ADDRESS})
    assert client.post("/en/workspace", form).status_code == status


def test_a_basket_without_its_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/en/workspace", {"do": "add", "address": ADDRESS}).status_code == 403


def test_the_basket_as_a_file_holds_figures_pictures_and_where_they_come_from(client: Client) -> None:
    client.post("/en/workspace", {"do": "add", "address": ADDRESS})
    client.post("/en/workspace", {"do": "note", "key": "0", "note": "For the meeting"})
    got = client.get("/en/workspace.zip")
    archive = zipfile.ZipFile(io.BytesIO(got.content))
    assert archive.namelist() == [
        "01-ITH4-portfolio/result.json", "01-ITH4-portfolio/divisions.csv", "01-ITH4-portfolio/strength.svg",
        "metadata.json", "README.txt",
    ]  # fmt: skip
    readme = archive.read("README.txt").decode()
    for words in ("Eurostat, sbs_r_nuts06_r2", "For the meeting", "employment_persons = Persons employed (persons)"):
        assert words in readme
    lone = client.get("/en/region/ITH4/portfolio.csv?part=divisions&v=2015.1")
    assert archive.read("01-ITH4-portfolio/divisions.csv") == lone.content
    assert client.get("/en/workspace.zip").content == got.content


def test_two_readers_do_not_share_a_basket() -> None:
    one, other = Client(), Client()
    one.post("/en/workspace", {"do": "add", "address": ADDRESS})
    assert "Nothing yet" in other.get("/en/workspace").content.decode()
