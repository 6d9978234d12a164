"""What changes a dialogue as a whole: its form and rules, its opening and closing, its phases, and the line up and down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from clustrat_platform.base.audit import checked
from clustrat_platform.base.models import Region, User
from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.dialogue.actions.evidence import freeze_all
from clustrat_platform.dialogue.actions.pen import dialogue_action, frozen_rules, in_state, people_of, reasoned, tell
from clustrat_platform.dialogue.blueprints import blueprint, planned
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.models import (
    AnalysisRun,
    Batch,
    Correction,
    Decision,
    DecisionSignature,
    DelphiAnswer,
    Dialogue,
    DialogueLink,
    DialogueSeat,
    DialogueTerritory,
    Milestone,
    ModerationAction,
    Phase,
    ProposalEdge,
    RuleSet,
    SeatRole,
    SecretBallot,
    StatementVote,
    VotingRight,
    WeightSet,
)
from clustrat_platform.dialogue.phase_types import conflict_of
from clustrat_platform.dialogue.rule_sets import changed_parts, checked_rules, sha256_of, touched_types

__all__ = [
    "announce_dialogue",
    "archive_dialogue",
    "begin_closing",
    "begin_following",
    "cancel_dialogue",
    "change_phase",
    "change_rules",
    "close_dialogue",
    "correct_dialogue",
    "create_dialogue",
    "draft_rules",
    "link_dialogues",
    "open_dialogue",
    "remove_demo_dialogues",
]

State = Dialogue.State
#: What is counted, and hence carries the hash of the rules.
VOTES = frozenset({"vote_statement", "rate", "weigh", "ballot"})


@dialogue_action(verb="dialogue.create", permission="dialogue.create")
def create_dialogue(
    *,
    by: User | None,
    dialogue: Dialogue,
    regions: Sequence[Region],
    begins_at: datetime,
    population: Mapping[str, int] | None = None,
) -> Dialogue:
    """Begin a dialogue from its blueprint: phases one after the other, rules to be drafted, whoever begins it as owner.

    Raises
    ------
    Invalid
        There is no such blueprint, or no region.
    """
    form = blueprint(dialogue.blueprint)
    if not regions:
        raise Invalid(detail=_("A dialogue speaks for at least one region."), parameter="regions")
    dialogue.state = State.DRAFT
    checked(dialogue)
    for region in regions:
        checked(
            DialogueTerritory(dialogue=dialogue, region=region, population_persons=(population or {}).get(region.code))
        )
    for position, it in enumerate(planned(form, begins_at=begins_at), start=1):
        checked(Phase(dialogue=dialogue, position=position, type=it.type, opens_at=it.opens_at, closes_at=it.closes_at))
    rules = checked_rules({"languages": [dialogue.original_language], **form.rules})
    checked(RuleSet(dialogue=dialogue, version=1, document=rules))
    if by is not None:
        for role in (SeatRole.OWNER, SeatRole.FACILITATOR):
            checked(DialogueSeat(dialogue=dialogue, user=by, role=role))
    return dialogue


@dialogue_action(verb="dialogue.draft_rules", permission="dialogue.change_rules", on="dialogue")
def draft_rules(*, by: User | None, dialogue: Dialogue, rules: Mapping[str, Any]) -> RuleSet:
    """Change rules before the opening.

    Raises
    ------
    Conflict
        The dialogue is open.
    Invalid
        A rule cannot be what it is to be, or anonymity was promised.
    """
    now = in_state(dialogue, State.DRAFT, State.ANNOUNCED)
    rule_set = now.rule_set
    assert rule_set is not None
    _keep_anonymity(now, rule_set, rules)
    rule_set.document = checked_rules({**rule_set.document, **rules})
    return checked(rule_set)


@dialogue_action(verb="dialogue.change_phase", permission="dialogue.run", on="dialogue")
def change_phase(
    *, by: User | None, dialogue: Dialogue, phase: Phase, opens_at: datetime, closes_at: datetime, reason: str = ""
) -> Phase:
    """Move a phase; what has closed stays closed, and a phase that goes on may only be made longer.

    Raises
    ------
    Conflict
        The phase is over, or would overlap with one whose features conflict.
    """
    now = in_state(
        dialogue, State.DRAFT, State.ANNOUNCED, State.OPEN, State.CLOSING, State.CLOSED, State.DECIDED, State.FOLLOWING
    )
    found = Phase.objects.select_for_update().get(pk=phase.pk, dialogue=now)
    if now.state not in (State.DRAFT, State.ANNOUNCED):
        if found.is_over_at(moment()):
            raise Conflict(detail=_("The phase is over; what it counted stays as it is."))
        if found.is_open_at(moment()) and (opens_at != found.opens_at or closes_at < found.closes_at):
            raise Conflict(detail=_("A phase that is open may only be made longer."))
        reasoned(reason)
    found.opens_at, found.closes_at = opens_at, closes_at
    checked(found)
    _check_overlaps(now)
    return found


def _check_overlaps(dialogue: Dialogue) -> None:
    phases = list(dialogue.phases.order_by("position"))
    for place, one in enumerate(phases):
        for other in phases[place + 1 :]:
            clash = conflict_of(one.type, other.type)
            if clash and one.opens_at < other.closes_at and other.opens_at < one.closes_at:
                raise Conflict(
                    detail=_("'%(one)s' and '%(other)s' may not be open at the same time.")
                    % {"one": one.get_type_display(), "other": other.get_type_display()},
                    difference={"features": list(clash)},
                )


@dialogue_action(verb="dialogue.announce", permission="dialogue.run", on="dialogue")
def announce_dialogue(*, by: User | None, dialogue: Dialogue) -> Dialogue:
    """Let those who may read it see the dialogue before it opens."""
    now = in_state(dialogue, State.DRAFT)
    now.state = State.ANNOUNCED
    return checked(now)


@dialogue_action(verb="dialogue.open", permission="dialogue.run", on="dialogue")
def open_dialogue(*, by: User | None, dialogue: Dialogue) -> Dialogue:
    """Open the dialogue: the rules are frozen and hashed, and from now on every ballot carries their hash.

    Raises
    ------
    Conflict
        Phases overlap whose features conflict.
    """
    now = in_state(dialogue, State.ANNOUNCED)
    _check_overlaps(now)
    rule_set = now.rule_set
    assert rule_set is not None
    rule_set.document = checked_rules(rule_set.document)
    rule_set.sha256 = sha256_of(rule_set.document)
    rule_set.frozen_at = moment()
    checked(rule_set)
    now.state = State.OPEN
    checked(now)
    freeze_all(now, event="opening")
    tell(
        people_of(now),
        dialogue=now,
        event="opened",
        sentence=lambda: _("The dialogue '%(title)s' is open; its rules are frozen.") % {"title": now.title},
    )
    return now


@dialogue_action(verb="dialogue.change_rules", permission="dialogue.change_rules", on="dialogue")
def change_rules(*, by: User | None, dialogue: Dialogue, rules: Mapping[str, Any], reason: str) -> RuleSet:
    """Change rules after the opening: a new version, a notice to all, and the phases that it touches begin anew.

    Raises
    ------
    Conflict
        A phase that the change touches is over, or nothing changes.
    Invalid
        No reason, a rule that cannot be, or anonymity that was promised.
    """
    reasoned(reason)
    now = in_state(dialogue, State.OPEN)
    former = frozen_rules(now)
    _keep_anonymity(now, former, rules)
    document = checked_rules({**former.document, **rules})
    parts = changed_parts(former.document, document)
    if not parts:
        raise Conflict(detail=_("Nothing changes by this."))
    touched = touched_types(parts)
    over = next((it for it in now.phases.filter(type__in=touched) if it.is_over_at(moment())), None)
    if over is not None:
        raise Conflict(
            detail=_("'%(phase)s' is over; its rules stand. What comes after may follow other rules in a new dialogue.")
            % {"phase": over.get_type_display()},
            difference={"rules": parts},
        )
    # Every ballot of a phase carries the same hash, so each phase of votes that goes on begins anew.
    going_on = [it for it in now.phases.all() if it.is_open_at(moment()) and it.features & VOTES]
    for phase in going_on:
        phase.counted_from = moment()
        checked(phase)
    new = checked(
        RuleSet(
            dialogue=now,
            version=former.version + 1,
            document=document,
            sha256=sha256_of(document),
            frozen_at=moment(),
            reason=reason,
            restarts=[it.type for it in going_on],
        )
    )
    tell(
        people_of(now),
        dialogue=now,
        event="rules_changed",
        sentence=lambda: (
            _("The rules of '%(title)s' changed: %(reason)s What was entered in the phases concerned is asked anew.")
            % {"title": now.title, "reason": reason}
        ),
    )
    return new


def _keep_anonymity(dialogue: Dialogue, former: RuleSet, rules: Mapping[str, Any]) -> None:
    promised = dialogue.rule_sets.filter(document__anonymity="anonymous").exists() and (
        dialogue.state != State.DRAFT or former.frozen_at is not None
    )
    if promised and rules.get("anonymity", "anonymous") != "anonymous":
        raise Invalid(
            detail=_("Anonymity was promised, and stays."), parameter="anonymity", value=str(rules["anonymity"])
        )


@dialogue_action(verb="dialogue.begin_closing", permission="dialogue.run", on="dialogue")
def begin_closing(*, by: User | None, dialogue: Dialogue) -> Dialogue:
    """Take no new input; second checks of batches and appeals end.

    Raises
    ------
    Conflict
        A phase of input goes on.
    """
    now = in_state(dialogue, State.OPEN)
    waiting = next(
        (
            it
            for it in now.phases.all()
            if it.type in ("propose", "deliberate", "rate", "prioritise") and not it.is_over_at(moment())
        ),
        None,
    )
    if waiting is not None:
        raise Conflict(detail=_("'%(phase)s' is not over yet.") % {"phase": waiting.get_type_display()})
    now.state = State.CLOSING
    return checked(now)


@dialogue_action(verb="dialogue.close", permission="dialogue.run", on="dialogue")
def close_dialogue(*, by: User | None, dialogue: Dialogue) -> Dialogue:
    """Close: every batch is checked and every appeal answered.

    Raises
    ------
    Conflict
        Something waits still.
    """
    now = in_state(dialogue, State.CLOSING)
    if Batch.objects.filter(phase__dialogue=now, state=Batch.State.ENTERED).exists():
        raise Conflict(detail=_("A batch of ballots waits for its second person."))
    asked = ModerationAction.objects.filter(appeal=ModerationAction.Appeal.ASKED)
    if any(it.target is not None and _belongs(it, now) for it in asked):
        raise Conflict(detail=_("An appeal waits for its answer."))
    now.state = State.CLOSED
    return checked(now)


def _belongs(moderation: Any, dialogue: Dialogue) -> bool:
    target = moderation.target
    owner = getattr(target, "proposal", target)
    return bool(owner.dialogue_id == dialogue.pk)


@dialogue_action(verb="dialogue.begin_following", permission="dialogue.run", on="dialogue")
def begin_following(*, by: User | None, dialogue: Dialogue) -> Dialogue:
    """Begin to follow up what was decided."""
    now = in_state(dialogue, State.DECIDED)
    now.state = State.FOLLOWING
    return checked(now)


@dialogue_action(verb="dialogue.archive", permission="dialogue.run", on="dialogue")
def archive_dialogue(*, by: User | None, dialogue: Dialogue) -> Dialogue:
    """Put the dialogue into the archive; it stays readable."""
    now = in_state(dialogue, State.DECIDED, State.FOLLOWING)
    now.state = State.ARCHIVED
    return checked(now)


@dialogue_action(verb="dialogue.cancel", permission="dialogue.cancel", on="dialogue")
def cancel_dialogue(*, by: User | None, dialogue: Dialogue, reason: str) -> Dialogue:
    """Cancel a dialogue that has not decided, with a reason that everyone reads."""
    now = in_state(dialogue, State.DRAFT, State.ANNOUNCED, State.OPEN, State.CLOSING, State.CLOSED)
    now.state = State.CANCELLED
    now.cancelled_reason = reasoned(reason)
    tell(
        people_of(now),
        dialogue=now,
        event="cancelled",
        sentence=lambda: (
            _("The dialogue '%(title)s' was cancelled: %(reason)s") % {"title": now.title, "reason": reason}
        ),
    )
    return checked(now)


@dialogue_action(verb="dialogue.correct", permission="dialogue.correct", on="dialogue")
def correct_dialogue(*, by: User | None, dialogue: Dialogue, text: str) -> Correction:
    """Write down what was wrong in a dialogue that cannot be changed any more."""
    return checked(Correction(dialogue=dialogue, text=reasoned(text, parameter="text"), by=by))


@dialogue_action(verb="dialogue.link", permission="dialogue.run", on="upper")
def link_dialogues(*, by: User | None, upper: Dialogue, lower: Dialogue) -> DialogueLink:
    """Let a dialogue take up what another has decided.

    Raises
    ------
    Invalid
        The line would lead back to where it began.
    """
    waiting, seen = [upper.pk], {upper.pk}
    while waiting:
        key = waiting.pop()
        above = DialogueLink.objects.filter(lower_id=key).values_list("upper_id", flat=True)
        if lower.pk in above or key == lower.pk:
            raise Invalid(detail=_("The line would lead back to where it began."), parameter="lower")
        fresh = set(above) - seen
        seen |= fresh
        waiting += fresh
    return checked(DialogueLink(lower=lower, upper=upper))


@dialogue_action(verb="dialogue.remove_demo", permission="dialogue.remove_demo")
def remove_demo_dialogues(*, by: User | None) -> int:
    """Take the dialogues of the demo away with everything in them, and the people made for them; returns how many records."""
    demo = Dialogue.objects.filter(is_demo=True)
    n = 0
    # Votes and outcomes protect what they are about, so they go first.
    for model, path in (
        (DecisionSignature, "decision__dialogue"),
        (Milestone, "decision__dialogue"),
        (Decision, "dialogue"),
        (AnalysisRun, "dialogue"),
        (StatementVote, "phase__dialogue"),
        (DelphiAnswer, "phase__dialogue"),
        (WeightSet, "phase__dialogue"),
        (SecretBallot, "phase__dialogue"),
        (VotingRight, "phase__dialogue"),
        (Batch, "phase__dialogue"),
        (ProposalEdge, "child__proposal__dialogue"),
        (DialogueLink, "upper"),
    ):
        n += model._default_manager.filter(**{f"{path}__in": demo}).delete()[0]
    n += demo.delete()[0]
    return n + User.objects.filter(is_demo=True, email__startswith="dialogue-").delete()[0]
