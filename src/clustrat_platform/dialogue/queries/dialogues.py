"""Reads of dialogues, proposals, decisions and results; what may not be seen answers like what is not there."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from clustrat_platform.base.evidence import has_resolver, resolve_evidence
from clustrat_platform.base.permissions import may
from clustrat_platform.base.problems import NotFound, Problem
from clustrat_platform.dialogue.clock import moment
from clustrat_platform.dialogue.models import (
    AnalysisRun,
    Argument,
    Decision,
    Dialogue,
    EvidenceLink,
    Helix,
    ModerationAction,
    Participation,
    Phase,
    Proposal,
    Session,
)
from clustrat_platform.dialogue.result_tables import ResultView, TableView, view_of_run
from clustrat_platform.dialogue.rule_sets import parameters_of
from clustrat_platform.dialogue.small_cells import shown_cells

__all__ = [
    "ShownEvidence",
    "attendance_table",
    "coverage_of",
    "decision_by_id",
    "dialogue_by_id",
    "evidence_shown",
    "moderation_of",
    "phases_shown",
    "proposal_by_id",
    "results_shown",
    "visible_arguments",
    "visible_decisions",
    "visible_dialogues",
    "visible_proposals",
]

M = TypeVar("M", bound=Model)


def visible_dialogues(user: Any) -> QuerySet[Dialogue]:
    """What a reader may open: the queryset twin of ``dialogue.see``."""
    rows = Dialogue.objects.all()
    is_open = rows.filter(visibility=Dialogue.Visibility.PUBLIC).exclude(state=Dialogue.State.DRAFT)
    if not getattr(user, "is_authenticated", False):
        return is_open if user is not None else rows
    kept = [it.pk for it in rows.exclude(pk__in=is_open.values("pk")) if may(user, "dialogue.see", it)]
    return rows.filter(pk__in=kept) | is_open


def _found(row: M | None, user: Any, permission: str) -> M:
    if row is None or not may(user, permission, row):
        raise NotFound(detail=_("There is nothing with this id."))
    return row


def dialogue_by_id(user: Any, permanent_id: uuid.UUID) -> Dialogue:
    """One dialogue."""
    return _found(Dialogue.objects.filter(permanent_id=permanent_id).first(), user, "dialogue.see")


def proposal_by_id(user: Any, permanent_id: uuid.UUID) -> Proposal:
    """One proposal; what waits or is hidden is there for its author and those who run the dialogue."""
    found = _found(
        Proposal.objects.select_related("dialogue", "author").filter(permanent_id=permanent_id).first(),
        user,
        "dialogue.see",
    )
    if found not in visible_proposals(user, found.dialogue):
        raise NotFound(detail=_("There is nothing with this id."))
    return found


def decision_by_id(user: Any, permanent_id: uuid.UUID) -> Decision:
    """One decision."""
    row = Decision.objects.select_related("dialogue", "proposal").filter(permanent_id=permanent_id).first()
    return _found(row, user, "dialogue.see_decision")


def visible_proposals(user: Any, dialogue: Dialogue) -> list[Proposal]:
    """Proposals in order; hidden ones and those not yet reviewed only for authors and those who run the dialogue."""
    rows = dialogue.proposals.select_related("author").prefetch_related("versions")
    if may(user, "dialogue.moderate", dialogue):
        return list(rows)
    out = (Proposal.State.HIDDEN, Proposal.State.DRAFT, Proposal.State.SUBMITTED, Proposal.State.NEEDS_WORK)
    own = getattr(user, "pk", None)
    return [it for it in rows if it.state not in out or (it.owner_id is not None and it.owner_id == own)]


def visible_arguments(user: Any, proposal: Proposal) -> list[Argument]:
    """Arguments in order; what is hidden or waits is there for its author and those who run the dialogue."""
    rows = proposal.arguments.select_related("author", "parent").prefetch_related("translations", "evidence")
    if may(user, "dialogue.moderate", proposal.dialogue):
        return list(rows)
    own = getattr(user, "pk", None)
    return [
        it
        for it in rows
        if it.state == Argument.State.SHOWN or (it.author is not None and own is not None and it.author.user_id == own)
    ]


def visible_decisions(user: Any, dialogue: Dialogue) -> list[Decision]:
    """Decisions that a reader may see."""
    return [
        it
        for it in dialogue.decisions.select_related("proposal", "dialogue").order_by("proposal__number")
        if may(user, "dialogue.see_decision", it)
    ]


def results_shown(user: Any, dialogue: Dialogue) -> list[ResultView]:
    """The newest result of each kind and phase that a reader may see."""
    shown: dict[tuple[int, str], AnalysisRun] = {}
    for run in dialogue.runs.select_related("phase", "dialogue").order_by("pk"):
        if may(user, "dialogue.see_run", run):
            shown[run.phase_id, run.kind] = run
    return [view_of_run(it) for _key, it in sorted(shown.items())]


def phases_shown(dialogue: Dialogue) -> list[tuple[Phase, str]]:
    """Phases with ``over``, ``open`` or ``ahead``."""
    now = moment()
    return [
        (it, "over" if it.is_over_at(now) else "open" if it.is_open_at(now) else "ahead")
        for it in dialogue.phases.all()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEvidence:
    """A figure as frozen, and what the newest edition says beside it."""

    link: EvidenceLink
    address: str
    latest: tuple[tuple[str, str], ...]
    drift: str


def evidence_shown(links: Sequence[EvidenceLink], *, language: str) -> list[ShownEvidence]:
    """Figures frozen and live; one that can no longer be had is said so, and stays."""
    found = []
    for link in links:
        latest: tuple[tuple[str, str], ...] = ()
        drift = ""
        if has_resolver():
            try:
                now = resolve_evidence(link.address, language=language, latest=True)
                latest = now.headlines
                if now.edition != link.edition:
                    drift = _("There is a newer edition: %(edition)s.") % {"edition": now.edition}
            except Problem as problem:
                drift = problem.detail or str(problem.title)
        found.append(ShownEvidence(link=link, address=f"/{language}{link.address}", latest=latest, drift=drift))
    return found


def coverage_of(dialogue: Dialogue) -> TableView:
    """Who takes part, by part of society and country, beside the quotas; cells that would tell persons are withheld."""
    people = list(dialogue.participations.filter(state=Participation.State.ACCEPTED).select_related("region"))
    quotas = dialogue.rules.get("quotas") or {}
    countries = sorted({it.region.country for it in dialogue.territories.select_related("region")})
    k = parameters_of(dialogue.rules).k_anon
    rows = []
    for name, words in Helix.choices:
        sizes = [sum(1 for it in people if it.helix == name and it.region.country == country) for country in countries]
        cells = [
            str(n) if shown else _("fewer than %(k)s") % {"k": k}
            for n, shown in zip(sizes, shown_cells(sizes, k), strict=True)
        ]
        total = sum(sizes)
        rows.append(
            (
                str(words),
                *cells,
                str(total) if total == 0 or total >= k else _("fewer than %(k)s") % {"k": k},
                str(quotas.get(name, "–")),
                _("reached") if total >= int(quotas.get(name, 0)) else _("not yet reached"),
            )
        )
    return TableView(
        name="coverage",
        caption=_("Who takes part"),
        columns=(_("Part of society"), *countries, _("Together"), _("Quota"), _("State")),
        rows=tuple(rows),
    )


def attendance_table(session: Session) -> TableView:
    """How many came, by part of society and gender."""
    counts = {(it.helix, it.gender): it.n for it in session.attendance.all()}
    from clustrat_platform.dialogue.models import SessionAttendance

    genders = SessionAttendance.Gender.choices
    rows = [
        (str(words), *(str(counts.get((helix, gender), 0)) for gender, _words in genders))
        for helix, words in Helix.choices
        if any((helix, gender) in counts for gender, _words in genders)
    ]
    return TableView(
        name="attendance",
        caption=_("Who came, as counts"),
        columns=(_("Part of society"), *(str(words) for _gender, words in genders)),
        rows=tuple(rows),
    )


def moderation_of(user: Any, dialogue: Dialogue) -> list[ModerationAction]:
    """What was hidden: for those who moderate all, for an author the own."""
    rows = [
        it
        for it in ModerationAction.objects.select_related("proposal__author", "argument__author", "statement__author")
        if (it.target.proposal if isinstance(it.target, Argument) else it.target).dialogue_id == dialogue.pk
    ]
    if may(user, "dialogue.moderate", dialogue):
        return rows
    own = getattr(user, "pk", None)
    return [it for it in rows if own and it.target.author is not None and it.target.author.user_id == own]
