"""Entry and exit: which activities a region has won, and which it has lost, between two years."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError

__all__ = ["entry", "exit_from"]

FloatArray = NDArray[np.float64]


def entry(before: ArrayLike, now: ArrayLike) -> FloatArray:
    r"""Entry of activities: presence now, where they were absent before.

    .. math:: E_{ri} = M_{ri,t} \text{ where } M_{ri,t-1} = 0

    Parameters
    ----------
    before, now : array_like, shape (n_regions, n_activities)
        Presence in the former and the later year: ones, zeros, ``nan`` where not known.

    Returns
    -------
    ndarray of float, shape (n_regions, n_activities)
        1: entered, 0: still absent; ``nan`` where it was present before, or one of the two years is not known.

    Raises
    ------
    EvidenceError
        The shapes differ, or a presence is neither 0, 1 nor missing.

    Notes
    -----
    Counts crossings of the cut, not new firms: many entries are cells that flicker about a quotient of 1. Compare the quotients
    of both years before you speak of a new specialisation (:cite:`neffke2011`).

    Examples
    --------
    >>> entry([[0.0, 0.0, 1.0]], [[1.0, 0.0, 1.0]]).tolist()
    [[1.0, 0.0, nan]]
    """
    past, present = _two(before, now)
    return np.where(past == 0, present, np.nan)


def exit_from(before: ArrayLike, now: ArrayLike) -> FloatArray:
    r"""Exit of activities: absence now, where they were present before.

    .. math:: X_{ri} = 1 - M_{ri,t} \text{ where } M_{ri,t-1} = 1

    Parameters, errors and missing values as in :func:`entry`: 1: gone, 0: still present.

    Notes
    -----
    The mirror of :func:`entry`, with the same flicker about the cut (:cite:`neffke2011`).

    Examples
    --------
    >>> exit_from([[0.0, 1.0, 1.0]], [[1.0, 0.0, 1.0]]).tolist()
    [[nan, 1.0, 0.0]]
    """
    past, present = _two(before, now)
    return np.where(past == 1, 1 - present, np.nan)


def _two(before: ArrayLike, now: ArrayLike) -> tuple[FloatArray, FloatArray]:
    past, present = (np.asarray(m, dtype=np.float64) for m in (before, now))
    if past.shape != present.shape:
        raise EvidenceError(
            f"The two years have shapes {past.shape} and {present.shape} (sample_changed). Give the same regions and activities."
        )
    for matrix in (past, present):
        bad = ~((matrix == 0) | (matrix == 1) | np.isnan(matrix))
        if bad.any():
            raise EvidenceError(
                f"Presence is 0, 1 or missing, but there is a {matrix[bad][0]:g}. Make it with presence() first."
            )
    return past, present
