"""Every screen in a browser: no barrier, no sideways scrolling, nothing from elsewhere, no complaint, and light (trust.md ACC-1, LAW-6).

The screens are found by following the links of the running site as a visitor and as people of several roles; a route that shows
pages and is neither found nor named here fails.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.browser.looking import Pass, look_at
from tests.browser.serving import Reader, Site, kind_of, walk

pytestmark = [pytest.mark.full, pytest.mark.server, pytest.mark.xdist_group("browser")]
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
ROLES = ("", "editor", "administrator", "regional analyst", "interviewer", "expert")
#: Kinds of pages that the walk does not look at: administration of pages has a package of its own behind it.
BEGIN = ("/en/region/ITH4/overview", "/en/", "/en/pages/clustrat-project/", "/en/pages/clustrat-pilots/")
#: Routes below the language that give no page to read, or are looked at among the states.
NO_PAGE = re.compile(
    r"accounts/|pages/|sign-in/|\.(xml|atom|rss|zip|json|csv|xlsx)$|<suffix:|^f$|^data$|^<noun:noun>/<str:code>$|/?embed$"
)
#: Routes of pages that exist only while something is under way.
UNDER_WAY = ("job/<uuid:permanent_id>",)


@pytest.fixture(scope="module")
def readers(site: Site) -> dict[str, Reader]:
    return {role: site.reader(role) for role in ROLES}


@pytest.fixture(scope="module")
def screens(site: Site, readers: dict[str, Reader]) -> dict[str, tuple[str, str]]:
    """Kind of screen -> the role that sees it first, and its address."""
    found: dict[str, tuple[str, str]] = {}
    for role in ROLES:
        begin = BEGIN if not role else ("/en/", "/en/workspace")
        if not role:
            keep(readers[role], "/region/ITH4/portfolio?v=2015.1")
        known = frozenset(found)
        for kind, paths in walk(readers[role], begin=begin, known=known).items():
            found.setdefault(kind, (role, paths[0]))
    return found


def keep(reader: Reader, address: str) -> None:
    """Put a screen into the basket, and freeze a figure of it."""
    page = reader.ask(f"/en{address}").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = {"csrfmiddlewaretoken": token[1], "address": address}
    assert reader.ask("/en/workspace", form={**form, "do": "add"}).status == 302
    frozen = reader.ask("/en/f", form=form)
    assert frozen.status == 302
    assert reader.ask(frozen.location).status == 200


@pytest.fixture(scope="module")
def seen(site: Site, chromium: Any, axe: str, readers: dict[str, Reader], screens: dict[str, tuple[str, str]]) -> Pass:
    """One look at everything."""
    found = Pass()
    for role in ROLES:
        context = chromium.new_context()
        cookies = [{"name": name, "value": it, "url": site.address} for name, it in readers[role].cookies.items()]
        context.add_cookies(cookies)
        pages = {kind: path for kind, (whose, path) in screens.items() if whose == role}
        for name, path in (pages | (STATES if not role else {})).items():
            found.pages[name] = look_at(context, site.address, path, axe=axe)
        context.close()
    return found


def routes(resolver: Any = None, before: str = "") -> list[str]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            found.append(route)
    return found


def test_every_route_of_pages_is_looked_at(screens: dict[str, tuple[str, str]]) -> None:
    below = {route.removeprefix("en/") for route in routes() if route.startswith("en/") and route != "en/"}
    wanted = {route for route in below if not NO_PAGE.search(route) and route not in UNDER_WAY}
    reached = {route_of(path) for _role, path in screens.values()}
    assert wanted - reached == set()


def route_of(path: str) -> str:
    from django.urls import resolve

    return resolve(path.partition("?")[0]).route.removeprefix("en/")


def test_every_screen_of_the_atlas_is_looked_at(screens: dict[str, tuple[str, str]]) -> None:
    from clustrat_platform.atlas.registry import screens_of

    wanted = {f"{noun}/{it.name}" for noun in ("region", "edition") for it in screens_of(noun)}
    assert wanted - set(screens) == set()


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
    assert kind_of("/en/nothing/at/all") == ""
