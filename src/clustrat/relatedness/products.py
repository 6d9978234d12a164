"""Products of presence matrices at the speed of the machine: one triangle is computed, the other mirrored."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["common_counts", "mirror_lower"]

#: Rows mirrored at a time: two blocks fit into the processor's cache.
BLOCK = 256


def common_counts(presence: NDArray[Any], *, dtype: DTypeLike = np.float64, mirrored: bool = True) -> NDArray[Any]:
    r"""How often two columns are present together, :math:`C = M'M`, by half a matrix product (BLAS ``syrk``).

    Parameters
    ----------
    presence : ndarray, shape (n_regions, n_activities)
        Ones and zeros (or weights); without ``nan``.
    dtype
        ``float64`` or ``float32``; counts below 2**24 are exact in both. Integer matrices would be far slower: they bypass BLAS.

    mirrored
        Whether to fill the upper triangle too; without, it is zero.

    Returns
    -------
    ndarray, shape (n_activities, n_activities), symmetric

    Examples
    --------
    >>> common_counts(np.array([[1.0, 1.0], [0.0, 1.0]])).tolist()
    [[1.0, 1.0], [1.0, 2.0]]
    """
    from scipy.linalg import blas

    matrix = np.ascontiguousarray(presence, dtype=dtype)
    syrk = blas.ssyrk if matrix.dtype == np.float32 else blas.dsyrk
    # The transpose of a C-ordered matrix is Fortran-ordered, so nothing is copied; the result read in C order is its lower triangle.
    counts: NDArray[Any] = syrk(1.0, matrix.T, trans=0, lower=0).T
    if mirrored:
        mirror_lower(counts)
    return counts


def mirror_lower(matrix: NDArray[Any]) -> None:
    """Write the lower triangle of a square matrix into its upper one, block by block, in place."""
    n = len(matrix)
    for start in range(0, n, BLOCK):
        end = min(start + BLOCK, n)
        block = matrix[start:end, start:end]
        lower = np.tril(block, -1)
        block[...] = lower + lower.T + np.diag(np.diag(block))
        matrix[:start, start:end] = matrix[start:end, :start].T
