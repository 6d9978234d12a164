"""The whole chain of one year at the speed of the machine: from counts to quotients, complexity, density and outlook.

The single measures live in modules of their own and say their formulas; this is the same chain with every product taken once:
presence in the chosen precision, co-occurrence by half a product, proximity in place, density and outlook gain in one product
with one operand. The tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.complexity.eci import EconomicComplexity, complexity_of, standardise
from clustrat.complexity.presets import Conventions, preset
from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.result import Diagnostic
from clustrat.indicators.location_quotient import empty_axes
from clustrat.indicators.presence import near_threshold
from clustrat.relatedness.products import common_counts, one_thread
from clustrat.relatedness.proximity import relatedness

__all__ = ["CellBlock", "Chain", "Precision", "YearChain", "chain", "year_chain"]

FloatArray = NDArray[np.float64]
Precision = Literal["float64", "float32"]
#: Numbers in the operand of one product: large blocks keep BLAS busy, small ones keep memory low.
BLOCK_NUMBERS = 1 << 24
#: Up to this many cells a second thread costs more than it brings.
SMALL_CELLS = 100_000
ROWS_IN_CACHE = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellBlock:
    """Some regions' cells: ``density`` by the convention and ``cog``, shape (rows, n_activities), and the regions' raw outlook."""

    rows: slice
    density: NDArray[Any]
    cog: NDArray[Any]
    outlook: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """All results of one year; arrays as named, ``nan`` where not determined.

    ``lq`` is float64, ``presence`` boolean (with ``unknown`` cells false), ``density`` and ``cog`` in the chosen precision, all of
    shape (n_regions, n_activities); ``eci``, ``coi``, ``diversity`` (n_regions,); ``pci``, ``ubiquity`` (n_activities,).
    """

    lq: FloatArray
    presence: NDArray[np.bool_]
    diversity: FloatArray
    ubiquity: FloatArray
    eci: FloatArray
    pci: FloatArray
    coi: FloatArray
    density: NDArray[Any]
    cog: NDArray[Any]
    lambda2: float
    lambda3: float
    diagnostics: tuple[Diagnostic, ...]
    conventions: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class YearChain:
    """One year up to complexity and relatedness; :meth:`blocks` gives the cells, some regions at a time."""

    lq: FloatArray
    presence: NDArray[np.bool_]
    diversity: FloatArray
    ubiquity: FloatArray
    complexity: EconomicComplexity
    relatedness: NDArray[Any]
    conventions: Conventions
    diagnostics: tuple[Diagnostic, ...]

    def blocks(self, *, out: tuple[NDArray[Any], NDArray[Any]] | None = None) -> Iterator[CellBlock]:
        """Density and outlook gain, block by block of regions; ``out`` takes both whole matrices, if given."""
        n_regions, n_activities = self.lq.shape
        phi, dtype = self.relatedness, self.relatedness.dtype
        one = dtype.type(1)
        weight = phi.sum(axis=0, dtype=np.float64)
        pci = np.where(np.isnan(self.complexity.pci_raw), 0.0, self.complexity.pci_raw)
        with np.errstate(divide="ignore", invalid="ignore"):
            over = np.where(weight > 0, 1 / weight, np.nan)
            own = np.where(self.ubiquity > 0, 1.0, 0.0)
            apart = np.where(weight - own > 1e-9, 1 / (weight - own), np.nan)
            spread = np.nanstd(self.complexity.eci_raw, ddof=self.conventions.ddof) if pci.any() else np.nan
        is_inclusive = self.conventions.density_self == "inclusive"
        percent = 100.0 if self.conventions.density_percent else 1.0
        step_weight = (pci * np.where(weight > 0, over, 0.0)).astype(dtype)
        to_density = ((over if is_inclusive else apart) * percent).astype(dtype)
        to_inclusive, pci = np.where(weight > 0, over, 0.0).astype(dtype), pci.astype(dtype)
        scale = dtype.type(1 / spread) if spread and np.isfinite(spread) else dtype.type(np.nan)
        unknown = self._unknown
        size = max(1, min(n_regions, BLOCK_NUMBERS // (2 * n_activities)))
        operand = np.empty((2 * size, n_activities), dtype=dtype)
        product = np.empty_like(operand)
        for start in range(0, n_regions, size):
            end = min(start + size, n_regions)
            n = end - start
            # The first half is what a region has, the second what it lacks, weighed by what each step would bring.
            have, steps = operand[:n], operand[n : 2 * n]
            have[...] = self.presence[start:end]
            np.subtract(one, have, out=steps)
            steps *= step_weight
            both = np.matmul(operand[: 2 * n], phi, out=product[: 2 * n])
            if out is None:
                density, cog = np.empty((n, n_activities), dtype), np.empty((n, n_activities), dtype)
            else:
                density, cog = out[0][start:end], out[1][start:end]
            outlook = np.empty(n)
            for low in range(0, n, ROWS_IN_CACHE):
                rows = slice(low, min(low + ROWS_IN_CACHE, n))
                lacks = one - have[rows]
                near = both[:n][rows]
                if is_inclusive:
                    np.multiply(near, to_density, out=density[rows])
                else:
                    np.subtract(near, have[rows], out=density[rows])
                    density[rows] *= to_density
                near *= to_inclusive
                near *= lacks
                outlook[rows] = near @ pci
                lacks *= scale
                np.multiply(both[n:][rows], lacks, out=cog[rows])
            self._mark(slice(start, end), density, cog, outlook, unknown)
            yield CellBlock(rows=slice(start, end), density=density, cog=cog, outlook=outlook)

    @property
    def _unknown(self) -> NDArray[np.bool_] | None:
        found = np.isnan(self.lq)
        return found if found.any() else None

    def _mark(
        self, rows: slice, density: NDArray[Any], cog: NDArray[Any], outlook: FloatArray,
        unknown: NDArray[np.bool_] | None,
    ) -> None:  # fmt: skip
        """Write ``nan`` where a result is not determined."""
        without = np.isnan(self.complexity.eci_raw[rows])
        cog[without] = np.nan
        outlook[without] = np.nan
        no_pci = np.isnan(self.complexity.pci_raw)
        if no_pci.any():
            cog[:, no_pci] = np.nan
        if unknown is not None:
            own = unknown[rows]
            cog[own] = np.nan
            if self.conventions.density_self == "inclusive":
                density[own] = np.nan
            else:
                density[own.all(axis=1)] = np.nan


def year_chain(
    counts: ArrayLike,
    *,
    conventions: Conventions | None = None,
    precision: Precision = "float64",
    anchor: ArrayLike | None = None,
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
    overwrite: bool = False,
) -> YearChain:
    """One year from counts to complexity and relatedness.

    Parameters
    ----------
    counts : array_like, shape (n_regions, n_activities)
        Counts >= 0, ``nan`` where not known.
    conventions
        By default the preset ``growthlab``.
    precision
        Of presence and relatedness; quotients and the eigenvector are always float64.
    anchor
        A former year's ECI, for ``sign_rule="anchor"``.
    regions, activities
        Codes for the diagnostics.
    overwrite
        The array of counts may be reused for the quotients (the caller gives it away).

    Raises
    ------
    EvidenceError
        A count is negative or infinite, there are fewer than two regions or activities, or nothing is above zero.
    """
    rules = conventions or preset("growthlab")
    if precision not in get_args(Precision):
        raise ParameterError(f"There is no precision '{precision}'. Choose float64 or float32.")
    dtype = np.dtype(precision)
    table = np.array(counts, dtype=np.float64, copy=None if overwrite else True, order="C")
    sizes = _refuse(table)
    lq = _quotients(table, sizes, rules)
    presence = lq >= rules.presence_threshold * (1 - rules.presence_rtol)
    found = near_threshold(lq, threshold=rules.presence_threshold, regions=regions, activities=activities)
    have = presence.astype(dtype)
    result = _complexity(have, rules, sizes=sizes, anchor=anchor, regions=regions, activities=activities)
    phi = _proximity(have) if rules.relatedness == "proximity" else _other(presence, rules, dtype)
    return YearChain(
        lq=lq,
        presence=presence,
        diversity=_count(presence, 1, np.isnan(sizes[0]) | (sizes[0] == 0)),
        ubiquity=_count(presence, 0, np.isnan(sizes[1]) | (sizes[1] == 0)),
        complexity=result,
        relatedness=phi,
        conventions=rules,
        diagnostics=(*empty_axes(*sizes, regions=regions, activities=activities), *found, *result.diagnostics),
    )


def chain(
    counts: ArrayLike,
    *,
    conventions: Conventions | None = None,
    precision: Precision = "float64",
    anchor: ArrayLike | None = None,
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
    overwrite: bool = False,
    out: tuple[NDArray[Any], NDArray[Any]] | None = None,
) -> Chain:
    """The whole chain of one year: quotients, presence, complexity, density and outlook.

    Parameters and errors as in :func:`year_chain`; ``out`` takes density and outlook gain, arrays of shape (n_regions,
    n_activities) in the chosen precision.

    Examples
    --------
    >>> result = chain([[10, 5, 1], [10, 8, 0], [20, 1, 0], [5, 9, 4]])
    >>> result.presence.astype(int).tolist()
    [[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 1, 1]]
    """
    with one_thread() if np.size(counts) <= SMALL_CELLS else nullcontext():
        year = year_chain(
            counts, conventions=conventions, precision=precision, anchor=anchor, regions=regions, activities=activities,
            overwrite=overwrite,
        )  # fmt: skip
        whole = out or (np.empty(year.lq.shape, precision), np.empty(year.lq.shape, precision))
        outlook = np.empty(len(year.lq))
        for block in year.blocks(out=whole):
            outlook[block.rows] = block.outlook
    complexity = year.complexity
    return Chain(
        lq=year.lq,
        presence=year.presence,
        diversity=year.diversity,
        ubiquity=year.ubiquity,
        eci=complexity.eci,
        pci=complexity.pci,
        coi=standardise(outlook, ddof=year.conventions.ddof) if np.isfinite(outlook).any() else outlook,
        density=whole[0],
        cog=whole[1],
        lambda2=complexity.lambda2,
        lambda3=complexity.lambda3,
        diagnostics=year.diagnostics,
        conventions=year.conventions.as_dict(),
    )


def _refuse(table: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Totals of regions and activities over the known cells; refuses what cannot be."""
    if table.ndim != 2 or min(table.shape) < 2:
        raise EvidenceError(
            f"The counts have shape {table.shape} (too_small). Give at least two regions (rows) and two activities (columns)."
        )
    by_region, by_activity = table.sum(axis=1), table.sum(axis=0)
    if np.isnan(by_region).any():
        by_region, by_activity = np.nansum(table, axis=1), np.nansum(table, axis=0)
    total = by_region.sum()
    if np.isnan(table).all():
        raise EvidenceError("Every count is zero or missing (too_small): there is nothing to compare. Check the table.")
    if not np.isfinite(total) or np.nanmin(table) < 0:
        bad = np.argwhere(np.isinf(table) | (table < 0))
        r, i = (int(n) for n in bad[0])
        raise EvidenceError(
            f"The count {table[r, i]:g} in row {r}, column {i} cannot be: counts are finite and not negative. "
            "Correct the source, or mark the cell as missing."
        )
    if not total > 0:
        raise EvidenceError("Every count is zero or missing (too_small): there is nothing to compare. Check the table.")
    return by_region, by_activity


