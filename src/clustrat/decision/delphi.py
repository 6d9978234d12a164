"""Delphi: what a panel says of an item, how far it agrees, and whether it is split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.decision.parameters import DECISION_V1, DecisionParameters
from clustrat.errors import EvidenceError, ParameterError

__all__ = [
    "Concordance",
    "ItemStatistics",
    "RandDisagreement",
    "agreement_a",
    "consensus_index",
    "item_statistics",
    "kendall_w",
    "quantile",
    "rand_disagreement",
]

FloatArray = NDArray[np.float64]
Verdict = Literal["dissent", "consensus", "agreement_in", "open", "withheld"]
#: Readings of Kendall's W from these values on.
W_WORDS = ((0.9, "very strong"), (0.7, "strong"), (0.5, "moderate"), (0.3, "weak"), (0.1, "very weak"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RandDisagreement:
    """The RAND/UCLA test: disagreement where the interpercentile range is wider than its asymmetry allows."""

    median: float
    p30: float
    p70: float
    ipr: float
    ipr_central_point: float
    asymmetry_index: float
    ipras: float
    disagreement_index: float
    disagreement: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """Kendall's W of several raters over several items, 0 to 1, with its test; ``None`` where all rank everything alike."""

    w: float | None
    chi2: float | None
    df: int
    p_value: float | None
    n_raters: int
    n_items: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatistics:
    """One item of a round: ``None`` is undefined or, with the verdict ``withheld``, not shown because too few answered."""

    n: int
    verdict: Verdict
    parameters: DecisionParameters
    mean: float | None = None
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    iqr: float | None = None
    mad: float | None = None
    cv: float | None = None
    p30: float | None = None
    p70: float | None = None
    share_top_2: float | None = None
    share_top_3: float | None = None
    share_within_one_of_median: float | None = None
    cns: float | None = None
    agreement_a: float | None = None
    rand: RandDisagreement | None = None


def quantile(ratings: ArrayLike, probability: float) -> float:
    """The quantile of Hyndman and Fan's type 7: interpolated, the index not rounded first; ``nan`` answers are left out.

    >>> quantile([1, 5, 6, 6, 7, 9], 0.25)
    5.25
    """
    return _sorted_quantile(_known(ratings), probability)


def consensus_index(counts: Sequence[int], scale: Sequence[float]) -> float | None:
    r"""The consensus of Tastle and Wierman (:cite:`tastle2007`): 1 where all agree, 0 where half stands at each end.

    .. math:: Cns = 1 + \sum_i p_i \log_2\Bigl(1 - \frac{|x_i - \mu|}{x_{max} - x_{min}}\Bigr)

    Parameters
    ----------
    counts
        Answers on each point of the scale, >= 0.
    scale
        The points, rising.

    Returns
    -------
    float or None
        0 to 1; ``None`` without answers.

    Examples
    --------
    >>> consensus_index([5, 0, 0, 0, 5], [1, 2, 3, 4, 5]), round(consensus_index([2, 2, 2, 2, 2], [1, 2, 3, 4, 5]), 6)
    (0.0, 0.433985)
    """
    n, x = _checked_counts(counts), np.asarray(scale, dtype=np.float64)
    if len(x) != len(n) or len(x) < 2 or not (np.diff(x) > 0).all():
        raise ParameterError(f"The scale {list(scale)} must rise and have one point for each of the {len(n)} counts.")
    total = n.sum()
    if total == 0:
        return None
    p = n / total
    there = p > 0
    mean = float((p * x).sum())
    value = 1 + float((p[there] * np.log2(1 - np.abs(x[there] - mean) / (x[-1] - x[0]))).sum())
    return min(max(value, 0.0), 1.0)


def agreement_a(counts: Sequence[int]) -> Fraction | None:
    r"""Van der Eijk's agreement A (:cite:`vandereijk2001`), exact: 1 on one point, 0 even, -1 half at each end.

    Layers are peeled off the distribution; each has a 0/1 pattern with S ones among K points and

    .. math:: U = \frac{(K-2)\,TU - (K-1)\,TDU}{(K-2)(TU + TDU)}, \quad
       A = \sum_{layers} \frac{m S}{n}\, U \Bigl(1 - \frac{S-1}{K-1}\Bigr)

    where TU counts triples reading 110 or 011, TDU those reading 101.

    Returns
    -------
    Fraction or None
        -1 to 1; ``None`` without answers or on a scale of two points.

    Examples
    --------
    >>> agreement_a([0, 0, 2, 5, 3]), agreement_a([5, 0, 0, 0, 5])
    (Fraction(13, 20), Fraction(-1, 1))
    """
    left = [int(n) for n in _checked_counts(counts)]
    total = sum(left)
    if total == 0 or len(left) < 3:
        return None
    result = Fraction(0)
    while any(left):
        layer = min(n for n in left if n)
        pattern = tuple(n > 0 for n in left)
        result += layer * _layer_agreement(pattern)
        left = [n - layer if n else 0 for n in left]
    return result / total


