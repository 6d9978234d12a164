r"""Presence: which region has which activity, as a matrix of ones and zeros.

.. math:: M_{ri} = 1 \iff LQ_{ri} \ge t\,(1 - \varepsilon)

The tolerance :math:`\varepsilon` keeps a quotient that is 1 up to rounding from falling on the wrong side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError, ParameterError
from clustrat.evidence.result import Diagnostic

__all__ = ["both_present", "diversity", "known", "near_threshold", "presence", "ubiquity"]

FloatArray = NDArray[np.float64]
#: Quotients within this share of the cut are counted and listed: another rounding would change them.
NEAR_BAND = 1e-3
N_KEYS = 20


def presence(lq: ArrayLike, *, threshold: float = 1.0, rtol: float = 1e-12) -> FloatArray:
    r"""Presence of activities in regions, :math:`M_{ri} = 1` where :math:`LQ_{ri} \ge t (1 - \varepsilon)`, else 0.

    Parameters
    ----------
    lq : array_like, shape (n_regions, n_activities)
        Location quotients (or any other quotient around a threshold), ``nan`` where not known.
    threshold
        The cut *t*, above 0.
    rtol
        The tolerance of the cut, relative, 0 or more.

    Returns
    -------
    ndarray of float, shape (n_regions, n_activities)
        1.0 or 0.0; ``nan`` where the quotient is not known.

    Raises
    ------
    ParameterError
        ``threshold`` is not above 0, or ``rtol`` is negative.

    Notes
    -----
    Says where an activity weighs at least its share of the whole. It cannot say how much more, nor how sure that is: a cell
    just above the cut and one just below look as different as can be, hence :func:`near_threshold`
    (:cite:`hidalgo2007`).

    Examples
    --------
    >>> presence([[1.2, 0.8], [1.0 - 1e-15, float("nan")]]).tolist()
    [[1.0, 0.0], [1.0, nan]]
    """
    quotients = np.asarray(lq, dtype=np.float64)
    if not threshold > 0:
        raise ParameterError(f"presence_threshold={threshold:g} must be above 0; 1 is usual.")
    if not rtol >= 0:
        raise ParameterError(f"presence_rtol={rtol:g} must not be negative; 1e-12 is usual.")
    found = (quotients >= threshold * (1 - rtol)).astype(np.float64)
    found[np.isnan(quotients)] = np.nan
    return found


def both_present(first: ArrayLike, second: ArrayLike) -> FloatArray:
    """Presence under two rules at once: 1 where both are 1, 0 where one is 0, ``nan`` where that is not known.

    Parameters
    ----------
    first, second : array_like, shape (n_regions, n_activities)
        Presence matrices, such as of persons and of local units.

    Examples
    --------
    >>> both_present([[1.0, 1.0, float("nan")]], [[1.0, 0.0, 0.0]]).tolist()
    [[1.0, 0.0, 0.0]]
    """
    a, b = (np.asarray(m, dtype=np.float64) for m in (first, second))
    if a.shape != b.shape:
        raise EvidenceError(f"The two presence matrices have shapes {a.shape} and {b.shape}. Give the same cells.")
    return np.where((a == 0) | (b == 0), 0.0, a * b)


def known(presence: ArrayLike) -> FloatArray:
    """The presence matrix that sums and products use: a cell that is not known counts as not present.

    Returns
    -------
    ndarray of float, C-contiguous, of ones and zeros; a new array.

    Raises
    ------
    EvidenceError
        The matrix has not two axes, or a cell is neither 0, 1 nor ``nan``.

    Examples
    --------
    >>> known([[1.0, float("nan")]]).tolist()
    [[1.0, 0.0]]
    """
    matrix = np.asarray(presence, dtype=np.float64)
    if matrix.ndim != 2 or not matrix.size:
        raise EvidenceError(
            f"The presence matrix has shape {matrix.shape}. Give one row per region and one column per activity."
        )
    bad = ~((matrix == 0) | (matrix == 1) | np.isnan(matrix))
    if bad.any():
        r, i = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"Presence is 0, 1 or missing, but row {r}, column {i} holds {matrix[r, i]:g}. Make it with presence() first."
        )
    return np.ascontiguousarray(matrix == 1, dtype=np.float64)


def diversity(presence: ArrayLike) -> FloatArray:
    r"""Number of activities present in each region, :math:`k_r = \sum_i M_{ri}`, shape (n_regions,).

    Notes
    -----
    Counts kinds, not size: a region with many small specialisations is as diverse as one with many large ones. A cell that is
    not known is not counted, so that a region with hidden cells looks less diverse than it is (:cite:`hidalgo2009`).

    Examples
    --------
    >>> diversity([[1.0, 1.0, 0.0], [0.0, 1.0, float("nan")]]).tolist()
    [2.0, 1.0]
    """
    return np.asarray(known(presence).sum(axis=1))


def ubiquity(presence: ArrayLike) -> FloatArray:
    r"""Number of regions in which each activity is present, :math:`u_i = \sum_r M_{ri}`, shape (n_activities,).

    Notes
    -----
    A rare activity is either hard to have or hardly wanted: ubiquity alone cannot tell the two apart
    (:cite:`hidalgo2009`).

    Examples
    --------
    >>> ubiquity([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]).tolist()
    [1.0, 2.0, 1.0]
    """
    return np.asarray(known(presence).sum(axis=0))


def near_threshold(
    lq: ArrayLike,
    *,
    threshold: float = 1.0,
    band: float = NEAR_BAND,
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
) -> tuple[Diagnostic, ...]:
    """The cells whose quotient lies within ``band`` of the cut, as one diagnostic, or none.

    >>> near_threshold([[1.0005, 0.5]], regions=["R1"], activities=["A", "B"])[0].keys
    ('R1 x A',)
    """
    quotients = np.asarray(lq, dtype=np.float64)
    is_near = quotients > threshold * (1 - band)
    is_near &= quotients < threshold * (1 + band)
    places = np.flatnonzero(is_near)
    if not len(places):
        return ()
    rows, columns = np.divmod(places[:N_KEYS], quotients.shape[1])
    n_known = quotients.size - int(np.count_nonzero(np.isnan(quotients)))
    keys = tuple(
        f"{regions[r] if regions else r} x {activities[i] if activities else i}"
        for r, i in zip(rows.tolist(), columns.tolist(), strict=True)
    )
    return (
        Diagnostic(
            code="near_threshold",
            severity="info",
            axis="cell",
            keys=keys,
            n=len(places),
            share=len(places) / n_known,
            parameter="presence_threshold",
            value=threshold,
            sentence=(
                f"{len(places)} of {n_known} quotients lie within {100 * band:g} % of the cut of {threshold:g}: "
                "a small revision would change which activities count as present."
            ),
        ),
    )
