"""The 60-second paths of an analyst and of a policymaker: by keyboard only, with and without JavaScript, at most six activations."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser.serving import Site

pytestmark = [pytest.mark.full, pytest.mark.server]
MOST_ACTIVATIONS = 6
PATH_S = 60
MOST_TABS = 400


class Hands:
    """Someone who has a keyboard and nothing else."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.n_activations = 0
        self.began = time.monotonic()

    def reach(self, selector: str) -> Any:
        """Press Tab until the wished element has the focus, and check that one sees where it is."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            found = self.page.locator(f":focus:is({selector})")
            if found.count():
                ring = found.evaluate(
                    "it => { const s = getComputedStyle(it); return s.outlineStyle + s.boxShadow + s.backgroundColor }"
                )
                assert ring != "nonenonergba(0, 0, 0, 0)", f"the focus on {selector} is not seen"
                return found
        raise AssertionError(f"Tab does not reach {selector} on {self.page.url}")

    def activate(self, selector: str, key: str = "Enter") -> None:
        """Reach an element and press Enter; that counts."""
        self.reach(selector)
        self.page.keyboard.press(key)
        self.n_activations += 1

    def follow_tile(self, address: str) -> None:
        """Open Friuli-Venezia Giulia on the map of tiles: with script it is one tab stop, and arrows lead on from Burgenland."""
        wished = f"a[href='{address}']"
        if self.page.locator("[data-tiles][data-woken]").count():
            self.reach("[data-tiles] a")
            for key in ("ArrowLeft", "ArrowLeft", "ArrowDown"):
                self.page.keyboard.press(key)
            assert self.page.locator(f":focus:is({wished})").count()
        else:
            self.reach(wished)
        self.page.keyboard.press("Enter")
        self.n_activations += 1
        self.page.wait_for_url(f"**{address}")

    def follow(self, selector: str, address: str) -> None:
        """Activate what leads to an address."""
        self.activate(selector)
        self.page.wait_for_url(address)

    def fetch(self, selector: str) -> tuple[bytes, str]:
        """Activate what gives a file; the bytes and the name proposed for them."""
        with self.page.expect_download() as waiting:
            self.activate(selector)
        return waiting.value.path().read_bytes(), waiting.value.suggested_filename

    def open_report(self, selector: str) -> bytes:
        """Activate what the browser shows as a PDF; its bytes as the site gives them."""
        with self.page.context.expect_event("response", lambda it: ".pdf" in it.url) as waiting:
            self.activate(selector)
        assert waiting.value.headers["content-type"] == "application/pdf"
        body: bytes = self.page.context.request.get(waiting.value.url).body()
        return body

    def choose(self, selector: str, letters: str) -> None:
        """Choose in a list by typing the beginning of its words."""
        self.reach(selector)
        self.page.keyboard.type(letters)

    def done(self) -> None:
        """The path was short enough."""
        assert self.n_activations <= MOST_ACTIVATIONS
        assert time.monotonic() - self.began < PATH_S


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def hands(request: pytest.FixtureRequest, site: Site, chromium: Any) -> Iterator[Hands]:
    # The first reader of a screen waits for its computation; the path is measured on a site that has been read before.
    for screen in ("overview", "portfolio?year=2013&cut=2", "compare?year=2013", "potential", "potential.pdf?v=2015.1"):
        site.reader().ask(f"/en/region/ITH4/{screen}")
    context = chromium.new_context(java_script_enabled=request.param, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{site.address}/en/")
    yield Hands(page)
    context.close()


def test_an_analyst_leaves_with_a_file_that_says_everything(hands: Hands) -> None:
    """Path A: region, portfolio with year and threshold, nearest peers, CSV."""
    hands.follow_tile("/en/region/ITH4/overview")
    hands.follow("nav.screens a[href*='/portfolio']", "**/region/ITH4/portfolio")
    hands.activate("details.choose > summary")
    hands.choose("#in-year", "2013")
    hands.reach("#in-cut")
    hands.page.keyboard.press("Control+a")
    hands.page.keyboard.type("2")
    hands.page.keyboard.press("Enter")
    hands.n_activations += 1
    hands.page.wait_for_url("**/portfolio?year=2013&cut=2")
    hands.page.locator("h2", has_text="2.0").first.wait_for()
    hands.follow("nav.screens a[href*='/compare']", "**/compare?year=2013")
    assert (
        "nearest" in hands.page.locator("main").inner_text() or "most alike" in hands.page.locator("main").inner_text()
    )
    body, name = hands.fetch(".about a.file[href*='.csv']")
    hands.done()
    assert name.endswith(".csv") and "2015.1" in name
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8"))))
    assert {"employment_persons", "flag", "lq", "lq_low", "lq_high"} <= set(rows[0])
    sibling = hands.page.context.request.get(hands.page.url.replace("/compare", "/compare.json")).json()
    units = {column["name"]: column["unit"] for column in sibling["tables"][sibling["main_table"]]["columns"]}
    assert units["employment_persons"] == "persons"
    assert sibling["edition"] == "2015.1" and sibling["sources"]


def test_a_policymaker_leaves_with_reasons_on_paper(hands: Hands) -> None:
    """Path P: region, potential for active ageing, why, basket, PDF."""
    hands.follow_tile("/en/region/ITH4/overview")
    hands.follow("nav.screens a[href*='/potential']", "**/region/ITH4/potential")
    assert "Active ageing" in hands.page.locator("header .lead").inner_text()
    assert hands.page.locator("#why h2").inner_text().startswith("Why?")
    hands.follow(".keep form[action$='/workspace'] button", "**/workspace")
    assert "Unchanged" in hands.page.locator(".basket .state").inner_text()
    body = hands.open_report(".basket a[href*='.pdf']")
    hands.done()
    assert body.startswith(b"%PDF-")


def test_another_theme_is_chosen_by_keyboard(hands: Hands) -> None:
    hands.page.goto(f"{hands.page.url}region/ITH4/potential")
    hands.activate("details.choose > summary")
    hands.choose("#in-theme", "Green")
    hands.activate("details.choose button")
    hands.page.wait_for_url("**/potential?theme=green_economy")
    hands.page.locator("header .lead", has_text="Green economy").wait_for()
    assert hands.page.locator("h1").count() == 1
