"""Subjects: how one app names a thing of another by its permanent id, without importing it.

The app that owns the thing registers it (in ``AppConfig.ready``); dialogue and atlas then hold references such as
``organisation:6f1c...`` and ask here for title and address.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import reverse

from clustrat_platform.base.models import Record
from clustrat_platform.base.problems import NotFound

__all__ = ["SubjectKind", "find_subject", "reference_to", "register_subject", "subject_kinds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectKind:
    """One kind of thing that may be talked about: its noun in addresses, its model, its page, who may open it."""

    noun: str
    model: str
    route: str
    permission: str
    title: Callable[[Any], str] = str

    def address_of(self, record: Record) -> str:
        """The address of the thing's page."""
        return reverse(self.route, kwargs={"permanent_id": record.permanent_id})


_KINDS: dict[str, SubjectKind] = {}


def register_subject(kind: SubjectKind) -> None:
    """Let things of this kind be talked about."""
    _KINDS[kind.noun] = kind


def subject_kinds() -> dict[str, SubjectKind]:
    """All kinds by noun."""
    return dict(sorted(_KINDS.items()))


def reference_to(record: Record) -> str:
    """``noun:permanent_id``, which stays true as long as the platform exists."""
    for kind in _KINDS.values():
        if kind.model == record._meta.label:
            return f"{kind.noun}:{record.permanent_id}"
    raise LookupError(f"{record._meta.label} is not registered as a subject.")


def find_subject(reference: str) -> tuple[SubjectKind, Record]:
    """The kind and the thing that a reference names.

    Raises
    ------
    NotFound
        If the noun is unknown, or nothing has the id.
    """
    noun, _colon, text = reference.partition(":")
    kind = _KINDS.get(noun)
    if kind is None:
        raise NotFound(detail=f"There is no kind '{noun}' to talk about.", near=sorted(_KINDS))
    try:
        key = uuid.UUID(text)
    except ValueError:
        raise NotFound(detail=f"'{text[:80]}' is no permanent id.") from None
    record = apps.get_model(kind.model)._default_manager.filter(permanent_id=key).first()
    if not isinstance(record, Record):
        raise NotFound(detail=f"There is no {noun} with the id {key}.")
    return kind, record
