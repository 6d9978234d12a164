"""Analytic hierarchy process: weights from pairwise judgements, their consistency, and groups of participants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.decision.parameters import DECISION_V1, DecisionParameters
from clustrat.decision.remarks import Remark
from clustrat.errors import EvidenceError, ParameterError

__all__ = ["RI_TABLES", "AhpWeights", "aggregate_judgements", "aggregate_priorities", "ahp_weights", "random_index"]

FloatArray = NDArray[np.float64]
#: Random indices for 3 to 10 criteria. They differ, and so do consistency ratios: the table is named in every output.
RI_TABLES = MappingProxyType(
    {
        "saaty-1980": (0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49),
        "saaty-2005": (0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49),
        "donegan-dodd-1991": (0.4914, 0.8286, 1.0591, 1.1797, 1.2519, 1.3171, 1.3733, 1.4055),
        "tummala-ling-1998": (0.5799, 0.8921, 1.1159, 1.2358, 1.3322, 1.3952, 1.4537, 1.4882),
    }
)
SMALLEST, LARGEST = 3, 10
#: How far a_ij * a_ji may lie from 1: 0.333 for one third will do.
RECIPROCAL_TOLERANCE = 0.01
#: A consistency index below this is rounding of a consistent matrix.
ZERO_CI = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AhpWeights:
    """Weights (n_criteria,), summing to 1, with ``lambda_max``, ``ci`` and ``cr`` by the random indices of ``ri_table``.

    ``cr`` is 0 for fewer than three criteria and ``None`` beyond the table. A high one is a remark, never a refusal.
    """

    weights: FloatArray
    lambda_max: float
    ci: float
    cr: float | None
    ri_table: str
    remarks: tuple[Remark, ...]
    parameters: DecisionParameters


def random_index(n_criteria: int, ri_table: str) -> float | None:
    """The random index of a named table; ``None`` outside 3 to 10 criteria.

    >>> random_index(3, "saaty-1980"), random_index(3, "donegan-dodd-1991")
    (0.58, 0.4914)
    """
    if ri_table not in RI_TABLES:
        raise ParameterError(f"There is no table of random indices '{ri_table}'. Choose {', '.join(RI_TABLES)}.")
    return RI_TABLES[ri_table][n_criteria - SMALLEST] if SMALLEST <= n_criteria <= LARGEST else None


def ahp_weights(
    matrix: ArrayLike, *, ri_table: str | None = None, parameters: DecisionParameters = DECISION_V1
) -> AhpWeights:
    r"""The principal eigenvector of a matrix of pairwise judgements, with its consistency (:cite:`saaty1977`).

    .. math:: A w = \lambda_{max} w, \quad CI = \frac{\lambda_{max} - n}{n - 1}, \quad CR = \frac{CI}{RI_n}

    Parameters
    ----------
    matrix : array_like, shape (n_criteria, n_criteria)
        How many times as important the row is as the column; > 0, ``a_ji = 1/a_ij``.
    ri_table
        Table of random indices; default ``parameters.ri_table``.
    parameters
        Above ``cr_warning`` a remark is made.

    Returns
    -------
    AhpWeights

    Raises
    ------
    EvidenceError
        The matrix is not square, not positive, or not reciprocal.

    Examples
    --------
    >>> result = ahp_weights([[1, 2, 6], [1 / 2, 1, 2], [1 / 6, 1 / 2, 1]])
    >>> result.weights.round(4).tolist(), round(result.cr, 4), result.ri_table
    ([0.6144, 0.2684, 0.1172], 0.0158, 'saaty-1980')
    """
    table = ri_table or parameters.ri_table
    judgements = _judgements(matrix)
    n = len(judgements)
    ri = random_index(n, table)
    values, vectors = np.linalg.eig(judgements)
    place = int(np.argmax(values.real))
    weights = np.abs(vectors[:, place].real)
    weights = weights / weights.sum()
    lambda_max = float(values[place].real)
    ci = (lambda_max - n) / (n - 1) if n > 1 else 0.0
    if abs(ci) < ZERO_CI:
        ci, lambda_max = 0.0, float(n)
    cr = 0.0 if n < SMALLEST else None if ri is None else ci / ri
    remarks: tuple[Remark, ...] = ()
    if cr is not None and cr > parameters.cr_warning:
        remarks = (
            Remark(
                code="judgements_inconsistent",
                severity="warning",
                sentence=f"The judgements contradict each other: consistency ratio {cr:.2f} by the table {table}, above "
                f"{parameters.cr_warning:.2f}. They count all the same; it may help to look at them again.",
            ),
        )
    return AhpWeights(
        weights=weights, lambda_max=lambda_max, ci=ci, cr=cr, ri_table=table, remarks=remarks, parameters=parameters
    )


def aggregate_judgements(matrices: Sequence[ArrayLike], *, participant_weights: ArrayLike | None = None) -> FloatArray:
    """AIJ: the weighted geometric mean of the participants' matrices, element by element; reciprocal again.

    >>> aggregate_judgements([[[1, 2], [1 / 2, 1]], [[1, 8], [1 / 8, 1]]]).round(6).tolist()
    [[1.0, 4.0], [0.25, 1.0]]
    """
    tables = [_judgements(matrix) for matrix in matrices]
    share = _shares(participant_weights, len(tables))
    if len({table.shape for table in tables}) != 1:
        raise EvidenceError("The participants judge different numbers of criteria. Give matrices of one size.")
    return np.asarray(np.exp(np.tensordot(share, np.log(np.array(tables)), axes=1)))


def aggregate_priorities(weights: ArrayLike, *, participant_weights: ArrayLike | None = None) -> FloatArray:
    """AIP: the weighted geometric mean of the participants' weights, divided by its sum.

    Parameters
    ----------
    weights : array_like, shape (n_participants, n_criteria)
        Each row positive; a 0 would silence all others.

    Examples
    --------
    >>> aggregate_priorities([[0.8, 0.2], [0.2, 0.8]]).tolist()
    [0.5, 0.5]
    """
    table = np.asarray(weights, dtype=np.float64)
    if table.ndim != 2 or not table.size or not (table > 0).all() or not np.isfinite(table).all():
        raise EvidenceError("Weights of participants must be finite and above 0: a geometric mean cannot take a 0.")
    mean = np.exp(_shares(participant_weights, len(table)) @ np.log(table / table.sum(axis=1, keepdims=True)))
    return np.asarray(mean / mean.sum())


def _judgements(matrix: ArrayLike) -> FloatArray:
    table = np.asarray(matrix, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not table.size:
        raise EvidenceError(f"Judgements have shape {table.shape}. Give one row and one column per criterion.")
    bad = ~(np.isfinite(table) & (table > 0))
    if bad.any():
        i, j = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(f"The judgement of criterion {i} over {j} is {table[i, j]:g}; judgements are above 0.")
    off = np.abs(table * table.T - 1) > RECIPROCAL_TOLERANCE
    if off.any():
        i, j = (int(n) for n in np.argwhere(off)[0])
        raise EvidenceError(
            f"Criterion {i} over {j} is judged {table[i, j]:g}, but {j} over {i} {table[j, i]:g}. Give 1/{table[i, j]:g} there."
        )
    return table


def _shares(weights: ArrayLike | None, n: int) -> FloatArray:
    if n == 0:
        raise EvidenceError("There are no participants. Give at least one matrix or row of weights.")
    share = np.ones(n) if weights is None else np.asarray(weights, dtype=np.float64)
    if share.shape != (n,) or not np.isfinite(share).all() or (share < 0).any() or share.sum() <= 0:
        raise ParameterError(f"participant_weights={share.tolist()} must be {n} numbers from 0, not all of them 0.")
    return np.asarray(share / share.sum())
