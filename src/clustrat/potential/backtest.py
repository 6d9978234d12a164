r"""How well a score of the past told what came: AUC, Brier score, calibration, precision and recall per region, intervals.

All functions take flat arrays over candidates: ``score`` or ``probability``, ``entered`` (whether it came true) and, where
regions matter, ``region`` (any labels). Scores need an order only; probabilities lie between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.ranks import average_ranks

__all__ = [
    "CalibrationBin",
    "Interval",
    "area_under_curve",
    "bootstrap_auc",
    "bootstrap_auc_difference",
    "brier_score",
    "calibration_curve",
    "expected_calibration_error",
    "precision_at",
    "recall_at",
]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate with the bounds that enclose ``level`` of the bootstrap draws."""

    estimate: float
    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationBin:
    """Candidates of about one probability: how many, the mean probability stated, the share that came true."""

    n: int
    stated: float
    observed: float


def area_under_curve(score: ArrayLike, entered: ArrayLike) -> float:
    r"""Chance that a candidate which entered was ranked above one which did not, ties counted half.

    .. math:: AUC = \frac{\sum_{k \in E} R_k - n_E (n_E + 1)/2}{n_E\, n_{\bar E}}

    with :math:`R_k` the rank of the score among all candidates and *E* those that entered (:cite:`hanley1982`).

    Returns
    -------
    float
        0 to 1; 0.5 is chance; ``nan`` where none or all entered.

    Examples
    --------
    Of the four pairs (entered, not entered) three are in the right order.

    >>> area_under_curve([0.9, 0.4, 0.5, 0.1], [True, True, False, False])
    0.75
    """
    s, y = _checked(score, entered)
    n1 = int(y.sum())
    n0 = len(y) - n1
    if n1 == 0 or n0 == 0:
        return float("nan")
    ranks = average_ranks(s)
    return float((ranks[y].sum() - n1 * (n1 + 1) / 2) / (n1 * n0))


def brier_score(probability: ArrayLike, entered: ArrayLike) -> float:
    r"""Mean squared error of the probabilities, :math:`\frac1n \sum_k (p_k - y_k)^2` (:cite:`brier1950`).

    >>> brier_score([0.5, 1.0], [False, True])
    0.125
    """
    p, y = _probabilities(probability, entered)
    return float(np.mean((p - y) ** 2))


def calibration_curve(probability: ArrayLike, entered: ArrayLike, *, n_bins: int = 10) -> tuple[CalibrationBin, ...]:
    """Stated and observed shares in ``n_bins`` groups of equal size, in order of the probability.

    Examples
    --------
    >>> [(b.stated, b.observed) for b in calibration_curve([0.1, 0.3, 0.7, 0.9], [0, 0, 1, 1], n_bins=2)]
    [(0.2, 0.0), (0.8, 1.0)]
    """
    p, y = _probabilities(probability, entered)
    if n_bins < 1:
        raise ParameterError(f"n_bins={n_bins} must be at least 1; 10 is usual.")
    order = np.argsort(p, kind="stable")
    return tuple(
        CalibrationBin(n=len(part), stated=float(p[part].mean()), observed=float(y[part].mean()))
        for part in np.array_split(order, min(n_bins, len(p)))
    )


def expected_calibration_error(probability: ArrayLike, entered: ArrayLike, *, n_bins: int = 10) -> float:
    r"""Mean distance of stated and observed shares over the groups of the calibration curve, weighted by their size.

    .. math:: ECE = \sum_b \frac{n_b}{n} \left| \bar p_b - \bar y_b \right|

    Notes
    -----
    Depends on the number of groups and says nothing about ranking: the plain average rate, given to all, has an error of
    nearly 0 (:cite:`naeini2015`).

    Examples
    --------
    >>> round(expected_calibration_error([0.1, 0.3, 0.7, 0.9], [0, 0, 1, 1], n_bins=2), 6)
    0.2
    """
    bins = calibration_curve(probability, entered, n_bins=n_bins)
    n = sum(b.n for b in bins)
    return float(sum(b.n * abs(b.stated - b.observed) for b in bins) / n)


def precision_at(score: ArrayLike, entered: ArrayLike, region: ArrayLike, *, k: int = 5) -> float:
    """Share of the ``k`` best-ranked candidates of each region that entered; regions with fewer give all they have.

    Ties are decided by the order given.

    Examples
    --------
    >>> precision_at([3, 2, 1, 5, 4], [1, 0, 0, 0, 1], ["A", "A", "A", "B", "B"], k=1)
    0.5
    """
    s, y = _checked(score, entered)
    top = _top(s, np.asarray(region), k)
    return float(y[top].mean())


def recall_at(score: ArrayLike, entered: ArrayLike, region: ArrayLike, *, k: int = 10) -> float:
    """Share of all entries that stood among the ``k`` best-ranked candidates of their region; ``nan`` where none entered.

    Examples
    --------
    >>> round(recall_at([3, 2, 1, 5, 4], [1, 0, 1, 0, 1], ["A", "A", "A", "B", "B"], k=2), 4)
    0.6667
    """
    s, y = _checked(score, entered)
    if not y.any():
        return float("nan")
    return float(y[_top(s, np.asarray(region), k)].sum() / y.sum())


