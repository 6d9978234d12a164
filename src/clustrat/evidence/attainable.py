"""What published sums leave open of figures that are hidden: the least and the greatest value of each, by linear programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError
from clustrat.evidence.sums import SumSystem

__all__ = ["Attainable", "attainable_interval", "attainable_intervals", "least_relaxation"]

FloatArray = NDArray[np.float64]

#: Two figures closer than this, relative to the larger or to 1, are the same to the solver.
FEASIBILITY_TOLERANCE = 1e-7
INFEASIBLE = 2
HALF = 0.5
MAX_PROPAGATION_SWEEPS = 100
N_SUMS_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attainable:
    """The least and the greatest value that each unknown figure can take.

    ``lower`` and ``upper`` have one entry per cell of the system (``inf`` where no sum limits a figure);
    ``n_solves`` counts the linear programmes, ``n_blocks`` the parts without a common figure.
    """

    lower: FloatArray
    upper: FloatArray
    n_solves: int
    n_blocks: int


def attainable_intervals(system: SumSystem) -> Attainable:
    r"""The interval that the published sums leave for each unknown figure.

    .. math:: [\min x_j, \max x_j] \quad \text{subject to} \quad
              \rho - s \le A x \le \rho + s, \; x \ge 0

    solved block by block. Bounds are first narrowed by each sum alone; a bound that some solution already reaches needs
    no programme of its own.

    Parameters
    ----------
    system
        Unknown figures and the sums that bind them; see :func:`clustrat.evidence.sums.two_way_system`.

    Returns
    -------
    Attainable
        Bounds in the unit of the table, >= 0; ``upper`` is ``inf`` where nothing limits a figure.

    Raises
    ------
    EvidenceError
        No figures fit all sums; the message names the set of sums that needs least relaxation.

    Examples
    --------
    >>> from clustrat.evidence.sums import two_way_system
    >>> system = two_way_system(np.array([[100.0], [40.0], [30.0], [np.nan], [np.nan]]),
    ...     regions=["XX", "XX1", "XX2", "XX3", "XX4"], industries=["C31"],
    ...     region_sums=[("XX", ["XX1", "XX2", "XX3", "XX4"])], industry_sums=[], half_width=0)
    >>> bounds = attainable_intervals(system)
    >>> bounds.lower.tolist(), bounds.upper.tolist()
    ([0.0, 0.0], [30.0, 30.0])
    """
    lower, upper = np.zeros(len(system.cells)), np.full(len(system.cells), np.inf)
    n_solves = 0
    blocks = system.blocks()
    for rows, columns in blocks:
        if not len(rows):
            continue
        part = system.part(rows, columns)
        lower[columns], upper[columns], n = _solve_block(part)
        n_solves += n
    return Attainable(lower=lower, upper=upper, n_solves=n_solves, n_blocks=len(blocks))


def attainable_interval(system: SumSystem, cell: object) -> tuple[float, float]:
    """The interval of one unknown figure; see :func:`attainable_intervals`.

    Raises
    ------
    EvidenceError
        The cell is not an unknown figure of the system, or no figures fit all sums.
    """
    if cell not in system.cells:
        raise EvidenceError(f"The cell {cell!r} is not among the {len(system.cells)} unknown figures of this system.")
    place = system.cells.index(cell)
    for rows, columns in system.blocks():
        if place in columns:
            if not len(rows):
                break
            lower, upper, _ = _solve_block(system.part(rows, columns))
            within = int(np.searchsorted(columns, place))
            return float(lower[within]), float(upper[within])
    return 0.0, float("inf")


def least_relaxation(system: SumSystem) -> FloatArray:
    r"""By how much each sum must give way at least so that figures exist which fit all.

    .. math:: \min \sum_k t_k / m_k \quad \text{subject to} \quad
              \rho - s - t \le A x \le \rho + s + t, \; x, t \ge 0

    with m the magnitude of the sum (at least 1), so that small sums do not pay for large ones.

    Returns
    -------
    ndarray of float, shape (n_sums,)
        In the unit of the table; 0 everywhere if the sums agree.
    """
    from scipy.optimize import linprog
    from scipy.sparse import block_array, eye_array

    n_sums, n_cells = system.coefficients.shape
    if not n_sums:
        return np.zeros(0)
    matrix, room = system.coefficients, eye_array(n_sums)
    cost = np.concatenate([np.zeros(n_cells), 1.0 / np.maximum(system.magnitude, 1.0)])
    solution = linprog(
        cost,
        A_ub=block_array([[matrix, -room], [-matrix, -room]], format="csr"),
        b_ub=np.concatenate([system.residual + system.slack, system.slack - system.residual]),
        method="highs",
    )
    if solution.status != 0:
        raise EvidenceError(f"The solver could not relax {n_sums} sums over {n_cells} cells: {solution.message}.")
    relaxation = np.asarray(solution.x[n_cells:], dtype=np.float64)
    return np.where(relaxation > FEASIBILITY_TOLERANCE * np.maximum(system.magnitude, 1.0), relaxation, 0.0)


def _solve_block(system: SumSystem) -> tuple[FloatArray, FloatArray, int]:
    """Bounds of one connected block, and the number of programmes they took."""
    lower, upper = _propagate(system)
    if (lower > upper + _room(upper)).any():
        raise _contradiction(system)
    upper = np.maximum(lower, upper)
    if len(system.cells) == 1:
        return lower, upper, 0
    solver = _Solver(system, lower, upper)
    open_low, open_high = upper - lower > _room(upper), upper - lower > _room(upper)

    def look(point: FloatArray) -> None:
        """A bound that this solution reaches needs no programme of its own."""
        open_low[point <= lower + _room(lower)] = False
        open_high[point >= upper - _room(upper)] = False

    look(solver.minimum(np.ones(len(lower))))
    open_high &= ~solver.unlimited(np.isinf(upper))
    for j in range(len(lower)):
        if open_low[j]:
            point = solver.minimum(_unit(len(lower), j))
            lower[j] = max(lower[j], float(point[j]))
            look(point)
            open_low[j] = False
        if open_high[j]:
            point = solver.minimum(-_unit(len(lower), j))
            upper[j] = min(upper[j], float(point[j]))
            look(point)
            open_high[j] = False
    return lower, np.maximum(lower, upper), solver.n_solves


class _Solver:
    """One block as a linear programme; only the objective changes from solve to solve."""

    def __init__(self, system: SumSystem, lower: FloatArray, upper: FloatArray) -> None:
        from scipy.sparse import vstack

        self.system = system
        self.matrix = vstack([system.coefficients, -system.coefficients], format="csr")
        self.limit = np.concatenate([system.residual + system.slack, system.slack - system.residual])
        room = _room(np.where(np.isinf(upper), lower, upper))
        self.bounds = np.column_stack([np.maximum(lower - room, 0.0), upper + room])
        self.n_solves = 0

    def minimum(self, objective: FloatArray) -> FloatArray:
        """The figures that make the objective least."""
        from scipy.optimize import linprog

        self.n_solves += 1
        solution = linprog(
            objective, A_ub=self.matrix, b_ub=self.limit, bounds=self.bounds, method="highs-ds",
            options={"presolve": False},
        )  # fmt: skip
        if solution.status == INFEASIBLE:
            raise _contradiction(self.system)
        if solution.status != 0:
            raise EvidenceError(
                f"The solver found no answer for {len(self.system.cells)} figures under {len(self.system.sums)} sums, "
                f"first '{self.system.sums[0]}': {solution.message}."
            )
        return np.asarray(solution.x, dtype=np.float64)

    def unlimited(self, candidates: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which of these figures may grow for ever: those that some direction of growth touches, found in one programme."""
        from scipy.optimize import linprog
        from scipy.sparse import block_array, csr_array, eye_array

        n = len(candidates)
        if not candidates.any():
            return candidates
        self.n_solves += 1
        same = eye_array(n)
        directions = block_array([[self.system.coefficients, None]], format="csr")
        directions = csr_array(
            (directions.data, directions.indices, directions.indptr), shape=(directions.shape[0], 2 * n)
        )
        grows = linprog(
            np.concatenate([np.zeros(n), -np.ones(n)]),
            A_ub=block_array([[-same, same]], format="csr"),
            b_ub=np.zeros(n),
            A_eq=directions,
            b_eq=np.zeros(directions.shape[0]),
            bounds=np.column_stack(
                [np.zeros(2 * n), np.concatenate([np.where(candidates, np.inf, 0.0), candidates.astype(float)])]
            ),
            method="highs-ds",
        )
        return np.asarray(grows.x[n:] > HALF)


