"""Reads of concepts; what a reader may not see is not in the answer."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clustrat_platform.atlas.frozen import Kept, kept_of
from clustrat_platform.atlas.results import ScreenResult
from clustrat_platform.base.models import Region
from clustrat_platform.base.permissions import is_administrator, may
from clustrat_platform.base.problems import NotFound
from clustrat_platform.organisations.models import Membership, Organisation
from clustrat_platform.organisations.permissions import assignments_of
from clustrat_platform.organisations.queries import visible_organisations
from clustrat_platform.strategy.models import ClusterConcept, ConceptActor
from clustrat_platform.strategy.permissions import STEERERS
from clustrat_platform.strategy.screens import result_of

__all__ = [
    "computed_anew",
    "concept_by_id",
    "concepts_of_region",
    "home_region",
    "invitable",
    "invitations_of",
    "members_of",
    "visible_concepts",
]


def visible_concepts(user: Any) -> QuerySet[ClusterConcept]:
    """What ``user`` may see in lists: the queryset twin of the permission ``strategy.see_concept``."""
    rows = ClusterConcept.objects.select_related("region").prefetch_related("members")
    if user is None or is_administrator.test(user):
        return rows
    visible = Q(is_published=True)
    if getattr(user, "is_authenticated", False):
        visible |= Q(author=user) | Q(actors__organisation__in=_edited_by(user))
        for it in assignments_of(user):
            if it.role not in STEERERS:
                continue
            if it.region is None:
                return rows
            visible |= Q(region__nuts_version=it.region.nuts_version, region__code__startswith=it.region.code)
    return rows.filter(visible).distinct()


def concept_by_id(user: Any, permanent_id: uuid.UUID) -> ClusterConcept:
    """One concept; one that the reader may not see answers like one that is not there.

    Raises
    ------
    NotFound
        If it is not there, or may not be seen.
    """
    found = (
        ClusterConcept.objects.select_related("region", "author")
        .prefetch_related("members", "actors__organisation", "steps__by")
        .filter(permanent_id=permanent_id)
        .first()
    )
    if found is None or not may(user, "strategy.see_concept", found):
        raise NotFound(detail=_("There is no concept with this id."))
    return found


def members_of(concept: ClusterConcept) -> list[str]:
    """The clusters of a concept, as ``ITH4.C31``, in their order."""
    return [str(it) for it in concept.members.all()]


def computed_anew(concept: ClusterConcept, *, language: str) -> tuple[ScreenResult, Kept]:
    """The concept worked out in the edition in use, and what to keep of it."""
    found = result_of(concept.region.code, theme=concept.theme, members=members_of(concept), language=language)
    return found, kept_of(found)


def concepts_of_region(user: Any, code: str) -> QuerySet[ClusterConcept]:
    """Concepts in which a region has a cluster, or that are at home in it."""
    return (
        visible_concepts(user)
        .filter(Q(members__region_code__startswith=code) | Q(region__code__startswith=code))
        .distinct()
    )


def home_region(code: str, *, nuts_version: str) -> Region:
    """The record of a region.

    Raises
    ------
    NotFound
        The code list of this installation has none.
    """
    found = Region.objects.filter(code=code, nuts_version=nuts_version).first()
    if found is None:
        raise NotFound(detail=_("There is no region %(code)s in this installation.") % {"code": code})
    return found


def invitable(user: Any, concept: ClusterConcept) -> QuerySet[Organisation]:
    """Published organisations of the regions of a concept that were not asked yet, then all others."""
    asked = concept.actors.values("organisation_id")
    return (
        visible_organisations(user).filter(state=Organisation.State.PUBLISHED).exclude(pk__in=asked).order_by("label")
    )


def invitations_of(user: Any, concept: ClusterConcept) -> list[ConceptActor]:
    """Invitations to a concept that the person may answer."""
    if not getattr(user, "is_authenticated", False):
        return []
    return [it for it in concept.actors.all() if may(user, "strategy.answer_invitation", it)]


def _edited_by(user: Any) -> Any:
    today = datetime.now(UTC).date()
    return Membership.objects.filter(user=user, may_edit=True).hold_on(today).values("organisation_id")
