"""The directory for programs: a search with its facets, one entry with its rules, and the register of clusters."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import override
from ninja import Field, Router, Schema

from clustrat_platform.actors.field_values import values_of
from clustrat_platform.actors.files import as_schema_org, documents_of
from clustrat_platform.actors.models import Actor, ActorKind
from clustrat_platform.actors.queries import actor_by_id, freshness_words, held_accreditations, members_by_type
from clustrat_platform.actors.rules_shown import rules_of
from clustrat_platform.actors.searching import parse_search, search
from clustrat_platform.base.input_types import Offset
from clustrat_platform.base.problems import Gone, Invalid, NotFound

__all__ = ["router"]

router = Router(tags=["actors"])
Language = Annotated[str, Field(pattern="^(en|de|it|pl|cs|sk|sl|hu|hr)$")]
PageSize = Annotated[int, Field(ge=1, le=200)]
#: Parameters of these operations that are not parameters of a search.
OTHERS = ("offset", "limit", "lang")


class FoundEntries(Schema):
    """Some entries of a search, how many there are, how each facet divides them, and what the words mean."""

    n: int
    items: list[dict[str, Any]]
    facets: dict[str, dict[str, int]]
    meanings: list[dict[str, Any]]
    next_offset: int | None


@router.get("/actors", response=FoundEntries, summary="Entries of the directory, best fit first")
def list_actors(
    request: HttpRequest, offset: Offset = 0, limit: PageSize = 50, lang: Language = "en"
) -> dict[str, Any]:
    """Parameters as on the page: q, kind, region, theme, capability, need, activity, trl, language, confirmed, near, within, match."""
    return _found(request, offset=offset, limit=limit, lang=lang)


@router.get("/cluster-organisations", response=FoundEntries, summary="Cluster organisations, best fit first")
def list_clusters(
    request: HttpRequest, offset: Offset = 0, limit: PageSize = 50, lang: Language = "en"
) -> dict[str, Any]:
    """The register of cluster organisations; parameters as of /actors, without kind."""
    if "kind" in request.GET:
        raise Invalid(detail="Clusters are of one kind; leave 'kind' away.", parameter="kind")
    return _found(request, offset=offset, limit=limit, lang=lang, kind=ActorKind.CLUSTER)


@router.get("/actors/{uuid:permanent_id}", response=dict[str, Any], summary="One entry")
def one_actor(request: HttpRequest, permanent_id: uuid.UUID, lang: Language = "en") -> dict[str, Any]:
    """Fields with their sources, age, accreditations as they stand today, and the rules with every criterion."""
    actor = _open(request, permanent_id)
    with override(lang):
        return _entry(request, actor)


@router.get("/cluster-organisations/{uuid:permanent_id}", response=dict[str, Any], summary="One cluster organisation")
def one_cluster(request: HttpRequest, permanent_id: uuid.UUID, lang: Language = "en") -> dict[str, Any]:
    """As one entry, with members by kind and links to statistical clusters."""
    actor = _open(request, permanent_id)
    if actor.kind != ActorKind.CLUSTER:
        raise NotFound(detail="There is no cluster organisation with this id.")
    with override(lang):
        groups = members_by_type(actor, request.user)
        return _entry(request, actor) | {
            "members": [
                {
                    "member_type": it.member_type,
                    "organisation": str(it.organisation.permanent_id),
                    "name": it.organisation.label,
                    "certainty": it.certainty,
                }
                for group in groups
                for it in group.members
            ],
            "statistical_clusters": [
                {
                    "nuts_code": it.region.code,
                    "nuts_version": it.region.nuts_version,
                    "nace_code": it.nace_code,
                    "reason": it.reason,
                    "certainty": it.certainty,
                }
                for it in actor.statistical_links.select_related("region")
            ],
        }


def _found(request: HttpRequest, *, offset: int, limit: int, lang: str, kind: str = "") -> dict[str, Any]:
    pairs = [(name, value) for name, values in request.GET.lists() for value in values]
    asked = parse_search([*pairs, *([("kind", kind)] if kind else [])], others=OTHERS)
    if asked.page > 1:
        raise Invalid(detail="Use offset and limit here.", parameter="page")
    with override(lang):
        result = search(asked, language=lang)
        items = documents_of(result.keys[offset : offset + limit].tolist())
    return {
        "n": result.n,
        "items": items,
        "facets": {name: dict(counts) for name, counts in result.counts.items()},
        "meanings": [
            {"scheme": it.scheme, "code": it.code, "label": it.label, "score": it.score} for it in result.meanings
        ],
        "next_offset": offset + limit if offset + limit < result.n else None,
    }


def _open(request: HttpRequest, permanent_id: uuid.UUID) -> Actor:
    actor = actor_by_id(request.user, permanent_id)
    if actor.state == Actor.State.WITHDRAWN:
        raise Gone(detail="The entry was withdrawn.", reason=actor.withdrawn_reason)
    return actor


def _entry(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    organisation = actor.organisation
    return {
        "permanent_id": str(actor.permanent_id),
        "organisation": str(organisation.permanent_id),
        "name": organisation.label,
        "kind": actor.kind,
        "kind_label": str(actor.get_kind_display()),
        "state": actor.state,
        "state_label": str(actor.get_state_display()),
        "country": organisation.country,
        "nuts_code": organisation.region.code if organisation.region else None,
        "nuts_version": organisation.region.nuts_version if organisation.region else None,
        "confirmation": freshness_words(actor)[0],
        "confirmed_on": actor.confirmed_on.isoformat() if actor.confirmed_on else None,
        "confirmed_as": actor.confirmed_as or None,
        "due_on": actor.due_on.isoformat() if actor.due_on else None,
        "is_demo": organisation.is_demo,
        "fields": values_of(actor),
        "sources": {
            it.field: {
                "title": it.source_title,
                "url": it.source_url or None,
                "licence": it.licence or None,
                "certainty": it.certainty,
            }
            for it in actor.sources.all()
        },
        "accreditations": [
            {
                "scope": it.accreditation.scope,
                "standard": it.accreditation.standard or None,
                "certificate": it.accreditation.certificate or None,
                "valid_until": it.accreditation.valid_until.isoformat() if it.accreditation.valid_until else None,
                "standing": it.standing,
                "is_valid": it.is_valid,
            }
            for it in held_accreditations(actor)
        ],
        "rules": [
            {
                "rule": rule.rule,
                "outcome": rule.outcome,
                "note": rule.note or None,
                "criteria": [
                    {
                        "words": it.words,
                        "outcome": it.outcome,
                        "value": it.value,
                        "threshold": it.threshold,
                        "source": it.source,
                    }
                    for it in rule.criteria
                ],
            }
            for rule in rules_of(actor)
        ],
        "schema_org": as_schema_org(actor),
    }
