"""The record of a decision: what lay on the table as one document, from which page, file and PDF are made, now and in ten years."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from clustrat_platform.dialogue.models import AnalysisRun, Argument, Decision, EvidenceLink, Proposal, ProposalVersion

__all__ = ["evidence_of", "read_snapshot", "snapshot_of", "words_of"]


def words_of(version: ProposalVersion) -> dict[str, str]:
    """The words of a wording."""
    return {
        name: str(getattr(version, name))
        for name in ("language", "title", "problem", "action", "beneficiaries", "sha256")
    }


def evidence_of(proposal: Proposal) -> list[dict[str, Any]]:
    """The figures beside a proposal and its arguments, as they were last frozen."""
    links = [*proposal.evidence.all(), *EvidenceLink.objects.filter(argument__proposal=proposal)]
    found = []
    for link in links:
        snapshot = link.snapshots.order_by("-taken_at", "-pk").first()
        if snapshot is not None:
            found.append({**snapshot.document, "sha256": snapshot.sha256, "note": link.note})
    return sorted(found, key=lambda it: (it["address"], it["note"]))


def snapshot_of(decision: Decision, runs: Sequence[AnalysisRun]) -> dict[str, Any]:
    """All that a decision rests on: question, rules, proposal, arguments, evidence, results; no person is named."""
    proposal = decision.proposal
    version = proposal.versions.filter(origin="author").order_by("-number").first()
    assert version is not None
    dialogue = decision.dialogue
    rule_set = dialogue.rule_sets.filter(frozen_at__isnull=False).order_by("-version").first()
    arguments = proposal.arguments.filter(state=Argument.State.SHOWN).order_by("said_at", "pk")
    return {
        "dialogue": {
            "permanent_id": str(dialogue.permanent_id),
            "title": dialogue.title,
            "question": dialogue.question,
            "level": dialogue.level,
            "regions": [it.region.code for it in dialogue.territories.select_related("region")],
        },
        "rules": {"sha256": rule_set.sha256 if rule_set else "", "document": rule_set.document if rule_set else {}},
        "proposal": {
            "permanent_id": str(proposal.permanent_id),
            "number": proposal.number,
            "cost_eur": None if proposal.cost_eur is None else str(proposal.cost_eur),
            "no_evidence_reason": proposal.no_evidence_reason,
            **words_of(version),
        },
        "arguments": [
            {"kind": it.kind, "language": it.language, "text": it.text, "on_behalf": it.is_on_behalf}
            for it in arguments
        ],
        "evidence": evidence_of(proposal),
        "results": [
            {
                "kind": it.kind,
                "as_of": it.as_of.isoformat(),
                "input_sha256": it.input_sha256,
                "output_sha256": it.output_sha256,
                "code_version": it.code_version,
                "parameters": it.parameters.get("version", ""),
            }
            for it in runs
        ],
        "decision": {
            "outcome": decision.outcome,
            "reasons": decision.reasons,
            "deviates": decision.deviates,
            "deviation_reason": decision.deviation_reason,
            "dissent": decision.dissent,
            "n_signatures": decision.signatures.count(),
        },
    }


def read_snapshot(decision: Decision) -> dict[str, Any]:
    """The frozen document of a signed decision; empty before."""
    return dict(json.loads(decision.snapshot_text)) if decision.snapshot_text else {}
