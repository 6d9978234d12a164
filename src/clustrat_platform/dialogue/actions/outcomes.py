"""What changes outcomes: analyses are kept and released, the body declares, decides and signs, another validates, all is followed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

from django.utils.translation import gettext as _

from clustrat_platform.base.audit import checked
from clustrat_platform.base.jobs import start_job
from clustrat_platform.base.models import Job, User
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed
from clustrat_platform.dialogue.actions.evidence import attach, freeze_all
from clustrat_platform.dialogue.actions.pen import dialogue_action, in_state, next_number, people_of, reasoned, tell
from clustrat_platform.dialogue.actions.proposals import add_version
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.inputs import kinds_of, phase_rules
from clustrat_platform.dialogue.models import (
    AnalysisRun,
    Decision,
    DecisionSignature,
    Dialogue,
    DialogueLink,
    InterestDeclaration,
    Milestone,
    Origin,
    Phase,
    Proposal,
    ProposalEdge,
    ProposalRegion,
    ProposalVersion,
    Validation,
)
from clustrat_platform.dialogue.records import snapshot_of
from clustrat_platform.dialogue.rule_sets import canonical

__all__ = [
    "ask_for_analysis",
    "declare_interest",
    "draft_decision",
    "keep_run",
    "publish_decisions",
    "release_run",
    "report_milestone",
    "send_up",
    "set_milestone",
    "sign_decision",
    "validate",
]

#: States of proposals on which one decides.
DECIDABLE = (
    Proposal.State.ADMITTED,
    Proposal.State.DELIBERATING,
    Proposal.State.RATED,
    Proposal.State.SHORTLISTED,
)


@dialogue_action(verb="dialogue.ask_for_analysis", permission="dialogue.run_analysis", on="phase")
def ask_for_analysis(*, by: User | None, phase: Phase, kind: str) -> Job:
    """Let the worker analyse a phase, once it is over; earlier only where the rules show results on the way.

    Raises
    ------
    Conflict
        The phase goes on.
    Invalid
        The phase gives nothing for this kind of analysis.
    """
    _check_time(phase, moment())
    allowed = kinds_of(phase)
    if kind not in allowed:
        raise Invalid(
            detail=_("This phase gives nothing for this analysis."), parameter="kind", value=kind[:20], allowed=allowed
        )
    return start_job(
        kind="dialogue.analyse",
        arguments={"phase": phase.pk, "kind": kind, "as_of": _as_of(phase).isoformat(), "by": by.pk if by else None},
        owner=by,
    )


def _as_of(phase: Phase) -> datetime:
    return min(moment(), phase.closes_at)


def _check_time(phase: Phase, as_of: datetime) -> None:
    rules, _sha256 = phase_rules(phase)
    if not phase.is_over_at(as_of) and rules.get("results") != "interim_to_participants":
        raise Conflict(detail=_("Results stay hidden until the phase is over; nothing is analysed before."))


@dialogue_action(verb="dialogue.keep_run", permission="dialogue.run_analysis", on="phase")
def keep_run(
    *,
    by: User | None,
    phase: Phase,
    kind: str,
    as_of: datetime,
    input_sha256: str,
    output: Mapping[str, Any],
    parameters: Mapping[str, Any],
) -> AnalysisRun:
    """Keep a result for ever; the same input gives the same result, and is kept once.

    Raises
    ------
    Conflict
        The phase goes on, or the same input gave another result before.
    """
    _check_time(phase, as_of)
    text = canonical(output)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    code_version = version("clustrat")
    former = AnalysisRun.objects.filter(phase=phase, kind=kind, input_sha256=input_sha256).order_by("-pk").first()
    if former is not None and former.output_sha256 == sha256:
        return former
    if former is not None and former.code_version == code_version:
        raise Conflict(
            detail=_("The same votes gave another result before; look at both before anything is released."),
            difference={"former": former.output_sha256, "now": sha256},
        )
    _rules, rules_sha256 = phase_rules(phase)
    return checked(
        AnalysisRun(
            dialogue=phase.dialogue,
            phase=phase,
            kind=kind,
            as_of=as_of,
            is_interim=not phase.is_over_at(as_of),
            rule_set_sha256=rules_sha256,
            parameters=dict(parameters),
            code_version=code_version,
            input_sha256=input_sha256,
            output_text=text,
            output_sha256=sha256,
            ran_by=by,
        )
    )


@dialogue_action(verb="dialogue.release_run", permission="dialogue.publish", on="run")
def release_run(*, by: User | None, run: AnalysisRun) -> AnalysisRun:
    """Show a result to everyone who may read the dialogue, once its phase is over.

    Raises
    ------
    Conflict
        The phase goes on.
    """
    if not run.phase.is_over_at(moment()):
        raise Conflict(detail=_("Results are released once the phase is over."))
    if run.released_at is None:
        run.released_at = moment()
        checked(run)
        tell(
            people_of(run.dialogue),
            dialogue=run.dialogue,
            event="released",
            sentence=lambda: _("Results of '%(title)s' are released.") % {"title": run.dialogue.title},
        )
    return run


@dialogue_action(verb="dialogue.declare_interest", permission="dialogue.declare_interest", on="dialogue")
def declare_interest(*, by: User, dialogue: Dialogue, text: str, has_conflict: bool) -> InterestDeclaration:
    """Declare interests as a member of the deciding body, before seeing results; it stays as it was said."""
    if InterestDeclaration.objects.filter(dialogue=dialogue, user=by).exists():
        raise Conflict(detail=_("You have declared your interests; what was declared stays."))
    return checked(
        InterestDeclaration(
            dialogue=dialogue,
            user=by,
            text=reasoned(text, parameter="text"),
            has_conflict=has_conflict,
            declared_at=moment(),
        )
    )


@dialogue_action(verb="dialogue.draft_decision", permission="dialogue.decide", on="proposal")
def draft_decision(
    *,
    by: User | None,
    proposal: Proposal,
    outcome: str,
    reasons: Mapping[str, str],
    deviates: bool = False,
    deviation_reason: str = "",
    dissent: str = "",
) -> Decision:
    """Draft what is decided on a proposal, with reasons at least in the original language.

    Raises
    ------
    Invalid
        There are no reasons, or none for departing from the result of the group.
    """
    _as_a_person(by)
    dialogue = proposal.dialogue
    if not str(reasons.get(dialogue.original_language, "")).strip():
        raise Invalid(
            detail=_("A decision has reasons, at least in the original language of the dialogue."), parameter="reasons"
        )
    if deviates and not deviation_reason.strip():
        raise Invalid(
            detail=_("Say why the decision departs from the result of the group."), parameter="deviation_reason"
        )
    found = proposal.decisions.exclude(state=Decision.State.SUPERSEDED).first()
    if found is None:
        in_state(proposal, *DECIDABLE)
        found = Decision(dialogue=dialogue, proposal=proposal)
    elif found.state != Decision.State.DRAFTING:
        raise Conflict(detail=_("This was signed. A new decision supersedes it."))
    found.outcome, found.deviates = outcome, deviates
    found.reasons = {language: text.strip() for language, text in reasons.items() if text.strip()}
    found.deviation_reason, found.dissent = deviation_reason.strip(), dissent.strip()
    found.signatures.all().delete() if found.pk else None
    return checked(found)


def _as_a_person(by: User | None) -> None:
    if by is None:
        raise NotAllowed(detail=_("Members of the deciding body decide, never the system itself."))


@dialogue_action(verb="dialogue.sign_decision", permission="dialogue.decide", on="decision")
def sign_decision(*, by: User | None, decision: Decision) -> Decision:
    """Sign; the first signature freezes what lay on the table, the second person's makes the decision stand.

    A body of one member, by the seats of the dialogue, signs alone.
    """
    _as_a_person(by)
    now = in_state(decision, Decision.State.DRAFTING)
    if now.signatures.filter(user=by).exists():
        raise Conflict(detail=_("You have signed."))
    if not now.signatures.exists():
        freeze_all(now.dialogue, event="decision")
    checked(DecisionSignature(decision=now, user=by, signed_at=moment()))
    members = now.dialogue.seats.filter(role="decider").count()
    if now.signatures.count() < min(2, max(1, members)):
        return now
    runs = [it for it in now.dialogue.runs.order_by("pk") if it.phase.is_over_at(moment())]
    now.runs = [{"kind": it.kind, "output_sha256": it.output_sha256} for it in runs]
    now.snapshot_text = canonical(snapshot_of(now, runs))
    now.snapshot_sha256 = hashlib.sha256(now.snapshot_text.encode()).hexdigest()
    now.state, now.signed_at = Decision.State.SIGNED, moment()
    checked(now)
    proposal = now.proposal
    proposal.state = now.outcome
    checked(proposal)
    return now


@dialogue_action(verb="dialogue.publish_decisions", permission="dialogue.publish", on="dialogue")
def publish_decisions(*, by: User | None, dialogue: Dialogue) -> list[Decision]:
    """Publish all signed decisions; the dialogue is decided once nothing is left to decide.

    Raises
    ------
    Conflict
        Nothing is signed, or the dialogue is not closed.
    """
    now = in_state(dialogue, Dialogue.State.CLOSED, Dialogue.State.DECIDED)
    signed = list(now.decisions.filter(state=Decision.State.SIGNED))
    if not signed:
        raise Conflict(detail=_("No decision is signed."))
    for decision in signed:
        decision.state, decision.published_at = Decision.State.PUBLISHED, moment()
        checked(decision)
    if not now.proposals.filter(state__in=DECIDABLE).exists():
        now.state = Dialogue.State.DECIDED
        checked(now)
    tell(
        people_of(now),
        dialogue=now,
        event="decided",
        sentence=lambda: _("'%(title)s' has decided; the reasons stand beside.") % {"title": now.title},
    )
    return signed


@dialogue_action(verb="dialogue.validate", permission="dialogue.validate", on="dialogue")
def validate(
    *, by: User | None, dialogue: Dialogue, body: str, outcome: str, on_date: date, document: str, reasons: str
) -> Validation:
    """Record what the validating body says, with its document; it is the body that the rules name.

    Raises
    ------
    Invalid
        Another body than the rules name.
    """
    named = str(dialogue.rules.get("validating_body", ""))
    if named and body != named:
        raise Invalid(
            detail=_("The rules name another body: %(body)s.") % {"body": named}, parameter="body", allowed=[named]
        )
    if not dialogue.decisions.filter(state__in=(Decision.State.SIGNED, Decision.State.PUBLISHED)).exists():
        raise Conflict(detail=_("Nothing is decided yet."))
    return checked(
        Validation(
            dialogue=dialogue,
            body=reasoned(body, parameter="body"),
            outcome=outcome,
            on_date=on_date,
            document=document,
            reasons=reasoned(reasons, parameter="reasons"),
            by=by,
        )
    )


@dialogue_action(verb="dialogue.set_milestone", permission="dialogue.report_milestone", on="decision")
def set_milestone(*, by: User | None, decision: Decision, title: str, due: date, target: str = "") -> Milestone:
    """Say what is to happen after a decision, and until when."""
    in_state(decision, Decision.State.PUBLISHED)
    return checked(Milestone(decision=decision, title=title, due=due, target=target))


@dialogue_action(verb="dialogue.report_milestone", permission="dialogue.report_milestone", on="milestone")
def report_milestone(*, by: User | None, milestone: Milestone, state: str, report: str) -> Milestone:
    """Report on a milestone."""
    found = Milestone.objects.select_for_update().get(pk=milestone.pk)
    found.state, found.report = state, reasoned(report, parameter="report")
    return checked(found)


@dialogue_action(verb="dialogue.send_up", permission="dialogue.send_up", on="decision")
def send_up(*, by: User | None, decision: Decision, upper: Dialogue) -> Proposal:
    """Hand a decision on: a new proposal in the dialogue above, whose parent is the decided wording; nothing is overwritten.

    Raises
    ------
    Conflict
        The dialogue above takes no proposals, or has this one.
    """
    found = in_state(decision, Decision.State.PUBLISHED)
    above = Dialogue.objects.select_for_update().get(pk=upper.pk)
    if not DialogueLink.objects.filter(lower=found.dialogue, upper=above).exists():
        raise Conflict(detail=_("The dialogue above does not take up this one; link them first."))
    if above.state not in (Dialogue.State.DRAFT, Dialogue.State.ANNOUNCED, Dialogue.State.OPEN):
        raise Conflict(detail=_("The dialogue above takes no proposals any more."))
    parent = found.proposal.versions.filter(origin=Origin.AUTHOR).order_by("-number").first()
    assert parent is not None
    if ProposalEdge.objects.filter(
        parent=parent, kind=ProposalEdge.Kind.ADOPT_UP, child__proposal__dialogue=above
    ).exists():
        raise Conflict(detail=_("The dialogue above has this proposal already."))
    proposal = checked(
        Proposal(
            dialogue=above,
            number=next_number(above.proposals.all()),
            state=Proposal.State.ADMITTED,
            cost_eur=found.proposal.cost_eur,
            tags=found.proposal.tags,
            no_evidence_reason=found.proposal.no_evidence_reason,
        )
    )
    for it in found.proposal.regions.all():
        checked(ProposalRegion(proposal=proposal, region=it.region))
    words = {name: getattr(parent, name) for name in ("language", "title", "problem", "action", "beneficiaries")}
    add_version(proposal, ProposalVersion(**words), parent=parent, kind=ProposalEdge.Kind.ADOPT_UP)
    for link in found.proposal.evidence.all():
        attach(proposal, address=link.address, note=link.note, by=by)
    return proposal
