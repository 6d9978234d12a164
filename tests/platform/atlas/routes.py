"""Who gets which answer from the routes of the atlas (read by tests/trust/test_audit_matrix.py): evidence is public."""

from __future__ import annotations

from tests.platform.base.routes import ABSENT, PUBLIC, REDIRECTS

THING = "<noun:noun>/<str:code>"
ROWS = {
    "en/search": {"": PUBLIC},
    f"en/{THING}": {"region": REDIRECTS},
    f"en/{THING}/<screen:screen>": {"region": PUBLIC, "absent": ABSENT},
    f"en/{THING}/<screen:screen>.<suffix:suffix>": {"region": PUBLIC, "absent": ABSENT},
}


def addresses() -> dict[tuple[str, str], str]:
    """Route and state -> address."""
    return {
        (f"en/{THING}", "region"): "/en/region/SI04",
        (f"en/{THING}/<screen:screen>", "region"): "/en/region/SI04/overview",
        (f"en/{THING}/<screen:screen>", "absent"): "/en/region/XX99/overview",
        (f"en/{THING}/<screen:screen>.<suffix:suffix>", "region"): "/en/region/SI04/overview.csv",
        (f"en/{THING}/<screen:screen>.<suffix:suffix>", "absent"): "/en/region/XX99/overview.csv",
    }
