r"""Coherence: whether what a region does belongs together, by the relatedness of its activities."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError

__all__ = ["coherence"]

FloatArray = NDArray[np.float64]


def coherence(counts: ArrayLike, relatedness: ArrayLike) -> FloatArray:
    r"""Coherence of each region: the mean relatedness of its activities to all its others, weighted by size.

    .. math:: COH_r = \sum_i s_{ri} \frac{\sum_j \phi_{ij} x_{rj}}{x_{r\cdot} - x_{ri}}

    Parameters
    ----------
    counts : array_like, shape (n_regions, n_activities)
        Counts >= 0; ``nan`` where not known.
    relatedness : array_like, shape (n_activities, n_activities)
        Such as proximity with 1 on its diagonal, which stays in the sum above (as in ReKS); ``nan`` is read as unrelated.

    Returns
    -------
    ndarray of float, shape (n_regions,)
        >= 0; ``nan`` where the region has no activity, only one, or a cell that is not known.

    Raises
    ------
    EvidenceError
        Shapes do not fit, or a count is negative or infinite.

    Notes
    -----
    High where a region lives from activities that are found together elsewhere too. The diagonal in the sum makes a region with
    one dominant activity look coherent; compare like with like (:cite:`teece1994`).

    Examples
    --------
    Two activities of 1 each, related by 0.5: each (1 + 0.5) / 1, weighted by 1/2.

    >>> coherence([[1.0, 1.0]], [[1.0, 0.5], [0.5, 1.0]]).tolist()
    [1.5]
    """
    table, phi = np.asarray(counts, dtype=np.float64), np.asarray(relatedness, dtype=np.float64)
    if table.ndim != 2 or phi.shape != (table.shape[1], table.shape[1]):
        raise EvidenceError(
            f"Counts have shape {table.shape}, the relatedness {phi.shape}. Give both for the same activities."
        )
    bad = np.isinf(table) | (table < 0)
    if bad.any():
        r, i = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"The count {table[r, i]:g} in row {r}, column {i} cannot be: counts are finite and not negative. "
            "Correct the source, or mark the cell as missing."
        )
    totals = table.sum(axis=1, keepdims=True)
    rest = totals - table
    near = table @ np.where(np.isnan(phi), 0.0, phi)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(table == 0, 0.0, table / totals * near / np.where(rest > 0, rest, np.nan))
        return np.asarray(np.where(totals[:, 0] > 0, terms.sum(axis=1), np.nan))
