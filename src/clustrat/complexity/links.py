"""Presence as two operators, there and back: dense where the matrix is small, sparse where that reads less memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["sparse_links", "there_and_back"]

#: Up to this many cells the whole matrix stays in the processor's cache and the dense product is the faster one.
DENSE_CELLS = 100_000


def sparse_links(have: NDArray[Any]) -> Any:
    """A matrix of ones and zeros as a sparse one of float64, made in one look at it.

    >>> sparse_links(np.array([[0.0, 1.0], [1.0, 1.0]])).indices.tolist()
    [1, 0, 1]
    """
    from scipy.sparse import csr_array

    n_rows, n_columns = have.shape
    is_link = have != 0
    place = np.flatnonzero(is_link)
    counts = np.count_nonzero(is_link, axis=1)
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    columns = (place - np.repeat(np.arange(n_rows) * n_columns, counts)).astype(np.int32)
    return csr_array((np.ones(len(place)), columns, ends), shape=have.shape)


def there_and_back(have: NDArray[Any]) -> tuple[Any, Any]:
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
        links = np.asarray(have, dtype=np.float64)
        return links, links.T
    links = sparse_links(have)
    return links, links.T.tocsr()
