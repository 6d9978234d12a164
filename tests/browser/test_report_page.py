"""The report as people meet it: in a browser, without script, by keyboard, small, dark, and for assistive technology."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import clustrat
from clustrat.store.catalog import open_edition
from clustrat.study.folder import write_study
from clustrat.study.question import StudyQuestion
from clustrat.study.run import prepare, run_study

pytestmark = [pytest.mark.full, pytest.mark.server]

EMBEDDED = Path(clustrat.__file__).parent / "data" / "edition"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    question = StudyQuestion(region="ITH4")
    study = run_study(question, prepared=prepare(open_edition(EMBEDDED), question))
    return write_study(study, tmp_path_factory.mktemp("report") / "ITH4", formats=("html",)) / "report.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable, "Chromium is not there. Install it (Debian: apt-get install chromium)."
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=executable,
            args=[
                *options,
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield opened
        opened.close()


def page_of(browser: Any, report: Path, **options: Any) -> tuple[Any, list[str]]:
    """An opened report, and every address it asked for."""
    context = browser.new_context(java_script_enabled=False, **options)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri())
    return page, asked


def test_page_asks_for_nothing_but_itself(browser: Any, report: Path) -> None:
    _, asked = page_of(browser, report)
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("width", [1280, 640, 360, 320])
def test_page_never_scrolls_sideways(browser: Any, report: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keyboard_reaches_links_tables_and_details(browser: Any, report: Path) -> None:
    page, _ = page_of(browser, report)
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#content"
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count():
            seen.add(focused.evaluate("node => node.tagName"))
    assert {"A", "SUMMARY"} <= seen


def test_table_of_a_figure_opens_by_keyboard(browser: Any, report: Path) -> None:
    page, _ = page_of(browser, report)
    summary = page.locator("details > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open] table").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(browser: Any, report: Path, scheme: str) -> None:
    """Every text outside figures: 4.5:1 against the page, computed from the colours the browser uses."""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(report.as_uri())
    lowest = page.evaluate(
        """() => {
          const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => { v /= 255;
            return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 }); return 0.2126 * r + 0.7152 * g + 0.0722 * b };
          const back = node => { for (let n = node; n; n = n.parentElement) { const c = getComputedStyle(n).backgroundColor;
            if (!/rgba\\(0, 0, 0, 0\\)|transparent/.test(c)) return c } return 'rgb(255, 255, 255)' };
          let worst = 99;
          for (const node of document.querySelectorAll('p, h1, h2, dt, dd, th, td, a, caption, figcaption, summary, .word, .said, footer')) {
            if (node.closest('svg')) continue;
            const a = light(getComputedStyle(node).color), b = light(back(node));
            worst = Math.min(worst, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
          } return worst }"""
    )
    assert lowest >= 4.5


def test_structure_for_assistive_technology(browser: Any, report: Path) -> None:
    page, _ = page_of(browser, report)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    pictures = page.locator('svg[role="img"]')
    assert pictures.count() >= 7
    for number in range(pictures.count()):
        assert pictures.nth(number).locator("> title").text_content()
        assert pictures.nth(number).locator("> desc").text_content()
    for number in range(page.locator("table").count()):
        table = page.locator("table").nth(number)
        assert table.locator("caption").text_content()
        assert table.locator("thead th:not([scope=col])").count() == 0
        assert table.locator("tbody th:not([scope=row])").count() == 0


def test_ids_are_unique_and_links_lead_somewhere(browser: Any, report: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(report.as_uri())
    double = page.evaluate(
        "() => { const ids = [...document.querySelectorAll('[id]')].map(n => n.id); return ids.filter((i, n) => ids.indexOf(i) !== n) }"
    )
    assert double == []
    for link in page.locator('a[href^="#"]').all():
        assert page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']").count() == 1
