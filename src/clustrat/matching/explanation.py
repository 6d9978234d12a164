"""Why a region is a good partner, and why the obvious one is not: reasons as data, each with its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError
from clustrat.matching.partners import NO_SPREAD, PartnerRanking

__all__ = ["Reason", "WhyNot", "added_terms", "obvious_absentees", "reasons", "why_not"]

FloatArray = NDArray[np.float64]
NO_NAMES: Mapping[str, str] = MappingProxyType({})
Factor = Literal[
    "filtered",
    "no_figures",
    "redundant",
    "hidden_cells",
    "diverse",
    "others_stand_out",
    "not_beyond_chance",
    "adds_little",
    "in_the_list",
]
Relation = Literal["most_similar", "largest_neighbour", "most_diverse_offer", "asked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One term of what a partner adds: it has ``industry``, which the region lacks, and which is (near) ``missing``.

    ``has_missing``: the missing industry itself; ``has_related``: one related to it by ``relatedness``. Without the term ``added`` falls by
    ``amount`` and the score by ``score_change``, all else as it is; ``share`` is the amount over all that the partner adds.
    """

    kind: Literal["has_missing", "has_related"]
    partner: str
    industry: str
    missing: str
    relatedness: float
    amount: float
    share: float
    score_change: float
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """Why a region is not among the first ``n``: the factor without which it would be, or the one that is weakest.

    ``filtered`` (by ``filters``), ``no_figures``; ``redundant``, ``hidden_cells``, ``diverse``: but for what both have, for cells not known,
    for the comparison with regions of like diversity, it would be in; ``others_stand_out``: it adds more than chance (``beyond_chance``), and
    others still more; ``not_beyond_chance``: it adds much, and hardly more than random additions of as many; ``adds_little``;
    ``in_the_list``: it is there. ``threshold`` is the score of the last one in the list.
    """

    region: str
    relation: Relation
    factor: Factor
    rank: int | None
    n_ranked: int
    score: float | None
    threshold: float | None
    added: float | None
    by_chance: float | None
    redundancy: float | None
    filters: tuple[str, ...]
    sentence: str


def added_terms(ranking: PartnerRanking, partner: str) -> FloatArray:
    r"""What a partner adds, taken apart: :math:`t_{ij} = w_i\,\kappa_{ij}\,M_{sj}(1 - M_{rj}) / \sum_i w_i`, over missing *i*.

    Returns
    -------
    ndarray of float, shape (n_industries, n_industries)
        Row: missing industry; column: what the partner has. Sums to its ``added``; all zero if nothing is missing.
    """
    table = ranking.table
    s, r = table.region_index(partner), table.region_index(ranking.region)
    lacks = (table.presence[r] == 0).astype(np.float64)
    gap = lacks * ranking.weights
    total = gap.sum()
    if s == r or not total > 0:
        return np.zeros_like(ranking.kernel)
    return np.asarray((gap / total)[:, None] * ranking.kernel * (table.has[s] * lacks)[None, :])


def reasons(
    ranking: PartnerRanking, partner: str, *, n: int | None = None, names: Mapping[str, str] = NO_NAMES
) -> tuple[Reason, ...]:
    """The largest terms of what a partner adds, at most ``n`` (``n_reasons`` of the parameters).

    Parameters
    ----------
    ranking
        As from :func:`clustrat.matching.partners.partners`.
    partner
        Code of a region in it.
    names
        Words for codes in the sentences; a code without a word stands for itself.

    Returns
    -------
    tuple of Reason
        Largest first, ties by code; empty where the partner adds nothing.

    Raises
    ------
    EvidenceError
        The region is not in the table, or is the one that asks.
    """
    if partner == ranking.region:
        raise EvidenceError(f"{partner} is the region that asks; a region is never its own partner.")
    terms, table = added_terms(ranking, partner), ranking.table
    limit = ranking.parameters.n_reasons if n is None else n
    codes = table.industries
    places = [(int(i), int(j)) for i, j in np.argwhere(terms > 0)]
    places.sort(key=lambda ij: (-round(float(terms[ij]), 12), codes[ij[0]], codes[ij[1]]))
    found = []
    for i, j in places[:limit]:
        amount, share = float(terms[i, j]), float(terms[i, j] / terms.sum())
        words = {key: names.get(key, key) for key in (partner, ranking.region, codes[i], codes[j])}
        phi = 1.0 if i == j else float(table.relatedness[i, j])
        about = (
            f"{words[partner]} has {words[codes[j]]}, which the theme needs and {words[ranking.region]} lacks"
            if i == j
            else f"{words[partner]} has {words[codes[j]]}, which {words[ranking.region]} lacks and which is related to "
            f"{words[codes[i]]}, missing as well, by {phi:.2f}"
        )
        found.append(
            Reason(
                kind="has_missing" if i == j else "has_related",
                partner=partner,
                industry=codes[j],
                missing=codes[i],
                relatedness=phi,
                amount=amount,
                share=share,
                score_change=_score_change(ranking, table.region_index(partner), amount),
                sentence=f"{about}: {share:.0%} of what it adds.",
            )
        )
    return tuple(found)


