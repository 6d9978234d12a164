"""Small entries of the directory for tests, made by the actions themselves."""

from __future__ import annotations

from typing import Any

from tests.platform.organisations.factories import make_organisation

from clustrat_platform.actors import actions
from clustrat_platform.actors.models import Actor, ActorKind
from clustrat_platform.base.models import User
from clustrat_platform.organisations import actions as organisations


def make_actor(
    name: str = "",
    *,
    kind: str = ActorKind.LABORATORY,
    code: str | None = "ITH4",
    published: bool = True,
    website: str = "",
    **fields: Any,
) -> Actor:
    """An entry of an organisation in a region, published unless said otherwise."""
    organisation = make_organisation(name, code=code, published=published, kind="research", website=website)
    actor = actions.propose_actor(by=None, organisation=organisation, kind=kind, fields=fields)
    if published:
        actions.check_actor(by=None, actor=actor, reason="seen in the register")
        actions.publish_actor(by=None, actor=actor)
    return actor


def make_editor(actor: Actor, user: User) -> User:
    """Let a person edit an entry."""
    organisations.add_member(by=None, organisation=actor.organisation, user=user, may_edit=True)
    return user
