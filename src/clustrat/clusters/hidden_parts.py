"""Categories that rest on hidden cells: draws of the hidden persons inside the bounds that published sums leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustrat.errors import ParameterError
from clustrat.indicators.shrinkage import ShrunkenQuotients, probability_at_least

__all__ = ["HiddenParts", "draw_hidden_parts"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HiddenParts:
    """Draws for every category of a region that has hidden parts with bounds.

    ``rows`` and ``columns`` say which cells of the (n_regions, n_categories) table, shape (n_cells,). ``persons``, ``quotient``
    and ``shape`` have shape (n_draws, n_cells): persons of each draw, a draw of the posterior quotient given them, and the
    shape of that posterior, whose ``rate`` has shape (n_cells,). ``is_unbounded`` marks the cells of the table with a hidden part
    that nothing limits.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    persons: FloatArray
    quotient: FloatArray
    shape: FloatArray
    rate: FloatArray
    is_unbounded: NDArray[np.bool_]

    def quantile_of_quotient(self, at: float) -> FloatArray:
        """A quantile of the quotient over the draws, shape (n_regions, n_categories); ``nan`` where nothing was drawn."""
        return self._table(np.quantile(self.quotient, at, axis=0) if self.rows.size else np.zeros(0))

    def chance_of_quotient(self, cut: float | FloatArray) -> FloatArray:
        """P(LQ >= cut), averaged over the draws, shape (n_regions, n_categories); ``nan`` where nothing was drawn."""
        return self._table(probability_at_least(self.shape, self.rate, self._cut(cut)).mean(axis=0))

    def chance_of_persons(self, cut: float | FloatArray) -> FloatArray:
        """Share of the draws with at least so many persons; ``cut`` for all, by category, or for the whole table."""
        return self._table((self.persons >= self._cut(cut)).mean(axis=0))

    def _cut(self, cut: float | FloatArray) -> FloatArray:
        return np.asarray(np.broadcast_to(cut, self.is_unbounded.shape)[self.rows, self.columns])

    def _table(self, values: FloatArray) -> FloatArray:
        table = np.full(self.is_unbounded.shape, np.nan)
        table[self.rows, self.columns] = values
        return table


def draw_hidden_parts(
    *,
    persons: FloatArray,
    is_hidden: NDArray[np.bool_],
    lower: FloatArray | None,
    upper: FloatArray | None,
    weights: FloatArray,
    posterior: ShrunkenQuotients,
    n_draws: int,
    rng: np.random.Generator,
) -> HiddenParts:
    """Draw hidden persons evenly between their bounds, and a quotient from the posterior given each draw.

    Parameters
    ----------
    persons
        Persons by region and division, ``nan`` where hidden or missing, shape (n_regions, n_divisions).
    is_hidden
        Where the source hides the figure, same shape.
    lower, upper
        Bounds of the hidden cells, same shape; ``nan`` or infinite where nothing limits them, ``None`` if there are none at all.
    weights
        Shares of the divisions in the categories, shape (n_divisions, n_categories).
    posterior
        Posterior of the quotients of the categories at the point estimates; where it is ``nan`` nothing is drawn.
    n_draws
        How many draws, at least 1.
    rng
        Source of chance: same state, same draws.

    Returns
    -------
    HiddenParts
        Draws for the cells with at least one hidden part, all of them bounded.

    Raises
    ------
    ParameterError
        ``n_draws`` is below 1.
    """
    if n_draws < 1:
        raise ParameterError(f"n_draws={n_draws} cannot be. Give at least 1; 200 is usual.")
    touches = (weights > 0).astype(np.int64)
    n_hidden = is_hidden.astype(np.int64) @ touches
    low = np.full(persons.shape, np.nan) if lower is None else lower
    high = np.full(persons.shape, np.nan) if upper is None else upper
    is_free = is_hidden & ~(np.isfinite(low) & np.isfinite(high))
    is_unbounded = (is_free.astype(np.int64) @ touches) > 0
    rows, columns = np.nonzero((n_hidden > 0) & ~is_unbounded & ~np.isnan(posterior.shape))
    known = (np.where(np.isnan(persons), 0.0, persons) @ weights)[rows, columns]
    region, division = np.nonzero(is_hidden & ~is_free)
    least, width = low[region, division], (high - low)[region, division]
    drawn = least + width * rng.random((n_draws, least.size))
    # A hidden figure enters the categories of its own division, in its own region: few links, so the sums are sparse.
    place = np.full(is_unbounded.shape, -1)
    place[rows, columns] = np.arange(rows.size)
    figure, category = np.nonzero(weights[division] > 0)
    cell = place[region[figure], category]
    is_drawn = cell >= 0
    share = weights[division[figure], category]
    links = csr_array((share[is_drawn], (figure[is_drawn], cell[is_drawn])), shape=(least.size, rows.size))
    samples = known + drawn @ links
    rate = posterior.rate[rows, columns]
    shape = samples / posterior.unit[columns] + posterior.alpha[columns]
    return HiddenParts(
        rows=rows,
        columns=columns,
        persons=samples,
        quotient=rng.standard_gamma(shape) / rate,
        shape=shape,
        rate=rate,
        is_unbounded=is_unbounded,
    )
