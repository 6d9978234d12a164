"""Concepts for programs: a list with cursor pages, and one by its permanent id."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from clustrat_platform.base.input_types import Int, Limit
from clustrat_platform.strategy.models import ClusterConcept
from clustrat_platform.strategy.queries import concept_by_id, visible_concepts

__all__ = ["router"]

router = Router(tags=["concepts"])


class ConceptDocument(Schema):
    """A new cluster concept as everyone may see it; ``members`` are clusters such as ``ITH4.C31``."""

    permanent_id: uuid.UUID
    title: str
    theme: str
    region: str
    nuts_version: str
    stage: str
    scope: str
    form: str
    niche: str
    management: str
    s3_link: str
    s3_source: str
    demand: str
    waiver: str
    members: list[str]
    organisations: list[uuid.UUID]
    address: str
    edition: str
    result_hash: str


class ConceptPage(Schema):
    """Some concepts, and where the next ones begin (``after`` of the next request; ``null`` at the end)."""

    items: list[ConceptDocument]
    next: int | None


@router.get("", response=ConceptPage, summary="Concepts that were taken up, in the order they were entered")
def list_concepts(
    request: HttpRequest, after: Int = 0, limit: Limit = 100, stage: ClusterConcept.Stage | None = None
) -> dict[str, Any]:
    """All concepts that the caller may see."""
    rows = visible_concepts(request.user).filter(pk__gt=after).order_by("pk")
    if stage is not None:
        rows = rows.filter(stage=stage)
    found = list(rows.prefetch_related("actors__organisation")[: limit + 1])
    return {
        "items": [_document(it) for it in found[:limit]],
        "next": found[limit - 1].pk if len(found) > limit else None,
    }


@router.get("/{uuid:permanent_id}", response=ConceptDocument, summary="One concept")
def one_concept(request: HttpRequest, permanent_id: uuid.UUID) -> dict[str, Any]:
    """By its permanent id."""
    return _document(concept_by_id(request.user, permanent_id))


def _document(it: ClusterConcept) -> dict[str, Any]:
    texts = (
        "title",
        "theme",
        "stage",
        "scope",
        "form",
        "niche",
        "management",
        "s3_link",
        "s3_source",
        "demand",
        "waiver",
    )
    return {
        **{name: getattr(it, name) for name in (*texts, "permanent_id", "address", "edition", "result_hash")},
        "region": it.region.code,
        "nuts_version": it.region.nuts_version,
        "members": [str(member) for member in it.members.all()],
        "organisations": [
            actor.organisation.permanent_id for actor in it.actors.all() if actor.state == actor.State.ACCEPTED
        ],
    }
