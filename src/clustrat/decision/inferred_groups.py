"""Groups inferred from votes, and the gate that lets them be shown only where they are more than chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.decision.opinion import vote_table
from clustrat.decision.opinion_map import canonical_order, principal_axes, project, zero_out
from clustrat.decision.parameters import DECISION_V1, DecisionParameters
from clustrat.decision.remarks import Remark
from clustrat.errors import EvidenceError

__all__ = ["InferredGroups", "ValidityGate", "adjusted_rand", "inferred_groups", "match_labels", "validity_gate"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
#: Lloyd's algorithm stops at the latest after so many rounds.
MAX_ROUNDS = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InferredGroups:
    """Groups of people who vote alike; ``labels`` (n_people,) from 0, the largest first, -1 for people with too few votes.

    ``n_groups`` is 0 and ``silhouette`` ``None`` where nobody can be told apart. ``silhouettes`` gives the mean silhouette of
    every number of groups that was tried.
    """

    labels: IntArray
    n_groups: int
    silhouette: float | None
    sizes: tuple[int, ...]
    silhouettes: dict[int, float]
    seed: int
    parameters: DecisionParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidityGate:
    """Whether inferred groups may be shown, with each criterion; ``None`` where one was not reached."""

    passed: bool
    n_people: int
    silhouette: float | None
    null_silhouette: float | None
    median_ari: float | None
    smallest_group: int | None
    remarks: tuple[Remark, ...]
    seed: int
    parameters: DecisionParameters


def inferred_groups(
    votes: ArrayLike, *, seed: int, moderated_out: Sequence[int] = (), parameters: DecisionParameters = DECISION_V1
) -> InferredGroups:
    """K-means on the opinion map, for the number of groups with the best mean silhouette.

    Parameters
    ----------
    votes : array_like, shape (n_people, n_statements)
        1 agree, -1 disagree, 0 pass, ``nan`` not seen.
    seed
        Frozen in the rule set; the same votes and seed give the same groups, in any order of the people.
    moderated_out
        Indices of statements that count as 0 for everybody.
    parameters
        2 to ``map_groups_max`` groups, and no more than 2 + n/``map_people_per_group``; ``map_starts`` starts each.

    Returns
    -------
    InferredGroups
        To be shown only if :func:`validity_gate` passes.

    Notes
    -----
    A number of groups is found in any votes, random ones too; hence the gate.

    Examples
    --------
    >>> result = inferred_groups([[1, -1, 1]] * 4 + [[-1, 1, -1]] * 3, seed=1)
    >>> result.labels.tolist(), result.sizes
    ([0, 0, 0, 0, 1, 1, 1], (4, 3))
    """
    table = vote_table(votes)
    if not table.size:
        raise EvidenceError("There are no votes to infer groups from. Collect votes first.")
    places = canonical_order(table)
    own, zeroed = table[places], zero_out(table, moderated_out)[places]
    found, silhouettes = _group(own, zeroed, np.random.default_rng(seed), parameters)
    labels = np.full(len(table), -1, dtype=np.int64)
    labels[places] = found
    sizes = tuple(np.bincount(found[found >= 0]).tolist())
    best = max(silhouettes.values()) if silhouettes else None
    return InferredGroups(
        labels=labels, n_groups=len(sizes), silhouette=best, sizes=sizes, silhouettes=silhouettes, seed=seed, parameters=parameters
    )  # fmt: skip


def validity_gate(
    votes: ArrayLike,
    *,
    seed: int,
    moderated_out: Sequence[int] = (),
    parameters: DecisionParameters = DECISION_V1,
    progress: Callable[[int, int], None] | None = None,
) -> ValidityGate:
    """Test inferred groups against chance and against another sample; all criteria must hold.

    1. ``gate_n_min`` people. 2. The smallest group has 5 people or ``k_anon``, if more. 3. The silhouette lies above the
    ``gate_null_percentile`` of ``gate_nulls`` runs in which the votes on each statement were dealt out anew. 4. The median
    adjusted Rand index of ``gate_resamples`` runs with ``gate_resample_share`` of the people is at least ``gate_ari_min``.
    A criterion after the first that fails is not computed.

    Parameters
    ----------
    votes, seed, moderated_out, parameters
        As in :func:`inferred_groups`.
    progress
        Called with runs done and runs in all.

    Returns
    -------
    ValidityGate
        ``remarks`` says in a sentence why it did not pass.

    Examples
    --------
    >>> gate = validity_gate([[1, -1, 1]] * 4 + [[-1, 1, -1]] * 3, seed=1)
    >>> gate.passed, gate.remarks[0].sentence
    (False, 'Only 7 people have enough votes for a map with groups; 50 are needed.')
    """
    groups = inferred_groups(votes, seed=seed, moderated_out=moderated_out, parameters=parameters)
    table = vote_table(votes)
    places = canonical_order(table)
    own, zeroed, labels = table[places], zero_out(table, moderated_out)[places], groups.labels[places]
    n = int((labels >= 0).sum()) if groups.n_groups else int(_included(own, parameters).sum())
    smallest = min(groups.sizes) if groups.sizes else None
    size_min = max(5, parameters.k_anon)
    total = parameters.gate_nulls + parameters.gate_resamples
    null = ari = None
    why = _first_reason(n, groups, smallest, size_min, parameters)
    if why is None and groups.silhouette is not None:
        shuffle, resample = np.random.default_rng(seed).spawn(2)
        best = []
        for run in range(parameters.gate_nulls):
            _, values = _group(own, zero_out(_deal_anew(own, shuffle), moderated_out), shuffle, parameters)
            best.append(max(values.values(), default=0.0))
            if progress:
                progress(run + 1, total)
        null = float(np.percentile(best, parameters.gate_null_percentile))
        if groups.silhouette <= null:
            why = Remark(
                code="groups_like_chance",
                severity="warning",
                sentence=f"The silhouette of the groups is {groups.silhouette:.2f}; votes dealt out by chance reach {null:.2f}.",
            )
    if why is None:
        indices = []
        for run in range(parameters.gate_resamples):
            drawn = np.sort(resample.choice(len(own), round(len(own) * parameters.gate_resample_share), replace=False))
            again, _ = _group(own[drawn], zeroed[drawn], resample, parameters)
            both = (again >= 0) & (labels[drawn] >= 0)
            indices.append(adjusted_rand(labels[drawn][both], again[both]))
            if progress:
                progress(parameters.gate_nulls + run + 1, total)
        ari = float(np.median(indices))
        if ari < parameters.gate_ari_min:
            why = Remark(
                code="groups_unstable",
                severity="warning",
                sentence=f"With {parameters.gate_resample_share:.0%} of the people the groups come out differently (median "
                f"adjusted Rand index {ari:.2f}; {parameters.gate_ari_min:g} is needed).",
            )
    return ValidityGate(
        passed=why is None,
        n_people=n,
        silhouette=groups.silhouette,
        null_silhouette=null,
        median_ari=ari,
        smallest_group=smallest,
        remarks=() if why is None else (why,),
        seed=seed,
        parameters=parameters,
    )


def adjusted_rand(first: ArrayLike, second: ArrayLike) -> float:
    """How far two groupings of the same people agree beyond chance: 1 the same, about 0 by chance (Hubert and Arabie 1985).

    Examples
    --------
    >>> adjusted_rand([0, 0, 1, 1], [1, 1, 0, 0]), round(adjusted_rand([0, 0, 1, 2], [0, 0, 1, 1]), 4)
    (1.0, 0.5714)
    """
    a, b = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    if a.shape != b.shape or a.ndim != 1:
        raise EvidenceError(
            f"Groupings of {a.shape} and {b.shape} people cannot be compared. Give one label per person."
        )
    _, a = np.unique(a, return_inverse=True)
    _, b = np.unique(b, return_inverse=True)
    table = np.zeros((a.max(initial=0) + 1, b.max(initial=0) + 1))
    np.add.at(table, (a, b), 1)

    def pairs(counts: FloatArray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    together, in_a, in_b = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    all_pairs = len(a) * (len(a) - 1) / 2
    expected = in_a * in_b / all_pairs if all_pairs else 0.0
    most = (in_a + in_b) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def match_labels(previous: ArrayLike, current: ArrayLike) -> IntArray:
    """Rename the groups of a run so that each keeps the name it had, by the largest overlap of people (Hungarian assignment).

    -1 is nobody's group and stays. A group without a forerunner takes the next free name.

    Examples
    --------
    >>> match_labels([1, 1, 0, 0, -1], [0, 0, 1, 1, 1]).tolist()
    [1, 1, 0, 0, 0]
    """
    from scipy.optimize import linear_sum_assignment

    old, new = np.asarray(previous, dtype=np.int64), np.asarray(current, dtype=np.int64)
    if old.shape != new.shape:
        raise EvidenceError(
            f"The runs have {len(old)} and {len(new)} people. Give both for the same people, -1 where absent."
        )
    n_old, n_new = old.max(initial=-1) + 1, new.max(initial=-1) + 1
    overlap = np.zeros((n_new, n_old))
    both = (old >= 0) & (new >= 0)
    np.add.at(overlap, (new[both], old[both]), 1)
    rows, columns = linear_sum_assignment(-overlap)
    names = {int(row): int(column) for row, column in zip(rows, columns, strict=True) if overlap[row, column] > 0}
    free = iter(n for n in range(n_old + n_new) if n not in names.values())
    for row in range(n_new):
        if row not in names:
            names[row] = next(free)
    return np.array([names[label] if label >= 0 else -1 for label in new.tolist()], dtype=np.int64)


def _first_reason(
    n: int, groups: InferredGroups, smallest: int | None, size_min: int, parameters: DecisionParameters
) -> Remark | None:
    if n < parameters.gate_n_min:
        return Remark(
            code="too_few_people",
            severity="warning",
            sentence=f"Only {n} people have enough votes for a map with groups; {parameters.gate_n_min} are needed.",
        )
    if groups.silhouette is None or smallest is None:
        return Remark(
            code="no_groups", severity="warning", sentence="The votes do not tell any two groups of people apart."
        )
    if smallest < size_min:
        return Remark(
            code="group_too_small",
            severity="warning",
            sentence=f"The smallest group has {smallest} people; {size_min} are needed.",
        )
    return None


def _included(own: FloatArray, parameters: DecisionParameters) -> NDArray[np.bool_]:
    return np.asarray((~np.isnan(own)).sum(axis=1) >= min(parameters.map_min_votes, own.shape[1]))


def _deal_anew(own: FloatArray, rng: np.random.Generator) -> FloatArray:
    """The votes of each statement dealt out anew among those who voted on it."""
    dealt = own.copy()
    for column in range(own.shape[1]):
        voters = np.flatnonzero(~np.isnan(own[:, column]))
        dealt[voters, column] = rng.permutation(own[voters, column])
    return dealt


def _group(
    own: FloatArray, zeroed: FloatArray, rng: np.random.Generator, parameters: DecisionParameters
) -> tuple[IntArray, dict[int, float]]:
    """Labels (-1: not included) and the mean silhouette of each number of groups."""
    labels = np.full(len(own), -1, dtype=np.int64)
    means, loadings, _ = principal_axes(zeroed)
    included = _included(own, parameters)
    points = project(zeroed, means, loadings)[included]
    n = len(points)
    distances = np.sqrt(sum((points[:, None, axis] - points[None, :, axis]) ** 2 for axis in range(points.shape[1])))
    silhouettes: dict[int, float] = {}
    chosen: IntArray | None = None
    for k in range(2, min(parameters.map_groups_max, 2 + n // parameters.map_people_per_group, n) + 1):
        found = _k_means(points, k, rng, n_starts=parameters.map_starts)
        if len(np.unique(found)) < k:
            continue
        value = _mean_silhouette(distances, found, k)
        if not silhouettes or value > max(silhouettes.values()):
            chosen = found
        silhouettes[k] = value
    if chosen is not None:
        labels[included] = _by_size(points, chosen)
    return labels, silhouettes


def _k_means(points: FloatArray, k: int, rng: np.random.Generator, *, n_starts: int) -> IntArray:
    """Lloyd's algorithm from several k-means++ starts side by side; the least sum of squares wins, the first of equals."""
    n, starts = len(points), np.arange(n_starts)
    centres = np.empty((n_starts, k, points.shape[1]))
    centres[:, 0] = points[rng.integers(n, size=n_starts)]
    nearest = np.full((n_starts, n), np.inf)
    for j in range(1, k):
        nearest = np.minimum(nearest, _squares(points, centres[:, j - 1 : j])[:, :, 0])
        cumulated = nearest.cumsum(axis=1)
        cut = rng.random(n_starts) * cumulated[:, -1]
        centres[:, j] = points[np.minimum((cumulated <= cut[:, None]).sum(axis=1), n - 1)]
    labels = np.full((n_starts, n), -1)
    for _ in range(MAX_ROUNDS):
        squares = _squares(points, centres)
        again = squares.argmin(axis=2)
        if (again == labels).all():
            break
        labels = again
        flat = (labels + k * starts[:, None]).ravel()
        sizes = np.bincount(flat, minlength=n_starts * k).reshape(n_starts, k)
        sums = np.stack(
            [
                np.bincount(flat, weights=np.tile(points[:, axis], n_starts), minlength=n_starts * k).reshape(
                    n_starts, k
                )
                for axis in range(points.shape[1])
            ],
            axis=2,
        )
        centres = np.where(sizes[:, :, None] > 0, sums / np.maximum(sizes, 1)[:, :, None], centres)
    inertia = _squares(points, centres).min(axis=2).sum(axis=1)
    return np.asarray(labels[int(inertia.argmin())], dtype=np.int64)


