"""Reads of the directory; what a reader may not see is not in the answer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clustrat_platform.actors.models import (
    Accreditation,
    Actor,
    ActorKind,
    ChangeProposal,
    ClaimRequest,
    ClusterMember,
    Contact,
    Freshness,
)
from clustrat_platform.actors.models.register import MemberType
from clustrat_platform.base.permissions import is_administrator, may
from clustrat_platform.base.problems import NotFound
from clustrat_platform.organisations.models import Membership, Organisation
from clustrat_platform.organisations.permissions import KEEPERS, assignments_of

__all__ = [
    "HeldAccreditation",
    "MemberGroup",
    "actor_by_id",
    "editors_of",
    "entries_in_order",
    "freshness_words",
    "held_accreditations",
    "members_by_type",
    "open_claims",
    "open_proposals",
    "other_entries",
    "own_entries",
    "shown_contacts",
    "visible_actors",
    "waiting_entries",
]

FULL = (
    "codes",
    "sources",
    "accreditations",
    "waivers",
    "organisation__names",
    "organisation__sites",
    "organisation__legal_ids",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAccreditation:
    """An accreditation with what it is today."""

    accreditation: Accreditation
    standing: str
    words: str
    is_valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberGroup:
    """The members of a cluster of one kind."""

    words: str
    members: tuple[ClusterMember, ...]


def visible_actors(user: Any) -> QuerySet[Actor]:
    """The entries that ``user`` may see in lists: the queryset twin of ``actors.see``, without tombstones."""
    rows = Actor.objects.exclude(state=Actor.State.WITHDRAWN).exclude(organisation__state=Organisation.State.WITHDRAWN)
    rows = rows.select_related("organisation__region")
    if user is None or is_administrator.test(user):
        return rows
    visible = Q(state=Actor.State.PUBLISHED, organisation__state=Organisation.State.PUBLISHED)
    reach, is_everywhere = _kept_by(user)
    if is_everywhere:
        return rows
    visible |= reach
    if getattr(user, "is_authenticated", False):
        visible |= Q(organisation_id__in=_edited_by(user))
    return rows.filter(visible)


def actor_by_id(user: Any, permanent_id: uuid.UUID) -> Actor:
    """One entry with all that hangs on it; one that the reader may not see answers like one that is not there.

    Raises
    ------
    NotFound
        If it is not there, or may not be seen.
    """
    found = (
        Actor.objects.select_related("organisation__region", "parent", "owner")
        .prefetch_related(*FULL)
        .filter(permanent_id=permanent_id)
        .first()
    )
    if found is None or not may(user, "actors.see", found):
        raise NotFound(detail=_("There is no entry with this id."))
    return found


def entries_in_order(keys: Sequence[int]) -> list[Actor]:
    """Public entries for a list, in the order of ``keys``; one that was taken back meanwhile is left out."""
    rows = (
        Actor.objects.public()
        .filter(pk__in=keys)
        .select_related("organisation__region", "row")
        .prefetch_related("codes", "accreditations", "organisation__sites")
    )
    found = {it.pk: it for it in rows}
    return [found[key] for key in keys if key in found]


def own_entries(user: Any) -> QuerySet[Actor]:
    """The entries that a person may edit as one of their organisation."""
    return (
        Actor.objects.exclude(state=Actor.State.WITHDRAWN)
        .filter(organisation_id__in=_edited_by(user))
        .select_related("organisation__region")
    )


def editors_of(actor: Actor) -> list[Membership]:
    """Those who may edit an entry today, for the eyes of one another and of the register."""
    today = datetime.now(UTC).date()
    rows = Membership.objects.filter(organisation=actor.organisation, may_edit=True).hold_on(today)
    return list(rows.select_related("user").order_by("pk"))


def other_entries(user: Any, actor: Actor) -> list[Actor]:
    """The same organisation in its other capacities."""
    return list(visible_actors(user).filter(organisation=actor.organisation).exclude(pk=actor.pk))


def waiting_entries(user: Any) -> QuerySet[Actor]:
    """Entries that wait for someone who keeps the register: proposed, or checked and not published."""
    rows = Actor.objects.filter(state__in=(Actor.State.PROPOSED, Actor.State.CHECKED)).select_related(
        "organisation__region"
    )
    found: QuerySet[Actor] = _where_kept(user, rows, "")
    return found


def open_claims(user: Any) -> QuerySet[ClaimRequest]:
    """Claims that wait for a decision of ``user``."""
    rows = ClaimRequest.objects.filter(state=ClaimRequest.State.OPEN).select_related(
        "actor__organisation__region", "claimant"
    )
    found: QuerySet[ClaimRequest] = _where_kept(user, rows, "actor__")
    return found


def open_proposals(user: Any) -> QuerySet[ChangeProposal]:
    """Proposed changes that wait for a decision of ``user``, as keeper or as editor of the entry."""
    rows = ChangeProposal.objects.filter(state=ChangeProposal.State.OPEN).select_related(
        "actor__organisation__region", "author"
    )
    kept: QuerySet[ChangeProposal] = _where_kept(user, rows, "actor__")
    return (kept | rows.filter(actor__organisation_id__in=_edited_by(user))).distinct()


def held_accreditations(actor: Actor, *, day: date | None = None) -> list[HeldAccreditation]:
    """The accreditations of an entry and what each is on ``day``, those that hold first."""
    today = day or datetime.now(UTC).date()
    found = []
    for it in actor.accreditations.all():
        standing = it.standing_on(today)
        is_valid = standing == Accreditation.Standing.VALID
        found.append(
            HeldAccreditation(accreditation=it, standing=standing.value, words=str(standing.label), is_valid=is_valid)
        )
    return sorted(found, key=lambda it: not it.is_valid)


def shown_contacts(actor: Actor, *, day: date | None = None) -> list[Contact]:
    """The people who may be named beside an entry today."""
    return list(actor.contacts.shown_on(day or datetime.now(UTC).date()))


def members_by_type(cluster: Actor, user: Any, *, day: date | None = None) -> list[MemberGroup]:
    """The members of a cluster that the reader may see, by kind."""
    today = day or datetime.now(UTC).date()
    rows = list(ClusterMember.objects.filter(cluster=cluster).hold_on(today).select_related("organisation__region"))
    seen = [it for it in rows if may(user, "organisations.see", it.organisation)]
    return [
        MemberGroup(words=str(words), members=tuple(it for it in seen if it.member_type == value))
        for value, words in MemberType.choices
        if any(it.member_type == value for it in seen)
    ]


def freshness_words(actor: Actor, *, day: date | None = None) -> tuple[str, str]:
    """Code and words of the age badge of an entry."""
    found = actor.freshness_on(day or datetime.now(UTC).date())
    return found.value, str(Freshness(found).label)


def is_cluster(actor: Actor) -> bool:
    """Whether the entry is that of a cluster organisation."""
    return actor.kind == ActorKind.CLUSTER


def _edited_by(user: Any) -> QuerySet[Membership, int]:
    if not getattr(user, "is_authenticated", False):
        return Membership.objects.none().values_list("organisation_id", flat=True)
    today = datetime.now(UTC).date()
    return Membership.objects.filter(user=user, may_edit=True).hold_on(today).values_list("organisation_id", flat=True)


def _kept_by(user: Any, before: str = "") -> tuple[Q, bool]:
    """What the person keeps, as a condition on the region of the entry's organisation, and whether that is everything."""
    reach = Q(pk__in=[])
    for it in assignments_of(user):
        if it.role not in KEEPERS:
            continue
        if it.region is None:
            return reach, True
        reach |= Q(
            **{
                f"{before}organisation__region__nuts_version": it.region.nuts_version,
                f"{before}organisation__region__code__startswith": it.region.code,
            }
        )
    return reach, False


def _where_kept(user: Any, rows: Any, before: str) -> Any:
    if user is None or is_administrator.test(user):
        return rows
    reach, is_everywhere = _kept_by(user, before)
    return rows if is_everywhere else rows.filter(reach)
