"""DEP-2: every route answers with the strict policy and the other headers that protect readers; what is looser is named here."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.trust.test_audit_matrix import ROWS, TABLES, filled

pytestmark = pytest.mark.django_db
#: Figures that other sites may show in a frame; they have no form, no script, no cookie.
FRAMED = ("en/f/<slug:short_id>/embed",)
#: Other packages' pages on public paths.
OTHERS = {
    "accounts": "/en/accounts/login/",
    "sign up": "/en/accounts/signup/",
    "reset": "/en/accounts/password/reset/",
    "page": "/en/pages/",
    "no page": "/en/nothing/at/all",
    "documents": "/documents/1/nothing.pdf",
    "unknown parameter": "/en/region/ITH4/portfolio?colour=red",
    "unknown in the interface": "/api/v1/nothing",
}


@pytest.fixture
def addresses() -> dict[str, str]:
    """Route and state -> address, for every row of the tables of routes."""
    made: dict[tuple[str, str], str] = {}
    for table in TABLES:
        made |= table.addresses()
    rows = {
        f"{route} {state}": made.get((route, state), filled(route))
        for route, states in ROWS.items()
        for state in states
    }
    return rows | OTHERS


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {part[0]: part[1:] for part in parts}


def test_every_route_answers_with_the_strict_policy(client: Client, addresses: dict[str, str]) -> None:
    faults = []
    for name, address in addresses.items():
        headers = client.get(address).headers
        policy = directives(headers.get("Content-Security-Policy", ""))
        is_framed = name.startswith(FRAMED)
        wanted = {
            "no unsafe source": not any("unsafe" in source for sources in policy.values() for source in sources),
            "no other host": not any(re.search(r"\w\.\w|^https?:|^\*", it) for kind, all_ in policy.items() for it in all_
                                     if not (is_framed and kind == "frame-ancestors")),
            "scripts of our own": "'self'" in policy.get("script-src", []),
            "no plug-ins": policy.get("object-src") == ["'none'"],
            "no base": policy.get("base-uri") == ["'none'"],
            "forms to ourselves": policy.get("form-action") == ["'self'"],
            "no frame": is_framed or (policy.get("frame-ancestors") == ["'none'"] and headers.get("X-Frame-Options") == "DENY"),
            "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
            "opener": headers.get("Cross-Origin-Opener-Policy") == "same-origin",
            "referrer": headers.get("Referrer-Policy") in ("strict-origin-when-cross-origin", "same-origin"),
        }  # fmt: skip
        faults += [f"{name} ({address}): {goal}" for goal, is_met in wanted.items() if not is_met]
    assert not faults, "\n".join(faults)


def test_pages_have_no_script_or_style_inside(client: Client, addresses: dict[str, str]) -> None:
    """Nothing that the policy would have to allow: no handler, no style attribute, no script without a file; data may be there."""
    faults = []
    for name, address in addresses.items():
        answer = client.get(address)
        if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        body = answer.content.decode()
        for words in (
            r"<[^>]+\son[a-z]+=",
            r"<[^>]+\sstyle=",
            r"<script(?![^>]+src=)(?! type=\"application/(?:ld\+)?json\">)[^>]*>",
            r"javascript:",
            r"<style",
        ):
            if found := re.search(words, body):
                faults.append(f"{name}: {found[0][:120]}")
    assert not faults, "\n".join(faults)


def test_secure_site_tells_browsers_to_stay_secure(client: Client, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/en/").status_code == 301
    answer = client.get("/en/", headers={"X-Forwarded-Proto": "https"})
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")


def test_only_the_administration_of_pages_is_looser(client: Client) -> None:
    assert "unsafe-inline" in client.get("/pages-admin/").headers["Content-Security-Policy"]
    for address in ("/en/pages-admin/", "/pages-administration", "/en/pages/pages-admin/"):
        assert "unsafe" not in client.get(address).headers["Content-Security-Policy"], address


def test_cookies_are_kept_from_scripts_and_other_sites(client: Client) -> None:
    answer = client.get("/en/accounts/login/")
    for name, cookie in answer.cookies.items():
        assert cookie["samesite"] == "Lax", name
        assert cookie["httponly"] or name == "csrftoken"


def test_pages_and_files_are_sent_compressed_and_known_ones_not_again(client: Client) -> None:
    """A weak tag, as compression makes of it, names the same result."""
    address = "/en/region/SI04/portfolio.csv"
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    again = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    page = client.get("/en/region/SI04/portfolio", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.content) < 60_000
