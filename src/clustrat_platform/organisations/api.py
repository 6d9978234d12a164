"""Organisations for programs: a list with cursor pages, and one by its permanent id."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from clustrat_platform.base.input_types import Int, Limit, Text
from clustrat_platform.organisations.models import Organisation
from clustrat_platform.organisations.queries import organisation_by_id, visible_organisations

__all__ = ["router"]

router = Router(tags=["organisations"])


class OrganisationDocument(Schema):
    """An organisation as everyone may see it."""

    permanent_id: uuid.UUID
    name: str
    kind: str
    state: str
    country: str
    nuts_code: str | None
    nuts_version: str | None
    website: str


class OrganisationPage(Schema):
    """Some organisations, and where the next ones begin (``after`` of the next request; ``null`` at the end)."""

    items: list[OrganisationDocument]
    next: int | None


@router.get("", response=OrganisationPage, summary="Organisations, in the order they were entered")
def list_organisations(
    request: HttpRequest, after: Int = 0, limit: Limit = 100, q: Text = "", kind: Organisation.Kind | None = None
) -> dict[str, Any]:
    """All organisations that the caller may see; ``q`` looks into all their names."""
    rows = visible_organisations(request.user).filter(pk__gt=after).order_by("pk")
    if q:
        rows = rows.filter(names__text__icontains=q).distinct()
    if kind is not None:
        rows = rows.filter(kind=kind)
    found = list(rows[: limit + 1])
    return {
        "items": [_document(it) for it in found[:limit]],
        "next": found[limit - 1].pk if len(found) > limit else None,
    }


@router.get("/{uuid:permanent_id}", response=OrganisationDocument, summary="One organisation")
def one_organisation(request: HttpRequest, permanent_id: uuid.UUID) -> dict[str, Any]:
    """By its permanent id."""
    return _document(organisation_by_id(request.user, permanent_id))


def _document(it: Organisation) -> dict[str, Any]:
    return {
        "permanent_id": it.permanent_id,
        "name": it.label,
        "kind": it.kind,
        "state": it.state,
        "country": it.country,
        "nuts_code": it.region.code if it.region else None,
        "nuts_version": it.region.nuts_version if it.region else None,
        "website": it.website,
    }
