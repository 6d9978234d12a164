r"""Opinion over declared groups: support, representativeness, group-aware consensus, and which statement to show next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.decision.parameters import DECISION_V1, DecisionParameters
from clustrat.errors import EvidenceError

__all__ = [
    "ConsensusStatements",
    "OpinionStatistics",
    "VoteCounts",
    "consensus_statements",
    "count_votes",
    "geometric_consensus",
    "group_aware_consensus",
    "next_statement",
    "opinion_statistics",
    "representative_statements",
    "routing_priority",
    "withhold_small_cells",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VoteCounts:
    """Votes by statement and group, shape (n_statements, n_groups): agree, disagree, seen (passes included)."""

    groups: tuple[str, ...]
    agree: IntArray
    disagree: IntArray
    seen: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpinionStatistics:
    """What each group says of each statement.

    Shape (n_statements, n_groups): ``pa``, ``pd`` smoothed shares of agreement and disagreement, 0 to 1; ``pat``, ``pdt`` their
    z against one half; ``ra``, ``rd`` share over the share among all others, > 0; ``rat``, ``rdt`` their z, ``nan`` where there
    is one group only. ``representative``: whether the statement tells this group from the others; ``agrees``: by agreement
    rather than disagreement; ``strength`` orders them. Shape (n_statements,): ``gac_agree``, ``gac_agree_geometric``,
    ``gac_disagree``, ``gac_disagree_geometric``, 0 to 1, and ``coverage``, the share of groups with enough votes.
    """

    pa: FloatArray
    pd: FloatArray
    pat: FloatArray
    pdt: FloatArray
    ra: FloatArray
    rd: FloatArray
    rat: FloatArray
    rdt: FloatArray
    representative: NDArray[np.bool_]
    agrees: NDArray[np.bool_]
    strength: FloatArray
    gac_agree: FloatArray
    gac_agree_geometric: FloatArray
    gac_disagree: FloatArray
    gac_disagree_geometric: FloatArray
    coverage: FloatArray
    parameters: DecisionParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsensusStatements:
    """Statements (indices from 0) on which all voters together agree, and on which they disagree; the clearest first."""

    agree: tuple[int, ...]
    disagree: tuple[int, ...]


def count_votes(votes: ArrayLike, groups: Sequence[str | int | None]) -> VoteCounts:
    """Count votes by statement and declared group.

    Parameters
    ----------
    votes : array_like, shape (n_people, n_statements)
        1 agree, -1 disagree, 0 pass, ``nan`` not seen.
    groups
        The declared group of each person; people with ``None`` belong to none and are left out.

    Returns
    -------
    VoteCounts
        Groups sorted by name.

    Raises
    ------
    EvidenceError
        A vote is another number, or the groups are not one per person.

    Examples
    --------
    >>> counts = count_votes([[1, -1], [1, float("nan")], [0, 1]], ["business", "business", "science"])
    >>> counts.groups, counts.agree.tolist(), counts.seen.tolist()
    (('business', 'science'), [[2, 0], [0, 1]], [[2, 1], [1, 1]])
    """
    table = vote_table(votes)
    if len(groups) != len(table):
        raise EvidenceError(f"There are {len(table)} people and {len(groups)} groups. Give one group per person.")
    names = sorted({str(group) for group in groups if group is not None})
    member = np.array(
        [[group is not None and str(group) == name for name in names] for group in groups], dtype=np.int64
    )
    member = member.reshape(len(table), len(names))
    return VoteCounts(
        groups=tuple(names),
        agree=(table == 1).astype(np.int64).T @ member,
        disagree=(table == -1).astype(np.int64).T @ member,
        seen=(~np.isnan(table)).astype(np.int64).T @ member,
    )


def vote_table(votes: ArrayLike) -> FloatArray:
    """The votes as numbers, checked: 1, 0, -1 or ``nan``."""
    table = np.asarray(votes, dtype=np.float64)
    if table.ndim != 2:
        raise EvidenceError(f"Votes have shape {table.shape}. Give one row per person and one column per statement.")
    bad = ~(np.isnan(table) | np.isin(table, (-1.0, 0.0, 1.0)))
    if bad.any():
        person, statement = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"The vote of person {person} on statement {statement} is {table[person, statement]:g}. "
            "Votes are 1 (agree), 0 (pass), -1 (disagree), or missing."
        )
    return table


def opinion_statistics(
    agree: ArrayLike, disagree: ArrayLike, seen: ArrayLike, *, parameters: DecisionParameters = DECISION_V1
) -> OpinionStatistics:
    r"""Support, representativeness and group-aware consensus of each statement over declared groups.

    .. math:: p_a = \frac{n_a + 1}{n_s + 2}, \quad
       p_{at} = 2\sqrt{n_s + 1}\Bigl(\frac{n_a + 1}{n_s + 1} - \tfrac12\Bigr), \quad
       GAC = \prod_g p_{a,g}, \quad GAC_{geo} = GAC^{1/G}

    :math:`r_a` divides :math:`p_a` by the same share among all others; :math:`r_{at}` is the two-proportion z with
    :math:`p = (n_a + 1)/(n_s + 1)`, 0 where the pooled share is 1.

    Parameters
    ----------
    agree, disagree, seen : array_like of int, shape (n_statements, n_groups)
        Agreements, disagreements, and all votes, passes included.
    parameters
        ``z_one_sided_90`` says what is representative; ``k_anon`` what counts as covered.

    Returns
    -------
    OpinionStatistics
        A group without votes contributes 1/2 to the consensus: read ``coverage`` beside it.

    Raises
    ------
    EvidenceError
        Counts are negative, no whole numbers, or do not fit each other.

    Notes
    -----
    The product falls with the number of groups (0.8 in each of 2, 4, 8 groups: .64, .41, .17); only the geometric mean compares
    dialogues. Smoothing draws small groups towards one half (:cite:`small2021`).

    Examples
    --------
    Two groups: 85 of 89 and 71 of 78 agree; (86/91)(72/80) = 387/455.

    >>> result = opinion_statistics([[85, 71]], [[1, 3]], [[89, 78]])
    >>> result.gac_agree.round(6).tolist(), result.gac_agree_geometric.round(6).tolist()
    ([0.850549], [0.922252])
    """
    na, nd, ns = _counts(agree, disagree, seen)
    z = parameters.z_one_sided_90
    pa, pd = (na + 1) / (ns + 2), (nd + 1) / (ns + 2)
    pat, pdt = _z_half(na, ns), _z_half(nd, ns)
    ra, rd = _ratio(na, ns), _ratio(nd, ns)
    rat, rdt = _z_others(na, ns), _z_others(nd, ns)
    by_agreement = (rat > z) & (pat > z)
    by_disagreement = (rdt > z) & (pdt > z)
    agrees = rat > rdt
    gac_agree, gac_disagree = pa.prod(axis=1), pd.prod(axis=1)
    return OpinionStatistics(
        pa=pa,
        pd=pd,
        pat=pat,
        pdt=pdt,
        ra=ra,
        rd=rd,
        rat=rat,
        rdt=rdt,
        representative=by_agreement | by_disagreement,
        agrees=agrees,
        strength=np.where(agrees, ra * rat * pa * pat, rd * rdt * pd * pdt),
        gac_agree=gac_agree,
        gac_agree_geometric=geometric_consensus(pa),
        gac_disagree=gac_disagree,
        gac_disagree_geometric=geometric_consensus(pd),
        coverage=(ns >= parameters.k_anon).mean(axis=1),
        parameters=parameters,
    )


def group_aware_consensus(agree: Sequence[int], seen: Sequence[int]) -> Fraction:
    """The product over groups of (agree + 1)/(seen + 2), as an exact fraction.

    >>> group_aware_consensus([85, 71], [89, 78])
    Fraction(387, 455)
    """
    na, _, ns = _counts([list(agree)], [[0] * len(agree)], [list(seen)])
    product = Fraction(1)
    for n_agree, n_seen in zip(na[0].tolist(), ns[0].tolist(), strict=True):
        product *= Fraction(int(n_agree) + 1, int(n_seen) + 2)
    return product


def geometric_consensus(shares: ArrayLike) -> FloatArray:
    """The geometric mean over the last axis of shares in (0, 1); it does not fall with the number of groups.

    >>> [round(float(geometric_consensus([0.8] * n)), 6) for n in (2, 8)]
    [0.8, 0.8]
    """
    with np.errstate(divide="ignore"):
        return np.asarray(np.exp(np.log(np.asarray(shares, dtype=np.float64)).mean(axis=-1)))


def representative_statements(statistics: OpinionStatistics, group: int) -> tuple[int, ...]:
    """Statements (indices from 0) that tell the group (index from 0) from all others, the strongest first.

    >>> result = opinion_statistics([[18, 2], [9, 9]], [[1, 17], [9, 9]], [[20, 20], [20, 20]])
    >>> representative_statements(result, 0)
    (0,)
    """
    chosen = np.flatnonzero(statistics.representative[:, group])
    return tuple(sorted(chosen.tolist(), key=lambda n: (-statistics.strength[n, group], n)))


def consensus_statements(
    agree: ArrayLike, disagree: ArrayLike, seen: ArrayLike, *, parameters: DecisionParameters = DECISION_V1
) -> ConsensusStatements:
    """The statements on which all voters together agree or disagree most clearly.

    Parameters
    ----------
    agree, disagree, seen : array_like of int, shape (n_statements,)
        Counts over all voters, or (n_statements, n_groups), which are added up.
    parameters
        At most ``n_statements`` each, with a share above 1/2 and z above ``z_one_sided_90``, by share times z.

    Examples
    --------
    >>> consensus_statements([18, 3, 10], [1, 16, 10], [20, 20, 20])
    ConsensusStatements(agree=(0,), disagree=(1,))
    """
    tables = [np.asarray(part) for part in (agree, disagree, seen)]
    flat = [part.sum(axis=1) if part.ndim == 2 else part for part in tables]
    na, nd, ns = (part[:, 0] for part in _counts(*(part[:, None] for part in flat)))

    def clearest(counts: FloatArray) -> tuple[int, ...]:
        share, z = (counts + 1) / (ns + 2), _z_half(counts, ns)
        chosen = np.flatnonzero((share > 0.5) & (z > parameters.z_one_sided_90)).tolist()
        return tuple(sorted(chosen, key=lambda n: (-share[n] * z[n], n))[: parameters.n_statements])

    return ConsensusStatements(agree=clearest(na), disagree=clearest(nd))


def routing_priority(
    *,
    agree: ArrayLike,
    passes: ArrayLike,
    seen: ArrayLike,
    extremity: ArrayLike,
    is_meta: ArrayLike = False,
    parameters: DecisionParameters = DECISION_V1,
) -> FloatArray:
    r"""How urgently a statement needs more votes; the next one is drawn with probability proportional to it.

    .. math:: \Bigl(i\,(1 + 8 \cdot 2^{-S/5})\Bigr)^2, \quad
       i = \Bigl(1 - \frac{P+1}{S+2}\Bigr)(E + 1)\frac{A+1}{S+2}

    Parameters
    ----------
    agree, passes, seen : array_like, shape (n_statements,)
        Counts A, P and S over all voters.
    extremity : array_like, shape (n_statements,)
        E of :func:`clustrat.decision.opinion_map.opinion_map`, >= 0.
    is_meta : array_like of bool
        Statements on the dialogue itself have the fixed ``routing_meta_priority``.
    parameters
        ``routing_novelty`` 8, ``routing_half_life`` 5, ``routing_meta_priority`` 49.

    Returns
    -------
    ndarray of float, shape (n_statements,)
        >= 0. New, extreme, agreed and seldom passed statements come first (:cite:`small2021`).

    Examples
    --------
    Nobody has seen it: (1/2 * 1/2 * 9)^2.

    >>> routing_priority(agree=[0], passes=[0], seen=[0], extremity=[0.0]).tolist()
    [5.0625]
    """
    a, p, s, e = (np.asarray(part, dtype=np.float64) for part in (agree, passes, seen, extremity))
    if (a < 0).any() or (p < 0).any() or (a + p > s).any() or (e < 0).any():
        raise EvidenceError(
            "Agreements and passes cannot be negative or more than the votes, nor the extremity negative."
        )
    importance = (1 - (p + 1) / (s + 2)) * (e + 1) * (a + 1) / (s + 2)
    novelty = 1 + parameters.routing_novelty * 2 ** (-s / parameters.routing_half_life)
    return np.where(np.asarray(is_meta, dtype=bool), parameters.routing_meta_priority, (importance * novelty) ** 2)


def next_statement(priority: ArrayLike, *, already_seen: Sequence[int] = (), rng: np.random.Generator) -> int | None:
    """Draw the statement (index from 0) to show next, with probability proportional to its priority.

    Statements that this person has seen are left out; ``None`` if nothing is left.

    >>> next_statement([5.0, 0.0, 3.0], already_seen=[0], rng=np.random.default_rng(1))
    2
    """
    weight = np.array(priority, dtype=np.float64)
    if weight.ndim != 1 or not np.isfinite(weight).all() or (weight < 0).any():
        raise EvidenceError(f"Priorities {weight.tolist()} must be finite and not negative; take routing_priority().")
    weight[list(already_seen)] = 0.0
    return int(rng.choice(len(weight), p=weight / weight.sum())) if weight.sum() > 0 else None


def withhold_small_cells(counts: VoteCounts, *, parameters: DecisionParameters = DECISION_V1) -> NDArray[np.bool_]:
    """Which cells of statement and group are not shown: fewer than ``k_anon`` votes, or needed to hide one of these.

    Where one group alone is small, its votes follow from all votes less the other groups; so the next smallest is withheld too.

    Returns
    -------
    ndarray of bool, shape (n_statements, n_groups)

    Examples
    --------
    >>> counts = VoteCounts(groups=("a", "b", "c"), agree=np.array([[2, 5, 9]]), disagree=np.array([[0, 0, 0]]),
    ...     seen=np.array([[3, 8, 12]]))
    >>> withhold_small_cells(counts).tolist()
    [[True, True, False]]
    """
    small = counts.seen < parameters.k_anon
    hidden = small.copy()
    gives_away = (small & (counts.seen > 0)).sum(axis=1) == 1
    for row in np.flatnonzero(gives_away):
        others = np.flatnonzero(~small[row])
        if len(others):
            hidden[row, others[np.argmin(counts.seen[row, others])]] = True
    return hidden


def _counts(agree: ArrayLike, disagree: ArrayLike, seen: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    na, nd, ns = (np.asarray(part, dtype=np.float64) for part in (agree, disagree, seen))
    if na.ndim != 2 or not na.shape == nd.shape == ns.shape or na.shape[1] == 0:
        raise EvidenceError(
            f"Agreements, disagreements and votes have shapes {na.shape}, {nd.shape} and {ns.shape}. "
            "Give all three by statement and group."
        )
    for name, part in (("agreements", na), ("disagreements", nd), ("votes", ns)):
        bad = ~(np.isfinite(part) & (part >= 0) & (part == np.floor(part)))
        if bad.any():
            row, group = (int(n) for n in np.argwhere(bad)[0])
            raise EvidenceError(
                f"The {name} of group {group} on statement {row} are {part[row, group]:g}. Counts are whole numbers from 0."
            )
    if (na + nd > ns).any():
        row, group = (int(n) for n in np.argwhere(na + nd > ns)[0])
        raise EvidenceError(
            f"On statement {row}, group {group} has {na[row, group]:g} agreements and {nd[row, group]:g} disagreements among "
            f"{ns[row, group]:g} votes. Votes count passes too, so they cannot be fewer."
        )
    return na, nd, ns


def _z_half(n: FloatArray, ns: FloatArray) -> FloatArray:
    return np.asarray(2 * np.sqrt(ns + 1) * ((n + 1) / (ns + 1) - 0.5))


def _ratio(n: FloatArray, ns: FloatArray) -> FloatArray:
    if n.shape[1] == 1:
        return np.full(n.shape, np.nan)
    others, others_seen = n.sum(axis=1, keepdims=True) - n, ns.sum(axis=1, keepdims=True) - ns
    return np.asarray((n + 1) / (ns + 2) / ((others + 1) / (others_seen + 2)))


def _z_others(n: FloatArray, ns: FloatArray) -> FloatArray:
    if n.shape[1] == 1:
        return np.full(n.shape, np.nan)
    x1, n1 = n + 1, ns + 1
    x2, n2 = n.sum(axis=1, keepdims=True) - n + 1, ns.sum(axis=1, keepdims=True) - ns + 1
    pooled = (x1 + x2) / (n1 + n2)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (x1 / n1 - x2 / n2) / np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return np.asarray(np.where(pooled >= 1, 0.0, z))
