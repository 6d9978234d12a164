"""Reads of organisations; what a reader may not see is not in the answer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from clustrat_platform.base.permissions import is_administrator, may
from clustrat_platform.base.problems import NotFound
from clustrat_platform.organisations.models import Claim, Membership, Organisation, OrganisationName, Succession
from clustrat_platform.organisations.permissions import KEEPERS, assignments_of

__all__ = [
    "Disagreement",
    "disagreements_of",
    "history_of_names",
    "organisation_by_id",
    "present_successors",
    "visible_organisations",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One fact of which sources say different things; ``preferred`` is ours, if one is marked."""

    fact: str
    claims: tuple[Claim, ...]
    preferred: Claim | None


def visible_organisations(user: Any) -> QuerySet[Organisation]:
    """What ``user`` may see in lists: the queryset twin of the permission ``organisations.see``, without tombstones."""
    rows = Organisation.objects.exclude(state=Organisation.State.WITHDRAWN).select_related("region")
    if user is None or is_administrator.test(user):
        return rows
    visible = Q(state=Organisation.State.PUBLISHED)
    for it in assignments_of(user):
        if it.role not in KEEPERS:
            continue
        if it.region is None:
            return rows
        visible |= Q(region__nuts_version=it.region.nuts_version, region__code__startswith=it.region.code)
    if getattr(user, "is_authenticated", False):
        today = datetime.now(UTC).date()
        visible |= Q(
            pk__in=Membership.objects.filter(user=user, may_edit=True).hold_on(today).values("organisation_id")
        )
    return rows.filter(visible)


def organisation_by_id(user: Any, permanent_id: uuid.UUID) -> Organisation:
    """One organisation with its names; one that the reader may not see answers like one that is not there.

    Raises
    ------
    NotFound
        If it is not there, or may not be seen.
    """
    found = (
        Organisation.objects.select_related("region")
        .prefetch_related(
            Prefetch("names", queryset=OrganisationName.objects.order_by("kind", "language", "id")),
            "legal_ids",
            "sites",
        )
        .filter(permanent_id=permanent_id)
        .first()
    )
    if found is None or not may(user, "organisations.see", found):
        raise NotFound(detail=_("There is no organisation with this id."))
    return found


def present_successors(organisation: Organisation) -> list[Organisation]:
    """What an organisation is today: its successors, followed to the end; itself, if it has none."""
    present: list[Organisation] = []
    waiting = [organisation]
    seen = {organisation.pk}
    while waiting:
        it = waiting.pop(0)
        following = [
            succession.successor
            for succession in Succession.objects.filter(predecessor=it).select_related("successor").order_by("id")
            if succession.successor is not None
        ]
        if not following and it.pk != organisation.pk:
            present.append(it)
        for successor in following:
            if successor.pk not in seen:
                seen.add(successor.pk)
                waiting.append(successor)
    return present or [organisation]


def history_of_names(organisation: Organisation) -> list[OrganisationName]:
    """All names that held, oldest first; those without a date come first."""
    return sorted(organisation.names.all(), key=lambda name: (name.since or datetime.min.date(), name.pk))


def disagreements_of(organisation: Organisation) -> list[Disagreement]:
    """Facts of which sources say different things."""
    by_fact: dict[str, list[Claim]] = {}
    for claim in organisation.claims.all():
        by_fact.setdefault(claim.fact, []).append(claim)
    return [
        Disagreement(fact=fact, claims=tuple(claims), preferred=_preferred(claims))
        for fact, claims in sorted(by_fact.items())
        if len({claim.value for claim in claims}) > 1
    ]


def _preferred(claims: Iterable[Claim]) -> Claim | None:
    return next((claim for claim in claims if claim.is_preferred), None)
