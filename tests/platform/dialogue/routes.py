"""Who gets which answer from the routes of dialogues; ``editor`` observes dialogues of ITH4, the administrator has no short-cut."""

from __future__ import annotations

from tests.platform.base.routes import ABSENT, PUBLIC

#: Private dialogues are there for those who take part, those who run them, and observers of the territory.
OBSERVED = {**ABSENT, "editor": 200}
REFUSED = dict.fromkeys(PUBLIC, 403)
#: Who is not signed in is led to the page where one signs in.
SIGNED_IN = {**PUBLIC, "anonymous": 302}
VOTERS = {**REFUSED, "anonymous": 302}
_API = "api/v1/dialogues/<uuid:permanent_id>"
_STATES = {"public": PUBLIC, "private": OBSERVED, "draft": ABSENT, "absent": ABSENT}

ROWS = {
    "api/v1/dialogues": {"": PUBLIC},
    _API: _STATES,
    f"{_API}/proposals": _STATES,
    f"{_API}/results": _STATES,
    f"{_API}/decisions": _STATES,
    "en/dialogues": {"": PUBLIC},
    "en/dialogues/new": {"": REFUSED},
    "en/dialogues/mine": {"": SIGNED_IN},
    "en/dialogues/mine.json": {"": SIGNED_IN},
    "en/dialogue/<uuid:permanent_id>": _STATES,
    "en/dialogue/<uuid:permanent_id>/open-data.zip": _STATES,
    "en/dialogue/<uuid:permanent_id>/propose": {
        "public": REFUSED,
        "private": {**ABSENT, "editor": 403},
        "absent": ABSENT,
    },
    "en/dialogue/<uuid:permanent_id>/vote": {
        "public": VOTERS,
        "private": {**ABSENT, "anonymous": 302, "editor": 403},
        "absent": {**ABSENT, "anonymous": 302},
    },
    "en/dialogue/<uuid:permanent_id>/workshop": {
        "public": VOTERS,
        "private": {**ABSENT, "anonymous": 302, "editor": 403},
        "absent": {**ABSENT, "anonymous": 302},
    },
    "en/dialogue/<uuid:permanent_id>/moderate": {"public": REFUSED, "draft": ABSENT, "absent": ABSENT},
    "en/dialogue/<uuid:permanent_id>/decide": {"public": REFUSED, "draft": ABSENT, "absent": ABSENT},
    "en/proposal/<uuid:permanent_id>": {"shown": PUBLIC, "hidden": ABSENT, "private": OBSERVED, "absent": ABSENT},
    "en/decision/<uuid:permanent_id>": {"published": PUBLIC, "drafted": ABSENT, "absent": ABSENT},
    "en/decision/<uuid:permanent_id>/record.<slug:suffix>": {"published": PUBLIC, "drafted": ABSENT, "absent": ABSENT},
}
TAKES_A_FORM = ("en/dialogues/mine",)


def addresses() -> dict[tuple[str, str], str]:
    """Route and state -> address, for the states that need an object."""
    from tests.platform.dialogue.factories import close, during, join, make_dialogue, make_proposal, seat

    from clustrat_platform.dialogue import actions

    public = make_dialogue("discovery_group", title="Public")
    private = make_dialogue("discovery_group", title="Private", visibility="private")
    draft = make_dialogue("discovery_group", title="Draft", state="draft")
    things = {"public": public, "private": private, "draft": draft}
    made = {}
    for route, states in ROWS.items():
        if "<uuid:permanent_id>" in route and "dialogue" in route.split("<")[0]:
            for state in states:
                if state in things:
                    key = str(things[state].permanent_id)
                    made[route, state] = "/" + route.replace("<uuid:permanent_id>", key)
    person, other = join(public), join(private)
    shown, hidden = make_proposal(public, person), make_proposal(public, person)
    actions.hide(by=None, target=hidden, reason_code="spam", reason="Advertising.")
    proposals = {"shown": shown, "hidden": hidden, "private": make_proposal(private, other)}
    for state, it in proposals.items():
        made["en/proposal/<uuid:permanent_id>", state] = f"/en/proposal/{it.permanent_id}"
    decided = make_dialogue("discovery_group", title="Decided")
    member, author = seat(decided, "decider"), join(decided)
    first, second = make_proposal(decided, author), make_proposal(decided, author)
    close(decided)
    with during(decided, "decide"):
        actions.declare_interest(by=member, dialogue=decided, text="None.", has_conflict=False)
        decisions = [
            actions.draft_decision(by=member, proposal=it, outcome="adopted", reasons={"en": "Yes."})
            for it in (first, second)
        ]
        actions.sign_decision(by=member, decision=decisions[0])
    actions.publish_decisions(by=None, dialogue=decided)
    for state, decision in zip(("published", "drafted"), decisions, strict=True):
        address = f"/en/decision/{decision.permanent_id}"
        made["en/decision/<uuid:permanent_id>", state] = address
        made["en/decision/<uuid:permanent_id>/record.<slug:suffix>", state] = f"{address}/record.json"
    return made
