"""People of the demo, one of every role, and the links that let each in once."""

from __future__ import annotations

from dataclasses import dataclass

from clustrat.errors import ParameterError
from clustrat_platform.base import actions as base_actions
from clustrat_platform.base.models import Region, User
from clustrat_platform.config.preparing import NUTS_VERSION
from clustrat_platform.organisations import actions
from clustrat_platform.organisations.models import Role, RoleAssignment

__all__ = ["DEMO_REGION", "DemoPerson", "demo_links", "make_demo_people"]

#: Where the people of the demo hold their roles: Friuli-Venezia Giulia.
DEMO_REGION = "ITH4"
#: Held for the whole programme.
EVERYWHERE = (Role.SECRETARIAT, Role.STEERING, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """One person of the demo, with the path of the link that signs them in once."""

    role: str
    name: str
    path: str


def make_demo_people() -> list[User]:
    """One person for every role; those who are there already stay as they are."""
    region = Region.objects.filter(code=DEMO_REGION, nuts_version=NUTS_VERSION).first()
    if region is None:
        raise ParameterError(f"The region {DEMO_REGION} of NUTS {NUTS_VERSION} is not loaded; start the site once.")
    people = []
    for role in Role:
        email = f"{role.value.replace('_', '-')}@demo.example.org"
        user = User.objects.filter(email=email).first()
        if user is None:
            user = base_actions.make_user(
                by=None,
                email=email,
                display_name=f"Demo {role.label}",
                is_demo=True,
                is_staff=role is Role.ADMINISTRATOR,
                is_superuser=role is Role.ADMINISTRATOR,
            )
            is_everywhere = role in EVERYWHERE
            actions.assign_role(
                by=None,
                assignment=RoleAssignment(
                    user=user,
                    role=role,
                    region=None if is_everywhere else region,
                    level="transnational" if is_everywhere else "regional",
                ),
            )
        people.append(user)
    return people


def demo_links(*, language: str = "en") -> list[DemoPerson]:
    """A fresh link for every person of the demo."""
    links = []
    for user in make_demo_people():
        token = base_actions.make_sign_in_link(by=None, user=user)
        assignment = user.role_assignments.order_by("pk").first()
        links.append(
            DemoPerson(
                role=str(assignment.get_role_display()) if assignment else "",
                name=user.display_name,
                path=f"/{language}/sign-in/{token}",
            )
        )
    return links
