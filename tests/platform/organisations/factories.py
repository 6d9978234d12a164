"""Small organisations, people and regions for tests, made by the actions themselves."""

from __future__ import annotations

import itertools
from typing import Any

from clustrat_platform.base import actions as base_actions
from clustrat_platform.base.models import Region, User
from clustrat_platform.organisations import actions
from clustrat_platform.organisations.models import Organisation, RoleAssignment

_numbers = itertools.count(1)


def make_region(code: str = "ITH4", *, version: str = "2013", name: str = "") -> Region:
    """A region; the same code and version is the same row."""
    region, _is_new = Region.objects.get_or_create(
        code=code,
        nuts_version=version,
        defaults={"level": len(code) - 2, "name": name or f"Region {code}", "country": code[:2]},
    )
    return region


def make_person(email: str = "", **fields: Any) -> User:
    """A person with an account and the password ``a long enough password``."""
    email = email or f"person{next(_numbers)}@example.org"
    return base_actions.make_user(by=None, email=email, **fields)


def make_holder(role: str, code: str | None = "ITH4", *, level: str = "regional") -> User:
    """A person who holds a role in a region, or everywhere (``code=None``)."""
    user = make_person()
    assignment = RoleAssignment(
        user=user,
        role=role,
        level=level if code else "transnational",
        region=make_region(code) if code else None,
    )
    actions.assign_role(by=None, assignment=assignment)
    return user


def make_organisation(
    name: str = "", *, code: str | None = "ITH4", published: bool = True, **fields: Any
) -> Organisation:
    """An organisation in a region."""
    organisation = actions.propose_organisation(
        by=None,
        name=name or f"Organisation {next(_numbers)}",
        kind=fields.pop("kind", Organisation.Kind.CLUSTER),
        country=fields.pop("country", (code or "IT")[:2]),
        region=make_region(code) if code else None,
        **fields,
    )
    return actions.publish_organisation(by=None, organisation=organisation) if published else organisation
