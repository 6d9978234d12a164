"""Presence as two operators, there and back: dense where the matrix is small, sparse where that reads less memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clustrat.complexity.spectrum import sparse_links

__all__ = ["there_and_back"]

#: Up to this many cells the whole matrix stays in the processor's cache and the dense product is the faster one.
DENSE_CELLS = 100_000


def there_and_back(have: NDArray[np.float64]) -> tuple[Any, Any]:
    """A presence matrix and its transpose, both ready for many products ``@`` with vectors.

    Parameters
    ----------
    have : ndarray of ones and zeros, shape (n_regions, n_activities)

    Returns
    -------
    there, back
        Of shape (n_regions, n_activities) and (n_activities, n_regions): arrays, or sparse arrays by rows.

    Examples
    --------
    >>> there, back = there_and_back(np.array([[1.0, 1.0], [0.0, 1.0]]))
    >>> (there @ np.array([1.0, 10.0])).tolist(), (back @ np.array([1.0, 10.0])).tolist()
    ([11.0, 10.0], [1.0, 11.0])
    """
    if have.size <= DENSE_CELLS:
        return have, have.T
    links = sparse_links(have)
    return links, links.T.tocsr()
