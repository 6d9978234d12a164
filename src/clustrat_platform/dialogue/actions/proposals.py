"""What changes proposals and arguments: each wording is a version that stays, and merging needs the owners or time to object."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from clustrat_platform.base.audit import checked
from clustrat_platform.base.models import Region, User
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed
from clustrat_platform.dialogue.actions.evidence import attach
from clustrat_platform.dialogue.actions.pen import (
    dialogue_action,
    in_state,
    limited,
    next_number,
    open_phase,
    participant,
    reasoned,
    tell,
)
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.models import (
    Argument,
    Dialogue,
    MergeConsent,
    MergeRequest,
    Origin,
    Participation,
    Performance,
    Proposal,
    ProposalEdge,
    ProposalRegion,
    ProposalVersion,
)
from clustrat_platform.dialogue.rule_sets import sha256_of
from clustrat_platform.dialogue.standings import standing_of

__all__ = [
    "add_version",
    "admit_proposal",
    "answer_merge",
    "argue",
    "ask_merge",
    "assess_proposal",
    "complete_merge",
    "needs_work",
    "revise_proposal",
    "submit_proposal",
    "translate_proposal",
    "withdraw_proposal",
]

State = Proposal.State
#: How long one may object to a merge that a facilitator announced.
OBJECTION_WINDOW = timedelta(days=3)
#: States in which a proposal may be reworded by its author.
OPEN_STATES = (State.DRAFT, State.SUBMITTED, State.NEEDS_WORK, State.ADMITTED)
#: States of proposals that go into ratings, priorities and decisions.
_WORDS = ("language", "title", "problem", "action", "beneficiaries")


@dialogue_action(verb="dialogue.propose", permission="dialogue.propose", on="dialogue")
def submit_proposal(
    *,
    by: User | None,
    dialogue: Dialogue,
    version: ProposalVersion,
    regions: Sequence[Region] = (),
    evidence: Sequence[str] = (),
    no_evidence_reason: str = "",
    cost_eur: Decimal | None = None,
    tags: Sequence[str] = (),
) -> Proposal:
    """Hand in a proposal with at least one figure as evidence, or a reason why there is none.

    Raises
    ------
    Invalid
        Neither evidence nor a reason.
    TooMany
        The limit of the rules is reached.
    """
    if not evidence and not no_evidence_reason.strip():
        raise Invalid(
            detail=_("Attach a figure as evidence, or say why there is none."), parameter="no_evidence_reason"
        )
    now = Dialogue.objects.select_for_update().get(pk=dialogue.pk)
    author, on_behalf = _author(by, now)
    if author is not None:
        limited(
            Proposal.objects.filter(author=author).exclude(state=State.WITHDRAWN).count(),
            int(now.rules["limits"]["proposals_per_phase"]),
            sentence=_("You have handed in as many proposals as the rules allow; withdraw one first."),
            retry_after_s=3600,
        )
    proposal = checked(
        Proposal(
            dialogue=now,
            number=next_number(now.proposals.all()),
            author=author,
            is_on_behalf=on_behalf,
            state=State.SUBMITTED if now.rules["review_first"] else State.ADMITTED,
            cost_eur=cost_eur,
            tags=list(tags),
            no_evidence_reason=no_evidence_reason.strip() if not evidence else "",
        )
    )
    for region in regions:
        checked(ProposalRegion(proposal=proposal, region=region))
    add_version(proposal, version)
    for address in evidence:
        attach(proposal, address=address, by=by)
    return proposal


def _author(by: User | None, dialogue: Dialogue) -> tuple[Participation | None, bool]:
    """Who speaks: the participant, or a rapporteur on behalf of others."""
    standing = standing_of(by, dialogue)
    if "participant" in standing.roles:
        return participant(by, dialogue), False
    if "rapporteur" in standing.roles:
        return None, True
    raise NotAllowed(detail=_("Only those who take part, and rapporteurs, do this."))


def add_version(
    proposal: Proposal, version: ProposalVersion, *, parent: ProposalVersion | None = None, kind: str = ""
) -> ProposalVersion:
    """Add a wording inside another action; it leads back to its parent, and never round."""
    version.proposal = proposal
    version.number = (proposal.versions.count() or 0) + 1
    version.created_at = moment()
    version.semantic_id = version.semantic_id or uuid.uuid4()
    version.sha256 = sha256_of({name: getattr(version, name) for name in _WORDS})
    checked(version)
    if parent is not None:
        checked(ProposalEdge(parent=parent, child=version, kind=kind))
    return version


@dialogue_action(verb="dialogue.revise_proposal", permission="dialogue.edit_proposal", on="proposal")
def revise_proposal(*, by: User | None, proposal: Proposal, version: ProposalVersion) -> ProposalVersion:
    """Reword a proposal of one's own: a new version, the old one stays."""
    now = in_state(proposal, *OPEN_STATES)
    former = now.versions.filter(origin=Origin.AUTHOR).order_by("-number").first()
    if former is not None and all(getattr(former, it) == getattr(version, it) for it in _WORDS):
        raise Conflict(detail=_("Nothing changes by this."))
    if now.state == State.NEEDS_WORK:
        now.state = State.SUBMITTED
        checked(now)
    return add_version(now, version, parent=former, kind=ProposalEdge.Kind.REVISE)


