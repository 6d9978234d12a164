"""Ranks of values, ties sharing their mean: by Polars, because ``scipy.stats`` takes longer to load than a whole study may."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError

__all__ = ["average_ranks"]


def average_ranks(values: ArrayLike) -> NDArray[np.float64]:
    """Rank of each value from 1, the smallest first; equal values share the mean of their ranks.

    Parameters
    ----------
    values : array_like, shape (n,)
        Finite or infinite; none may be missing.

    Returns
    -------
    ndarray of float, shape (n,)
        1 to n; they always sum to n (n + 1) / 2.

    Raises
    ------
    EvidenceError
        The values are not a row of numbers, or one is ``nan``: what is missing has no rank.

    Examples
    --------
    >>> average_ranks([0.3, 0.1, 0.3]).tolist()
    [2.5, 1.0, 2.5]
    """
    row = np.asarray(values, dtype=np.float64)
    if row.ndim != 1:
        raise EvidenceError(f"Values of shape {row.shape} cannot be ranked. Give one row of numbers.")
    if np.isnan(row).any():
        raise EvidenceError(
            f"{int(np.isnan(row).sum())} of {len(row)} values are missing and have no rank. Leave them out."
        )
    # -0.0 and 0.0 are the same number.
    return pl.Series(row + 0.0, dtype=pl.Float64).rank("average").to_numpy().astype(np.float64)
