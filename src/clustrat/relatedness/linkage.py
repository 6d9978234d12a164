r"""Input-output linkage: who buys from whom, directly and through all rounds of suppliers.

With intermediate deliveries :math:`z_{ij}` from industry *i* to *j* and outputs :math:`x`:

.. math:: a_{ij} = \frac{z_{ij}}{x_j}, \quad L = (I - A)^{-1}; \qquad b_{ij} = \frac{z_{ij}}{x_i}, \quad G = (I - B)^{-1}

The coefficients are those of a nation: every region is taken to buy and sell as the nation does, and is told so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
from numpy.typing import ArrayLike, NDArray

from clustrat.errors import EvidenceError

__all__ = ["InputOutput", "direct_linkage", "input_output", "multipliers"]

FloatArray = NDArray[np.float64]
#: A spectral radius this near to 1 is 1 up to rounding: the inverse would hold rounding errors only.
RADIUS_MARGIN = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InputOutput:
    """An input-output table worked out; matrices of shape (n, n), vectors (n,), rows sell and columns buy.

    ``technical`` is A, ``allocation`` B, ``leontief`` L, ``ghosh`` G; ``backward`` are the column sums of L, ``forward`` the row
    sums of G, both >= 1; ``is_key`` marks industries above the mean in both. ``scope`` says whose coefficients they are.
    """

    technical: FloatArray
    allocation: FloatArray
    leontief: FloatArray
    ghosh: FloatArray
    backward: FloatArray
    forward: FloatArray
    is_key: NDArray[np.bool_]
    scope: str


def input_output(deliveries: ArrayLike, output: ArrayLike, *, scope: str = "national coefficients") -> InputOutput:
    r"""Coefficients, inverses and linkages of an input-output table.

    Parameters
    ----------
    deliveries : array_like, shape (n, n)
        Intermediate deliveries from industry *i* (row) to *j* (column), >= 0, in one currency.
    output : array_like, shape (n,)
        Output of each industry, above 0, in the same currency.
    scope
        Whose coefficients these are; shown beside every number made of them.

    Returns
    -------
    InputOutput
        Dimensionless.

    Raises
    ------
    EvidenceError
        Shapes do not fit, a delivery is negative or not known, an output is not above 0, or deliveries take up all output
        (spectral radius of A of 1 or more), so that no inverse has a meaning.

    Notes
    -----
    Backward linkage says how much all suppliers must produce for one more unit of final demand, forward linkage how far one
    more unit of primary input travels. Both assume fixed coefficients, free capacity and, for a region, that it buys as the
    nation does: upper bounds of what stays in the region (:cite:`miller2009`).

    Examples
    --------
    A = [[0.2, 0.1], [0.4, 0.2]]: the determinant of I - A is 0.6, so L = [[0.8, 0.1], [0.4, 0.8]] / 0.6.

    >>> input_output([[20, 10], [40, 20]], [100, 100]).leontief.round(3).tolist()
    [[1.333, 0.167], [0.667, 1.333]]
    """
    z, x = np.asarray(deliveries, dtype=np.float64), np.asarray(output, dtype=np.float64)
    _refuse(z, x)
    technical, allocation = z / x, z / x[:, None]
    radius = float(np.abs(scipy.linalg.eigvals(technical)).max())
    if radius >= 1 - RADIUS_MARGIN:
        raise EvidenceError(
            f"Intermediate deliveries take up all output (spectral radius {radius:.6g}, must be below 1): no multiplier has a "
            "meaning. Check that the outputs belong to the same table and currency."
        )
    identity = np.eye(len(x))
    leontief, ghosh = (
        np.asarray(scipy.linalg.solve(identity - shares, identity), dtype=np.float64)
        for shares in (technical, allocation)
    )
    backward, forward = leontief.sum(axis=0), ghosh.sum(axis=1)
    return InputOutput(
        technical=technical,
        allocation=allocation,
        leontief=leontief,
        ghosh=ghosh,
        backward=backward,
        forward=forward,
        is_key=_above_mean(backward) & _above_mean(forward),
        scope=scope,
    )


def multipliers(table: InputOutput, per_output: ArrayLike) -> FloatArray:
    r"""What one more unit of final demand for each industry brings, of something counted per output: :math:`v L`.

    Parameters
    ----------
    table
        Result of :func:`input_output`.
    per_output : array_like, shape (n,)
        Value added, persons or wages per unit of output of each industry.

    Returns
    -------
    ndarray of float, shape (n,)
        In the unit of ``per_output``.

    Raises
    ------
    EvidenceError
        There is not one known, finite value for each industry.

    Notes
    -----
    All rounds of suppliers together, without the spending of wages. Divided by ``per_output`` it is the input multiplier: what
    comes in all for one unit in the industry itself. Assumptions as at :func:`input_output` (:cite:`miller2009`).

    Examples
    --------
    With L = [[4, 0.5], [2, 4]] / 3: 0.4 * 4/3 + 0.7 * 2/3 = 1, and 0.4 * 0.5/3 + 0.7 * 4/3 = 1: value added is all there is.

    >>> multipliers(input_output([[20, 10], [40, 20]], [100, 100]), [0.4, 0.7]).round(6).tolist()
    [1.0, 1.0]
    """
    v = np.asarray(per_output, dtype=np.float64)
    if v.shape != table.backward.shape or not np.isfinite(v).all():
        raise EvidenceError(
            f"There are {v.size} values per output for {len(table.backward)} industries, or one is not known. Give one each."
        )
    return np.asarray(v @ table.leontief)


def direct_linkage(table: InputOutput) -> FloatArray:
    r"""How closely two industries buy from or sell to each other, :math:`\max(a_{ij}, a_{ji}, b_{ij}, b_{ji})`.

    Returns
    -------
    ndarray of float, shape (n, n)
        Dimensionless, >= 0, symmetric; above 1 where a purchase is larger than all output of the one that buys.

    Notes
    -----
    The strongest of four shares, so a small supplier that lives from one buyer counts as much as a buyer that lives from one
    supplier. Direct trade only (:cite:`delgado2016`).

    Examples
    --------
    >>> direct_linkage(input_output([[20, 10], [40, 20]], [100, 100])).tolist()
    [[0.2, 0.4], [0.4, 0.2]]
    """
    a, b = table.technical, table.allocation
    return np.asarray(np.maximum.reduce([a, a.T, b, b.T]))


def _above_mean(linkages: FloatArray) -> NDArray[np.bool_]:
    """Above the mean by more than rounding."""
    return np.asarray(linkages > linkages.mean() * (1 + 1e-12))


def _refuse(z: FloatArray, x: FloatArray) -> None:
    if z.ndim != 2 or z.shape[0] != z.shape[1] or not z.size or x.shape != z.shape[:1]:
        raise EvidenceError(
            f"Deliveries have shape {z.shape}, outputs {x.shape}. Give a square table and one output per industry."
        )
    bad = ~np.isfinite(z) | (z < 0)
    if bad.any():
        i, j = (int(n) for n in np.argwhere(bad)[0])
        raise EvidenceError(
            f"The delivery from industry {i} to {j} is {z[i, j]:g}; it must be known and not negative. Correct the table."
        )
    wrong = np.flatnonzero(~(np.isfinite(x) & (x > 0)))
    if len(wrong):
        raise EvidenceError(
            f"The output of industry {wrong[0]} is {x[wrong[0]]:g}; coefficients need one above 0. Leave the industry out."
        )
