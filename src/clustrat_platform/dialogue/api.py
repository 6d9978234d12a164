"""Dialogues for programs: a list with cursor pages, one with its phases and rules, its proposals, results and decisions."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from clustrat_platform.base.input_types import Int, Limit
from clustrat_platform.dialogue.models import Dialogue
from clustrat_platform.dialogue.queries.dialogues import (
    dialogue_by_id,
    results_shown,
    visible_decisions,
    visible_dialogues,
    visible_proposals,
)

__all__ = ["router"]

router = Router(tags=["dialogues"])


class PhaseDocument(Schema):
    """A phase with its time (UTC)."""

    type: str
    opens_at: datetime
    closes_at: datetime


class DialogueDocument(Schema):
    """A dialogue as the caller may see it."""

    permanent_id: uuid.UUID
    title: str
    question: str
    level: str
    state: str
    blueprint: str
    language: str
    regions: list[str]
    rules_sha256: str
    phases: list[PhaseDocument]


class DialoguePage(Schema):
    """Some dialogues, and where the next ones begin (``null`` at the end)."""

    items: list[DialogueDocument]
    next: int | None


class ProposalDocument(Schema):
    """A proposal in its newest wording by its author."""

    permanent_id: uuid.UUID
    number: int
    state: str
    title: str
    problem: str
    action: str
    beneficiaries: str
    language: str
    cost_eur: str | None
    no_evidence_reason: str
    evidence: list[str]


class ResultDocument(Schema):
    """A result with the hashes by which it can be computed anew."""

    kind: str
    as_of: datetime
    rules_sha256: str
    input_sha256: str
    output_sha256: str
    code_version: str
    output: dict[str, Any]


class DecisionDocument(Schema):
    """A decision with its reasons."""

    permanent_id: uuid.UUID
    proposal: int
    outcome: str
    reasons: dict[str, str]
    deviates: bool
    deviation_reason: str
    dissent: str
    snapshot_sha256: str


@router.get("", response=DialoguePage, summary="Dialogues, in the order they were begun")
def list_dialogues(
    request: HttpRequest, after: Int = 0, limit: Limit = 100, state: Dialogue.State | None = None
) -> dict[str, Any]:
    """All dialogues that the caller may read."""
    rows = visible_dialogues(request.user).filter(pk__gt=after).order_by("pk")
    if state is not None:
        rows = rows.filter(state=state)
    found = list(rows[: limit + 1])
    return {
        "items": [_document(it) for it in found[:limit]],
        "next": found[limit - 1].pk if len(found) > limit else None,
    }


@router.get("/{uuid:permanent_id}", response=DialogueDocument, summary="One dialogue")
def one_dialogue(request: HttpRequest, permanent_id: uuid.UUID) -> dict[str, Any]:
    """By its permanent id."""
    return _document(dialogue_by_id(request.user, permanent_id))


@router.get("/{uuid:permanent_id}/proposals", response=list[ProposalDocument], summary="Proposals of a dialogue")
def proposals(request: HttpRequest, permanent_id: uuid.UUID) -> list[dict[str, Any]]:
    """In their newest wording; authors stand nowhere."""
    dialogue = dialogue_by_id(request.user, permanent_id)
    found = []
    for it in visible_proposals(request.user, dialogue):
        words = it.versions.filter(origin="author").order_by("-number").first()
        if words is None:
            continue
        found.append(
            {
                "permanent_id": it.permanent_id,
                "number": it.number,
                "state": it.state,
                "title": words.title,
                "problem": words.problem,
                "action": words.action,
                "beneficiaries": words.beneficiaries,
                "language": words.language,
                "cost_eur": None if it.cost_eur is None else str(it.cost_eur),
                "no_evidence_reason": it.no_evidence_reason,
                "evidence": list(it.evidence.values_list("address", flat=True)),
            }
        )
    return found


@router.get("/{uuid:permanent_id}/results", response=list[ResultDocument], summary="Results that may be seen")
def results(request: HttpRequest, permanent_id: uuid.UUID) -> list[dict[str, Any]]:
    """Hidden until the phase is over, here as everywhere."""
    dialogue = dialogue_by_id(request.user, permanent_id)
    return [
        {
            "kind": it.run.kind,
            "as_of": it.run.as_of,
            "rules_sha256": it.run.rule_set_sha256,
            "input_sha256": it.run.input_sha256,
            "output_sha256": it.run.output_sha256,
            "code_version": it.run.code_version,
            "output": json.loads(it.run.output_text),
        }
        for it in results_shown(request.user, dialogue)
    ]


@router.get("/{uuid:permanent_id}/decisions", response=list[DecisionDocument], summary="Decisions of a dialogue")
def decisions(request: HttpRequest, permanent_id: uuid.UUID) -> list[dict[str, Any]]:
    """With reasons, dissent, and the hash of what lay on the table."""
    dialogue = dialogue_by_id(request.user, permanent_id)
    return [
        {
            "permanent_id": it.permanent_id,
            "proposal": it.proposal.number,
            "outcome": it.outcome,
            "reasons": it.reasons,
            "deviates": it.deviates,
            "deviation_reason": it.deviation_reason,
            "dissent": it.dissent,
            "snapshot_sha256": it.snapshot_sha256,
        }
        for it in visible_decisions(request.user, dialogue)
    ]


def _document(it: Dialogue) -> dict[str, Any]:
    frozen = it.rule_sets.filter(frozen_at__isnull=False).order_by("-version").first()
    return {
        "permanent_id": it.permanent_id,
        "title": it.title,
        "question": it.question,
        "level": it.level,
        "state": it.state,
        "blueprint": it.blueprint,
        "language": it.original_language,
        "regions": [one.region.code for one in it.territories.select_related("region")],
        "rules_sha256": frozen.sha256 if frozen else "",
        "phases": [{"type": one.type, "opens_at": one.opens_at, "closes_at": one.closes_at} for one in it.phases.all()],
    }
