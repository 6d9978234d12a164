"""The shape of an action: keyword-only, permission first, entry, then the change, all in one transaction."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from tests.platform.organisations.factories import make_organisation, make_person

from clustrat_platform.base import audit, chain
from clustrat_platform.base.models import AuditEntry, Region, User
from clustrat_platform.base.problems import NotAllowed

pytestmark = pytest.mark.django_db


def test_action_with_positional_arguments_is_refused_where_it_is_declared() -> None:
    with pytest.raises(TypeError, match=r"keyword-only, but not \['region'\]"):

        @audit.action(verb="test.bad", permission="test.bad")
        def bad(region: Region, *, by: User | None) -> None: ...


def test_action_without_by_is_refused_where_it_is_declared() -> None:
    with pytest.raises(TypeError, match=r"needs the arguments \['by'\]"):

        @audit.action(verb="test.bad", permission="test.bad")
        def bad(*, region: Region) -> None: ...


def test_refused_action_leaves_neither_change_nor_entry() -> None:
    from clustrat_platform.base.actions import make_user

    person = make_person()
    before = AuditEntry.objects.count()
    with pytest.raises(NotAllowed) as refusal:
        make_user(by=person, email="other@example.org")
    assert "administrators" in refusal.value.members["who_may"]
    assert AuditEntry.objects.count() == before
    assert not User.objects.filter(email="other@example.org").exists()


def test_action_that_fails_inside_leaves_nothing() -> None:
    from clustrat_platform.organisations.actions import rename_organisation

    organisation = make_organisation("Old name")
    before = AuditEntry.objects.count()
    with pytest.raises(ValidationError):
        rename_organisation(by=None, organisation=organisation, name="x" * 500)
    assert AuditEntry.objects.count() == before
    organisation.refresh_from_db()
    assert organisation.label == "Old name"
    assert [name.text for name in organisation.names.all()] == ["Old name"]


def test_reason_stands_in_the_payload_of_the_entry() -> None:
    from clustrat_platform.organisations.actions import withdraw_organisation

    organisation = make_organisation()
    withdraw_organisation(by=None, organisation=organisation, reason="entered twice")
    entry = AuditEntry.objects.filter(verb="organisations.withdraw").get()
    assert (entry.object_type, entry.object_key) == ("organisations_organisation", str(organisation.pk))
    assert '"entered twice"' in entry.payload.payload
    changes = AuditEntry.objects.filter(action_id=entry.pk)
    assert [change.verb for change in changes] == ["update"]


def test_attributed_needs_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)
    with pytest.raises(RuntimeError, match="needs a transaction"), audit.attributed(verb="test", by=None):
        pass


def test_only_actions_made_these_changes() -> None:
    make_organisation()
    assert not chain.unattributed().filter(object_type__startswith="organisations_").exists()
