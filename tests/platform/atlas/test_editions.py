"""Two editions side by side, and one that is withdrawn: its reason and successor stand on every route that names it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from django.test import Client
from tests.platform.atlas.two_editions import EMBEDDED, NEWER, make_second_edition
from tests.platform.organisations.factories import make_holder, make_person

from clustrat_platform.atlas.actions.editions import reinstate_edition, withdraw_edition
from clustrat_platform.atlas.models import EditionWithdrawal
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
REASON = "Figures of one country were doubled."
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of editions, made once."""
    return make_second_edition(tmp_path_factory.mktemp("editions"))


@pytest.fixture
def two(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The newer edition is in use, the embedded one is known beside it."""
    monkeypatch.setenv("CLUSTRAT_EDITION", str(root))
    yield root


def test_an_item_shows_by_how_much_the_newest_edition_differs(two: Path, client: Client) -> None:
    client.post("/en/workspace", {"do": "add", "address": f"/region/ITH4/portfolio?part=divisions&v={EMBEDDED}"})
    html = client.get("/en/workspace").content.decode()
    assert f"Frozen, {EMBEDDED}" in html
    assert f"Latest, {NEWER}" in html
    assert "There is a newer edition: 2015.2." in html
    # The strongest of the list is furniture; 14,000 persons instead of 13,613 are 387 more.
    assert "13,613" in html and "14,000" in html and "+387" in html


def test_the_page_of_a_figure_names_the_other_editions(two: Path, client: Client) -> None:
    sent = client.post("/en/f", {"address": f"/region/ITH4/portfolio?part=strength&v={EMBEDDED}"})
    html = client.get(sent.headers["Location"]).content.decode()
    assert f"/en/region/ITH4/portfolio?part=strength&amp;v={NEWER}" in html


def test_every_route_that_names_a_withdrawn_edition_says_why_and_what_took_its_place(two: Path, client: Client) -> None:
    sent = client.post("/en/f", {"address": f"/region/ITH4/overview?v={EMBEDDED}"})
    page = sent.headers["Location"]
    short_id = page.rsplit("/", 1)[-1]
    client.post("/en/workspace", {"do": "add", "address": f"/region/ITH4/overview?v={EMBEDDED}"})
    withdraw_edition(by=None, edition=EMBEDDED, reason=REASON, successor=NEWER)
    pages = {
        f"/en/region/ITH4/overview?v={EMBEDDED}": f"/en/region/ITH4/overview?v={NEWER}",
        f"/en/edition/{EMBEDDED}/data": f"/en/edition/{NEWER}/data",
        page: f"/en/region/ITH4/overview?v={NEWER}",
        f"{page}/embed": f"/en/region/ITH4/overview?v={NEWER}",
    }
    for address, successor in pages.items():
        got = client.get(address)
        html = got.content.decode()
        assert got.status_code == 410, address
        assert REASON in html, address
        assert f'href="{successor}"' in html, address
    others = [
        *(f"/en/region/ITH4/overview.{kind}?v={EMBEDDED}" for kind in ("csv", "json", "svg", "png", "pdf", "parquet", "sdmx.csv")),
        f"/en/region/ITH4/space.graphml?v={EMBEDDED}", f"/en/edition/{EMBEDDED}/data.zip",
        f"/en/edition/{EMBEDDED}/table/core_eurostat__gdp.parquet", f"{page}/card.png", f"{page}/picture.svg",
    ]  # fmt: skip
    for address in others:
        assert client.get(address).status_code == 410, address
    for path in (f"regions/ITH4/overview?v={EMBEDDED}", f"observations?v={EMBEDDED}", f"catalogue?v={EMBEDDED}",
                 f"editions/{EMBEDDED}/data", f"potential?region=ITH4&v={EMBEDDED}"):  # fmt: skip
        got = client.get(f"/api/v1/{path}")
        assert got.status_code == 410, path
        assert got.headers["Content-Type"] == "application/problem+json"
        assert (got.json()["reason"], got.json()["successor_edition"]) == (REASON, NEWER)
    # A cached copy is no way around it.
    assert client.get(f"/en/region/ITH4/overview.csv?v={EMBEDDED}", headers={"If-None-Match": "*"}).status_code == 410
    listed = client.get("/api/v1/editions").json()
    assert [it["id"] for it in listed["items"]] == [NEWER]
    assert listed["withdrawn"] == [{"id": EMBEDDED, "reason": REASON, "successor": NEWER}]
    # What was kept stays readable in the basket, as it was shown.
    html = client.get("/en/workspace").content.decode()
    assert REASON in html and f"Frozen, {EMBEDDED}" in html
    readme = zipfile.ZipFile(io.BytesIO(client.get("/en/workspace.zip").content)).read("README.txt").decode()
    assert f"Edition {EMBEDDED} was withdrawn." in readme
    assert short_id
    assert client.get(f"/en/region/ITH4/overview?v={NEWER}").status_code == 200


def test_an_edition_whose_files_are_gone_still_says_why(client: Client) -> None:
    EditionWithdrawal.objects.create(edition="2011.1", reason=REASON, successor=EMBEDDED)
    assert client.get("/en/region/ITH4/overview?v=2011.1").status_code == 410
    assert client.get("/en/edition/2011.1/data").status_code == 410
    assert client.get("/en/region/ITH4/overview?v=2010.1").status_code == 422


@pytest.mark.parametrize(
    ("edition", "successor", "reason", "error", "words"),
    [
        (NEWER, "", REASON, Conflict, "is in use"),
        ("1999.1", "", REASON, NotFound, "1999.1"),
        (EMBEDDED, "", "  ", Invalid, "Say why"),
        (EMBEDDED, EMBEDDED, REASON, Invalid, "no edition that is given out"),
        (EMBEDDED, "1999.1", REASON, Invalid, "no edition that is given out"),
    ],
)
def test_what_cannot_be_withdrawn(
    two: Path, edition: str, successor: str, reason: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        withdraw_edition(by=None, edition=edition, reason=reason, successor=successor)
    assert not EditionWithdrawal.objects.exists()


def test_a_withdrawn_edition_can_be_given_out_again(two: Path, client: Client) -> None:
    withdraw_edition(by=None, edition=EMBEDDED, reason=REASON)
    with pytest.raises(Conflict, match="already"):
        withdraw_edition(by=None, edition=EMBEDDED, reason=REASON)
    assert "successor" not in client.get(f"/api/v1/regions/ITH4/overview?v={EMBEDDED}").json()
    reinstate_edition(by=None, edition=EMBEDDED, reason="The figures were right.")
    assert client.get(f"/en/edition/{EMBEDDED}/data").status_code == 200
    with pytest.raises(NotFound):
        reinstate_edition(by=None, edition=EMBEDDED, reason="Again.")


def test_the_secretariat_withdraws_and_others_may_not(two: Path, client: Client) -> None:
    form = {"do": "withdraw", "edition": EMBEDDED, "reason": REASON, "successor": NEWER}
    assert client.post("/en/editions", form).status_code == 403
    assert "Withdraw an edition" not in client.get("/en/editions").content.decode()
    with pytest.raises(NotAllowed):
        withdraw_edition(by=make_person(), edition=EMBEDDED, reason=REASON)
    client.force_login(make_holder("secretariat", None), backend=BACKEND)
    assert "Withdraw an edition" in client.get("/en/editions").content.decode()
    assert client.post("/en/editions", form).status_code == 302
    html = client.get("/en/editions").content.decode()
    assert REASON in html and "Its place was taken by 2015.2." in html
    assert client.post("/en/editions", {**form, "do": "burn"}).status_code == 422
    assert client.post("/en/editions", {"do": "reinstate", "edition": EMBEDDED, "reason": "Right."}).status_code == 302
    assert not EditionWithdrawal.objects.exists()


def test_the_whole_edition_is_one_file_with_a_readme(client: Client) -> None:
    got = client.get(f"/en/edition/{EMBEDDED}/data.zip?v={EMBEDDED}")
    archive = zipfile.ZipFile(io.BytesIO(got.content))
    assert archive.namelist()[0] == "README.txt"
    assert "core_eurostat__sbs_bounds.parquet" not in archive.namelist()
    assert len(archive.namelist()) == 11
    readme = archive.read("README.txt").decode()
    for words in ("Eurostat, sbs_r_nuts06_r2", "SHA-256", "null, never 0", "Not given out: core_eurostat__sbs_bounds"):
        assert words in readme
    table = "core_eurostat__sbs_regional"
    alone = client.get(f"/en/edition/{EMBEDDED}/table/{table}.parquet")
    assert archive.read(f"{table}.parquet") == alone.content
    again = client.get(
        f"/en/edition/{EMBEDDED}/table/{table}.parquet", headers={"If-None-Match": alone.headers["ETag"]}
    )
    assert again.status_code == 304
    frame = pl.read_parquet(io.BytesIO(alone.content))
    hidden = frame.filter(pl.col("flag").cast(pl.String).str.contains("c"))
    assert hidden.height > 0
    assert hidden["value"].null_count() == hidden.height


@pytest.mark.parametrize("name", ["core_eurostat__sbs_bounds", "nothing"])
def test_tables_for_calculation_only_are_no_files(client: Client, name: str) -> None:
    assert client.get(f"/en/edition/{EMBEDDED}/table/{name}.parquet").status_code == 404


def test_files_of_editions_refuse_parameters(client: Client) -> None:
    assert client.get(f"/en/edition/{EMBEDDED}/table/core_eurostat__gdp.parquet?x=1").status_code == 422
