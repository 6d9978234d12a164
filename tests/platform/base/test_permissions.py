"""Deny by default, and a denial wins: over grants, over administrators, over a superuser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.platform.organisations.factories import make_person

from clustrat_platform.base import permissions
from clustrat_platform.base.permissions import forbid, grant, is_anyone, is_known, is_signed_in, may, predicate, require
from clustrat_platform.base.problems import NotAllowed

pytestmark = pytest.mark.django_db


@predicate
def is_closed(user: object, subject: object) -> bool:
    return subject == "closed"


@pytest.fixture(autouse=True)
def own_permissions() -> Iterator[None]:
    former = dict(permissions._PERMISSIONS)
    yield
    permissions._PERMISSIONS.clear()
    permissions._PERMISSIONS.update(former)


def test_what_nobody_granted_is_refused_even_to_a_superuser() -> None:
    assert not may(make_person(is_superuser=True), "test.unknown")
    with pytest.raises(NotAllowed):
        require(AnonymousUser(), "test.unknown")


def test_denial_wins_over_grant_and_superuser() -> None:
    grant("test.write", is_signed_in, who="people with an account")
    forbid("test.write", is_closed, why="It is closed.")
    for person in (make_person(), make_person(is_superuser=True)):
        assert may(person, "test.write", "open")
        assert not may(person, "test.write", "closed")
        assert person.has_perm("test.write", "open")
        assert not person.has_perm("test.write", "closed"), "Django's shortcut for superusers does not hold here"
    with pytest.raises(NotAllowed, match="It is closed"):
        require(make_person(), "test.write", "closed")


def test_votes_know_no_superuser() -> None:
    grant("test.vote", is_closed, who="members", without_superuser=True)
    assert not may(make_person(is_superuser=True), "test.vote", "open")
    assert permissions.who_may("test.vote") == ["members"]


def test_someone_who_may_no_longer_sign_in_may_nothing() -> None:
    grant("test.read", is_anyone, who="everyone")
    person = make_person()
    assert may(person, "test.read")
    person.is_active = False
    assert not may(person, "test.read")


def test_refusal_says_who_may() -> None:
    grant("test.write", is_closed, who="editors of the region")
    with pytest.raises(NotAllowed) as refusal:
        require(AnonymousUser(), "test.write", "open")
    assert refusal.value.as_document()["who_may"] == ["editors of the region", "administrators of the site"]


def test_permissions_of_wagtail_are_none_of_ours() -> None:
    assert not is_known("wagtailcore.add_site")
    assert make_person(is_superuser=True).has_perm("wagtailcore.add_site")
    assert not make_person().has_perm("wagtailcore.add_site")
