"""Systems of published sums over figures that are not published: what is hidden, and which totals it must add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import EvidenceError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["SumSystem", "two_way_system"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SumSystem:
    """Unknown figures x >= 0 and the sums that bind them: residual - slack <= A x <= residual + slack.

    Attributes
    ----------
    cells : tuple
        A label per unknown figure, in the order of the columns of A.
    sums : tuple of str
        A label per sum, in the order of its rows.
    coefficients : csr_array, shape (n_sums, n_cells)
        1 for an unknown part, -1 for an unknown total.
    residual : ndarray, shape (n_sums,)
        Published total minus published parts, in the unit of the table; an unknown total counts as 0 here.
    slack : ndarray, shape (n_sums,)
        What rounding leaves open, >= 0: number of figures in the sum times the half-width of their rounding.
    magnitude : ndarray, shape (n_sums,)
        The published total, or the sum of the published parts where the total is hidden: the scale of an error.
    has_total : ndarray of bool, shape (n_sums,)
        Whether the total of the sum is published.
    """

    cells: tuple[Any, ...]
    sums: tuple[str, ...]
    coefficients: csr_array
    residual: FloatArray
    slack: FloatArray
    magnitude: FloatArray
    has_total: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit each other, and slack below zero."""
        n_sums, n_cells = len(self.sums), len(self.cells)
        if self.coefficients.shape != (n_sums, n_cells):
            raise EvidenceError(
                f"The coefficients have shape {self.coefficients.shape} for {n_sums} sums over {n_cells} cells. "
                "Give one row per sum and one column per cell."
            )
        for name, array in (("residual", self.residual), ("slack", self.slack), ("magnitude", self.magnitude)):
            if array.shape != (n_sums,) or not np.isfinite(array).all():
                raise EvidenceError(f"'{name}' must be {n_sums} finite numbers, one per sum.")
        if (self.slack < 0).any():
            place = int(np.argmax(self.slack < 0))
            raise EvidenceError(f"The slack of the sum '{self.sums[place]}' is {self.slack[place]:g}; give 0 or more.")

    def blocks(self) -> list[tuple[IntArray, IntArray]]:
        """Parts of the system that share no unknown figure: (rows, columns) of each, in order of the first column."""
        from scipy.sparse import block_array, csr_array
        from scipy.sparse.csgraph import connected_components

        n_sums, n_cells = self.coefficients.shape
        if not n_cells:
            return []
        links = csr_array((np.ones(self.coefficients.nnz), self.coefficients.indices, self.coefficients.indptr),
                          shape=(n_sums, n_cells))  # fmt: skip
        graph = block_array([[None, links], [links.T, None]], format="csr") if n_sums else csr_array((n_cells, n_cells))
        _, component = connected_components(graph, directed=False)
        of_cell = component[n_sums:]
        found = []
        for label in dict.fromkeys(of_cell.tolist()):
            found.append((np.flatnonzero(component[:n_sums] == label), np.flatnonzero(of_cell == label)))
        return found

    def part(self, rows: IntArray, columns: IntArray) -> SumSystem:
        """The system of these sums and cells only."""
        return SumSystem(
            cells=tuple(self.cells[c] for c in columns),
            sums=tuple(self.sums[r] for r in rows),
            coefficients=self.coefficients[rows][:, columns],
            residual=self.residual[rows],
            slack=self.slack[rows],
            magnitude=self.magnitude[rows],
            has_total=self.has_total[rows],
        )

    def with_slack(self, extra: FloatArray) -> SumSystem:
        """The same system with more room in each sum."""
        return SumSystem(
            cells=self.cells,
            sums=self.sums,
            coefficients=self.coefficients,
            residual=self.residual,
            slack=self.slack + extra,
            magnitude=self.magnitude,
            has_total=self.has_total,
        )