def _squares(points: FloatArray, centres: FloatArray) -> FloatArray:
    """Squared distances, shape (n_starts, n_points, n_centres)."""
    return np.asarray(
        sum((points[None, :, None, axis] - centres[:, None, :, axis]) ** 2 for axis in range(points.shape[1]))
    )


def _mean_silhouette(distances: FloatArray, labels: IntArray, k: int) -> float:
    """Mean over people of (b - a)/max(a, b); 0 for somebody alone."""
    member = (labels[:, None] == np.arange(k)).astype(np.float64)
    sizes = member.sum(axis=0)
    sums = distances @ member
    own = sizes[labels]
    inside = sums[np.arange(len(labels)), labels] / np.maximum(own - 1, 1)
    to_others = np.where(member == 1, np.inf, sums / sizes).min(axis=1)
    widest = np.maximum(inside, to_others)
    value = np.where((own > 1) & (widest > 0), (to_others - inside) / np.where(widest > 0, widest, 1.0), 0.0)
    return float(value.mean())


def _by_size(points: FloatArray, labels: IntArray) -> IntArray:
    """Labels renamed: the largest group 0; of equal ones, the one with the lower mean on the first axis."""
    names = np.unique(labels)
    order = sorted(
        names.tolist(), key=lambda name: (-int((labels == name).sum()), float(points[labels == name, 0].mean()))
    )
    rename = np.empty(int(names.max()) + 1, dtype=np.int64)
    rename[order] = np.arange(len(order))
    return np.asarray(rename[labels])