def _score_change(ranking: PartnerRanking, s: int, amount: float) -> float:
    """The score less what it would be if that much less were added, chance, redundancy and levelling as they are."""
    sd = ranking.chance_sd[s]
    if not sd > NO_SPREAD:
        return 0.0
    weight, redundancy = ranking.parameters.redundancy_weight, ranking.redundancy[s]
    before, after = ranking.z[s], ranking.z[s] - amount / sd
    return float(
        before * (1 - weight * np.sign(before) * redundancy) - after * (1 - weight * np.sign(after) * redundancy)
    )


def why_not(
    ranking: PartnerRanking,
    region: str,
    *,
    n: int = 10,
    relation: Relation = "asked",
    names: Mapping[str, str] = NO_NAMES,
) -> WhyNot:
    """Why a region is not among the first ``n`` partners.

    Raises
    ------
    EvidenceError
        The region is not in the table, or is the one that asks.
    """
    if region == ranking.region:
        raise EvidenceError(f"{region} is the region that asks; a region is never its own partner.")
    p, s = ranking.partner(region), ranking.table.region_index(region)
    listed = ranking.top(n)
    threshold = listed[-1].score if listed else None
    filters = tuple(name for name, passing in ranking.passes.items() if not passing[s])
    factor = _factor(ranking, s, threshold=threshold, n=n, filters=filters)
    return WhyNot(
        region=region,
        relation=relation,
        factor=factor,
        rank=p.rank,
        n_ranked=ranking.n_ranked,
        score=p.score,
        threshold=threshold,
        added=p.added,
        by_chance=p.by_chance,
        redundancy=p.redundancy,
        filters=filters,
        sentence=_sentence(names.get(region, region), factor, p.added, p.by_chance, p.redundancy, filters),
    )


def _factor(ranking: PartnerRanking, s: int, *, threshold: float | None, n: int, filters: tuple[str, ...]) -> Factor:
    if filters:
        return "filtered"
    if threshold is None or np.isnan(ranking.score[s]):
        return "no_figures"
    if 0 < ranking.rank[s] <= n:
        return "in_the_list"
    if ranking.z[s] - ranking.levelled[s] >= threshold:
        return "redundant"
    if ranking.score_high[s] >= threshold:
        return "hidden_cells"
    if ranking.score[s] + ranking.levelled[s] >= threshold:
        return "diverse"
    if ranking.z[s] >= ranking.parameters.beyond_chance:
        return "others_stand_out"
    adds_more = (ranking.added[ranking.rank > 0] > ranking.added[s]).sum()
    return "not_beyond_chance" if adds_more < ranking.n_ranked / 4 else "adds_little"


def _sentence(
    name: str,
    factor: Factor,
    added: float | None,
    chance: float | None,
    redundancy: float | None,
    filters: tuple[str, ...],
) -> str:
    brings = f"{added or 0:.0%} of what is missing, random additions of as many industries {chance or 0:.0%}"
    return {
        "filtered": f"{name} is left out by the filter: {', '.join(filters)}.",
        "no_figures": f"Of {name} too little is known to say what it adds, or nothing is missing.",
        "in_the_list": f"{name} is in the list.",
        "redundant": f"{name} would be in the list but for what both have already (redundancy {redundancy or 0:.2f}).",
        "hidden_cells": f"{name} may belong in the list: figures that its source hides leave it open.",
        "diverse": f"{name} adds much because it has much: beside regions of like diversity it does not stand out.",
        "others_stand_out": f"{name} adds more than chance, but others stand out more: {brings}.",
        "not_beyond_chance": f"{name} adds much, but hardly more than chance: {brings}.",
        "adds_little": f"{name} adds little: {brings}.",
    }[factor]


def obvious_absentees(
    ranking: PartnerRanking,
    *,
    sizes: ArrayLike | None = None,
    n: int = 10,
    names: Mapping[str, str] = NO_NAMES,
) -> tuple[WhyNot, ...]:
    """The candidates that a reader expects and does not find among the first ``n``, each with the reason.

    The most similar region (where the table has a similarity), the largest neighbour, and the one with most of what is near the
    missing items by plain density, which is large and diverse for every theme.

    Parameters
    ----------
    ranking
        As from :func:`clustrat.matching.partners.partners`.
    sizes : array_like, shape (n_regions,), optional
        Persons employed, for the largest neighbour; without it diversity stands for size.
    n
        Length of the list.
    names
        Words for codes.

    Returns
    -------
    tuple of WhyNot
        At most three, each region once, in that order; those in the list are left out.
    """
    table = ranking.table
    size = table.diversity if sizes is None else np.asarray(sizes, dtype=np.float64)
    if size.shape != (len(table.regions),):
        raise EvidenceError(
            f"There are {len(table.regions)} regions, and sizes of shape {size.shape}. Give one per region."
        )
    own = np.array([code == ranking.region for code in table.regions])
    measures: dict[Relation, FloatArray] = {
        "most_similar": ranking.similarity,
        "largest_neighbour": np.where(ranking.frame.borders, size, np.nan),
        "most_diverse_offer": ranking.added_density,
    }
    found: dict[str, WhyNot] = {}
    for relation, values in measures.items():
        open_to = np.flatnonzero(~np.isnan(values) & ~own)
        if not len(open_to):
            continue
        s = min(open_to, key=lambda place: (-values[place], table.regions[place]))
        answer = why_not(ranking, table.regions[s], n=n, relation=relation, names=names)
        if answer.factor != "in_the_list":
            found.setdefault(answer.region, answer)
    return tuple(found.values())
