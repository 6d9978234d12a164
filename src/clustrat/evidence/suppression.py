"""Residual allocation: an estimate for each hidden figure, from what published totals leave over; for calculation only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError
from clustrat.evidence.result import Diagnostic
from clustrat.evidence.sums import SumSystem

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["ALLOCATION_V1", "Allocation", "AllocationRules", "allocate", "imputed_share", "remainders"]

FloatArray = NDArray[np.float64]
N_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRules:
    """A versioned set of parameters of residual allocation (methods.md, section 3).

    ``residual_tolerance``: a remainder below zero by up to this share of its total (or by rounding) counts as 0; by more,
    it is refused. ``ipf_tolerance``: relative change of all estimates in one sweep at which fitting stops;
    ``max_sweeps``: it stops after so many in any case. Where all sums then hold within rounding, the estimates stand; else
    fitting has not converged, and bounds are all there is.
    """

    version: str
    residual_tolerance: float
    ipf_tolerance: float
    max_sweeps: int


ALLOCATION_V1 = AllocationRules(version="allocation.v1", residual_tolerance=0.005, ipf_tolerance=1e-9, max_sweeps=1000)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Allocation:
    """Estimates of the unknown figures of a system.

    ``values`` has one entry per cell, in the unit of the table, >= 0; ``nan`` where no published total can be shared out
    (or fitting did not converge: then bounds are all there is). Each value must be shown as imputed, never as data.
    """

    values: FloatArray
    n_sweeps: int
    diagnostics: tuple[Diagnostic, ...]
    rules: AllocationRules


def remainders(system: SumSystem, *, rules: AllocationRules = ALLOCATION_V1) -> tuple[FloatArray, Diagnostic | None]:
    r"""What each published total leaves for its hidden parts.

    .. math:: \rho = x_{total} - \sum_{known} x_{part}

    Parameters
    ----------
    system
        Unknown figures and their sums.
    rules
        ``residual_tolerance``.

    Returns
    -------
    tuple of ndarray, shape (n_sums,), and Diagnostic or None
        Remainders >= 0 in the unit of the table, ``nan`` for sums whose total is hidden; and ``residual_rounded`` where
        a small negative one was set to 0.

    Raises
    ------
    EvidenceError
        The known parts exceed their total by more than rounding and tolerance.

    Examples
    --------
    >>> from clustrat.evidence.sums import two_way_system
    >>> system = two_way_system(np.array([[100.0], [40.0], [30.0], [np.nan], [np.nan]]),
    ...     regions=["XX", "XX1", "XX2", "XX3", "XX4"], industries=["C31"],
    ...     region_sums=[("XX", ["XX1", "XX2", "XX3", "XX4"])], industry_sums=[])
    >>> remainders(system)[0].tolist()
    [30.0]
    """
    rho = np.where(system.has_total, system.residual, np.nan)
    allowed = np.maximum(rules.residual_tolerance * system.magnitude, system.slack)
    # Only a sum of hidden parts alone can be judged here; where a hidden total stands in it as well, rho is nan.
    too_low = np.flatnonzero(rho < -allowed)
    if len(too_low):
        k = too_low[np.argmin(rho[too_low])]
        raise EvidenceError(
            f"The published parts of '{system.sums[k]}' exceed their total by {-rho[k]:,.1f} "
            f"(total {system.magnitude[k]:,.1f}); up to {allowed[k]:,.1f} is rounding. "
            "Correct the figures, or leave this sum out."
        )
    negative = np.flatnonzero(rho < 0)
    if not len(negative):
        return rho, None
    rho[negative] = 0.0
    return rho, Diagnostic(
        code="residual_rounded",
        severity="info",
        sentence=f"In {len(negative)} sums the published parts exceed the total by rounding; the remainder counts as 0.",
        axis="sum",
        keys=tuple(system.sums[k] for k in negative[:N_SHOWN]),
        n=len(negative),
        parameter="residual_tolerance",
        value=rules.residual_tolerance,
    )


def allocate(
    system: SumSystem,
    *,
    prior: FloatArray,
    lower: FloatArray | None = None,
    upper: FloatArray | None = None,
    rules: AllocationRules = ALLOCATION_V1,
) -> Allocation:
    """Share out what the published totals leave, in proportion to a prior, so that all sums hold and bounds are kept.

    A hidden total is written as the sum of its parts, so that only cells without hidden parts are estimated; the
    prior is then fitted to all remainders in turn (iterative proportional fitting) and moved into its bounds.

    Parameters
    ----------
    system
        Unknown figures and their sums.
    prior : ndarray, shape (n_cells,)
        What each cell would be without the sums, > 0, in any unit; ``nan`` where nothing is known (sums with such a
        cell are not shared out). Priors of hidden totals are not used.
    lower, upper : ndarray, shape (n_cells,), optional
        Bounds of :func:`clustrat.evidence.attainable.attainable_intervals`.
    rules
        Tolerances and the number of sweeps.

    Returns
    -------
    Allocation
        Estimates, ``nan`` where no total is shared out; diagnostics ``residual_rounded``, ``not_converged``.

    Raises
    ------
    EvidenceError
        Arrays do not fit, a prior is negative or infinite, or known parts exceed their total.

    Examples
    --------
    A country of 100 persons, regions with 40 and 30, two hidden ones that are alike: 15 each.

    >>> from clustrat.evidence.sums import two_way_system
    >>> system = two_way_system(np.array([[100.0], [40.0], [30.0], [np.nan], [np.nan]]),
    ...     regions=["XX", "XX1", "XX2", "XX3", "XX4"], industries=["C31"],
    ...     region_sums=[("XX", ["XX1", "XX2", "XX3", "XX4"])], industry_sums=[])
    >>> allocate(system, prior=np.array([2.0, 2.0])).values.tolist()
    [15.0, 15.0]
    """
    n = len(system.cells)
    lower = np.zeros(n) if lower is None else np.asarray(lower, dtype=np.float64)
    upper = np.full(n, np.inf) if upper is None else np.asarray(upper, dtype=np.float64)
    prior = np.asarray(prior, dtype=np.float64)
    if not prior.shape == lower.shape == upper.shape == (n,):
        raise EvidenceError(f"Prior and bounds must be {n} numbers, one per unknown figure of the system.")
    if (prior < 0).any() or np.isinf(prior).any():
        place = int(np.argmax((prior < 0) | np.isinf(prior)))
        raise EvidenceError(
            f"The prior of {system.cells[place]} is {prior[place]:g}; give a finite number >= 0, or nan."
        )
    _, rounded = remainders(system, rules=rules)
    diagnostics = [] if rounded is None else [rounded]
    reduced = _by_leaves(system)
    rows = _usable(reduced, prior)
    values = np.full(n, np.nan)
    n_sweeps = 0
    if rows:
        fitted, n_sweeps, holds = _fit(reduced, rows, prior, lower, upper, rules)
        if holds:
            values = _with_totals(reduced, fitted, lower, upper)
        else:
            diagnostics.append(
                Diagnostic(
                    code="not_converged",
                    severity="warning",
                    sentence=(
                        f"Residual allocation of {n} hidden cells did not converge within {rules.max_sweeps} sweeps; "
                        "the sums do not hold, and only bounds are used."
                    ),
                    axis="cell",
                    keys=tuple(str(cell) for cell in system.cells[:N_SHOWN]),
                    n=n,
                    parameter="max_sweeps",
                    value=float(rules.max_sweeps),
                )
            )
    return Allocation(values=values, n_sweeps=n_sweeps, diagnostics=tuple(diagnostics), rules=rules)


def imputed_share(values: FloatArray, is_imputed: NDArray[np.bool_], *, axis: int | None = None) -> FloatArray:
    """The share of an aggregate that rests on imputed figures.

    Parameters
    ----------
    values : ndarray
        Figures that are added up, >= 0; ``nan`` where neither published nor imputed (it adds nothing).
    is_imputed : ndarray of bool, same shape
        Where the figure is imputed.
    axis
        Axis of the sum; ``None`` adds up everything.

    Returns
    -------
    ndarray
        Between 0 and 1; ``nan`` where the aggregate is 0.

    Examples
    --------
    >>> float(imputed_share(np.array([60.0, 40.0]), np.array([False, True])))
    0.4
    """
    values = np.asarray(values, dtype=np.float64)
    total = np.nansum(values, axis=axis)
    part = np.nansum(np.where(is_imputed, values, 0.0), axis=axis)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(total > 0, part / np.where(total > 0, total, 1.0), np.nan))


@dataclass(frozen=True, slots=True, eq=False)
class _Reduced:
    """A system in which each hidden total is written as constant + sum of cells without hidden parts (leaves)."""

    rows: csr_array
    target: FloatArray
    slack: FloatArray
    is_leaf: NDArray[np.bool_]
    expressions: dict[int, tuple[float, dict[int, float]]]


def _by_leaves(system: SumSystem) -> _Reduced:
    from scipy.sparse import csr_array

    matrix = system.coefficients.tocsr()
    definitions: dict[int, list[int]] = {}
    for k in np.flatnonzero(~system.has_total):
        places = slice(matrix.indptr[k], matrix.indptr[k + 1])
        total = int(matrix.indices[places][matrix.data[places] < 0][0])
        definitions.setdefault(total, []).append(int(k))
    expressions: dict[int, tuple[float, dict[int, float]]] = {}

    def express(cell: int) -> tuple[float, dict[int, float]]:
        """A cell as constant + sum of leaves; the first sum that defines a hidden total is taken."""
        if cell not in definitions:
            return 0.0, {cell: 1.0}
        if cell not in expressions:
            k = definitions[cell][0]
            constant, parts = -float(system.residual[k]), dict[int, float]()
            for place in range(matrix.indptr[k], matrix.indptr[k + 1]):
                part = int(matrix.indices[place])
                if part != cell:
                    more, leaves = express(part)
                    constant += more
                    for leaf, weight in leaves.items():
                        parts[leaf] = parts.get(leaf, 0.0) + weight
            expressions[cell] = constant, parts
        return expressions[cell]

    for total in definitions:
        express(total)
    data: list[float] = []
    rows: list[int] = []
    columns: list[int] = []
    target: list[float] = []
    slack: list[float] = []
    for k in np.flatnonzero(system.has_total):
        constant, row = 0.0, dict[int, float]()
        for place in range(matrix.indptr[k], matrix.indptr[k + 1]):
            more, leaves = express(int(matrix.indices[place]))
            constant += more
            for leaf, weight in leaves.items():
                row[leaf] = row.get(leaf, 0.0) + weight
        rows += [len(target)] * len(row)
        columns += list(row)
        data += list(row.values())
        target.append(max(float(system.residual[k]) - constant, 0.0))
        slack.append(float(system.slack[k]) + max(constant - float(system.residual[k]), 0.0))
    is_leaf = np.ones(len(system.cells), dtype=bool)
    is_leaf[list(definitions)] = False
    shape = (len(target), len(system.cells))
    return _Reduced(
        csr_array((data, (rows, columns)), shape=shape), np.array(target), np.array(slack), is_leaf, expressions
    )


def _usable(reduced: _Reduced, prior: FloatArray) -> list[int]:
    """Sums all of whose cells have a prior, and one above 0 where something is to be shared out."""
    found = []
    for k in range(reduced.rows.shape[0]):
        cells = reduced.rows.indices[reduced.rows.indptr[k] : reduced.rows.indptr[k + 1]]
        if len(cells) and not np.isnan(prior[cells]).any() and (prior[cells].sum() > 0 or reduced.target[k] == 0):
            found.append(k)
    return found


def _fit(
    reduced: _Reduced,
    rows: list[int],
    prior: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    rules: AllocationRules,
) -> tuple[FloatArray, int, bool]:
    """Iterative proportional fitting, then the same with bounds where the free fit leaves them."""
    matrix = reduced.rows[rows]
    target = reduced.target[rows]
    covered = np.zeros(len(prior), dtype=bool)
    covered[matrix.indices] = True
    start = np.where(covered, np.nan_to_num(prior), 0.0)
    groups = [(matrix[group], target[group]) for group in _disjoint(matrix)]
    x, n_free = _sweeps(start, groups, np.zeros(len(prior)), np.full(len(prior), np.inf), rules)
    n_bounded = 0
    if ((x < lower - 1e-9) | (x > upper + 1e-9))[covered].any():
        x, n_bounded = _sweeps(np.clip(x, lower, upper), groups, lower, upper, rules)
    gap = np.abs(matrix @ x - target)
    holds = (gap <= reduced.slack[rows] + rules.residual_tolerance * np.maximum(target, 1.0)).all()
    return np.where(covered, x, np.nan), n_free + n_bounded, bool(holds)


def _sweeps(
    x: FloatArray,
    groups: list[tuple[csr_array, FloatArray]],
    lower: FloatArray,
    upper: FloatArray,
    rules: AllocationRules,
) -> tuple[FloatArray, int]:
    """Scale the cells of each sum to its remainder, sum after sum, until nothing moves."""
    for n in range(1, rules.max_sweeps + 1):
        before = x
        for matrix, target in groups:
            total = matrix @ x
            factor = np.where(total > 0, target / np.where(total > 0, total, 1.0), 1.0)
            scale = np.ones(len(x))
            scale[matrix.indices] = np.repeat(factor, np.diff(matrix.indptr))
            x = np.clip(x * scale, lower, upper)
        if (np.abs(x - before) <= rules.ipf_tolerance * np.maximum(np.abs(before), 1.0)).all():
            return x, n
    return x, rules.max_sweeps


def _disjoint(matrix: csr_array) -> list[list[int]]:
    """Rows in as few groups as come easily, such that the rows of a group share no cell and can be fitted at once."""
    groups: list[tuple[list[int], set[int]]] = []
    for k in range(matrix.shape[0]):
        cells = set(matrix.indices[matrix.indptr[k] : matrix.indptr[k + 1]].tolist())
        for rows, taken in groups:
            if not cells & taken:
                rows.append(k)
                taken |= cells
                break
        else:
            groups.append(([k], cells))
    return [rows for rows, _ in groups]


def _with_totals(reduced: _Reduced, fitted: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Estimates of leaves, and of each hidden total all of whose parts have one; inside the bounds."""
    values = np.where(reduced.is_leaf, fitted, np.nan)
    for total, (constant, leaves) in reduced.expressions.items():
        values[total] = constant + sum(weight * values[leaf] for leaf, weight in leaves.items())
    return np.clip(values, lower, np.maximum(lower, upper))
