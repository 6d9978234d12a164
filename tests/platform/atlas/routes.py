"""Who gets which answer from the routes of the atlas (read by tests/trust/test_audit_matrix.py): evidence is public."""

from __future__ import annotations

from tests.platform.atlas import judged_routes
from tests.platform.base.routes import ABSENT, PUBLIC, REDIRECTS

#: Only sent by a form.
NOT_BY_READING = dict.fromkeys(PUBLIC, 405)
THING = "<noun:noun>/<str:code>"
API = {
    "editions": {"": PUBLIC},
    "editions/<code>/<screen>": {"there": PUBLIC, "absent": ABSENT},
    "regions": {"": PUBLIC},
    "regions/<code>": {"there": PUBLIC, "absent": ABSENT},
    "regions/<code>/<screen>": {"there": PUBLIC, "absent": ABSENT},
    "clusters": {"there": PUBLIC, "absent": ABSENT},
    "potential": {"there": PUBLIC, "absent": ABSENT},
    "partners": {"there": PUBLIC, "absent": ABSENT},
    "concepts": {"there": PUBLIC, "absent": ABSENT},
    "codes/<name>": {"there": PUBLIC, "absent": ABSENT},
    "themes": {"": PUBLIC},
    "themes/<code>": {"there": PUBLIC, "absent": ABSENT},
    "observations": {"": PUBLIC},
    "figures/<short_id>": {"there": PUBLIC, "absent": ABSENT},
    "catalogue": {"": PUBLIC},
}
ROWS = {
    **{f"api/v1/{route}": states for route, states in API.items()},
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
    **judged_routes.ROWS,
}
#: Routes that take a form besides being read (POST).
TAKES_A_FORM = ("en/workspace", "en/f", *judged_routes.TAKES_A_FORM)


def addresses() -> dict[tuple[str, str], str]:
    """Route and state -> address."""
    from clustrat_platform.atlas.actions.figures import freeze_figure
    from clustrat_platform.atlas.baskets import answer_at
    from clustrat_platform.atlas.results import kept_of

    result, address = answer_at("/region/SI04/overview?v=2015.1", language="en")
    freeze_figure(by=None, kept=kept_of(result), short_id=address.short_id)
    there = {
        "editions/<code>/<screen>": "editions/2015.1/data",
        "regions/<code>": "regions/SI04",
        "regions/<code>/<screen>": "regions/SI04/portfolio",
        "clusters": "clusters?region=SI04",
        "potential": "potential?region=SI04",
        "partners": "partners?region=SI04",
        "concepts": "concepts?region=SI04",
        "codes/<name>": "codes/nace-2",
        "themes/<code>": "themes/active_ageing",
        "figures/<short_id>": f"figures/{address.short_id}",
    }
    one_list = {f"{name}?region=XX99" for name in ("clusters", "potential", "partners", "concepts")}
    return judged_routes.addresses() | {
        **{(f"api/v1/{route}", "there"): f"/api/v1/{path}" for route, path in there.items()},
        **{(f"api/v1/{it.partition('?')[0]}", "absent"): f"/api/v1/{it}" for it in one_list},
        ("en/f/<slug:short_id>", "frozen"): f"/en/f/{address.short_id}",
        ("en/f/<slug:short_id>/embed", "frozen"): f"/en/f/{address.short_id}/embed",
        (f"en/{THING}", "region"): "/en/region/SI04",
        (f"en/{THING}/<screen:screen>", "region"): "/en/region/SI04/overview",
        (f"en/{THING}/<screen:screen>", "absent"): "/en/region/XX99/overview",
        (f"en/{THING}/<screen:screen>.<suffix:suffix>", "region"): "/en/region/SI04/overview.csv",
        (f"en/{THING}/<screen:screen>.<suffix:suffix>", "absent"): "/en/region/XX99/overview.csv",
    }