def rand_disagreement(
    ratings: ArrayLike, *, scale_min: int = 1, scale_max: int = 9, parameters: DecisionParameters = DECISION_V1
) -> RandDisagreement:
    r"""The RAND/UCLA test of disagreement (:cite:`fitch2001`).

    .. math:: IPR = P_{70} - P_{30}, \quad AI = \Bigl|5 - \frac{P_{30} + P_{70}}{2}\Bigr|, \quad
       IPRAS = 2.35 + 1.5\,AI, \quad \text{disagreement} \iff IPR > IPRAS

    The constants are made for nine points; 5 is the middle of the scale.

    Raises
    ------
    EvidenceError
        Nobody answered, or a rating lies outside the scale.

    Examples
    --------
    >>> rand_disagreement([1, 1, 1, 9, 9, 9]).disagreement
    True
    """
    known = np.sort(_on_scale(_known(ratings), scale_min, scale_max))
    low, high = _sorted_quantile(known, parameters.ipr_low), _sorted_quantile(known, parameters.ipr_high)
    centre = (low + high) / 2
    asymmetry = abs((scale_min + scale_max) / 2 - centre)
    ipras = parameters.ipras_constant + parameters.ipras_slope * asymmetry
    return RandDisagreement(
        median=_sorted_quantile(known, 0.5),
        p30=low,
        p70=high,
        ipr=high - low,
        ipr_central_point=centre,
        asymmetry_index=asymmetry,
        ipras=ipras,
        disagreement_index=(high - low) / ipras,
        disagreement=high - low > ipras,
    )


def kendall_w(ratings: ArrayLike) -> Concordance:
    r"""How far raters put the items in one order, with ties (:cite:`kendall1939`).

    .. math:: W = \frac{12 S}{m^2(n^3 - n) - m \sum_j T_j}, \quad T_j = \sum (t^3 - t), \quad \chi^2 = m(n-1)W

    Parameters
    ----------
    ratings : array_like, shape (n_raters, n_items)
        Any ordered scale; a rater with a missing answer is left out, because half a ranking cannot be compared.

    Returns
    -------
    Concordance
        W is 0 to 1; the chi-square equals Friedman's.

    Examples
    --------
    >>> result = kendall_w([[1, 2, 3], [1, 2, 3], [1, 3, 2]])
    >>> round(result.w, 4), result.words
    (0.7778, 'strong')
    """
    from scipy.stats import chi2, rankdata

    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 2:
        raise EvidenceError(f"Ratings have shape {table.shape}. Give one row per rater and at least two items.")
    table = table[~np.isnan(table).any(axis=1)]
    m, n = table.shape
    if m < 2:
        raise EvidenceError(f"{m} raters have answered every item; concordance needs at least two.")
    ranks = rankdata(table, axis=1)
    sums = ranks.sum(axis=0)
    spread = float(((sums - sums.mean()) ** 2).sum())
    ties = sum(float((t**3 - t).sum()) for t in (np.unique(row, return_counts=True)[1] for row in table))
    below = m**2 * (n**3 - n) - m * ties
    if below <= 0:
        return Concordance(w=None, chi2=None, df=n - 1, p_value=None, n_raters=m, n_items=n, words="undefined")
    w = 12 * spread / below
    statistic = m * (n - 1) * w
    words = next((word for cut, word in W_WORDS if w >= cut), "none")
    return Concordance(
        w=w, chi2=statistic, df=n - 1, p_value=float(chi2.sf(statistic, n - 1)), n_raters=m, n_items=n, words=words
    )


