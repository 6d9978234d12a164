"""Who gets which answer from the routes of organisations (read by tests/trust/test_audit_matrix.py)."""

from __future__ import annotations

from tests.platform.base.routes import ABSENT, KEEPERS, PUBLIC

ROWS = {
    "api/v1/organisations": {"": PUBLIC},
    "api/v1/organisations/<uuid:permanent_id>": {"published": PUBLIC, "draft": KEEPERS, "absent": ABSENT},
    "en/organisations": {"": PUBLIC},
    "en/organisation/<uuid:permanent_id>": {"published": PUBLIC, "draft": KEEPERS, "absent": ABSENT},
}


def addresses() -> dict[tuple[str, str], str]:
    """Route and state -> address, for the states that need an object."""
    from tests.platform.organisations.factories import make_organisation

    made = {}
    for state, is_published in (("published", True), ("draft", False)):
        organisation = make_organisation(state.title(), code="ITH4", published=is_published)
        made["api/v1/organisations/<uuid:permanent_id>", state] = f"/api/v1/organisations/{organisation.permanent_id}"
        made["en/organisation/<uuid:permanent_id>", state] = f"/en/organisation/{organisation.permanent_id}"
    return made
