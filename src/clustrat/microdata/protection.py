"""Which further cells to hide where totals are known: so many that every sensitive cell could still be larger or smaller by its need.

Each sensitive cell gets a witness: changes of hidden cells that sum to nothing in every row and column and move the sensitive cell
by its need, up or down. Whoever knows the totals and the open cells cannot tell the true table from the two changed ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clustrat.errors import DisclosureError

__all__ = ["hide_to_protect"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
#: A change smaller than this part of the need is the solver's noise.
NOISE = 1e-9


def hide_to_protect(
    values: FloatArray,
    *,
    spare: FloatArray,
    need: FloatArray,
    hidden: BoolArray,
    regions: tuple[str, ...],
    activities: tuple[str, ...],
    what: str = "value",
) -> BoolArray:
    r"""Cells to hide in one table of regions and activities whose row and column totals are known.

    For a sensitive cell with need :math:`u` the cheapest rectangle with three other corners is hidden, in each of which at least
    :math:`u` is known to no single contributor; where there is none, the cheapest set of cells by a linear programme.

    Parameters
    ----------
    values : ndarray, shape (n_regions, n_activities)
        Cells >= 0, in one unit; ``nan`` where nobody contributes, which everybody may know.
    spare : ndarray, same shape
        Value without the largest contribution: what the largest contributor of a cell does not know of it.
    need : ndarray, same shape
        By how much a sensitive cell must stay open upwards and (not below 0) downwards; 0 for other cells.
    hidden : ndarray of bool, same shape
        Cells hidden already, the sensitive ones among them.
    regions, activities
        Codes, for messages.
    what
        The measure, for messages.

    Returns
    -------
    ndarray of bool, shape (n_regions, n_activities)
        Cells to hide, with those of ``hidden``.

    Raises
    ------
    DisclosureError
        A sensitive cell cannot be protected, whatever is hidden.

    Notes
    -----
    The open cells and all totals are taken as known exactly. A contributor is taken to know its own part of one cell; groups that
    are in several cells, and tables of other years or releases, are not looked at. The least possible loss is not sought.

    Examples
    --------
    The sensitive 10 takes the cheapest three corners with it:

    >>> values = np.array([[10.0, 50.0, 900.0], [40.0, 60.0, 900.0], [900.0, 900.0, 900.0]])
    >>> need, hidden = np.zeros((3, 3)), np.zeros((3, 3), dtype=bool)
    >>> need[0, 0], hidden[0, 0] = 5.0, True
    >>> hide_to_protect(values, spare=values / 2, need=need, hidden=hidden, regions=("A", "B", "C"),
    ...                 activities=("X", "Y", "Z")).astype(int).tolist()
    [[1, 1, 0], [1, 1, 0], [0, 0, 0]]
    """
    hidden = hidden.copy()
    room = np.where(np.isnan(values), -1.0, np.nan_to_num(spare))
    places = np.argwhere(need > 0)
    for r, a in places[np.argsort(-need[need > 0], kind="stable")].tolist():
        chosen = _rectangle(values, room, hidden, r, a, float(need[r, a]))
        if chosen is None:
            chosen = _programme(values, room, hidden, r, a, float(need[r, a]))
        if chosen is None:
            raise DisclosureError(
                f"{regions[r]} x {activities[a]} is sensitive and cannot be protected against known totals of {what}: too little of its row "
                "or column can be hidden with it. Merge activities or regions, or release without known totals."
            )
        hidden |= chosen
    return hidden


def _rectangle(
    values: FloatArray, room: FloatArray, hidden: BoolArray, r: int, a: int, need: float
) -> BoolArray | None:
    """The rectangle with this corner that costs least to hide, if there is one with room enough."""
    fits = room >= need
    fits_row, fits_column = fits[r].copy(), fits[:, a].copy()
    fits_row[a] = fits_column[r] = False
    may = fits & fits_row & fits_column[:, None]
    if not may.any():
        return None
    cost = np.where(hidden, 0.0, np.nan_to_num(values))
    total = np.where(may, cost + cost[r] + cost[:, [a]], np.inf)
    row, column = np.unravel_index(int(np.argmin(total)), total.shape)
    chosen = np.zeros(values.shape, dtype=bool)
    chosen[np.ix_([r, int(row)], [a, int(column)])] = True
    return chosen


def _programme(
    values: FloatArray, room: FloatArray, hidden: BoolArray, r: int, a: int, need: float
) -> BoolArray | None:
    """Cells whose changes, each within its room both ways, move this one by its need and cost least to hide."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack

    own = np.zeros(values.shape, dtype=bool)
    own[r, a] = True
    rows, columns = np.nonzero((room > 0) | own)
    n, (n_regions, n_activities) = len(rows), values.shape
    is_own = own[rows, columns]
    limit = np.where(is_own, need, room[rows, columns])
    # What is open costs its value per whole change of it, so that a large change of one cell is preferred to many small ones.
    cost = np.where(hidden[rows, columns], 0.0, values[rows, columns] / np.maximum(limit, need * NOISE))
    places = np.arange(n)
    sums = csr_array(
        (np.ones(2 * n), (np.concatenate([rows, n_regions + columns]), np.concatenate([places, places]))),
        shape=(n_regions + n_activities, n),
    )
    solution = linprog(
        np.concatenate([cost, cost]),
        A_eq=hstack([sums, -sums], format="csr"),
        b_eq=np.zeros(n_regions + n_activities),
        bounds=np.column_stack(
            [
                np.concatenate([np.where(is_own, need, 0.0), np.zeros(n)]),
                np.concatenate([limit, np.where(is_own, 0.0, limit)]),
            ]
        ),
        method="highs",
    )
    if solution.status != 0:
        return None
    change = np.abs(solution.x[:n] - solution.x[n:])
    chosen = own
    moved = change > need * NOISE
    chosen[rows[moved], columns[moved]] = True
    return chosen
