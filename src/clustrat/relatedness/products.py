"""Products of presence matrices at the speed of the machine, and how many threads they may take.

Matrix products go through NumPy, which lets other threads run meanwhile. SciPy brings a second BLAS with threads of its own; a
program that changes from one to the other waits for threads to wake, so it is used for the one product that is worth the wait.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["common_counts", "one_thread"]

#: From this number of activities on, half a product by SciPy and a mirrored triangle beat the whole by NumPy.
LARGE = 2_000
#: Rows mirrored at a time: two blocks fit into the processor's cache.
BLOCK = 256


def one_thread() -> AbstractContextManager[Any]:
    """A context in which matrix products take one thread: for small ones, or where the years themselves run side by side."""
    return _threads().limit(limits=1)  # type: ignore[no-any-return]


@cache
def _threads() -> Any:
    import scipy.linalg  # noqa: F401 - its BLAS must be loaded before it can be limited
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def common_counts(presence: NDArray[Any], *, dtype: DTypeLike = np.float64) -> NDArray[Any]:
    r"""How often two columns are present together, :math:`C = M'M`, by half a matrix product (BLAS ``syrk``).

    Parameters
    ----------
    presence : ndarray, shape (n_regions, n_activities)
        Ones and zeros (or weights); without ``nan``.
    dtype
        ``float64`` or ``float32``; counts below 2**24 are exact in both. Integer matrices would be far slower: they bypass BLAS.

    Returns
    -------
    ndarray, shape (n_activities, n_activities), symmetric

    Examples
    --------
    >>> common_counts(np.array([[1.0, 1.0], [0.0, 1.0]])).tolist()
    [[1.0, 1.0], [1.0, 2.0]]
    """
    matrix = np.ascontiguousarray(presence, dtype=dtype)
    if matrix.shape[1] < LARGE:
        return np.asarray(matrix.T @ matrix)
    from scipy.linalg import blas

    syrk = blas.ssyrk if matrix.dtype == np.float32 else blas.dsyrk
    # The transpose of a C-ordered matrix is Fortran-ordered, so nothing is copied; the result read in C order is its lower triangle.
    counts: NDArray[Any] = syrk(1.0, matrix.T, trans=0, lower=0).T
    _mirror_lower(counts)
    return counts


def _mirror_lower(matrix: NDArray[Any]) -> None:
    """Write the lower triangle of a square matrix into its upper one, block by block, in place."""
    n = len(matrix)
    for start in range(0, n, BLOCK):
        end = min(start + BLOCK, n)
        block = matrix[start:end, start:end]
        lower = np.tril(block, -1)
        block[...] = lower + lower.T + np.diag(np.diag(block))
        matrix[:start, start:end] = matrix[start:end, :start].T