@dialogue_action(verb="dialogue.translate_proposal", permission="dialogue.translate", on="proposal")
def translate_proposal(
    *, by: User | None, proposal: Proposal, version: ProposalVersion, origin: str
) -> ProposalVersion:
    """Add a translation as a version with the same meaning; votes belong to the meaning."""
    original = proposal.versions.filter(origin=Origin.AUTHOR).order_by("-number").first()
    if original is None or version.language == original.language or origin == Origin.AUTHOR:
        raise Invalid(detail=_("A translation is in another language than the original."), parameter="language")
    version.semantic_id = original.semantic_id
    version.origin = origin
    return add_version(proposal, version, parent=original, kind=ProposalEdge.Kind.TRANSLATE)


@dialogue_action(verb="dialogue.withdraw_proposal", permission="dialogue.withdraw_proposal", on="proposal")
def withdraw_proposal(*, by: User | None, proposal: Proposal) -> Proposal:
    """Take back a proposal of one's own; it stays readable as withdrawn."""
    now = in_state(proposal, *OPEN_STATES)
    now.state = State.WITHDRAWN
    return checked(now)


@dialogue_action(verb="dialogue.admit_proposal", permission="dialogue.moderate", on="proposal")
def admit_proposal(*, by: User | None, proposal: Proposal) -> Proposal:
    """Let a proposal take part after its first review."""
    now = in_state(proposal, State.SUBMITTED, State.NEEDS_WORK)
    now.state = State.ADMITTED
    return checked(now)


@dialogue_action(verb="dialogue.needs_work", permission="dialogue.moderate", on="proposal")
def needs_work(*, by: User | None, proposal: Proposal, reason: str) -> Proposal:
    """Ask the author to say something better, and what."""
    now = in_state(proposal, State.SUBMITTED)
    reasoned(reason)
    now.state = State.NEEDS_WORK
    if now.author is not None and now.author.user is not None:
        tell(
            [now.author.user],
            dialogue=now.dialogue,
            event="needs_work",
            sentence=lambda: _("Your proposal '%(title)s' needs work: %(reason)s") % {"title": now, "reason": reason},
        )
    return checked(now)


@dialogue_action(verb="dialogue.assess", permission="dialogue.assess", on="proposal")
def assess_proposal(*, by: User | None, proposal: Proposal, performance: Performance) -> Performance:
    """Say how a proposal does on a criterion, and where the value comes from.

    Raises
    ------
    Invalid
        There is no such criterion.
    """
    codes = [it["code"] for it in proposal.dialogue.rules.get("criteria", [])]
    if performance.criterion not in codes:
        raise Invalid(
            detail=_("There is no criterion '%(code)s'.") % {"code": performance.criterion[:40]},
            parameter="criterion",
            allowed=codes,
        )
    found = proposal.performances.filter(criterion=performance.criterion).first() or performance
    found.proposal = proposal
    for name in ("value", "low", "high", "source", "note"):
        setattr(found, name, getattr(performance, name))
    return checked(found)


