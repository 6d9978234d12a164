"""Who asks too often is told when to come again, in the shape that was asked for; others are not disturbed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings
from tests.platform.organisations.factories import make_person

from clustrat_platform.base import limits

pytestmark = pytest.mark.django_db
INTERFACE, PAGE, CHANGE = "/api/v1/organisations", "/en/organisations", "/en/workspace"


@pytest.fixture(autouse=True)
def limited(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two times an hour, at a moment in the middle of one."""
    settings.RATE_LIMITS = {"change": (2, 3600), "interface": (2, 3600)}
    monkeypatch.setattr(limits.time, "time", lambda: 3600 * 500_000 + 1800.0)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME="127.0.0.1")


def test_the_third_call_of_the_interface_is_told_when_to_come_again(visitor: Client) -> None:
    assert [visitor.get(INTERFACE).status_code for _ in range(3)] == [200, 200, 429]
    answer = visitor.get(INTERFACE)
    assert answer.headers["Retry-After"] == "1800"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 429
    assert answer.json()["retry_after_s"] == 1800


def test_the_third_change_is_refused_on_a_page_of_its_own(visitor: Client) -> None:
    for _ in range(2):
        assert visitor.post(CHANGE, {}).status_code != 429
    answer = visitor.post(CHANGE, {})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1800"
    page = answer.content.decode()
    assert '<h1 id="problem-title">Too many requests' in page
    assert "1800 seconds" in page
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_pages_are_not_counted(visitor: Client) -> None:
    assert {visitor.get(PAGE).status_code for _ in range(5)} == {200}


def test_one_account_does_not_use_up_what_another_may(visitor: Client) -> None:
    """Two hundred people behind one line vote at the same time."""
    first, second = (Client(SERVER_NAME="127.0.0.1") for _ in range(2))
    for client in (first, second):
        client.force_login(make_person(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert [first.post(CHANGE, {}).status_code == 429 for _ in range(3)] == [False, False, True]
    assert second.post(CHANGE, {}).status_code != 429
    assert visitor.post(CHANGE, {}).status_code != 429


def test_addresses_of_one_line_are_one(visitor: Client) -> None:
    for last in (1, 2):
        assert visitor.get(INTERFACE, REMOTE_ADDR=f"2001:db8:1:2::{last}").status_code == 200
    assert visitor.get(INTERFACE, REMOTE_ADDR="2001:db8:1:2::9").status_code == 429
    assert visitor.get(INTERFACE, REMOTE_ADDR="2001:db8:1:3::9").status_code == 200


def test_a_new_window_begins_anew(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [visitor.get(INTERFACE).status_code for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr(limits.time, "time", lambda: 3600 * 500_001 + 1.0)
    assert visitor.get(INTERFACE).status_code == 200


@pytest.mark.parametrize(
    ("is_behind_proxy", "said", "expected"),
    [
        (False, "198.51.100.7", "192.0.2.1"),
        (True, "198.51.100.7", "198.51.100.7"),
        (True, "10.0.0.1, 198.51.100.7", "198.51.100.7"),
        (True, "198.51.100.7, made up", "192.0.2.1"),
        (True, "", "192.0.2.1"),
    ],
)
def test_only_the_proxy_is_believed(settings: Settings, is_behind_proxy: bool, said: str, expected: str) -> None:
    """What a visitor writes into the header himself stands before what the proxy adds."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if is_behind_proxy else None
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": said})
    assert limits.client_address(request) == expected


def test_too_many_sign_ins_of_a_line_are_told_on_the_same_page(visitor: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = {}
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/h/ip"}
    answers = [
        visitor.post("/en/accounts/login/", {"login": "a@example.org", "password": "not this one"}) for _ in range(3)
    ]
    assert answers[-1].status_code == 429
    assert '<h1 id="problem-title">Too many requests' in answers[-1].content.decode()
    assert answers[-1].headers["Retry-After"] == "60"
