"""Rules applied to an entry: each criterion with its value, its threshold and its source, in words a reader understands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat.codes.themes import themes
from clustrat.decision.rules import Criterion, eccp_cluster_organisation, ket_centre
from clustrat_platform.actors.models import Actor, ActorKind
from clustrat_platform.actors.models.fields import CodeScheme, Side

__all__ = ["ShownCriterion", "ShownRule", "rules_of"]

#: Criteria by the names that the rules give them.
CRITERIA = {
    "dedicated_management_fte": gettext_lazy("Managers, in full-time equivalents"),
    "english_website": gettext_lazy("A website in English that fits the profile, looked at by a person"),
    "committed_members": gettext_lazy("Committed members"),
    "member_types": gettext_lazy("Kinds of members"),
    "public_bodies": gettext_lazy("Public bodies are members or cooperate"),
    "serves_industry_and_smes": gettext_lazy("Serves industry and small firms"),
    "active_in_kets": gettext_lazy("Key enabling technologies in which it works"),
    "active_in_trl_5_to_8": gettext_lazy("Works at technology readiness 5 to 8"),
    "sme_projects_2_years": gettext_lazy("Projects with small firms in two years"),
    "major_investments_3_years": gettext_lazy("Major investments in close-to-market equipment in three years"),
    "industrial_funding_pct": gettext_lazy("Funding from industry in per cent"),
    "sme_turnover_pct": gettext_lazy("Turnover from projects with small firms in per cent"),
}
OUTCOMES = {
    "pass": gettext_lazy("met"),
    "fail": gettext_lazy("not met"),
    "unknown": gettext_lazy("not known"),
    "waived": gettext_lazy("waived"),
    "full": gettext_lazy("full centre"),
    "trial": gettext_lazy("centre on trial"),
    "none": gettext_lazy("no such centre"),
}
YES_NO = {"yes": gettext_lazy("yes"), "no": gettext_lazy("no"), "written": gettext_lazy("written")}
TRL_5_TO_8 = (5, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCriterion:
    """One criterion as a reader sees it."""

    words: str
    outcome: str
    outcome_words: str
    value: str
    threshold: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRule:
    """A rule with its version, its outcome and all its criteria; never an official assessment."""

    rule: str
    title: str
    outcome: str
    outcome_words: str
    note: str
    criteria: tuple[ShownCriterion, ...]


def rules_of(actor: Actor, *, day: date | None = None) -> list[ShownRule]:
    """The rules that an entry is held against on ``day``."""
    today = day or datetime.now(UTC).date()
    if actor.kind == ActorKind.CLUSTER:
        return [_cluster_organisation(actor, today)]
    if actor.kind == ActorKind.LABORATORY:
        return [_ket_centre(actor)]
    return []


def _cluster_organisation(actor: Actor, day: date) -> ShownRule:
    types = {it.code for it in actor.codes.all() if it.scheme == CodeScheme.MEMBER_TYPE}
    types |= {it.member_type for it in actor.cluster_members.hold_on(day)}
    waiver = actor.waivers.hold_on(day).filter(rule="eccp_cluster_organisation.v1").first()
    found = eccp_cluster_organisation(
        management_fte=actor.management_fte,
        # The website is a dated check by a person; an undated one is no check.
        english_website_checked=actor.english_website if actor.english_website_checked_on else None,
        committed_members=actor.committed_members,
        member_types=types or None,
        public_bodies_involved=True if "public" in types else actor.public_bodies_involved,
        recognised_by_programme=waiver.recognised_by if waiver else None,
    )
    note = ""
    if waiver is not None:
        note = _("Waived, because %(programme)s has recognised it (%(day)s).") % {
            "programme": waiver.recognised_by,
            "day": waiver.granted_on.isoformat(),
        }
    return ShownRule(
        rule=found.rule,
        title=_("Does it meet the criteria of the European cluster platform?"),
        outcome=found.outcome,
        outcome_words=str(OUTCOMES[found.outcome]),
        note=note,
        criteria=_criteria(found.criteria),
    )


def _ket_centre(actor: Actor) -> ShownRule:
    kets = {it.code for it in themes("key_enabling_technology")}
    codes = list(actor.codes.all())
    described = any(it.scheme == CodeScheme.THEME for it in codes)
    n_kets = len({it.code for it in codes if it.scheme == CodeScheme.THEME and it.side == Side.OFFER} & kets)
    found = ket_centre(
        serves_industry_and_smes=actor.serves_smes,
        # An entry without any theme says nothing about technologies; that is not known, and not nought.
        active_in_kets=n_kets if described else None,
        active_in_trl_5_to_8=_works_at(actor),
        sme_projects_2_years=actor.sme_projects,
        major_investments_3_years=actor.investments,
        industrial_funding_pct=actor.industrial_funding_pct,
        sme_turnover_pct=actor.sme_turnover_pct,
    )
    note = ""
    if found.re_evaluate_after_years:
        note = _("To be looked at again after %(n)s years.") % {"n": found.re_evaluate_after_years}
    return ShownRule(
        rule=found.rule,
        title=_("Is it a centre for key enabling technologies?"),
        outcome=found.standing,
        outcome_words=str(OUTCOMES[found.standing]),
        note=note,
        criteria=_criteria(found.criteria),
    )


def _works_at(actor: Actor) -> bool | None:
    if actor.trl_min is None and actor.trl_max is None:
        return None
    least = actor.trl_min if actor.trl_min is not None else actor.trl_max
    most = actor.trl_max if actor.trl_max is not None else actor.trl_min
    assert least is not None and most is not None
    return least <= TRL_5_TO_8[1] and most >= TRL_5_TO_8[0]


def _criteria(found: Iterable[Criterion]) -> tuple[ShownCriterion, ...]:
    return tuple(
        ShownCriterion(
            words=str(CRITERIA[it.name]),
            outcome=it.outcome,
            outcome_words=str(OUTCOMES[it.outcome]),
            value=_plain(it.value),
            threshold=_plain(it.threshold),
            source=it.source,
        )
        for it in found
    )


def _plain(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return str(YES_NO.get(value, value.replace(">=", "≥")))
    return f"{value:g}"
