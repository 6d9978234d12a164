"""PER-1: every route x method has its row in the reviewed table, and answers each role as the row says.

The table is made of the files ``tests/platform/<app>/routes.py``: each has ``ROWS`` (route -> state of the object -> role ->
status) and ``addresses()``, which makes the objects and gives the address of each state that needs one.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.platform.organisations.factories import make_holder, make_person

from clustrat_platform.base.models import User

pytestmark = pytest.mark.django_db
TABLES = [
    importlib.import_module(f"tests.platform.{path.parent.name}.routes")
    for path in sorted((Path(__file__).parent.parent / "platform").glob("*/routes.py"))
]
#: A new route without a row fails ``test_every_route_has_a_row``.
ROWS: dict[str, dict[str, dict[str, int]]] = {route: states for table in TABLES for route, states in table.ROWS.items()}
#: Routes that take a form; an empty one is refused, and what a filled one does has tests of its own.
TAKES_A_FORM = {route for table in TABLES for route in getattr(table, "TAKES_A_FORM", ())}
#: The page app stands on top: its first page takes the place of the ground's.
TWICE = {"en/"}
#: Who asks: nobody in particular, a person, who keeps the region, who keeps another one, who may everything.
ROLES = ("anonymous", "person", "editor", "stranger", "administrator")
ENDS = ("anonymous", "administrator")
ABSENT_ID = "00000000-0000-4000-8000-000000000000"

#: Routes of other packages, by the beginning of their address: their own tests stand behind them; here only that the
#: administration of pages is closed to everyone without its permission.
OTHERS = ("en/accounts/", "pages-admin/", "documents/", "en/pages/")


def routes(resolver: Any = None, before: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern).replace("^", "").replace("\\Z", "").replace("uuidstr:", "uuid:")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


def ours() -> list[str]:
    return [route for route in routes() if not route.startswith(OTHERS)]


def test_every_route_has_a_row() -> None:
    found = {route for route in ours() if route != "api/v1/"}
    assert found == set(ROWS), (
        f"without a row: {sorted(found - set(ROWS))}; row without a route: {sorted(set(ROWS) - found)}"
    )


def test_no_address_is_served_twice() -> None:
    """Of two that share an address only the first is ever asked, and the second has rows that nobody tests."""
    found = Counter(ours())
    assert {route for route, n in found.items() if n > 1} == TWICE
    rows = Counter(route for table in TABLES for route in table.ROWS)
    assert [route for route, n in rows.items() if n > 1] == []


def test_every_operation_of_the_interface_has_a_row() -> None:
    from clustrat_platform.config.api import api

    paths = {path.lstrip("/") for path in api.get_openapi_schema()["paths"]}
    rows = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", row) for row in ROWS if row.startswith("api/")}
    assert paths <= rows


def filled(route: str) -> str:
    """The address of a route with something that is not there for each part."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda part: ABSENT_ID if part[1] == "uuid" else "nothing", route)


@pytest.fixture
def clients() -> dict[str, Client]:
    return make_clients()


def make_clients() -> dict[str, Client]:
    """Role or relation -> who asks: ``editor`` keeps the region of the objects, ``stranger`` another one."""
    people: dict[str, User | None] = {
        "anonymous": None,
        "person": make_person(),
        "editor": make_holder("editor", "ITH4"),
        "stranger": make_holder("editor", "AT31"),
        "administrator": make_person(is_superuser=True),
    }
    clients = {}
    for role, person in people.items():
        clients[role] = Client(SERVER_NAME="127.0.0.1")
        if person is not None:
            clients[role].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return clients


@pytest.mark.parametrize(
    "roles_of_equal_rows", [ENDS, pytest.param(ROLES, marks=pytest.mark.release)], ids=["least and most", "everyone"]
)
def test_every_row_is_as_the_table_says(clients: dict[str, Client], roles_of_equal_rows: tuple[str, ...]) -> None:
    """A row that gives all roles the same is asked by the least and the most of them, for a release by everyone."""
    made: dict[tuple[str, str], str] = {}
    for table in TABLES:
        made |= table.addresses()
    wrong = []
    for route, states in ROWS.items():
        for state, expected in states.items():
            address = made.get((route, state), filled(route))
            roles = roles_of_equal_rows if len(set(expected.values())) == 1 else ROLES
            for role, status in ((role, expected[role]) for role in roles):
                found = clients[role].get(address).status_code
                if found != status:
                    wrong.append(f"{role} GET {address} ({state}): {found} instead of {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_by_a_route_that_only_reads(clients: dict[str, Client], method: str) -> None:
    for route in ROWS:
        # The link is used by POST, and has tests of its own; ninja shows its document whatever the method.
        if route in ("en/sign-in/<str:token>", "api/v1/openapi.json"):
            continue
        address = filled(route)
        for role, client in clients.items():
            status = getattr(client, method)(address).status_code
            assert status in (302, 403, 404, 405, 422), f"{role} {method.upper()} {address}: {status}"


@pytest.mark.parametrize("address", ["/pages-admin/", "/pages-admin/pages/", "/pages-admin/reports/locked/"])
def test_administration_of_pages_is_closed_to_readers(clients: dict[str, Client], address: str) -> None:
    """Editors may come in; what they may do inside follows from Wagtail's groups."""
    for role in ("anonymous", "person"):
        assert clients[role].get(address).status_code in (302, 403), role
    assert clients["administrator"].get(address).status_code == 200


@pytest.mark.parametrize("address", ["/pages-admin/users/", "/pages-admin/groups/", "/pages-admin/sites/"])
def test_accounts_are_no_business_of_editors(clients: dict[str, Client], address: str) -> None:
    for role in ("anonymous", "person", "editor", "stranger"):
        assert clients[role].get(address).status_code in (302, 403), role


def test_sign_in_of_the_administration_is_that_of_the_site(clients: dict[str, Client]) -> None:
    answer = clients["anonymous"].get("/pages-admin/login/?next=/pages-admin/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/en/accounts/login/")
