"""Maps, weights and swaps by keyboard alone: one tab stop, arrows to the neighbour, the focus kept, what is new said politely."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser.serving import Site

pytestmark = [pytest.mark.full, pytest.mark.server]
FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"
STOPS = "place => [...document.querySelectorAll(place)].filter(it => it.getAttribute('tabindex') === '0').length"


@pytest.fixture
def page(chromium: Any, site: Site) -> Iterator[Any]:
    """A page of its own, wide enough for the map of tiles."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=site.address)
    yield context.new_page()
    context.close()


def test_tiles_have_one_tab_stop_and_arrows_lead_to_neighbours(page: Any) -> None:
    page.goto("/en/")
    assert page.evaluate(STOPS, ".tiles a") == 1
    page.focus('.tiles a[href*="ITH4"]')
    for key, code in (("ArrowRight", "SI04"), ("ArrowUp", "AT22"), ("ArrowLeft", "AT21"), ("ArrowDown", "ITH4")):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED).startswith(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/region/ITH4/overview")


def test_a_drawn_map_opens_regions_and_its_words_are_dismissed(page: Any) -> None:
    page.goto("/en/issue/gender_in_innovation/dashboard")
    assert page.evaluate(STOPS, ".region") == 1
    page.focus('.region[tabindex="0"]')
    page.keyboard.press("ArrowRight")
    words = page.evaluate(FOCUSED)
    # The name begins with what stands on the tile, and goes on as the words that are shown.
    assert words.endswith(f", {page.inner_text('.tip')}")
    page.keyboard.press("Escape")
    assert page.is_hidden(".tip")
    page.keyboard.press("Enter")
    page.wait_for_url("**/region/*/issues")


def test_the_map_of_a_region_begins_at_that_region(page: Any) -> None:
    page.goto("/en/region/ITH4/compare")
    for figure in page.query_selector_all("figure[data-map]"):
        stops = figure.query_selector_all('.region[tabindex="0"]')
        (name,) = [it.get_attribute("aria-label").partition(":")[0] for it in stops]
        assert name.endswith("Friuli-Venezia Giulia (ITH4)")


def test_slider_and_number_go_together_and_the_focus_stays_after_the_swap(page: Any) -> None:
    page.goto("/en/region/ITH4/potential")
    page.focus('input[data-for="in-w.relatedness"]')
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert page.input_value('[id="in-w.relatedness"]') == "2"
    assert page.inner_text("[data-sum]") == "6"
    page.focus("#weigh-send")
    page.keyboard.press("Enter")
    page.wait_for_selector("#moved")
    page.wait_for_url("**/potential?w=relatedness:2")
    page.wait_for_function("document.getElementById('live').textContent.startsWith('Active ageing')")
    assert page.evaluate("document.activeElement.id") == "weigh-send"
    assert page.get_attribute("#result", "aria-busy") is None


def test_without_script_sliders_are_not_there_and_numbers_do(chromium: Any, site: Site) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=site.address)
    page = context.new_page()
    page.goto("/en/region/ITH4/potential")
    assert page.is_hidden("input[type=range]")
    page.fill('[id="in-w.relatedness"]', "2")
    page.click("#weigh-send")
    assert "goes from place" in page.inner_text("#moved") or "keeps place" in page.inner_text("#moved")
    context.close()


def test_narrow_pages_show_bars_and_cards(chromium: Any, site: Site) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, base_url=site.address)
    page = context.new_page()
    page.goto("/en/region/ITH4/potential")
    assert page.is_visible(".bars >> nth=0")
    assert page.is_hidden(".canvas.is-roomy >> nth=0")
    assert page.eval_on_selector(".heat tr:nth-child(1) td", "it => getComputedStyle(it).display") == "block"
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()
