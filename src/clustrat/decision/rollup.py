"""Roll-up of regional scores to nations and to the whole: all weight schemes side by side, coverage, quorum, double majority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from clustrat.decision.parameters import DECISION_V1, DecisionParameters
from clustrat.decision.remarks import Remark
from clustrat.decision.rollup_inputs import RegionScore, checked_regions
from clustrat.errors import EvidenceError, ParameterError

__all__ = ["SCHEMES", "DissentMap", "DoubleMajority", "Rollup", "Scheme", "dissent_map", "double_majority", "roll_up"]

FloatArray = NDArray[np.float64]
Scheme = Literal["equal", "penrose", "population", "participants"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
Verdict = Literal["adopted", "not_adopted", "blocked_coverage", "blocked_quorum"]
#: Room for rounding where a threshold must be met exactly.
TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """Scores of the whole under every scheme, 0 to 1; ``None`` where no unit is present or a weight is not known.

    ``nations[scheme][nation]`` is the score of a nation, ``coverage`` the weight present among the weight declared, ``interval``
    (low, high) around ``staged``, where every present region gives a variance.
    """

    flat: dict[str, float | None]
    staged: dict[str, float | None]
    nations: dict[str, dict[str, float | None]]
    coverage: dict[str, float | None]
    nation_coverage: dict[str, dict[str, float | None]]
    interval: dict[str, tuple[float, float] | None]
    majority_sign_differs: bool | None
    remarks: tuple[Remark, ...]
    parameters: DecisionParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleMajority:
    """Whether a proposal is adopted: enough nations in favour, holding enough weight, after coverage and quorum."""

    verdict: Verdict
    in_favour: tuple[str, ...]
    share_of_nations: float
    share_of_weight: float | None
    below_quorum: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentMap:
    """Where the units part: range, lowest unit, share of the variance that lies between regions, and green everywhere."""

    score_range: float | None
    lowest: str | None
    highest: str | None
    eta_squared: float | None
    green_everywhere: bool | None


def roll_up(
    regions: Sequence[RegionScore],
    *,
    schemes: Sequence[Scheme] = SCHEMES,
    parameters: DecisionParameters = DECISION_V1,
) -> Rollup:
    r"""Roll regional scores up to nations and to the whole, under every scheme.

    .. math:: s_N = \frac{\sum_{r \in N} w_r s_r}{\sum_{r \in N} w_r} \;(\text{present } r), \quad
       s_T = \frac{\sum_N w_N s_N}{\sum_N w_N}

    Weights: ``equal`` 1, ``penrose`` the root of the population, ``population``, ``participants`` n. The weight of a nation is the
    scheme on the sum over all its declared regions, present or not. ``flat`` is one sum over present regions.

    Parameters
    ----------
    regions
        All declared regions; one without a score is missing and never imputed.
    schemes
        Which schemes; all of them are to be published side by side, one fixed as decisive before opening.
    parameters
        ``tau`` (what counts as in favour) and ``interval_z``.

    Returns
    -------
    Rollup

    Raises
    ------
    EvidenceError
        A score lies outside 0..1, a region stands twice, or there is none.
    ParameterError
        There is no such scheme.

    Notes
    -----
    Pooling everybody lets the region with the best campaign decide. Where the schemes fall on both sides of ``tau``,
    ``majority_sign_differs`` is true and the page says so (:cite:`simpson1951`, :cite:`penrose1946`).

    Examples
    --------
    >>> result = roll_up([RegionScore(region="A1", nation="A", n=90, score=0.8, population=1.0),
    ...                   RegionScore(region="B1", nation="B", n=10, score=0.2, population=1.0)])
    >>> result.staged["equal"], round(result.staged["participants"], 2), result.majority_sign_differs
    (0.5, 0.74, False)
    """
    units = checked_regions(regions)
    chosen = _schemes(schemes)
    by_nation = _by_nation(units)
    flat: dict[str, float | None] = {}
    staged: dict[str, float | None] = {}
    intervals: dict[str, tuple[float, float] | None] = {}
    coverage: dict[str, float | None] = {}
    nations: dict[str, dict[str, float | None]] = {}
    nation_coverage: dict[str, dict[str, float | None]] = {}
    for scheme in chosen:
        flat[scheme], _ = _weighed_mean(units, scheme)
        nations[scheme] = {name: _weighed_mean(members, scheme)[0] for name, members in by_nation.items()}
        weights = {name: _nation_weight(members, scheme) for name, members in by_nation.items()}
        is_weighed = all(_weight(unit, scheme) is not None for unit in units if unit.score is not None)
        staged[scheme] = (
            _mean_of({name: (weights[name], score) for name, score in nations[scheme].items()}) if is_weighed else None
        )
        counted: Scheme = "equal" if scheme == "participants" else scheme
        nation_coverage[scheme] = {name: _coverage(members, counted) for name, members in by_nation.items()}
        coverage[scheme] = (
            _mean_of(
                {
                    name: (_nation_weight(by_nation[name], counted), share)
                    for name, share in nation_coverage[scheme].items()
                }
            )
            if all(_weight(unit, counted) is not None for unit in units)
            else None
        )
        intervals[scheme] = _interval(staged[scheme], by_nation, weights, nations[scheme], scheme, parameters)
    sides = {score >= parameters.tau - TOLERANCE for score in (*flat.values(), *staged.values()) if score is not None}
    differs = len(sides) > 1 if sides else None
    remarks = []
    absent = [unit.region for unit in units if unit.score is None]
    if absent:
        remarks.append(
            Remark(
                code="regions_missing",
                severity="warning",
                sentence=f"{len(absent)} of {len(units)} regions gave no score: {', '.join(absent[:5])}. None is filled in.",
                keys=tuple(absent[:20]),
                n=len(absent),
            )
        )
    if differs:
        remarks.append(
            Remark(
                code="majority_sign_differs",
                severity="warning",
                sentence=f"The schemes fall on both sides of {parameters.tau:g}: the result depends on how units are weighed.",
            )
        )
    return Rollup(
        flat=flat,
        staged=staged,
        nations=nations,
        coverage=coverage,
        nation_coverage=nation_coverage,
        interval=intervals,
        majority_sign_differs=differs,
        remarks=tuple(remarks),
        parameters=parameters,
    )


def double_majority(
    regions: Sequence[RegionScore],
    *,
    decisive: Scheme = "equal",
    majority_weight: Scheme | None = None,
    parameters: DecisionParameters = DECISION_V1,
) -> DoubleMajority:
    """Decide by two majorities: of nations, and of the weight they stand for; coverage and quorum come first.

    Adopted, if the share of the declared nations with a score of at least ``tau`` is at least ``theta_nations``, and their share
    of ``majority_weight`` at least ``theta_weight``; a threshold met exactly counts. Blocked, if the decisive scheme covers less
    than ``coverage_min``, or a nation has fewer than ``quorum_per_nation`` participants.

    Parameters
    ----------
    regions
        All declared regions.
    decisive
        The scheme of the scores of nations, fixed before opening.
    majority_weight
        The scheme of the second majority; default ``parameters.majority_weight``.
    parameters
        Thresholds.

    Examples
    --------
    >>> units = [RegionScore(region=f"{n}1", nation=n, n=20, score=s, population=p)
    ...          for n, s, p in (("A", 0.7, 5.0), ("B", 0.6, 4.0), ("C", 0.2, 3.0))]
    >>> double_majority(units).verdict
    'adopted'
    """
    scheme = _schemes([decisive])[0]
    second = _schemes([majority_weight or parameters.majority_weight])[0]
    rolled = roll_up(regions, schemes=[scheme], parameters=parameters)
    by_nation = _by_nation(checked_regions(regions))
    in_favour = tuple(
        name
        for name, score in rolled.nations[scheme].items()
        if score is not None and score >= parameters.tau - TOLERANCE
    )
    weights = {name: _nation_weight(members, second) for name, members in by_nation.items()}
    whole = _total(list(weights.values()))
    share_of_nations = len(in_favour) / len(by_nation)
    held = _total([weights[name] for name in in_favour])
    share_of_weight = None if held is None or not whole else held / whole
    below = tuple(
        name
        for name, members in by_nation.items()
        if sum(unit.n or 0 for unit in members if unit.score is not None) < parameters.quorum_per_nation
    )
    covered = rolled.coverage[scheme]
    if covered is None or covered < parameters.coverage_min - TOLERANCE:
        verdict: Verdict = "blocked_coverage"
        sentence = f"Blocked: the scores cover {covered or 0:.0%} of the declared weight; {parameters.coverage_min:.0%} is needed."
    elif below:
        verdict = "blocked_quorum"
        sentence = f"Blocked: fewer than {parameters.quorum_per_nation} took part in {', '.join(below)}."
    elif share_of_weight is None:
        raise EvidenceError(
            f"The {second} of a region is not known, so the second majority cannot be counted. Give it."
        )
    else:
        enough = (
            share_of_nations >= parameters.theta_nations - TOLERANCE
            and share_of_weight >= parameters.theta_weight - TOLERANCE
        )
        verdict = "adopted" if enough else "not_adopted"
        sentence = (
            f"{'Adopted' if enough else 'Not adopted'}: {len(in_favour)} of {len(by_nation)} nations are in favour "
            f"({share_of_nations:.0%}), with {share_of_weight:.0%} of the weight."
        )
    return DoubleMajority(
        verdict=verdict,
        in_favour=in_favour,
        share_of_nations=share_of_nations,
        share_of_weight=share_of_weight,
        below_quorum=below,
        sentence=sentence,
    )


def dissent_map(
    regions: Sequence[RegionScore],
    *,
    decisive: Scheme = "equal",
    answers: Mapping[str, Sequence[float]] | None = None,
    parameters: DecisionParameters = DECISION_V1,
) -> DissentMap:
    r"""Where the units part, beside every roll-up.

    .. math:: \eta^2 = \frac{\sum_r n_r (m_r - m)^2}{SST}, \quad \text{yes/no: } SST = n\,m(1-m)

    Parameters
    ----------
    regions
        All declared regions.
    decisive
        The scheme of the scores of nations, for ``green_everywhere``: the lowest nation reaches ``tau``.
    answers
        The single answers of each region; without them scores are read as shares of yes among n.
    parameters
        ``tau``.

    Examples
    --------
    >>> units = [RegionScore(region="A1", nation="A", n=10, score=1.0), RegionScore(region="B1", nation="B", n=10, score=0.0)]
    >>> result = dissent_map(units)
    >>> result.score_range, result.lowest, result.eta_squared, result.green_everywhere
    (1.0, 'B1', 1.0, False)
    """
    units = checked_regions(regions)
    present = [unit for unit in units if unit.score is not None]
    scores = [unit.score for unit in present if unit.score is not None]
    nations = roll_up(units, schemes=[decisive], parameters=parameters).nations[decisive].values()
    known = [score for score in nations if score is not None]
    low = min(present, key=lambda unit: unit.score or 0.0, default=None)
    high = max(present, key=lambda unit: unit.score or 0.0, default=None)
    return DissentMap(
        score_range=max(scores) - min(scores) if scores else None,
        lowest=low.region if low else None,
        highest=high.region if high else None,
        eta_squared=_eta_squared(present, answers),
        green_everywhere=min(known) >= parameters.tau - TOLERANCE if len(known) == len(nations) and known else None,
    )


def _eta_squared(present: Sequence[RegionScore], answers: Mapping[str, Sequence[float]] | None) -> float | None:
    if answers is not None:
        parts = [np.asarray(values, dtype=np.float64) for values in answers.values() if len(values)]
        if not parts:
            return None
        every = np.concatenate(parts)
        n = np.array([len(part) for part in parts], dtype=np.float64)
        means = np.array([part.mean() for part in parts])
        mean, total = float(every.mean()), float(((every - every.mean()) ** 2).sum())
    else:
        counted = [unit for unit in present if unit.n]
        if not counted:
            return None
        n = np.array([unit.n for unit in counted], dtype=np.float64)
        means = np.array([unit.score for unit in counted], dtype=np.float64)
        mean = float((n * means).sum() / n.sum())
        total = float(n.sum()) * mean * (1 - mean)
    return float((n * (means - mean) ** 2).sum()) / total if total > TOLERANCE else None


def _schemes(schemes: Sequence[str]) -> list[Scheme]:
    bad = [scheme for scheme in schemes if scheme not in SCHEMES]
    if bad or not schemes:
        raise ParameterError(f"There is no weight scheme '{bad[0] if bad else ''}'. Choose {', '.join(SCHEMES)}.")
    return list(schemes)  # type: ignore[arg-type]


def _by_nation(units: Sequence[RegionScore]) -> dict[str, list[RegionScore]]:
    found: dict[str, list[RegionScore]] = {}
    for unit in units:
        found.setdefault(unit.nation, []).append(unit)
    return found


def _size(unit: RegionScore, scheme: Scheme) -> float | None:
    if scheme == "equal":
        return 1.0
    return unit.population if scheme in ("penrose", "population") else unit.n


def _weight(unit: RegionScore, scheme: Scheme) -> float | None:
    size = _size(unit, scheme)
    return None if size is None else size**0.5 if scheme == "penrose" else float(size)


def _nation_weight(members: Sequence[RegionScore], scheme: Scheme) -> float | None:
    """The scheme on the sum over all declared regions; a region without participants adds none of them."""
    if scheme == "equal":
        return 1.0
    if scheme == "participants":
        return float(sum(unit.n or 0 for unit in members))
    whole = _total([unit.population for unit in members])
    return None if whole is None else whole**0.5 if scheme == "penrose" else whole


def _total(values: Sequence[float | None]) -> float | None:
    """The sum, ``None`` if a part is not known."""
    return None if any(value is None for value in values) else float(sum(value or 0.0 for value in values))


def _weighed_mean(units: Sequence[RegionScore], scheme: Scheme) -> tuple[float | None, float]:
    present = [(_weight(unit, scheme), unit.score) for unit in units if unit.score is not None]
    if any(weight is None for weight, _ in present):
        return None, 0.0
    whole = sum(weight or 0.0 for weight, _ in present)
    return (sum((weight or 0.0) * (score or 0.0) for weight, score in present) / whole if whole else None), whole


def _mean_of(parts: Mapping[str, tuple[float | None, float | None]]) -> float | None:
    present = [(weight, value) for weight, value in parts.values() if value is not None]
    if not present or any(weight is None for weight, _ in present):
        return None
    whole = sum(weight or 0.0 for weight, _ in present)
    return sum((weight or 0.0) * value for weight, value in present) / whole if whole else None


def _coverage(members: Sequence[RegionScore], scheme: Scheme) -> float | None:
    declared = _total([_weight(unit, scheme) for unit in members])
    if not declared:
        return None
    return sum(_weight(unit, scheme) or 0.0 for unit in members if unit.score is not None) / declared


def _interval(
    score: float | None,
    by_nation: Mapping[str, Sequence[RegionScore]],
    weights: Mapping[str, float | None],
    nations: Mapping[str, float | None],
    scheme: Scheme,
    parameters: DecisionParameters,
) -> tuple[float, float] | None:
    """Score +- z sqrt(sum W^2 Var), W the weight of a region in the whole, cut at 0 and 1."""
    if score is None:
        return None
    there = [name for name in by_nation if nations[name] is not None]
    whole = sum(weights[name] or 0.0 for name in there)
    variance = 0.0
    for name in there:
        present = [unit for unit in by_nation[name] if unit.score is not None]
        inside = sum(_weight(unit, scheme) or 0.0 for unit in present)
        for unit in present:
            if unit.variance is None:
                return None
            part = (weights[name] or 0.0) / whole * (_weight(unit, scheme) or 0.0) / inside
            variance += part**2 * unit.variance
    half = parameters.interval_z * variance**0.5
    return max(score - half, 0.0), min(score + half, 1.0)
