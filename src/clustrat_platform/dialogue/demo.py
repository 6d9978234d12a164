"""The demonstration: a regional dialogue and the transnational one above it, from the first statement to a validated decision.

Everything is done by the actions that people use, at the times of the phases; nobody in it is a real person, and everything
is marked Demo.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from clustrat_platform.base import actions as base_actions
from clustrat_platform.base.demo import DemoPart, register_demo_part
from clustrat_platform.base.evidence import has_resolver, resolve_evidence
from clustrat_platform.base.models import Region, User
from clustrat_platform.base.problems import Problem
from clustrat_platform.dialogue import actions
from clustrat_platform.dialogue.analysis import analyse, hash_of_input
from clustrat_platform.dialogue.clock import acting_at, moment
from clustrat_platform.dialogue.inputs import input_of
from clustrat_platform.dialogue.models import (
    Decision,
    Dialogue,
    DialogueSeat,
    Helix,
    Participation,
    Performance,
    Phase,
    Proposal,
    ProposalVersion,
    Session,
)
from clustrat_platform.dialogue.rule_sets import parameters_of

__all__ = ["load_dialogues", "register"]

#: The classification of the regions; those of the CluStrat project that the demonstration speaks for.
NUTS_VERSION = "2013"
REGIONS = ("AT31", "HU21", "ITH4", "PL22", "SK04")
REGIONAL_START = datetime(2025, 9, 1, 8, tzinfo=UTC)
START = datetime(2026, 1, 12, 8, tzinfo=UTC)
BODY = "Demo steering committee"
HELICES = tuple(Helix.values)

PROPOSALS = (
    (
        "Living labs for active ageing",
        "Firms that make things for older people seldom try them out with older people.",
        "Open one living lab in each region and let its results be used in all of them.",
        "Small firms of health technology, and older people at home.",
        240_000,
        "AT31",
    ),
    (
        "Shared test centre for repair and reuse",
        "Green products fail for want of tests that a small firm can pay.",
        "Join the test benches that stand in the regions under one booking and one price.",
        "Small firms of the green economy.",
        310_000,
        "ITH4",
    ),
    (
        "Data space for rural mobility",
        "Timetables, cars for sharing and bicycles do not know of each other outside of the cities.",
        "Agree on one open format, and try it out in one valley of each region.",
        "People without a car, and firms of mobility services.",
        180_000,
        "HU21",
    ),
)
STATEMENTS = (
    "Clusters of two regions should be combined only where each brings what the other lacks.",
    "A test bench paid by the public should be open to firms of every region that paid.",
    "Older people should decide with us what a living lab tries out.",
    "A pilot without figures to measure it by should not be begun.",
    "Gender should stand among the criteria by which pilots are chosen.",
    "The regions should first share what they have, and only then build anew.",
)
#: What a group tends to say to each statement, by part of society: 1 agrees, 0 passes, -1 disagrees.
LEANING = {
    "public": (1, 1, 1, 1, 1, 0),
    "business": (1, -1, 0, 1, 0, 1),
    "academia": (1, 1, 1, 1, 1, 1),
    "civil": (0, 1, 1, 0, 1, 1),
    "intermediary": (1, 1, 1, 1, 0, 1),
}


def register() -> None:
    """Tell the base what the demo has here."""
    register_demo_part(
        DemoPart(
            name="dialogues",
            order=60,
            load=load_dialogues,
            remove=lambda: actions.remove_demo_dialogues(by=None),
        )
    )


def load_dialogues() -> int:
    """Hold the dialogues of the demonstration; returns how many are new."""
    if Dialogue.objects.filter(is_demo=True).exists():
        return 0
    regions = {it.code: it for it in Region.objects.filter(code__in=REGIONS, nuts_version=NUTS_VERSION)}
    if set(regions) != set(REGIONS):
        return 0
    owner, members = _person("owner"), [_person("member-1"), _person("member-2")]
    lower, decision = _regional(regions["ITH4"], owner, members)
    upper = _transnational([regions[code] for code in REGIONS], owner, members, lower, decision)
    _poll(regions["ITH4"])
    return 3 if upper.pk else 0


def _person(name: str) -> User:
    email = f"dialogue-{name.lower()}@demo.example.org"
    found = User.objects.filter(email=email).first()
    return found or base_actions.make_user(by=None, email=email, display_name=f"Demo {name}", is_demo=True)


def _begin(title: str, question: str, form: str, regions: Sequence[Region], at: datetime, **fields: Any) -> Dialogue:
    with acting_at(at - timedelta(days=20)):
        dialogue = actions.create_dialogue(
            by=None,
            dialogue=Dialogue(title=title, question=question, blueprint=form, is_demo=True, **fields),
            regions=regions,
            begins_at=at,
        )
        actions.draft_rules(
            by=None,
            dialogue=dialogue,
            rules={
                "review_first": False,
                "deciding_body": BODY,
                "validating_body": BODY,
                "groups": ["helix"],
                "quotas": dict.fromkeys(HELICES, 1 if len(regions) == 1 else len(regions)),
            },
        )
        actions.announce_dialogue(by=None, dialogue=dialogue)
    return dialogue


def _seats(dialogue: Dialogue, owner: User, members: Sequence[User]) -> None:
    for role in ("owner", "facilitator"):
        actions.name_seat(by=None, seat=DialogueSeat(dialogue=dialogue, user=owner, role=role))
    for it in members:
        actions.name_seat(by=None, seat=DialogueSeat(dialogue=dialogue, user=it, role="decider"))


def _join(dialogue: Dialogue, regions: Sequence[Region], *, each: int = 1) -> list[User]:
    people = []
    for region in regions:
        for helix in HELICES:
            for n in range(each):
                person = _person(f"{region.code}-{helix}-{n + 1}")
                invitation = actions.invite(
                    by=None, participation=Participation(dialogue=dialogue, user=person, helix=helix, region=region)
                )
                actions.answer_invitation(by=person, participation=invitation, accepts=True)
                people.append(person)
    return people


def _during(dialogue: Dialogue, name: str, *, day: int = 1) -> Any:
    return acting_at(dialogue.phases.get(type=name).opens_at + timedelta(days=day))


def _propose(dialogue: Dialogue, author: User, number: int) -> Proposal:
    title, problem, action, gains, cost, code = PROPOSALS[number]
    address = f"/region/{code}/portfolio"
    try:
        evidence = [resolve_evidence(address).address] if has_resolver() else []
    except Problem:
        evidence = []
    return actions.submit_proposal(
        by=author,
        dialogue=dialogue,
        version=ProposalVersion(language="en", title=title, problem=problem, action=action, beneficiaries=gains),
        regions=[it.region for it in dialogue.territories.select_related("region")],
        evidence=evidence,
        no_evidence_reason="" if evidence else "The demonstration was loaded without figures.",
        cost_eur=Decimal(cost),
        tags=["demonstration"],
    )


def _keep(phase: Phase, kind: str) -> None:
    document = input_of(phase, kind, as_of=phase.closes_at)
    with acting_at(phase.closes_at):
        run = actions.keep_run(
            by=None,
            phase=phase,
            kind=kind,
            as_of=phase.closes_at,
            input_sha256=hash_of_input(document),
            output=analyse(document),
            parameters=parameters_of(document["rules"]).as_dict(),
        )
        actions.release_run(by=None, run=run)


def _close(dialogue: Dialogue, last: str) -> None:
    with acting_at(dialogue.phases.get(type=last).closes_at):
        actions.begin_closing(by=None, dialogue=dialogue)
        actions.close_dialogue(by=None, dialogue=dialogue)
    dialogue.refresh_from_db()


def _decide(
    dialogue: Dialogue, members: Sequence[User], outcomes: Sequence[tuple[Proposal, str, str, str]]
) -> list[Decision]:
    decisions = []
    with _during(dialogue, "decide"):
        for it in members:
            actions.declare_interest(by=it, dialogue=dialogue, text="None: a demonstration.", has_conflict=False)
        for proposal, outcome, reasons, dissent in outcomes:
            decision = actions.draft_decision(
                by=members[0], proposal=proposal, outcome=outcome, reasons={"en": reasons}, dissent=dissent
            )
            for it in members:
                decision = actions.sign_decision(by=it, decision=decision)
            decisions.append(decision)
    with _during(dialogue, "publish"):
        actions.publish_decisions(by=None, dialogue=dialogue)
        actions.validate(
            by=members[0],
            dialogue=dialogue,
            body=BODY,
            outcome="confirmed",
            on_date=moment().date(),
            document="Demonstration, no document",
            reasons="In line with the rules of the dialogue.",
        )
    for decision in decisions:
        decision.refresh_from_db()
    dialogue.refresh_from_db()
    return decisions


def _regional(region: Region, owner: User, members: Sequence[User]) -> tuple[Dialogue, Decision]:
    """A discovery group of one region: weighed criteria, one proposal adopted."""
    dialogue = _begin(
        "Demo: green economy in Friuli-Venezia Giulia",
        "Which step towards a green economy shall the region take first?",
        "discovery_group",
        [region],
        REGIONAL_START,
        level="regional",
    )
    _seats(dialogue, owner, members)
    with acting_at(REGIONAL_START):
        actions.open_dialogue(by=None, dialogue=dialogue)
        dialogue.refresh_from_db()
        people = _join(dialogue, [region])
    with _during(dialogue, "propose"):
        proposals = [_propose(dialogue, people[0], 1), _propose(dialogue, people[1], 2)]
    for proposal, figures in zip(proposals, ((8, 7, 310_000), (6, 4, 180_000)), strict=True):
        for code, value in zip(("need", "strength", "cost"), figures, strict=True):
            actions.assess_proposal(
                by=None, proposal=proposal, performance=Performance(criterion=code, value=value, source="estimate")
            )
    with _during(dialogue, "deliberate"):
        actions.argue(
            by=people[2],
            proposal=proposals[0],
            kind="for",
            language="en",
            text="The benches stand there and wait for users.",
        )
        actions.argue(
            by=people[3],
            proposal=proposals[0],
            kind="condition",
            language="en",
            text="Only with one price for all firms.",
        )
    with _during(dialogue, "prioritise"):
        phase = dialogue.phases.get(type="prioritise")
        for n, person in enumerate(people):
            actions.weigh(by=person, phase=phase, points={"need": 100, "strength": 60 + 5 * n, "cost": 40})
    _keep(phase, "weights")
    _close(dialogue, "prioritise")
    reasons = "It has the higher value under every weighing of those who took part."
    decisions = _decide(
        dialogue,
        members,
        [(proposals[0], "adopted", reasons, ""), (proposals[1], "deferred", "Not before the test centre.", "")],
    )
    return dialogue, decisions[0]


def _transnational(
    regions: Sequence[Region], owner: User, members: Sequence[User], lower: Dialogue, decision: Decision
) -> Dialogue:
    """The dialogue event: what the region decided is taken up; statements, ratings, two majorities, a validated decision."""
    dialogue = _begin(
        "Demo: three emerging industries in Central Europe",
        "Which joint pilots in active ageing, green economy and mobility shall we begin?",
        "transnational_event",
        regions,
        START,
        level="transnational",
    )
    _seats(dialogue, owner, members)
    with _during(lower, "rollup"):
        actions.link_dialogues(by=None, upper=dialogue, lower=lower)
        raised = actions.send_up(by=owner, decision=decision, upper=dialogue)
    with acting_at(START):
        actions.open_dialogue(by=None, dialogue=dialogue)
        dialogue.refresh_from_db()
        people = _join(dialogue, regions)
        session = actions.plan_session(
            by=owner,
            session=Session(
                dialogue=dialogue,
                on_date=date(2026, 2, 10),
                place="Online",
                agenda="1. What the regions bring\n2. Statements\n3. Questions to the evidence",
            ),
        )
    with _during(dialogue, "propose"):
        raised.refresh_from_db()
        proposals = [_propose(dialogue, people[0], 0), raised, _propose(dialogue, people[-1], 2)]
    with _during(dialogue, "deliberate"):
        statements = [
            actions.add_statement(by=people[n], dialogue=dialogue, text=text, language="en")
            for n, text in enumerate(STATEMENTS)
        ]
        actions.argue(
            by=people[1], proposal=proposals[0], kind="question", language="en", text="Who pays after the third year?"
        )
        for n, person in enumerate(people):
            helix = HELICES[n % len(HELICES)]
            for m, statement in enumerate(statements):
                leaning = LEANING[helix][m]
                actions.vote(by=person, statement=statement, value=-leaning if (n + 2 * m) % 7 == 0 else leaning)
    with _during(dialogue, "deliberate", day=4):
        attendance = {(helix, gender): 2 + n % 2 for n, helix in enumerate(HELICES) for gender in ("women", "men")}
        held = actions.hold_session(
            by=owner, session=session, minutes="The statements were read and voted on.", attendance=attendance
        )
        actions.approve_minutes(by=owner, session=held)
    actions.make_items(by=None, dialogue=dialogue)
    items = list(dialogue.delphi_items.all())
    with _during(dialogue, "rate"):
        for n, person in enumerate(people):
            for m, item in enumerate(items):
                actions.rate(by=person, item=item, rating=min(9, 6 + (n + m) % 4 - (n * m) % 2))
    for name in ("deliberate", "rate"):
        phase = dialogue.phases.get(type=name)
        for kind in ("opinion" if name == "deliberate" else "delphi", "rollup"):
            _keep(phase, kind)
    _close(dialogue, "rate")
    why = "All five countries rate it above the middle, and the evidence of the region bears it."
    outcomes = [
        (proposals[0], "adopted", why, "One member would have begun with a smaller lab."),
        (proposals[1], "adopted", why, ""),
        (proposals[2], "deferred", "The format is not agreed yet; it comes back in a year.", ""),
    ]
    decisions = _decide(dialogue, members, outcomes)
    with _during(dialogue, "follow"):
        actions.begin_following(by=None, dialogue=dialogue)
        actions.set_milestone(by=None, decision=decisions[0], title="First living lab open", due=date(2027, 3, 1))
    return dialogue


def _poll(region: Region) -> None:
    """A quick poll that is open now, in which the people of the demo may vote."""
    now = moment()
    dialogue = _begin(
        "Demo: what shall we ask next?",
        "What should the next dialogue be about?",
        "poll",
        [region],
        now.replace(microsecond=0) - timedelta(hours=1),
        level="regional",
    )
    moderator = User.objects.filter(is_demo=True, email="moderator@demo.example.org").first()
    if moderator is not None:
        _seats(dialogue, moderator, [])
    actions.open_dialogue(by=None, dialogue=dialogue)
    dialogue.refresh_from_db()
    asked = ("cluster-manager", "expert", "pilot-lead")
    people = User.objects.filter(is_demo=True, email__in=[f"{it}@demo.example.org" for it in asked]).order_by("email")
    author = _person("poll-author")
    for n, person in enumerate([author, *people]):
        invitation = actions.invite(
            by=None,
            participation=Participation(dialogue=dialogue, user=person, helix=HELICES[n % len(HELICES)], region=region),
        )
        actions.answer_invitation(by=person, participation=invitation, accepts=True)
    for text in STATEMENTS[:3]:
        actions.add_statement(by=author, dialogue=dialogue, text=text, language="en")
