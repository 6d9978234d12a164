"""The gates of a concept: which stage follows which, and what must be there before it does (core ``decision.rules``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clustrat.decision.rules import Criterion, RuleResult, concept_gate
from clustrat_platform.atlas.results import ScreenResult
from clustrat_platform.strategy.models import ClusterConcept, ConceptActor

__all__ = ["LADDER", "form_fits", "gate_of", "next_stage", "scope_of"]

Stage = ClusterConcept.Stage
#: The stages in their order; ``dropped`` stands beside them.
LADDER = (
    Stage.IDEA,
    Stage.SCREENED,
    Stage.EXPLORED,
    Stage.FEASIBILITY,
    Stage.AGREED,
    Stage.REGISTERED,
    Stage.OPERATING,
)


def next_stage(stage: str) -> str | None:
    """The stage after this one; ``None`` after the last, and where a concept was dropped.

    >>> next_stage("idea"), next_stage("operating"), next_stage("dropped")
    ('screened', None, None)
    """
    if stage not in LADDER:
        return None
    place = LADDER.index(Stage(stage)) + 1
    return LADDER[place].value if place < len(LADDER) else None


def form_fits(form: str, computed: ScreenResult) -> bool | None:
    """Whether the scale of the clusters allows the form: a cluster organisation needs one of them to have it, alone or together.

    ``None`` where a figure that decides it is missing.
    """
    if form != ClusterConcept.Form.ORGANISATION:
        return True
    fitting = {row["form"] for row in computed.tables["concept_members"].as_records()}
    if fitting & {"cluster", "joint_cluster"}:
        return True
    return None if "not_known" in fitting else False


def gate_of(concept: ClusterConcept, stage: str, *, form_fits: bool | None) -> RuleResult | None:
    """What must be there before a concept comes to ``stage``; ``None`` where nothing is asked.

    ``agreed`` asks for niche, key enabling technology, link to a strategy and a form that the scale allows, or a written waiver.
    """
    if stage != Stage.AGREED:
        return None
    enabling = concept.actors.filter(part=ConceptActor.Part.ENABLING, state=ConceptActor.State.ACCEPTED)
    names = ", ".join(enabling.values_list("organisation__label", flat=True).order_by("organisation__label"))
    gate = concept_gate(
        niche=concept.niche, key_enabling_activity=names, s3_link=concept.s3_link, waiver=concept.waiver or None
    )
    fits = Criterion(
        name="form_fits_scale",
        outcome="unknown" if form_fits is None else "pass" if form_fits else "fail",
        value=concept.form,
        threshold="scale of a cluster",
        source="matching.v1, scale test",
    )
    outcome = gate.outcome
    if outcome != "waived" and fits.outcome != "pass":
        outcome = "fail" if "fail" in (outcome, fits.outcome) else "unknown"
    return replace(gate, criteria=(*gate.criteria, fits), outcome=outcome)


def scope_of(members: Sequence[str]) -> str:
    """Across what a combination reaches, by its regions.

    >>> scope_of(["ITH4.C31", "SI04.C32"]), scope_of(["ITH4.C31", "ITH4.C28"]), scope_of(["ITH4.C31", "ITH3.C28"])
    ('transnational', 'across', 'interregional')
    """
    regions = {it.partition(".")[0] for it in members}
    if len({code[:2] for code in regions}) > 1:
        return ClusterConcept.Scope.TRANSNATIONAL.value
    return (ClusterConcept.Scope.INTERREGIONAL if len(regions) > 1 else ClusterConcept.Scope.ACROSS).value