def _unit(length: int, place: int) -> FloatArray:
    array = np.zeros(length)
    array[place] = 1.0
    return array


def _room(value: FloatArray) -> FloatArray:
    """How far two figures may lie apart and still be the same to the solver."""
    return FEASIBILITY_TOLERANCE * np.maximum(np.where(np.isinf(value), 1.0, np.abs(value)), 1.0)


def _propagate(system: SumSystem) -> tuple[FloatArray, FloatArray]:
    """Bounds from each sum alone, repeated until nothing moves: valid, though not always the narrowest."""
    matrix = system.coefficients.tocsr()
    n_sums, n_cells = matrix.shape
    rows = np.repeat(np.arange(n_sums), np.diff(matrix.indptr))
    columns, signs = matrix.indices, matrix.data
    floor, ceiling = system.residual - system.slack, system.residual + system.slack
    lower, upper = np.zeros(n_cells), np.full(n_cells, np.inf)
    for _ in range(MAX_PROPAGATION_SWEEPS):
        least = np.where(signs > 0, signs * lower[columns], signs * upper[columns])
        most = np.where(signs > 0, signs * upper[columns], signs * lower[columns])
        others_least = _without_own(rows, least, n_sums, -np.inf)
        others_most = _without_own(rows, most, n_sums, np.inf)
        up = np.where(signs > 0, ceiling[rows] - others_least, others_most - floor[rows])
        down = np.where(signs > 0, floor[rows] - others_most, others_least - ceiling[rows])
        new_upper, new_lower = upper.copy(), lower.copy()
        np.minimum.at(new_upper, columns, up)
        np.maximum.at(new_lower, columns, down)
        moved = (new_upper < upper - _room(new_upper)).any() or (new_lower > lower + _room(lower)).any()
        upper, lower = new_upper, new_lower
        if not moved or (lower > upper + _room(upper)).any():
            break
    return lower, upper


