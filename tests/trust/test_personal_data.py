"""LAW-1: every field of every table has a class, and no personal field reaches strangers without a ground."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client

from clustrat_platform.base.personal_data import (
    CLASSES,
    class_of,
    field_classes,
    may_hold_personal_data,
    own_fields,
    page,
    processing_kinds,
)

REPOSITORY = Path(__file__).parent.parent.parent
TABLES = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
FIELDS = [(model, field) for model in TABLES for field in own_fields(model)]


def test_every_field_of_every_table_has_a_class() -> None:
    missing = [f"{model._meta.label}.{field.name}" for model, field in FIELDS if class_of(field) is None]
    assert not missing, f"without a class in data/personal/fields.csv: {missing}"


def test_the_table_names_no_field_that_is_not_there_or_needs_no_class() -> None:
    needed = {(model._meta.label, field.name) for model, field in FIELDS if may_hold_personal_data(field)}
    assert set(field_classes()) - needed == set()


def test_personal_fields_say_why_on_which_ground_and_how_long() -> None:
    for key, found in field_classes().items():
        assert found.level in CLASSES, key
        is_personal = found.level in ("personal", "special")
        assert (found.kind in processing_kinds()) if is_personal else not (found.kind or found.shown), key
    for kind in processing_kinds().values():
        assert all((kind.purpose, kind.legal_basis, kind.retention)), kind
        assert "Art." in kind.legal_basis, kind
    assert {it.kind for it in field_classes().values() if it.kind} == set(processing_kinds()), "no kind without a field"


def test_whatever_leads_to_an_account_is_personal() -> None:
    for model, field in FIELDS:
        if field.is_relation and may_hold_personal_data(field):
            found = class_of(field)
            assert found is not None
            assert found.level in ("personal", "special"), f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize(("label", "name", "level"), [
    ("base.User", "email", "personal"), ("atlas.Interview", "answers", "special"), ("atlas.Interview", "respondent_role", "internal"),
    ("base.Region", "code", "public"), ("base.User", "id", "internal"), ("organisations.Membership", "user", "personal"),
])  # fmt: skip
def test_classes_known_by_hand(label: str, name: str, level: str) -> None:
    field: Any = apps.get_model(label)._meta.get_field(name)
    found = class_of(field)
    assert found is not None
    assert found.level == level


def test_the_page_of_the_reference_is_up_to_date() -> None:
    kept = (REPOSITORY / "docs" / "reference" / "personal-data.md").read_text(encoding="utf-8")
    assert kept == page(), "run: python -m clustrat_platform personal_data > docs/reference/personal-data.md"


def planted() -> dict[str, str]:
    """Put a word of its own into every personal text that strangers have no ground to read; word -> field."""
    words: dict[str, str] = {}
    there = {model._meta.label for model in TABLES}  # the index of the search is another table on another database
    for (label, name), found in sorted(field_classes().items()):
        if label not in there:
            continue
        model = apps.get_model(label)
        field = model._meta.get_field(name)
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if found.level not in ("personal", "special") or found.shown or not is_text or field.unique:
            continue
        word = f"zxq{len(words)}zxq"
        if not model._base_manager.exists() or (field.max_length or 99) < len(word) or label in UNTOUCHED:
            continue
        rows = model._base_manager.all()
        try:
            with transaction.atomic():
                rows.update(**{name: word})
        except IntegrityError:  # the word must stand once
            rows.filter(pk=rows.values_list("pk", flat=True)[0]).update(**{name: word})
        words[word] = f"{label}.{name}"
    return words


#: The chain refuses any change, and a password must stay one.
UNTOUCHED = ("base.AuditPayload", "base.AuditEntry", "base.AuditContext", "sessions.Session")


@pytest.mark.django_db
def test_no_personal_word_reaches_a_stranger_by_page_file_search_or_interface() -> None:
    made: dict[tuple[str, str], str] = {}
    for path in sorted((REPOSITORY / "tests" / "platform").glob("*/routes.py")):
        made |= importlib.import_module(f"tests.platform.{path.parent.name}.routes").addresses()
    words = planted()
    assert {"base.User.display_name", "atlas.InterviewCoding.rationale"} <= set(words.values())
    client = Client(SERVER_NAME="127.0.0.1")
    addresses = {
        *made.values(),
        "/en/search?q=zxq",
        "/api/v1/organisations",
        "/api/v1/openapi.json",
        "/en/organisations?q=zxq",
    }
    found = []
    for address in sorted(addresses):
        body = client.get(address).content
        found += [f"{field} at {address}" for word, field in words.items() if word.encode() in body]
    assert not found, found
