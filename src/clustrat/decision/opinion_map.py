"""The opinion map: who votes alike, drawn on two axes from votes that most people gave on some statements only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh

from clustrat.decision.opinion import vote_table
from clustrat.decision.parameters import DECISION_V1, DecisionParameters
from clustrat.errors import EvidenceError, ParameterError

__all__ = ["OpinionMap", "canonical_order", "opinion_map", "principal_axes", "project"]

FloatArray = NDArray[np.float64]
#: Axes drawn.
N_AXES = 2
#: An eigenvalue below this share of the first is rounding, not spread.
RELATIVE_RANK = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpinionMap:
    """Places of people on two axes, and what the axes are made of.

    ``means`` (n_statements,): mean vote; ``eigenvalues``: squared singular values, all of them, falling; ``loadings``
    (2, n_statements); ``projection`` (n_people, 2); ``extremity`` (n_statements,), >= 0: how far agreeing with this statement
    alone would place somebody; ``n_votes`` (n_people,): own votes; ``included`` (n_people,): enough of them to be grouped.
    """

    means: FloatArray
    eigenvalues: FloatArray
    loadings: FloatArray
    projection: FloatArray
    extremity: FloatArray
    n_votes: NDArray[np.int64]
    included: NDArray[np.bool_]
    parameters: DecisionParameters


def opinion_map(
    votes: ArrayLike, *, moderated_out: Sequence[int] = (), parameters: DecisionParameters = DECISION_V1
) -> OpinionMap:
    r"""Principal components of the votes, with each person's place scaled up for what he or she has not seen.

    .. math:: x_p = \sqrt{\frac{C}{\max(n_p, 1)}} \sum_{t \,\mathrm{voted}} (V_{pt} - \bar V_t)\, v_t, \quad
       E_t = \sqrt{C}\,|1 - \bar V_t|\,\lVert v_t \rVert

    Parameters
    ----------
    votes : array_like, shape (n_people, n_statements)
        1 agree, -1 disagree, 0 pass, ``nan`` not seen.
    moderated_out
        Indices of statements that count as 0 for everybody.
    parameters
        ``map_min_votes`` own votes (or all statements, if fewer) include somebody in the groups.

    Returns
    -------
    OpinionMap
        The sign of an axis makes its largest loading positive; an axis without spread is 0. No value depends on the order
        of the people.

    Raises
    ------
    EvidenceError
        There is nobody or no statement, or a vote is another number.
    ParameterError
        ``moderated_out`` names a statement that is not there.

    Notes
    -----
    Says who votes alike. An axis has no meaning of its own, and distance is not enmity (:cite:`small2021`).

    Examples
    --------
    Two against two on both statements: one axis tells them apart.

    >>> result = opinion_map([[1, -1], [1, -1], [-1, 1], [-1, 1]])
    >>> result.projection[:, 0].round(4).tolist()
    [1.4142, 1.4142, -1.4142, -1.4142]
    """
    table = vote_table(votes)
    n_people, n_statements = table.shape
    if not table.size:
        raise EvidenceError(
            f"An opinion map of {n_people} people and {n_statements} statements is empty. Collect votes first."
        )
    n_own = (~np.isnan(table)).sum(axis=1)
    places = canonical_order(table)
    zeroed = zero_out(table, moderated_out)
    means, loadings, eigenvalues = principal_axes(zeroed[places], all_values=True)
    return OpinionMap(
        means=means,
        eigenvalues=eigenvalues,
        loadings=loadings,
        projection=project(zeroed, means, loadings),
        extremity=np.sqrt(n_statements) * np.abs(1 - means) * np.sqrt((loadings**2).sum(axis=0)),
        n_votes=n_own,
        included=n_own >= min(parameters.map_min_votes, n_statements),
        parameters=parameters,
    )


def zero_out(table: FloatArray, moderated_out: Sequence[int]) -> FloatArray:
    """A copy of the votes in which each moderated-out statement is a 0 of everybody."""
    bad = [n for n in moderated_out if not 0 <= n < table.shape[1]]
    if bad:
        raise ParameterError(f"Statement {bad[0]} cannot be moderated out: there are {table.shape[1]}, counted from 0.")
    zeroed = table.copy()
    zeroed[:, list(moderated_out)] = 0.0
    return zeroed


def canonical_order(table: FloatArray) -> NDArray[np.int64]:
    """An order of the people by their votes alone, so that sums and starts do not depend on the order they came in."""
    return np.lexsort(np.where(np.isnan(table), 2.0, table).T[::-1])


def principal_axes(table: FloatArray, *, all_values: bool = False) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Means, the two loadings, and the eigenvalues (all, or two) of votes whose gaps are filled with the mean of the statement.

    >>> means, loadings, values = principal_axes(np.array([[1.0, 1.0], [-1.0, np.nan]]))
    >>> means.tolist(), values.round(6).tolist()
    ([0.0, 1.0], [2.0, 0.0])
    """
    is_there = ~np.isnan(table)
    n = is_there.sum(axis=0)
    filled = np.where(is_there, table, 0.0)
    means = filled.sum(axis=0) / np.maximum(n, 1)
    centred = np.where(is_there, filled - means, 0.0)
    n_people, n_statements = table.shape
    loadings = np.zeros((N_AXES, n_statements))
    # The smaller of the two products has the same eigenvalues, and is many times quicker than a decomposition of the votes.
    small = centred.T @ centred if n_statements <= n_people else centred @ centred.T
    size = len(small)
    values, vectors = eigh(small, subset_by_index=None if all_values else (max(size - N_AXES, 0), size - 1))
    values = np.maximum(values[::-1], 0.0)
    right = vectors.T[::-1][:N_AXES]
    if n_statements > n_people:
        right = (right @ centred) / np.sqrt(np.where(values[:N_AXES] > 0, values[:N_AXES], 1.0))[:, None]
    floor = values[0] * RELATIVE_RANK
    for axis in range(min(N_AXES, len(right))):
        if values[axis] > floor:
            largest = right[axis, np.argmax(np.abs(right[axis]) >= np.abs(right[axis]).max() * (1 - 1e-9))]
            loadings[axis] = right[axis] * (1.0 if largest > 0 else -1.0)
    return means, loadings, values


def project(table: FloatArray, means: FloatArray, loadings: FloatArray) -> FloatArray:
    """Places of people on the axes, each scaled by the root of all statements over those voted on; shape (n_people, 2)."""
    is_there = ~np.isnan(table)
    centred = np.where(is_there, np.where(is_there, table, 0.0) - means, 0.0)
    scale = np.sqrt(table.shape[1] / np.maximum(is_there.sum(axis=1), 1))
    # einsum, not a matrix product: each row is summed alone, so equal votes have equal places to the last bit.
    return np.asarray(scale[:, None] * np.einsum("pt,at->pa", centred, loadings))
