"""Members that could take the place of one in a concept, or join it: what the theme gains or loses by each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import ParameterError
from clustrat.matching.combinations import ClusterMember, combine, theme_coverage, theme_worth
from clustrat.matching.parameters import MATCHING_V1, MatchingParameters
from clustrat.matching.presence_table import PresenceTable

__all__ = ["Swap", "swaps"]

FloatArray = NDArray[np.float64]
N_SWAPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """One change of a concept: ``joins`` in the place of ``leaves`` (``None``: it comes on top).

    ``coverage`` is what the concept then reaches of the theme, 0 to 1, and ``change`` that less what it reaches now; ``gain`` is the
    same of its worth in the search, where what is only within reach counts less (``reach_worth``).
    """

    leaves: ClusterMember | None
    joins: ClusterMember
    coverage: float
    change: float
    gain: float


def swaps(
    table: PresenceTable,
    *,
    members: Sequence[ClusterMember],
    weights: ArrayLike,
    leaves: ClusterMember | None = None,
    regions: Collection[str] | None = None,
    prefer: Sequence[str] = (),
    n: int = N_SWAPS,
    parameters: MatchingParameters = MATCHING_V1,
) -> tuple[Swap, ...]:
    """The clusters by which a concept would gain most for the theme, in the place of one of its members or beside them.

    Parameters
    ----------
    table, members, weights
        As for :func:`clustrat.matching.combinations.combine`.
    leaves
        The member whose place is looked at; ``None``: a further member.
    regions
        Where the newcomer may be; all regions of the table if not given.
    prefer
        Regions in the order in which they are taken where the gain is the same, such as the nearest first; others follow by code.
    n
        At most so many, and at most one of each region.
    parameters
        The versioned set of thresholds.

    Returns
    -------
    tuple of Swap
        By ``gain``, the best first; equal ones as ``prefer`` says, then in the order of their codes. Only clusters that are known to
        be there; none that is a member already.
        Empty where the concept is full, or nothing may join.

    Raises
    ------
    ParameterError
        ``leaves`` is no member, ``n`` is below 1, or the concept cannot be.
    EvidenceError
        A code is not in the table, or a member is known not to be there.

    Examples
    --------
    >>> table = PresenceTable(presence=[[1, 0, 0], [0, 1, 0], [0, 0, 1]], relatedness=[[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    ...     regions=("R1", "R2", "R3"), industries=("A", "B", "C"))
    >>> a, b = ClusterMember(region="R1", industry="A"), ClusterMember(region="R2", industry="B")
    >>> [(swap.joins.region, swap.change) for swap in swaps(table, members=[a, b], weights=[1, 1, 2], leaves=b)]
    [('R3', 0.25)]
    """
    if n < 1:
        raise ParameterError(f"n={n} asks for no change at all; give 1 or more.")
    if leaves is not None and leaves not in members:
        raise ParameterError(
            f"{leaves.industry} in {leaves.region} is no member of the concept. Name one of its members."
        )
    now = combine(table, members=members, weights=weights, parameters=parameters)
    if leaves is None and len(members) >= parameters.max_members:
        return ()
    w = table.refuse_weights(weights)
    kernel = table.neighbourhoods(k_near=parameters.k_near)
    near = (kernel > 0).astype(np.float64)
    stay = [member for member in members if member != leaves]
    rest = np.max([_held(table, near, member) for member in stay], axis=0)
    whole = np.max([_held(table, near, member) for member in members], axis=0)
    worth_now = float(theme_worth(whole, w, kernel, parameters=parameters))
    found: list[Swap] = []
    for r, region in enumerate(table.regions):
        if regions is not None and region not in regions:
            continue
        present = [
            i
            for i in np.flatnonzero(table.has[r] > 0).tolist()
            if ClusterMember(region=region, industry=table.industries[i]) not in members
        ]
        if not present:
            continue
        unions = np.maximum(rest, near[present] * table.has[r])
        worth = theme_worth(unions, w, kernel, parameters=parameters)
        best = min(range(len(present)), key=lambda k: (-round(float(worth[k]), 12), table.industries[present[k]]))
        reached = float(theme_coverage(unions[best], w, kernel, coverage_density=parameters.coverage_density))
        found.append(
            Swap(
                leaves=leaves,
                joins=ClusterMember(region=region, industry=table.industries[present[best]]),
                coverage=reached,
                change=round(reached - now.coverage, 12),
                gain=round(float(worth[best]) - worth_now, 12),
            )
        )
    place = {region: k for k, region in enumerate(prefer)}
    found.sort(key=lambda swap: (-round(swap.gain, 12), place.get(swap.joins.region, len(place)), swap.joins))
    return tuple(found[:n])


def _held(table: PresenceTable, near: FloatArray, member: ClusterMember) -> FloatArray:
    r, i = table.region_index(member.region), table.industry_index(member.industry)
    return np.asarray(near[i] * table.has[r])
