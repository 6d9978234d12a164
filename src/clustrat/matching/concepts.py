"""The search for new cluster concepts: clusters of a region with clusters of its best partners, for a theme."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from clustrat.matching.combinations import ClusterMember, Concept, combine, held_by, theme_worth
from clustrat.matching.partners import PartnerRanking

__all__ = ["find_concepts"]

FloatArray = NDArray[np.float64]
NO_NAMES: Mapping[str, str] = MappingProxyType({})


def find_concepts(ranking: PartnerRanking, *, names: Mapping[str, str] = NO_NAMES) -> tuple[Concept, ...]:
    """The combinations that reach most of a theme with the fewest clusters, none of them redundant.

    Tried are all combinations of two to ``max_members`` clusters with at least one of the region (the ``n_own`` of its activities that
    are nearest to the theme) and at least one of a partner (the ``n_each`` of its activities that add most, of the first ``n_partners``).
    What counts is the theme weight that is there, plus ``reach_worth`` of that which is within reach. A combination stays if each of its
    clusters adds ``min_gain`` of it. The best is taken, then the next whose own industries and partner industries both differ from those
    of each one taken, and whose partner regions no ``n_same_partners`` of those taken have alone; ties go to fewer clusters, to the better
    partners, then to codes.

    Parameters
    ----------
    ranking
        The partners of the region for the theme, with their filters.
    names
        Words for codes in the sentences.

    Returns
    -------
    tuple of Concept
        At most ``n_concepts``; empty where the region has nothing near the theme, or no partner adds any.

    Examples
    --------
    >>> from clustrat.matching.partners import partners
    >>> from clustrat.matching.presence_table import PresenceTable
    >>> table = PresenceTable(presence=[[1, 0, 0], [0, 1, 0], [0, 0, 1]], relatedness=[[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]],
    ...     regions=("R1", "R2", "R3"), industries=("A", "B", "C"))
    >>> best = find_concepts(partners(table, region="R1", weights=[1, 0, 1]))[0]
    >>> [(m.region, m.industry) for m in best.members], best.coverage
    ([('R1', 'A'), ('R3', 'C')], 1.0)
    """
    p, w, kernel = ranking.parameters, ranking.weights, ranking.kernel
    own, theirs = _own_clusters(ranking), _partner_clusters(ranking)
    candidates = own + theirs
    chosen = _combinations(len(own), len(theirs), p.max_members)
    if not chosen:
        return ()
    table = ranking.table
    held = np.array(
        [held_by(table, kernel, table.region_index(m.region), table.industry_index(m.industry)) for m in candidates]
    )
    # One more row, which holds nothing, fills the places of smaller combinations.
    held = np.vstack([held, np.zeros(held.shape[1])])
    members = np.full((len(chosen), p.max_members), len(candidates))
    for number, places in enumerate(chosen):
        members[number, : len(places)] = places

    def worth(places: NDArray[np.int64]) -> FloatArray:
        return theme_worth(held[places].max(axis=1), w, kernel, parameters=p)

    whole = worth(members)
    stays = whole > 0
    for place in range(p.max_members):
        without = members.copy()
        without[:, place] = len(candidates)
        is_empty = members[:, place] == len(candidates)
        stays &= is_empty | (whole - worth(without) >= p.min_gain - 1e-12)
    sizes = (members < len(candidates)).sum(axis=1)
    order = sorted(np.flatnonzero(stays), key=lambda row: (-round(float(whole[row]), 10), sizes[row], chosen[row]))
    taken: list[tuple[int, ...]] = []
    seen: list[tuple[frozenset[str], frozenset[str]]] = []
    partners: Counter[frozenset[str]] = Counter()
    for row in order:
        mine = frozenset(candidates[k].industry for k in chosen[row] if k < len(own))
        others = frozenset(candidates[k].industry for k in chosen[row] if k >= len(own))
        abroad = frozenset(candidates[k].region for k in chosen[row] if k >= len(own))
        if partners[abroad] < p.n_same_partners and all(mine != m and others != o for m, o in seen):
            taken.append(chosen[row])
            seen.append((mine, others))
            partners[abroad] += 1
        if len(taken) == p.n_concepts:
            break
    return tuple(
        combine(table, members=[candidates[k] for k in places], weights=w, parameters=p, names=names)
        for places in taken
    )


def _own_clusters(ranking: PartnerRanking) -> list[ClusterMember]:
    """Activities that the region has, nearest to the theme first."""
    table = ranking.table
    r = table.region_index(ranking.region)
    nearness = (ranking.weights @ ranking.kernel) * table.has[r]
    return _best(ranking, ranking.region, nearness, ranking.parameters.n_own)


def _partner_clusters(ranking: PartnerRanking) -> list[ClusterMember]:
    """Activities of the best partners that add most, by rank of the partner."""
    table, p = ranking.table, ranking.parameters
    found: list[ClusterMember] = []
    for partner in ranking.top(p.n_partners):
        gains = np.nan_to_num(ranking.needs) * table.has[table.region_index(partner.region)]
        found += _best(ranking, partner.region, gains, p.n_each)
    return found


def _best(ranking: PartnerRanking, region: str, values: FloatArray, n: int) -> list[ClusterMember]:
    codes = ranking.table.industries
    places = sorted(np.flatnonzero(values > 0), key=lambda i: (-round(float(values[i]), 12), codes[i]))[:n]
    return [ClusterMember(region=region, industry=codes[i]) for i in places]


def _combinations(n_own: int, n_theirs: int, max_members: int) -> list[tuple[int, ...]]:
    """Numbers of clusters in each combination: at least one own (numbered first) and at least one of a partner."""
    own, theirs = range(n_own), range(n_own, n_own + n_theirs)
    return [
        (*mine, *others)
        for size in range(2, max_members + 1)
        for n_mine in range(1, size)
        for mine in itertools.combinations(own, n_mine)
        for others in itertools.combinations(theirs, size - n_mine)
    ]