@dialogue_action(verb="dialogue.argue", permission="dialogue.argue", on="proposal")
def argue(
    *,
    by: User | None,
    proposal: Proposal,
    kind: str,
    text: str,
    language: str,
    parent: Argument | None = None,
    evidence: str = "",
) -> Argument:
    """Say something for or against a proposal, name a condition, ask, or bring evidence.

    Raises
    ------
    Invalid
        An argument of evidence without a figure, or an answer to what is said of another proposal.
    """
    in_state(proposal, State.ADMITTED, State.DELIBERATING)
    author, on_behalf = _author(by, proposal.dialogue)
    if parent is not None and parent.proposal_id != proposal.pk:
        raise Invalid(detail=_("The argument answered is about another proposal."), parameter="parent")
    if kind == Argument.Kind.EVIDENCE and not evidence:
        raise Invalid(detail=_("Give the address of the figure that you bring."), parameter="evidence")
    is_first = author is not None and not Argument.objects.filter(author=author).exists()
    waits = bool(proposal.dialogue.rules["review_first"]) and (is_first or author is None)
    found = checked(
        Argument(
            proposal=proposal,
            parent=parent,
            author=author,
            kind=kind,
            language=language,
            text=reasoned(text, parameter="text"),
            state=Argument.State.AWAITING if waits else Argument.State.SHOWN,
            is_on_behalf=on_behalf,
            said_at=moment(),
        )
    )
    if evidence:
        attach(found, address=evidence, by=by)
    return found


@dialogue_action(verb="dialogue.ask_merge", permission="dialogue.ask_merge", on="source")
def ask_merge(*, by: User | None, source: Proposal, target: Proposal, reason: str) -> MergeRequest:
    """Ask that one proposal goes into another; a facilitator's notice leaves time to object.

    Raises
    ------
    Invalid
        The proposals are of two dialogues.
    """
    if source.dialogue_id != target.dialogue_id:
        raise Invalid(detail=_("The other proposal belongs to another dialogue."), parameter="target")
    in_state(source, *OPEN_STATES, State.DELIBERATING)
    in_state(target, *OPEN_STATES, State.DELIBERATING)
    by_facilitator = "facilitator" in standing_of(by, source.dialogue).roles
    request = checked(
        MergeRequest(
            source=source,
            target=target,
            by_facilitator=by_facilitator,
            reason=reasoned(reason),
            objection_until=moment() + OBJECTION_WINDOW if by_facilitator else None,
        )
    )
    owners = [it.author.user for it in (source, target) if it.author is not None and it.author.user is not None]
    tell(
        owners,
        dialogue=source.dialogue,
        event="merge_asked",
        sentence=lambda: (
            _("'%(source)s' is to go into '%(target)s': %(reason)s Say whether you agree.")
            % {"source": source, "target": target, "reason": reason}
        ),
    )
    return request


@dialogue_action(verb="dialogue.answer_merge", permission="dialogue.answer_merge", on="request")
def answer_merge(*, by: User | None, request: MergeRequest, agrees: bool) -> MergeRequest:
    """Agree or object as an owner; once all owners agree the merge is done, one objection ends it."""
    now = in_state(request, MergeRequest.State.ASKED)
    own = participant(by, now.source.dialogue)
    owners = {it.author_id for it in (now.source, now.target) if it.author_id is not None}
    if own.pk not in owners:
        raise NotAllowed(detail=_("Only the owners of the two proposals answer."))
    found = now.consents.filter(participation=own).first() or MergeConsent(request=now, participation=own)
    found.agrees = agrees
    checked(found)
    if not agrees:
        now.state = MergeRequest.State.REFUSED
        return checked(now)
    if owners <= set(now.consents.filter(agrees=True).values_list("participation_id", flat=True)):
        return _merge(now)
    return now


@dialogue_action(verb="dialogue.complete_merge", permission="dialogue.moderate", on="request")
def complete_merge(*, by: User | None, request: MergeRequest) -> MergeRequest:
    """Carry out a merge that a facilitator announced, once nobody has objected in time.

    Raises
    ------
    Conflict
        The time to object goes on, or the owners were asked instead.
    """
    now = in_state(request, MergeRequest.State.ASKED)
    open_phase(now.source.dialogue, "merge")
    if now.objection_until is None or moment() < now.objection_until:
        raise Conflict(detail=_("Owners may still object."))
    return _merge(now)


def _merge(request: MergeRequest) -> MergeRequest:
    source, target = request.source, request.target
    last = [it.versions.filter(origin=Origin.AUTHOR).order_by("-number").first() for it in (source, target)]
    assert last[0] is not None and last[1] is not None
    merged = add_version(
        target,
        ProposalVersion(**{name: getattr(last[1], name) for name in _WORDS}),
        parent=last[1],
        kind=ProposalEdge.Kind.REVISE,
    )
    checked(ProposalEdge(parent=last[0], child=merged, kind=ProposalEdge.Kind.MERGE))
    source.state, source.merged_into = State.MERGED, target
    checked(source)
    request.state = MergeRequest.State.DONE
    return checked(request)
