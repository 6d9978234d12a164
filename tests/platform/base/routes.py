"""Who gets which answer from the routes of the base and of the site as a whole (read by tests/trust/test_audit_matrix.py)."""

from __future__ import annotations

PUBLIC = {"anonymous": 200, "person": 200, "editor": 200, "stranger": 200, "administrator": 200}
#: What is not published is there for those who keep the region, and absent for everyone else. ``editor`` holds the role in
#: ITH4, where the objects of the tests lie, ``stranger`` the same role in AT31.
KEEPERS = {"anonymous": 404, "person": 404, "editor": 200, "stranger": 404, "administrator": 200}
ABSENT = dict.fromkeys(PUBLIC, 404)
REDIRECTS = dict.fromkeys(PUBLIC, 302)

ROWS = {
    "": {"": REDIRECTS},
    "healthy": {"": PUBLIC},
    "robots.txt": {"": PUBLIC},
    "favicon.ico": {"": REDIRECTS},
    "api/v1/openapi.json": {"": PUBLIC},
    "en/": {"": PUBLIC},
    "en/sign-in/<str:token>": {"absent": PUBLIC},
    "en/job/<uuid:permanent_id>": {"of someone else": {**ABSENT, "administrator": 200}, "absent": ABSENT},
}


def addresses() -> dict[tuple[str, str], str]:
    """Route and state -> address, for the states that need an object."""
    from tests.platform.organisations.factories import make_person

    from clustrat_platform.base.models import Job

    job = Job.objects.create(kind="test", owner=make_person())
    return {("en/job/<uuid:permanent_id>", "of someone else"): f"/en/job/{job.permanent_id}"}
