"""Skill relatedness: industries between which people move more than their size would let expect."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError

__all__ = ["skill_relatedness"]

FloatArray = NDArray[np.float64]


def skill_relatedness(flows: ArrayLike) -> FloatArray:
    r"""Skill relatedness of industries by labour flows, from -1 to 1, mean of both directions.

    .. math:: SR_{ij} = \frac{F_{ij} F}{F_{i\cdot} F_{\cdot j}}, \qquad
       \widetilde{SR}_{ij} = \tfrac12 \Bigl(\tfrac{SR_{ij} - 1}{SR_{ij} + 1} + \tfrac{SR_{ji} - 1}{SR_{ji} + 1}\Bigr)

    Parameters
    ----------
    flows : array_like, shape (n_industries, n_industries)
        Persons who moved from industry *i* (row) to *j* (column), >= 0; the diagonal (stayers) is not read.

    Returns
    -------
    ndarray of float, shape (n_industries, n_industries)
        Symmetric, -1 (nobody moves) to below 1; 0: as many as by chance; diagonal 1. ``nan`` where one direction cannot be
        compared, because an industry has nobody who leaves or nobody who comes.

    Raises
    ------
    EvidenceError
        The flows are no square table, or one is negative, infinite or missing.

    Notes
    -----
    People carry skills, so flows show what industries have in common better than shared places do. Flows also follow distance
    and pay; take them within one labour market, and of people who could choose (:cite:`neffke2013`).

    Examples
    --------
    Of 12 movers 5 leave the first industry and 5 come to the second: 25/12 by chance, 4 in truth. SR = 1.92, 0.92/2.92 = 0.315.

    >>> skill_relatedness([[0, 4, 1], [4, 0, 1], [1, 1, 0]]).round(3)[0].tolist()
    [1.0, 0.315, 0.091]
    """
    table = np.array(flows, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or len(table) < 2:
        raise EvidenceError(
            f"The flows have shape {table.shape}. Give one row and one column per industry, at least two."
        )
    np.fill_diagonal(table, 0.0)
    bad = ~np.isfinite(table) | (table < 0)
    if bad.any():
        i, j = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"The flow from industry {i} to {j} is {table[i, j]:g}; flows are known, finite and not negative. Correct it."
        )
    total = table.sum()
    if not total > 0:
        raise EvidenceError("Nobody moves between the industries: there is nothing to compare. Check the table.")
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(expected > 0, table / expected, np.nan)
        one_way = (ratio - 1) / (ratio + 1)
    found = (one_way + one_way.T) / 2
    place = np.arange(len(table))
    found[place, place] = np.where(expected[place, place] > 0, 1.0, np.nan)
    return np.asarray(found)
