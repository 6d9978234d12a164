"""What goes into an analysis, as one document: votes as they held at a moment, in an order that depends on nothing but them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from clustrat_platform.dialogue.ballot_choices import BALLOT_STATES, ballot_list
from clustrat_platform.dialogue.models import (
    Dialogue,
    Flag,
    Participation,
    Phase,
    SecretBallot,
    Statement,
)
from clustrat_platform.dialogue.rule_sets import canonical, sha256_of

__all__ = ["delphi_document", "input_of", "kinds_of", "phase_rules"]


def kinds_of(phase: Phase) -> list[str]:
    """The kinds of analysis that a phase gives something for."""
    several = phase.dialogue.territories.count() > 1
    if phase.type == "deliberate":
        return ["opinion", "rollup"] if several else ["opinion"]
    if phase.type == "rate":
        return ["delphi", "rollup"] if several else ["delphi"]
    if phase.type == "prioritise":
        return ["budget" if phase.dialogue.rules.get("priority_method") == "budget" else "weights"]
    return []


def phase_rules(phase: Phase) -> tuple[dict[str, Any], str]:
    """The rules that hold for a phase and their hash: the last version that was frozen before the phase closed."""
    rules = (
        phase.dialogue.rule_sets.filter(frozen_at__isnull=False, frozen_at__lt=phase.closes_at)
        .order_by("-version")
        .first()
    )
    return (dict(rules.document), rules.sha256) if rules else ({}, "")


def input_of(phase: Phase, kind: str, *, as_of: datetime) -> dict[str, Any]:
    """The document of an analysis: rules, people or ballots, and what they are about."""
    rules, sha256 = phase_rules(phase)
    build = {
        "opinion": _opinion,
        "delphi": _delphi,
        "weights": _weights,
        "budget": _budget,
        "rollup": _rollup,
    }[kind]
    document = {
        "kind": kind,
        "rule_set_sha256": sha256,
        "rules": rules,
        "title": phase.dialogue.title,
        "question": phase.dialogue.question,
    }
    return document | build(phase, rules, as_of)


def _held(rows: QuerySet[Any], phase: Phase, as_of: datetime) -> QuerySet[Any]:
    """Rows that held at a moment, counted since the phase last began."""
    found = rows.filter(at__lt=as_of).filter(Q(superseded_at=None) | Q(superseded_at__gte=as_of))
    return found.filter(at__gte=phase.counted_from) if phase.counted_from else found


def _flagged(dialogue: Dialogue) -> set[int]:
    return set(
        Flag.objects.filter(participation__dialogue=dialogue)
        .exclude(state=Flag.State.DISMISSED)
        .values_list("participation_id", flat=True)
    )


def _group_of(person: Participation, territories: list[Any], groups: Iterable[str]) -> str:
    words: dict[str, str] = {"helix": person.helix, "territory": _territory_of(person, territories)}
    return "/".join(words[it] for it in groups)


def _territory_of(person: Any, territories: list[Any]) -> str:
    return str(next((it.region.code for it in territories if it.region.contains(person.region)), person.region.country))


def _territories(dialogue: Dialogue) -> list[Any]:
    return list(dialogue.territories.select_related("region").order_by("region__code"))


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=canonical)


def _statements(dialogue: Dialogue) -> list[dict[str, Any]]:
    shown = dialogue.statements.filter(state=Statement.State.ACCEPTED).order_by("number")
    return [{"number": it.number, "text": it.text, "language": it.language, "is_meta": it.is_meta} for it in shown]


def _opinion(phase: Phase, rules: dict[str, Any], as_of: datetime) -> dict[str, Any]:
    dialogue = phase.dialogue
    statements = _statements(dialogue)
    numbers = {it["number"] for it in statements}
    territories, flagged = _territories(dialogue), _flagged(dialogue)
    people: dict[int, dict[str, Any]] = {}
    rows = _held(phase.statement_votes.select_related("participation__region", "statement"), phase, as_of)
    for row in rows:
        if row.statement.number not in numbers:
            continue
        person = row.participation
        entry = people.setdefault(
            person.pk,
            {
                "group": _group_of(person, territories, rules["groups"]),
                "flagged": person.pk in flagged,
                "votes": {},
            },
        )
        entry["votes"][str(row.statement.number)] = row.value
    return {"statements": statements, "people": _in_order(list(people.values()))}


def _proposals(dialogue: Dialogue) -> list[dict[str, Any]]:
    shown = dialogue.proposals.filter(state__in=BALLOT_STATES).order_by("number").prefetch_related("performances")
    return [
        {
            "number": it.number,
            "title": str(it),
            "cost_eur": None if it.cost_eur is None else str(it.cost_eur),
            "performance": {
                one.criterion: {"value": one.value, "low": one.low, "high": one.high} for one in it.performances.all()
            },
        }
        for it in shown
    ]


def delphi_document(phase: Phase, *, as_of: datetime) -> dict[str, Any]:
    """Ratings by item and person as they stand, for a snapshot; people stand under a key of this phase alone."""
    rows = _held(phase.delphi_answers.select_related("item__proposal"), phase, as_of)
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        key = f"{row.item.proposal.number}/{row.item.dimension}"
        person = sha256_of([str(phase.permanent_id), row.participation_id])[:16]
        found.setdefault(key, {})[person] = row.rating
    return found


def _delphi(phase: Phase, rules: dict[str, Any], as_of: datetime) -> dict[str, Any]:
    dialogue = phase.dialogue
    flagged = _flagged(dialogue)
    people: dict[int, dict[str, Any]] = {}
    reasons: list[dict[str, Any]] = []
    for row in _held(phase.delphi_answers.select_related("participation", "item__proposal"), phase, as_of):
        entry = people.setdefault(
            row.participation_id,
            {"helix": row.participation.helix, "flagged": row.participation_id in flagged, "ratings": {}},
        )
        key = f"{row.item.proposal.number}/{row.item.dimension}"
        entry["ratings"][key] = row.rating
        if row.reason:
            reasons.append({"item": key, "reason": row.reason})
    invited: dict[str, int] = {}
    for person in dialogue.participations.filter(may_vote=True).exclude(state=Participation.State.DECLINED):
        invited[person.helix] = invited.get(person.helix, 0) + 1
    snapshots = phase.delphi_snapshots.filter(on_date__lte=as_of.date()).order_by("on_date")
    return {
        "proposals": _proposals(dialogue),
        "people": _in_order(list(people.values())),
        "reasons": _in_order(reasons),
        "invited": dict(sorted(invited.items())),
        "snapshots": [{"on": it.on_date.isoformat(), "ratings": it.document} for it in snapshots],
    }


def _weights(phase: Phase, rules: dict[str, Any], as_of: datetime) -> dict[str, Any]:
    flagged = _flagged(phase.dialogue)
    rows = _held(phase.weight_sets.select_related("participation"), phase, as_of)
    people = [
        {"helix": it.participation.helix, "flagged": it.participation_id in flagged, "points": it.points} for it in rows
    ]
    return {"proposals": _proposals(phase.dialogue), "people": _in_order(people)}


def _budget(phase: Phase, rules: dict[str, Any], as_of: datetime) -> dict[str, Any]:
    _rules, sha256 = phase_rules(phase)
    box = SecretBallot.objects.filter(phase=phase, is_superseded=False, rule_set_sha256=sha256)
    ballots = [{"helix": it.helix, "choice": it.choice, "is_from_batch": it.is_from_batch} for it in box]
    return {
        "proposals": [
            {"number": it.number, "title": str(it), "cost_eur": str(it.cost_eur)} for it in ballot_list(phase)
        ],
        "ballots": _in_order(ballots),
        "receipts": sorted(box.values_list("receipt_sha256", flat=True)),
    }


def _rollup(phase: Phase, rules: dict[str, Any], as_of: datetime) -> dict[str, Any]:
    """For every statement or item the answers of each declared region; a region without any stays, as missing."""
    dialogue = phase.dialogue
    territories = _territories(dialogue)
    regions = [
        {"region": it.region.code, "nation": it.region.country, "population": it.population_persons}
        for it in territories
    ]
    answers: dict[str, dict[str, list[int]]] = {}
    if phase.type == "deliberate":
        subjects = [{"key": str(it["number"]), "text": it["text"]} for it in _statements(dialogue)]
        rows = _held(phase.statement_votes.select_related("participation__region", "statement"), phase, as_of)
        for row in rows:
            where = _territory_of(row.participation, territories)
            answers.setdefault(str(row.statement.number), {}).setdefault(where, []).append(row.value)
        scale = "votes"
    else:
        subjects = [
            {"key": f"{it['number']}/{dimension}", "text": it["title"]}
            for it in _proposals(dialogue)
            for dimension in rules["dimensions"]
        ]
        rows = _held(phase.delphi_answers.select_related("participation__region", "item__proposal"), phase, as_of)
        for row in rows:
            where = _territory_of(row.participation, territories)
            key = f"{row.item.proposal.number}/{row.item.dimension}"
            answers.setdefault(key, {}).setdefault(where, []).append(row.rating)
        scale = "ratings"
    return {
        "scale": scale,
        "regions": regions,
        "subjects": subjects,
        "answers": {
            key: {where: sorted(values) for where, values in sorted(found.items())}
            for key, found in sorted(answers.items())
        },
    }
