"""Files of a dialogue: the decision record as PDF, and the bundle of open data; equal for equal dialogues, whatever the clock."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from clustrat.publish.reports import KeyFigure, Report, ReportTable, Section, pdf_bytes
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.exchange_formats import pabulib_text
from clustrat_platform.dialogue.inputs import input_of
from clustrat_platform.dialogue.models import Argument, Decision, Dialogue, Proposal
from clustrat_platform.dialogue.queries.dialogues import coverage_of
from clustrat_platform.dialogue.records import evidence_of, read_snapshot, words_of
from clustrat_platform.dialogue.result_tables import view_of_run
from clustrat_platform.dialogue.rule_sets import canonical, parameters_of

__all__ = ["bundle_of", "record_pdf", "safe_cell"]

#: States of proposals that are shown to everyone.
OUT_OF_SIGHT = (Proposal.State.HIDDEN, Proposal.State.DRAFT, Proposal.State.SUBMITTED, Proposal.State.NEEDS_WORK)


def safe_cell(value: Any) -> str:
    """A cell that no spreadsheet runs: text that begins like a formula gets one leading apostrophe.

    >>> safe_cell("=1+1"), safe_cell("-3"), safe_cell("- no")
    ("'=1+1", '-3', "'- no")
    """
    text = "" if value is None else str(value)
    if text[:1] in ("=", "+", "@", "\t", "\r", "＝", "＋", "－", "＠"):
        return f"'{text}"
    if text[:1] == "-" and not text[1:].replace(".", "", 1).isdigit():
        return f"'{text}"
    return text


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def record_pdf(decision: Decision) -> bytes:
    """The decision record, in the original language of the dialogue, out of nothing but what was frozen."""
    snapshot = read_snapshot(decision)
    language = decision.dialogue.original_language
    with override(language):
        return pdf_bytes(_report(decision, snapshot, language))


def _report(decision: Decision, snapshot: dict[str, Any], language: str) -> Report:
    dialogue, proposal, decided = snapshot["dialogue"], snapshot["proposal"], snapshot["decision"]
    outcome = str(dict(Decision.Outcome.choices)[decided["outcome"]])
    kinds = dict(Argument.Kind.choices)
    reasons = tuple(decided["reasons"][it] for it in sorted(decided["reasons"], key=lambda it: (it != language, it)))
    arguments = tuple((str(kinds[it["kind"]]), it["text"]) for it in snapshot["arguments"])
    evidence = tuple(
        (
            f"{it['subject']}: {it['title']}",
            "; ".join(f"{label}: {value}" for label, value in it["headlines"]) or it["sentence"],
            it["edition"],
            it["result_sha256"][:12],
        )
        for it in snapshot["evidence"]
    )
    results = tuple(
        (it["kind"], it["as_of"][:10], it["output_sha256"][:16], it["code_version"]) for it in snapshot["results"]
    )
    sections = [
        Section(anchor="reasons", heading=_("Reasons"), paragraphs=reasons),
        Section(
            anchor="proposal",
            heading=_("What was proposed"),
            paragraphs=(proposal["problem"], proposal["action"], proposal["beneficiaries"]),
        ),
    ]
    if decided["deviates"]:
        sections.append(
            Section(
                anchor="departs", heading=_("Why it departs from the group"), paragraphs=(decided["deviation_reason"],)
            )
        )
    if decided["dissent"]:
        sections.append(Section(anchor="dissent", heading=_("Dissent"), paragraphs=(decided["dissent"],)))
    sections.append(
        Section(
            anchor="evidence",
            heading=_("Evidence as it was frozen"),
            paragraphs=() if evidence else (proposal["no_evidence_reason"],),
            tables=(_table(_("Figures"), (_("Figure"), _("Value"), _("Edition"), _("Hash")), evidence),)
            if evidence
            else (),
        )
    )
    if arguments:
        sections.append(
            Section(
                anchor="arguments",
                heading=_("Arguments"),
                tables=(_table(_("What was said"), (_("Kind"), _("Argument")), arguments),),
            )
        )
    if results:
        columns = (_("Analysis"), _("As of"), _("Hash"), _("Version"))
        sections.append(
            Section(
                anchor="results", heading=_("Results"), tables=(_table(_("Results on the table"), columns, results),)
            )
        )
    sections.append(
        Section(
            anchor="proof",
            heading=_("How this can be checked"),
            paragraphs=(
                _("Rules: %(hash)s") % {"hash": snapshot["rules"]["sha256"]},
                _("This record: %(hash)s") % {"hash": decision.snapshot_sha256},
            ),
        )
    )
    return Report(
        title=proposal["title"],
        kicker=dialogue["title"],
        subtitle=dialogue["question"],
        language=language,
        key_figures=(
            KeyFigure(value=outcome, label=_("Decision")),
            KeyFigure(value=str(decided["n_signatures"]), label=_("Signatures")),
        ),
        sections=tuple(sections),
        words={
            "contents": _("Contents"),
            "skip": _("Skip to the content"),
            "table_of": _("Table of the figure"),
            "split": _("continued"),
        },
        footer=_("Decision record of clustrat"),
    )


def _table(caption: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> ReportTable:
    return ReportTable(caption=caption, columns=columns, numeric=(False,) * len(columns), rows=rows)


def bundle_of(dialogue: Dialogue) -> bytes:
    """The open data of a dialogue as ZIP: what everyone may read once it is over, and nothing that names a person.

    Times are days; results are those that were released; ballots stand in an order that tells nothing.
    """
    packed = io.BytesIO()
    with override("en"), zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:

        def write(name: str, data: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)

        for name, data in _parts(dialogue):
            write(name, data)
    return packed.getvalue()


def _parts(dialogue: Dialogue) -> list[tuple[str, bytes]]:
    rule_sets = list(dialogue.rule_sets.filter(frozen_at__isnull=False))
    proposals = list(dialogue.proposals.exclude(state__in=OUT_OF_SIGHT))
    runs = [
        it
        for it in dialogue.runs.select_related("phase", "dialogue").order_by("pk")
        if it.released_at is not None and it.phase.is_over_at(moment())
    ]
    decisions = list(dialogue.decisions.filter(published_at__isnull=False).order_by("pk"))
    parts = [
        ("README.txt", _readme(dialogue).encode()),
        ("dictionary.csv", _csv(("file", "column", "meaning"), DICTIONARY)),
        ("dialogue.json", _json(_facts(dialogue))),
        ("rules.json", _json([{"version": it.version, "sha256": it.sha256, "rules": it.document} for it in rule_sets])),
        ("proposals.csv", _csv(_PROPOSAL_COLUMNS, (_proposal_row(it) for it in proposals))),
        ("arguments.csv", _csv(("proposal", "kind", "language", "text", "on_day"), _arguments(proposals))),
        ("statements.csv", _csv(("number", "language", "text"), _statements(dialogue))),
        ("evidence.json", _json({str(it.number): evidence_of(it) for it in proposals})),
        ("coverage.csv", _csv(coverage_of(dialogue).columns, coverage_of(dialogue).rows)),
    ]
    for run in runs:
        name = f"results/{run.phase.position:02d}-{run.kind}-{run.output_sha256[:12]}"
        parts.append((f"{name}.json", run.output_text.encode()))
        parts += [(f"{name}-{it.name}.csv", _csv(it.columns, it.rows)) for it in view_of_run(run).tables]
        ballots = _ballots(run)
        if ballots:
            parts.append((f"{name}-ballots.csv", ballots))
            parts.append((f"{name}-ballots.pb", pabulib_text(input_of(run.phase, "budget", as_of=run.as_of)).encode()))
    for decision in decisions:
        name = f"decisions/{decision.proposal.number:02d}-{decision.outcome}"
        parts += [(f"{name}.json", decision.snapshot_text.encode()), (f"{name}.pdf", record_pdf(decision))]
    parts.append(("provenance.json", _json(_provenance(runs, decisions))))
    return parts


def _json(value: Any) -> bytes:
    return (json.dumps(json.loads(canonical(value)), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _facts(dialogue: Dialogue) -> dict[str, Any]:
    return {
        "permanent_id": str(dialogue.permanent_id),
        "title": dialogue.title,
        "question": dialogue.question,
        "summary": dialogue.summary,
        "level": dialogue.level,
        "state": dialogue.state,
        "language": dialogue.original_language,
        "regions": [it.region.code for it in dialogue.territories.select_related("region")],
        "phases": [
            {"type": it.type, "opens_on": f"{it.opens_at:%Y-%m-%d}", "closes_on": f"{it.closes_at:%Y-%m-%d}"}
            for it in dialogue.phases.all()
        ],
        "sessions": [
            {
                "on": it.on_date.isoformat(),
                "place": it.place,
                "agenda": it.agenda,
                "minutes": it.minutes if it.state == "minutes_approved" else "",
                "attendance": {f"{one.helix}/{one.gender}": one.n for one in it.attendance.all()},
            }
            for it in dialogue.sessions.all()
        ],
        "validations": [
            {
                "body": it.body,
                "outcome": it.outcome,
                "on": it.on_date.isoformat(),
                "document": it.document,
                "reasons": it.reasons,
            }
            for it in dialogue.validations.all()
        ],
        "corrections": [it.text for it in dialogue.corrections.all()],
        "is_demonstration": dialogue.is_demo,
    }


_PROPOSAL_COLUMNS = (
    "number",
    "state",
    "language",
    "title",
    "problem",
    "action",
    "beneficiaries",
    "cost_eur",
    "on_behalf",
)


def _proposal_row(proposal: Proposal) -> tuple[Any, ...]:
    version = proposal.versions.filter(origin="author").order_by("-number").first()
    words = (
        words_of(version) if version else dict.fromkeys(("language", "title", "problem", "action", "beneficiaries"), "")
    )
    named = tuple(words[it] for it in ("language", "title", "problem", "action", "beneficiaries"))
    return (proposal.number, proposal.state, *named, proposal.cost_eur, "yes" if proposal.is_on_behalf else "no")


def _arguments(proposals: Sequence[Proposal]) -> list[tuple[Any, ...]]:
    return [
        (it.number, one.kind, one.language, one.text, f"{one.said_at:%Y-%m-%d}")
        for it in proposals
        for one in it.arguments.filter(state=Argument.State.SHOWN).order_by("said_at", "pk")
    ]


def _statements(dialogue: Dialogue) -> list[tuple[Any, ...]]:
    return [(it.number, it.language, it.text) for it in dialogue.statements.filter(state="accepted")]


def _ballots(run: Any) -> bytes:
    """The anonymised ballots of a budget, sorted by what stands on them, from which anyone counts again."""
    if run.kind != "budget" or not json.loads(run.output_text).get("n_ballots"):
        return b""
    ballots = input_of(run.phase, "budget", as_of=run.as_of)["ballots"]
    k = parameters_of(run.dialogue.rules).k_anon
    assert len(ballots) >= k
    return _csv(("approved",), sorted((" ".join(str(n) for n in it["choice"]),) for it in ballots))


def _provenance(runs: Sequence[Any], decisions: Sequence[Decision]) -> dict[str, Any]:
    return {
        "results": [
            {
                "kind": it.kind,
                "as_of": f"{it.as_of:%Y-%m-%d}",
                "rules_sha256": it.rule_set_sha256,
                "input_sha256": it.input_sha256,
                "output_sha256": it.output_sha256,
                "program": f"clustrat {it.code_version}",
                "parameters": it.parameters,
            }
            for it in runs
        ],
        "decisions": [{"proposal": it.proposal.number, "sha256": it.snapshot_sha256} for it in decisions],
    }


def _readme(dialogue: Dialogue) -> str:
    lines = [
        dialogue.title,
        "",
        dialogue.question,
        "",
        "Open data of a dialogue of clustrat. Nobody is named; cells with fewer than five answers are withheld, and so are",
        "cells from which these would follow by subtraction. rules.json holds the rules as frozen, with their hash.",
        "results/*.json are the results as kept: their SHA-256 stands in provenance.json.",
        "A cell that begins with an apostrophe would run as a formula without it; take the apostrophe away to read the text.",
    ]
    if dialogue.is_demo:
        lines.insert(0, "DEMONSTRATION: no such dialogue was held.")
    return "\n".join(lines) + "\n"


DICTIONARY = (
    ("proposals.csv", "number", "Number of the proposal in this dialogue"),
    ("proposals.csv", "state", "Where the proposal stands"),
    ("proposals.csv", "cost_eur", "Cost in euro; empty if none was given"),
    ("proposals.csv", "on_behalf", "yes: a rapporteur wrote it down for others"),
    ("arguments.csv", "proposal", "Number of the proposal it is about"),
    ("arguments.csv", "kind", "for, against, condition, question or evidence"),
    ("arguments.csv", "on_day", "Day on which it was said"),
    ("statements.csv", "number", "Number of the statement"),
    ("coverage.csv", "Part of society", "Who takes part, as counts of at least five"),
    (
        "results/*-ballots.csv",
        "approved",
        "Numbers of the proposals approved on one ballot; the order of rows tells nothing",
    ),
)