def _without_own(rows: NDArray[np.int64], terms: FloatArray, n_sums: int, infinity: float) -> FloatArray:
    """For each term the sum of the other terms in its row; an infinite term (all have one sign) makes it infinite."""
    infinite = np.isinf(terms)
    finite_sum = np.bincount(rows, weights=np.where(infinite, 0.0, terms), minlength=n_sums)
    n_infinite = np.bincount(rows, weights=infinite, minlength=n_sums)
    others_infinite = n_infinite[rows] - infinite > 0
    own = np.where(infinite, 0.0, terms)
    return np.where(others_infinite, infinity, finite_sum[rows] - own)


def _contradiction(system: SumSystem) -> EvidenceError:
    """No figures fit all sums: name those that need to give way least."""
    relaxation = least_relaxation(system)
    places = np.argsort(-relaxation / np.maximum(system.magnitude, 1.0))[:N_SUMS_NAMED]
    named = "; ".join(f"{system.sums[k]} by {relaxation[k]:,.1f}" for k in places if relaxation[k] > 0)
    return EvidenceError(
        f"No figures of {len(system.cells)} hidden cells fit all {len(system.sums)} published sums. Least must give way: "
        f"{named or 'a sum by less than the tolerance of the solver'}. "
        "Check these totals, widen half_width, or leave these sums out."
    )
