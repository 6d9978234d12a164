"""The card of a concept: the four elements, who takes part, gate and history, above what is computed of it; one result, every format."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from clustrat.decision.rules import RuleResult
from clustrat.evidence.disclosure import certify
from clustrat.evidence.result import Column, ResultTable
from clustrat_platform.atlas.results import ScreenResult, Section
from clustrat_platform.strategy.gates import form_fits, gate_of
from clustrat_platform.strategy.models import ClusterConcept, ConceptActor

__all__ = ["card_of", "elements_of", "gate_rows", "gate_words"]


def elements_of(concept: ClusterConcept) -> list[dict[str, str]]:
    """The four elements of a new cluster concept with what is said of each; an empty one says so."""
    enabling = [
        str(it.organisation)
        for it in concept.actors.all()
        if it.part in (ConceptActor.Part.ENABLING, ConceptActor.Part.SERVICES)
        and it.state == ConceptActor.State.ACCEPTED
    ]
    found = (
        ("niche", _("Niche"), concept.niche),
        ("enabling", _("1 Key enabling technology and services"), "; ".join(enabling)),
        ("management", _("2 Entrepreneurial management"), concept.management),
        ("s3", _("3 Link to smart specialisation"), concept.s3_link),
        ("demand", _("4 Demand"), concept.demand),
    )
    return [{"element": name, "label": label, "text": text} for name, label, text in found]


def gate_words(name: str) -> str:
    """A criterion of the gate in words."""
    return {
        "niche": _("niche"),
        "key_enabling_activity": _("key enabling technology: an organisation takes part"),
        "s3_link": _("link to a smart specialisation strategy"),
        "form_fits_scale": _("form that the scale of its clusters allows"),
    }[name]


def gate_rows(gate: RuleResult) -> list[dict[str, str]]:
    """The criteria of a gate, each with word and value."""
    words = {"pass": _("met"), "fail": _("not met"), "unknown": _("not known"), "waived": _("waived")}
    return [
        {
            "criterion": it.name,
            "label": gate_words(it.name),
            "outcome": it.outcome,
            "outcome_label": words[it.outcome],
            "value": "" if it.value is None else str(it.value),
            "source": it.source,
        }
        for it in gate.criteria
    ]


def card_of(concept: ClusterConcept, computed: ScreenResult) -> ScreenResult:
    """The card as a result of its own, which every renderer of the atlas writes down."""
    gate = gate_of(concept, ClusterConcept.Stage.AGREED, form_fits=form_fits(concept.form, computed))
    assert gate is not None
    tables = {
        "elements": _table("elements", _("The four elements"), ("element", "label", "text"), elements_of(concept)),
        "actors": _table(
            "actors",
            _("Who takes part"),
            ("organisation", "part", "answer"),
            [
                {
                    "organisation": str(it.organisation),
                    "part": str(it.get_part_display()),
                    "answer": str(it.get_state_display()),
                }
                for it in concept.actors.all()
            ],
        ),
        "gate": _table(
            "gate",
            _("What must be there before it is agreed"),
            ("criterion", "label", "outcome_label", "value"),
            gate_rows(gate),
        ),
        "steps": _table(
            "steps",
            _("How far it has come"),
            ("step", "on", "why", "edition"),
            [
                {
                    "step": str(it),
                    "on": it.taken_at.date().isoformat(),
                    "why": it.reason,
                    "edition": it.edition,
                }
                for it in concept.steps.all()
            ],
        ),
    }
    above = (
        Section(anchor="elements", heading=tables["elements"].title, table="elements", columns=("label", "text"), sortable=False, empty=""),
        Section(anchor="actors", heading=tables["actors"].title, table="actors", sortable=False, empty=_("Nobody has been asked yet.")),
        Section(anchor="gate", heading=tables["gate"].title, table="gate", columns=("label", "outcome_label", "value"), sortable=False),
        Section(anchor="steps", heading=tables["steps"].title, table="steps", sortable=False, empty=_("It is an idea so far.")),
    )  # fmt: skip
    return replace(
        computed,
        title=concept.title,
        subject=str(concept.region),
        kicker=f"{_('New cluster concept')} · {concept.get_stage_display()} · {concept.get_scope_display()}",
        tables={**tables, **computed.tables},
        certificates={**{name: certify(table) for name, table in tables.items()}, **computed.certificates},
        main_table="elements",
        sections=(*above, *computed.sections),
        choices=(),
        parameters={**computed.parameters, "concept": str(concept.permanent_id)},
    )


def _table(name: str, title: str, names: tuple[str, ...], records: list[dict[str, str]]) -> ResultTable:
    words = {
        "element": _("Element"), "label": _("What"), "text": _("In words"), "organisation": _("Organisation"), "part": _("Part"),
        "answer": _("Answer"), "criterion": _("Criterion"), "outcome_label": _("Met"), "value": _("Value"), "step": _("Step"),
        "on": _("On"), "why": _("Why"), "edition": _("Edition"),
    }  # fmt: skip
    columns = tuple(
        Column(name=it, words=words[it], role="key" if it in ("element", "criterion") else "label") for it in names
    )
    return ResultTable.from_records(
        name, title, columns, [{it: record[it] for it in names} for record in records], sources=()
    )
