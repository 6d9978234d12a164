"""Stochastic multicriteria acceptability analysis (SMAA-2): which weights would put which alternative first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.decision.sampling import draw_performance, simplex_weights
from clustrat.errors import EvidenceError

__all__ = [
    "RankAcceptability",
    "SmaaResult",
    "acceptability_of_scores",
    "draw_performance",
    "simplex_weights",
    "smaa",
    "smaa_two_criteria",
]

FloatArray = NDArray[np.float64]
#: Cells handled at once, so that memory stays small whatever the number of draws.
CHUNK_CELLS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankAcceptability:
    """How often each alternative took each rank; m alternatives in the order of the input.

    ``rank_acceptability`` (m, m): row = alternative, column = rank from 1; 0 to 1. ``first`` and ``first_three`` (m,): share of
    the draws at rank 1, at ranks 1 to 3. ``holistic`` (m,): ranks weighed from 1 (first) down to 0 (last). ``pairwise_winning``
    (m, m): :math:`c_{ik} = P(u_i > u_k)` over the draws that rank both, 0 on the diagonal. ``ranked`` (m,): share of the draws
    in which the alternative had a score at all; a row of ``rank_acceptability`` sums to it. ``standard_error`` (m, m):
    of ``rank_acceptability``, from chance in the draws alone. Everything is ``nan`` for an alternative that was never ranked.
    """

    rank_acceptability: FloatArray
    first: FloatArray
    first_three: FloatArray
    holistic: FloatArray
    pairwise_winning: FloatArray
    ranked: FloatArray
    standard_error: FloatArray
    n_draws: int

    @property
    def largest_standard_error(self) -> float:
        """The bound :math:`0.5 / \\sqrt{N}` that no share exceeds."""
        return float(0.5 / np.sqrt(self.n_draws))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SmaaResult:
    """Rank acceptability with the weights behind it; m alternatives, k criteria.

    ``central_weights`` (m, k): the mean of the weights that put an alternative first, ``nan`` where none does.
    ``confidence_factor`` (m,): how often it is first at those weights while the performances vary, ``nan`` where there are none.
    """

    acceptability: RankAcceptability
    central_weights: FloatArray
    confidence_factor: FloatArray


def acceptability_of_scores(scores: ArrayLike) -> RankAcceptability:
    r"""Count how often each alternative takes each rank, over draws of weights or of data.

    .. math:: b_i^r = P(\mathrm{rank}_i = r), \quad a_i = \sum_r \Bigl(1 - \frac{r-1}{m-1}\Bigr) b_i^r

    Parameters
    ----------
    scores : array_like, shape (n_draws, n_alternatives)
        Higher is better. Equal scores share their ranks evenly. ``nan``: the alternative is not ranked in that draw, the others
        are ranked among themselves, and the draw still counts in the denominator of its shares.

    Returns
    -------
    RankAcceptability
        Rows of an alternative that is ranked in every draw sum to 1, and so do columns if all are.

    Raises
    ------
    EvidenceError
        There are no draws or no alternatives, or a score is infinite.

    Examples
    --------
    Two draws: A before B, then a tie; the tie gives each half a first and half a second place.

    >>> result = acceptability_of_scores([[0.9, 0.4], [0.5, 0.5]])
    >>> result.rank_acceptability.tolist()
    [[0.75, 0.25], [0.25, 0.75]]
    >>> result.pairwise_winning.tolist()
    [[0.0, 0.5], [0.0, 0.0]]
    """
    table = _scores(scores)
    n_draws, m = table.shape
    counts = np.zeros((m, m))
    wins, both = np.zeros((m, m), dtype=np.int64), np.zeros((m, m), dtype=np.int64)
    n_ranked = np.zeros(m, dtype=np.int64)
    step = max(CHUNK_CELLS // m, 1)
    for start in range(0, n_draws, step):
        part = table[start : start + step]
        is_there = ~np.isnan(part)
        n_ranked += is_there.sum(axis=0)
        counts += _rank_counts(part, is_there)
        wins += _wins(part)
        there = is_there.astype(np.float64)
        both += np.rint(there.T @ there).astype(np.int64) if not is_there.all() else len(part)
    never = n_ranked == 0
    b = counts / n_draws
    b[never] = np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        pairwise = wins / both
    np.fill_diagonal(pairwise, np.where(never, np.nan, 0.0))
    weight = 1.0 - np.arange(m) / (m - 1) if m > 1 else np.ones(1)
    return RankAcceptability(
        rank_acceptability=b,
        first=b[:, 0].copy(),
        first_three=b[:, :3].sum(axis=1),
        holistic=b @ weight,
        pairwise_winning=pairwise,
        ranked=n_ranked / n_draws,
        standard_error=np.sqrt(np.maximum(b * (1 - b), 0.0) / n_draws),
        n_draws=n_draws,
    )


def smaa(values: ArrayLike, weights: ArrayLike) -> SmaaResult:
    r"""SMAA-2 over the additive value model (Lahdelma and Salminen 2001).

    .. math:: u_i = \sum_k w_k v_{ik}, \quad w_i^c = E[w \mid \mathrm{rank}_i = 1], \quad
       p_i^c = P(\mathrm{rank}_i = 1 \mid w = w_i^c)

    Parameters
    ----------
    values : array_like, shape (n_alternatives, n_criteria) or (n_draws, n_alternatives, n_criteria)
        Partial values, higher is better: fixed, or one draw of uncertain performances for each draw of weights.
        An alternative with a ``nan`` is not ranked in that draw.
    weights : array_like, shape (n_draws, n_criteria)
        From :func:`simplex_weights`, or the cloud of the participants' own weights.

    Returns
    -------
    SmaaResult
        Central weights are shared among those that tie for the first place.

    Raises
    ------
    EvidenceError
        Shapes do not fit, a value is infinite, or a weight is negative or not known.

    Notes
    -----
    Says for which weights an alternative is the best, instead of asking first for the weights. It does not say which weights
    are right (:cite:`lahdelma2001`).

    Examples
    --------
    >>> draws = simplex_weights(2, n_draws=20_000, rng=np.random.default_rng(7))
    >>> result = smaa([[1, 0], [0, 1], [0.6, 0.6]], draws)
    >>> result.acceptability.first.round(1).tolist()
    [0.4, 0.4, 0.2]
    >>> result.confidence_factor.tolist()
    [1.0, 1.0, 1.0]
    """
    v, w = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if w.ndim != 2 or v.ndim not in (2, 3) or v.shape[-1] != w.shape[1] or (v.ndim == 3 and len(v) != len(w)):
        raise EvidenceError(
            f"Values have shape {v.shape} and weights {w.shape}. Give values as (alternatives, criteria) or "
            "(draws, alternatives, criteria), and weights as (draws, criteria)."
        )
    if w.size == 0 or not np.isfinite(w).all() or (w < 0).any():
        raise EvidenceError("The weights must be there, finite and not negative; draw them with simplex_weights().")
    if np.isinf(v).any():
        raise EvidenceError("A partial value is infinite. Give finite values, or nan for what is not known.")
    utility = w @ v.T if v.ndim == 2 else np.einsum("njk,nk->nj", v, w)
    share = _first_shares(utility)
    total = share.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        central = (share.T @ w) / total[:, None]
    central[total == 0] = np.nan
    confidence = np.full(len(total), np.nan)
    for i in np.flatnonzero(total > 0):
        at_central = v @ central[i]
        confidence[i] = float(_first_shares(np.atleast_2d(at_central))[:, i].mean())
    return SmaaResult(
        acceptability=acceptability_of_scores(utility), central_weights=central, confidence_factor=confidence
    )


def smaa_two_criteria(values: ArrayLike) -> SmaaResult:
    """SMAA-2 for two criteria and fixed values, exactly: between two crossings of utilities the order does not change.

    Parameters
    ----------
    values : array_like, shape (n_alternatives, 2)
        Partial values, all known; higher is better. Weights are uniform on the simplex.

    Returns
    -------
    SmaaResult
        ``n_draws`` is the number of weight intervals; ``standard_error`` is 0.

    Raises
    ------
    EvidenceError
        There are not two criteria, or a value is not known.

    Examples
    --------
    >>> smaa_two_criteria([[1, 0], [0, 1], [0.6, 0.6]]).acceptability.holistic.round(6).tolist()
    [0.45, 0.45, 0.6]
    """
    v = np.asarray(values, dtype=np.float64)
    if v.ndim != 2 or v.shape[1] != 2 or not v.size or not np.isfinite(v).all():
        raise EvidenceError(f"Values of shape {v.shape} need two criteria and no gaps here; smaa() takes any number.")
    m = len(v)
    rise = v[:, 0] - v[:, 1]
    i, k = np.triu_indices(m, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        crossing = (v[k, 1] - v[i, 1]) / (rise[i] - rise[k])
    crossing = crossing[np.isfinite(crossing)]
    cuts = np.unique(np.concatenate([[0.0, 1.0], crossing[(crossing > 0) & (crossing < 1)]]))
    width, middle = np.diff(cuts), (cuts[:-1] + cuts[1:]) / 2
    utility = middle[:, None] * v[:, 0] + (1 - middle)[:, None] * v[:, 1]
    b, pairwise = np.zeros((m, m)), np.zeros((m, m))
    for row, share in zip(utility, width, strict=True):
        counted = acceptability_of_scores(row[None, :])
        b += share * counted.rank_acceptability
        pairwise += share * counted.pairwise_winning
    first = _first_shares(utility) * width[:, None]
    total = first.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        w1 = np.where(total > 0, (first * middle[:, None]).sum(axis=0) / total, np.nan)
    central = np.column_stack([w1, 1 - w1])
    at_central = np.array([_first_shares((v @ w)[None, :])[0, n] for n, w in enumerate(np.nan_to_num(central))])
    weight = 1.0 - np.arange(m) / (m - 1) if m > 1 else np.ones(1)
    return SmaaResult(
        acceptability=RankAcceptability(
            rank_acceptability=b,
            first=b[:, 0].copy(),
            first_three=b[:, :3].sum(axis=1),
            holistic=b @ weight,
            pairwise_winning=pairwise,
            ranked=np.ones(m),
            standard_error=np.zeros((m, m)),
            n_draws=len(width),
        ),
        central_weights=central,
        confidence_factor=np.where(total > 0, at_central, np.nan),
    )


def _scores(scores: ArrayLike) -> FloatArray:
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2 or 0 in table.shape:
        raise EvidenceError(f"Scores have shape {table.shape}. Give one row per draw and one column per alternative.")
    if np.isinf(table).any():
        draw, place = (int(n) for n in np.argwhere(np.isinf(table))[0])
        raise EvidenceError(
            f"The score of alternative {place} in draw {draw} is infinite. Give nan where there is none."
        )
    return table


def _rank_counts(scores: FloatArray, is_there: NDArray[np.bool_]) -> FloatArray:
    """How often each alternative took each rank; a tie over e places gives 1/e of each, counted in whole numbers per e."""
    n, m = scores.shape
    order = np.argsort(-scores, axis=1, kind="stable")  # nan goes last
    ranked = np.take_along_axis(scores, order, axis=1)
    there = np.take_along_axis(is_there, order, axis=1)
    opens = np.ones((n, m), dtype=bool)
    opens[:, 1:] = (ranked[:, 1:] != ranked[:, :-1]) | ~there[:, 1:]
    if opens.all():
        cell = (order * m + np.arange(m))[there]
        return np.bincount(cell, minlength=m * m).reshape(m, m).astype(np.float64)
    place = np.broadcast_to(np.arange(m), (n, m))
    start = np.maximum.accumulate(np.where(opens, place, 0), axis=1)
    last = np.ones((n, m), dtype=bool)
    last[:, :-1] = opens[:, 1:]
    end = np.minimum.accumulate(np.where(last, place, m)[:, ::-1], axis=1)[:, ::-1] + 1
    size = end - start
    counts = np.zeros((m, m))
    for e in np.unique(size[there]):
        here = there & (size == e)
        begins = np.bincount(order[here] * (m + 1) + start[here], minlength=m * (m + 1)).reshape(m, m + 1)
        ends = np.bincount(order[here] * (m + 1) + end[here], minlength=m * (m + 1)).reshape(m, m + 1)
        counts += np.cumsum(begins - ends, axis=1)[:, :m] / e
    return counts


def _wins(scores: FloatArray) -> NDArray[np.int64]:
    columns = np.ascontiguousarray(scores.T)
    return np.array([np.count_nonzero(column > columns, axis=1) for column in columns], dtype=np.int64)


def _first_shares(utility: FloatArray) -> FloatArray:
    """Of each draw, the part of the first place that each alternative takes; shape (n_draws, n_alternatives)."""
    is_there = ~np.isnan(utility)
    best = np.where(is_there, utility, -np.inf).max(axis=1, keepdims=True)
    is_first = is_there & (utility == best)
    return np.asarray(is_first / np.maximum(is_first.sum(axis=1, keepdims=True), 1))
