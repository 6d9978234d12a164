"""Small dialogues for tests, made by the actions themselves at a chosen time."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.platform.organisations.factories import make_person, make_region

from clustrat_platform.base.models import User
from clustrat_platform.dialogue import actions
from clustrat_platform.dialogue.clock import acting_at
from clustrat_platform.dialogue.models import (
    Dialogue,
    DialogueSeat,
    Participation,
    Phase,
    Proposal,
    ProposalVersion,
    Statement,
)

#: When the dialogues of tests begin.
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
_numbers = itertools.count(1)
HELICES = ("business", "public", "academia", "civil", "intermediary")


def make_dialogue(
    blueprint: str = "poll",
    *,
    owner: User | None = None,
    codes: Iterable[str] = ("ITH4",),
    rules: dict[str, Any] | None = None,
    state: str = "open",
    start: datetime = START,
    **fields: Any,
) -> Dialogue:
    """A dialogue from a blueprint, brought to a state, at its start."""
    with acting_at(start - DAY):
        dialogue = actions.create_dialogue(
            by=None,
            dialogue=Dialogue(
                title=fields.pop("title", f"Dialogue {next(_numbers)}"),
                question="What shall we do together?",
                level=fields.pop("level", "regional"),
                blueprint=blueprint,
                **fields,
            ),
            regions=[make_region(code) for code in codes],
            begins_at=start,
        )
        if owner is not None:
            for role in ("owner", "facilitator"):
                seat(dialogue, role, user=owner)
        actions.draft_rules(by=None, dialogue=dialogue, rules={"review_first": False, **(rules or {})})
        for name, step in (("announced", actions.announce_dialogue), ("open", actions.open_dialogue)):
            if state in (name, "open"):
                step(by=None, dialogue=dialogue)
    dialogue.refresh_from_db()
    return dialogue


def seat(dialogue: Dialogue, role: str, *, user: User | None = None, code: str | None = None) -> User:
    """A person with a role in a dialogue."""
    person = user or make_person()
    actions.name_seat(
        by=None,
        seat=DialogueSeat(dialogue=dialogue, user=person, role=role, region=make_region(code) if code else None),
    )
    return person


def join(
    dialogue: Dialogue, *, helix: str = "business", code: str | None = None, user: User | None = None, **fields: Any
) -> User:
    """A person who takes part."""
    person = user or make_person()
    region = make_region(code) if code else dialogue.territories.first().region  # type: ignore[union-attr]
    invitation = actions.invite(
        by=None, participation=Participation(dialogue=dialogue, user=person, helix=helix, region=region, **fields)
    )
    actions.answer_invitation(by=person, participation=invitation, accepts=True)
    return person


def phase_of(dialogue: Dialogue, name: str) -> Phase:
    """A phase by its type."""
    return dialogue.phases.get(type=name)


def during(dialogue: Dialogue, name: str, *, after: timedelta = timedelta(hours=1)) -> Any:
    """The time shortly after a phase has opened."""
    return acting_at(phase_of(dialogue, name).opens_at + after)


def wording(**fields: Any) -> ProposalVersion:
    """The words of a proposal."""
    return ProposalVersion(
        **{
            "language": "en",
            "title": f"Proposal {next(_numbers)}",
            "problem": "Workshops stand empty.",
            "action": "Share them.",
            "beneficiaries": "Small firms.",
            **fields,
        }
    )


def make_proposal(dialogue: Dialogue, author: User, *, cost_eur: int | None = None, **fields: Any) -> Proposal:
    """A proposal without evidence, with the reason for it."""
    with during(dialogue, "propose"):
        return actions.submit_proposal(
            by=author,
            dialogue=dialogue,
            version=wording(**fields),
            no_evidence_reason="Nobody has measured this.",
            cost_eur=cost_eur,  # type: ignore[arg-type]
        )


def make_statement(dialogue: Dialogue, by: User, text: str = "") -> Statement:
    """A statement to vote on."""
    with during(dialogue, "deliberate"):
        return actions.add_statement(
            by=by, dialogue=dialogue, text=text or f"Statement {next(_numbers)}", language="en"
        )


def close(dialogue: Dialogue) -> Dialogue:
    """The dialogue closed, after its last phase of input."""
    last = max(it.closes_at for it in dialogue.phases.filter(type__in=("propose", "deliberate", "rate", "prioritise")))
    with acting_at(last):
        actions.begin_closing(by=None, dialogue=dialogue)
        actions.close_dialogue(by=None, dialogue=dialogue)
    dialogue.refresh_from_db()
    return dialogue
