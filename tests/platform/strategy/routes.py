"""Who gets which answer from the routes of concepts (read by tests/trust/test_audit_matrix.py)."""

from __future__ import annotations

from tests.platform.base.routes import ABSENT, KEEPERS, PUBLIC

#: Only those who hold a role may propose; others are told who may.
PROPOSERS = {"anonymous": 403, "person": 403, "editor": 200, "stranger": 200, "administrator": 200}
#: A published concept is seen by all and changed by those who keep its region.
CHANGERS = {"anonymous": 403, "person": 403, "editor": 200, "stranger": 403, "administrator": 200}
ONE = "en/concept/<uuid:permanent_id>"
FILE = f"{ONE}.<card_format:suffix>"
ROWS = {
    "api/v1/cluster-concepts": {"": PUBLIC},
    "api/v1/cluster-concepts/<uuid:permanent_id>": {"published": PUBLIC, "draft": KEEPERS, "absent": ABSENT},
    "en/concepts": {"": PUBLIC},
    "en/concepts/new": {"of a combination": PROPOSERS},
    "en/concepts/compare": {"": PUBLIC},
    ONE: {"published": PUBLIC, "draft": KEEPERS, "absent": ABSENT},
    FILE: {"published": PUBLIC, "draft": KEEPERS},
    f"{ONE}/edit": {"published": CHANGERS, "draft": KEEPERS, "absent": ABSENT},
    f"{ONE}/members": {"published": CHANGERS, "draft": KEEPERS, "absent": ABSENT},
}
#: Routes that take a form besides being read (POST).
TAKES_A_FORM = ("en/concepts/new", ONE, f"{ONE}/edit", f"{ONE}/members")


def addresses() -> dict[tuple[str, str], str]:
    """Route and state -> address, for the states that need an object."""
    from tests.platform.strategy.factories import make_concept

    made = {
        (
            "en/concepts/new",
            "of a combination",
        ): "/en/concepts/new?address=/region/ITH4/combine%3Fmembers%3DITH4.C31,SI04.C27"
    }
    for state, is_published in (("published", True), ("draft", False)):
        key = make_concept(state.title(), published=is_published).permanent_id
        made["api/v1/cluster-concepts/<uuid:permanent_id>", state] = f"/api/v1/cluster-concepts/{key}"
        made[ONE, state] = f"/en/concept/{key}"
        made[FILE, state] = f"/en/concept/{key}.json"
        for deed in ("edit", "members"):
            made[f"{ONE}/{deed}", state] = f"/en/concept/{key}/{deed}"
    return made
