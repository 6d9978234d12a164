"""The path of who offers services, by keyboard with and without script; and the pages of the directory without barriers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser.looking import LOOKS, Eyes
from tests.browser.serving import Site
from tests.browser.test_paths import Hands

pytestmark = [pytest.mark.full, pytest.mark.server]


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def hands(request: pytest.FixtureRequest, site: Site, chromium: Any) -> Iterator[Hands]:
    site.reader().ask("/en/actors?q=social")
    context = chromium.new_context(java_script_enabled=request.param)
    page = context.new_page()
    page.goto(f"{site.address}/en/")
    yield Hands(page)
    context.close()


def test_who_offers_services_finds_the_own_entry_and_claims_it(hands: Hands) -> None:
    """Path L: home, directory, filter, own entry, sign in to claim. Who needs this is a page of its own, tested there."""
    hands.follow("a[href$='/en/actors']:has(strong)", "**/en/actors")
    assert hands.page.locator("h1").inner_text() == "Who offers what?"
    hands.follow(".facets a[href*='region=CZ']", "**/actors?region=CZ")
    hands.follow(".entries h2 a", "**/actor/*")
    assert "confirmed" in hands.page.locator(".marks").inner_text()
    hands.follow("a[href$='/claim']", "**/accounts/login/**")
    hands.done()


def test_words_in_another_language_find_what_they_mean(hands: Hands) -> None:
    hands.page.goto(f"{hands.page.url}actors")
    hands.reach("#q")
    hands.page.keyboard.type("aktivní stárnutí")
    hands.page.keyboard.press("Enter")
    hands.page.wait_for_url("**q=*")
    hands.page.locator(".count", has_text="entr").wait_for()
    hands.page.locator(".meant, .empty").first.wait_for()


def test_pages_of_the_directory_have_no_barriers(site: Site, chromium: Any, axe: str) -> None:
    """Axe, width, policy and strangers on the list, the map, a profile, an empty answer, and in another language."""
    entry = json.loads(site.reader().ask("/api/v1/actors?kind=cluster").text)["items"][0]["permanent_id"]
    context = chromium.new_context()
    eyes = Eyes(context, site.address, axe=axe)
    paths = (
        "/en/actors",
        "/en/actors?tab=map",
        "/en/actors?q=nothing+like+this",
        f"/en/actor/{entry}",
        "/de/actors?q=Cluster",
    )
    seen = {path: eyes.look_at(path, looks=LOOKS) for path in paths}
    context.close()
    assert {path: it.barriers for path, it in seen.items() if it.barriers} == {}
    assert {path: it.overhang for path, it in seen.items() if it.overhang} == {}
    assert {path: it.complaints for path, it in seen.items() if it.complaints} == {}
    assert {path: it.strangers for path, it in seen.items() if it.strangers} == {}
    assert {it.status for it in seen.values()} == {200}