def bootstrap_auc(
    score: ArrayLike,
    entered: ArrayLike,
    region: ArrayLike,
    *,
    rng: np.random.Generator,
    n_draws: int = 1000,
    level: float = 0.95,
) -> Interval:
    """AUC with an interval from drawing whole regions with replacement: cells of a region are not independent."""
    s, y = _checked(score, entered)
    weights = _region_weights(np.asarray(region), rng=rng, n_draws=n_draws)
    return _interval(area_under_curve(s, y), _weighted_aucs(s, y, weights), level=level)


def bootstrap_auc_difference(
    score: ArrayLike,
    other: ArrayLike,
    entered: ArrayLike,
    region: ArrayLike,
    *,
    rng: np.random.Generator,
    n_draws: int = 1000,
    level: float = 0.95,
) -> Interval:
    """Difference of two AUCs on the same candidates, paired: both are recomputed on every draw of regions.

    Examples
    --------
    A score has no advantage over itself.

    >>> rng = np.random.default_rng(1)
    >>> y = np.tile([True, False], 10)
    >>> found = bootstrap_auc_difference(y, y, y, np.repeat(range(5), 4), rng=rng, n_draws=100)
    >>> (found.estimate, found.low, found.high)
    (0.0, 0.0, 0.0)
    """
    s, y = _checked(score, entered)
    t, _ = _checked(other, entered)
    weights = _region_weights(np.asarray(region), rng=rng, n_draws=n_draws)
    draws = _weighted_aucs(s, y, weights) - _weighted_aucs(t, y, weights)
    return _interval(area_under_curve(s, y) - area_under_curve(t, y), draws, level=level)


def _checked(score: ArrayLike, entered: ArrayLike) -> tuple[FloatArray, BoolArray]:
    s, y = np.asarray(score, dtype=np.float64), np.asarray(entered, dtype=bool)
    if s.shape != y.shape or s.ndim != 1 or not len(s):
        raise EvidenceError(
            f"The scores have shape {s.shape} and the outcomes {y.shape}. Give one of each for every candidate, at least one."
        )
    if np.isnan(s).any():
        raise EvidenceError(
            f"{int(np.isnan(s).sum())} of {len(s)} candidates have no score. Leave them out of both, and say so."
        )
    return s, y


def _probabilities(probability: ArrayLike, entered: ArrayLike) -> tuple[FloatArray, BoolArray]:
    p, y = _checked(probability, entered)
    if (p < 0).any() or (p > 1).any():
        worst = float(p[np.argmax(np.abs(p - 0.5))])
        raise EvidenceError(f"A probability is {worst:g}; it must lie between 0 and 1. Scores have no Brier score.")
    return p, y


def _top(score: FloatArray, region: NDArray[np.generic], k: int) -> NDArray[np.intp]:
    if k < 1:
        raise ParameterError(f"k={k} must be at least 1; 5 is usual.")
    if region.shape != score.shape:
        raise EvidenceError(
            f"There are {len(score)} scores and {region.size} regions. Name the region of every candidate."
        )
    place = np.unique(region, return_inverse=True)[1]
    order = np.lexsort((-score, place))
    ordered = place[order]
    first = np.searchsorted(ordered, ordered, side="left")
    return np.asarray(order[np.arange(len(order)) - first < k])


def _region_weights(region: NDArray[np.generic], *, rng: np.random.Generator, n_draws: int) -> FloatArray:
    """How often each candidate's region was drawn, shape (n_draws, n_candidates)."""
    if n_draws < 100:
        raise ParameterError(f"n_draws={n_draws} is too few for an interval; take at least 100, 1000 is usual.")
    names, place = np.unique(region, return_inverse=True)
    n = len(names)
    counts = rng.multinomial(n, np.full(n, 1 / n), size=n_draws).astype(np.float64)
    return np.asarray(counts[:, place])


def _weighted_aucs(score: FloatArray, entered: BoolArray, weights: FloatArray) -> FloatArray:
    order = np.argsort(score, kind="stable")
    s, y = score[order], entered[order]
    last = np.searchsorted(s, s, side="right") - 1
    first = np.searchsorted(s, s, side="left")
    found = np.full(len(weights), np.nan)
    for d, drawn in enumerate(weights):
        w = drawn[order]
        below = np.concatenate([[0.0], np.cumsum(np.where(y, 0.0, w))])
        half = (below[first] + below[last + 1]) / 2
        pairs = w[y].sum() * below[-1]
        if pairs > 0:
            found[d] = float((w[y] * half[y]).sum() / pairs)
    return found


def _interval(estimate: float, draws: FloatArray, *, level: float) -> Interval:
    if not 0 < level < 1:
        raise ParameterError(f"level={level:g} must lie between 0 and 1; 0.95 is usual.")
    good = draws[~np.isnan(draws)]
    if not len(good):
        return Interval(estimate=estimate, low=float("nan"), high=float("nan"), level=level)
    low, high = np.quantile(good, [(1 - level) / 2, (1 + level) / 2])
    return Interval(estimate=estimate, low=float(low), high=float(high), level=level)
