"""Combinations of clusters for a theme: what they share, what each adds, what is redundant, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.matching.parameters import MATCHING_V1, MatchingParameters
from clustrat.matching.presence_table import PresenceTable

__all__ = [
    "ClusterMember",
    "Concept",
    "ConceptReason",
    "MemberPart",
    "combine",
    "held_by",
    "theme_coverage",
    "theme_worth",
]

FloatArray = NDArray[np.float64]
NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ClusterMember:
    """A cluster in a concept: an activity of the table (a division, or a category if the table is of categories) in a region."""

    region: str
    industry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPart:
    """What one cluster brings: the activities it holds, those only it holds, and what is lost without it.

    ``adds`` is the coverage lost, ``adds_present`` the theme weight lost that is there itself and not only within reach, both 0 to 1.
    ``redundant``: neither is lost. ``uncertain``: whether the region has the industry at all is not known.
    """

    member: ClusterMember
    holds: tuple[str, ...]
    only_here: tuple[str, ...]
    adds: float
    adds_present: float
    redundant: bool
    uncertain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptReason:
    """One thing to say of a concept, with its industries and number; ``member`` is ``None`` where it is of all."""

    kind: Literal["shared", "adds", "redundant", "missing", "uncertain"]
    member: ClusterMember | None
    industries: tuple[str, ...]
    value: float
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """Two to four clusters for a theme.

    ``coverage`` (0 to 1) is the share of theme weight that is ``present`` or ``within_reach`` (its near activities are held in part,
    ``coverage_density``), up to ``coverage_high`` if hidden cells are there; ``shared`` are activities that two or more hold, ``missing``
    those of the theme that none reaches, heaviest first.
    """

    members: tuple[ClusterMember, ...]
    coverage: float
    coverage_high: float
    present: tuple[str, ...]
    within_reach: tuple[str, ...]
    missing: tuple[str, ...]
    shared: tuple[str, ...]
    parts: tuple[MemberPart, ...]
    reasons: tuple[ConceptReason, ...]
    parameters: MatchingParameters


def held_by(
    table: PresenceTable, kernel: FloatArray, region: int, industry: int, *, hidden: bool = False
) -> FloatArray:
    """What a cluster holds, ones and zeros of shape (n_industries,): its activity, and those near it that the region has.

    With ``hidden``, cells that are not known count as had.
    """
    has = table.has[region] + (np.isnan(table.presence[region]) if hidden else 0.0)
    near = kernel[industry] > 0
    return np.asarray(np.where(near, has, 0.0))


def theme_coverage(union: ArrayLike, weights: ArrayLike, kernel: ArrayLike, *, coverage_density: float) -> FloatArray:
    r"""Share of theme weight that is held or within reach, 0 to 1.

    .. math:: \frac{\sum_i w_i\,[\,U_i = 1 \text{ or } \sum_{j \ne i} \kappa_{ij} U_j / \sum_{j \ne i} \kappa_{ij} \ge d\,]}{\sum_i w_i}

    Parameters
    ----------
    union : array_like, shape (..., n_industries)
        What is held, ones and zeros.
    weights, kernel
        Of the theme, and as from :func:`clustrat.matching.added.near_kernel`.
    coverage_density
        The share *d* of what is near from which an activity counts as within reach.

    Returns
    -------
    ndarray of float, shape (...)
        Never falls when more is held.

    Examples
    --------
    >>> theme_coverage([[1, 0], [0, 0]], [3, 1], [[0.5, 0.5], [0.5, 0.5]], coverage_density=0.5).tolist()
    [1.0, 0.0]
    """
    w = np.asarray(weights, dtype=np.float64)
    return np.asarray(_reached(np.asarray(union, dtype=np.float64), np.asarray(kernel), coverage_density) @ w / w.sum())


def theme_worth(
    union: ArrayLike, weights: ArrayLike, kernel: ArrayLike, *, parameters: MatchingParameters
) -> FloatArray:
    """What a search counts: the theme weight that is held, plus ``reach_worth`` of that which is only within reach, 0 to 1.

    Parameters
    ----------
    union, weights, kernel
        As for :func:`theme_coverage`.
    parameters
        ``reach_worth`` and ``coverage_density``.

    Returns
    -------
    ndarray of float, shape (...)

    Examples
    --------
    Three of four is held, the rest within reach: 0.75 and half of 0.25.

    >>> theme_worth([1, 0], [3, 1], [[0.5, 0.5], [0.5, 0.5]], parameters=MATCHING_V1).item()
    0.875
    """
    held, w = np.asarray(union, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    there = held @ w / w.sum()
    reached = theme_coverage(held, w, kernel, coverage_density=parameters.coverage_density)
    return np.asarray(there + parameters.reach_worth * (reached - there))


def _reached(union: FloatArray, kernel: FloatArray, density: float) -> NDArray[np.bool_]:
    near = kernel - np.diag(np.diag(kernel))
    total = near.sum(axis=1)
    share = np.divide(union @ near.T, total, out=np.zeros_like(union), where=total > 0)
    return np.asarray((union > 0) | ((share >= density - 1e-12) & (share > 0)))


def combine(
    table: PresenceTable,
    *,
    members: Sequence[ClusterMember],
    weights: ArrayLike,
    parameters: MatchingParameters = MATCHING_V1,
    names: Mapping[str, str] = NO_NAMES,
) -> Concept:
    """Combine two to four clusters, of the same or of different regions, for a theme.

    Parameters
    ----------
    table
        Presence and relatedness of all regions.
    members
        The clusters, each once.
    weights : array_like, shape (n_industries,)
        Weights of the theme.
    parameters
        The versioned set of thresholds.
    names
        Words for codes in the sentences.

    Returns
    -------
    Concept
        With a reason for everything that is shared, added, redundant and missing.

    Raises
    ------
    ParameterError
        There are fewer than two or too many clusters, or one stands twice, or weights cannot be.
    EvidenceError
        A code is not in the table, a region is known not to have the industry, or the theme has no coverage.

    Examples
    --------
    >>> table = PresenceTable(presence=[[1, 0, 0], [0, 1, 0]], relatedness=[[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]],
    ...     regions=("R1", "R2"), industries=("A", "B", "C"))
    >>> concept = combine(table, members=[ClusterMember(region="R1", industry="A"), ClusterMember(region="R2", industry="B")],
    ...     weights=[1, 1, 2])
    >>> concept.coverage, concept.within_reach, [round(part.adds, 2) for part in concept.parts]
    (1.0, ('C',), [0.0, 0.5])
    """
    w = table.refuse_weights(weights)
    places = _places(table, members, parameters)
    kernel = table.neighbourhoods(k_near=parameters.k_near)
    holds = np.array([held_by(table, kernel, r, i) for r, i in places])
    perhaps = np.array([held_by(table, kernel, r, i, hidden=True) for r, i in places])
    union = holds.max(axis=0)
    reached = _reached(union, kernel, parameters.coverage_density) & (w > 0)

    def coverage(held: FloatArray) -> float:
        return float(theme_coverage(held, w, kernel, coverage_density=parameters.coverage_density))

    def codes(which: NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(
            table.industries[i] for i in sorted(np.flatnonzero(which), key=lambda i: (-w[i], table.industries[i]))
        )

    whole = coverage(union)
    parts = []
    for m, (member, (r, i)) in enumerate(zip(members, places, strict=True)):
        rest = np.delete(holds, m, axis=0).max(axis=0)
        lost = whole - coverage(rest)
        held = float(((holds[m] > 0) & (rest == 0)) @ w / w.sum())
        parts.append(
            MemberPart(
                member=member,
                holds=codes(holds[m] > 0),
                only_here=codes((holds[m] > 0) & (rest == 0)),
                adds=lost,
                adds_present=held,
                redundant=lost <= 1e-12 and held <= 1e-12,
                uncertain=bool(np.isnan(table.presence[r, i])),
            )
        )
    shared, missing = codes(holds.sum(axis=0) > 1), codes((w > 0) & ~reached)
    return Concept(
        members=tuple(members),
        coverage=whole,
        coverage_high=coverage(perhaps.max(axis=0)),
        present=codes((union > 0) & (w > 0)),
        within_reach=codes(reached & (union == 0)),
        missing=missing,
        shared=shared,
        parts=tuple(parts),
        reasons=tuple(_reasons(parts, shared, missing, 1 - whole, names)),
        parameters=parameters,
    )


def _places(
    table: PresenceTable, members: Sequence[ClusterMember], parameters: MatchingParameters
) -> list[tuple[int, int]]:
    if not 2 <= len(members) <= parameters.max_members:
        raise ParameterError(
            f"A concept combines two to {parameters.max_members} clusters; given: {len(members)}. Add or leave out some."
        )
    twice = [member for k, member in enumerate(members) if member in members[:k]]
    if twice:
        raise ParameterError(f"{twice[0].industry} in {twice[0].region} stands twice. Name each cluster once.")
    places = []
    for member in members:
        r, i = table.region_index(member.region), table.industry_index(member.industry)
        if table.presence[r, i] == 0:
            raise EvidenceError(
                f"{member.region} has no more than its share of {member.industry}, so there is no cluster of it to combine. Choose an "
                "industry that is present."
            )
        places.append((r, i))
    return places


def _reasons(
    parts: Sequence[MemberPart],
    shared: tuple[str, ...],
    missing: tuple[str, ...],
    uncovered: float,
    names: Mapping[str, str],
) -> list[ConceptReason]:
    def say(codes: Sequence[str]) -> str:
        return ", ".join(names.get(code, code) for code in codes)

    found = []
    if shared:
        sentence = f"Common ground of the clusters: {say(shared)}."
        found.append(
            ConceptReason(kind="shared", member=None, industries=shared, value=float(len(shared)), sentence=sentence)
        )
    for part in parts:
        who = f"{say([part.member.industry])} in {say([part.member.region])}"
        if part.redundant:
            kind: Literal["adds", "redundant"] = "redundant"
            sentence = f"{who} adds nothing that the others do not reach."
        elif part.adds > 1e-12:
            kind = "adds"
            sentence = f"{who} adds {part.adds:.0%} of the theme" + (
                f", with {say(part.only_here)}." if part.only_here else " together with the others."
            )
        else:
            kind = "adds"
            sentence = f"{who} holds {part.adds_present:.0%} of the theme that the others only come near, with {say(part.only_here)}."
        found.append(
            ConceptReason(kind=kind, member=part.member, industries=part.only_here, value=part.adds, sentence=sentence)
        )
        if part.uncertain:
            found.append(
                ConceptReason(
                    kind="uncertain",
                    member=part.member,
                    industries=(part.member.industry,),
                    value=part.adds,
                    sentence=f"Whether {who} is a specialisation is not known: its source hides the figure.",
                )
            )
    if missing:
        sentence = f"Still missing, {uncovered:.0%} of the theme: {say(missing)}."
        found.append(ConceptReason(kind="missing", member=None, industries=missing, value=uncovered, sentence=sentence))
    return found
