"""Rules of recognition and gates over a record: each criterion passes, fails or is unknown, with value, threshold and source."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from clustrat.errors import EvidenceError, ParameterError

__all__ = [
    "ACTORS_V1",
    "ActorParameters",
    "Criterion",
    "KetCentre",
    "Outcome",
    "RuleResult",
    "UpdateDue",
    "action_plan_complete",
    "concept_gate",
    "eccp_cluster_organisation",
    "joint_recommendation_gate",
    "ket_centre",
    "s3_enabling_condition",
    "update_due",
    "verified_gate",
]

Outcome = Literal["pass", "fail", "unknown", "waived"]
ECCP = "European Cluster Collaboration Platform, criteria of cluster organisations"
KETGATE = "KETGATE, criteria of KET technology centres"
S3 = "Regulation (EU) 2021/1060, Annex IV, condition 1.1 (short wording of ours)"
OURS = "own rule"
S3_STATUS = ("not_started", "in_progress", "fulfilled", "not_applicable")
#: Criteria 5 and 6 hold "where relevant".
S3_MAY_NOT_APPLY = (5, 6)
S3_CRITERIA = (
    "up-to-date analysis of challenges for innovation diffusion and digitalisation",
    "competent body in charge of the strategy",
    "monitoring and evaluation against the objectives",
    "working cooperation of stakeholders (entrepreneurial discovery)",
    "actions to improve the research and innovation system, where relevant",
    "actions for industrial transition, where relevant",
    "measures for cooperation with partners outside the Member State in priority areas",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion: what was found, what was asked, and where the rule comes from; unknown is not fail."""

    name: str
    outcome: Outcome
    value: float | str | None
    threshold: float | str | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """All criteria of a rule; ``outcome`` fails if one fails, else is unknown if one is, else passes."""

    rule: str
    outcome: Outcome
    criteria: tuple[Criterion, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KetCentre:
    """A KET centre: ``full``, ``trial`` (all basic criteria, too few figures), ``none`` or ``unknown``, with each criterion."""

    rule: str
    standing: Literal["full", "trial", "none", "unknown"]
    criteria: tuple[Criterion, ...]
    n_quantitative: int
    re_evaluate_after_years: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorParameters:
    """Months after which an entry of the directory is asked for news, and after which it is stale."""

    version: str = "actors.v1"
    cluster_organisation_months: int = 6
    start_up_months: int = 6
    other_months: int = 12
    stale_months: int = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateDue:
    """``current``, ``due`` (shown publicly) or ``stale``, with the day of change; ``unknown`` if never confirmed."""

    state: Literal["current", "due", "stale", "unknown"]
    due_on: date | None
    stale_on: date | None
    parameters: ActorParameters


ACTORS_V1 = ActorParameters()


def eccp_cluster_organisation(
    *,
    management_fte: float | None,
    english_website_checked: bool | None,
    committed_members: int | None,
    member_types: Collection[str] | None,
    public_bodies_involved: bool | None,
    recognised_by_programme: str | None = None,
    min_fte: float = 0.5,
    min_committed_members: int = 15,
    min_member_types: int = 2,
) -> RuleResult:
    """A cluster organisation by the criteria of the ECCP, ``eccp_cluster_organisation.v1``.

    Parameters
    ----------
    management_fte
        Full-time equivalents of dedicated management.
    english_website_checked
        Somebody has looked, on a date, at whether a website in English (a translation by machine counts) fits the profile.
    committed_members
        Members committed.
    member_types
        Kinds of members, such as business, research, public.
    public_bodies_involved
        Public bodies are members, or visibly cooperate.
    recognised_by_programme
        A regional or national programme, or the Commission (social economy cluster): waives the criteria, and is logged.

    Examples
    --------
    >>> result = eccp_cluster_organisation(management_fte=1, english_website_checked=True, committed_members=14,
    ...     member_types=["business", "research"], public_bodies_involved=None)
    >>> result.outcome, [criterion.outcome for criterion in result.criteria]
    ('fail', ['pass', 'pass', 'fail', 'pass', 'unknown'])
    """
    n_types = None if member_types is None else len(set(member_types))
    criteria = (
        _at_least("dedicated_management_fte", management_fte, min_fte, ECCP),
        _holds("english_website", english_website_checked, ECCP),
        _at_least("committed_members", committed_members, min_committed_members, ECCP),
        _at_least("member_types", n_types, min_member_types, ECCP),
        _holds("public_bodies", public_bodies_involved, ECCP),
    )
    rule = "eccp_cluster_organisation.v1"
    if recognised_by_programme:
        note = f"Waived: recognised by {recognised_by_programme}."
        return RuleResult(rule=rule, outcome="waived", criteria=criteria, note=note)
    return RuleResult(rule=rule, outcome=_together(criteria), criteria=criteria)


def ket_centre(
    *,
    serves_industry_and_smes: bool | None,
    active_in_kets: int | None,
    active_in_trl_5_to_8: bool | None,
    sme_projects_2_years: int | None = None,
    major_investments_3_years: int | None = None,
    industrial_funding_pct: float | None = None,
    sme_turnover_pct: float | None = None,
    min_kets: int = 1,
    more_than_sme_projects: int = 10,
    more_than_investments: int = 2,
    min_industrial_funding_pct: float = 15.0,
    min_sme_turnover_pct: float = 7.0,
    min_quantitative: int = 2,
    trial_years: int = 3,
) -> KetCentre:
    """A KET technology centre, ``ket_centre.v1``: three basic criteria, and two of four figures.

    More than 10 SME projects in two years, more than 2 major investments in three, at least 15 % industrial funding, at least 7 %
    of turnover from SME projects. All three basic ones and too few figures: a trial, looked at again after three years. An unknown
    figure leaves the standing unknown only where it could still decide.

    Examples
    --------
    >>> ket_centre(serves_industry_and_smes=True, active_in_kets=2, active_in_trl_5_to_8=True, sme_projects_2_years=12,
    ...     major_investments_3_years=2, industrial_funding_pct=15, sme_turnover_pct=5).standing
    'full'
    """
    basic = (
        _holds("serves_industry_and_smes", serves_industry_and_smes, KETGATE),
        _at_least("active_in_kets", active_in_kets, min_kets, KETGATE),
        _holds("active_in_trl_5_to_8", active_in_trl_5_to_8, KETGATE),
    )
    figures = (
        _more_than("sme_projects_2_years", sme_projects_2_years, more_than_sme_projects, KETGATE),
        _more_than("major_investments_3_years", major_investments_3_years, more_than_investments, KETGATE),
        _at_least("industrial_funding_pct", industrial_funding_pct, min_industrial_funding_pct, KETGATE),
        _at_least("sme_turnover_pct", sme_turnover_pct, min_sme_turnover_pct, KETGATE),
    )
    n_pass = sum(criterion.outcome == "pass" for criterion in figures)
    n_open = sum(criterion.outcome == "unknown" for criterion in figures)
    base = _together(basic)
    standing: Literal["full", "trial", "none", "unknown"]
    if base == "fail":
        standing = "none"
    elif base == "unknown":
        standing = "unknown"
    elif n_pass >= min_quantitative:
        standing = "full"
    else:
        standing = "unknown" if n_pass + n_open >= min_quantitative else "trial"
    return KetCentre(
        rule="ket_centre.v1",
        standing=standing,
        criteria=basic + figures,
        n_quantitative=n_pass,
        re_evaluate_after_years=trial_years if standing == "trial" else None,
    )


def update_due(
    *,
    kind: Literal["cluster_organisation", "start_up", "other"],
    confirmed_on: date | None,
    today: date,
    parameters: ActorParameters = ACTORS_V1,
) -> UpdateDue:
    """Whether an entry of the directory has to be asked for news; it is due from the day itself.

    >>> update_due(kind="cluster_organisation", confirmed_on=date(2026, 1, 31), today=date(2026, 7, 31)).state
    'due'
    """
    months = {
        "cluster_organisation": parameters.cluster_organisation_months,
        "start_up": parameters.start_up_months,
        "other": parameters.other_months,
    }
    if kind not in months:
        raise ParameterError(f"There is no kind of actor '{kind}'. Choose {', '.join(months)}.")
    if confirmed_on is None:
        return UpdateDue(state="unknown", due_on=None, stale_on=None, parameters=parameters)
    if confirmed_on > today:
        raise EvidenceError(f"The entry was confirmed on {confirmed_on}, which lies after {today}. Correct the date.")
    due, stale = _months_later(confirmed_on, months[kind]), _months_later(confirmed_on, parameters.stale_months)
    state: Literal["current", "due", "stale"] = "stale" if today >= stale else "due" if today >= due else "current"
    return UpdateDue(state=state, due_on=due, stale_on=stale, parameters=parameters)


def s3_enabling_condition(
    statuses: Mapping[int, str],
    *,
    reasons: Mapping[int, str] | None = None,
    checked_on: Mapping[int, date] | None = None,
) -> RuleResult:
    """Self-assessment on the seven criteria of enabling condition 1.1, ``s3_enabling_condition.v1``.

    Parameters
    ----------
    statuses
        Criterion (1 to 7) -> ``not_started``, ``in_progress``, ``fulfilled``, or for 5 and 6 ``not_applicable``.
    reasons
        Why a criterion is not applicable; required there.
    checked_on
        When each status was last looked at: a status ages, and the condition must hold over the whole period.

    Examples
    --------
    >>> result = s3_enabling_condition({n: "fulfilled" for n in range(1, 7)})
    >>> result.outcome, result.criteria[6].outcome
    ('unknown', 'unknown')
    """
    given, dates = reasons or {}, checked_on or {}
    wrong = sorted(set(statuses) - set(range(1, 8)))
    if wrong:
        raise ParameterError(f"There is no criterion {wrong[0]}. They count from 1 to 7.")
    criteria = []
    for n, words in enumerate(S3_CRITERIA, start=1):
        status = statuses.get(n)
        if status is not None and status not in S3_STATUS:
            raise ParameterError(f"Criterion {n} has the status '{status}'. Choose {', '.join(S3_STATUS)}.")
        if status == "not_applicable" and (n not in S3_MAY_NOT_APPLY or not given.get(n, "").strip()):
            raise EvidenceError(
                f"Criterion {n} cannot be 'not_applicable' "
                f"{'without a reason. Give one' if n in S3_MAY_NOT_APPLY else 'at all; only 5 and 6 can. Choose another status'}."
            )
        outcome: Outcome = "unknown" if status is None else "waived" if status == "not_applicable" else "fail"
        if status == "fulfilled":
            outcome = "pass"
        seen = dates.get(n)
        value = status if seen is None or status is None else f"{status} ({seen})"
        criteria.append(Criterion(name=f"{n} {words}", outcome=outcome, value=value, threshold="fulfilled", source=S3))
    return RuleResult(rule="s3_enabling_condition.v1", outcome=_together(criteria), criteria=tuple(criteria))


def concept_gate(
    *, niche: str | None, key_enabling_activity: str | None, s3_link: str | None, waiver: str | None = None
) -> RuleResult:
    """A concept may be ``agreed`` with niche, key enabling activity and link to the strategy, or with a written waiver.

    >>> concept_gate(niche="wood-based textiles", key_enabling_activity="biotechnology", s3_link=None).outcome
    'fail'
    """
    criteria = (
        _written("niche", niche),
        _written("key_enabling_activity", key_enabling_activity),
        _written("s3_link", s3_link),
    )
    return _gate("concept_agreed.v1", criteria, waiver)


def joint_recommendation_gate(
    *, strength_graded: bool | None, drafter_countries: Collection[str] | None, min_countries: int = 2
) -> RuleResult:
    """A recommendation may be published as *joint* with a strength grade and drafters from at least two countries.

    >>> joint_recommendation_gate(strength_graded=True, drafter_countries=["IT", "AT"]).outcome
    'pass'
    """
    n = None if drafter_countries is None else len(set(drafter_countries))
    criteria = (_holds("strength_grade", strength_graded, OURS), _at_least("drafter_countries", n, min_countries, OURS))
    return _gate("joint_recommendation.v1", criteria, None)


def verified_gate(*, owner: str, evidence_by: Collection[str] | None) -> RuleResult:
    """``verified`` needs evidence from somebody other than the owner.

    >>> verified_gate(owner="agency", evidence_by=["agency"]).outcome
    'fail'
    """
    others = None if evidence_by is None else len(set(evidence_by) - {owner})
    return _gate("verified.v1", (_at_least("evidence_from_others", others, 1, OURS),), None)


def action_plan_complete(parts: Mapping[str, bool | None]) -> RuleResult:
    """Whether an action plan has all that the RIS3 guide asks for in step 5; a part not named is unknown.

    >>> result = action_plan_complete({"objectives": True, "timeframe": False})
    >>> result.outcome, sum(criterion.outcome == "unknown" for criterion in result.criteria)
    ('fail', 7)
    """
    asked = (
        "objectives", "lines_tied_to_priorities", "timeframe", "delivery", "responsible", "budget_by_source", "targets", "pilots",
        "evaluation_of_pilots",
    )  # fmt: skip
    unknown = sorted(set(parts) - set(asked))
    if unknown:
        raise ParameterError(f"An action plan has no part '{unknown[0]}'. Its parts: {', '.join(asked)}.")
    criteria = tuple(_holds(name, parts.get(name), "RIS3 guide, step 5") for name in asked)
    return _gate("action_plan.v1", criteria, None)


def _gate(rule: str, criteria: tuple[Criterion, ...], waiver: str | None) -> RuleResult:
    if waiver is not None and waiver.strip():
        return RuleResult(rule=rule, outcome="waived", criteria=criteria, note=f"Waived in writing: {waiver}")
    return RuleResult(rule=rule, outcome=_together(criteria), criteria=criteria)


def _together(criteria: Collection[Criterion]) -> Outcome:
    outcomes = {criterion.outcome for criterion in criteria}
    return "fail" if "fail" in outcomes else "unknown" if "unknown" in outcomes else "pass"


def _criterion(
    name: str, is_met: bool | None, value: float | str | None, threshold: float | str, source: str
) -> Criterion:
    outcome: Outcome = "unknown" if is_met is None else "pass" if is_met else "fail"
    return Criterion(name=name, outcome=outcome, value=value, threshold=threshold, source=source)


def _at_least(name: str, value: float | None, threshold: float, source: str) -> Criterion:
    _not_negative(name, value)
    return _criterion(name, None if value is None else value >= threshold, value, f">= {threshold:g}", source)


def _more_than(name: str, value: float | None, threshold: float, source: str) -> Criterion:
    _not_negative(name, value)
    return _criterion(name, None if value is None else value > threshold, value, f"> {threshold:g}", source)


def _holds(name: str, value: bool | None, source: str) -> Criterion:
    return _criterion(name, value, None if value is None else "yes" if value else "no", "yes", source)


def _written(name: str, text: str | None) -> Criterion:
    is_there = bool(text and text.strip())
    return _criterion(name, is_there, text if is_there else None, "written", OURS)


def _not_negative(name: str, value: float | None) -> None:
    if value is not None and not value >= 0:
        raise EvidenceError(f"'{name}' is {value:g}; give 0 or more, or None where it is not known.")


def _months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    last = (first_of_next - date(year, month, 1)).days
    return date(year, month, min(day.day, last))
