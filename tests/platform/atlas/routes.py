"""Who gets which answer from the routes of the atlas (read by tests/trust/test_audit_matrix.py): evidence is public."""

from __future__ import annotations

from typing import Any

from tests.platform.atlas import judged_routes
from tests.platform.base.routes import ABSENT, PUBLIC, REDIRECTS

#: Only sent by a form.
NOT_BY_READING = dict.fromkeys(PUBLIC, 405)
GONE = dict.fromkeys(PUBLIC, 410)
THING = "<noun:noun>/<str:code>"
API = {
    "editions": {"": PUBLIC},
    "editions/<code>/<screen>": {"there": PUBLIC, "absent": ABSENT},
    "regions": {"": PUBLIC},
    "regions/<code>": {"there": PUBLIC, "absent": ABSENT},
    "regions/<code>/<screen>": {"there": PUBLIC, "absent": ABSENT},
    "issues/<code>/<screen>": {"there": PUBLIC, "absent": ABSENT},
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
    "en/issues": {"": REDIRECTS},
    "en/workspace": {"": PUBLIC},
    "en/workspace.zip": {"": PUBLIC},
    "en/f": {"": NOT_BY_READING},
    "en/f/<slug:short_id>": {"frozen": PUBLIC, "absent": ABSENT},
    "en/f/<slug:short_id>/embed": {"frozen": PUBLIC, "absent": ABSENT},
    "en/f/<slug:short_id>/card.png": {"frozen": PUBLIC, "absent": ABSENT},
    "en/f/<slug:short_id>/picture.<picture:kind>": {"frozen": PUBLIC, "absent": ABSENT},
    "f/<slug:short_id>": {"frozen": REDIRECTS, "absent": REDIRECTS},
    "en/workspace/<uuid:permanent_id>": {"of someone else": ABSENT, "absent": ABSENT},
    "en/workspace/<uuid:permanent_id>.zip": {"of someone else": ABSENT, "absent": ABSENT},
    "en/shared/<slug:token>": {"shared": PUBLIC, "taken back": GONE, "absent": ABSENT},
    "en/shared/<slug:token>.zip": {"shared": PUBLIC, "taken back": GONE, "absent": ABSENT},
    "en/editions": {"": PUBLIC},
    "en/edition/<str:code>/table/<slug:name>.parquet": {"there": PUBLIC, "absent": ABSENT},
    f"en/{THING}": {"region": REDIRECTS},
    f"en/{THING}/<screen:screen>": {"region": PUBLIC, "absent": ABSENT},
    f"en/{THING}/<screen:screen>.<suffix:suffix>": {"region": PUBLIC, "absent": ABSENT},
    **judged_routes.ROWS,
}
#: Routes that take a form besides being read (POST).
TAKES_A_FORM = (
    "en/workspace",
    "en/workspace/<uuid:permanent_id>",
    "en/editions",
    "en/f",
    *judged_routes.TAKES_A_FORM,
)


def addresses() -> dict[tuple[str, str], str]:
    """Route and state -> address."""
    from clustrat_platform.atlas.actions.figures import freeze_figure
    from clustrat_platform.atlas.baskets import answer_at
    from clustrat_platform.atlas.frozen import kept_of

    result, address = answer_at("/region/SI04/overview?v=2015.1", language="en")
    freeze_figure(by=None, kept=kept_of(result), short_id=address.short_id)
    basket, open_link, closed_link = _a_shared_basket(kept_of(result))
    there = {
        "editions/<code>/<screen>": "editions/2015.1/data",
        "regions/<code>": "regions/SI04",
        "regions/<code>/<screen>": "regions/SI04/portfolio",
        "issues/<code>/<screen>": "issues/internationalisation/dashboard",
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
        ("en/f/<slug:short_id>/card.png", "frozen"): f"/en/f/{address.short_id}/card.png",
        ("en/f/<slug:short_id>/picture.<picture:kind>", "frozen"): f"/en/f/{address.short_id}/picture.svg",
        ("f/<slug:short_id>", "frozen"): f"/f/{address.short_id}",
        ("en/workspace/<uuid:permanent_id>", "of someone else"): f"/en/workspace/{basket}",
        ("en/workspace/<uuid:permanent_id>.zip", "of someone else"): f"/en/workspace/{basket}.zip",
        ("en/shared/<slug:token>", "shared"): f"/en/shared/{open_link}",
        ("en/shared/<slug:token>", "taken back"): f"/en/shared/{closed_link}",
        ("en/shared/<slug:token>.zip", "shared"): f"/en/shared/{open_link}.zip",
        ("en/shared/<slug:token>.zip", "taken back"): f"/en/shared/{closed_link}.zip",
        (
            "en/edition/<str:code>/table/<slug:name>.parquet",
            "there",
        ): "/en/edition/2015.1/table/core_eurostat__gdp.parquet",
        (f"en/{THING}", "region"): "/en/region/SI04",
        (f"en/{THING}/<screen:screen>", "region"): "/en/region/SI04/overview",
        (f"en/{THING}/<screen:screen>", "absent"): "/en/region/XX99/overview",
        (f"en/{THING}/<screen:screen>.<suffix:suffix>", "region"): "/en/region/SI04/overview.csv",
        (f"en/{THING}/<screen:screen>.<suffix:suffix>", "absent"): "/en/region/XX99/overview.csv",
    }


def _a_shared_basket(kept: Any) -> tuple[str, str, str]:
    """The id of someone's basket, the token of a link to it, and of one that was taken back."""
    from tests.platform.organisations.factories import make_person

    from clustrat_platform.atlas.actions import baskets

    person = make_person()
    basket = baskets.make_basket(by=person, title="For the meeting")
    baskets.keep_item(by=person, basket=basket, kept=kept)
    share = baskets.share_basket(by=person, basket=basket)
    former = baskets.revoke_share(by=person, share=baskets.share_basket(by=person, basket=basket))
    return str(basket.permanent_id), share.token, former.token
