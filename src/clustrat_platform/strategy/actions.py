"""What changes concepts: proposing, changing, taking them from stage to stage, asking organisations, and their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from clustrat.codes.nuts import region as find_region
from clustrat.decision.rules import RuleResult
from clustrat_platform.atlas.frozen import Kept
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import Region, User
from clustrat_platform.base.problems import Conflict, Invalid
from clustrat_platform.organisations.models import Organisation
from clustrat_platform.strategy.gates import gate_of, next_stage, scope_of
from clustrat_platform.strategy.models import ClusterConcept, ConceptActor, ConceptMember, ConceptStep

__all__ = [
    "advance_concept",
    "answer_invitation",
    "change_concept",
    "drop_concept",
    "invite_organisation",
    "propose_concept",
    "publish_concept",
    "reopen_concept",
    "replace_members",
]

#: The texts and choices of a concept that people change.
CHANGEABLE = ("title", "form", "niche", "management", "s3_link", "s3_source", "demand", "waiver")
NO_TEXTS: Mapping[str, str] = MappingProxyType({})
Stage = ClusterConcept.Stage


@action(verb="strategy.propose_concept", permission="strategy.propose_concept")
def propose_concept(
    *,
    by: User | None,
    title: str,
    theme: str,
    region: Region,
    members: Sequence[str],
    kept: Kept,
    texts: Mapping[str, str] = NO_TEXTS,
    is_demo: bool = False,
) -> ClusterConcept:
    """Keep a combination of clusters as the idea of a new cluster concept.

    Parameters
    ----------
    members
        Two to four clusters, as ``ITH4.C31``.
    kept
        What was computed of them: its address with the edition, and its hash.
    texts
        Any of the changeable texts.
    """
    concept = checked(
        ClusterConcept(
            title=title,
            theme=theme,
            region=region,
            scope=scope_of(members),
            author=by,
            is_demo=is_demo,
            **_pin(kept),
            **_only_changeable(texts),
        )
    )
    _keep_members(concept, members)
    return concept


@action(verb="strategy.change_concept", permission="strategy.change_concept", on="concept")
def change_concept(
    *, by: User | None, concept: ClusterConcept, texts: Mapping[str, str], seen: Mapping[str, str] | None = None
) -> ClusterConcept:
    """Change texts of a concept.

    Parameters
    ----------
    seen
        The texts as they were when the form was opened: what someone else has changed since is not overwritten.

    Raises
    ------
    Conflict
        Someone else has changed the same text since; the difference says which.
    """
    fields = _only_changeable(texts)
    present = ClusterConcept.objects.select_for_update().get(pk=concept.pk)
    clashes = {
        name: {"yours": value, "now": getattr(present, name)}
        for name, value in fields.items()
        if seen is not None and getattr(present, name) not in (seen.get(name), value) and value != seen.get(name)
    }
    if clashes:
        raise Conflict(
            detail=_("Someone else has changed this since you opened it: %(fields)s.")
            % {"fields": ", ".join(str(ClusterConcept._meta.get_field(name).verbose_name) for name in clashes)},  # type: ignore[union-attr]
            difference=clashes,
        )
    for name, value in fields.items():
        if seen is None or value != seen.get(name):
            setattr(present, name, value)
    return checked(present)


@action(verb="strategy.replace_members", permission="strategy.change_concept", on="concept")
def replace_members(
    *, by: User | None, concept: ClusterConcept, members: Sequence[str], kept: Kept, reason: str = ""
) -> ClusterConcept:
    """Combine other clusters; only while nothing is agreed.

    Raises
    ------
    Conflict
        The concept is agreed, and others rely on what it is.
    """
    if concept.stage in (Stage.AGREED, Stage.REGISTERED, Stage.OPERATING):
        raise Conflict(detail=_("The concept is agreed; propose another one instead of changing what it combines."))
    for name, value in _pin(kept).items():
        setattr(concept, name, value)
    concept.scope = scope_of(members)
    concept.members.all().delete()
    _keep_members(concept, members)
    return checked(concept)


@action(verb="strategy.publish_concept", permission="strategy.publish_concept", on="concept")
def publish_concept(*, by: User | None, concept: ClusterConcept) -> ClusterConcept:
    """Show a concept to everyone."""
    concept.is_published = True
    return checked(concept)


@action(verb="strategy.advance_concept", permission="strategy.advance_concept", on="concept")
def advance_concept(
    *, by: User | None, concept: ClusterConcept, reason: str, kept: Kept, form_fits: bool | None
) -> ClusterConcept:
    """Take a concept to its next stage; the gate of that stage must not fail.

    Parameters
    ----------
    kept
        What is computed of it today: frozen beside the step.
    form_fits
        Whether the scale of its clusters allows the form chosen (:func:`clustrat_platform.strategy.gates.form_fits`).

    Raises
    ------
    Conflict
        The gate fails, or there is no further stage; the refusal names each criterion that is not met.
    Invalid
        No reason is given.
    """
    following = next_stage(concept.stage)
    if following is None:
        raise Conflict(detail=_("The concept is operating; there is no further stage."))
    gate = gate_of(concept, following, form_fits=form_fits)
    if gate is not None and gate.outcome in ("fail", "unknown"):
        missing = [it.name for it in gate.criteria if it.outcome in ("fail", "unknown")]
        raise Conflict(
            detail=_("Not yet: %(missing)s. Fill it in, or give a written waiver.")
            % {"missing": ", ".join(_words_of(name) for name in missing)},
            difference={it.name: it.outcome for it in gate.criteria},
        )
    return _step(concept, following, by=by, reason=reason, kept=kept, gate=gate)


@action(verb="strategy.drop_concept", permission="strategy.drop_concept", on="concept")
def drop_concept(*, by: User | None, concept: ClusterConcept, reason: str, kept: Kept) -> ClusterConcept:
    """Drop a concept, with the reason; it stays readable."""
    concept.dropped_because = reason
    return _step(concept, Stage.DROPPED, by=by, reason=reason, kept=kept)


@action(verb="strategy.reopen_concept", permission="strategy.reopen_concept", on="concept")
def reopen_concept(*, by: User | None, concept: ClusterConcept, reason: str, kept: Kept) -> ClusterConcept:
    """Take a dropped concept up again, at the stage at which it was dropped.

    Raises
    ------
    Conflict
        It was not dropped.
    """
    last = concept.steps.filter(to_stage=Stage.DROPPED).first()
    if not concept.is_over or last is None:
        raise Conflict(detail=_("The concept was not dropped."))
    concept.dropped_because = ""
    return _step(concept, last.from_stage, by=by, reason=reason, kept=kept)


@action(verb="strategy.invite_organisation", permission="strategy.invite_to_concept", on="concept")
def invite_organisation(
    *, by: User | None, concept: ClusterConcept, organisation: Organisation, part: str, message: str = ""
) -> ConceptActor:
    """Ask an organisation to take part.

    Raises
    ------
    Conflict
        It was asked already, or its entry is not published.
    """
    if concept.actors.filter(organisation=organisation).exists():
        raise Conflict(detail=_("%(name)s was asked already.") % {"name": organisation})
    if organisation.state != Organisation.State.PUBLISHED:
        raise Conflict(detail=_("The entry of %(name)s is not published.") % {"name": organisation})
    return checked(
        ConceptActor(concept=concept, organisation=organisation, part=part, message=message, invited_on=_today())
    )


@action(verb="strategy.answer_invitation", permission="strategy.answer_invitation", on="actor")
def answer_invitation(*, by: User | None, actor: ConceptActor, accept: bool) -> ConceptActor:
    """Answer for an organisation; an answer may be changed."""
    actor.state = ConceptActor.State.ACCEPTED if accept else ConceptActor.State.DECLINED
    actor.answered_on = _today()
    return checked(actor)


def _step(
    concept: ClusterConcept, to: str, *, by: User | None, reason: str, kept: Kept, gate: RuleResult | None = None
) -> ClusterConcept:
    if not reason.strip():
        raise Invalid(detail=_("Say why, in a sentence."), parameter="reason")
    checked(
        ConceptStep(
            concept=concept,
            from_stage=concept.stage,
            to_stage=to,
            by=by,
            reason=reason,
            gate=asdict(gate) if gate is not None else {},
            **_pin(kept),
        )
    )
    concept.stage = to
    return checked(concept)


def _keep_members(concept: ClusterConcept, members: Sequence[str]) -> None:
    for position, text in enumerate(members, start=1):
        region, _dot, industry = text.partition(".")
        find_region(region, version=concept.region.nuts_version)
        checked(ConceptMember(concept=concept, position=position, region_code=region, industry_code=industry))


def _pin(kept: Kept) -> dict[str, str]:
    return {"address": kept.address, "edition": kept.edition, "result_hash": kept.result_hash}


def _only_changeable(texts: Mapping[str, Any]) -> dict[str, str]:
    unknown = sorted(set(texts) - set(CHANGEABLE))
    if unknown:
        raise TypeError(f"A concept has no text '{unknown[0]}' to change.")
    return dict(texts)


def _words_of(criterion: str) -> str:
    return {
        "niche": _("the niche"),
        "key_enabling_activity": _("an organisation with a key enabling technology that takes part"),
        "s3_link": _("the link to a smart specialisation strategy"),
        "form_fits_scale": _("a form that the scale of its clusters allows"),
    }[criterion]


def _today() -> date:
    return datetime.now(UTC).date()
