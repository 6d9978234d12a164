"""What each field of each table may hold of persons: its class, and for personal data the purpose, the legal basis and how long it stays.

Two tables in ``data/personal`` say it: ``fields.csv`` names every field that *may* hold personal data, because it holds text of its
own or leads to an account; ``kinds.csv`` says for each kind of processing why and how long. A field that is missing there fails a test
(LAW-1), so that nobody adds one without having thought of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from django.apps import apps
from django.conf import settings
from django.db import models

__all__ = [
    "CLASSES",
    "FieldClass",
    "ProcessingKind",
    "class_of",
    "field_classes",
    "may_hold_personal_data",
    "page",
    "processing_kinds",
]

Level = Literal["public", "internal", "personal", "special"]
CLASSES: tuple[Level, ...] = ("public", "internal", "personal", "special")
#: Fields of these types hold text, bytes or documents of their own.
HOLDS_TEXT = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingKind:
    """Why data about persons are held, on which legal basis, and until when; the controller has to confirm it for their case."""

    kind: str
    purpose: str
    legal_basis: str
    retention: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldClass:
    """One field: ``level`` is one of :data:`CLASSES`; ``kind`` names its processing where it is personal or special.

    ``shown`` says on which ground the field may be read by everyone; empty: it reaches no public page, file, search or interface.
    """

    model: str
    field: str
    level: Level
    kind: str = ""
    shown: str = ""


@lru_cache(maxsize=1)
def processing_kinds() -> dict[str, ProcessingKind]:
    """All kinds of processing by name."""
    return {row["kind"]: ProcessingKind(**row) for row in _rows("kinds.csv")}


@lru_cache(maxsize=1)
def field_classes() -> dict[tuple[str, str], FieldClass]:
    """Model and field -> what it may hold."""
    return {(row["model"], row["field"]): FieldClass(**row) for row in _rows("fields.csv")}


def _rows(name: str) -> Iterable[dict[str, Any]]:
    text = (files("clustrat_platform") / "data" / "personal" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def may_hold_personal_data(field: models.Field[Any, Any]) -> bool:
    """Whether a field needs a class of its own: it holds text of its own, or leads to an account.

    Numbers, dates, choices of a list, and links to other records hold nothing of a person by themselves: they are internal.
    """
    if field.is_relation:
        return field.related_model is not None and field.related_model._meta.label == settings.AUTH_USER_MODEL
    return isinstance(field, HOLDS_TEXT) and not field.choices


def class_of(field: models.Field[Any, Any]) -> FieldClass | None:
    """The class of a field; ``None`` where it needs one and has none."""
    label = field.model._meta.label
    found = field_classes().get((label, field.name))
    if found is None and not may_hold_personal_data(field):
        return FieldClass(model=label, field=field.name, level="internal")
    return found


def own_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields that a table holds itself; those of a parent table stand with the parent."""
    return [field for field in model._meta.concrete_fields if field.model is model or field.model._meta.abstract]


def page() -> str:
    """The page of the reference: kinds of processing, then every field that may hold personal data, app by app."""
    lines = [
        "# Personal data",
        "",
        "This page is made by `python -m clustrat_platform personal_data`. It is a template for the record of processing (GDPR",
        "Art. 30): the controller confirms purpose, legal basis and retention for their own case.",
        "",
        "Every field of every table has a class. Fields that hold text of their own, or that lead to an account, are named below;",
        "all others (numbers, dates, choices of a list, links between records) are internal and hold nothing of a person by themselves.",
        "A test fails where a field is missing here, and where a personal field reaches a public page, file, search or interface",
        "without a ground.",
        "",
        "## Kinds of processing",
        "",
        "| Kind | Purpose | Legal basis | How long |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{it.kind}` | {it.purpose} | {it.legal_basis} | {it.retention} |" for it in processing_kinds().values()
    ]
    for config in sorted(apps.get_app_configs(), key=lambda it: it.label):
        rows = [
            _line(field)
            for model in sorted(config.get_models(include_auto_created=True), key=lambda it: it.__name__)
            for field in own_fields(model)
            if (model._meta.label, field.name) in field_classes()
        ]
        if rows:
            lines += [
                "",
                f"## {config.label}",
                "",
                "| Field | Class | Kind | May be read by everyone because |",
                "|---|---|---|---|",
            ]
            lines += rows
    return "\n".join(lines) + "\n"


def _line(field: models.Field[Any, Any]) -> str:
    found = field_classes()[field.model._meta.label, field.name]
    name = f"{field.model.__name__}.{field.name}"
    shown = found.shown if found.level in ("personal", "special") else ""
    return f"| `{name}` | {found.level} | {f'`{found.kind}`' if found.kind else ''} | {shown} |"
