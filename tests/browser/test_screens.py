"""Every screen in a browser: no barrier, no sideways scrolling, nothing from elsewhere, no complaint, and light (trust.md ACC-1, LAW-6).

The screens are made of the tables of routes (tests/platform/<app>/routes.py), which name every route and every state of its objects,
and of the registry of the atlas. Taking part in ``full``, each is looked at in the widths and schemes of ``LOOKS``; for a release in all.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.browser.looking import ALL_LOOKS, LOOKS, Eyes, Look, Pass
from tests.browser.serving import Reader, Site, fill
from tests.trust.test_audit_matrix import ROWS, filled

pytestmark = [pytest.mark.full, pytest.mark.server]
PAGE_KB = 150
SCRIPT_KB = 60
#: States that no link leads to: nothing found, nothing passes, and every refusal in its own page.
STATES = {
    "search: nothing found": "/en/search?q=zzzzqqq",
    "search: found": "/en/search?q=gyor",
    "portfolio: nothing passes": "/en/region/ITH4/portfolio?cut=20",
    "portfolio: categories": "/en/region/ITH4/portfolio?cls=categories",
    "space: one chosen": "/en/region/ITH4/space?sel=C31",
    "one part alone": "/en/region/ITH4/compare?part=map",
    "a region without figures": "/en/region/HR04/overview",
    "organisations: nothing found": "/en/organisations?q=zzzzqqq",
    "unknown region": "/en/region/XX99/overview",
    "unknown parameter": "/en/region/ITH4/portfolio?colour=red",
    "unknown value": "/en/region/ITH4/portfolio?year=1066",
    "retired region": "/en/region/FR21/overview?year=1901",
    "unknown page": "/en/nothing/at/all",
    "sign-in link of nobody": "/en/sign-in/nothing",
    "German": "/de/region/ITH4/overview",
    "fallback language": "/hu/glossary",
}
#: Answers of routes that are files, or lead elsewhere.
NO_PAGE = re.compile(r"\.[a-z]{3,8}(\?|$)|\.<\w+:\w+>$|/embed$|^(healthy|api/)")
#: What allauth answers for.
ACCOUNTS = {
    "anonymous": ("login/", "signup/", "password/reset/", "logout/"),
    "administrator": ("2fa/", "2fa/totp/activate/", "email/", "password/change/", "sessions/"),
}


@pytest.fixture(scope="module")
def screens(site: Site) -> dict[str, tuple[str, str]]:
    """Name of a screen and its state -> who looks, and its address: made of the tables of routes and the registry of screens."""
    from clustrat_platform.atlas.registry import screens_of

    made = fill(site)
    found: dict[str, tuple[str, str]] = {}
    for route, states in ROWS.items():
        if not route.startswith("en/") or NO_PAGE.search(route):
            continue
        for state, expected in states.items():
            who = next((it for it in ("anonymous", "administrator") if expected[it] == 200), "")
            if who:
                found[f"{route} {state}".strip()] = (who, made.get((route, state), filled(route)))
    for it in screens_of("region"):
        found[f"region/{it.name}"] = ("anonymous", f"/en/region/ITH4/{it.name}")
    for it in screens_of("edition"):
        found[f"edition/{it.name}"] = ("anonymous", f"/en/edition/2015.1/{it.name}")
    for who, places in ACCOUNTS.items():
        found |= {f"accounts/{place}": (who, f"/en/accounts/{place}") for place in places}
    pages = re.findall(r"<loc>https?://[^/]+(/en/pages/[^<]+)</loc>", site.reader().ask("/sitemap.xml").text)
    for path in pages:
        found.setdefault(f"pages of {path.split('/')[3]}", ("anonymous", path))
    return found | {name: ("anonymous", path) for name, path in STATES.items()}


def keep(reader: Reader, address: str) -> None:
    """Put a screen into the basket."""
    page = reader.ask(f"/en{address}").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = {"csrfmiddlewaretoken": token[1], "address": address, "do": "add"}
    assert reader.ask("/en/workspace", form=form).status == 302


@pytest.fixture(scope="module")
def seen(
    request: pytest.FixtureRequest, site: Site, chromium: Any, axe: str, screens: dict[str, tuple[str, str]]
) -> Pass:
    """One look at everything; the administrator holds a filled basket, the visitor an empty one."""
    looks = ALL_LOOKS if request.config.getoption("--profile") == "release" else LOOKS
    found = Pass()
    for who in ("anonymous", "administrator"):
        context = chromium.new_context()
        if who == "administrator":
            reader = site.reader(who)
            keep(reader, "/region/SI04/portfolio?v=2015.1")
            cookies = [{"name": name, "value": it, "url": site.address} for name, it in reader.cookies.items()]
            context.add_cookies(cookies)
        mine = {name: path for name, (whose, path) in screens.items() if whose == who}
        if who == "administrator":
            mine |= {"basket: filled": "/en/workspace", "home: signed in": "/en/"}
        eyes = Eyes(context, site.address, axe=axe)
        for name, path in mine.items():
            found.pages[name] = eyes.look_at(path, looks=looks)
        context.close()
    return found


def test_no_barrier_on_any_screen(seen: Pass) -> None:
    found = [
        f"{name} ({look}): {it}"
        for name, page in seen.pages.items()
        for look, all_ in page.barriers.items()
        for it in all_
    ]
    assert not found, "\n".join(found)


def test_nothing_scrolls_sideways(seen: Pass) -> None:
    found = [f"{name} ({look}): {it}" for name, page in seen.pages.items() for look, it in page.overhang.items()]
    assert not found, "\n".join(found)


def test_nothing_comes_from_elsewhere(seen: Pass) -> None:
    assert {name: page.strangers for name, page in seen.pages.items() if page.strangers} == {}


def test_the_browser_complains_of_nothing(seen: Pass) -> None:
    """A script or style that the policy refuses is a complaint too."""
    assert {name: page.complaints for name, page in seen.pages.items() if page.complaints} == {}


def test_pages_are_light(seen: Pass) -> None:
    heavy = {name: page.weight // 1000 for name, page in seen.pages.items() if page.weight > PAGE_KB * 1000}
    assert heavy == {}
    assert {name for name, page in seen.pages.items() if page.script_weight > SCRIPT_KB * 1000} == set()


def test_states_answer_as_they_should(seen: Pass) -> None:
    statuses = {name: seen.pages[name].status for name in STATES}
    assert statuses["unknown region"] == statuses["unknown page"] == 404
    assert statuses["unknown parameter"] == statuses["unknown value"] == 422
    assert all(status < 500 for status in statuses.values()), statuses
    assert {name: page.status for name, page in seen.pages.items() if name not in STATES and page.status != 200} == {}


@pytest.mark.parametrize(("path", "field", "choice", "there"), [
    ("/en/region/ITH4/portfolio", "#in-cut", "2", "cut=2"),
    ("/en/search", "#q", "zzzzqqq", "q=zzzzqqq"),
])  # fmt: skip
def test_no_barrier_after_a_part_was_exchanged(
    site: Site, chromium: Any, axe: str, path: str, field: str, choice: str, there: str
) -> None:
    """The part that HTMX puts in has no barrier either, in light and in dark, and nothing is doubled."""
    context = chromium.new_context()
    eyes = Eyes(context, site.address, axe=axe)
    eyes.open(path, LOOKS[0])
    eyes.page.evaluate("window.wasThere = true")
    chosen = eyes.page.locator(field)
    if not chosen.is_visible():
        eyes.page.locator("details.choose > summary").first.press("Enter")
    chosen.fill(choice)
    chosen.press("Enter")
    eyes.page.wait_for_url(f"**{there}*")
    eyes.page.wait_for_load_state("networkidle")
    assert eyes.page.evaluate("window.wasThere"), "the page was loaded anew instead of exchanging a part"
    eyes.look_around((Look(width=1280, scheme="light", whole=True), Look(width=320, scheme="dark", whole=True)))
    assert (eyes.seen.barriers, eyes.seen.overhang, eyes.seen.complaints) == ({}, {}, [])
    assert eyes.page.locator("h1").count() == 1
    context.close()
