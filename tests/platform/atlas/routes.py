"""Who gets which answer from the routes of the atlas (read by tests/trust/test_audit_matrix.py): evidence is public."""

from __future__ import annotations

from tests.platform.base.routes import ABSENT, PUBLIC, REDIRECTS

#: Only sent by a form.
NOT_BY_READING = dict.fromkeys(PUBLIC, 405)
THING = "<noun:noun>/<str:code>"
ROWS = {
    "en/search": {"": PUBLIC},
    "en/data": {"": REDIRECTS},
    "en/workspace": {"": PUBLIC},
    "en/workspace.zip": {"": PUBLIC},
    "en/f": {"": NOT_BY_READING},
    "en/f/<slug:short_id>": {"frozen": PUBLIC, "absent": ABSENT},
    "en/f/<slug:short_id>/embed": {"frozen": PUBLIC, "absent": ABSENT},
    f"en/{THING}": {"region": REDIRECTS},
    f"en/{THING}/<screen:screen>": {"region": PUBLIC, "absent": ABSENT},
    f"en/{THING}/<screen:screen>.<suffix:suffix>": {"region": PUBLIC, "absent": ABSENT},
}


def addresses() -> dict[tuple[str, str], str]:
    """Route and state -> address."""
    from clustrat_platform.atlas.actions.figures import freeze_figure
    from clustrat_platform.atlas.baskets import answer_at
    from clustrat_platform.atlas.results import kept_of

    result, address = answer_at("/region/SI04/overview?v=2015.1", language="en")
    freeze_figure(by=None, kept=kept_of(result), short_id=address.short_id)
    return {
        ("en/f/<slug:short_id>", "frozen"): f"/en/f/{address.short_id}",
        ("en/f/<slug:short_id>/embed", "frozen"): f"/en/f/{address.short_id}/embed",
        (f"en/{THING}", "region"): "/en/region/SI04",
        (f"en/{THING}/<screen:screen>", "region"): "/en/region/SI04/overview",
        (f"en/{THING}/<screen:screen>", "absent"): "/en/region/XX99/overview",
        (f"en/{THING}/<screen:screen>.<suffix:suffix>", "region"): "/en/region/SI04/overview.csv",
        (f"en/{THING}/<screen:screen>.<suffix:suffix>", "absent"): "/en/region/XX99/overview.csv",
    }
