"""What changes votes, ratings, weights and ballots: each is inserted once, superseded by a newer one, and never updated."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from clustrat_platform.base.audit import checked
from clustrat_platform.base.models import Region, User
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed
from clustrat_platform.dialogue.actions.pen import (
    dialogue_action,
    frozen_rules,
    in_state,
    limited,
    next_number,
    open_phase,
    participant,
    reasoned,
)
from clustrat_platform.dialogue.ballot_choices import BALLOT_STATES, checked_choice
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.inputs import delphi_document
from clustrat_platform.dialogue.models import (
    Batch,
    BatchLine,
    DelphiAnswer,
    DelphiItem,
    DelphiSnapshot,
    Dialogue,
    Phase,
    Proposal,
    SecretBallot,
    Statement,
    StatementVote,
    VotingRight,
    WeightSet,
)
from clustrat_platform.dialogue.rounds import middle_half, reason_is_due
from clustrat_platform.dialogue.rule_sets import sha256_of
from clustrat_platform.dialogue.standings import standing_of

__all__ = [
    "CastBallot",
    "add_statement",
    "cast_ballot",
    "check_batch",
    "enter_batch",
    "make_items",
    "rate",
    "receipt_of",
    "refuse_batch",
    "take_snapshot",
    "vote",
    "weigh",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CastBallot:
    """What a voter is shown once: the code, with which the ballot can be changed, and the receipt that will be published."""

    code: str
    receipt: str


@dialogue_action(verb="dialogue.add_statement", permission="dialogue.add_statement", on="dialogue")
def add_statement(*, by: User | None, dialogue: Dialogue, text: str, language: str, is_meta: bool = False) -> Statement:
    """Add a statement to vote on; the first of a person waits for a review.

    Raises
    ------
    Conflict
        The same statement is there.
    TooMany
        The day's limit of the rules is reached.
    """
    now = Dialogue.objects.select_for_update().get(pk=dialogue.pk)
    standing = standing_of(by, now)
    author = participant(by, now) if "participant" in standing.roles else None
    text = " ".join(reasoned(text, parameter="text").split())
    if now.statements.filter(text__iexact=text).exists():
        raise Conflict(detail=_("This statement is there already; vote on it."))
    is_first = False
    if author is not None:
        own = now.statements.filter(author=author)
        is_first = not own.exists()
        limited(
            own.filter(said_at__gt=moment() - timedelta(days=1)).count(),
            int(now.rules["limits"]["statements_per_day"]),
            sentence=_("You have added as many statements today as the rules allow."),
            retry_after_s=86_400,
        )
    waits = bool(now.rules["review_first"]) and "facilitator" not in standing.roles and (is_first or author is None)
    return checked(
        Statement(
            dialogue=now,
            number=next_number(now.statements.all()),
            author=author,
            language=language,
            text=text,
            is_meta=is_meta,
            state=Statement.State.AWAITING if waits else Statement.State.ACCEPTED,
            said_at=moment(),
        )
    )


@dialogue_action(verb="dialogue.vote", permission="dialogue.vote_statement", on="statement")
def vote(*, by: User | None, statement: Statement, value: int) -> StatementVote:
    """Agree (1), disagree (-1) or pass (0); the same again changes nothing, another answer supersedes.

    Raises
    ------
    TooMany
        More votes in a minute than the rules allow.
    """
    person = participant(by, statement.dialogue, locks=True)
    phase = open_phase(statement.dialogue, "vote_statement")
    if not Statement.objects.filter(pk=statement.pk, state=Statement.State.ACCEPTED).exists():
        raise NotAllowed(detail=_("This was hidden or waits for its first review."))
    rules = frozen_rules(statement.dialogue)
    held = StatementVote.objects.filter(statement=statement, participation=person, superseded_at__isnull=True).first()
    if held is not None and held.value == value and held.rule_set_sha256 == rules.sha256:
        return held
    recent = StatementVote.objects.filter(participation=person, at__gt=moment() - timedelta(minutes=1)).count()
    limited(
        recent,
        int(rules.document["limits"]["votes_per_minute"]),
        sentence=_("These are more votes in a minute than a person reads."),
        retry_after_s=60,
    )
    _supersede(held)
    return checked(
        StatementVote(
            statement=statement,
            phase=phase,
            participation=person,
            value=value,
            at=moment(),
            rule_set_sha256=rules.sha256,
        )
    )


def _supersede(held: Any) -> None:
    if held is not None:
        held.superseded_at = moment()
        held.save(update_fields=["superseded_at"])


@dialogue_action(verb="dialogue.make_items", permission="dialogue.run", on="dialogue")
def make_items(*, by: User | None, dialogue: Dialogue) -> list[DelphiItem]:
    """Make the questions of the rounds: every admitted proposal on every dimension; what is there stays."""
    admitted = dialogue.proposals.filter(state__in=(Proposal.State.ADMITTED, Proposal.State.DELIBERATING))
    for proposal in admitted:
        for dimension in dialogue.rules.get("dimensions", []):
            if not proposal.delphi_items.filter(dimension=dimension).exists():
                checked(DelphiItem(dialogue=dialogue, proposal=proposal, dimension=dimension))
    return list(dialogue.delphi_items.all())


@dialogue_action(verb="dialogue.rate", permission="dialogue.rate", on="item")
def rate(*, by: User | None, item: DelphiItem, rating: int, confidence: int = 2, reason: str = "") -> DelphiAnswer:
    """Rate an item; outside the middle half that one has been shown, a reason is due.

    Raises
    ------
    Invalid
        The rating is not on the scale, or the reason is missing.
    """
    person = participant(by, item.dialogue, locks=True)
    phase = open_phase(item.dialogue, "rate")
    rules = frozen_rules(item.dialogue)
    if not Proposal.objects.filter(pk=item.proposal_id, state__in=BALLOT_STATES).exists():
        raise NotAllowed(detail=_("The proposal is not rated any more."))
    scale_max = int(rules.document["scale_max"])
    if not 1 <= rating <= scale_max:
        raise Invalid(
            detail=_("The scale goes from 1 to %(max)s.") % {"max": scale_max},
            parameter="rating",
            value=str(rating),
            allowed=f"1-{scale_max}",
        )
    held = DelphiAnswer.objects.filter(item=item, participation=person, superseded_at__isnull=True).first()
    if held is not None and reason_is_due(rating, middle_half(phase, item)) and not reason.strip():
        raise Invalid(
            detail=_("Your rating lies outside the middle half of the group; say why, so that the group can learn."),
            parameter="reason",
        )
    values = (rating, confidence, reason.strip())
    if (
        held is not None
        and values == (held.rating, held.confidence, held.reason)
        and held.rule_set_sha256 == rules.sha256
    ):
        return held
    _supersede(held)
    return checked(
        DelphiAnswer(
            item=item,
            phase=phase,
            participation=person,
            rating=rating,
            confidence=confidence,
            reason=reason.strip(),
            at=moment(),
            rule_set_sha256=rules.sha256,
        )
    )


@dialogue_action(verb="dialogue.take_snapshot", permission="dialogue.run_analysis", on="phase")
def take_snapshot(*, by: User | None, phase: Phase) -> DelphiSnapshot:
    """Keep all ratings as they stand today; the last of a day counts for the day."""
    document = delphi_document(phase, as_of=moment() + timedelta(microseconds=1))
    found = phase.delphi_snapshots.filter(on_date=moment().date()).first() or DelphiSnapshot(
        phase=phase, on_date=moment().date()
    )
    found.document = document
    found.sha256 = sha256_of(document)
    return checked(found)


@dialogue_action(verb="dialogue.weigh", permission="dialogue.weigh", on="phase")
def weigh(*, by: User | None, phase: Phase, points: Mapping[str, int]) -> WeightSet:
    """Say how important each criterion is, in points from 0 to 100.

    Raises
    ------
    Invalid
        A criterion is missing or none has points.
    """
    person = participant(by, phase.dialogue, locks=True)
    rules = frozen_rules(phase.dialogue)
    codes = [it["code"] for it in rules.document["criteria"]]
    given = {str(code): int(value) for code, value in points.items()}
    if set(given) != set(codes) or not all(0 <= it <= 100 for it in given.values()) or not any(given.values()):
        raise Invalid(
            detail=_("Give each criterion 0 to 100 points, and at least one of them more than 0."),
            parameter="points",
            allowed=codes,
        )
    held = WeightSet.objects.filter(phase=phase, participation=person, superseded_at__isnull=True).first()
    if held is not None and held.points == given and held.rule_set_sha256 == rules.sha256:
        return held
    _supersede(held)
    return checked(
        WeightSet(phase=phase, participation=person, points=given, at=moment(), rule_set_sha256=rules.sha256)
    )


def _code_hash(phase: Phase, code: str) -> str:
    return hashlib.sha3_512(f"{phase.permanent_id}:{code.strip()}".encode()).hexdigest()


def receipt_of(code: str) -> str:
    """The receipt of a code: it is published, proves that the ballot is in the box, and tells nothing of the choice.

    >>> receipt_of("abc") == receipt_of(" abc "), len(receipt_of("abc"))
    (True, 64)
    """
    return hashlib.sha256(f"clustrat receipt:{code.strip()}".encode()).hexdigest()


@dialogue_action(verb="dialogue.ballot", permission="dialogue.ballot", on="phase")
def cast_ballot(*, by: User | None, phase: Phase, choice: Sequence[int], code: str = "") -> CastBallot:
    """Cast a secret ballot: the list of voters and the box share no key; to change a ballot one needs its code.

    Raises
    ------
    Conflict
        A ballot was cast, and no code is given.
    Invalid
        No ballot has this code, or the choice cannot be.
    """
    person = participant(by, phase.dialogue, locks=True)
    rules = frozen_rules(phase.dialogue)
    chosen = checked_choice(phase, choice)
    right = VotingRight.objects.select_for_update().filter(phase=phase, participation=person).first()
    if right is None:
        right = checked(VotingRight(phase=phase, participation=person))
    if right.cast_on is not None and right.rule_set_sha256 == rules.sha256:
        if not code:
            raise Conflict(detail=_("You have cast your ballot. To change it, give the code that you were shown then."))
        held = SecretBallot.objects.select_for_update().filter(
            phase=phase, code_sha3=_code_hash(phase, code), is_superseded=False, is_from_batch=False
        )
        if not held.update(is_superseded=True):
            raise Invalid(detail=_("No ballot in the box has this code."), parameter="code")
    right.cast_on = moment().date()
    right.rule_set_sha256 = rules.sha256
    checked(right)
    return _insert(
        phase,
        code=secrets.token_urlsafe(16),
        helix=person.helix,
        region=person.region,
        choice=chosen,
        rules_sha256=rules.sha256,
    )


def _insert(
    phase: Phase,
    *,
    code: str,
    helix: str,
    region: Region,
    choice: list[int],
    rules_sha256: str,
) -> CastBallot:
    ballot = SecretBallot(
        phase=phase,
        code_sha3=_code_hash(phase, code),
        receipt_sha256=receipt_of(code),
        helix=helix,
        region=region,
        choice=choice,
        rule_set_sha256=rules_sha256,
    )
    checked(ballot)
    return CastBallot(code=code, receipt=ballot.receipt_sha256)


@dialogue_action(verb="dialogue.enter_batch", permission="dialogue.enter_batch", on="batch")
def enter_batch(*, by: User | None, batch: Batch, lines: Sequence[Mapping[str, Any]]) -> tuple[Batch, list[CastBallot]]:
    """Enter the paper ballots of a workshop; they count once another person has checked them against the document.

    Returns the batch and, for each line, the code that is shown once.

    Raises
    ------
    Invalid
        A line cannot be.
    """
    if not lines:
        raise Invalid(detail=_("The document has no ballots."), parameter="lines")
    rules = frozen_rules(batch.phase.dialogue)
    batch.state, batch.entered_by, batch.checked_by = Batch.State.ENTERED, by, None
    batch.rule_set_sha256 = rules.sha256
    checked(batch)
    codes = []
    for number, line in enumerate(lines, start=1):
        code = secrets.token_urlsafe(16)
        try:
            chosen = checked_choice(batch.phase, line["choice"])
        except Invalid as refusal:
            raise Invalid(
                detail=_("Line %(n)s: %(why)s") % {"n": number, "why": refusal.detail},
                parameter="lines",
                value=str(line["choice"])[:80],
            ) from refusal
        checked(
            BatchLine(
                batch=batch,
                number=number,
                helix=line["helix"],
                choice=chosen,
                token_sha3=_code_hash(batch.phase, code),
                receipt_sha256=receipt_of(code),
            )
        )
        codes.append(CastBallot(code=code, receipt=receipt_of(code)))
    return batch, codes


@dialogue_action(verb="dialogue.check_batch", permission="dialogue.check_batch", on="batch")
def check_batch(*, by: User, batch: Batch) -> Batch:
    """Confirm as a second person that a batch is as in the document; its ballots go into the box.

    Raises
    ------
    Conflict
        The rules have changed since it was entered, or the dialogue no longer counts.
    """
    now = in_state(batch, Batch.State.ENTERED)
    dialogue = now.phase.dialogue
    if dialogue.state not in (Dialogue.State.OPEN, Dialogue.State.CLOSING):
        raise Conflict(detail=_("The dialogue is closed; nothing is counted any more."))
    if frozen_rules(dialogue).sha256 != now.rule_set_sha256:
        raise Conflict(detail=_("The rules have changed since the batch was entered; enter it anew."))
    now.state, now.checked_by = Batch.State.CHECKED, by
    checked(now)
    for line in now.lines.all():
        checked(
            SecretBallot(
                phase=now.phase,
                code_sha3=line.token_sha3,
                receipt_sha256=line.receipt_sha256,
                helix=line.helix,
                region=now.region,
                choice=line.choice,
                is_from_batch=True,
                rule_set_sha256=now.rule_set_sha256,
            )
        )
    return now


@dialogue_action(verb="dialogue.refuse_batch", permission="dialogue.check_batch", on="batch")
def refuse_batch(*, by: User, batch: Batch, reason: str) -> Batch:
    """Say as a second person that a batch is not as in the document."""
    now = in_state(batch, Batch.State.ENTERED)
    now.state, now.checked_by, now.reason = Batch.State.REFUSED, by, reasoned(reason)
    return checked(now)
