"""Who may what with concepts: they belong to a region, to who proposed them, and to those who take part."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.permissions import forbid, grant, is_anyone, predicate
from clustrat_platform.organisations.models import Membership, Role
from clustrat_platform.organisations.permissions import KEEPERS, edits, has_role, has_role_anywhere

__all__ = ["PROPOSERS", "STEERERS", "register"]

#: Roles that may propose a concept.
PROPOSERS = (Role.CLUSTER_MANAGER, Role.EXPERT, Role.MODERATOR, Role.PILOT_LEAD, *KEEPERS)
#: Roles that may take a concept of their territory from stage to stage.
STEERERS = (Role.CLUSTER_MANAGER, *KEEPERS)


@predicate
def is_published(user: Any, concept: Any) -> bool:
    """Everyone may see it."""
    return concept is not None and concept.is_published


@predicate
def is_author(user: Any, concept: Any) -> bool:
    """The person proposed it."""
    return bool(concept is not None and user and user.is_authenticated and concept.author_id == user.pk)


@predicate
def is_asked(user: Any, concept: Any) -> bool:
    """The person keeps the entry of an organisation that was asked to take part."""
    if concept is None or concept.pk is None or not getattr(user, "is_authenticated", False):
        return False
    today = datetime.now(UTC).date()
    asked = concept.actors.values("organisation_id")
    return Membership.objects.filter(user=user, may_edit=True, organisation_id__in=asked).hold_on(today).exists()


@predicate
def is_over(user: Any, concept: Any) -> bool:
    """It was dropped."""
    return concept is not None and concept.is_over


@predicate
def answers_for(user: Any, actor: Any) -> bool:
    """The person keeps the entry of the organisation that was asked."""
    return actor is not None and edits.test(user, actor.organisation)


def register() -> None:
    """Tell the permissions of this app."""
    steers = has_role(*STEERERS)
    over = _("The concept was dropped; take it up again first.")
    grant("strategy.list_concepts", is_anyone, who=_("everyone"))
    grant("strategy.see_concept", is_published, who=_("everyone, once it is published"))
    grant(
        "strategy.see_concept",
        is_author | steers | is_asked,
        who=_("who proposed it, those who keep its region, and organisations that were asked"),
    )
    grant(
        "strategy.propose_concept",
        has_role_anywhere(*PROPOSERS),
        who=_("cluster managers, analysts, experts, moderators, pilot leads and editors"),
    )
    for verb in ("change_concept", "invite_to_concept"):
        grant(f"strategy.{verb}", is_author | steers, who=_("who proposed it, and those who keep its region"))
        forbid(f"strategy.{verb}", is_over, why=over)
    for verb in ("publish_concept", "advance_concept", "drop_concept"):
        grant(f"strategy.{verb}", steers, who=_("cluster managers, analysts and editors of its region"))
        forbid(f"strategy.{verb}", is_over, why=over)
    grant("strategy.reopen_concept", steers, who=_("cluster managers, analysts and editors of its region"))
    grant("strategy.answer_invitation", answers_for, who=_("editors of the organisation that was asked"))
