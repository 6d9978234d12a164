"""PER-1 beyond reading: every method on every object that is there, every operation, and every address of other packages."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.trust.test_audit_matrix import ROWS, TABLES, TAKES_A_FORM, filled, make_clients, routes

pytestmark = [pytest.mark.django_db, pytest.mark.full]
METHODS = ("post", "put", "patch", "delete")
#: What may answer a form without fields, or a method that is not for the route: never 2xx.
REFUSALS = (302, 400, 403, 404, 405, 409, 410, 413, 415, 422)
#: Addresses whose answer does not depend on the method: the description of the interface, and the button of the link.
ANY_METHOD = ("api/v1/openapi.json", "en/sign-in/<str:token>")
#: Addresses of the administration of pages that give no content away: words and icons of the interface, and ways to sign in.
OPEN_IN_ADMINISTRATION = {
    "pages-admin/jsi18n/",
    "pages-admin/login/",
    "pages-admin/password_reset/",
    "pages-admin/sprite/",
}
#: Pages about one's account that are there before one is signed in.
OPEN_IN_ACCOUNTS = re.compile(
    r"^en/accounts/(login|signup|logout|inactive|confirm-email|password/reset|(social|3rdparty)/(signup|login))"
)


@pytest.fixture
def clients() -> dict[str, Client]:
    return make_clients()


@pytest.fixture
def addresses() -> dict[tuple[str, str], str]:
    made: dict[tuple[str, str], str] = {}
    for table in TABLES:
        made |= table.addresses()
    return {
        (route, state): made.get((route, state), filled(route)) for route, states in ROWS.items() for state in states
    }


def test_nothing_that_is_there_answers_2xx_to_another_method(
    clients: dict[str, Client], addresses: dict[tuple[str, str], str]
) -> None:
    """An empty form is refused by who takes forms; everything else does not know the method."""
    wrong = []
    for (route, state), address in addresses.items():
        if route in ANY_METHOD:
            continue
        for role, client in clients.items():
            for method in METHODS:
                status = getattr(client, method)(address).status_code
                may_be = REFUSALS if method == "post" and route in TAKES_A_FORM else (302, 403, 404, 405, 410, 422)
                if status not in may_be:
                    wrong.append(f"{role} {method.upper()} {address} ({state}): {status}")
    assert not wrong, "\n".join(wrong)


def test_who_may_not_read_may_not_write_either(
    clients: dict[str, Client], addresses: dict[tuple[str, str], str]
) -> None:
    """A form sent to what is absent for someone is answered as absent, so that no one learns what is there."""
    wrong = []
    for (route, state), address in addresses.items():
        for role, expected in ROWS[route][state].items():
            if route in TAKES_A_FORM and expected == 404:
                status = clients[role].post(address, {"do": "publish", "title": "x"}).status_code
                if status not in (403, 404):
                    wrong.append(f"{role} POST {address} ({state}): {status} where reading gives 404")
    assert not wrong, "\n".join(wrong)


def test_every_operation_reads_or_is_named() -> None:
    """The interface for programs changes nothing: an operation with another method needs a table of its own."""
    from clustrat_platform.config.api import api

    found = {
        f"{method.upper()} {path}"
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method in operations
        if method != "get"
    }
    assert found == set()


def test_whole_administration_is_closed_to_readers(clients: dict[str, Client]) -> None:
    """Every address of Wagtail's administration, generated from the router."""
    wrong, n = [], 0
    for route in sorted({it for it in routes() if it.startswith("pages-admin/")} - OPEN_IN_ADMINISTRATION):
        address = "/" + re.sub(r"\(\?P<\w+>[^)]*\)|<(?:\w+:)?\w+>", "1", route).rstrip("$")
        n += 1
        for role in ("anonymous", "person"):
            for method in ("get", "post"):
                status = getattr(clients[role], method)(address).status_code
                if status not in (302, 403, 404, 405):
                    wrong.append(f"{role} {method.upper()} {address}: {status}")
    assert n > 100
    assert not wrong, "\n".join(wrong)


def test_pages_about_an_account_are_closed_to_visitors(clients: dict[str, Client]) -> None:
    wrong, n = [], 0
    for route in sorted({it for it in routes() if it.startswith("en/accounts/")}):
        address = "/" + re.sub(r"\(\?P<\w+>[^)]*\)|<(?:\w+:)?\w+>", "1", route).rstrip("$")
        n += 1
        status = clients["anonymous"].get(address).status_code
        is_open = OPEN_IN_ACCOUNTS.match(route) is not None
        if status >= 500 or (200 <= status < 300 and not is_open):
            wrong.append(f"anonymous GET {address}: {status}")
    assert n > 20
    assert not wrong, "\n".join(wrong)