def two_way_system(
    values: FloatArray,
    *,
    regions: Sequence[str],
    industries: Sequence[str],
    region_sums: Sequence[tuple[str, Sequence[str]]],
    industry_sums: Sequence[tuple[str, Sequence[str]]],
    half_width: float = 0.5,
) -> SumSystem:
    r"""The system of a table of regions and industries with totals inside it.

    .. math:: \Big|\, x_{total} - \sum_{parts} x_{part} \Big| \le (n_{parts} + 1) \, h

    for each region total in each industry, and for each industry total in each region, where a figure is missing.

    Parameters
    ----------
    values : ndarray of float, shape (n_regions, n_industries)
        Published figures, in one unit, >= 0; ``nan`` where none is published (hidden or not available).
    regions, industries
        Codes of rows and columns; totals and parts alike.
    region_sums, industry_sums
        Pairs of a total's code and the codes of its parts. Parts must be complete: a table that lacks a part gives
        wrong bounds.
    half_width
        Half the unit of rounding of a published figure: 0.5 for whole persons.

    Returns
    -------
    SumSystem
        One cell (region, industry) per missing figure. Sums without a missing figure are left out.

    Raises
    ------
    EvidenceError
        A code of a sum is not in the table, or a figure is negative.

    Examples
    --------
    A country of 100 persons, two regions published, two hidden:

    >>> import numpy as np
    >>> system = two_way_system(np.array([[100.0], [40.0], [30.0], [np.nan], [np.nan]]),
    ...     regions=["XX", "XX1", "XX2", "XX3", "XX4"], industries=["C31"],
    ...     region_sums=[("XX", ["XX1", "XX2", "XX3", "XX4"])], industry_sums=[])
    >>> system.cells, system.residual.tolist(), system.slack.tolist()
    ((('XX3', 'C31'), ('XX4', 'C31')), [30.0], [2.5])
    """
    from scipy.sparse import csr_array

    values = np.asarray(values, dtype=np.float64)
    if (values < 0).any():
        r, c = np.argwhere(values < 0)[0]
        raise EvidenceError(
            f"{regions[r]} x {industries[c]} = {values[r, c]:g} is below zero. Counts cannot be negative: "
            "correct the source, or mark the cell as missing."
        )
    missing = np.isnan(values)
    number = np.full(values.shape, -1)
    places = np.argwhere(missing)
    number[missing] = np.arange(len(places))
    row_of = {code: r for r, code in enumerate(regions)}
    column_of = {code: c for c, code in enumerate(industries)}
    found = _Sums()
    for total, parts in region_sums:
        lines = [_line(row_of, code, "region") for code in (total, *parts)]
        labels = [f"{total} {industry} = sum of {len(parts)} regions" for industry in industries]
        found.add(values[lines], number[lines], labels, half_width)
    for total, parts in industry_sums:
        lines = [_line(column_of, code, "industry") for code in (total, *parts)]
        labels = [f"{region} {total} = sum of divisions" for region in regions]
        found.add(values[:, lines].T, number[:, lines].T, labels, half_width)
    shape = (len(found.labels), len(places))
    return SumSystem(
        cells=tuple((regions[r], industries[c]) for r, c in places),
        sums=tuple(found.labels),
        coefficients=csr_array((found.data, (found.rows, found.columns)), shape=shape),
        residual=np.array(found.residual, dtype=np.float64),
        slack=np.array(found.slack, dtype=np.float64),
        magnitude=np.array(found.magnitude, dtype=np.float64),
        has_total=np.array(found.has_total, dtype=bool),
    )


class _Sums:
    """Rows of a system while it is being gathered."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.data: list[float] = []
        self.residual: list[float] = []
        self.slack: list[float] = []
        self.magnitude: list[float] = []
        self.has_total: list[bool] = []

    def add(self, values: FloatArray, number: IntArray, labels: Sequence[str], half_width: float) -> None:
        """Take over the sums of one total (first line) and its parts, one per column with a missing figure."""
        total, parts = values[0], values[1:]
        known_parts = np.nansum(parts, axis=0)
        for place in np.flatnonzero(np.isnan(values).any(axis=0)).tolist():
            row = len(self.labels)
            hidden_parts = number[1:, place][number[1:, place] >= 0]
            has_total = not np.isnan(total[place])
            self.rows += [row] * len(hidden_parts)
            self.columns += hidden_parts.tolist()
            self.data += [1.0] * len(hidden_parts)
            if not has_total:
                self.rows.append(row)
                self.columns.append(int(number[0, place]))
                self.data.append(-1.0)
            self.labels.append(labels[place])
            self.residual.append((total[place] if has_total else 0.0) - known_parts[place])
            self.slack.append(half_width * len(values))
            self.magnitude.append(total[place] if has_total else known_parts[place])
            self.has_total.append(has_total)


def _line(places: dict[str, int], code: str, axis: str) -> int:
    if code not in places:
        raise EvidenceError(
            f"A sum names the {axis} '{code}', which is not in the table. Give its row, or drop the sum."
        )
    return places[code]
