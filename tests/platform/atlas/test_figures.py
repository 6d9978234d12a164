"""Pages of frozen figures: a bare address that stays, cards and pictures to the pixel, how to embed and to cite."""

from __future__ import annotations

import re
import struct
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from clustrat_platform.atlas.frozen import short_id_of
from clustrat_platform.atlas.models import FrozenFigure

pytestmark = pytest.mark.django_db
ADDRESS = "/region/ITH4/portfolio?part=strength&v=2015.1"
TABLE = "/region/ITH4/portfolio?part=hidden&v=2015.1"


@pytest.fixture
def page(client: Client) -> str:
    """The address of the page of a frozen picture."""
    return client.post("/en/f", {"address": ADDRESS}).headers["Location"]


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_the_id_is_the_hash_of_the_canonical_address(client: Client, page: str) -> None:
    assert page == f"/en/f/{short_id_of(ADDRESS)}"
    # Another spelling of the same state is the same figure.
    again = client.post("/en/f", {"address": "/region/ITH4/portfolio?part=strength&cut=1.0&v=2015.1"})
    assert again.headers["Location"] == page
    assert FrozenFigure.objects.count() == 1


def test_the_bare_address_leads_to_the_language_of_the_reader(client: Client, page: str) -> None:
    bare = page.removeprefix("/en")
    for language in ("en", "de", "it"):
        got = client.get(bare, headers={"Accept-Language": language})
        assert (got.status_code, got.headers["Location"]) == (302, f"/{language}{bare}")
        assert "Accept-Language" in got.headers["Vary"]
    html = client.get(bare, follow=True, headers={"Accept-Language": "it"}).content.decode()
    assert f"{settings.SITE_ORIGIN}{bare}" in html


def test_a_figure_is_there_when_nothing_is_kept_in_memory(client: Client, page: str) -> None:
    before = client.get(page).content.decode()
    cache.clear()
    after = client.get(page).content.decode()
    assert "Unchanged since it was frozen" in after
    hashes = [re.findall(r'data-result="(\w+)"', it) for it in (before, after)]
    assert hashes[0] == hashes[1] != []


def test_whatever_is_kept_in_a_basket_of_an_account_can_be_cited(client: Client) -> None:
    from tests.platform.organisations.factories import make_person

    client.force_login(make_person(), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post("/en/workspace", {"do": "add", "address": TABLE})
    assert client.get(f"/en/f/{short_id_of(TABLE)}").status_code == 200


def test_cards_and_pictures_have_the_size_they_say(client: Client, page: str) -> None:
    card = client.get(f"{page}/card.png")
    assert size_of(card.content) == (1200, 628)
    assert client.get(f"{page}/card.png", headers={"If-None-Match": card.headers["ETag"]}).status_code == 304
    for size, width in (("small", 480), ("medium", 720), ("large", 1080)):
        assert size_of(client.get(f"{page}/picture.png?size={size}").content)[0] == width
    svg = client.get(f"{page}/picture.svg?size=small").content.decode()
    assert re.match(r'<svg[^>]* width="480"', svg)
    assert "<title>" in svg and "<desc>" in svg


def test_the_page_tells_other_sites_of_its_card(client: Client, page: str) -> None:
    html = client.get(page).content.decode()
    tags = dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)"', html))
    assert tags["og:image"] == f"{settings.SITE_ORIGIN}{page}/card.png"
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "628")
    assert "Furniture" in tags["og:title"]
    assert tags["og:image:alt"]
    assert client.get(tags["og:image"].removeprefix(settings.SITE_ORIGIN)).status_code == 200


@pytest.mark.parametrize(("size", "width"), [("small", 480), ("medium", 720), ("large", 1080)])
def test_the_code_to_embed_has_the_size_asked_for(client: Client, page: str, size: str, width: int) -> None:
    html = client.get(f"{page}?size={size}").content.decode()
    code = unescape(re.findall(r"<pre[^>]*>(.*?)</pre>", html, re.DOTALL)[0])
    assert f'width="{width}"' in code
    source = re.findall(r'src="([^"]+)"', code)[0].removeprefix(settings.SITE_ORIGIN)
    framed = client.get(source)
    assert framed.status_code == 200
    assert f"size-{size}" in framed.content.decode()


def test_a_table_is_cited_and_embedded_as_a_table(client: Client) -> None:
    page = client.post("/en/f", {"address": TABLE}).headers["Location"]
    html = client.get(page).content.decode()
    assert "og:image" not in html
    assert "<table>" in client.get(f"{page}/embed").content.decode()
    for ending in ("card.png", "picture.png", "picture.svg"):
        assert client.get(f"{page}/{ending}").status_code == 404


def test_it_is_cited_by_its_title_its_short_link_its_sources_and_its_hash(client: Client, page: str) -> None:
    html = client.get(page).content.decode()
    short, long = (unescape(it) for it in re.findall(r'<p class="cite">(clustrat.*?)</p>', html))
    assert "The strongest: Furniture" in short
    assert short.endswith(f"{settings.SITE_ORIGIN}{page.removeprefix('/en')}")
    assert "Eurostat, sbs_r_nuts06_r2" in long
    result = re.findall(r'data-result="(\w+)"', html)[0]
    assert result[:16] in long
    assert "Commission Decision 2011/833/EU" in html


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("?size=huge", 422), ("?colour=red", 422), ("/embed?size=huge", 422), ("/embed?x=1", 422), ("/card.png?size=small", 422),
        ("/picture.png?size=huge", 422), ("/picture.gif", 404), ("/picture.png?width=99999", 422),
    ],
)  # fmt: skip
def test_what_a_figure_cannot_be_asked_is_refused(client: Client, page: str, ending: str, status: int) -> None:
    assert client.get(page + ending).status_code == status


@pytest.mark.parametrize("ending", ["", "/embed", "/card.png", "/picture.svg"])
def test_nothing_was_frozen_under_an_unknown_id(client: Client, ending: str) -> None:
    assert client.get(f"/en/f/0123456789ab{ending}").status_code == 404
