"""Stability of a Delphi panel between two snapshots, and when to stop asking: on stability, never on consensus alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.decision.parameters import DECISION_V1, DecisionParameters
from clustrat.errors import EvidenceError

__all__ = [
    "Stability",
    "StopDecision",
    "pitman_morgan",
    "stability",
    "stop_rule",
    "weighted_kappa",
    "wilcoxon_signed_rank",
]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """Two snapshots of one item, over the panellists in both; a statistic is ``None`` where it is undefined.

    ``stable`` is ``None`` where nobody, or fewer than ``k_anon``, answered both times.
    """

    n: int
    stable: bool | None
    parameters: DecisionParameters
    wilcoxon_p: float | None = None
    fligner_p: float | None = None
    pitman_morgan_t: float | None = None
    pitman_morgan_p: float | None = None
    cv_before: float | None = None
    cv_after: float | None = None
    cv_change: float | None = None
    kappa: float | None = None
    changed_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDecision:
    """Whether to stop asking, and the sentence that says why or why not."""

    stop: bool
    stable_snapshots: int
    response: dict[str, float | None]
    sentence: str


def stability(
    before: ArrayLike, after: ArrayLike, *, scale_min: int, scale_max: int, parameters: DecisionParameters = DECISION_V1
) -> Stability:
    """Compare two snapshots of one item: location, spread, and how many changed their answer.

    Stable, if Wilcoxon's signed-rank test, Fligner-Killeen and Pitman-Morgan all have p above ``stable_p_above``, the coefficient
    of variation changed by less than ``stable_cv_change_below``, and fewer than ``stable_changed_share_below`` changed their
    answer. A test that is undefined (nobody moved, no spread) does not speak against stability.

    Parameters
    ----------
    before, after : array_like, shape (n_people,)
        The same people in the same order; ``nan`` has not answered.
    scale_min, scale_max
        Ends of the scale.
    parameters
        With fewer than ``k_anon`` people in both, everything is withheld.

    Returns
    -------
    Stability

    Notes
    -----
    Fligner-Killeen takes the samples as independent, which two rounds of one panel are not; Pitman-Morgan is for pairs and
    stands beside it (:cite:`fligner1976`, :cite:`morgan1939`).

    Examples
    --------
    >>> result = stability([4, 5, 5, 6, 7, 3, 4, 5], [4, 5, 5, 6, 7, 3, 4, 6], scale_min=1, scale_max=7)
    >>> result.stable, result.changed_share
    (True, 0.125)
    """
    x, y = _pairs(before, after)
    outside = [value for value in (*x, *y) if not scale_min <= value <= scale_max or value != int(value)]
    if outside:
        raise EvidenceError(f"A rating of {outside[0]:g} is not on the scale from {scale_min} to {scale_max}.")
    n = len(x)
    if n < max(parameters.k_anon, 1):
        return Stability(n=n, stable=None, parameters=parameters)
    wilcoxon = wilcoxon_signed_rank(x, y)
    fligner = _fligner(x, y)
    pitman_t, pitman_p = pitman_morgan(x, y)
    cv_x, cv_y = _cv(x), _cv(y)
    change = None if cv_x is None or cv_y is None else cv_y - cv_x
    changed = float((x != y).mean())
    cut = parameters.stable_p_above
    is_stable = (
        all(p is None or p > cut for p in (wilcoxon, fligner, pitman_p))
        and (change is None or abs(change) < parameters.stable_cv_change_below)
        and changed < parameters.stable_changed_share_below
    )
    return Stability(
        n=n,
        stable=is_stable,
        parameters=parameters,
        wilcoxon_p=wilcoxon,
        fligner_p=fligner,
        pitman_morgan_t=pitman_t,
        pitman_morgan_p=pitman_p,
        cv_before=cv_x,
        cv_after=cv_y,
        cv_change=change,
        kappa=weighted_kappa(x, y, scale_min=scale_min, scale_max=scale_max),
        changed_share=changed,
    )


def wilcoxon_signed_rank(before: ArrayLike, after: ArrayLike) -> float | None:
    """Two-sided p of the signed-rank test: zeros dropped, normal approximation with ties, no continuity correction.

    >>> round(wilcoxon_signed_rank([1, 2, 3, 4, 5], [2, 3, 4, 5, 7]), 4)
    0.0339
    """
    from scipy.stats import norm, rankdata

    x, y = _pairs(before, after)
    gap = (y - x)[y != x]
    n = len(gap)
    if n == 0:
        return None
    ranks = rankdata(np.abs(gap))
    ties = np.unique(np.abs(gap), return_counts=True)[1]
    variance = n * (n + 1) * (2 * n + 1) / 24 - float((ties**3 - ties).sum()) / 48
    z = (float(ranks[gap > 0].sum()) - n * (n + 1) / 4) / np.sqrt(variance)
    return float(2 * norm.sf(abs(z)))


def pitman_morgan(before: ArrayLike, after: ArrayLike) -> tuple[float | None, float | None]:
    r"""Test of equal variances of pairs: :math:`r = corr(x + y, x - y)`, :math:`t = r\sqrt{(n-2)/(1-r^2)}`, n - 2 degrees.

    Returns
    -------
    t, p
        ``None`` where the sums or the differences do not vary, or n < 3.

    Examples
    --------
    >>> tuple(round(v, 4) for v in pitman_morgan([1, 2, 3, 4], [2, 2, 3, 3]))
    (2.8284, 0.1056)
    """
    from scipy.stats import t

    x, y = _pairs(before, after)
    total, gap = x + y, x - y
    if len(x) < 3 or not total.std() or not gap.std():
        return None, None
    r = float(np.corrcoef(total, gap)[0, 1])
    if abs(r) >= 1 - 1e-15:
        return None, 0.0
    statistic = r * np.sqrt((len(x) - 2) / (1 - r**2))
    return float(statistic), float(2 * t.sf(abs(statistic), len(x) - 2))


def weighted_kappa(before: ArrayLike, after: ArrayLike, *, scale_min: int, scale_max: int) -> float | None:
    r"""Quadratic-weighted kappa, :math:`1 - \sum (i-j)^2 O_{ij} / \sum (i-j)^2 E_{ij}`; ``None`` where nothing is expected to differ.

    >>> weighted_kappa([1, 2, 3], [1, 2, 3], scale_min=1, scale_max=3)
    1.0
    """
    x, y = _pairs(before, after)
    points = np.arange(scale_min, scale_max + 1)
    weight = (points[:, None] - points[None, :]) ** 2
    share_x = np.array([(x == point).mean() if len(x) else 0.0 for point in points])
    share_y = np.array([(y == point).mean() if len(y) else 0.0 for point in points])
    expected = float((weight * np.outer(share_x, share_y)).sum())
    return None if expected == 0 else 1 - float(((x - y) ** 2).mean()) / expected


def stop_rule(
    stable_snapshots: Sequence[bool | None],
    *,
    answered: Mapping[str, int],
    invited: Mapping[str, int],
    parameters: DecisionParameters = DECISION_V1,
) -> StopDecision:
    """Stop when the last ``stop_snapshots`` comparisons were stable and every helix group answered to ``stop_response_min``.

    Never on consensus alone: stable dissent is a result.

    Examples
    --------
    >>> stop_rule([False, True, True, True], answered={"public": 7}, invited={"public": 10}).stop
    True
    >>> stop_rule([True, True], answered={"public": 9}, invited={"public": 10}).sentence
    'Keep asking: 2 of 3 successive snapshots are stable.'
    """
    for group, n in answered.items():
        if n < 0 or n > invited.get(group, -1):
            raise EvidenceError(
                f"In group '{group}' {n} answered of {invited.get(group, 0)} invited. Give whom you invited."
            )
    run = 0
    for is_stable in reversed(stable_snapshots):
        if not is_stable:
            break
        run += 1
    response = {group: answered.get(group, 0) / n if n else None for group, n in invited.items()}
    silent = [group for group, share in response.items() if share is not None and share < parameters.stop_response_min]
    needed = parameters.stop_snapshots
    if run < needed:
        sentence = f"Keep asking: {run} of {needed} successive snapshots are stable."
    elif silent or not invited:
        sentence = f"Keep asking: fewer than {parameters.stop_response_min:.0%} answered in {', '.join(silent) or 'any group'}."
    else:
        sentence = f"Stop: the last {run} snapshots are stable and every group has answered."
    return StopDecision(
        stop=run >= needed and not silent and bool(invited), stable_snapshots=run, response=response, sentence=sentence
    )


def _pairs(before: ArrayLike, after: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x, y = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise EvidenceError(
            f"The snapshots have shapes {x.shape} and {y.shape}. Give the same people in the same order."
        )
    both = ~(np.isnan(x) | np.isnan(y))
    return x[both], y[both]


def _cv(values: FloatArray) -> float | None:
    mean = float(values.mean())
    return float(values.std(ddof=1)) / mean if len(values) > 1 and mean else None


def _fligner(x: FloatArray, y: FloatArray) -> float | None:
    """P of the Fligner-Killeen test, median-centred; ``None`` without any spread."""
    from scipy.stats import chi2, norm, rankdata

    deviations = np.concatenate([np.abs(x - np.median(x)), np.abs(y - np.median(y))])
    scores = norm.ppf(0.5 + rankdata(deviations) / (2 * (len(deviations) + 1)))
    variance = float(scores.var(ddof=1))
    if variance <= 1e-15:
        return None
    middle = scores.mean()
    parts = (scores[: len(x)], scores[len(x) :])
    statistic = sum(len(part) * (part.mean() - middle) ** 2 for part in parts) / variance
    return float(chi2.sf(statistic, 1))