def _quotients(table: FloatArray, sizes: tuple[FloatArray, FloatArray], rules: Conventions) -> FloatArray:
    """Location quotients, in place; ``nan`` in the rows and columns without activity."""
    by_region, by_activity = sizes
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(by_region > 0, 1 / by_region, np.nan)
        right = np.where(by_activity > 0, by_region.sum() / by_activity, np.nan)
    for start in range(0, len(table), ROWS_IN_CACHE):
        rows = slice(start, start + ROWS_IN_CACHE)
        table[rows] *= left[rows, None]
        table[rows] *= right
    return np.asarray(np.round(table, 2)) if rules.rounding == "econgeo" else table


def _count(presence: NDArray[np.bool_], axis: int, is_empty: NDArray[np.bool_]) -> FloatArray:
    counts: FloatArray = np.asarray(np.count_nonzero(presence, axis=axis), dtype=np.float64)
    counts[is_empty] = np.nan
    return counts


def _complexity(
    have: NDArray[Any],
    rules: Conventions,
    *,
    sizes: tuple[FloatArray, FloatArray],
    anchor: ArrayLike | None,
    regions: Sequence[str] | None,
    activities: Sequence[str] | None,
) -> EconomicComplexity:
    return complexity_of(
        have,
        pci_scale=rules.pci_scale,
        ddof=rules.ddof,
        sign_rule=rules.sign_rule,
        components=rules.components,
        rounding=rules.rounding,
        gap_warn=rules.gap_warn,
        sizes=sizes[0],
        anchor=anchor,
        regions=regions,
        activities=activities,
    )


def _proximity(have: NDArray[Any]) -> NDArray[Any]:
    """Proximity with 1 on the diagonal, 0 for activities that nobody has; in place, by rows that fit into the cache."""
    phi = common_counts(have, dtype=have.dtype)
    u = np.diag(phi).copy()
    u[u == 0] = 1
    for start in range(0, len(phi), ROWS_IN_CACHE):
        rows = slice(start, start + ROWS_IN_CACHE)
        phi[rows] /= np.maximum(u[rows, None], u)
    return phi


def _other(presence: NDArray[np.bool_], rules: Conventions, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Another relatedness for density: not negative, 1 on the diagonal, 0 where not determined."""
    found = relatedness(presence.astype(np.float64), method=rules.relatedness)
    found = np.where(np.isnan(found) | (found < 0), 0.0, found)
    np.fill_diagonal(found, np.where(presence.any(axis=0), 1.0, 0.0))
    return found.astype(dtype)
