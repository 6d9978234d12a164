"""Voting by keyboard on a phone, without JavaScript, and no barrier on the way (trust.md ACC-1, ACC-2)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.serving import Site

pytestmark = [pytest.mark.full, pytest.mark.server]
RULES = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(it => it.id))"


@pytest.mark.parametrize("has_script", [True, False])
def test_a_participant_votes_by_keyboard_on_a_phone(site: Site, chromium: Any, axe: str, has_script: bool) -> None:
    role = "cluster manager" if has_script else "expert"
    reader = site.reader(role)
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=has_script, bypass_csp=True
    )
    try:
        context.add_cookies(
            [{"name": name, "value": value, "url": site.address} for name, value in reader.cookies.items()]
        )
        page = context.new_page()
        page.goto(f"{site.address}/en/dialogues/mine")
        page.locator("main .cards a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/vote")
        assert "0 of 3 answered" in page.content()
        if has_script:
            page.evaluate(axe)
            assert page.evaluate(RULES) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
        for n, answer in enumerate(("Agree", "Disagree", "Pass"), start=1):
            page.locator(".answers").get_by_role("button", name=answer, exact=True).focus()
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            page.get_by_text(f"{n} of 3 answered").wait_for()
        assert "You have answered everything." in page.content()
    finally:
        context.close()
