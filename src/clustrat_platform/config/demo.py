"""The demo: people, one of every role, what the apps load beside them, and the links that let each person in once."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass

from clustrat.errors import ParameterError, StorageError
from clustrat_platform.base import actions as base_actions
from clustrat_platform.base.demo import demo_parts
from clustrat_platform.base.models import Region, User
from clustrat_platform.config.preparing import NUTS_VERSION
from clustrat_platform.organisations import actions
from clustrat_platform.organisations.models import Role, RoleAssignment

__all__ = ["DEMO_REGION", "DemoPerson", "check_answers", "demo_links", "load_demo", "make_demo_people", "remove_demo"]

#: Where the people of the demo hold their roles: Friuli-Venezia Giulia.
DEMO_REGION = "ITH4"
#: Held for the whole programme.
EVERYWHERE = (Role.SECRETARIAT, Role.STEERING, Role.ADMINISTRATOR)
#: Seconds that a site may take to answer for the first time.
PATIENCE_S = 120.0


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


def load_demo(*, say: Callable[[str], None]) -> int:
    """Load people and everything that the apps have for the demo; what is there already stays. Returns how many are new."""
    make_demo_people()
    n = 0
    for part in demo_parts():
        if n_new := part.load():
            say(f"Demo: {n_new} {part.name}")
            n += n_new
    return n


def remove_demo() -> int:
    """Take everything away that is marked Demo, the last part first; returns how many records."""
    return sum(part.remove() for part in reversed(demo_parts()))


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


def check_answers(
    address: str, port: int, *, is_running: Callable[[], bool] = lambda: True, patience_s: float = PATIENCE_S
) -> str:
    """Wait until the site answers its first page; returns a sentence with the time it took.

    Raises
    ------
    StorageError
        If it has not answered in time, or runs no more.
    """
    began = time.monotonic()
    while is_running() and time.monotonic() - began < patience_s:
        connection = http.client.HTTPConnection(address, port, timeout=10)
        try:
            connection.request("GET", "/en/")
            answer = connection.getresponse()
            if answer.status == http.HTTPStatus.OK:
                return f"The first page answered after {time.monotonic() - began:.1f} s."
        except OSError:
            time.sleep(0.25)
        finally:
            connection.close()
    waited = time.monotonic() - began
    raise StorageError(f"The site at http://{address}:{port}/ has not answered within {waited:.0f} s, or has stopped.")
