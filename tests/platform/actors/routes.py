"""Who gets which answer from the routes of the directory (read by tests/trust/test_audit_matrix.py)."""

from __future__ import annotations

from tests.platform.base.routes import ABSENT, KEEPERS, PUBLIC

#: Pages for people with an account; visitors are led to sign in.
SIGNED_IN = {**PUBLIC, "anonymous": 302}
#: What only those who keep the region may open: others are refused (the entry itself is public).
KEPT = {"anonymous": 302, "person": 403, "editor": 200, "stranger": 403, "administrator": 200}
#: Claims and proposals are there for those who decide about them, and absent for everyone else.
DECIDED = {"anonymous": 302, "person": 404, "editor": 200, "stranger": 404, "administrator": 200}
ABSENT_INSIDE = {**ABSENT, "anonymous": 302}
#: A button of a page, which no address opens.
NOT_BY_GET = {**dict.fromkeys(PUBLIC, 405), "anonymous": 302}

#: Imports are for those who keep a register, wherever it lies.
IMPORTERS = {**PUBLIC, "anonymous": 302, "person": 403}

PAGE = "en/actor/<uuid:permanent_id>"
ROWS = {
    "api/v1/actors": {"": PUBLIC},
    "api/v1/cluster-organisations": {"": PUBLIC},
    "api/v1/actors/<uuid:permanent_id>": {"published": PUBLIC, "draft": KEEPERS, "absent": ABSENT},
    "api/v1/cluster-organisations/<uuid:permanent_id>": {
        "cluster": PUBLIC,
        "published": ABSENT,
        "draft": ABSENT,
        "absent": ABSENT,
    },
    "en/actors": {"": PUBLIC},
    "en/actors.csv": {"": PUBLIC},
    "en/actors.json": {"": PUBLIC},
    "en/actors.geojson": {"": PUBLIC},
    "en/actors/new": {"": SIGNED_IN},
    "en/actors/desk": {"": SIGNED_IN},
    "en/actors/claim/<uuid:permanent_id>": {"open": DECIDED, "absent": ABSENT_INSIDE},
    "en/actors/proposal/<uuid:permanent_id>": {"open": DECIDED, "absent": ABSENT_INSIDE},
    "en/actors/imports": {"": IMPORTERS},
    "en/actors/imports/template.csv": {"": IMPORTERS},
    "en/actors/imports/postcodes": {"": NOT_BY_GET},
    "en/actors/import/<uuid:permanent_id>": {"absent": ABSENT_INSIDE},
    "en/actors/duplicates": {"": IMPORTERS},
    "en/actors/duplicate/<uuid:permanent_id>": {"absent": ABSENT_INSIDE},
    "en/actors/merge/<uuid:permanent_id>/undo": {"absent": ABSENT_INSIDE},
    PAGE: {"published": PUBLIC, "draft": KEEPERS, "absent": ABSENT},
    f"{PAGE}.vcf": {"published": PUBLIC, "draft": KEEPERS, "absent": ABSENT},
    f"{PAGE}.jsonld": {"published": PUBLIC, "draft": KEEPERS, "absent": ABSENT},
    f"{PAGE}/edit": {"published": KEPT, "absent": ABSENT_INSIDE},
    f"{PAGE}/do": {"published": NOT_BY_GET},
    f"{PAGE}/change": {"published": SIGNED_IN, "absent": ABSENT_INSIDE},
    f"{PAGE}/claim": {"published": SIGNED_IN, "absent": ABSENT_INSIDE},
    f"{PAGE}/accreditations": {"published": KEPT, "absent": ABSENT_INSIDE},
    f"{PAGE}/contacts": {"published": KEPT, "absent": ABSENT_INSIDE},
    f"{PAGE}/editors": {"published": KEPT, "absent": ABSENT_INSIDE},
    f"{PAGE}/members": {"published": KEPT, "absent": ABSENT_INSIDE},
    f"{PAGE}/waivers": {"published": KEPT, "absent": ABSENT_INSIDE},
}

#: Routes that take a form; an empty one is refused, and what a filled one does has tests of its own.
TAKES_A_FORM = [
    "en/actors/new",
    "en/actors/claim/<uuid:permanent_id>",
    "en/actors/proposal/<uuid:permanent_id>",
    "en/actors/imports",
    "en/actors/import/<uuid:permanent_id>",
    "en/actors/duplicates",
    "en/actors/duplicate/<uuid:permanent_id>",
    "en/actors/merge/<uuid:permanent_id>/undo",
    *(
        f"{PAGE}/{it}"
        for it in ("edit", "do", "change", "claim", "accreditations", "contacts", "editors", "members", "waivers")
    ),
]


def addresses() -> dict[tuple[str, str], str]:
    """Route and state -> address, for the states that need an object."""
    from tests.platform.actors.factories import make_actor
    from tests.platform.organisations.factories import make_person

    from clustrat_platform.actors import actions

    published = make_actor("Published laboratory", services="Tests")
    draft = make_actor("Draft laboratory", published=False)
    cluster = make_actor("Cluster", kind="cluster")
    claim = actions.claim_actor(by=make_person(), actor=published, function="director", evidence="x")
    proposal = actions.propose_change(by=make_person(), actor=published, fields={"services": "More"}, reason="x")
    things = {"published": published, "draft": draft, "cluster": cluster}
    made = {
        (route, state): f"/{route.replace('<uuid:permanent_id>', str(things[state].permanent_id))}"
        for route, states in ROWS.items()
        for state in states
        if state in things
    }
    made["en/actors/claim/<uuid:permanent_id>", "open"] = f"/en/actors/claim/{claim.permanent_id}"
    made["en/actors/proposal/<uuid:permanent_id>", "open"] = f"/en/actors/proposal/{proposal.permanent_id}"
    return made