def item_statistics(
    ratings: ArrayLike, *, scale_min: int = 1, scale_max: int, parameters: DecisionParameters = DECISION_V1
) -> ItemStatistics:
    """Centre, spread, agreement and verdict of one item.

    The verdict is the first that fits. ``dissent``: A below ``dissent_a_below``, or on nine points disagreement by RAND/UCLA.
    ``consensus``: IQR at most 1 (2 from nine points on) and at least ``consensus_share`` within one point of the median.
    ``agreement_in`` (nine points): at least 70 % in 7-9 and fewer than 15 % in 1-3. Else ``open``.

    Parameters
    ----------
    ratings : array_like, shape (n_people,)
        Whole numbers on the scale; ``nan`` has not answered.
    scale_min, scale_max
        Ends of the scale, at least three points.
    parameters
        Fewer than ``k_anon`` answers are withheld.

    Returns
    -------
    ItemStatistics

    Raises
    ------
    EvidenceError
        A rating is not on the scale.

    Examples
    --------
    >>> item = item_statistics([5, 6, 6, 6, 5, 7, 6, 6, 4, 6], scale_max=7)
    >>> item.median, item.iqr, item.verdict
    (6.0, 0.75, 'consensus')
    """
    k = scale_max - scale_min + 1
    if k < 3:
        raise ParameterError(f"A scale from {scale_min} to {scale_max} has {k} points; agreement needs at least three.")
    answers = np.asarray(ratings, dtype=np.float64).ravel()
    known = np.sort(_on_scale(answers[~np.isnan(answers)], scale_min, scale_max))
    n = len(known)
    if n < max(parameters.k_anon, 1):
        return ItemStatistics(n=n, verdict="withheld", parameters=parameters)
    counts = np.bincount((known - scale_min).astype(np.int64), minlength=k).tolist()
    q1, median, q3 = (_sorted_quantile(known, p) for p in (0.25, 0.5, 0.75))
    a = agreement_a(counts)
    rand = rand_disagreement(known, scale_min=scale_min, scale_max=scale_max, parameters=parameters) if k == 9 else None
    mean = float(known.mean())
    within_one = float((np.abs(known - median) <= 1).mean())
    return ItemStatistics(
        n=n,
        verdict=_verdict(known, float(a or 0), q3 - q1, within_one, rand, scale_min, scale_max, parameters),
        parameters=parameters,
        mean=mean,
        median=median,
        q1=q1,
        q3=q3,
        iqr=q3 - q1,
        mad=_sorted_quantile(np.sort(np.abs(known - median)), 0.5),
        cv=float(known.std(ddof=1)) / mean if n > 1 and mean else None,
        p30=_sorted_quantile(known, parameters.ipr_low),
        p70=_sorted_quantile(known, parameters.ipr_high),
        share_top_2=sum(counts[-2:]) / n,
        share_top_3=sum(counts[-3:]) / n,
        share_within_one_of_median=within_one,
        cns=consensus_index(counts, range(scale_min, scale_max + 1)),
        agreement_a=None if a is None else float(a),
        rand=rand,
    )


def _verdict(
    known: FloatArray,
    a: float,
    iqr: float,
    within_one: float,
    rand: RandDisagreement | None,
    scale_min: int,
    scale_max: int,
    parameters: DecisionParameters,
) -> Verdict:
    k = scale_max - scale_min + 1
    if a < parameters.dissent_a_below or (rand is not None and rand.disagreement):
        return "dissent"
    widest = (
        parameters.consensus_iqr_max_long_scale if k >= parameters.long_scale_from else parameters.consensus_iqr_max
    )
    if iqr <= widest and within_one >= parameters.consensus_share:
        return "consensus"
    if k == 9:
        top, bottom = float((known >= scale_max - 2).mean()), float((known <= scale_min + 2).mean())
        if top >= parameters.agreement_share and bottom < parameters.agreement_opposed_below:
            return "agreement_in"
    return "open"


@lru_cache(maxsize=4096)
def _layer_agreement(pattern: tuple[bool, ...]) -> Fraction:
    """S U (1 - (S-1)/(K-1)) of one layer."""
    k, s = len(pattern), sum(pattern)
    if s == k:
        return Fraction(0)
    u = Fraction(1)
    if s > 1:
        triples = list(combinations(pattern, 3))
        tu = sum(t in ((True, True, False), (False, True, True)) for t in triples)
        tdu = sum(t == (True, False, True) for t in triples)
        u = Fraction((k - 2) * tu - (k - 1) * tdu, (k - 2) * (tu + tdu))
    return s * u * (1 - Fraction(s - 1, k - 1))


def _sorted_quantile(ordered: FloatArray, probability: float) -> float:
    ordered = np.sort(ordered)
    place = (len(ordered) - 1) * probability
    # Rounding the place at 1e-9 keeps 0.3 * 10 on the tenth step, where floating point falls just short of it.
    place = round(place, 9)
    below = int(np.floor(place))
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))


def _known(ratings: ArrayLike) -> FloatArray:
    answers = np.asarray(ratings, dtype=np.float64).ravel()
    answers = answers[~np.isnan(answers)]
    if not len(answers):
        raise EvidenceError("Nobody has answered. Give at least one rating.")
    return answers


def _on_scale(answers: FloatArray, scale_min: int, scale_max: int) -> FloatArray:
    bad = (answers < scale_min) | (answers > scale_max) | (answers != np.floor(answers))
    if bad.any():
        raise EvidenceError(
            f"A rating of {answers[bad][0]:g} is not on the scale. Give whole numbers from {scale_min} to {scale_max}, "
            "or leave the answer out."
        )
    return answers


def _checked_counts(counts: Sequence[int]) -> FloatArray:
    n = np.asarray(counts, dtype=np.float64)
    if n.ndim != 1 or not len(n) or not ((n >= 0) & (n == np.floor(n))).all():
        raise EvidenceError(f"Counts {list(counts)} must be whole numbers from 0, one for each point of the scale.")
    return n
